"""What the validation says of a graph as a whole: ways, variables, secrets, languages, time, sub-scenarios."""

import copy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ScenarioRefused
from ivr import defaults
from ivr.graph.kind_rules import NodeOutcome, NodeSettings
from ivr.graph.scenario import MOST_NODES, read_scenario
from ivr.graph.subscenarios import SubscenarioRefused, ends, names_called, put_together
from ivr.graph.validation import ScenarioContext, errors, findings, refuse_unfit
from ivr.nodes.kind import NodeKind
from ivr.visit import Visit
from tests.support.scenarios.graphs import (
    QUEUE_ENDS,
    SUBGRAPHS,
    SUBSCENARIOS,
    WORLD,
    Graph,
    changed,
    graph_of,
    saying,
    small,
)

GOODBYE = {"kind": "goodbye"}


def said(graph: Any, world: ScenarioContext = WORLD) -> set[tuple[str, str]]:
    """Severity and sentence."""
    return {(finding.severity, finding.text) for finding in findings(graph, world)}


def node(kind: str, then: str | dict[str, str], **settings: Any) -> Graph:
    return {"kind": kind, "settings": settings, "next": {"done": then} if isinstance(then, str) else then}


def calling(name: str, **ways: str) -> Graph:
    return graph_of({"w": node("subscenario", ways, scenario=name), "koniec": GOODBYE, "dalej": saying("koniec")})


# -- variables


def condition(expression: str, then: str) -> Graph:
    cases = [{"expression": expression, "outcome": "tak"}]
    return node("condition", {"tak": then, "else": then}, cases=cases)


def test_a_variable_that_nothing_sets_before_is_an_error() -> None:
    later = node("set_variable", "koniec", variable="kto", expression="1")
    graph = graph_of({"w": condition("kto == 1", "potem"), "potem": later, "koniec": GOODBYE})
    assert said(graph) == {("error", "Węzeł „w”: używa zmiennej „kto”, której wcześniej nic nie ustawia.")}


@pytest.mark.parametrize(
    "setter",
    [
        node("set_variable", "w", variable="kto", expression='"a"'),
        node(
            "choose_value",
            {"chosen": "w", "failed": "koniec"},
            variable="kto",
            prompts=["W03"],
            choices={"1": "a"},
        ),
        node("collect_digits", {"entered": "w", "failed": "w"}, variable="kto", prompts=["C01"]),
    ],
)
def test_a_variable_that_one_way_sets_before_is_fine(setter: Graph) -> None:
    graph = graph_of({"pierwszy": setter, "w": condition("kto == 1", "koniec"), "koniec": GOODBYE})
    assert said(graph) == set()


def test_a_variable_set_within_a_sub_scenario_is_known_after_it() -> None:
    sub = graph_of(
        {"s": node("set_variable", "k", variable="kto", expression="1"), "k": {"kind": "end"}}, name="sub"
    )
    graph = graph_of(
        {
            "sub": node("subscenario", "w", scenario="sub"),
            "w": condition("kto == 1", "koniec"),
            "koniec": GOODBYE,
        }
    )
    assert said(graph, replace(WORLD, subscenarios={"sub": read_scenario(sub)})) == set()


def test_a_sub_scenario_may_use_what_its_caller_has_to_set() -> None:
    sub = graph_of({"w": condition("kto == 1", "k"), "k": {"kind": "end"}}, name="sub")
    assert said(sub) == {
        ("warning", "Węzeł „w”: zmienną „kto” musi ustawić wcześniej scenariusz, który tu prowadzi.")
    }
    caller = graph_of({"a": node("subscenario", "koniec", scenario="sub"), "koniec": GOODBYE})
    world = replace(WORLD, subscenarios={"sub": read_scenario(sub)})
    assert said(caller, world) == {
        ("error", "Węzeł „a/w”: używa zmiennej „kto”, której wcześniej nic nie ustawia.")
    }


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (
            {"variable": "x", "expression": "1 +"},
            "ustawienie „expression”: wyrażenie, znak 4: wyrażenie jest puste albo urwane.",
        ),
        ({"variable": "x", "expression": 1}, "ustawienie „expression”: tu musi stać tekst wyrażenia."),
        ({"variable": "teraz", "expression": "1"}, "ustawienie „variable”: nazwa „teraz” jest zastrzeżona."),
        ({"variable": "length", "expression": "1"}, "ustawienie „variable”: nazwa „length” jest zastrzeżona."),
        (
            {"variable": "X", "expression": "1"},
            "ustawienie „variable”: tekst nie pasuje do wzoru „^[a-z][a-z0-9_]{0,39}$”.",
        ),
    ],
)
def test_expressions_and_names_are_checked(settings: Graph, sentence: str) -> None:
    graph = graph_of({"w": {"kind": "set_variable", "settings": settings, "next": {"done": "k"}}, "k": GOODBYE})
    assert said(graph) == {("error", f"Węzeł „w”: {sentence}")}


