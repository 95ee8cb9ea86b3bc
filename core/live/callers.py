"""How many callers are in which node of a scenario, as it goes through an answer of the relay. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

MOST_BYTES = 6000
"""Of all texts together: an answer must not grow beyond 8000 bytes."""
_ENTRY = 10  # bytes of an entry besides its key


@dataclass(frozen=True, slots=True, order=True)
class CallersIn:
    """`callers` are in the node with this path, in this version."""

    version: int
    node: str
    callers: int


def told(callers: Mapping[tuple[int, str], int]) -> dict[str, str]:
    """By "version path", the fullest nodes first; those that go into no answer any more together under ""."""
    found: dict[str, str] = {}
    room, others = MOST_BYTES, 0
    for (version, node), count in sorted(callers.items(), key=lambda one: (-one[1], one[0])):
        key = f"{version} {node}"
        size = len(key.encode()) + _ENTRY
        if size > room:
            others += count
            continue
        found[key], room = str(count), room - size
    return {**found, "": str(others)} if others else found


def heard(details: Mapping[str, str]) -> tuple[list[CallersIn], int]:
    """What `told` has said, by version and path; and how many callers are in further nodes."""
    found = []
    for key, count in details.items():
        version, _, node = key.partition(" ")
        if node:
            found.append(CallersIn(int(version), node, int(count)))
    return sorted(found), int(details.get("", 0))
