"""Loops that nobody leaves without a key. Pure.

Any other loop ends: each turn takes at least one key, and callers stop pressing.
"""

from collections.abc import Mapping


def loops(ahead: Mapping[str, set[str]]) -> list[str]:
    """The nodes of each loop, in order; `ahead`: where each node leads though the caller presses nothing."""
    behind: dict[str, set[str]] = {name: set() for name in ahead}
    for name, targets in ahead.items():
        for target in targets:
            behind[target].add(name)
    # What leads out of every loop goes first, then what leads into one: loops are left, and ways between two.
    return sorted(_without_ends(behind, ahead, _without_ends(ahead, behind, set(ahead))))


def _without_ends(ahead: Mapping[str, set[str]], behind: Mapping[str, set[str]], names: set[str]) -> set[str]:
    """`names` without those from which nothing leads on, and so without those that lead to such only."""
    left = set(names)
    ways = {name: len(ahead[name] & left) for name in left}
    ends = [name for name in left if not ways[name]]
    while ends:
        end = ends.pop()
        left.discard(end)
        for name in behind[end] & left:
            ways[name] -= 1
            if not ways[name]:
                ends.append(name)
    return left
