"""Makes a question of what somebody types: forms, slips, families, phrases. Pure."""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from core.search.language.kinship import roots
from core.search.language.lemmas import lemmas, polish_lemmas, ukrainian_lemmas
from core.search.language.stop_words import STOP_WORDS
from core.search.language.synonyms import SynonymsOf, WordKeys, keys_of
from core.search.language.vocabulary import Vocabulary
from core.search.language.words import Language, Word, fold, is_cyrillic, is_number, words_of
from core.search.passages import as_read
from core.search.question import AskedWord, Group, Question, Resolved, Way

MOST_WORDS = 16  # that say something; nobody asks for more, and each costs time
_MOST_LOOKED_AT = 3 * MOST_WORDS
_MOST_PHRASES = 8
_MOST_WAYS = 16  # that a phrase of the question means
_KIN_BESIDE, _KIN_ALONE = 0.3, 0.55
_COMPLETED_BESIDE, _COMPLETED_ALONE = 0.5, 0.85
_BY_SLIPS = {1: 0.85, 2: 0.65}
_MEANT = 0.85  # what a phrase means counts nearly as much as the words themselves
_UNKNOWN = 0.5  # a word that no document has is a part of the question, too
_MOST_MENDED = 4
_CACHED = 4096


class Asking:
    """For one state of the index: `often` says how many of the `documents` have each term."""

    def __init__(
        self,
        vocabularies: Sequence[Vocabulary],
        often: npt.NDArray[np.int32],
        documents: int,
        synonyms_of: SynonymsOf,
    ) -> None:
        self._vocabularies = vocabularies
        self._often = often
        self._documents = documents
        self._synonyms_of = synonyms_of
        counted = np.minimum(often, documents)
        self.rarities = as_read(np.log1p((documents - counted + 0.5) / (counted + 0.5)))
        """How much each term says."""
        self._resolve = lru_cache(_CACHED)(self._resolve_word)
        self._of_phrase = lru_cache(_CACHED)(self._phrase_words)

    def read(self, text: str, languages: tuple[Language, ...], *, completes: bool = True) -> Question:
        """What is asked in any of these languages. With `completes` the last word may not be complete yet, unless
        something stands behind it."""
        typed = words_of(text)
        if not typed:
            return Question()
        languages = _spoken(typed, languages)
        words = _first(typed, languages)
        last = words[-1] if completes and words[-1].ends_at == len(text) else None
        groups: list[Group] = []
        mass, phrases, within = 0.0, 0, 0
        said, strange = 0.0, 0.0
        mended: list[tuple[Word, str]] = []
        completions: tuple[int, ...] = ()
        keys = {language: [self._keys(language, word, languages) for word in words] for language in languages}
        for place, word in enumerate(words):
            if len(groups) == MOST_WORDS:
                break
            meant, long = self._meant(keys, place) if phrases < _MOST_PHRASES else ((), 0)
            phrases += bool(meant)
            within = max(within, place + long)
            is_last = word is last
            if _says_nothing(word, languages) and not (is_last and len(words) == 1):
                if meant:
                    rarity = self._rarity(()) * 0.25
                    groups.append(Group(_lighter(meant, rarity, self._rarity(())), rarity))
                    mass += rarity
                continue
            known = self._resolve(word.text, word.folded, languages, is_last)
            completions = known.completions if is_last else completions
            ways = [*self._ways(known), *meant]
            if known.mended is not None and not self._is_phrase(word, languages):
                mended.append((word, known.mended))
            exact = [term for term, weight in known.terms.items() if weight == 1.0]
            is_strange = (
                not exact and known.mended is None and place >= within and not (is_last and known.completions)
            )
            said += self._rarity(exact)
            strange += self._rarity(exact) * is_strange
            if ways:
                weight = self._mass(known, meant)
                groups.append(Group(tuple(ways), weight))
                mass += weight
            elif not is_last:
                mass += self._rarity(()) * _UNKNOWN
        return Question(
            tuple(groups),
            mass,
            _put_in(text, mended),
            None if last is None else last.folded,
            completions,
            strange / said if said else 0.0,
        )

    def known(self, word: Word) -> tuple[int, ...]:
        """The terms that a word of a document is a form of."""
        return tuple(term for vocabulary in self._vocabularies for term in vocabulary.exact(word.folded))

    def is_said(self, phrase: str, language: Language) -> bool:
        """Has a document each of its words that say something? What is not said anywhere is no meaning."""
        return bool(self._phrase_words(phrase, language))

    def lemma(self, term: int) -> str:
        for vocabulary in self._vocabularies:
            if term in vocabulary.lemmas:
                return vocabulary.lemmas[term]
        raise KeyError(term)

    def _ways(self, known: Resolved) -> list[Way]:
        ways = []
        if known.terms:
            ways.append(Way(1.0, (AskedWord(known.terms, self._rarity(known.terms)),)))
        if known.kin:
            base = known.terms or known.kin
            ways.append(Way(1.0, (AskedWord(known.kin, self._rarity(base)),)))
        return ways

    def _mass(self, known: Resolved, meant: tuple[Way, ...]) -> float:
        if known.terms:
            return self._rarity([term for term, weight in known.terms.items() if weight == 1.0] or known.terms)
        if meant:
            return max(sum(word.rarity for word in way.words) for way in meant)
        return self._rarity(known.kin)

    def _rarity(self, terms: Sequence[int] | dict[int, float]) -> float:
        """How much a word says: nothing much if half of the documents have it. Of several that it may be, the
        commonest is taken."""
        often = max((int(self._often[term]) for term in terms), default=0)
        return math.log(1 + (self._documents - min(often, self._documents) + 0.5) / (often + 0.5))

    def _resolve_word(self, text: str, folded: str, languages: tuple[Language, ...], is_last: bool) -> Resolved:
        terms = dict.fromkeys(self._exact(folded, languages), 1.0)
        found = Resolved(terms)
        if is_last and (len(folded) > 1 or not terms):
            completed = _COMPLETED_BESIDE if terms else _COMPLETED_ALONE
            numbers = self._completions(folded, languages)
            found.completions = tuple(numbers)
            for number in numbers:
                terms.setdefault(number, completed)
        if is_number(folded):
            return found
        exact = {term for term, weight in terms.items() if weight == 1.0}
        for term in self._family(text, folded, languages, exact):
            if term not in terms:
                found.kin[term] = _KIN_BESIDE if exact else _KIN_ALONE
        if not terms:
            self._mend(found, text, folded, languages)
        return found

    def _exact(self, folded: str, languages: tuple[Language, ...]) -> list[int]:
        return [
            term
            for vocabulary in self._vocabularies
            for language in languages
            for term in vocabulary.exact(fold(lemmas("en", folded)[0]) if language == "en" else folded)
            if vocabulary.languages[term] == language and self._often[term]
        ]

    def _completions(self, folded: str, languages: tuple[Language, ...]) -> list[int]:
        found = [
            term
            for vocabulary in self._vocabularies
            for term in vocabulary.completions(folded, self._often)
            if vocabulary.languages[term] in languages
        ]
        return sorted(found, key=lambda term: -int(self._often[term]))[:24]

    def _family(self, text: str, folded: str, languages: tuple[Language, ...], exact: set[int]) -> set[int]:
        found = set()
        for language in languages:
            own = {fold(self.lemma(term)) for term in exact} or {fold(lemma) for lemma in lemmas(language, text)}
            for lemma in own:
                for root in roots(lemma):
                    for vocabulary in self._vocabularies:
                        found |= {term for term in vocabulary.kin(root, language) if self._often[term]}
        return found

    def _mend(self, found: Resolved, text: str, folded: str, languages: tuple[Language, ...]) -> None:
        """A word that no document has: what it may be a slip of. One that the dictionary knows is no slip, but may
        be one all the same; that is not said to anybody."""
        near = [
            one
            for vocabulary in self._vocabularies
            for one in vocabulary.near(folded, self._often)
            if vocabulary.languages[one.term] in languages
        ]
        if not near:
            return
        fewest = min(one.slips for one in near)
        near = sorted((one for one in near if one.slips == fewest), key=lambda one: -int(self._often[one.term]))
        is_word = bool(polish_lemmas(text.lower()) or ukrainian_lemmas(text.lower()))
        if is_word and (fewest > 1 or found.kin):
            return
        for one in near[:_MOST_MENDED]:
            found.terms.setdefault(one.term, _BY_SLIPS[one.slips] * (0.6 if is_word else 1.0))
        if not is_word:
            found.mended = near[0].form

    def _keys(self, language: Language, word: Word, languages: tuple[Language, ...]) -> WordKeys:
        """With the lemmas of what a mistyped word may be."""
        if _says_nothing(word, languages):
            return keys_of(language, word.text)
        known = self._resolve(word.text, word.folded, languages, False)
        sure = [term for term, weight in known.terms.items() if weight >= _BY_SLIPS[2]]
        return keys_of(language, word.text).union(fold(self.lemma(term)) for term in sure)

    def _is_phrase(self, word: Word, languages: tuple[Language, ...]) -> bool:
        """Has it a meaning as it is typed? Then it is no slip, though no document has it: `kuroniówka`."""
        return any(self._synonyms_of(one).at([keys_of(one, word.text)], 0) for one in languages)

    def _meant(self, keys: dict[Language, list[WordKeys]], place: int) -> tuple[tuple[Way, ...], int]:
        """What the phrases mean that begin there, and how many words the longest of them has."""
        phrases = [
            phrase for language, of_one in keys.items() for phrase in self._synonyms_of(language).at(of_one, place)
        ]
        meanings = ((meaning, phrase.language) for phrase in phrases for meaning in phrase.means)
        ways = []
        for meaning, into in dict.fromkeys(meanings):
            words = self._of_phrase(meaning, into)
            if words:
                ways.append(Way(_MEANT / math.sqrt(len(words)), words))
        return tuple(ways[:_MOST_WAYS]), max((len(phrase.words) for phrase in phrases), default=0)

    def _phrase_words(self, phrase: str, language: Language) -> tuple[AskedWord, ...]:
        """None if a word of it stands in no document."""
        made = []
        for word in words_of(phrase):
            if word.folded in STOP_WORDS[language]:
                continue
            terms = self._exact(word.folded, (language,))
            if not terms:
                return ()
            made.append(AskedWord(dict.fromkeys(terms, 1.0), self._rarity(terms)))
        return tuple(made)


