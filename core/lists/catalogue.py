"""A list of things by id that people may change while a process runs: topics, reasons of pauses. Pure.

A process keeps one of each and replaces it as a whole, so whoever looks something up never waits for a database
and never meets half of a change.
"""

from collections.abc import Iterator, Mapping
from typing import Protocol, TypeVar


class Entry(Protocol):
    """Something that people may deactivate."""

    @property
    def is_active(self) -> bool:
        """Can it be chosen?"""


E = TypeVar("E", bound=Entry)


class Catalogue(Mapping[str, E]):
    """As a mapping, what can be chosen, in its order. What was deactivated is still `known`, for its words."""

    def __init__(self, entries: Mapping[str, E]) -> None:
        self._known: Mapping[str, E] = {}
        self._active: Mapping[str, E] = {}
        self.replace(entries)

    def replace(self, entries: Mapping[str, E]) -> bool:
        """Other entries, in force at once; what goes on already is not touched. False for the same ones."""
        if list(entries.items()) == list(self._known.items()):
            return False
        self._known = dict(entries)
        self._active = {name: entry for name, entry in entries.items() if entry.is_active}
        return True

    def known(self, name: str | None) -> E | None:
        """Also one that was deactivated; None for what has never been there."""
        return self._known.get(name or "")

    def __getitem__(self, name: str) -> E:
        return self._active[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._active)

    def __len__(self) -> int:
        return len(self._active)
