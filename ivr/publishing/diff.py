"""What is different between two versions of a scenario, so that a person can read it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import Field

_LONGEST = 120  # characters of a value that is quoted


@dataclass(frozen=True, slots=True)
class KindWords:
    """How people call a kind of node, its settings, the values of its enumerations (by setting), and its outcomes.
    What has no word is told as it stands: a menu's ways are named by whoever writes it."""

    label: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)

    def way(self, outcome: str) -> str:
        return self.outcomes.get(outcome, outcome)

    def value(self, setting: str, value: Any) -> str:
        """Quoted."""
        known = self.values.get(setting, {})
        return quoted(known.get(value, value) if isinstance(value, str) else value)


Words = Mapping[str, KindWords]
"""By kind of node."""
_NO_WORDS = KindWords()


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


def difference(before: Mapping[str, Any], after: Mapping[str, Any], words: Words | None = None) -> Difference:
    """What has to be done to `before`, a whole graph, to make it `after`. Left-out settings and ways are none."""
    keys = sorted((before.keys() | after.keys()) - {"nodes"})
    head = {k: (before.get(k), after.get(k)) for k in keys if before.get(k) != after.get(k)}
    old, new = before.get("nodes", {}), after.get("nodes", {})
    names = [*old, *(name for name in new if name not in old)]
    changes = [_change(name, old.get(name), new.get(name), words or {}) for name in names]
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
    name: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, words: Words
) -> NodeChange | None:
    if before is None and after is not None:
        of = _words(after, words)
        ways = "".join(f", przejście „{of.way(o)}” do „{to}”" for o, to in _part(after, "next").items())
        return NodeChange(name, None, after, (f"Dodano węzeł „{name}” (rodzaj „{_kind(after, words)}”{ways}).",))
    if after is None and before is not None:
        return NodeChange(name, before, None, (f"Usunięto węzeł „{name}” (rodzaj „{_kind(before, words)}”).",))
    assert before is not None
    assert after is not None
    sentences = _sentences(name, before, after, words)
    return NodeChange(name, before, after, tuple(sentences)) if sentences else None


def _sentences(name: str, before: Mapping[str, Any], after: Mapping[str, Any], words: Words) -> list[str]:
    found = []
    if before.get("kind") != after.get("kind"):
        found.append(f"Węzeł „{name}”: rodzaj zmieniono z „{_kind(before, words)}” na „{_kind(after, words)}”.")
    was, known = _words(before, words), _words(after, words)
    for key, old, new in _pairs(before, after, "settings"):
        title = known.settings.get(key, was.settings.get(key, key))
        setting = f"Węzeł „{name}”: ustawienie „{title}”"
        if old is None:
            found.append(
                f"Węzeł „{name}”: ustawienie „{title}” to teraz {known.value(key, new)} (dotąd wartość domyślna)."
            )
        elif new is None:
            found.append(
                f"Węzeł „{name}”: ustawienie „{title}” ma znów wartość domyślną (dotąd {was.value(key, old)})."
            )
        else:
            found.append(f"{setting} zmieniono z {was.value(key, old)} na {known.value(key, new)}.")
    for outcome, old, new in _pairs(before, after, "next"):
        way = known.way(outcome)
        if old is None:
            found.append(f"Węzeł „{name}”: dodano przejście „{way}” do „{new}”.")
        elif new is None:
            found.append(f"Węzeł „{name}”: usunięto przejście „{was.way(outcome)}” (prowadziło do „{old}”).")
        else:
            found.append(f"Węzeł „{name}”: przejście „{way}” prowadzi teraz do „{new}” (dotąd do „{old}”).")
    rest = (before.keys() | after.keys()) - {"kind", "settings", "next"}
    found += [f"Węzeł „{name}”: zmieniono „{k}”." for k in sorted(rest) if before.get(k) != after.get(k)]
    return found


def _words(node: Mapping[str, Any], words: Words) -> KindWords:
    return words.get(str(node.get("kind")), _NO_WORDS)


def _kind(node: Mapping[str, Any], words: Words) -> str:
    return _words(node, words).label or str(node.get("kind"))


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
