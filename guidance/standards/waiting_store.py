"""Which forms and standards somebody is asked to acknowledge."""

from datetime import datetime

from sqlalchemy import Date, cast, exists, func, literal, null, or_, select, tuple_
from sqlalchemy.orm import aliased

from core.db.tables.knowledge_tables import StandardAcknowledgementRow, StandardRow, StandardVersionRow
from core.todo.work import day_in_warsaw
from core.todo.work_store import Waiting, waiting
from core.zone import WARSAW
from guidance.standards.standard import TIME_TO_ACKNOWLEDGE

_VERSION = StandardVersionRow.__table__.c
_ACK = StandardAcknowledgementRow.__table__.c


def standards_to_acknowledge(account: str, role: str, now: datetime) -> Waiting:
    """Those in force or planned, for the role of the account, and not acknowledged by it. `what`: the kind."""
    today = day_in_warsaw(now)
    later = aliased(StandardVersionRow)
    is_replaced = exists(
        select(later.id).where(
            later.standard == _VERSION.standard,
            later.published_at.is_not(None),
            later.valid_from <= today,
            tuple_(later.valid_from, later.number) > tuple_(_VERSION.valid_from, _VERSION.number),
        )
    )
    is_acknowledged = exists(select(_ACK.account).where(_ACK.version_id == _VERSION.id, _ACK.account == account))
    published_on = cast(func.timezone(WARSAW.key, _VERSION.published_at), Date)
    return (
        waiting(
            "standard",
            subject=_VERSION.id,
            office=null(),
            since=_VERSION.published_at,
            due_on=func.greatest(_VERSION.valid_from, published_on + TIME_TO_ACKNOWLEDGE.days),
            what=StandardRow.__table__.c.kind,
            title=_VERSION.title,
            entered_by=_VERSION.proposed_by,
        )
        .join_from(StandardVersionRow, StandardRow, StandardRow.__table__.c.id == _VERSION.standard)
        .where(
            _VERSION.published_at.is_not(None),
            literal(role) == func.any(_VERSION.roles),
            or_(_VERSION.valid_until.is_(None), _VERSION.valid_until >= today),
            ~is_replaced,
            ~is_acknowledged,
        )
    )
