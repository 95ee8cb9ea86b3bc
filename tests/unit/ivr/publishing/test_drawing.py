"""Where nodes stand on the drawing, and notes: never a part of what callers hear."""

from typing import Any

import pytest
from pydantic import ValidationError

from ivr.publishing.drawing import (
    FARTHEST,
    LONGEST_NOTE,
    MOST_NOTES,
    Drawing,
    drawing_sentences,
    drawing_to_keep,
    moved,
    nothing_drawn,
)

GRAPH: dict[str, Any] = {"nodes": {"menu": {"kind": "menu"}, "koniec": {"kind": "goodbye"}}}
NOTE = {"id": "n1", "text": "Tu dzwonią pracodawcy", "x": 10, "y": -20}


def place(x: float = 0, y: float = 0) -> dict[str, float]:
    return {"x": x, "y": y}


def sentences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return drawing_sentences(before, after, moved(before, after, GRAPH["nodes"].keys()))


def test_places_of_nodes_that_are_not_there_are_dropped_and_notes_are_kept() -> None:
    drawing = {"places": {"menu": place(1, 2), "dawny": place()}, "notes": [NOTE]}
    assert drawing_to_keep(drawing, GRAPH) == {"places": {"menu": place(1, 2)}, "notes": [NOTE]}
    assert drawing_to_keep({}, GRAPH) == nothing_drawn()


@pytest.mark.parametrize(
    "spoilt",
    [
        {"places": {"menu": place(FARTHEST + 1)}},
        {"places": {"menu": place(float("nan"))}},
        {"places": {"menu": place(float("inf"))}},
        {"places": {"menu": {"x": 1}}},
        {"places": {"menu": {**place(), "z": 1}}},
        {"places": {"a\x00": place()}},
        {"places": {f"n{number}": place() for number in range(1001)}},
        {"notes": [{**NOTE, "text": "x" * (LONGEST_NOTE + 1)}]},
        {"notes": [{**NOTE, "text": "a\x00"}]},
        {"notes": [{**NOTE, "id": "../x"}]},
        {"notes": [NOTE] * (MOST_NOTES + 1)},
        {"colours": {}},
    ],
)
def test_what_is_beyond_the_limits_is_refused(spoilt: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Drawing.model_validate(spoilt)


def test_a_drawing_within_the_limits_is_read() -> None:
    drawing = {"places": {"menu": place(-FARTHEST, FARTHEST)}, "notes": [NOTE]}
    assert Drawing.model_validate(drawing).model_dump() == drawing


def test_a_node_that_was_moved_is_told_also_when_it_was_laid_out_until_now() -> None:
    here, there = {"places": {"menu": place()}}, {"places": {"menu": place(5), "koniec": place()}}
    assert moved(here, there, GRAPH["nodes"].keys()) == ("koniec", "menu")
    assert sentences(here, there) == ["Przesunięto na rysunku: „koniec”, „menu”."]
    assert sentences(there, there) == []
    assert moved(here, {}, {"koniec"}) == ()  # a node that one version does not have was not moved


def test_many_moved_nodes_are_counted_and_notes_are_told() -> None:
    many = {f"n{number:02}": place() for number in range(15)}
    [told] = drawing_sentences({}, {"places": many}, moved({}, {"places": many}, many.keys()))
    assert told.endswith("„n11” i jeszcze 3.")
    other, new = {**NOTE, "text": "inaczej"}, {**NOTE, "id": "n2"}
    assert sentences({"notes": [NOTE]}, {"notes": [other, new]}) == ["Notatki na rysunku: dodano 1, zmieniono 1."]
    assert sentences({"notes": [NOTE]}, {"notes": []}) == ["Notatki na rysunku: usunięto 1."]
