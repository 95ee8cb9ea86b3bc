"""Kinds of work that waits, when a take holds, and in which order it stands. Pure.

Each feature says itself what waits in it, and ends it by its own steps. Here is what they have in common.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal, TypeAlias, get_args

from core.errors import S724Error
from core.zone import WARSAW

TakenHere: TypeAlias = Literal[
    "callback",  # the centre has given it up: a consultant rings
    "follow_up",  # what was written down of a conversation says that another contact is needed
    "correction",
    "article",  # waits for somebody to check and publish it
    "article_returned",  # sent back to who has written it
    "article_due",  # published, and to be looked at again
    "rate_end",  # rates that articles name end on the same day, and nothing follows
    "knowledge_proposal",
    "import",  # on hold until somebody says that it is right
    "request",  # of a person, about the own data
    "second_person",
    "offer_intake",  # an employer's offer, for whoever has not written it down
    "matter",  # that somebody has written about, and waits for an answer
    "interest",  # of an employer, in people of the office who are to be asked
    "contact_request",  # a caller wants to be rung about an offer or a training
]
"""Who has one of these stands in the table of takes."""

WorkKind: TypeAlias = Literal["message", "assessment", "help_report", "help_question", "standard", TakenHere]
"""Of a voice message and a report to the help desk, its own row says who has it; an assessment is somebody's from
the drawing on, a question of the help desk is for who has reported, and a standard is acknowledged by each who is
asked for it."""

CloseableKind: TypeAlias = Literal["callback", "follow_up", "contact_request"]
"""What nothing else ends where nobody was reached, or no more is needed."""

WORK_KINDS: Final[tuple[WorkKind, ...]] = get_args(WorkKind)

WorkOutcome: TypeAlias = Literal["settled", "not_reached", "handed_on", "not_needed"]
"""How it ended: settled; tried, and nobody was reached; somebody else's now; nothing was to be done."""

WAIT_TIME: Final = timedelta(days=90)
"""For so long call-backs, follow-ups and requests to be rung wait: later nobody expects them any more."""


class WorkTaken(S724Error):
    """Somebody else has it today. Nothing was changed."""

    code = "work_taken"

    def __init__(self, holder: str, since: datetime) -> None:
        """`holder`: the name for people."""
        at = since.astimezone(WARSAW)
        super().__init__(f"Zajmuje się tym już {holder} (od {at.hour}:{at:%M}).")


@dataclass(frozen=True, slots=True)
class WaitingWork:
    """A thing that waits, without whose it is.

    `subject`: its id in its feature. `office`: None for the whole province's. `due_on`: the last day, included.
    `what`: a word of the feature's own list, by which people are told what it is; `title`: what it is called.
    `entered_by`: who of the staff it comes from. `holder`: who has it, since `held_since`.
    """

    kind: WorkKind
    subject: str
    office: str | None
    since: datetime
    due_on: date | None
    what: str
    title: str
    entered_by: str | None
    holder: str | None
    holder_name: str | None
    held_since: datetime | None

    @property
    def order(self) -> tuple[date, datetime, str]:
        """By deadline, then by age. What has none is wanted on the day after it came."""
        due_on = self.due_on or day_in_warsaw(self.since) + timedelta(days=1)
        return due_on, self.since, self.subject

    def is_others(self, account: str, now: datetime) -> bool:
        """Has somebody else got it?"""
        return holds(self.holder, self.held_since, account, now)


def holds(holder: str | None, held_since: datetime | None, account: str, now: datetime) -> bool:
    """Does a take keep others from it? It does on its day (Warsaw): whoever goes home blocks nothing. It is shown
    until somebody else takes over."""
    if holder is None or held_since is None or holder == account:
        return False
    return day_in_warsaw(held_since) == day_in_warsaw(now)


def day_in_warsaw(moment: datetime) -> date:
    """The day on the clocks of the offices."""
    return moment.astimezone(WARSAW).date()
