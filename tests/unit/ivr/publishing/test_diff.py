"""What is different between two versions, as a person reads it."""

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ivr import defaults
from ivr.publishing.diff import Difference, KindWords, difference
from ivr.publishing.diff_words import kind_words

GRAPH: dict[str, Any] = {
    "name": "linia",
    "title": "Linia",
    "start": "powitanie",
    "nodes": {
        "powitanie": {"kind": "announcement", "settings": {"prompts": ["W01"]}, "next": {"done": "menu"}},
        "menu": {"kind": "menu", "settings": {"choices": {"1": "a"}}, "next": {"a": "koniec", "failed": "koniec"}},
        "koniec": {"kind": "goodbye"},
    },
}


def changed(**parts: Any) -> dict[str, Any]:
    graph = copy.deepcopy(GRAPH)
    for path, value in parts.items():
        *way, last = path.split("__")
        place = graph
        for step in way:
            place = place.setdefault(step, {})
        if value is None:
            del place[last]
        else:
            place[last] = value
    return graph


def sentences(after: dict[str, Any]) -> list[str]:
    words = {"announcement": KindWords("Zapowiedź", {"prompts": "Zapowiedzi"})}
    return list(difference(GRAPH, after, words).sentences)


def test_equal_graphs_have_no_difference() -> None:
    for graph in [GRAPH, *defaults.scenarios().values()]:
        found = difference(graph, copy.deepcopy(graph))
        assert found.is_empty
        assert found.sentences == ()


def test_a_changed_setting_is_told_by_its_polish_name_with_both_values() -> None:
    assert sentences(changed(nodes__powitanie__settings__prompts=["W02", "H05"])) == [
        "Węzeł „powitanie”: ustawienie „Zapowiedzi” zmieniono z „W01” na „W02, H05”."
    ]
    assert sentences(changed(nodes__powitanie__settings__prompts=None)) == [
        "Węzeł „powitanie”: ustawienie „Zapowiedzi” ma znów wartość domyślną (dotąd „W01”)."
    ]
    assert sentences(changed(nodes__powitanie__settings__is_interruptible=False)) == [
        "Węzeł „powitanie”: ustawienie „is_interruptible” to teraz „nie” (dotąd wartość domyślna)."
    ]


def test_ways_that_lead_elsewhere_were_added_or_are_gone_are_told() -> None:
    assert sentences(changed(nodes__menu__next__failed="powitanie")) == [
        "Węzeł „menu”: przejście „failed” prowadzi teraz do „powitanie” (dotąd do „koniec”)."
    ]
    assert sentences(changed(nodes__menu__next__b="koniec")) == ["Węzeł „menu”: dodano przejście „b” do „koniec”."]
    assert sentences(changed(nodes__menu__next__a=None)) == [
        "Węzeł „menu”: usunięto przejście „a” (prowadziło do „koniec”)."
    ]


def test_nodes_that_came_and_went_and_the_head_are_told() -> None:
    after = changed(
        nodes__menu=None,
        start="zgoda",
        title="Nowa linia",
        nodes__zgoda={"kind": "recording_consent", "next": {"done": "koniec"}},
    )
    assert sentences(after) == [
        "Scenariusz zaczyna się teraz od węzła „zgoda” (dotąd od „powitanie”).",
        "Tytuł zmieniono z „Linia” na „Nowa linia”.",
        "Usunięto węzeł „menu” (rodzaj „menu”).",
        "Dodano węzeł „zgoda” (rodzaj „recording_consent”, przejście „done” do „koniec”).",
    ]


def test_a_node_of_another_kind_is_told_as_a_difference() -> None:
    assert sentences(changed(nodes__koniec__kind="queue")) == [
        "Węzeł „koniec”: rodzaj zmieniono z „goodbye” na „queue”."
    ]


def test_kinds_values_and_outcomes_are_told_by_the_words_of_the_forms() -> None:
    after = changed(nodes__menu__next__failed="powitanie", nodes__koniec__kind="queue")
    after["nodes"]["koniec"]["settings"] = {"to": "evening_pool"}
    after["nodes"]["ocena"] = {"kind": "survey", "next": {"skipped": "koniec"}}
    assert difference(GRAPH, after, kind_words()).sentences == (
        "Węzeł „menu”: przejście „mimo prób bez właściwej odpowiedzi” prowadzi teraz do „powitanie”"
        " (dotąd do „koniec”).",
        "Węzeł „koniec”: rodzaj zmieniono z „Pożegnanie” na „Kolejka”.",
        "Węzeł „koniec”: ustawienie „Kolejka” to teraz „wspólnego dyżuru” (dotąd wartość domyślna).",
        "Dodano węzeł „ocena” (rodzaj „Ocena obsługi”, przejście „bez oceny” do „koniec”).",
    )


def test_a_long_value_is_cut() -> None:
    [sentence] = sentences(changed(title="x" * 500))
    assert len(sentence) < 200


values = st.one_of(st.integers(0, 9), st.text(max_size=3), st.lists(st.text(max_size=2), max_size=2))
names = st.sampled_from("abcde")
nodes = st.fixed_dictionaries(
    {"kind": names},
    optional={
        "settings": st.dictionaries(names, values, min_size=1, max_size=3),
        "next": st.dictionaries(names, names, min_size=1, max_size=3),
    },
)
whole = st.fixed_dictionaries(
    {
        "name": st.just("x"),
        "title": st.text(max_size=3),
        "start": names,
        "nodes": st.dictionaries(names, nodes, max_size=4),
    }
)


def applied(graph: dict[str, Any], found: Difference) -> dict[str, Any]:
    after = copy.deepcopy(graph)
    for key, (_, new) in found.head.items():
        after[key] = new
    for change in found.nodes:
        if change.after is None:
            del after["nodes"][change.node]
        else:
            after["nodes"][change.node] = dict(change.after)
    return after


@given(whole, whole)
def test_the_difference_leads_from_the_one_to_the_other_and_leaves_nothing_unsaid(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    there, back = difference(before, after), difference(after, before)
    assert applied(before, there) == after
    assert applied(after, back) == before
    assert there.is_empty == (before == after)
    assert all(change.sentences for change in there.nodes)
    assert {change.node for change in there.nodes} == {change.node for change in back.nodes}
