"""What a matter is: its states, its number, and until when it is to be answered. Pure.

    open → answered → closed

A message of the person opens it again, whatever state it was in.
"""

import unicodedata
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias, get_args

from core.calendar.calling_hours import CallingHours
from core.errors import S724Error

NEWS: Final = "matters"
"""Told when one was opened or has changed."""

MatterState: TypeAlias = Literal["open", "answered", "closed"]
MatterOutcome: TypeAlias = Literal["settled", "not_ours", "joined", "no_answer_needed"]
MatterStep: TypeAlias = Literal[
    "opened",
    "reopened",
    "handed_on",
    "joined",
    "taken_apart",  # a joining was undone
    "split",  # some of it is a matter of its own
    "split_off",  # it was part of another one
    "closed",
    "withdrawn",  # an answer was taken back before it went
]
Direction: TypeAlias = Literal["in", "out", "note", "step"]

MatterChannel: TypeAlias = Literal["email", "sms"]
Scan: TypeAlias = Literal["clean", "infected", "unscannable"]

CHANNELS: Final[tuple[MatterChannel, ...]] = get_args(MatterChannel)

CLOSING: Final[tuple[MatterOutcome, ...]] = ("settled", "not_ours", "no_answer_needed")
"""Outcomes that somebody chooses; `joined` follows from joining."""
OUTCOMES: Final[tuple[MatterOutcome, ...]] = get_args(MatterOutcome)

ANSWER_WORK: Final = timedelta(hours=16)
"""Working time of the office within which a matter is to be answered: two days."""

ANSWER_TEMPLATE: Final = "matter-answer"
"""Of an answer in the outbox: its words stand in the matter."""

RECEIVED_TEMPLATE: Final = "matter-received"
"""Of what tells the number of a new matter."""

BOX_OF_MAIL: Final = "mail as it came"
"""The purpose of the key that seals it: of the installation, since nobody knows yet whose it is."""

NEAR_TIME: Final = timedelta(hours=2)
"""For so long before its end a term is told to be near."""

SAFE_KINDS: Final = frozenset(
    {"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp", "text/plain"}
)
"""Kinds of files that are handed out where nobody looks for viruses: office documents and archives are not."""

SMS_TEMPLATE: Final = "odpowiedz"
"""Of an answer by text message."""

MOST_SMS: Final = 600
"""Signs of an answer by text message."""

UNDO_TIME: Final = timedelta(seconds=10)
"""For so long an answer waits, and can be taken back."""

_LETTERS = 3
_MOST_SHIFTS = 60
_CALENDAR_TIME = timedelta(days=2)


class MatterRefused(S724Error):
    """The state of the matter does not allow it. Nothing was changed."""

    code = "matter_refused"
    message_pl = "Tego nie można teraz zrobić z tą sprawą."


def prefix_of(seat: str, *, is_province: bool) -> str:
    """The first letters of an office's numbers: KOL for Kolno, LOM for Łomża, WUP for the provincial one."""
    if is_province:
        return "WUP"
    plain = unicodedata.normalize("NFKD", seat.replace("ł", "l").replace("Ł", "L"))
    letters = "".join(sign for sign in plain if sign.isascii() and sign.isalpha())
    return letters[:_LETTERS].upper().ljust(_LETTERS, "X")


def number_of(prefix: str, year: int, count: int) -> str:
    return f"{prefix}/{year}/{count:06d}"


def due_at(hours: CallingHours, office: str, since: datetime, work: timedelta = ANSWER_WORK) -> datetime:
    """When so much working time of the office has passed since then. Where nothing is known of its hours, or they
    have no end, two days of the calendar."""
    moment, left = since, work
    for _ in range(_MOST_SHIFTS):
        shift = hours.shift(office, None, moment)
        if shift is None or shift.ends is None:
            return moment + max(left, _CALENDAR_TIME if moment == since else left)
        begins = max(shift.begins, moment)
        there = shift.ends - begins
        if there >= left:
            return begins + left
        left -= max(there, timedelta())
        moment = shift.ends
    return since + _CALENDAR_TIME


def state_after_mail(*, is_automatic: bool, state: MatterState) -> MatterState:
    """What a mail of the person makes of it: an automatic one asks nothing of anybody."""
    return state if is_automatic else "open"


def may_be_fetched(kind: str, scan: Scan | None, *, has_scanner: bool) -> bool:
    """Only what a scanner has found clean; where there is none, kinds that a program shows and does not run."""
    return scan == "clean" if has_scanner or scan is not None else kind in SAFE_KINDS