@pytest.mark.parametrize(
    ("shares", "sentence"),
    [
        ({"a": 50, "b": 49}, "części dają razem 99 procent zamiast 100."),
        ({"a": 100, "b": 0}, "każda część musi mieć co najmniej 1 procent."),
        ({"a": 100}, "ustawienie „shares”: za mało pozycji (najmniej: 2)."),
        ({"a": 50.5, "b": 49.5}, "ustawienie „shares.a”: tu musi stać liczba całkowita."),
    ],
)
def test_shares_are_whole(shares: Graph, sentence: str) -> None:
    graph = graph_of({"w": node("split", dict.fromkeys(shares, "k"), shares=shares), "k": GOODBYE})
    assert ("error", f"Węzeł „w”: {sentence}") in said(graph)


# -- secrets

CONSENT = node("recording_consent", "dalej")
SECRET = "pyta o PIN lub inne tajne cyfry, gdy rozmowa może już być nagrywana; pytanie o zgodę musi paść później."


@pytest.mark.parametrize(
    "secret",
    [
        node(
            "verification", dict.fromkeys(defaults.scenarios()["linia-9510"]["nodes"]["weryfikacja"]["next"], "k")
        ),
        node("collect_digits", {"entered": "k", "failed": "k"}, variable="h", prompts=["A02"], privacy="secret"),
    ],
)
def test_a_secret_is_asked_for_before_the_consent_to_a_recording(secret: Graph) -> None:
    after = graph_of({"zgoda": CONSENT, "dalej": saying("pin"), "pin": secret, "k": GOODBYE})
    assert said(after) == {("error", f"Węzeł „pin”: {SECRET}")}
    before = copy.deepcopy(secret)
    before["next"] = dict.fromkeys(secret["next"], "zgoda")
    assert said(graph_of({"pin": before, "zgoda": CONSENT, "dalej": saying("k"), "k": GOODBYE})) == set()


def test_other_digits_may_be_asked_for_at_any_time() -> None:
    digits = node("collect_digits", {"entered": "k", "failed": "k"}, variable="h", prompts=["C01"])
    assert said(graph_of({"zgoda": CONSENT, "dalej": digits, "k": GOODBYE})) == set()


# -- menus and time


def test_more_than_five_items_are_too_many_to_remember() -> None:
    six = {str(key): "koniec" for key in range(1, 7)} | {"0": "koniec", "*": "koniec"}
    graph = changed("nodes", "wybor", "settings", "choices", to=six)
    graph["nodes"]["wybor"]["next"] = {"koniec": "urzad", "failed": "koniec"}
    what = "Węzeł „wybor”: menu ma 6 pozycji, a łatwo zapamiętać najwyżej 5 (0 i * się nie liczą)."
    assert said(graph) == {("warning", what)}
    del graph["nodes"]["wybor"]["settings"]["choices"]["6"]
    assert said(graph) == set()


def test_a_long_way_to_the_first_queue_is_a_warning_with_the_time() -> None:
    graph = changed("nodes", "powitanie", "settings", "prompts", to=["W01", "N01"])
    spoken = {"W01": 20.0, "N01": 15.0, "M10": 10.0, "C06": 14.0}
    assert said(graph, replace(WORLD, spoken=spoken)) == {
        (
            "warning",
            "Węzeł „kolejka”: do tej kolejki najszybciej dociera się po około 61 s, "
            "a powinno to trwać najwyżej 60 s.",
        )
    }
    assert said(graph, replace(WORLD, spoken=spoken | {"C06": 12.0})) == set()


