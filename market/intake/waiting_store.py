"""Which offers that were taken in wait for another person."""

from collections.abc import Collection

from sqlalchemy import func, literal

from core.db.tables.market.intake_tables import IntakeRow
from core.todo.work_store import Waiting, waiting
from market.offers.offer import State

_ROW = IntakeRow.__table__.c


def intakes_to_verify(account: str, offices: Collection[str] | None) -> Waiting:
    """Those that are submitted, of some offices or of all; none of which the account has written. `title`: the
    position."""
    found = waiting(
        "offer_intake",
        subject=_ROW.id,
        office=_ROW.office,
        since=_ROW.submitted_at,
        title=_ROW.typed["position"].astext,
        entered_by=_ROW.begun_by,
    ).where(
        _ROW.state == State.SUBMITTED, _ROW.submitted_at.is_not(None), literal(account) != func.all(_ROW.writers)
    )
    return found if offices is None else found.where(_ROW.office.in_(offices))
