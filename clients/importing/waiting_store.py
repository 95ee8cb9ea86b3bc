"""Which imports are on hold until somebody says that they are right."""

from collections.abc import Collection

from sqlalchemy import func

from core.db.tables.exchange_tables import ImportRunRow
from core.todo.work_store import Waiting, waiting

_RUN = ImportRunRow.__table__.c


def waiting_imports(offices: Collection[str] | None) -> Waiting:
    """`what`: full or delta."""
    found = waiting(
        "import",
        subject=_RUN.id,
        office=_RUN.office,
        since=func.coalesce(_RUN.ended_at, _RUN.began_at),
        what=_RUN.kind,
    ).where(_RUN.state == "quarantined")
    return found if offices is None else found.where(_RUN.office.in_(offices))
