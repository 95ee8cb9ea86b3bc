"""What is different between two versions of a scenario, so that a person can read it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

Titles = Mapping[str, Mapping[str, str]]
"""Polish titles of the settings, by kind of node and setting."""

_LONGEST = 120  # characters of a value that is quoted


@dataclass(frozen=True, slots=True)
class NodeChange:
    """A node that was added (no `before`), removed (no `after`) or changed."""

    node: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    sentences: Annotated[tuple[str, ...], Field(description="In Polish")]


@dataclass(frozen=True, slots=True)
class Difference:
    """`head` has what is not a node's (title, start), each with its value before and after."""

    head: Mapping[str, tuple[Any, Any]]
    nodes: tuple[NodeChange, ...]
    sentences: tuple[str, ...]
    """Everything, the head first: empty if the two are the same."""

    @property
    def is_empty(self) -> bool:
        return not self.head and not self.nodes


def difference(before: Mapping[str, Any], after: Mapping[str, Any], titles: Titles | None = None) -> Difference:
    """What has to be done to `before`, a whole graph, to make it `after`. Left-out settings and ways are none."""
    keys = sorted((before.keys() | after.keys()) - {"nodes"})
    head = {k: (before.get(k), after.get(k)) for k in keys if before.get(k) != after.get(k)}
    old, new = before.get("nodes", {}), after.get("nodes", {})
    names = [*old, *(name for name in new if name not in old)]
    changes = [_change(name, old.get(name), new.get(name), titles or {}) for name in names]
    nodes = tuple(change for change in changes if change is not None)
    sentences = [_head_sentence(key, *values) for key, values in head.items()]
    return Difference(head, nodes, (*sentences, *(s for change in nodes for s in change.sentences)))


def _head_sentence(key: str, before: Any, after: Any) -> str:
    match key:
        case "start":
            return f"Scenariusz zaczyna się teraz od węzła „{after}” (dotąd od „{before}”)."
        case "title":
            return f"Tytuł zmieniono z {quoted(before)} na {quoted(after)}."
        case _:
            return f"Scenariusz: „{key}” zmieniono z {quoted(before)} na {quoted(after)}."


def _change(
    name: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, titles: Titles
) -> NodeChange | None:
    if before is None and after is not None:
        ways = "".join(f", przejście „{o}” do „{to}”" for o, to in _part(after, "next").items())
        return NodeChange(name, None, after, (f"Dodano węzeł „{name}” (rodzaj „{after.get('kind')}”{ways}).",))
    if after is None and before is not None:
        return NodeChange(name, before, None, (f"Usunięto węzeł „{name}” (rodzaj „{before.get('kind')}”).",))
    assert before is not None
    assert after is not None
    sentences = _sentences(name, before, after, titles)
    return NodeChange(name, before, after, tuple(sentences)) if sentences else None


def _sentences(name: str, before: Mapping[str, Any], after: Mapping[str, Any], titles: Titles) -> list[str]:
    found = []
    if before.get("kind") != after.get("kind"):
        found.append(f"Węzeł „{name}”: rodzaj zmieniono z „{before.get('kind')}” na „{after.get('kind')}”.")
    known = titles.get(str(after.get("kind")), {})
    for key, old, new in _pairs(before, after, "settings"):
        title = known.get(key, key)
        if old is None:
            found.append(f"Węzeł „{name}”: ustawienie „{title}” to teraz {quoted(new)} (dotąd wartość domyślna).")
        elif new is None:
            found.append(f"Węzeł „{name}”: ustawienie „{title}” ma znów wartość domyślną (dotąd {quoted(old)}).")
        else:
            found.append(f"Węzeł „{name}”: ustawienie „{title}” zmieniono z {quoted(old)} na {quoted(new)}.")
    for outcome, old, new in _pairs(before, after, "next"):
        if old is None:
            found.append(f"Węzeł „{name}”: dodano przejście „{outcome}” do „{new}”.")
        elif new is None:
            found.append(f"Węzeł „{name}”: usunięto przejście „{outcome}” (prowadziło do „{old}”).")
        else:
            found.append(f"Węzeł „{name}”: przejście „{outcome}” prowadzi teraz do „{new}” (dotąd do „{old}”).")
    rest = (before.keys() | after.keys()) - {"kind", "settings", "next"}
    found += [f"Węzeł „{name}”: zmieniono „{k}”." for k in sorted(rest) if before.get(k) != after.get(k)]
    return found


def _part(node: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = node.get(key) or {}
    return found


def _pairs(before: Mapping[str, Any], after: Mapping[str, Any], key: str) -> list[tuple[str, Any, Any]]:
    """What differs in a part of a node: its name, the value before and after."""
    old, new = _part(before, key), _part(after, key)
    names = [*old, *(name for name in new if name not in old)]
    return [(name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)]


def quoted(value: Any) -> str:
    """A value of a setting as a person reads it."""
    match value:
        case None:
            return "brak"
        case True:
            return "„tak”"
        case False:
            return "„nie”"
        case list() | tuple():
            text = ", ".join(str(part) for part in value) or "pusta lista"
        case dict():
            text = ", ".join(f"{key}: {part}" for key, part in value.items()) or "nic"
        case _:
            text = str(value)
    return f"„{text[:_LONGEST]}…”" if len(text) > _LONGEST else f"„{text}”"
