"""Who may see what of a client: one table, closed by default. Pure.

Each office is the controller of its clients' data (GDPR Art. 4(7)): its own people see them in their task; those
of another office only while a call, a call-back or a message of that client is theirs (`clients.assignments`),
and only what such a conversation needs. Whom nothing of that connects with a client of the own office says why; to
a client of another office no reason opens the way. Who is not in the table sees nothing: employers, technicians,
administrators, editors and the managing team never learn who somebody is. The table knows roles, not rights: a
right (`core.rights`) opens a door of the web service, this table holds whichever door is used.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from core.errors import S724Error

FieldGroup: TypeAlias = Literal[
    "identity",  # names, birth date, sex, citizenship
    "contact_data",  # telephones, e-mail, address
    "registration",
    "qualifications",
    "employment",
    "visits",
    "benefits",
    "referrals",  # with trainings and jobs taken, and which decisions there are
    "consents",
    "history",  # of contacts, with what consultants have written
    "cards",
    "pesel",
]
"""Fields of a client that are shown together or not at all: the words of the access log."""

FIELD_GROUPS: tuple[FieldGroup, ...] = get_args(FieldGroup)

Groups: TypeAlias = frozenset[FieldGroup]

Occasion: TypeAlias = Literal["call", "callback", "ticket", "reason", "none"]
"""What makes somebody look: a conversation, a call-back, a message that was left, a reason that was given."""


AssignedBy: TypeAlias = Literal["call", "callback", "ticket"]

NO_GROUPS: Groups = frozenset()

# PESEL is for nobody: the centre needs it only to find the same person in two extracts.
_TASK: Groups = frozenset(FIELD_GROUPS) - {"cards", "pesel"}
_OVERSIGHT: Groups = _TASK | {"cards"}
# What may be told by telephone to whoever has proved to be the client, and which offers and courses fit. What the
# own office has written, decided or keeps to reach the person stays with it.
_FOR_ANOTHER_OFFICE: Groups = frozenset({"identity", "registration", "qualifications", "visits", "benefits"})

_OWN: Mapping[str, Groups] = {"consultant": _TASK, "supervisor": _OVERSIGHT}
_ANOTHER: Mapping[str, Groups] = {"consultant": _FOR_ANOTHER_OFFICE, "supervisor": _FOR_ANOTHER_OFFICE}


class ReasonNeeded(S724Error):
    """No call, call-back or message connects the viewer with this client now, and no reason was given."""

    code = "reason_needed"
    message_pl = "Z tym klientem nie łączy Pani/Pana teraz żadna rozmowa. Prosimy podać powód wglądu."


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody of the staff who looks. `home` is the office that an access to nobody is noted for."""

    account: str
    role: str
    home: str
    offices: frozenset[str]
    """Whose clients are those of the viewer's own office."""
    at_hand: str | None = None
    """The call that the live state says the viewer is offered or has: the database may not know it yet."""


@dataclass(frozen=True, slots=True)
class Access:
    """What may be seen, and why; no groups: the client is answered like nobody."""

    groups: Groups
    occasion: Occasion


def visible_groups(role: str, occasion: Occasion, *, is_own_office: bool) -> Groups:
    """The table itself."""
    if occasion == "none" or (occasion == "reason" and not is_own_office):
        return NO_GROUPS
    return (_OWN if is_own_office else _ANOTHER).get(role, NO_GROUPS)


def access_to(
    viewer: Viewer,
    office: str,
    assigned_by: AssignedBy | None,
    *,
    names_own_call: bool = False,
    reason: str | None = None,
) -> Access:
    """What a viewer may see of a client of `office`.

    `assigned_by`: what makes the client the viewer's now. `names_own_call`: the access is for a call that the
    viewer has now, of a caller whom nobody has verified; that is a reason for clients of the own office alone.

    Raises ReasonNeeded where a reason would open the way.
    """
    is_own = office in viewer.offices
    occasion: Occasion = "none"
    if assigned_by is not None:
        occasion = assigned_by
    elif is_own and names_own_call:
        occasion = "call"
    elif reason is not None:
        occasion = "reason"
    groups = visible_groups(viewer.role, occasion, is_own_office=is_own)
    if not groups and occasion == "none" and visible_groups(viewer.role, "reason", is_own_office=is_own):
        raise ReasonNeeded
    return Access(groups, occasion)


LISTED: Groups = frozenset({"identity", "contact_data"})
"""What a list of found clients shows something of: names and birth date; the gmina, and whose a telephone is."""


def searchable_offices(viewer: Viewer) -> frozenset[str]:
    """Whose clients a viewer may look for: those of the own offices, if what the list shows may be seen at all."""
    may = visible_groups(viewer.role, "reason", is_own_office=True) >= LISTED
    return viewer.offices if may else frozenset()


def in_order(groups: Collection[FieldGroup]) -> list[FieldGroup]:
    """As the card shows them."""
    return [group for group in FIELD_GROUPS if group in groups]
