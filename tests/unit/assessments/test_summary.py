"""Figures with n; those of fewer than five are not shown."""

from assessments.form import Criterion
from assessments.summary import Assessed, Figure, figure, summarise

GREETING = Criterion(key="greeting", title="Powitanie")


def one(agent: str, result: float | None, score: int | None = 3, office: str = "20060") -> Assessed:
    return Assessed(office, agent, result, (GREETING,), {"greeting": score})


def test_a_mean_of_fewer_than_five_is_not_shown_but_their_number_is() -> None:
    assert figure([100.0] * 4) == Figure(4, None)
    assert figure([100.0, 50.0, 50.0, 50.0, 50.0]) == Figure(5, 60.0)
    assert figure([]) == Figure(0, None)


def test_figures_of_an_office_of_its_consultants_and_of_each_criterion() -> None:
    found = summarise([*[one("jan", 80.0)] * 5, *[one("ola", 20.0, 0)] * 3, one("ola", None, None)])
    assert found.offices == {"20060": Figure(8, 57.5)}
    assert found.consultants == {("20060", "jan"): Figure(5, 80.0), ("20060", "ola"): Figure(3, None)}
    assert found.criteria == {("20060", "greeting"): Figure(8, 62.5)}
    assert found.titles == {"greeting": "Powitanie"}


def test_offices_are_not_mixed() -> None:
    found = summarise([*[one("jan", 80.0)] * 5, *[one("piotr", 20.0, 0, "20610")] * 5])
    assert found.offices == {"20060": Figure(5, 80.0), "20610": Figure(5, 20.0)}