def test_the_shortest_way_counts_and_failing_is_no_way() -> None:
    graph = graph_of(
        {
            "menu": {
                "kind": "menu",
                "settings": {"prompts": ["M10"], "choices": {"1": "dlugo", "2": "krotko"}},
                "next": {"dlugo": "gadanie", "krotko": "kolejka", "failed": "kolejka2"},
            },
            "gadanie": saying("kolejka", "N05"),
            "kolejka": {"kind": "queue", "next": dict.fromkeys(QUEUE_ENDS, "koniec")},
            "kolejka2": {"kind": "queue", "next": dict.fromkeys(QUEUE_ENDS, "koniec")},
            "koniec": GOODBYE,
        }
    )
    assert said(graph, replace(WORLD, spoken={"M10": 50, "N05": 50})) == set()
    graph["nodes"]["menu"]["next"]["krotko"] = "gadanie"
    assert len(said(graph, replace(WORLD, spoken={"M10": 50, "N05": 50}))) == 1


# -- languages


class _Language(NodeSettings):
    languages: list[str]


class _LanguageKind(NodeKind[_Language]):
    name = "jezyki"
    settings = _Language
    fixed_outcomes = (NodeOutcome("done", "dalej"),)

    async def run(self, visit: Visit, node: str, settings: _Language) -> str:
        raise AssertionError

    def languages(self, settings: _Language) -> frozenset[str]:
        return frozenset(settings.languages)


def test_where_a_language_may_have_been_chosen_every_prompt_has_to_be_there_in_it() -> None:
    kinds = {**WORLD.kinds, "jezyki": _LanguageKind()}
    prompts = {"pl": WORLD.prompts["pl"], "en": frozenset({"N01"})}
    graph = graph_of(
        {
            "w": saying("j"),
            "j": node("jezyki", "n", languages=["pl", "en", "uk"]),
            "n": saying("k", "N01"),
            "k": node("goodbye", {}, prompts=["G01"]),
        }
    )
    assert said(graph, replace(WORLD, kinds=kinds, prompts=prompts)) == {
        ("error", "Węzeł „k”: zapowiedź „G01” nie istnieje w języku angielskim."),
        ("error", "Węzeł „k”: zapowiedź „G01” nie istnieje w języku ukraińskim."),
        ("error", "Węzeł „n”: zapowiedź „N01” nie istnieje w języku ukraińskim."),
    }


# -- sub-scenarios


def test_the_ends_of_a_sub_scenario_are_the_outcomes_of_the_node_that_calls_it() -> None:
    assert said(calling("pytanie", tak="koniec", nie="dalej")) == set()
    assert said(calling("pytanie", tak="dalej", inny="koniec")) == {
        ("error", "Węzeł „w”: brak przejścia dla wyniku „nie”."),
        ("warning", "Węzeł „w”: przejście „inny” nie nastąpi, dopóki podscenariusz nie ma takiego końca."),
    }


def test_a_sub_scenario_has_to_be_published() -> None:
    assert said(calling("nieznany", done="dalej")) == {
        ("error", "Węzeł „w”: nie ma opublikowanego podscenariusza „nieznany”.")
    }


def test_no_graph_calls_itself_directly_or_not() -> None:
    itself = graph_of({"w": node("subscenario", "k", scenario="ja"), "k": {"kind": "end"}}, name="ja")
    assert said(itself) == {("error", "Węzeł „w”: podscenariusz „ja” wywołuje sam siebie.")}
    other = graph_of({"x": node("subscenario", "k", scenario="ja"), "k": {"kind": "end"}}, name="inny")
    me = graph_of({"w": node("subscenario", "k", scenario="inny"), "k": {"kind": "end"}}, name="ja")
    world = replace(WORLD, subscenarios={"inny": read_scenario(other)})
    assert said(me, world) == {("error", "Węzeł „w/x”: podscenariusz „ja” wywołuje sam siebie.")}


