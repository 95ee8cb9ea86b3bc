"""Fills a database with the offices, numbers, scenarios, rules of queues and announcements, and with accounts and
clients to try it with.

Idempotent: what stands already is left alone, so that a start never undoes what an office has changed. A scenario
that ships with another content than the newest version becomes a new version, unless people have published one.
"""

import asyncio
import hashlib
import hmac
import itertools
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.defaults import default_policies
from api.passwords import hash_password
from core.clock import SystemClock
from core.db.engine import make_engine
from core.db.migrate import upgrade
from core.db.staff_tables import Account, Agent, AgentQueue, AgentSkill
from core.db.tables import Client, DialledNumber, Office, OpeningPlanRow, PostalPrefix, QueuePolicyRow
from core.ids import new_id
from core.settings import Settings
from ivr import defaults
from ivr.hours.store import plan_values
from ivr.hours.wall_clock import wall
from ivr.identity.pin import PinHasher, PinRefused, luhn_digit, refuse_trivial
from ivr.prompts.change_store import seed_prompts
from ops.asterisk_conf import ConsultantPhone
from ops.demonstration import Person
from ops.secrets import Secrets
from ops.seed_clients import seed_answers, seed_clients_data
from ops.seed_scenarios import publish_shipped
from ops.welcome import BrowserAccount, Centre, Hotline
from ops.welcome import Client as ShownClient

PROVINCE = "20000"
SHOWN_OFFICE = "20060"  # Kolno: the office of the demonstration
LOMZA = "20620"
QUEUES = {f"k{LOMZA}-2": [SHOWN_OFFICE]}  # a small office's neighbour helps it out all day
SKILLS = {"employer": 3, "unemployed": 3, "seeker": 3, "other": 3}  # the first consultant of each office
FEWER_SKILLS = {"unemployed": 2, "seeker": 2, "other": 2}  # the others: no employers
CONSULTANTS = {"20610": 6, "20620": 2, "20630": 2, "20110": 2, "20000": 2}  # elsewhere 1; domain of the load model


@dataclass(frozen=True, slots=True)
class SeededConsultant:
    agent_id: str
    name: str
    office: str
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class DemonstrationClient:
    id: str
    card_number: str
    pin: str = field(repr=False)
    office: str
    seat: str


def consultants() -> list[SeededConsultant]:
    """The full crew of the province, and a second one in the office of the demonstration.

    `S724_BENCH_CONTACTS=<host>:<port>` gives every consultant a fixed telephone at that address instead of one
    that registers, and `S724_BENCH_CONSULTANTS` sets how many there are in each office: for load tests.
    """
    contact = os.environ.get("S724_BENCH_CONTACTS")
    many = os.environ.get("S724_BENCH_CONSULTANTS")
    crew = []
    for office in defaults.offices():
        code = office["code"]
        count = int(many) if many else CONSULTANTS.get(code, 1) + (code == SHOWN_OFFICE)
        for number in range(1, count + 1):
            agent_id = f"k{code}-{number}"
            crew.append(
                SeededConsultant(
                    agent_id,
                    f"Konsultant {number} ({office['seat']})",
                    code,
                    f"sip:{agent_id}@{contact}" if contact else None,
                )
            )
    return crew


def seed(settings: Settings, secrets: Secrets) -> Centre:
    """Bring schema and data up to date; blocks. Raises SQLAlchemyError or OSError."""
    upgrade(settings.dsn)
    return asyncio.run(_seed(settings, secrets))


async def _seed(settings: Settings, secrets: Secrets) -> Centre:
    crew = consultants()
    engine = make_engine(settings.dsn, pool_size=1)
    try:
        async with engine.begin() as connection:
            await _insert(connection, Office, _office_rows())
            await _insert(connection, PostalPrefix, _prefix_rows())
            await _insert(connection, DialledNumber, _number_rows())
            await publish_shipped(connection, defaults.scenarios(), SystemClock().now())
            await seed_prompts(connection, PROVINCE, defaults.pronunciations(), SystemClock().now())
            await _insert(connection, QueuePolicyRow, await _policy_rows(connection, settings))
            await _insert(connection, OpeningPlanRow, await _opening_rows(connection))
            accounts = await _accounts(connection, crew, secrets)
            await seed_answers(connection)
            clients = await _clients(connection, secrets) if settings.demonstration else []
    finally:
        await engine.dispose()
    return Centre(
        hotlines=[Hotline(n.number, n.description) for n in defaults.numbers()],
        phones=[ConsultantPhone(c.agent_id, c.name, secrets.sip_password(c.agent_id), c.contact) for c in crew],
        shown_phones=[c.agent_id for c in crew if c.office == SHOWN_OFFICE],
        accounts=accounts,
        clients=clients,
    )


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


