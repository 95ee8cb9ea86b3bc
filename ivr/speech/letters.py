"""Words made of first letters: which of them are spelled, and how letters are called. Data and one rule. Pure.

Words with a vowel are read as words (PIN, ZUS, PESEL) unless they are in `SPELLED`; Roman numerals (XX) stay what
they are. The office's own dictionary of pronunciations comes before this.
"""

import re

from ivr.speech.roman import roman_value

_PL = {
    **dict(zip("BCDGPT", ("be", "ce", "de", "gie", "pe", "te"), strict=True)),
    **dict(zip("FLMNRS", ("ef", "el", "em", "en", "er", "es"), strict=True)),
    **dict(zip("AEIOUY", ("a", "e", "i", "o", "u", "igrek"), strict=True)),
    **dict(zip("HJKQVWXZ", ("ha", "jot", "ka", "ku", "fał", "wu", "iks", "zet"), strict=True)),
    **dict(zip("ĄĆĘŁŃÓŚŹŻ", ("ą", "cie", "ę", "eł", "eń", "u", "eś", "ziet", "żet"), strict=True)),
}
_UK_OF_LATIN = {
    **dict(zip("BCDGPT", ("бе", "це", "де", "ґе", "пе", "те"), strict=True)),
    **dict(zip("FLMNRS", ("еф", "ел", "ем", "ен", "ер", "ес"), strict=True)),
    **dict(zip("AEIOUY", ("а", "е", "і", "о", "у", "ігрек"), strict=True)),
    **dict(zip("HJKQVWXZ", ("ха", "йот", "ка", "ку", "ве", "ву", "ікс", "зет"), strict=True)),
}

# What these languages call the offices; a word of first letters would be another word ("pup", "пуп").
_OFFICES = {
    "en": {"PUP": "county labour office", "WUP": "regional labour office"},
    "uk": {"PUP": "повітове управління праці", "WUP": "воєводське управління праці"},
}
# Spelled although they have a vowel.
SPELLED = frozenset(
    ("IPD", "UE", "EU", "EEA", "EOG", "ID", "CEIDG", "IP", "UOP", "ZO", "URP", "OHP", "UW", "EFS", "EFRR", "UPO")
)
_SAID_AS = {
    "pl": {"SMS": "esemes", "CV": "si wi"},
    "en": {"SMS": "S M S", "CV": "C V", "EURES": "Eures"},
    "uk": {"SMS": "есемес", "CV": "сі ві", "EURES": "еурес", "PIN": "пін", "ID": "ай ді"}
    | {"PESEL": "песель", "ZUS": "зус", "KRUS": "крус"},
}
_VOWELS = frozenset("AEIOUYĄĘÓ")
_WORD = re.compile(
    r"(?<!\w)(?<![a-ząęó]-)(?P<word>[A-ZĄĆĘŁŃÓŚŹŻ]{2,6})(?:-(?P<ending>[a-ząęół]{1,4})(?!\w)|(?!\w))"
)
_WITH_NUMBER = re.compile(r"(?<![\w-])(?P<word>[A-Z]{1,4})-?(?P<number>\d{1,2})(?![\w:-])")


def acronyms_in_words(text: str, language: str) -> str:
    """The text with the names of letters for what is spelled: "KFS" is "ka ef es", "PU-1" is "pe u 1".

    Endings stay with the last letter: "KFS-u" is "ka ef esu".
    """
    text = _WITH_NUMBER.sub(lambda match: f"{_spelled(match['word'], language)} {match['number']}", text)
    return _WORD.sub(lambda match: _said(match, language), text)


def _said(match: re.Match[str], language: str) -> str:
    word, ending = match["word"], match["ending"] or ""
    known = _SAID_AS.get(language, {}).get(word) or _OFFICES.get(language, {}).get(word)
    if known is not None:
        return known + ending
    if language != "en" and roman_value(word) is not None:
        return match[0]
    if word in SPELLED or not _VOWELS & frozenset(word):
        return _spelled(word, language) + ending
    return match[0]  # read as a word


def _spelled(word: str, language: str) -> str:
    names = {"pl": _PL, "uk": _UK_OF_LATIN}.get(language)
    return " ".join(word if names is None else [names.get(letter, letter.lower()) for letter in word])
