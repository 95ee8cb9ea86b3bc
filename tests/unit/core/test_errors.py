"""Errors tell what the person who asked can do."""

from core.errors import ScenarioRefused


def test_a_refused_scenario_tells_every_problem() -> None:
    refused = ScenarioRefused(["Węzeł „a”: błąd.", "Węzeł „b”: błąd."])
    assert refused.problems == ["Węzeł „a”: błąd.", "Węzeł „b”: błąd."]
    assert all(problem in refused.message_pl for problem in refused.problems)
