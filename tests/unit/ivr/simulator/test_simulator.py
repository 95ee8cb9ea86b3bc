"""Calls through a scenario in virtual time: test cases, trying out, and scenarios that have no end."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from ivr import defaults
from ivr.graph.scenario import Scenario, read_scenario
from ivr.prompts.prompt_library import PromptLibrary
from ivr.simulator import play
from ivr.simulator.actions import Action
from ivr.simulator.case import KNOWN_CARD, KNOWN_PIN, CaseContext, ScenarioCase
from ivr.simulator.judging import fits, judge
from ivr.simulator.play import SimulationContext, play_actions, play_case
from ivr.simulator.running import run_cases
from ivr.simulator.trace import Trace

STAGE = SimulationContext(PromptLibrary.load(), defaults.office_directory(), defaults.opening_hours())
TEN = "2026-11-24T10:00:00"
ACTIONS: TypeAdapter[list[Action]] = TypeAdapter(list[Action])

VERIFIES = [
    {"after_prompt": "A01", "keys": f"{KNOWN_CARD}#"},
    {"after_prompt": "A02", "keys": f"{KNOWN_PIN}#"},
    {"after_prompt": "M01", "keys": "0"},
    {"after_prompt": "N02", "wait": 2, "keys": "1"},
]
WHOLE = [
    *("powitanie", "jezyk", "licznik", "nota", "weryfikacja", "temat", "menu", "zgoda", "ma_urzad"),
    *("godziny", "konsultant", "ocena", "pozegnanie"),
]


def line(name: str = "linia-9510") -> Scenario:
    return read_scenario(defaults.scenarios()[name])


def case(**parts: Any) -> ScenarioCase:
    around = {"at": TEN, "card_office": "20060", **parts.pop("around", {})}
    return ScenarioCase.model_validate({"name": "Anna", "surroundings": around, "end": "completed", **parts})


def problems(tested: ScenarioCase, scenario: Scenario | None = None) -> list[str]:
    return list(judge(tested, play_case(scenario or line(), tested, STAGE)).problems)


def tried(*actions: dict[str, Any], scenario: Scenario | None = None, **around: Any) -> Trace:
    surroundings = CaseContext.model_validate({"at": TEN, "card_office": "20060", **around})
    return play_actions(scenario or line(), surroundings, ACTIONS.validate_python(list(actions)), STAGE)


def test_a_verified_caller_goes_the_whole_way() -> None:
    assert problems(case(steps=VERIFIES, path=WHOLE, prompts=["W01", "A08", "N03", "G01"])) == []


@pytest.mark.parametrize(
    ("queue", "last"),
    [("served", "ocena"), ("nobody_there", "nikogo"), ("full", "bez_konsultanta"), ("callback", "koniec")],
)
def test_the_queue_does_what_the_case_says(queue: str, last: str) -> None:
    assert problems(case(steps=VERIFIES, queue=queue, path=["…", "konsultant", last, "…"])) == []


@pytest.mark.parametrize(
    ("rule", "said"), [("opt_in", {"N02", "N04"}), ("statutory", {"N06"}), ("off", set()), ("on_demand", set())]
)
def test_what_is_said_of_recording_goes_by_the_rule_of_the_case(rule: str, said: set[str]) -> None:
    steps = [{"after_prompt": "W03", "keys": "3"}, {"after_prompt": "C01", "keys": "18500"}, {"wait": 60}]
    around = {"number": "9524", "recording": rule}
    trace = play_case(line("linia-9524"), case(around=around, steps=steps, end="queue", queue=None), STAGE)
    assert set(trace.prompts) & {"N02", "N03", "N04", "N06"} == said


def test_a_caller_who_waits_in_the_queue_has_come_to_the_end_of_the_case() -> None:
    assert problems(case(steps=VERIFIES, queue=None, path=["…", "konsultant"], end="queue")) == []


def test_a_caller_may_hang_up() -> None:
    hangs_up = [{"after_prompt": "A01", "wait": 3, "hangs_up": True}]
    assert (
        problems(
            case(
                steps=hangs_up, path=["powitanie", "jezyk", "licznik", "nota", "weryfikacja"], end="caller_hung_up"
            )
        )
        == []
    )


def test_an_unknown_card_and_data_that_are_away_are_met_as_in_a_real_call() -> None:
    wrong = [
        step
        for _ in range(3)
        for step in ({"after_prompt": "A01", "keys": "987654324#"}, {"after_prompt": "A02", "keys": "4711#"})
    ]
    assert (
        problems(case(steps=wrong, path=["…", "weryfikacja", "blokada", "…"], prompts=["A05", "A05", "A07"])) == []
    )
    away = {"is_data_away": True}
    assert problems(case(steps=VERIFIES[:2], around=away, path=["…", "brak_danych", "…"], prompts=["H04"])) == []


def test_a_case_that_fails_says_what_was_different() -> None:
    [path, prompt, end] = problems(
        case(steps=VERIFIES, path=["powitanie", "…", "koniec"], prompts=["G02"], end="queue")
    )
    assert path.startswith("Droga była inna: powitanie → jezyk → licznik → nota → weryfikacja")
    assert "„G02”" in prompt
    assert end == "Koniec był inny: scenariusz doszedł do końca, a nie: rozmówca czekał w kolejce."


def test_ten_minutes_take_no_time() -> None:
    began = time.monotonic()
    trace = play_case(line("linia-9524"), case(around={"number": "9524"}), STAGE)
    assert trace.duration_time > 60
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("expected", "nodes", "is_fit"),
    [
        (["a", "b"], ["a", "b"], True),
        (["a", "b"], ["a", "b", "c"], False),
        (["a", "…"], ["a", "b", "c"], True),
        (["a", "…"], ["a"], True),
        (["…", "c"], ["a", "b", "c"], True),
        (["a", "…", "b", "c"], ["a", "b", "x", "b", "c"], True),
        (["a", "…", "d", "…"], ["a", "b", "c"], False),
        (["…"], [], True),
        (["a"], [], False),
    ],
)
def test_gaps_in_an_expected_path(expected: list[str], nodes: list[str], is_fit: bool) -> None:
    assert fits(expected, nodes) is is_fit


def round_and_round(kind: dict[str, Any]) -> Scenario:
    nodes = {"a": {**kind, "next": {"done": "a"}}}
    return read_scenario({"name": "petla", "title": "Pętla", "start": "a", "nodes": nodes})


def test_a_scenario_without_an_end_ends_with_a_polish_failure() -> None:
    silent = round_and_round({"kind": "set_topic", "settings": {"topic": "other"}})
    tested = case()
    trace = play_case(silent, tested, STAGE)
    assert trace.end == "failed"
    assert any("nie ma końca" in problem for problem in judge(tested, trace).problems)
    speaking = round_and_round({"kind": "announcement", "settings": {"prompts": ["N05"]}})
    trace = play_case(speaking, tested, STAGE)
    assert trace.end == "too_long"
    assert any("ponad godzinę" in problem for problem in judge(tested, trace).problems)


def test_a_run_that_takes_too_much_real_time_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(play, "LONGEST_RUN", 0.0)
    trace = play_case(line(), case(), STAGE)
    assert trace.end == "too_long"
    assert trace.faults == ["Obliczenie trwa zbyt długo."]


def test_cases_for_which_no_time_is_left_are_not_green(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ivr.simulator.running.LONGEST_ALL", -1.0)
    [judgement] = run_cases(line(), [case()], STAGE)
    assert not judgement.is_green


def test_an_unfinished_scenario_fails_at_the_node_that_is_missing() -> None:
    nodes = {"a": {"kind": "announcement", "settings": {"prompts": ["W01"]}, "next": {}}}
    unfinished = read_scenario({"name": "x", "title": "", "start": "a", "nodes": nodes})
    trace = play_case(unfinished, case(), STAGE)
    assert trace.end == "failed"
    assert trace.faults == ["Węzeł „a” zawiódł (KeyError)."]


def test_a_prompt_that_does_not_exist_is_a_fault_though_the_call_goes_on() -> None:
    nodes = {"a": {"kind": "goodbye", "settings": {"prompts": ["X99"]}}}
    scenario = read_scenario({"name": "x", "title": "", "start": "a", "nodes": nodes})
    assert problems(case(), scenario) == ["Nie ma komunikatu „X99”."]


def test_trying_out_shows_where_the_call_stands() -> None:
    assert tried().state == "announcing"
    chooses = tried({"do": "listen"})
    assert (chooses.state, chooses.nodes[-1]) == ("asking", "jezyk")
    to_the_card: list[dict[str, Any]] = [
        {"do": "listen"},
        {"do": "wait", "time": 2},
        {"do": "listen"},
    ]  # in Polish
    asked = tried(*to_the_card)
    assert (asked.state, asked.nodes[-1], asked.end) == ("asking", "weryfikacja", None)
    spoken = asked.heard[0]
    assert (spoken.prompt, spoken.at) == ("W01", 0.0)
    assert spoken.text.startswith("Dzień dobry.")
    without_card = tried(*to_the_card, {"do": "press", "keys": "*"})
    assert (without_card.state, without_card.heard[-1].prompt) == ("announcing", "A10")
    assert without_card.heard[-1].is_cut is False
    gone = tried({"do": "listen"}, {"do": "hang_up"})
    assert (gone.state, gone.end) == ("ended", "caller_hung_up")


def test_a_caller_who_presses_nothing_hears_what_comes_of_it() -> None:
    silent: list[dict[str, Any]] = [{"do": "stay_silent"}, {"do": "listen"}]
    chooses = tried({"do": "listen"})
    asked = tried({"do": "listen"}, *silent)  # no language: Polish
    assert (chooses.nodes[-1], asked.nodes[-1], asked.state) == ("jezyk", "weryfikacja", "asking")
    again = tried({"do": "listen"}, *silent, *silent)
    assert (again.nodes[-1], len(again.heard) > len(asked.heard)) == ("weryfikacja", True)
    waits = tried({"do": "listen"}, *silent, scenario=queue_alone())
    assert (waits.state, waits.duration_time > 500) == ("queue", True)  # nothing comes of it


def test_trying_out_the_queue() -> None:
    asks = [
        {"do": "listen"},
        {"do": "press", "keys": f"{KNOWN_CARD}#"},
        {"do": "listen"},
        {"do": "press", "keys": f"{KNOWN_PIN}#"},
    ]
    waiting = tried(*asks, {"do": "wait", "time": 240})  # the menu gives up after three rounds
    assert (waiting.state, waiting.office, waiting.topic) == ("queue", "20060", "unemployed")
    left = tried(
        *asks, {"do": "wait", "time": 240}, {"do": "leave_queue", "outcome": "nobody_there"}, {"do": "listen"}
    )
    offered = ["nikogo_godziny", "bez_konsultanta", "liczy_proby", "propozycja", "propozycja_ogolna"]
    assert (left.nodes[-5:], left.state) == (offered, "asking")


PRESSES: list[dict[str, Any]] = [
    {"do": "listen"},
    *({"do": "press", "keys": keys} for keys in (f"{KNOWN_CARD}#", f"{KNOWN_PIN}#")),
]
IN_THE_MENU: list[dict[str, Any]] = [
    PRESSES[0],
    PRESSES[1],
    PRESSES[0],
    PRESSES[2],
    {"do": "wait", "time": 240},
    PRESSES[0],
]
EVERYBODY = sorted(defaults.office_directory().codes())


def test_an_office_that_is_away_is_closed_and_others_take_its_calls() -> None:
    usual = tried(*IN_THE_MENU)
    assert ([place.office for place in usual.queues], "H05" in usual.prompts) == (["20060"], False)
    helped = tried(*IN_THE_MENU, offices_away=["20060"])
    assert ([place.office for place in helped.queues], "H05" in helped.prompts) == (["20060"], True)
    nobody = tried(*IN_THE_MENU, offices_away=EVERYBODY)
    assert (nobody.queues, nobody.end) == ([], "completed")
    assert "będzie możliwa jutro, od godziny siódmej trzydzieści" in " ".join(
        heard.text for heard in nobody.heard
    )  # when somebody is there again
    others = [code for code in EVERYBODY if code != "20060"]
    assert tried(*IN_THE_MENU, offices_away=others) == usual


def queue_alone(office: str = "20060", **ways: str) -> Scenario:
    goodbye = {"kind": "goodbye", "settings": {"prompts": ["G01"]}}
    chosen = {"kind": "set_office", "settings": {"office": office}, "next": {"done": "kolejka"}}
    ends = dict.fromkeys(("served", "nobody_there", "full", "callback"), "koniec")
    nodes = {"urzad": chosen, "kolejka": {"kind": "queue", "next": {**ends, **ways}}, "koniec": goodbye}
    return read_scenario({"name": "kolejka", "title": "Kolejka", "start": "urzad", "nodes": nodes})


@pytest.mark.parametrize(
    ("away", "is_full", "at", "outcome"),
    [
        ([], False, TEN, None),  # waits
        (["20060"], False, TEN, None),  # for somebody of another office
        (["20060"], False, "2026-11-24T22:00:00", "nobody_there"),  # where nobody is at night
        (EVERYBODY, False, TEN, "nobody_there"),
        ([], True, TEN, "full"),
        (EVERYBODY, True, TEN, "full"),
    ],
)
def test_what_comes_of_the_queue_where_it_is_full_or_nobody_is_there(
    away: list[str], is_full: bool, at: str, outcome: str | None
) -> None:
    trace = tried({"do": "listen"}, scenario=queue_alone(), at=at, offices_away=away, is_queue_full=is_full)
    assert [place.outcome for place in trace.queues] == [outcome]
    assert (trace.state == "queue") is (outcome is None)


def test_a_case_meets_the_same_queue() -> None:
    tested = case(
        around={"is_queue_full": True},
        steps=VERIFIES,
        queue="served",
        path=["…", "konsultant", "bez_konsultanta", "…"],
    )
    assert problems(tested) == []


def test_a_jump_changes_the_date_and_not_how_long_the_call_lasts() -> None:
    trace = tried(
        {"do": "wait", "time": 2}, {"do": "jump_to", "at": "2026-12-24T15:30:00"}, {"do": "wait", "time": 1}
    )
    assert trace.now is not None
    assert trace.now.replace(microsecond=0) == datetime(2026, 12, 24, 14, 30, 1, tzinfo=UTC)
    assert 3 <= trace.duration_time < 3.1


one_action = st.one_of(
    st.builds(lambda keys: {"do": "press", "keys": keys}, st.text("0123456789*#", min_size=1, max_size=12)),
    st.builds(lambda time: {"do": "wait", "time": time}, st.floats(0, 60)),
    st.just({"do": "listen"}),
    st.just({"do": "leave_queue", "outcome": "full"}),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(one_action, max_size=8), st.sampled_from(["linia-9510", "linia-9524"]))
def test_the_same_actions_lead_to_the_same_place_and_more_of_them_only_further(
    actions: list[dict[str, Any]], name: str
) -> None:
    played = tried(*actions, scenario=line(name))
    assert tried(*actions, scenario=line(name)) == played
    before = tried(*actions[:-1], scenario=line(name))
    assert played.nodes[: len(before.nodes)] == before.nodes
    assert played.prompts[: len(before.prompts)] == before.prompts
    assert not played.faults


@pytest.mark.parametrize(
    "wrong",
    [
        {"steps": [{"keys": "12a"}]},
        {"steps": [{"keys": "1", "wait": -1}]},
        {"around": {"at": "1890-01-01T00:00"}},
        {"around": {"caller_number": "Anna"}},
        {"end": None},
        {"unknown": 1},
    ],
)
def test_a_case_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        case(**wrong)


@pytest.mark.parametrize(
    ("at", "prompts", "last"),
    [
        ("2026-11-24T10:00:00", ["B01"], "podano"),
        ("2026-11-24T23:59:50", ["B01"], "podano"),
        ("2026-11-25T00:00:00", ["B03"], "brak"),
    ],
)
def test_an_answer_of_the_knowledge_base_is_not_read_after_its_last_day(
    at: str, prompts: list[str], last: str
) -> None:
    ways = {"told": "podano", "none": "brak", "unavailable": "brak"}
    scenario = read_scenario(
        {
            "name": "informacje",
            "title": "Informacje",
            "start": "info",
            "nodes": {
                "info": {"kind": "knowledge", "settings": {"topic": "zasilek_stawki"}, "next": ways},
                "podano": {"kind": "goodbye", "settings": {"prompts": ["G02"]}},
                "brak": {"kind": "goodbye", "settings": {"prompts": ["G02"]}},
            },
        }
    )
    around = {"at": at, "answers_until": "2026-11-24"}
    tested = case(around=around, path=["info", last], prompts=[*prompts, "G02"])
    assert problems(tested, scenario) == []


_TO_THE_MENU = {
    "linia-9510": ({"after_prompt": "A01", "keys": "*"}, {"after_prompt": "M10"}),
    "linia-9524": ({"after_prompt": "W03", "keys": "1"}, {"after_prompt": "M02"}),
}


@pytest.mark.parametrize(
    ("name", "key", "instead"),
    [
        ("linia-9510", "1", ["I01"]),
        ("linia-9510", "2", ["I02"]),
        ("linia-9510", "3", ["I03"]),
        ("linia-9524", "1", ["I01"]),
        ("linia-9524", "2", ["I02"]),
    ],
)
def test_callers_of_a_topic_without_an_answer_hear_the_usual_words_and_not_that_there_is_none(
    name: str, key: str, instead: list[str]
) -> None:
    """B03 sends them to a consultant, whom nobody without a card can reach on 9510."""
    before, at_the_menu = _TO_THE_MENU[name]
    menu = at_the_menu["after_prompt"]
    around = {"number": name.removeprefix("linia-"), "answers_until": "2026-11-23"}
    trace = play_case(line(name), case(around=around, steps=[before, {**at_the_menu, "keys": key}]), STAGE)
    heard = list(trace.prompts)
    after = heard[heard.index(menu) + 1 :]
    assert after[: len(instead) + 1] == [*instead, menu]
    assert "B03" not in heard
    assert not trace.faults
