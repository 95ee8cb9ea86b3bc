"""What is made of measurements: percentiles, the table, the file of figures."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ops.paths import make_private


@dataclass(frozen=True, slots=True)
class Spread:
    """Of the same thing measured several times."""

    median: float
    least: float
    most: float

    def shown(self, digits: int) -> str:
        """The median, and in brackets the least and the most."""
        return f"{self.median:.{digits}f} ({self.least:.{digits}f}–{self.most:.{digits}f})"


def spread(values: Sequence[float]) -> Spread:
    """ValueError for no values."""
    return Spread(percentile(values, 0.5), min(values), max(values))


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of `values` lie, interpolated; ValueError for no values."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def ms(seconds: Sequence[float], share: float) -> float:
    """The percentile of `seconds` in milliseconds; ValueError for no values."""
    return 1000 * percentile(seconds, share)


def merge(file: Path, figures: Mapping[str, float], forget: str | None = None) -> dict[str, float]:
    """Write `figures` into the file, beside those that other measurements have left there, and return all.

    Older ones whose names begin with `forget` go: they belong to a run with other settings.
    """
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        known = {}
    kept = {name: value for name, value in known.items() if forget is None or not name.startswith(forget)}
    together = {**kept, **figures}
    make_private(file.parent)
    fresh = file.with_suffix(".tmp")
    fresh.write_text(json.dumps(together, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    fresh.replace(file)
    return together


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns under their heads: the first to the left, the others to the right."""
    lines = [list(head), *(list(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    shown = []
    for line in lines:
        first, *others = (
            text.ljust(width) if column == 0 else text.rjust(width)
            for column, (text, width) in enumerate(zip(line, widths, strict=True))
        )
        shown.append("  ".join([first, *others]).rstrip())
    shown.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(shown)
