"""Evenly spread numbers, so that also a small population has the right shares. Pure.

Drawn by chance, the share of rural people among 1,000 would be off by more than two points in every fifth
population. This sequence fills the unit cube evenly in each dimension and in all of them together, whichever
number of people is taken from its beginning.
"""

from random import Random

DIMENSIONS = 5


def _root() -> float:
    """The root of x^(d+1) = x + 1, by iteration."""
    root = 1.5
    for _ in range(60):
        root = (1 + root) ** (1 / (DIMENSIONS + 1))
    return root


_STEPS = tuple(_root() ** -(place + 1) for place in range(DIMENSIONS))
"""Powers of the generalised golden ratio (M. Roberts, "The unreasonable effectiveness of quasirandom sequences",
2018): an additive recurrence (Kronecker sequence) with these steps has a low discrepancy."""


class Spread:
    """The sequence of one seed: `at(number)` gives the point of that number, each coordinate from 0 up to 1."""

    def __init__(self, seed: int) -> None:
        chance = Random(f"spread:{seed}")
        self._starts = tuple(chance.random() for _ in _STEPS)

    def at(self, number: int) -> tuple[float, float, float, float, float]:
        first, second, third, fourth, fifth = (
            (start + (number + 1) * step) % 1.0 for start, step in zip(self._starts, _STEPS, strict=True)
        )
        return first, second, third, fourth, fifth
