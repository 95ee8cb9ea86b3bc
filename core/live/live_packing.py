"""How what is so now is cut into messages of a size that goes through. Pure."""

from collections.abc import Iterable

import msgspec

from core.live.live import LiveNews, LiveObject

_ENVELOPE = 200  # bytes of a message besides its objects, at the most


def packs(objects: Iterable[LiveObject], most: int) -> tuple[list[list[LiveObject]], list[LiveObject]]:
    """Objects in their order, in groups that make a message of at most `most` bytes each; and those that are too
    large for any."""
    found: list[list[LiveObject]] = []
    too_large = []
    room = 0
    for each in objects:
        size = len(msgspec.json.encode(each)) + 1
        if size > most - _ENVELOPE:
            too_large.append(each)
            continue
        if size > room:
            found.append([])
            room = most - _ENVELOPE
        found[-1].append(each)
        room -= size
    return found, too_large


def marked_whole(messages: list[LiveNews]) -> list[LiveNews]:
    """The same messages as everything that is so: with its beginning, its parts and its end. At least two."""
    last = len(messages) - 1
    return [
        msgspec.structs.replace(news, whole="begin" if place == 0 else "end" if place == last else "part")
        for place, news in enumerate(messages)
    ]