def test_a_loop_through_a_sub_scenario_is_found_with_its_path() -> None:
    graph = calling("pytanie", tak="koniec", nie="dalej")
    graph["nodes"]["dalej"] = saying("w")
    loop = "zamknięta pętla, z której rozmówca nie wyjdzie, jeśli niczego nie naciśnie."
    assert said(graph) == {("error", f"Węzeł „{path}”: {loop}") for path in ("dalej", "w", "w/nie", "w/tak_nie")}


def test_a_changed_sub_scenario_leaves_no_caller_without_a_way() -> None:
    caller = read_scenario(calling("pytanie", tak="koniec", nie="dalej")).model_copy(update={"name": "linia"})
    graph = copy.deepcopy(SUBGRAPHS["pytanie"])
    graph["nodes"]["tak"]["settings"]["outcome"] = "owszem"
    world = replace(WORLD, subscenarios={**SUBSCENARIOS, "linia": caller})
    who = "Scenariusz „linia” wywołuje ten podscenariusz i przestałby działać"
    assert ("error", f"{who}: Węzeł „w”: brak przejścia dla wyniku „owszem”.") in said(graph, world)
    assert said(SUBGRAPHS["pytanie"], world) == set()


def test_a_changed_sub_scenario_breaks_no_caller_in_any_other_way() -> None:
    recorded = {"zgoda": node("recording_consent", "w"), **calling("pytanie", tak="koniec", nie="dalej")["nodes"]}
    consent = WORLD.kinds["recording_consent"]
    recorded["zgoda"]["next"] = dict.fromkeys(consent.outcomes(consent.settings()), "w")
    caller = read_scenario(graph_of(recorded, name="linia"))
    world = replace(WORLD, subscenarios={**SUBSCENARIOS, "linia": caller})
    assert said(SUBGRAPHS["pytanie"], world) == set()
    graph = copy.deepcopy(SUBGRAPHS["pytanie"])
    ask = node("collect_digits", "", variable="pin", prompts=["A02"], privacy="secret")
    ask["next"] = dict.fromkeys(["entered", "failed"], graph["start"])
    graph["nodes"]["pin"] = ask
    graph["start"] = "pin"
    [(severity, text)] = said(graph, world)
    assert severity == "error"
    assert text.startswith("Scenariusz „linia” wywołuje ten podscenariusz i przestałby działać: Węzeł „w/pin”:")


def test_a_way_for_an_end_that_is_planned_may_be_there_before_the_end() -> None:
    graph = calling("pytanie", tak="koniec", nie="dalej", owszem="nowy")
    graph["nodes"]["nowy"] = GOODBYE
    assert {severity for severity, _ in said(graph)} == {"warning"}
    caller = read_scenario(graph).model_copy(update={"name": "linia"})
    changed_sub = copy.deepcopy(SUBGRAPHS["pytanie"])
    changed_sub["nodes"]["tak"]["settings"]["outcome"] = "owszem"
    world = replace(WORLD, subscenarios={"rozmowa": SUBSCENARIOS["rozmowa"], "linia": caller})
    assert said(changed_sub, world) == set()


def test_what_answers_a_number_is_no_sub_scenario() -> None:
    world = replace(WORLD, answering=frozenset({"pytanie"}))
    assert (
        "error",
        "Scenariusz: odpowiada pod numerem, więc nie może mieć węzłów „Koniec podscenariusza”.",
    ) in said(SUBGRAPHS["pytanie"], world)


def test_what_a_published_sub_scenario_has_wrong_today_is_told_with_its_path() -> None:
    broken = copy.deepcopy(SUBGRAPHS["pytanie"])
    broken["nodes"]["tak_nie"]["kind"] = "dawny"
    world = replace(WORLD, subscenarios={"pytanie": read_scenario(broken)})
    assert said(calling("pytanie", tak="koniec", nie="dalej"), world) == {
        ("error", "Węzeł „w/tak_nie”: nieznany rodzaj węzła „dawny”.")
    }