def _spoken(words: Sequence[Word], languages: tuple[Language, ...]) -> tuple[Language, ...]:
    """Of the languages that may be meant those of the script."""
    cyrillic = any(is_cyrillic(word.text) for word in words)
    latin = any(not is_cyrillic(word.text) for word in words)
    chosen: list[Language] = [one for one in languages if (cyrillic if one == "uk" else latin)]
    return tuple(chosen) or languages


def _first(words: Sequence[Word], languages: tuple[Language, ...]) -> Sequence[Word]:
    """So many of them that say something, with what stands between; for a word that no document has all forms are
    looked through."""
    said = 0
    for place, word in enumerate(words[:_MOST_LOOKED_AT]):
        said += not _says_nothing(word, languages)
        if said > MOST_WORDS:
            return words[:place]
    return words[:_MOST_LOOKED_AT]


def _says_nothing(word: Word, languages: tuple[Language, ...]) -> bool:
    """A stop word of any of the languages."""
    if len(word.folded) == 1 and not word.folded.isdigit():
        return True
    return any(word.folded in STOP_WORDS[language] for language in languages)


def _lighter(ways: tuple[Way, ...], mass: float, rarest: float) -> tuple[Way, ...]:
    """What a word like `ile` hints at decides nothing, only between what fits otherwise."""
    return tuple(Way(way.weight * mass / rarest, way.words) for way in ways)


def _put_in(text: str, mended: list[tuple[Word, str]]) -> str | None:
    if not mended:
        return None
    for word, form in reversed(mended):
        text = text[: word.begins_at] + form + text[word.ends_at :]
    return text
