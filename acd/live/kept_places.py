"""Old places, kept for callers who were cut off and redial. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from core.caller_number import caller_number as only_a_number

MOST_KEPT = 10_000  # at most so many are kept
ANY_OFFICE = ""
"""Of a caller who was not let in, and had named no office yet."""


def identities_of(client_id: str | None, caller_number: str) -> tuple[str, ...]:
    """By what a caller is known who comes back: the verified client, the number shown.

    Whoever shows none is nobody in particular. What stands there instead in a fact of an older release, such as
    "anonymous", is no number either.
    """
    known = (("client", client_id), ("number", only_a_number(caller_number)))
    return tuple(f"{kind}:{value}" for kind, value in known if value)


@dataclass(frozen=True, slots=True)
class KeptPlace:
    """The place of a caller who hung up, kept for a while."""

    office: str
    identities: tuple[str, ...]
    due: float
    left: float


class KeptPlaces:
    """By what a caller is known who comes back: several identities may lead to one place."""

    def __init__(self, resume_time: Callable[[str], float]) -> None:
        """`resume_time(office)`: for how many seconds an office keeps a place, and ANY_OFFICE."""
        self._resume_time = resume_time
        self._kept: dict[str, KeptPlace] = {}

    def has(self, office: str, identities: tuple[str, ...], now: float) -> bool:
        """Would `take` give a place back?"""
        return self._find(office, identities, now) is not None

    def take(self, office: str, identities: tuple[str, ...], now: float) -> float | None:
        """The moment of joining that is given back, once; None if there is none to give."""
        kept = self._find(office, identities, now)
        if kept is None:
            return None
        for known_by in kept.identities:
            if self._kept.get(known_by) is kept:
                del self._kept[known_by]
        return kept.due

    def _find(self, office: str, identities: tuple[str, ...], now: float) -> KeptPlace | None:
        for identity in identities:
            kept = self._kept.get(identity)
            if kept and kept.office in (office, ANY_OFFICE) and now - kept.left <= self._resume_time(kept.office):
                return kept
        return None

    def keep(self, office: str, identities: tuple[str, ...], due: float, now: float) -> None:
        """Keep the place for a while; what is too old goes."""
        kept = KeptPlace(office, identities, due, now)
        for identity in identities:
            self._kept.pop(identity, None)
            self._kept[identity] = kept
        while self._kept:  # oldest first, since each was put at the end
            identity, oldest = next(iter(self._kept.items()))
            if len(self._kept) <= MOST_KEPT and now - oldest.left <= self._resume_time(oldest.office):
                break
            del self._kept[identity]
