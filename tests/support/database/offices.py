"""Offices in the database."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.office_tables import Office, OpeningPlanRow
from core.db.tables.staff_tables import Account, Agent
from ivr import defaults
from ivr.hours.store import plan_values

OFFICE_ROWS = [
    {key: value for key, value in row.items() if key != "postal_prefixes"} for row in defaults.offices()
]
"""Those of the product."""


async def put_shipped_offices(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(insert(Office), OFFICE_ROWS)


async def put_shipped_hours(engine: AsyncEngine, since: date, written_at: datetime, *offices: str) -> None:
    """Of `offices`, else of all that ship."""
    rows = [
        plan_values(f"plan-{office}-{plan.purpose}", office, plan, "system", written_at)
        for office, plans in defaults.opening_plans(since).items()
        if office in offices or not offices
        for plan in plans
    ]
    async with engine.begin() as connection:
        await connection.execute(insert(OpeningPlanRow), rows)


async def put_offices(engine: AsyncEngine, *codes: str, **values: Any) -> None:
    """Offices of which only the code matters; `values` of all of them."""
    words = ("name", "seat", "locative", "genitive", "area_code", "postal_code")
    rows = [{"is_province": False, **dict.fromkeys(words, code), **values, "code": code} for code in codes]
    async with engine.begin() as connection:
        await connection.execute(insert(Office), rows)


async def put_consultant(engine: AsyncEngine, agent: str, office: str, **values: Any) -> None:
    """With an account that cannot log in; `values` of the consultant."""
    account = {"username": agent, "display_name": agent, "role": "consultant", "office": office}
    async with engine.begin() as connection:
        await connection.execute(insert(Account).values(**account, password_hash="-"))
        await connection.execute(insert(Agent).values(id=agent, display_name=agent, office=office, **values))
