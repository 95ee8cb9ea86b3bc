"""The words of the documents: which lemma a form is of, also one that is mistyped or not complete. Pure."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.search.language.kinship import SHORTEST, are_kin
from core.search.language.words import LONGEST_WORD, Language, fold
from core.search.nearness import allowed_slips, slips

_WIDTH = 24  # letters of a form that are compared when it is looked for what is near
_LOOKED_AT = 40  # forms whose slips are counted, the likeliest of all
_MOST_COMPLETIONS = 24
_COMPLETIONS_OF_LETTERS = {1: 6, 2: 12}  # a letter or two say little, and much begins with them
_BITS_OF_A_SLIP = 8  # at most: two letters, and three pairs that are other ones
_AFTER_ANY = "\U0010ffff"  # sorts behind every letter


@dataclass(frozen=True, slots=True)
class Term:
    """A lemma of a language, with its forms as they are written. `number` is its name in the index."""

    number: int
    language: Language
    lemma: str
    forms: Sequence[str]


@dataclass(frozen=True, slots=True)
class Near:
    """A form that may be meant, the term that it belongs to, and how many slips away it is."""

    form: str
    term: int
    slips: int


class Vocabulary:
    """Never changes. What is added later stands in another one beside it (`core.search.index`)."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.lemmas: dict[int, str] = {}
        self.languages: dict[int, Language] = {}
        by_form: dict[str, list[int]] = {}
        shown: dict[str, str] = {}
        for term in terms:
            self.lemmas[term.number] = term.lemma
            self.languages[term.number] = term.language
            for form in dict.fromkeys((term.lemma, *term.forms)):
                folded = fold(form)
                numbers = by_form.setdefault(folded, [])
                if term.number not in numbers:
                    numbers.append(term.number)
                shown.setdefault(folded, form)
        self._by_form = {form: tuple(numbers) for form, numbers in by_form.items()}
        self._shown = shown
        self._forms = sorted(self._by_form)
        counts = [len(self._by_form[form]) for form in self._forms]
        self._starts = np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))
        self._terms = np.fromiter(
            (number for form in self._forms for number in self._by_form[form]), np.int32, int(self._starts[-1])
        )
        self._kin = sorted((fold(lemma), number) for number, lemma in self.lemmas.items())
        self._by_length = sorted(self._forms, key=len)
        lengths = np.fromiter(map(len, self._by_length), np.int32, len(self._by_length))
        self._of_length = np.searchsorted(lengths, np.arange(LONGEST_WORD + 4))
        self._single, self._pairs = _marks(_letters(self._by_length))

    def exact(self, folded: str) -> tuple[int, ...]:
        """The terms that have that form."""
        return self._by_form.get(folded, ())

    def completions(self, prefix: str, often: npt.NDArray[np.int32]) -> list[int]:
        """Terms with a form that begins so, those first that most documents have. `often`: documents by term."""
        begins = bisect_left(self._forms, prefix)
        ends = bisect_left(self._forms, prefix + _AFTER_ANY)
        if begins == ends:
            return []
        found = np.unique(self._terms[self._starts[begins] : self._starts[ends]])
        counts = often[found]
        most = _COMPLETIONS_OF_LETTERS.get(len(prefix), _MOST_COMPLETIONS)
        best = np.argsort(-counts, kind="stable")[:most]
        return [int(number) for number, count in zip(found[best], counts[best], strict=True) if count]

    def near(self, folded: str, often: npt.NDArray[np.int32]) -> list[Near]:
        """Forms that somebody may have meant, the fewest slips first, those of most documents before others."""
        most = allowed_slips(folded)
        if not most or not self._forms:
            return []
        single, pairs = _marks_of(folded)
        begins, ends = self._of_length[len(folded) - most], self._of_length[len(folded) + most + 1]
        apart = np.bitwise_count(self._single[begins:ends] ^ single)
        apart += np.bitwise_count(self._pairs[begins:ends] ^ pairs)
        likely = np.flatnonzero(apart <= _BITS_OF_A_SLIP * most)
        if len(likely) > _LOOKED_AT:
            likely = likely[np.argpartition(apart[likely], _LOOKED_AT)[:_LOOKED_AT]]
        found = []
        for place in likely:
            form = self._by_length[begins + place]
            distance = slips(folded, form, most)
            if distance <= most:
                found += [Near(self._shown[form], number, distance) for number in self._by_form[form]]
        found = [near for near in found if often[near.term]]
        return sorted(found, key=lambda near: (near.slips, -int(often[near.term])))

    def kin(self, folded: str, language: Language) -> Iterator[int]:
        """Terms of the same family as a lemma."""
        root = folded[:SHORTEST]
        if len(root) < SHORTEST:
            return
        for lemma, number in self._kin[bisect_left(self._kin, (root, 0)) :]:
            if not lemma.startswith(root):
                return
            if self.languages[number] == language and are_kin(folded, lemma):
                yield number


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
