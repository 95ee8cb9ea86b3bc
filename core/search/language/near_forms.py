"""Which of many forms somebody may have meant who has mistyped one. Pure."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from core.search.language.words import LONGEST_WORD
from core.search.nearness import slips

_WIDTH = 24  # letters of a form that are compared
_LOOKED_AT = 40  # forms whose slips are counted, the likeliest of all
_BITS_OF_A_SLIP = 8  # at most: two letters, and three pairs that are other ones


class NearForms:
    """Of folded forms, each once. A slip changes few of the letters and pairs that a form has, so that of 100,000
    only some have to be looked at letter by letter."""

    def __init__(self, forms: Iterable[str]) -> None:
        self._by_length = sorted(forms, key=len)
        lengths = np.fromiter(map(len, self._by_length), np.int32, len(self._by_length))
        self._of_length = np.searchsorted(lengths, np.arange(LONGEST_WORD + 4))
        self._single, self._pairs = _marks(_letters(self._by_length))

    def of(self, folded: str, most: int) -> list[tuple[str, int]]:
        """Those that are at most so many slips away, and how many."""
        if not most or not self._by_length:
            return []
        single, pairs = _marks_of(folded)
        begins, ends = self._of_length[max(0, len(folded) - most)], self._of_length[len(folded) + most + 1]
        apart = np.bitwise_count(self._single[begins:ends] ^ single)
        apart += np.bitwise_count(self._pairs[begins:ends] ^ pairs)
        likely = np.flatnonzero(apart <= _BITS_OF_A_SLIP * most)
        if len(likely) > _LOOKED_AT:
            likely = likely[np.argpartition(apart[likely], _LOOKED_AT)[:_LOOKED_AT]]
        counted = ((form, slips(folded, form, most)) for form in (self._by_length[begins + at] for at in likely))
        return [(form, distance) for form, distance in counted if distance <= most]


def _letters(forms: Sequence[str]) -> npt.NDArray[np.uint8]:
    """A row for each form, a sign a byte, Latin or Cyrillic."""
    if not forms:
        return np.zeros((0, _WIDTH), np.uint8)
    encoded = np.array([form[:_WIDTH].encode("cp1251", "replace") for form in forms], f"S{_WIDTH}")
    return encoded.view(np.uint8).reshape(len(forms), _WIDTH)


def _marks(letters: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Which letters and which pairs of neighbours each form has, as bits: a slip changes few of them."""
    one = np.uint64(1)
    single = np.zeros(len(letters), np.uint64)
    pairs = np.zeros(len(letters), np.uint64)
    for column in range(_WIDTH):
        here = letters[:, column]
        is_there = here > 0
        single |= np.where(is_there, one << (here & 63).astype(np.uint64), np.uint64(0))
        if column:
            mixed = (letters[:, column - 1].astype(np.uint16) * 31 + here) & 63
            pairs |= np.where(is_there, one << mixed.astype(np.uint64), np.uint64(0))
    return single, pairs


def _marks_of(form: str) -> tuple[np.uint64, np.uint64]:
    """The same of one form, a hundred times as fast."""
    single = pairs = 0
    before: int | None = None
    for here in form[:_WIDTH].encode("cp1251", "replace"):
        single |= 1 << (here & 63)
        if before is not None:
            pairs |= 1 << ((before * 31 + here) & 63)
        before = here
    return np.uint64(single), np.uint64(pairs)