def test_the_nodes_of_called_graphs_have_paths_of_their_own() -> None:
    graph = calling("glebszy", po_pytaniu="koniec")
    del graph["nodes"]["dalej"]
    whole = put_together(read_scenario(graph), SUBSCENARIOS)
    assert whole.nodes["w"].next == {"enter": "w/pytanie"}
    assert whole.nodes["w/pytanie"].next == {"enter": "w/pytanie/tak_nie"}
    assert whole.nodes["w/pytanie/tak"].next == {"tak": "w/rozmowa"}
    assert whole.nodes["w/pytanie/nie"].next == {"nie": "w/koniec"}
    assert whole.nodes["w/rozmowa/koniec"].next == {"done": "w/koniec"}
    assert whole.nodes["w/koniec"].next == {"po_pytaniu": "koniec"}
    assert whole.subscenario_versions == {"glebszy": 3, "pytanie": 1, "rozmowa": 2}
    assert put_together(whole, {}) is whole
    assert said(whole.model_dump(mode="json")) == set()


def test_a_graph_that_calls_no_other_stays_as_it_is() -> None:
    scenario = read_scenario(small())
    assert put_together(scenario, SUBSCENARIOS) is scenario
    assert not ends(scenario)
    assert not names_called(scenario, SUBSCENARIOS)


def test_graphs_within_each_other_are_bounded() -> None:
    known = {
        f"g{n}": read_scenario(
            graph_of({"w": node("subscenario", "k", scenario=f"g{n + 1}"), "k": {"kind": "end"}}, name=f"g{n}")
        )
        for n in range(9)
    }
    with pytest.raises(SubscenarioRefused, match="zbyt wiele poziomów"):
        put_together(known["g0"], known)


def test_a_few_graphs_cannot_grow_into_a_huge_one() -> None:
    known = {}
    for n in range(5):
        nodes = {f"w{i}": node("subscenario", f"w{i + 1}", scenario=f"g{n + 1}") for i in range(30)}
        known[f"g{n}"] = read_scenario(graph_of({**nodes, "w30": {"kind": "end"}}, name=f"g{n}"))
    known["g5"] = read_scenario(graph_of({"k": {"kind": "end"}}, name="g5"))
    with pytest.raises(SubscenarioRefused, match=f"najwięcej: {MOST_NODES}"):
        put_together(known["g0"], known)


def test_a_name_that_looks_like_a_path_into_a_sub_scenario_is_refused() -> None:
    graph = calling("pytanie", tak="koniec", nie="dalej")
    graph["nodes"]["dalej"] = saying("w/tak")
    graph["nodes"]["w/tak"] = GOODBYE
    assert said(graph) == {("error", "Węzeł „w/tak”: nazwa jest taka sama jak ścieżka do węzła podscenariusza.")}


def test_whoever_asks_for_a_fit_scenario_gets_it_or_every_error() -> None:
    assert refuse_unfit(small(), WORLD) == read_scenario(small())
    with pytest.raises(ScenarioRefused) as refused:
        refuse_unfit(changed("start", to="nigdzie"), WORLD)
    assert refused.value.problems == errors(changed("start", to="nigdzie"), WORLD)


@given(st.sampled_from(sorted(SUBGRAPHS)), st.data())
def test_damaged_sub_scenarios_never_break_the_validation_of_who_calls_them(
    name: str, data: st.DataObject
) -> None:
    sub = copy.deepcopy(SUBGRAPHS[name])
    victim = data.draw(st.sampled_from(sorted(sub["nodes"])))
    part = data.draw(st.sampled_from(["kind", "settings", "next"]))
    texts = st.text(max_size=4)
    values = {"kind": texts, "settings": st.dictionaries(texts, texts), "next": st.dictionaries(texts, texts)}
    sub["nodes"][victim][part] = data.draw(values[part])
    world = replace(WORLD, subscenarios={**SUBSCENARIOS, name: read_scenario(sub)})
    for finding in findings(calling(name, done="koniec", tak="dalej"), world):
        assert finding.text.startswith(("Węzeł „", "Scenariusz"))
