"""Which voice messages wait for somebody of an office."""

from collections.abc import Collection

from sqlalchemy import Text, case, cast, func, null, select

from core.db.tables.centre.call_tables import CallRow, VoiceMessage
from core.todo.work_store import Waiting, waiting

_M = VoiceMessage.__table__.c
_CALL = CallRow.__table__.c


def waiting_messages(offices: Collection[str] | None) -> Waiting:
    """Those that nobody is done with, of some offices or of all. `what`: how many seconds are to be heard;
    `title`: the topic of its call."""
    is_taken = _M.state == "listened"
    found = waiting(
        "message",
        subject=_M.id,
        office=_M.office,
        since=_M.left_at,
        what=cast(func.round(_M.duration_time), Text),
        title=select(_CALL.topic).where(_CALL.id == _M.call_id).scalar_subquery(),
        holder=case((is_taken, _M.taken_up_by), else_=null()),
        held_since=case((is_taken, _M.taken_up_at), else_=null()),
    ).where(_M.state.in_(("new", "listened")))
    return found if offices is None else found.where(_M.office.in_(offices))
