"""Ukrainian text as an office writes it, turned into text as it is spoken. Pure.

What `numerals` does for all languages comes afterwards; here is what only Ukrainian writes, and numbers in the
genitive: протягом вісімнадцяти місяців.
"""

import re
from collections.abc import Callable

from ivr.speech.ukrainian import speech_uk as speech
from ivr.speech.ukrainian.words_uk import MONTHS_GEN

_GENITIVE_BEFORE = (
    r"(?:(?<!\w)(?:від|до|близько|без|для|протягом|упродовж|впродовж|після|не менше|не більше|більше|менше"
    r"|віці|віком|розмірі|терміном|строком|стажу|стажі|з|із|закінчення|приблизно)(?: (?:щонайменше|принаймні))? )"
)
_ALWAYS = {
    "ст.": "стаття",
    "п.": "пункт",
    "тел.": "телефон",
    "вул.": "вулиця",
    "напр.": "наприклад",
    "т. зв.": "так званий",
    "Dz.U.": "Дзєннік устав",
    "Dz. U.": "Дзєннік устав",
    "poz.": "позиція",
    "поз.": "позиція",
    "ул.": "вулиця",
    "ul.": "вулиця",
    "№": "номер ",
    "р.": "року",
}
_FRACTIONS = {
    ("1", "2"): "половина",
    ("1", "3"): "одна третина",
    ("2", "3"): "дві третини",
    ("3", "4"): "три чверті",
}
_N = r"(?<![\d.,:+–-])(?P<n>\d{1,6})(?![\d:]|[.,:–-]\d|\+)"


def ukrainian_in_words(text: str) -> str:
    """The text with what only Ukrainian writes in words; what is not understood stays. Never raises."""
    for pattern, said in _RULES:
        text = pattern.sub(lambda match, said=said: _said_or_left(said, match), text)  # type: ignore[misc]
    return text


def _said_or_left(said: Callable[[re.Match[str]], str], match: re.Match[str]) -> str:
    try:
        return said(match)
    except (ValueError, KeyError):
        return match[0]


def _money(match: re.Match[str]) -> str:
    grosze = int(re.sub(r"\D", "", match["zlote"])) * 100 + int(match["grosze"] or 0)
    before = match["before"] or ""
    return before + speech.money(grosze, "gen" if before else "nom")


def _year(match: re.Match[str]) -> str:
    case = "loc" if match["noun"] == "році" else "gen"
    noun = "році" if case == "loc" else "року"
    return f"{speech.ordinal(int(match['year']), f'm.{case}')} {noun}"


def _journal(match: re.Match[str]) -> str:
    return f"Дзєннік устав за {speech.ordinal(int(match['year']), 'm.acc')} рік, позиція"


def _genitive(match: re.Match[str]) -> str:
    first = _of_one_of(int(match["n"]), match.string[match.end() :])
    said = match["before"] + first
    if match["also"]:
        said += f" {match['also']} {speech.cardinal(int(match['m']), 'm', 'gen')}"
    return said + (" відсотків" if match["percent"] else "")


def _of_one_of(n: int, rest: str) -> str:
    following = re.match(r" (\w+)", rest)
    is_feminine = n % 10 == 1 and following is not None and following[1].endswith(("и", "і", "ї"))
    return speech.cardinal(n, "f" if is_feminine else "m", "gen")


def _locative(match: re.Match[str]) -> str:
    """A locative of the plural is said like the genitive here: "у чотирнадцяти днях"."""
    return speech.cardinal(int(match["n"]), "m", "gen")


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (
        re.compile(
            rf"(?P<before>{_GENITIVE_BEFORE})?(?<![\d.,:–-])(?P<zlote>\d{{1,3}}(?:[ \u00a0]\d{{3}})+|\d{{1,9}})"
            r"(?:[,.](?P<grosze>\d{2}))?[ \u00a0]?(?:злот\w+|зл\.?(?!\w)|zł|PLN)",
            re.IGNORECASE,
        ),
        _money,
    ),
    (
        re.compile(r"\bDz\. ?U\.,?(?: [zз])? (?P<year>\d{4})(?!\d)(?: р\.| r\.)?,? (?:poz|поз)\."),
        _journal,
    ),
    (
        re.compile(r"(?<![\d.,:–-])(?<!\d )(?P<year>(?:19|20)\d{2}) (?P<noun>році|року|р\.)(?!\w)"),
        _year,
    ),
    (
        re.compile(r"(?<![\d.,/])(?P<part>\d)/(?P<whole>\d{1,2})(?![\d/])", re.ASCII),
        lambda match: _FRACTIONS[match["part"], match["whole"]],
    ),
    (
        re.compile(
            rf"(?P<before>{_GENITIVE_BEFORE}){_N}(?! (?:{'|'.join(MONTHS_GEN)}))"
            r"(?: (?P<also>або|чи|і|та) (?P<m>\d{1,6})(?![\d.,:–-]))?(?P<percent> ?%)?",
            re.IGNORECASE,
        ),
        _genitive,
    ),
    (re.compile(r"\b3 Maja\b"), lambda match: "Тшецього Мая"),
    (re.compile(rf"{_N}(?= \w+(?:ах|ях)(?!\w))"), _locative),
    (
        re.compile("|".join(rf"(?<![\w.]){re.escape(word)}" for word in sorted(_ALWAYS, key=len, reverse=True))),
        lambda match: _ALWAYS[match[0]],
    ),
)
