"""What may be kept of a document that somebody sends."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ScenarioRefused
from ivr import defaults
from ivr.graph.graph_guard import MOST_BYTES, MOST_DEPTH, unfit
from ivr.nodes import KINDS
from ivr.prompts.prompt_library import PromptLibrary
from ivr.publishing.scenario_file import content_of, export, used_prompts

GRAPH = defaults.scenarios()["linia-9510"]

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=20,
)


def deep(levels: int) -> Any:
    found: Any = 1
    for _ in range(levels):
        found = {"a": found}
    return found


@pytest.mark.parametrize(
    ("document", "word"),
    [
        ("a\x00", "znaki"),
        ({"\ud800": 1}, "znaki"),
        (float("nan"), "skończona"),
        ([float("inf")], "skończona"),
        (2**60, "za duża"),
        (deep(MOST_DEPTH + 1), "zagnieżdżony"),
        ("x" * MOST_BYTES, "za duży"),
        ({"a": object()}, "nie można zapisać"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_reason(document: Any, word: str) -> None:
    reason = unfit(document)
    assert reason is not None
    assert word in reason


@given(anything)
def test_whatever_is_kept_can_be_written_and_read_again(document: Any) -> None:
    if unfit(document) is None:
        written = json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
        assert json.loads(written) == document
        assert b"\\u0000" not in written


@given(st.dictionaries(st.sampled_from([*GRAPH, "version", "x"]), anything))
def test_whatever_is_sent_as_a_graph_is_kept_or_refused_in_polish(parts: dict[str, Any]) -> None:
    try:
        kept, _ = content_of({**GRAPH, **parts}, [])
    except ScenarioRefused as refused:
        assert refused.problems
        return
    assert "version" not in kept


def test_all_that_is_wrong_is_told_at_once() -> None:
    case = {"name": "a", "surroundings": {"at": "2026-11-24T10:00"}, "end": "completed"}
    with pytest.raises(ScenarioRefused) as refused:
        content_of({**GRAPH, "title": 7}, [case, {**case, "steps": 1}, case, {"name": "b"}])
    assert refused.value.problems == [
        "Scenariusz: „title”: tu musi stać tekst.",
        "Test 2: „steps”: tu musi stać lista.",
        "Test 3: nazwa „a” już występuje.",
        "Test 4: „surroundings”: brakuje tej wartości.",
    ]


def test_a_file_has_the_words_of_what_it_uses() -> None:
    library = PromptLibrary.load()
    made = export(GRAPH, [], KINDS, library, "linia-9510, wersja 1")
    assert made.scenario == GRAPH
    assert list(made.prompts) == used_prompts(GRAPH, KINDS)
    assert made.prompts["G01"] == library.prompt("G01").text
    assert "A05" in made.prompts  # of the settings that were left as usual
