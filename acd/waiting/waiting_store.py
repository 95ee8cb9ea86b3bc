"""Which call-backs wait for a consultant."""

from collections.abc import Collection
from datetime import datetime

from core.db.tables.centre.call_tables import CallbackRow
from core.todo.work import WAIT_TIME
from core.todo.work_store import Waiting, waiting

_C = CallbackRow.__table__.c
_GIVEN_UP = "given_up"  # of `acd.callback_store`


def waiting_callbacks(offices: Collection[str] | None, now: datetime) -> Waiting:
    """Those that the centre has given up, of some offices or of all. `what`: how the last trial ended; `title`:
    the topic."""
    found = waiting(
        "callback",
        subject=_C.id,
        office=_C.office,
        since=_C.ordered_at,
        what=_C.last_outcome,
        title=_C.topic,
    ).where(_C.state == _GIVEN_UP, _C.callback_number != "", _C.ordered_at > now - WAIT_TIME)
    return found if offices is None else found.where(_C.office.in_(offices))
