"""What was measured, part by part, becomes the file of figures and the tables that are printed."""

from collections.abc import Iterable
from typing import Protocol


class Measurement(Protocol):
    """What came of one part."""

    def figures(self) -> dict[str, float]:
        """By their names in `var/bench.json`, which are of no other part."""
        ...

    def table(self) -> str:
        """What a person reads."""
        ...


def figures(measured: Iterable[Measurement]) -> dict[str, float]:
    """Every figure."""
    return {name: round(value, 3) for part in measured for name, value in part.figures().items()}


def tables(measured: Iterable[Measurement]) -> str:
    """All of them, an empty line between two."""
    return "\n\n".join(part.table() for part in measured)