async def _accounts(
    connection: AsyncConnection, crew: list[SeededConsultant], secrets: Secrets
) -> list[BrowserAccount]:
    people = [
        ("administrator", "Administrator", "administrator", PROVINCE),
        ("kierownik-wup", "Kierownik centrum", "supervisor", PROVINCE),
        ("redaktor", "Redaktor scenariuszy", "editor", PROVINCE),
        (f"kierownik-{SHOWN_OFFICE}", "Kierownik (Kolno)", "supervisor", SHOWN_OFFICE),
        *((c.agent_id, c.name, "consultant", c.office) for c in crew),
    ]
    known = set((await connection.scalars(select(Account.username))).all())
    new = [person for person in people if person[0] not in known]
    await _insert(
        connection,
        Account,
        [
            {
                "username": username,
                "display_name": name,
                "role": role,
                "office": office,
                "password_hash": hash_password(secrets.web_password(username)),
                "failed_logins": 0,
            }
            for username, name, role, office in new
        ],
    )
    # A person with an account who is no consultant was removed: a start brings nobody back.
    names = {username for username, *_ in new}
    hired = [c for c in crew if c.agent_id in names]
    await _insert(
        connection,
        Agent,
        [{"id": c.agent_id, "display_name": c.name, "office": c.office} for c in hired],
    )
    await _insert(
        connection,
        AgentQueue,
        [{"agent": c.agent_id, "office": office} for c in hired for office in QUEUES.get(c.agent_id, ())],
    )
    await _insert(connection, AgentSkill, [row for c in hired for row in _skill_rows(c)])
    return [
        BrowserAccount(username, secrets.web_password(username), role)
        for username, _, role, office in people
        if role != "consultant" or office == SHOWN_OFFICE
    ]


def _skill_rows(consultant: SeededConsultant) -> list[dict[str, Any]]:
    skills = SKILLS if consultant.agent_id.endswith("-1") else FEWER_SKILLS
    return [{"agent": consultant.agent_id, "topic": topic, "level": level} for topic, level in skills.items()]


def demonstration_clients(pepper: str, per_office: int = 1) -> list[DemonstrationClient]:
    """Made-up clients of each county office. Card and PIN follow from the installation's pepper, so that a PIN
    stands in no file and can still be shown at every start."""
    clients = []
    for office in defaults.offices():
        if office["is_province"]:
            continue
        for number in range(per_office):
            name = f"{office['code']}-{number}"
            body = str(10_000_000 + _derived(pepper, name, "card") % 90_000_000)
            card = body + luhn_digit(body)
            clients.append(
                DemonstrationClient(
                    f"client-{name}", card, _derived_pin(pepper, name, card), office["code"], office["seat"]
                )
            )
    return clients


def _derived(pepper: str, name: str, what: str) -> int:
    return int.from_bytes(hmac.new(pepper.encode(), f"{what}:{name}".encode(), hashlib.sha256).digest()[:8])


def _derived_pin(pepper: str, name: str, card: str) -> str:
    for attempt in itertools.count():
        pin = f"{_derived(pepper, name, f'pin-{attempt}') % 1_000_000:06d}"
        try:
            refuse_trivial(pin, card_number=card)
        except PinRefused:
            continue
        return pin
    raise AssertionError("unreachable")


async def _clients(connection: AsyncConnection, secrets: Secrets) -> list[ShownClient]:
    """Written once: an office that has removed the demonstration keeps it removed."""
    hasher = PinHasher(secrets.pin_pepper)
    clients = demonstration_clients(secrets.pin_pepper, int(os.environ.get("S724_BENCH_CLIENTS", "1")))
    if not await connection.scalar(select(func.count()).select_from(Client)):
        await _insert(
            connection,
            Client,
            [
                {
                    "id": client.id,
                    "card_number": client.card_number,
                    "pin_hash": hasher.hash(client.card_number, client.pin),
                    "office": client.office,
                    "first_name": "Anna",
                    "last_name": f"Przykładowa ({client.seat})",
                }
                for client in clients
            ],
        )
    people = [Person(c.id, is_shown=c.office == SHOWN_OFFICE) for c in clients if c.id.endswith("-0")]
    await seed_clients_data(connection, people)
    known = set((await connection.scalars(select(Client.card_number))).all())
    shown = {client.office: client for client in reversed(clients) if client.card_number in known}
    return [ShownClient(c.card_number, c.pin, c.seat) for c in reversed(shown.values())]
