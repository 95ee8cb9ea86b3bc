"""The two-person rule: who may confirm what, for every act of the table."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.rights import ROLES, Reach, rights_of
from core.two_persons.four_eyes import (
    ACTS,
    YOUNGEST,
    Act,
    NoSecondPerson,
    Person,
    Wanted,
    table,
    why_not,
    with_deputies,
)

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
OLD = NOW - timedelta(days=400)
KOLNO, GRAJEWO = "20060", "20040"


def entitled(act: Act, office: str = KOLNO) -> list[Person]:
    """One person of each role that may confirm the act in that office."""
    people = [
        Person(f"{role}-{'wup' if is_of_province else office}", role, is_of_province, frozenset({office}), OLD)
        for role in ROLES
        for is_of_province in (False, True)
    ]
    wanted = Wanted(act, office, frozenset({"proposer"}))
    return [person for person in people if why_not(wanted, person, NOW, asks_age=True) is None]


@pytest.mark.parametrize("act", Act)
def test_every_act_has_somebody_who_may_confirm_it_and_a_name(act: Act) -> None:
    assert entitled(act)
    assert ACTS[act].title_pl


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("is_of_office", [True, False])
def test_who_may_confirm_has_the_right_there(act: Act, is_of_office: bool) -> None:
    office = KOLNO if is_of_office else None
    for role in ROLES:
        for of_province in (False, True):
            person = Person("somebody", role, of_province, frozenset({KOLNO}), OLD)
            reach = rights_of(role, is_of_province=of_province).get(ACTS[act].right, Reach.NOTHING)
            why = why_not(Wanted(act, office, frozenset({"proposer"})), person, NOW, asks_age=True)
            if reach is Reach.NOTHING or (reach is Reach.OFFICE and not is_of_office):
                assert why == "not_entitled"


@pytest.mark.parametrize("act", Act)
def test_nobody_confirms_what_they_have_proposed_or_prepared(act: Act) -> None:
    for person in entitled(act):
        for proposers in ({person.username}, {"proposer", person.username}):
            wanted = Wanted(act, KOLNO, frozenset(proposers))
            assert why_not(wanted, person, NOW, asks_age=True) == "same_person"


@pytest.mark.parametrize("act", Act)
def test_nobody_confirms_for_another_office_unless_the_right_reaches_all(act: Act) -> None:
    for person in entitled(act):
        reach = rights_of(person.role, is_of_province=person.is_of_province)[ACTS[act].right]
        why = why_not(Wanted(act, GRAJEWO, frozenset({"proposer"})), person, NOW, asks_age=True)
        assert (why is None) == (reach is Reach.PROVINCE)


@pytest.mark.parametrize("act", Act)
def test_an_account_that_the_proposer_made_or_reset_or_a_new_one_confirms_nothing(act: Act) -> None:
    wanted = Wanted(act, KOLNO, frozenset({"proposer"}))
    for person in entitled(act):
        made = replace(person, made_by="proposer")
        reset = replace(person, reset_by="proposer")
        young = replace(person, created_at=NOW - YOUNGEST + timedelta(seconds=1))
        assert why_not(wanted, made, NOW, asks_age=True) == "made_by_proposer"
        assert why_not(wanted, reset, NOW, asks_age=True) == "reset_by_proposer"
        assert why_not(wanted, young, NOW, asks_age=True) == "too_young"
        assert why_not(wanted, young, NOW, asks_age=False) is None
        assert why_not(wanted, replace(young, created_at=NOW - YOUNGEST), NOW, asks_age=True) is None


def test_a_deputy_office_stands_in_only_where_the_own_one_has_nobody_else() -> None:
    own = Person("kierownik-kolno", "supervisor", False, frozenset({KOLNO}), OLD)
    other = replace(own, username="kierownik-grajewo", offices=frozenset({GRAJEWO}))
    second = replace(own, username="zastepca-kolno")
    wanted = Wanted(Act.END_HOLD, KOLNO, frozenset({own.username}))
    alone = with_deputies(wanted, [own, other], {GRAJEWO}, NOW, asks_age=True)
    assert why_not(alone, other, NOW, asks_age=True) is None
    both = with_deputies(wanted, [own, other, second], {GRAJEWO}, NOW, asks_age=True)
    assert why_not(both, other, NOW, asks_age=True) == "not_entitled"
    with pytest.raises(NoSecondPerson):
        with_deputies(wanted, [own, other], (), NOW, asks_age=True)


def test_the_page_shows_the_table() -> None:
    page = Path(__file__).parents[4] / "docs" / "rights.md"
    assert table() + "\n" in page.read_text(encoding="utf-8")
