"""Whatever looks as if it were about a person says what it is: columns by a mark, fields of facts by a list."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Column

from core.db.base import PERSONAL, SECRET, STAFF
from core.db.tables import Base
from core.facts.events import KINDS, NOT_PERSONAL_FIELDS, PERSONAL_FIELDS

ROOT = Path(__file__).parents[4]

LOOKS_PERSONAL = frozenset(
    {
        *(
            "name",
            "username",
            "pesel",
            "nip",
            "birth",
            "sex",
            "citizenship",
            "client",
            "caller",
            "person",
            "adviser",
        ),
        *("number", "phone", "telephone", "sms", "email", "mail", "contact", "card", "ext", "subject"),
        *("address", "street", "house", "postal", "gmina", "ip"),
        *("note", "reason", "summary", "evidence", "file"),
    }
)
NAMES = {"question", "user_agent", "ext_id", "display_name", "sms_values"}
"""Of several words."""


def looks_personal(name: str) -> bool:
    return name in NAMES or not LOOKS_PERSONAL.isdisjoint(name.split("_"))


def is_marked(column: Column[object]) -> bool:
    marks = [mark for mark in (PERSONAL, STAFF, SECRET) if column.info == mark]
    return bool(marks) or (column.info.keys() == {"not_personal"} and len(column.info["not_personal"]) > 5)


def columns() -> list[Column[object]]:
    return [column for table in Base.metadata.sorted_tables for column in table.columns]


def test_columns_that_look_personal_have_a_mark() -> None:
    for column in columns():
        counts = column.identity is not None or column.type.python_type is bool
        if looks_personal(column.name) and not counts:
            assert is_marked(column), (
                f"{column} needs PERSONAL, STAFF, SECRET or not_personal(why) of core.db.base"
            )
        assert not column.info or is_marked(column), f"{column} has an unknown mark"


FIELDS = sorted({(kind, name) for kind, known in KINDS.items() for name in known.__struct_fields__})


def test_fields_of_facts_that_look_personal_are_listed() -> None:
    for kind, name in FIELDS:
        if looks_personal(name):
            assert name in PERSONAL_FIELDS | NOT_PERSONAL_FIELDS.keys(), f"{kind}.{name}: see core.facts.events"


def test_no_field_is_listed_twice_or_for_nothing() -> None:
    assert not PERSONAL_FIELDS & NOT_PERSONAL_FIELDS.keys()
    assert {name for _, name in FIELDS} >= PERSONAL_FIELDS | NOT_PERSONAL_FIELDS.keys()


READ_PAST_THE_SEAL = {
    "acd/store.py",
    "bench/board.py",
    "bench/report_lag.py",
    "chaos/asterisk_dies.py",
    "chaos/board_proof.py",
    "chaos/records.py",
    "clients/assignment_store.py",
    "clients/contacts/history_store.py",
    "core/fact_log/personal_key_store.py",
    "ivr/canary/canary_store.py",
    "recordings/proof/reconciling_store.py",
    "reports/desk/desk_store.py",
    "reports/calls/fact_store.py",
    "reports/figures/figure_facts_store.py",
}
"""They read only what is sealed in no fact, or leave it out (`without_sealed`). Whoever reads anything else reads
through `Opener`."""


def test_the_data_of_facts_are_read_through_the_opener() -> None:
    found = {
        str(file.relative_to(ROOT))
        for file in ROOT.glob("[!.]*/**/*.py")
        if "node_modules" not in file.parts and file.relative_to(ROOT).parts[0] != "tests"
        if re.search(r"\bEventRow\.(data\b|__table__)", file.read_text("utf-8"))
    }
    assert found == READ_PAST_THE_SEAL


@pytest.mark.parametrize("name", ["caller_number", "client_id", "house", "user_agent", "ip_address", "ext_id"])
def test_these_look_personal(name: str) -> None:
    assert looks_personal(name)


@pytest.mark.parametrize("name", ["queue", "wait_time", "office", "pin_hash", "renamed_at"])
def test_these_do_not(name: str) -> None:
    assert not looks_personal(name)
