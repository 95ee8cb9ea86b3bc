"""The people of a demonstration: consultants with their telephones, an account for each role but the portal's.

A production has none of them: its first administrator comes by `ops.commands.first_administrator`, everybody else
by the web service. What was seeded into one before is left alone, but no password of it stays in clear.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.telephone import sip_digest
from api.accounts.credentials.passwords import hash_password
from core.db.tables.staff_tables import Account, Agent, AgentQueue, AgentSkill
from core.rights import Role
from ivr import defaults
from ops.install.secrets import Secrets
from ops.welcome import BrowserAccount, Phone

PROVINCE = "20000"
SHOWN_OFFICE = "20060"  # Kolno: the office of the demonstration
LOMZA = "20620"
OBSERVING = "Urząd Marszałkowski Województwa Podlaskiego"
"""The partner of the project that has no callers."""
QUEUES = {f"k{LOMZA}-2": [SHOWN_OFFICE]}  # a small office's neighbour helps it out all day
SKILLS = {"employer": 3, "unemployed": 3, "seeker": 3, "other": 3}  # the first consultant of each office
FEWER_SKILLS = {"unemployed": 2, "seeker": 2, "other": 2}  # the others: no employers
CONSULTANTS = {"20610": 6}  # domain of the load model
CONSULTANTS_ELSEWHERE = 2
LONG_HERE = datetime(2026, 1, 1, tzinfo=UTC)
"""Since when made-up people have their accounts: long enough to be the second person of what takes two."""


@dataclass(frozen=True, slots=True)
class SeededConsultant:
    agent_id: str
    name: str
    office: str
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class SeededAccount:
    """`is_shown`: a newcomer is told of it. `organisation`: of an observer, whom `office` only lets in."""

    username: str
    name: str
    role: Role
    office: str
    is_shown: bool
    organisation: str | None = None


def consultants() -> list[SeededConsultant]:
    """The full crew of the province.

    `S724_BENCH_CONTACTS=<host>:<port>` gives every consultant a fixed telephone at that address instead of one
    that registers, and `S724_BENCH_CONSULTANTS` sets how many there are in each office: for load tests.
    """
    contact = os.environ.get("S724_BENCH_CONTACTS")
    many = os.environ.get("S724_BENCH_CONSULTANTS")
    crew = []
    for office in defaults.offices():
        code = office["code"]
        for number in range(1, int(many or CONSULTANTS.get(code, CONSULTANTS_ELSEWHERE)) + 1):
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


def accounts(crew: Iterable[SeededConsultant]) -> list[SeededAccount]:
    """Everybody who can log in: each role but the portal's, a supervisor in each office (two in the one that is
    shown), and the crew."""
    of_province: list[tuple[str, str, Role]] = [
        ("administrator", "Administrator", "administrator"),
        ("kierownik-wup", "Kierownik centrum", "supervisor"),
        ("redaktor", "Redaktor scenariuszy", "wup_editor"),
        ("zespol", "Zespół zarządzający", "managing_team"),
        ("audytor", "Audytor", "auditor"),
        ("technik", "Technik", "technician"),
    ]
    found = [SeededAccount(name, title, role, PROVINCE, is_shown=True) for name, title, role in of_province]
    found.append(
        SeededAccount("obserwator-umwp", "Obserwator", "observer", PROVINCE, is_shown=True, organisation=OBSERVING)
    )
    for office in defaults.offices():
        code, seat, is_shown = office["code"], office["seat"], office["code"] == SHOWN_OFFICE
        if code != PROVINCE:
            found.append(SeededAccount(f"kierownik-{code}", f"Kierownik ({seat})", "supervisor", code, is_shown))
        if is_shown:
            # An erasure takes two officers of one office.
            found.append(SeededAccount(f"zastepca-{code}", f"Zastępca ({seat})", "supervisor", code, is_shown))
            found.append(SeededAccount(f"redaktor-{code}", f"Redaktor ({seat})", "pup_editor", code, is_shown))
    return found + [
        SeededAccount(c.agent_id, c.name, "consultant", c.office, c.office == SHOWN_OFFICE) for c in crew
    ]


async def seed_people(connection: AsyncConnection, secrets: Secrets) -> None:
    """Write those who have no account yet. Their passwords are made, and kept in the installation's secrets.

    Somebody who has an account and is no consultant was dismissed: a start brings nobody back.
    """
    crew = consultants()
    known = set((await connection.scalars(select(Account.username))).all())
    new = [person for person in accounts(crew) if person.username not in known]
    names = {person.username for person in new}
    hired = [c for c in crew if c.agent_id in names]
    secrets.make_passwords([c.agent_id for c in hired], names)
    await _write_accounts(connection, new, secrets.web_passwords)
    await _insert(
        connection,
        Agent,
        [
            {
                "id": c.agent_id,
                "display_name": c.name,
                "office": c.office,
                "sip_digest": sip_digest(c.agent_id, secrets.sip_password(c.agent_id)),
                "contact": c.contact,
            }
            for c in hired
        ],
    )
    await _insert(
        connection,
        AgentQueue,
        [{"agent": c.agent_id, "office": office} for c in hired for office in QUEUES.get(c.agent_id, ())],
    )
    await _insert(connection, AgentSkill, [row for c in hired for row in _skill_rows(c)])


async def keep_digests(connection: AsyncConnection, passwords: Mapping[str, str]) -> None:
    """Give the digest of the password to every telephone that has none: those of installations of before."""
    lacking = (await connection.scalars(select(Agent.id).where(Agent.sip_digest.is_(None)))).all()
    rows = [
        {"whose": agent, "digest": sip_digest(agent, passwords[agent])} for agent in lacking if agent in passwords
    ]
    if rows:
        of_agent = update(Agent).where(Agent.id == bindparam("whose"))
        await connection.execute(of_agent.values(sip_digest=bindparam("digest")), rows)


async def has_administrator(connection: AsyncConnection) -> bool:
    """Can anybody manage accounts?"""
    query = select(Account.username).where(Account.role == "administrator", Account.deactivated_at.is_(None))
    return await connection.scalar(query.limit(1)) is not None


async def phones_to_show(connection: AsyncConnection, passwords: Mapping[str, str]) -> list[Phone]:
    """The telephones of the office of the demonstration whose passwords are those that are kept."""
    query = select(Agent.id, Agent.display_name, Agent.sip_digest).where(
        Agent.office == SHOWN_OFFICE, Agent.deactivated_at.is_(None)
    )
    return [
        Phone(row.id, passwords[row.id], row.display_name)
        for row in await connection.execute(query.order_by(Agent.id))
        if row.id in passwords and sip_digest(row.id, passwords[row.id]) == row.sip_digest
    ]


async def accounts_to_show(connection: AsyncConnection, passwords: Mapping[str, str]) -> list[BrowserAccount]:
    """What a newcomer may log in with, with the first passwords: somebody may have chosen others."""
    there = await connection.scalars(select(Account.username).where(Account.deactivated_at.is_(None)))
    names = set(there) & passwords.keys()
    return [
        BrowserAccount(person.username, passwords[person.username], person.role)
        for person in accounts(consultants())
        if person.is_shown and person.username in names
    ]


async def _write_accounts(
    connection: AsyncConnection, new: Sequence[SeededAccount], passwords: Mapping[str, str]
) -> None:
    # Hashing is slow on purpose, and leaves Python to other threads.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        hashes = list(pool.map(hash_password, [passwords[person.username] for person in new]))
    await _insert(
        connection,
        Account,
        [
            {
                "username": person.username,
                "display_name": person.name,
                "role": person.role,
                "office": person.office,
                "organisation": person.organisation,
                "password_hash": password_hash,
                "created_at": LONG_HERE,
            }
            for person, password_hash in zip(new, hashes, strict=True)
        ],
    )


def _skill_rows(consultant: SeededConsultant) -> list[dict[str, Any]]:
    skills = SKILLS if consultant.agent_id.endswith("-1") else FEWER_SKILLS
    return [{"agent": consultant.agent_id, "topic": topic, "level": level} for topic, level in skills.items()]


async def _insert(connection: AsyncConnection, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        await connection.execute(insert(table).on_conflict_do_nothing(), list(rows))
