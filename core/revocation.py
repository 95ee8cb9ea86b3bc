"""What hangs on an account, and what becomes of it when a right ends: one table. Pure.

Each kind of ending has an entry for each thing: a new ending, or a new thing that hangs on an account, fails a
test until somebody has decided. `acd.revocation_store.revoke` is the one function that goes by it, in the
transaction of the change; everybody else looks at what it has left in the database (decision 0071).
"""

from collections.abc import Mapping
from enum import StrEnum, auto

NEWS = "revoked"
"""Told when anything has ended: sockets and listenings look at once who may go on. They look each `LOOK_TIME`
besides, since news may be lost."""

LOOK_TIME = 2.0  # seconds


class Ending(StrEnum):
    """What ends a right."""

    ACCOUNT_CLOSED = auto()
    ROLE_CHANGED = auto()
    HOME_OFFICE_CHANGED = auto()
    """Of an account that is no consultant's."""
    FURTHER_OFFICE_TAKEN = auto()
    CONSULTANT_DISMISSED = auto()
    CONSULTANT_MOVED = auto()
    """To another office: a consultant still, with the same telephone."""
    TELEPHONE_TAKEN = auto()
    """From an account that is no consultant's."""
    TELEPHONE_RENEWED = auto()
    """Another password of the SIP telephone."""
    SESSION_ENDED = auto()
    """A single one, or all but the present one, by the owner; or one by an administrator."""
    LOGGED_OUT_EVERYWHERE = auto()
    PASSWORD_CHANGED = auto()
    """By the owner, whose own session goes on."""
    PASSWORD_SET = auto()
    """With a one-time code."""
    CODE_GIVEN = auto()
    GIVEN_TO_DIRECTORY = auto()


class Hanging(StrEnum):
    """What hangs on an account."""

    SESSIONS = auto()
    """The log-ins, and with them every look at anything: each request asks for its session."""
    DEVICES = auto()
    """Browsers that are known."""
    REPORT_KEYS = auto()
    LIVE_SOCKET = auto()
    """`/api/live`, and the desk in it."""
    PAGE_TELEPHONE = auto()
    """`/api/sip`: a telephone in a page, its registration, and what rings there."""
    LISTENING = auto()
    """A conversation of others that is heard."""
    PLACE = auto()
    """Being known to the distribution: the state, the dialled codes, further offers."""
    OFFER = auto()
    """A call that rings at the SIP telephone, or is about to."""
    TELEPHONE_PASSWORD = auto()
    """With which the SIP telephone registers."""
    REGISTRATION = auto()
    """Where Asterisk rings the SIP telephone."""
    CONVERSATION = auto()
    """With a caller."""


class Fate(StrEnum):
    """What becomes of a thing."""

    ENDS = auto()
    """At once: within two seconds, a registration within five."""
    TO_ITS_END = auto()
    """A conversation goes on to its end, and so does what carries it; else it ends at once."""
    STAYS = auto()


_E, _C, _S = Fate.ENDS, Fate.TO_ITS_END, Fate.STAYS

_COLUMNS = tuple(Hanging)

FATES: Mapping[Ending, Mapping[Hanging, Fate]] = {
    ending: dict(zip(_COLUMNS, fates, strict=True))
    for ending, fates in {
        #  SESSIONS, DEVICES, REPORT_KEYS, LIVE_SOCKET, PAGE_TELEPHONE, LISTENING,
        #  PLACE, OFFER, TELEPHONE_PASSWORD, REGISTRATION, CONVERSATION
        Ending.ACCOUNT_CLOSED: (_E, _E, _E, _C, _C, _E, _E, _E, _E, _E, _C),
        Ending.ROLE_CHANGED: (_E, _S, _S, _C, _C, _E, _E, _E, _E, _E, _C),
        Ending.HOME_OFFICE_CHANGED: (_E, _S, _S, _C, _C, _E, _E, _E, _E, _E, _C),
        Ending.FURTHER_OFFICE_TAKEN: (_E, _S, _S, _E, _E, _E, _S, _S, _S, _S, _C),
        Ending.CONSULTANT_DISMISSED: (_E, _E, _E, _C, _C, _E, _E, _E, _S, _E, _C),
        Ending.CONSULTANT_MOVED: (_S, _S, _S, _S, _S, _S, _S, _E, _S, _S, _C),
        Ending.TELEPHONE_TAKEN: (_S, _S, _S, _S, _C, _E, _E, _E, _S, _E, _C),
        Ending.TELEPHONE_RENEWED: (_S, _S, _S, _S, _S, _E, _S, _E, _E, _E, _C),
        Ending.SESSION_ENDED: (_E, _S, _S, _E, _E, _E, _S, _S, _S, _S, _C),
        Ending.LOGGED_OUT_EVERYWHERE: (_E, _E, _S, _E, _E, _E, _S, _S, _S, _S, _C),
        Ending.PASSWORD_CHANGED: (_E, _S, _S, _E, _E, _E, _S, _S, _S, _S, _C),
        Ending.PASSWORD_SET: (_E, _S, _S, _E, _E, _E, _S, _S, _S, _S, _C),
        Ending.CODE_GIVEN: (_E, _E, _S, _E, _E, _E, _S, _S, _S, _S, _C),
        Ending.GIVEN_TO_DIRECTORY: (_E, _E, _S, _E, _E, _E, _S, _S, _S, _S, _C),
    }.items()
}
"""A registration that stays is a SIP telephone's, whose password is another secret than the one that was lost.
Keys of reports speak with the rights that their maker has now, and for no closed account. The password of whoever
is dismissed, or whose telephone is taken, is of use again only when they are taken back."""


def ends(ending: Ending, thing: Hanging) -> bool:
    """Does it end at once?"""
    return FATES[ending][thing] is Fate.ENDS


def table() -> str:
    """The table as docs/rights.md has it."""
    head = f"| | {' | '.join(f'`{thing}`' for thing in Hanging)} |"
    lines = [head, "|---|" + "---|" * len(Hanging)]
    for ending, fates in FATES.items():
        cells = (_WORDS[fates[thing]] for thing in Hanging)
        lines.append(f"| `{ending}` | {' | '.join(cells)} |")
    return "\n".join(lines)


_WORDS = {Fate.ENDS: "ends", Fate.TO_ITS_END: "to its end", Fate.STAYS: "–"}


if __name__ == "__main__":
    print(table())  # noqa: T201
