"""How people have drawn a scenario: where nodes stand, and notes. Pure.

Callers hear none of it, so it is never a part of the graph.
"""

from collections.abc import Collection, Mapping
from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from ivr.graph.graph_guard import unfit
from ivr.graph.scenario import MOST_NODES

FARTHEST = 100_000  # from the middle of the drawing, in its own points
MOST_NOTES = 200
LONGEST_NOTE = 1000
_MOST_NAMED = 12  # moved nodes that a sentence names


def _storable(text: str) -> str:
    if (reason := unfit(text)) is not None:
        raise ValueError(reason)
    return text


_Along: TypeAlias = Annotated[float, Field(ge=-FARTHEST, le=FARTHEST, allow_inf_nan=False)]
_Text: TypeAlias = Annotated[str, Field(max_length=LONGEST_NOTE), AfterValidator(_storable)]
_Name: TypeAlias = Annotated[str, Field(max_length=500), AfterValidator(_storable)]


class DrawnPlace(BaseModel):
    """A place on the drawing: x to the right, y down."""

    model_config = ConfigDict(extra="forbid")

    x: _Along
    y: _Along


class DrawnNote(DrawnPlace):
    """What people have written beside the nodes, for each other."""

    id: str = Field(pattern="^[A-Za-z0-9_-]{1,60}$", examples=["note-1"])
    text: _Text


class Drawing(BaseModel):
    """Only places that a person has chosen: the other nodes are laid out by whoever shows the drawing."""

    model_config = ConfigDict(extra="forbid")

    places: dict[_Name, DrawnPlace] = Field(default_factory=dict, max_length=MOST_NODES, description="By node")
    notes: list[DrawnNote] = Field(default_factory=list, max_length=MOST_NOTES)


def nothing_drawn() -> dict[str, Any]:
    """As a drawing without anything is kept."""
    return {"places": {}, "notes": []}


def drawing_to_keep(drawing: Mapping[str, Any], graph: Mapping[str, Any]) -> dict[str, Any]:
    """Without the places of nodes that the graph does not have."""
    nodes = graph.get("nodes") or {}
    places = {node: place for node, place in (drawing.get("places") or {}).items() if node in nodes}
    return {"places": places, "notes": list(drawing.get("notes") or [])}


def moved(before: Mapping[str, Any], after: Mapping[str, Any], nodes: Collection[str]) -> tuple[str, ...]:
    """The nodes, of those that both versions have (`nodes`), that people have put elsewhere, in the order of their
    names. One that was laid out until now and has a place of its own counts, and the other way round."""
    old, new = before.get("places") or {}, after.get("places") or {}
    return tuple(
        sorted(node for node in old.keys() | new.keys() if node in nodes and old.get(node) != new.get(node))
    )


def drawing_sentences(
    before: Mapping[str, Any], after: Mapping[str, Any], moved_nodes: tuple[str, ...]
) -> list[str]:
    """What is different in the drawing, in Polish; nothing: it is the same."""
    found = []
    if moved_nodes:
        named = ", ".join(f"„{node}”" for node in moved_nodes[:_MOST_NAMED])
        rest = len(moved_nodes) - _MOST_NAMED
        found.append(f"Przesunięto na rysunku: {named}{f' i jeszcze {rest}' if rest > 0 else ''}.")
    old, new = _texts(before), _texts(after)
    counts = {
        "dodano": len(new.keys() - old.keys()),
        "usunięto": len(old.keys() - new.keys()),
        "zmieniono": sum(old[note] != new[note] for note in old.keys() & new.keys()),
    }
    if told := ", ".join(f"{what} {count}" for what, count in counts.items() if count):
        found.append(f"Notatki na rysunku: {told}.")
    return found


def _texts(drawing: Mapping[str, Any]) -> dict[str, str]:
    return {note["id"]: note["text"] for note in drawing.get("notes") or []}
