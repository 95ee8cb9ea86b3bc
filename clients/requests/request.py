"""The steps of a person's request, and by when it has to be answered. Pure."""

import calendar
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias, get_args

from core.errors import S724Error

RequestKind: TypeAlias = Literal["access", "export", "correction", "restriction", "erasure"]
RequestState: TypeAlias = Literal["received", "identified", "approved", "carrying_out", "carried_out", "refused"]
Action: TypeAlias = Literal[
    "receive", "note", "identify", "approve", "extend", "carry_out", "refuse", "lift", "document", "erase"
]
"""What stands in a step. `document`: one was made for the person. `erase`: `jobs` has carried an erasure out.
`lift`: a restriction is over."""

KINDS: tuple[RequestKind, ...] = get_args(RequestKind)
STATES: tuple[RequestState, ...] = get_args(RequestState)

CLOSED: frozenset[RequestState] = frozenset({"carried_out", "refused"})

TIME_MONTHS = 1
EXTENDED_MONTHS = 3
"""From the receipt: one month, and with a reason two more (GDPR Art. 12(3))."""

_FROM: Mapping[Action, frozenset[RequestState]] = {
    "note": frozenset(STATES) - {"refused"},
    "identify": frozenset({"received"}),
    "approve": frozenset({"identified"}),
    "extend": frozenset({"received", "identified"}),
    "carry_out": frozenset({"identified"}),
    "refuse": frozenset({"received", "identified"}),
    "lift": frozenset({"carried_out"}),
    "document": frozenset({"identified", "carried_out"}),
}
_TO: Mapping[Action, RequestState] = {
    "identify": "identified",
    "approve": "approved",
    "carry_out": "carried_out",
    "refuse": "refused",
}
_KINDS: Mapping[Action, frozenset[RequestKind]] = {
    "approve": frozenset({"erasure"}),
    "carry_out": frozenset(KINDS) - {"erasure"},
    "lift": frozenset({"restriction"}),
    "document": frozenset({"access", "export"}),
}
NEEDS_NOTE: frozenset[Action] = frozenset({"identify", "extend", "refuse"})
"""Why, or how: what a court would ask."""


class StepRefused(S724Error):
    """The request is not in the state for this step. Nothing was changed."""

    code = "request_step_refused"
    message_pl = "Tego kroku nie można teraz wykonać: wniosek jest w innym stanie albo jest innego rodzaju."


class FourEyesNeeded(S724Error):
    """Who has worked on an erasure may not approve it. Nothing was changed."""

    code = "four_eyes_needed"
    message_pl = "Usunięcie danych zatwierdza inna osoba niż ta, która prowadziła wniosek."


@dataclass(frozen=True, slots=True)
class Stand:
    """A request as far as its next step depends on it. `worked_on_by`: whoever has taken a step."""

    kind: RequestKind
    state: RequestState
    received_on: date
    due_on: date
    worked_on_by: Collection[str]


def after(stand: Stand, action: Action, account: str) -> RequestState:
    """The state after a step. Raises StepRefused and FourEyesNeeded."""
    if stand.state not in _FROM.get(action, frozenset()) or stand.kind not in _KINDS.get(action, KINDS):
        raise StepRefused
    if action == "extend" and stand.due_on >= due_on(stand.received_on, EXTENDED_MONTHS):
        raise StepRefused("Termin przedłużono już o dwa miesiące.")
    if action == "approve" and account in stand.worked_on_by:
        raise FourEyesNeeded
    return _TO.get(action, stand.state)


def due_on(received_on: date, months: int = TIME_MONTHS) -> date:
    """The last day for an answer: the same day of a later month, or its last one."""
    month = received_on.month - 1 + months
    year, month = received_on.year + month // 12, month % 12 + 1
    return date(year, month, min(received_on.day, calendar.monthrange(year, month)[1]))
