"""The words of the documents: which lemma a form is of, also one that is mistyped or not complete. Pure."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.search.language.kinship import SHORTEST, are_kin
from core.search.language.near_forms import NearForms
from core.search.language.words import Language, fold
from core.search.nearness import allowed_slips

_MOST_COMPLETIONS = 24
_COMPLETIONS_OF_LETTERS = {1: 6, 2: 12}  # a letter or two say little, and much begins with them
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
        self._near = NearForms(self._forms)

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
        found = [
            Near(self._shown[form], number, distance)
            for form, distance in self._near.of(folded, most)
            for number in self._by_form[form]
        ]
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
