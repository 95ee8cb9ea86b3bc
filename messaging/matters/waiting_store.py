"""Which matters wait for somebody of an office."""

from collections.abc import Collection

from sqlalchemy import Date, cast, func

from core.db.tables.messages.matter_tables import MatterRow
from core.todo.work_store import Waiting, waiting
from core.zone import WARSAW

_ROW = MatterRow.__table__.c


def waiting_matters(offices: Collection[str] | None) -> Waiting:
    """Those that are to be answered, of some offices or of all. `title`: the number."""
    found = waiting(
        "matter",
        subject=_ROW.id,
        office=_ROW.office,
        since=_ROW.opened_at,
        due_on=cast(func.timezone(WARSAW.key, _ROW.due_at), Date),
        title=_ROW.number,
    ).where(_ROW.state == "open")
    return found if offices is None else found.where(_ROW.office.in_(offices))
