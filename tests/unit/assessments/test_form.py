"""Which form holds, and which may be saved."""

from datetime import date, timedelta

import pytest

from assessments.form import (
    SHIPPED,
    SHIPPED_ID,
    Criteria,
    Criterion,
    Form,
    FormRefused,
    check_content,
    check_days,
    chosen,
)

TODAY = date(2026, 11, 27)
ONE = Criteria(title="Inny", criteria=(Criterion(key="a", title="A"),))


def form(name: str, office: str | None, topic: str | None, first: date = TODAY, last: date | None = None) -> Form:
    return Form(name, office, topic, 1, ONE, first, last)


def test_the_form_that_ships_may_be_saved_and_has_what_the_standard_asks_for() -> None:
    check_content(SHIPPED)
    assert [each.key for each in SHIPPED.criteria] == [
        *("greeting", "identity", "need", "correctness", "plain_language", "recording_rules", "closing")
    ]
    assert [each.key for each in SHIPPED.criteria if each.is_critical] == ["identity"]
    assert all(each.help for each in SHIPPED.criteria)


def test_the_closest_form_holds() -> None:
    every = [
        form("both", "20060", "employer"),
        form("office", "20060", None),
        form("topic", None, "employer"),
        form("province", None, None),
    ]
    asked = [("20060", "employer"), ("20060", "other"), ("20610", "employer"), ("20610", "other"), ("20610", None)]
    assert [chosen(every, *place, TODAY)[0] for place in asked] == ["both", "office", "topic", *["province"] * 2]
    for count in range(5):
        left = every[count:]
        assert chosen(left, "20060", "employer", TODAY)[0] == (left[0].id if left else SHIPPED_ID)


def test_a_form_holds_on_its_days_and_one_without_criteria_gives_way_to_the_wider() -> None:
    later = form("later", "20060", None, date(2026, 12, 1), date(2026, 12, 31))
    nothing = Form("nothing", "20060", "employer", 2, None, TODAY, None)
    found = [chosen([later, nothing], "20060", "employer", date(2026, 12, day))[0] for day in (1, 30, 31)]
    assert found == ["later", "later", SHIPPED_ID]
    assert chosen([later], "20060", None, date(2026, 11, 30)) == (SHIPPED_ID, SHIPPED)


@pytest.mark.parametrize(
    ("criteria", "field"),
    [
        ((), "criteria"),
        ((Criterion(key="A", title="A"),), "criteria.0.key"),
        ((Criterion(key="a", title="A"), Criterion(key="a", title="B")), "criteria.1.key"),
        ((Criterion(key="a", title=" "),), "criteria.0.title"),
        ((Criterion(key="a", title="A", weight=0),), "criteria.0.weight"),
        ((Criterion(key="a", title="A", weight=11),), "criteria.0.weight"),
    ],
)
def test_what_cannot_be_a_form_is_refused(criteria: tuple[Criterion, ...], field: str) -> None:
    with pytest.raises(FormRefused) as refused:
        check_content(Criteria(title="Formularz", criteria=criteria))
    assert [name for name, _ in refused.value.fields] == [field]


def test_nobody_is_assessed_by_what_was_not_known_then() -> None:
    check_days(TODAY + timedelta(days=1), TODAY)
    for day in (TODAY, TODAY - timedelta(days=1)):  # this morning's conversations, too
        with pytest.raises(FormRefused):
            check_days(day, TODAY)
