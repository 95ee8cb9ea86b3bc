"""How long callers would wait, from those who gave up and those who were served first. Pure.

Of whoever was served it is known only that they would have waited longer than they did: the product-limit estimate
takes both (Kaplan & Meier, Nonparametric estimation from incomplete observations, JASA 53, 1958).
"""

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from random import Random


class Patience:
    """Waits of callers in seconds: `gave_up` ended with hanging up, `stayed` otherwise."""

    def __init__(self, gave_up: Sequence[float], stayed: Sequence[float]) -> None:
        left_at = Counter(gave_up)
        order = sorted([*gave_up, *stayed])
        self._times: list[float] = sorted(left_at)
        self._shares: list[float] = []  # of those who are still there after each of these times
        share = 1.0
        for time in self._times:
            # Whoever was served in that very second was still there.
            there = len(order) - bisect_left(order, time)
            share *= 1 - left_at[time] / there
            self._shares.append(share)

    def share_after(self, wait: float) -> float:
        """The share of callers who would wait longer than that."""
        place = bisect_right(self._times, wait)
        return 1.0 if place == 0 else self._shares[place - 1]

    def drawn(self, random: Random, *, longer_than: float = 0.0) -> float:
        """The patience of somebody who has waited that long; endless where nobody gave up later."""
        wanted = random.random() * self.share_after(longer_than)
        first = bisect_right(self._times, longer_than)
        place = bisect_left(self._shares, -wanted, lo=first, key=lambda share: -share)  # shares only fall
        return self._times[place] if place < len(self._times) else math.inf
