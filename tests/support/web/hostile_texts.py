"""Hostile texts for every field of every operation, and how long the event loop is held by what they cause."""

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.support.plugins.width import IS_WIDE

_MOST = 60_000
"""Characters of one text: all that a body may have is little more (`api.middleware.MOST_BYTES`)."""

TEXTS: dict[str, str] = {
    "brackets": "[" * _MOST,
    "stars": "*a " * (_MOST // 3),
    "quotes": "> " * (_MOST // 2),
    "lists": "- " * (_MOST // 2),
    "a table": "|a" * 100 + "\n" + "|-" * 100 + "\n" + "a\n" * 20_000,
    "braces": "{" * _MOST,
    "rates": "{stawka:" * (_MOST // 8),
    "digits": "1" * _MOST,
    "digits apart": "1 " * (_MOST // 2),
    "letters": "a" * _MOST,
    "letters of Polish": "ż" * (_MOST // 2),
    "blanks": " " * _MOST,
    "lines": "\n" * _MOST,
    "dots": "." * _MOST,
    "addresses": "a@" * (_MOST // 2),
    "currencies": "1 zł " * (_MOST // 6),
    "unseen": "\u200b" * (_MOST // 3),
    "short": "[*{1 " * 20,
    "of a thousand": ("1 a.b@c-d " * 100)[:1000],
    "of three hundred": ("art. 1 ust. 2 zł, 12:30 " * 20)[:300],
    "of two hundred": "[" * 200,
}
NESTED: dict[str, Any] = {
    "deep lists": "[" * 20_000 + "]" * 20_000,
    "deep objects": '{"a":' * 8_000 + "1" + "}" * 8_000,
    "many members": json.dumps({f"a{number}": number for number in range(5000)}),
    "many items": json.dumps(["["] * 10_000),
    "not closed": "[" * _MOST,
}
"""Bodies, as they are sent."""


class LoopProbe:
    """The longest time for which the loop was held by one turn: of the processor, so that a busy machine does not
    count."""

    def __init__(self) -> None:
        self.longest_time = 0.0

    @contextmanager
    def watching(self) -> Iterator[None]:
        """In the loop that is watched. A turn is what goes on between two looks for news of sockets."""
        selector = asyncio.get_running_loop()._selector  # type: ignore[attr-defined]  # of each loop of Python's own
        select, last = selector.select, time.thread_time()

        def looked(timeout: float | None = None) -> Any:
            nonlocal last
            self._note(last)
            found = select(timeout)
            last = time.thread_time()
            return found

        selector.select = looked
        try:
            yield
        finally:
            del selector.select
            self._note(last)

    def _note(self, since: float) -> None:
        self.longest_time = max(self.longest_time, time.thread_time() - since)


EVERY = 1 if IS_WIDE else len(TEXTS) + 1
"""Of the texts for a field so many-th one is sent, which is one, and one body that is hostile as a whole;
`make test-more` sends each."""


def bodies(description: dict[str, Any], schema: dict[str, Any], first: int = 0) -> Iterator[tuple[str, str]]:
    """What is sent and what it is called: a body that fits, with a hostile text in one field after the other, and
    bodies that are hostile as a whole.

    `first` is the text with which the first field begins; the next field begins with the next one, so that every
    text is sent somewhere.
    """
    fitting = sample(description, schema)
    longest = dict(_longest(description, schema))
    for field, path in enumerate(_texts(fitting), first):
        most = longest.get(path, _MOST)
        # As long as the field may be; and one that is longer, which has to be refused as quickly.
        texts = {name: text[:most] for name, text in TEXTS.items()} | {"too long": TEXTS["brackets"]}
        for name, text in list(texts.items())[field % EVERY :: EVERY]:
            yield f"{'.'.join(map(str, path))}: {name}", json.dumps(_with(fitting, path, text), ensure_ascii=False)
    whole = list(NESTED.items())
    yield from whole if IS_WIDE else whole[first % len(whole) :: len(whole)]


def _longest(
    description: dict[str, Any], schema: dict[str, Any], path: tuple[str | int, ...] = (), depth: int = 0
) -> Iterator[tuple[tuple[str | int, ...], int]]:
    """How long each text may be, where that is said; walks as `sample` does."""
    if depth > 8:
        return
    if "$ref" in schema:
        schema = description["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    for many in ("anyOf", "oneOf", "allOf"):
        for one in schema.get(many, [])[:1]:
            yield from _longest(description, one, path, depth + 1)
    if "maxLength" in schema:
        yield path, schema["maxLength"]
    for name, one in schema.get("properties", {}).items():
        yield from _longest(description, one, (*path, name), depth + 1)
    if isinstance(schema.get("items"), dict):
        yield from _longest(description, schema["items"], (*path, 0), depth + 1)


def sample(description: dict[str, Any], schema: dict[str, Any], depth: int = 0) -> Any:
    """Something that fits the schema, or nearly: with every field that there is."""
    if "$ref" in schema:
        return sample(description, description["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], depth)
    for many in ("anyOf", "oneOf", "allOf"):
        if many in schema:
            some = [one for one in schema[many] if one.get("type") != "null"]
            return sample(description, some[0], depth) if some else None
    example: dict[str, Any] = next((one for one in schema.get("examples", []) if isinstance(one, dict)), {})
    match schema.get("type"):
        case "object" if depth < 6:
            of = {name: sample(description, one, depth + 1) for name, one in schema.get("properties", {}).items()}
            return {**of, **example} or {"a": "a"}
        case "array":
            return [sample(description, schema.get("items", {}), depth + 1)]
        case "string":
            return (schema.get("examples") or schema.get("enum") or [_word(schema)])[0]
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
    return schema.get("const")


def _word(schema: dict[str, Any]) -> str:
    if schema.get("format") in ("date", "date-time"):
        return "2026-11-24" if schema["format"] == "date" else "2026-11-24T10:00:00Z"
    return "Dlatego, że tak."


def _texts(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    match value:
        case str():
            yield path
        case dict():
            for name, one in value.items():
                yield from _texts(one, (*path, name))
        case list():
            for number, one in enumerate(value):
                yield from _texts(one, (*path, number))


def _with(value: Any, path: tuple[str | int, ...], text: str) -> Any:
    if not path:
        return text
    changed = dict(value) if isinstance(value, dict) else list(value)
    changed[path[0]] = _with(value[path[0]], path[1:], text)  # type: ignore[index]
    return changed
