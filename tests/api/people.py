"""Who is there in the tests of the web service: three offices with the rules of their queues, and their people."""

from datetime import UTC, datetime
from functools import cache

from argon2 import PasswordHasher
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.office_tables import Office, QueuePolicyRow
from core.db.tables.staff_tables import Account, Agent
from core.search.writing_store import index_due
from knowledge.search.source_store import SOURCES
from tests.support.plugins.more import few_of

PASSWORD = "zielona-herbata-7"

OFFICES = {"20000": "Białystok", "20060": "Kolno", "20610": "Białystok"}
CONSULTANTS = {
    "k20000-1": "20000",
    "k20060-1": "20060",
    "k20060-2": "20060",
    "k20610-1": "20610",
}
OTHERS = {
    "administrator": ("administrator", "20000"),
    "kierownik-wup": ("supervisor", "20000"),
    "redaktor": ("wup_editor", "20000"),
    "kierownik-20060": ("supervisor", "20060"),
    "kierownik-20610": ("supervisor", "20610"),
}
ALSO = {"audytor": ("auditor", "20000"), "technik": ("technician", "20000"), "zespol": ("managing_team", "20000")}
EVERYBODY = [*CONSULTANTS, *OTHERS]
"""Those for whom most tests say what they see; `ALSO` are there, too."""
A_FEW = few_of(
    EVERYBODY,
    {"administrator", "kierownik-wup", "kierownik-20060", "k20060-1"},
    "a role or an office whose reach is told for every operation by the matrix",
    "tests/api/two_persons/test_rights_matrix.py::test_things_of_an_office_are_open_as_far_as_the_right_reaches",
)
"""The same for `parametrize`; all of them in `make test-more`."""
RULES = {"20000": {}, "20060": {"neighbours": ["20610"]}, "20610": {"neighbours": ["20060"]}}
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@cache
def password_hash() -> str:
    """As cheap as the hash can be: people of these tests log in hundreds of times."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


async def hire(engine: AsyncEngine) -> None:
    """Put everybody into the database, and the offices into the index of the search."""
    accounts = {**{agent: ("consultant", office) for agent, office in CONSULTANTS.items()}, **OTHERS, **ALSO}
    async with engine.begin() as connection:
        await connection.execute(
            insert(Office),
            [
                {
                    "code": code,
                    "name": f"Urząd {code}",
                    "seat": seat,
                    "locative": seat,
                    "genitive": f"{seat}-genitive",
                    "area_code": "86",
                    "postal_code": "18-500",
                    "address": None,
                    "is_province": code == "20000",
                }
                for code, seat in OFFICES.items()
            ],
        )
        await connection.execute(
            insert(Account),
            [
                {
                    "username": username,
                    "display_name": f"Osoba {username}",
                    "role": role,
                    "office": office,
                    "password_hash": password_hash(),
                    "created_at": LONG_AGO,
                }
                for username, (role, office) in accounts.items()
            ],
        )
        await connection.execute(
            insert(Agent),
            [
                {"id": agent, "display_name": f"Osoba {agent}", "office": office}
                for agent, office in CONSULTANTS.items()
            ],
        )
        await connection.execute(
            insert(QueuePolicyRow),
            [
                {
                    "id": f"policy-{office}",
                    "office": office,
                    "valid_from": LONG_AGO,
                    "valid_to": None,
                    "settings": settings,
                    "changed_by": "system",
                    "changed_at": LONG_AGO,
                }
                for office, settings in RULES.items()
            ],
        )
    while await index_due(engine, SOURCES):
        pass
