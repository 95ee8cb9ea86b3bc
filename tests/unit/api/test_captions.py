"""What a caller without sound reads."""

import json
from collections.abc import Sequence
from pathlib import Path

from api.scenarios.captions import captions, heard_in, words_of
from core.facts.events import AnyEvent
from core.facts.kinds.scenarios import AnnouncementPlayed, LanguageChosen, NodeEntered
from core.facts.kinds.waiting import WaitEstimated
from ivr.graph.scenario import read_scenario
from ivr.nodes import KINDS
from ivr.prompts.prompt_library import Prompt, PromptLibrary
from tests.support.calls.call_facts import Story

LIBRARY = PromptLibrary(
    [
        Prompt("M01", "powitanie", "Dzień dobry.", others={"en": "Good morning."}),
        Prompt("M02", "menu", "Proszę wybrać."),
        Prompt("M05", "zły klawisz", "Nie ma takiej możliwości."),
        Prompt("B01", "zasiłek", "Kwota [en] net [pl] to {kwota}.", {"kwota": "100 zł"}),
    ]
)
NODES = {"powitanie": ["M01"], "menu": ["M01", "M02"]}


def _told(facts: Sequence[AnyEvent]) -> list[tuple[str, float]]:
    start = facts[0].at
    assert start is not None
    found = captions(facts, lambda node: NODES.get(node, ()), words_of(LIBRARY))
    return [(each.text, (each.at - start).total_seconds()) for each in found]


def _enters(node: str) -> NodeEntered:
    return NodeEntered(node=node, kind="menu")


def test_what_a_node_will_say_is_shown_while_it_is_being_said() -> None:
    story = Story().rings().then(_enters("menu"), after=1)
    assert _told(story.facts) == [("Dzień dobry.", 1.0), ("Proszę wybrać.", 1.0)]


def test_what_was_said_stays_and_stands_once() -> None:
    story = Story().rings().then(_enters("menu"), after=1)
    story.then(AnnouncementPlayed(prompts=["M01", "M02"], heard_time=4.0), after=4)
    assert _told(story.facts) == [("Dzień dobry.", 1.0), ("Proszę wybrać.", 1.0)]


def test_what_nobody_foresaw_is_added_where_it_began() -> None:
    story = Story().rings().then(_enters("menu"), after=1)
    story.then(AnnouncementPlayed(prompts=["M01", "M02"], heard_time=4.0), after=4)
    story.then(AnnouncementPlayed(prompts=["M05", "M02"], heard_time=3.0), after=8)
    assert _told(story.facts)[2:] == [("Nie ma takiej możliwości.", 10.0), ("Proszę wybrać.", 10.0)]


def test_what_a_key_passed_over_is_taken_back_when_the_call_goes_on() -> None:
    story = Story().rings().then(_enters("powitanie"), after=1).then(_enters("dalej"), after=1)
    assert _told(story.facts) == []


def test_what_could_not_be_played_is_not_shown_as_heard() -> None:
    story = Story().rings().then(_enters("powitanie"), after=1)
    story.then(AnnouncementPlayed(prompts=["M01"], heard_time=0.0, has_failed=True)).then(_enters("dalej"))
    assert _told(story.facts) == []


def test_the_words_are_those_of_the_language_or_else_polish_ones() -> None:
    story = Story().rings().then(LanguageChosen(language="en")).then(_enters("menu"))
    assert [text for text, _ in _told(story.facts)] == ["Good morning.", "Proszę wybrać."]


def test_values_of_a_client_are_left_out() -> None:
    story = Story().rings().then(AnnouncementPlayed(prompts=["B01"], heard_time=2.0), after=2)
    assert [text for text, _ in _told(story.facts)] == ["Kwota net to …."]


def test_what_is_no_speech_is_described() -> None:
    story = Story().rings().waits().then(WaitEstimated(queue="20060", low_time=70, high_time=130, waited_time=20))
    story.is_offered().is_answered().talks(30).ends()
    assert [text for text, _ in _told(story.facts)] == [
        "muzyka, oczekiwanie na konsultanta, miejsce w kolejce: 1",
        "zapowiedź: przewidywany czas oczekiwania 1–3 min",
        "dzwoni telefon konsultanta",
        "rozmowa z konsultantem",
        "koniec rozmowy z konsultantem",
        "koniec połączenia",
    ]


def test_of_the_scenario_that_ships_the_first_node_is_foreseen() -> None:
    file = Path(__file__).parents[3] / "ivr" / "data" / "scenarios" / "linia-9510.json"
    scenario = read_scenario(json.loads(file.read_text("utf-8")))
    heard = heard_in(scenario, KINDS)
    library = PromptLibrary.defaults()
    said = [prompt for node in scenario.nodes for prompt in heard(node)]
    assert said
    assert all(words_of(library)(prompt, "pl") for prompt in said)
    assert heard("nie ma takiego") == ()
