"""What becomes of each table when somebody is erased, and what holds keep of it."""

import pytest

from clients.erasure.plan import CATEGORIES, PLAN, Hold, kept_by, outcome_pl, told_kept
from core.db.base import PERSONAL
from core.db.tables import Base

WITH_PERSONAL_COLUMNS = sorted(
    table.name for table in Base.metadata.sorted_tables if any(column.info == PERSONAL for column in table.columns)
)


@pytest.mark.parametrize("table", WITH_PERSONAL_COLUMNS)
def test_erasure_knows_every_table_with_a_personal_column(table: str) -> None:
    assert table in PLAN


def test_it_names_no_table_that_is_none() -> None:
    assert PLAN.keys() <= Base.metadata.tables.keys()


def test_whatever_is_not_deleted_says_why() -> None:
    assert [name for name, fate in PLAN.items() if fate.what != "delete" and not fate.why] == []


def test_without_a_hold_nothing_is_kept() -> None:
    kept = kept_by([])
    assert kept.is_nothing
    assert [name for name in PLAN if kept.keeps(name)] == []
    assert outcome_pl([]) == "Dane usunięto."


def test_who_is_kept_in_anything_stays_as_a_client_and_the_rest_goes() -> None:
    kept = kept_by([Hold("hold-1", None, frozenset({"benefits"}), "art. 17")])
    assert [name for name in PLAN if kept.keeps(name)] == ["benefit", "benefit_payment", "decision", "client"]


def test_a_hold_without_categories_keeps_all_of_them() -> None:
    hold = Hold("hold-1", None, None, "art. 17")
    assert kept_by([hold]).categories == frozenset(CATEGORIES)
    assert told_kept([hold])[0]["categories"] == list(CATEGORIES)


def test_a_hold_of_a_call_keeps_no_category() -> None:
    kept = kept_by([Hold("hold-1", "call-1", None, "art. 17")])
    assert (kept.categories, kept.calls) == (frozenset(), frozenset({"call-1"}))
    assert kept.keeps("client")
    assert outcome_pl([Hold("hold-1", "call-1", None, "art. 17")]).endswith("wskazane rozmowy (1).")
