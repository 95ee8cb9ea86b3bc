"""Fills a database with the offices, numbers, scenarios, rules of queues and announcements, and in a demonstration
with people to try it with.

Idempotent: what stands already is left alone, so that a start never undoes what an office has changed. A scenario
that ships with another content than the newest version becomes a new version, unless people have published one.
"""

import asyncio
import os
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.defaults import default_policies
from acd.staffing.hiring_store import load_telephones
from api.made_up.made_up_clients import DemonstrationClient as DemonstrationClient
from api.made_up.made_up_clients import demonstration_clients as demonstration_clients
from core.clock import SystemClock
from core.db.engine import make_engine
from core.db.migrate import upgrade
from core.db.tables.centre.office_tables import (
    Branch,
    DialledNumber,
    Office,
    OpeningPlanRow,
    PostalPrefix,
    QueuePolicyRow,
)
from core.ids import new_id
from core.settings import Settings
from ivr import defaults
from ivr.hours.store import plan_values
from ivr.hours.wall_clock import wall
from ivr.prompts.change_store import seed_prompts
from knowledge import defaults as knowledge_defaults
from knowledge.seed_store import seed_knowledge
from ops.demonstration.seed_clients import seed_clients
from ops.demonstration.seed_lists import seed_lists
from ops.demonstration.seed_people import PROVINCE as PROVINCE
from ops.demonstration.seed_people import SHOWN_OFFICE as SHOWN_OFFICE
from ops.demonstration.seed_people import (
    accounts_to_show,
    has_administrator,
    keep_digests,
    phones_to_show,
    seed_people,
)
from ops.demonstration.seed_rates import seed_made_up_rates
from ops.demonstration.seed_scenarios import publish_shipped
from ops.install.secrets import Secrets
from ops.welcome import Centre, Hotline
from ops.welcome import Client as ShownClient


def seed(settings: Settings, secrets: Secrets) -> Centre:
    """Bring schema and data up to date; blocks. Raises SQLAlchemyError or OSError."""
    upgrade(settings.dsn)
    return asyncio.run(fill(settings, secrets))


async def fill(settings: Settings, secrets: Secrets) -> Centre:
    """Bring the data up to date, in a database whose schema is. Raises SQLAlchemyError or OSError."""
    engine = make_engine(settings.dsn, pool_size=1)
    try:
        async with engine.begin() as connection:
            await _insert(connection, Office, _office_rows())
            await _insert(connection, Branch, defaults.branches())
            await _insert(connection, PostalPrefix, _prefix_rows())
            await _insert(connection, DialledNumber, _number_rows())
            await seed_lists(connection)
            await publish_shipped(connection, defaults.scenarios(), SystemClock().now())
            await seed_prompts(connection, PROVINCE, defaults.pronunciations(), SystemClock().now())
            await _insert(connection, QueuePolicyRow, await _policy_rows(connection, settings))
            await _insert(connection, OpeningPlanRow, await _opening_rows(connection))
            await seed_knowledge(
                connection, knowledge_defaults.articles(), knowledge_defaults.rates(), SystemClock().now()
            )
            if settings.demonstration:
                now = SystemClock().now()
                await seed_made_up_rates(connection, wall(now).date(), now)
                await seed_people(connection, secrets)
            await keep_digests(connection, secrets.sip_passwords)
            clients = await _clients(connection, secrets) if settings.demonstration else []
        if not settings.demonstration:
            secrets.forget_passwords()  # their digests are in the database by now
        telephones = await load_telephones(engine)
        async with engine.connect() as connection:
            return Centre(
                hotlines=[Hotline(n.number, n.description) for n in defaults.numbers()],
                telephones=telephones,
                phones=await phones_to_show(connection, secrets.sip_passwords),
                accounts=await accounts_to_show(connection, secrets.web_passwords),
                clients=clients,
                has_administrator=await has_administrator(connection),
            )
    finally:
        await engine.dispose()


async def _insert(connection: AsyncConnection, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        await connection.execute(insert(table).on_conflict_do_nothing(), list(rows))


def _office_rows() -> list[dict[str, Any]]:
    return [{k: v for k, v in o.items() if k != "postal_prefixes"} for o in defaults.offices()]


def _prefix_rows() -> list[dict[str, Any]]:
    return [{"prefix": p, "office": o["code"]} for o in defaults.offices() for p in o["postal_prefixes"]]


def _number_rows() -> list[dict[str, Any]]:
    return [
        {"number": n.number, "scenario": n.scenario, "is_free": n.is_free, "description": n.description}
        for n in defaults.numbers()
    ]


async def _policy_rows(connection: AsyncConnection, settings: Settings) -> list[dict[str, Any]]:
    """The shipped rules of each queue that has none: an office's own rules are never touched.

    The times of the settings are those that a new installation begins with.
    """
    times = {"ring_time": max(3.0, settings.ring_time), "wrap_up_time": settings.wrap_up_time}
    known = set((await connection.scalars(select(QueuePolicyRow.office).distinct())).all())
    now = SystemClock().now()
    return [
        {
            "id": new_id("policy"),
            "office": office,
            "valid_from": now,
            "valid_to": None,
            "settings": {**policy.model_dump(mode="json"), **times},
            "changed_by": "system",
            "changed_at": now,
        }
        for office, policy in default_policies().items()
        if office not in known
    ]


async def _opening_rows(connection: AsyncConnection) -> list[dict[str, Any]]:
    """The shipped hours of each office that has none, from today on: an office's own hours are never touched."""
    known = set((await connection.scalars(select(OpeningPlanRow.office).distinct())).all())
    now = SystemClock().now()
    return [
        plan_values(new_id("plan"), office, plan, "system", now)
        for office, plans in defaults.opening_plans(wall(now).date()).items()
        if office not in known
        for plan in plans
    ]


async def _clients(connection: AsyncConnection, secrets: Secrets) -> list[ShownClient]:
    clients = demonstration_clients(secrets.pin_pepper, int(os.environ.get("S724_BENCH_CLIENTS", "1")))
    shown = await seed_clients(connection, secrets, clients)
    return [ShownClient(client.card_number, client.pin, client.seat) for client in shown]
