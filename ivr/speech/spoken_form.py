"""From a text as it is written to what an engine is given: pronunciations, abbreviations, numerals. Pure."""

import re
from collections.abc import Mapping

from ivr.speech.addresses import addresses_in_words
from ivr.speech.english.written_en import english_in_words
from ivr.speech.letters import acronyms_in_words
from ivr.speech.numerals import digits_in_words
from ivr.speech.polish.abbreviations_pl import expand_abbreviations
from ivr.speech.polish.counted_pl import numbers_in_case
from ivr.speech.rendering import DEFAULT
from ivr.speech.roman import roman_in_words, roman_value
from ivr.speech.ukrainian.places_uk import in_cyrillic
from ivr.speech.ukrainian.written_uk import ukrainian_in_words

_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ]+(?:-[A-Za-zÀ-ɏ]+)*")


class Dictionary:
    """How words are to be spoken, for each language: place names, abbreviations, names of offices."""

    def __init__(self, words: Mapping[tuple[str, str], str] | None = None) -> None:
        """`words`: (language, word) -> as it is to be spoken."""
        self.words = dict(words or {})
        self._of: dict[str, dict[str, str]] = {}
        for (language, word), spoken in self.words.items():
            self._of.setdefault(language, {})[word] = spoken
        self._patterns = {language: _pattern(known) for language, known in self._of.items()}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Dictionary) and self.words == other.words

    __hash__ = None  # type: ignore[assignment]

    def applied(self, text: str, language: str) -> str:
        """The text with each known word, as a whole word and with these very capitals, in its spoken form."""
        pattern = self._patterns.get(language)
        return text if pattern is None else pattern.sub(lambda match: self._of[language][match[0]], text)


def spoken_form(text: str, language: str = DEFAULT, dictionary: Dictionary | None = None) -> str:
    """What the engine of `language` is given. Never raises.

    Digits, control characters and the signs of an engine's own commands are never in it.
    """
    text = "".join(sign if sign.isprintable() and sign not in "<>" else " " for sign in text)
    text = addresses_in_words(text, language)
    if dictionary is not None:
        text = dictionary.applied(text, language)
    text = roman_in_words(text, language)
    if language == DEFAULT:
        text = numbers_in_case(expand_abbreviations(text))
    elif language == "en":
        text = english_in_words(text)
    elif language == "uk":
        text = ukrainian_in_words(text)
    text = acronyms_in_words(text, language)
    text = digits_in_words(text, language)
    if language == "uk":  # a Polish name in Latin letters would be spelled out
        text = _LATIN_WORD.sub(_latin_in_cyrillic, text)
    return re.sub(r" +([,.;:!?])", r"\1", re.sub(r" {2,}", " ", text)).strip()


def _latin_in_cyrillic(match: re.Match[str]) -> str:
    """A Roman numeral is no name: as one word it would be "КсІКс"."""
    return match[0] if roman_value(match[0]) is not None else in_cyrillic(match[0])


def _pattern(words: Mapping[str, str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in longest_first))
