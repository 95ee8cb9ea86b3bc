"""What is added up: `Sums` of any set of calls and consultants, and where it belongs. Pure.

Sums form a group: `a + b - b == a`, exactly, whatever the order. So a call that has got a late fact is corrected
by taking its old contribution away and adding the new one. A maximum cannot be taken away from, which is why none
is kept: the longest wait is the last step of the histogram of waits that still has a count.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import msgspec


class BucketKey(msgspec.Struct, frozen=True, order=True):
    """Where a contribution of a call belongs. `quarter_utc`: the beginning of a quarter of an hour, UTC.

    Empty for what is not known. `version` 0: none.
    """

    quarter_utc: datetime
    office: str = ""
    topic: str = ""
    number: str = ""
    language: str = ""
    scenario: str = ""
    version: int = 0


class AgentKey(msgspec.Struct, frozen=True, order=True):
    """Where a contribution of a consultant belongs; `office` is the consultant's."""

    quarter_utc: datetime
    agent: str
    office: str = ""


class Sums:
    """Whole numbers by name; a name that is not there is 0. Without any name: nobody has counted anything."""

    __slots__ = ("_counts",)

    def __init__(self, counts: Mapping[str, int] | Iterable[tuple[str, int]] = ()) -> None:
        self._counts = {name: count for name, count in dict(counts).items() if count}

    @property
    def counts(self) -> Mapping[str, int]:
        """Without zeros; for a store."""
        return self._counts

    def __getitem__(self, name: str) -> int:
        return self._counts.get(name, 0)

    def __iter__(self) -> Iterator[str]:
        return iter(self._counts)

    def __bool__(self) -> bool:
        return bool(self._counts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sums) and self._counts == other._counts

    def __hash__(self) -> int:
        return hash(frozenset(self._counts.items()))

    def __repr__(self) -> str:
        return f"Sums({self._counts})"

    def __add__(self, other: "Sums") -> "Sums":
        counts = dict(self._counts)
        for name, count in other._counts.items():
            counts[name] = counts.get(name, 0) + count
        return Sums(counts)

    def __neg__(self) -> "Sums":
        return Sums({name: -count for name, count in self._counts.items()})

    def __sub__(self, other: "Sums") -> "Sums":
        return self + -other

    def family(self, name: str) -> dict[str, int]:
        """Everything of a family, by what stands behind its name."""
        start = f"{name}|"
        return {key[len(start) :]: count for key, count in self._counts.items() if key.startswith(start)}

    def histogram(self, name: str) -> dict[int, int]:
        """A family of whole seconds, in order."""
        return dict(sorted((int(second), count) for second, count in self.family(name).items()))


NOTHING = Sums()


class Adding:
    """Adds up many `Sums` without making one for each step."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def add(self, name: str, count: int = 1) -> None:
        self._counts[name] = self._counts.get(name, 0) + count

    def add_all(self, sums: Sums) -> None:
        for name, count in sums.counts.items():
            self.add(name, count)

    @property
    def sums(self) -> Sums:
        return Sums(self._counts)


def total(many: Iterable[Sums]) -> Sums:
    """Everything together."""
    adding = Adding()
    for sums in many:
        adding.add_all(sums)
    return adding.sums


def milliseconds(seconds: float) -> int:
    """A time as it is added up."""
    return round(seconds * 1000)


def step(seconds: float) -> int:
    """The step of the histogram: whole seconds, rounded up; so whoever waited at most n seconds is at step n or
    below, exactly."""
    return max(0, -(-milliseconds(seconds) // 1000))
