"""What there is of what a centre needs: one small question to the database."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncEngine

from api.first_steps.steps import Found
from core.db.tables.centre.call_tables import CallRow, EventRow
from core.db.tables.centre.office_tables import DialledNumber, Office, OpeningPlanRow
from core.db.tables.centre.scenario_tables import Scenario
from core.db.tables.staff_tables import Account, Agent
from core.facts.kinds.consultants import AgentStateChanged
from core.rights import Role

_SHIPPED_BY = "system"  # who has written what came with the product
_EVERY_CALL = "all"  # the purpose of a plan that is no topic's


async def find(engine: AsyncEngine, now: datetime, today: date) -> Found:
    """Raises what the engine raises when the database is away."""
    open_offices = Office.deactivated_at.is_(None)
    open_numbers = DialledNumber.deactivated_at.is_(None)
    hired = Agent.deactivated_at.is_(None)
    plan = (
        select(OpeningPlanRow.id)
        .where(
            OpeningPlanRow.office == Office.code,
            OpeningPlanRow.purpose == _EVERY_CALL,
            OpeningPlanRow.valid_from <= today,
            or_(OpeningPlanRow.valid_to.is_(None), OpeningPlanRow.valid_to > today),
        )
        .correlate(Office)
    )
    scenario = (
        select(Scenario.name)
        .where(
            Scenario.name == DialledNumber.scenario, Scenario.published_at <= now, Scenario.cancelled_at.is_(None)
        )
        .correlate(DialledNumber)
    )
    worked = EventRow.agent == Agent.id, EventRow.type == AgentStateChanged.__name__
    has_worked = select(EventRow.number).where(*worked).correlate(Agent)
    wanted: dict[str, ColumnElement[Any]] = {
        "administrators": _count(_who_can_log_in("administrator")),
        "offices": _count(select(Office.code).where(open_offices)),
        "offices_without": _codes(
            select(Office.code).where(open_offices, or_(Office.address.is_(None), Office.telephone.is_(None)))
        ),
        "offices_without_hours": _codes(select(Office.code).where(open_offices, ~plan.exists())),
        "hours_as_shipped": _count(
            select(Office.code).where(open_offices, plan.where(OpeningPlanRow.changed_by == _SHIPPED_BY).exists())
        ),
        "numbers": _count(select(DialledNumber.number).where(open_numbers)),
        "numbers_without_scenario": _codes(select(DialledNumber.number).where(open_numbers, ~scenario.exists())),
        "supervisors": _count(_who_can_log_in("supervisor")),
        "consultants": _count(select(Agent.id).where(hired)),
        "consultants_active": _count(
            select(Agent.id).join(Account, Account.username == Agent.id).where(hired, _can_log_in())
        ),
        "consultants_seen": _count(select(Agent.id).where(hired, has_worked.exists())),
        "has_talked": select(CallRow.id).where(CallRow.talk_time.is_not(None)).exists(),
    }
    async with engine.connect() as connection:
        row = (await connection.execute(select(*(each.label(name) for name, each in wanted.items())))).one()
    return Found(**row._mapping)


def _can_log_in() -> ColumnElement[bool]:
    has_way = or_(Account.password_hash != "", Account.directory.is_not(None))
    return Account.deactivated_at.is_(None) & has_way


def _who_can_log_in(role: Role) -> Select[Any]:
    return select(Account.username).where(_can_log_in(), Account.role == role)


def _count(rows: Select[Any]) -> ColumnElement[int]:
    return select(func.count()).select_from(rows.subquery()).scalar_subquery()


def _codes(rows: Select[Any]) -> ColumnElement[list[str]]:
    found = rows.subquery()
    code = found.c[0]
    none = literal([], ARRAY(String))
    return select(func.coalesce(func.array_agg(aggregate_order_by(code, code.asc())), none)).scalar_subquery()
