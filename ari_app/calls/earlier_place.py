"""The place in a queue that a caller had before, and gets back."""

from dataclasses import dataclass

from acd.live.offers import Place


@dataclass(frozen=True, slots=True)
class EarlierPlace:
    """Either a place that is still `held` in the queue, or the moment at which the caller had `joined`.

    `due`: the moment that decides about the order of service, if it is another one than `joined`. Moments are
    monotonic. With none of these a caller joins now.
    """

    joined: float | None = None
    due: float | None = None
    held: Place | None = None


JOINS_NOW = EarlierPlace()
