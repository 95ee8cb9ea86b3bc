"""Old places, kept for callers who were cut off and redial. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

GHOSTS = 10_000  # at most so many are kept


def identities_of(client_id: str | None, caller_number: str) -> tuple[str, ...]:
    """By what a caller is known who comes back: the verified client, the number shown."""
    known = (("client", client_id), ("number", caller_number))
    return tuple(f"{kind}:{value}" for kind, value in known if value)


@dataclass(frozen=True, slots=True)
class Ghost:
    """The place of a caller who hung up, kept for a while."""

    office: str
    identities: tuple[str, ...]
    due: float
    left: float


class OldPlaces:
    """By what a caller is known who comes back: several identities may lead to one place."""

    def __init__(self, resume_time: Callable[[str], float]) -> None:
        """`resume_time(office)`: for how many seconds an office keeps a place."""
        self._resume_time = resume_time
        self._ghosts: dict[str, Ghost] = {}

    def has(self, office: str, identities: tuple[str, ...], now: float) -> bool:
        """Would `take` give a place back?"""
        return self._find(office, identities, now) is not None

    def take(self, office: str, identities: tuple[str, ...], now: float) -> float | None:
        """The moment of joining that is given back, once; None where there is none to give."""
        ghost = self._find(office, identities, now)
        if ghost is None:
            return None
        for known_by in ghost.identities:
            if self._ghosts.get(known_by) is ghost:
                del self._ghosts[known_by]
        return ghost.due

    def _find(self, office: str, identities: tuple[str, ...], now: float) -> Ghost | None:
        for identity in identities:
            ghost = self._ghosts.get(identity)
            if ghost and ghost.office == office and now - ghost.left <= self._resume_time(office):
                return ghost
        return None

    def keep(self, office: str, identities: tuple[str, ...], due: float, now: float) -> None:
        """Keep the place for a while; what is too old goes."""
        ghost = Ghost(office, identities, due, now)
        for identity in identities:
            self._ghosts.pop(identity, None)
            self._ghosts[identity] = ghost
        while self._ghosts:  # oldest first, since each was put at the end
            identity, oldest = next(iter(self._ghosts.items()))
            if len(self._ghosts) <= GHOSTS and now - oldest.left <= self._resume_time(oldest.office):
                break
            del self._ghosts[identity]
