"""Polish text as an office writes it, turned into text as it is spoken: for speech synthesis only. Pure.

`expand_abbreviations` writes out abbreviations, weekdays, sums of money, dates, hours and postal codes. A
synthesiser reads them wrongly ("r." as a letter, "05.05.2026" as three numbers) and knows no Polish cases.
"""

import re
from collections.abc import Callable
from datetime import date

from ivr.speech.polish import speech_pl as speech
from ivr.speech.polish.counted_pl import GENITIVE_BEFORE
from ivr.speech.polish.genitive_pl import money_gen
from ivr.speech.polish.weekdays_pl import weekdays_in_words

# After these prepositions the words of _BY_PREPOSITION stand in the case named.
_CASE_AFTER = {
    "do": "gen",
    "od": "gen",
    "dla": "gen",
    "w": "loc",
    "we": "loc",
    "o": "loc",
    "na": "loc",
    "przy": "loc",
    "z": "ins",
    "ze": "ins",
    "pod": "ins",
    "przed": "ins",
    "podstawie": "gen",
    "według": "gen",
}

# abbreviation -> (otherwise, by case)
_BY_PREPOSITION: dict[str, tuple[str, dict[str, str]]] = {
    "PUP": (
        "powiatowy urząd pracy",
        {"gen": "powiatowego urzędu pracy", "loc": "powiatowym urzędzie pracy", "ins": "powiatowym urzędem pracy"},
    ),
    "WUP": (
        "wojewódzki urząd pracy",
        {
            "gen": "wojewódzkiego urzędu pracy",
            "loc": "wojewódzkim urzędzie pracy",
            "ins": "wojewódzkim urzędem pracy",
        },
    ),
    "ul.": ("ulica", {"gen": "ulicy", "loc": "ulicy", "ins": "ulicą"}),
    "al.": ("aleja", {"gen": "alei", "loc": "alei", "ins": "aleją"}),
    "pl.": ("plac", {"gen": "placu", "loc": "placu", "ins": "placem"}),
    "nr": ("numer", {"gen": "numeru", "ins": "numerem"}),  # "na nr": accusative, as otherwise
    "tel.": ("telefon", {"gen": "telefonu", "ins": "telefonem"}),
    "art.": ("artykuł", {"gen": "artykułu", "loc": "artykule", "ins": "artykułem"}),
    "ust.": ("ustęp", {"gen": "ustępu", "loc": "ustępie", "ins": "ustępem"}),
    "pok.": ("pokój", {"gen": "pokoju", "loc": "pokoju", "ins": "pokojem"}),
}

_ALWAYS = {
    "m.in.": "między innymi",
    "ze zm.": "ze zmianami",
    "z późn. zm.": "z późniejszymi zmianami",
    "Dz.U.": "Dziennik Ustaw",
    "Dz. U.": "Dziennik Ustaw",
    "np.": "na przykład",
    "tzn.": "to znaczy",
    "tj.": "to jest",
    "itd.": "i tak dalej",
    "itp.": "i tym podobne",
    "ok.": "około",
    "pkt": "punkt",
    "lit.": "litera",
    "poz.": "pozycja",
    "wew.": "wewnętrzny",
    "woj.": "województwo",
    "pow.": "powiat",
    "gm.": "gmina",
    "św.": "świętego",
    "gen.": "generała",
    "kard.": "kardynała",
    "ks.": "księdza",
    "zł": "złotych",
    "r.": "roku",
}
# Only these may also end a sentence; their full stop is then the sentence's as well.
_MAY_END_SENTENCE = {"r.", "itd.", "itp."}

# Words that Polish synthesis says wrongly: SMS has no vowel and comes out as a hiss.
_SAID_AS = {"SMS": "esemes"}

_MONTH = "|".join(speech.MONTHS_GEN)
_YEAR_MARK = r"(?:\s?(?:r\.|roku\b))"
_NOT_IN_NUMBER = r"(?<![\d.,:–-])"


def expand_abbreviations(text: str) -> str:
    """The text as it is to be spoken; a text without abbreviations and digits comes back unchanged.

    Never raises: what is not understood (31.02.2026, 99:99) stays as it was.
    """
    text = weekdays_in_words(text)  # before figures beside them are words
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def _ends_sentence(match: re.Match[str]) -> bool:
    rest = match.string[match.end() :]
    return not rest.strip() or re.match(r"\s+[A-ZĄĆĘŁŃÓŚŹŻ]", rest) is not None


def _stop(match: re.Match[str]) -> str:
    """The full stop that an abbreviated "r." at the end of a sentence stands for as well."""
    return "." if match.group().endswith("r.") and _ends_sentence(match) else ""


def _money(match: re.Match[str]) -> str:
    zlote = int(re.sub(r"\D", "", match["zlote"]))
    if zlote > speech.LARGEST_CARDINAL:
        return match.group()
    grosze = zlote * 100 + int(match["grosze"] or 0)
    return match["before"] + money_gen(grosze) if match["before"] else speech.money(grosze)


def _journal(match: re.Match[str]) -> str:
    return f"Dziennik Ustaw z {speech.ordinal(int(match['year']), 'm.gen')} roku, pozycja"


def _numeric_date(match: re.Match[str]) -> str:
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return match.group()
    return speech.date_gen(day, with_year=True) + _stop(match)


def _date_in_words(match: re.Match[str]) -> str:
    day, year = int(match["day"]), match["year"]
    if not 1 <= day <= 31:
        return match.group()
    spoken = f"{speech.ordinal(day, 'm.gen')} {match['month']}"
    return f"{spoken} {speech.ordinal(int(year), 'm.gen')} roku{_stop(match)}" if year else spoken


def _year(match: re.Match[str]) -> str:
    preposition = match["prep"] or ""
    form = "m.loc" if preposition.strip().lower() == "w" else "m.gen"
    return f"{preposition}{speech.ordinal(int(match['year']), form)} roku{_stop(match)}"


def _clock(words: str, form: Callable[[int, int], str], hour: str, minute: str | None) -> str | None:
    try:
        return words + form(int(hour), int(minute or 0))
    except ValueError:
        return None


def _hours_range(match: re.Match[str]) -> str:
    start = _clock("od ", speech.time_loc, match["h1"], match["m1"])
    end = _clock(" do ", speech.time_loc, match["h2"], match["m2"])
    if start is None or end is None:
        return match.group()
    return ("w godzinach " if match["lead"] else "") + start + end


def _hour_after_godz(match: re.Match[str]) -> str:
    preposition = (match["prep"] or "").strip().lower()
    noun, form = {
        "o": ("godzinie ", speech.time_loc),
        "po": ("godzinie ", speech.time_loc),
        "od": ("godziny ", speech.time_loc),
        "do": ("godziny ", speech.time_loc),
    }.get(preposition, ("godzina ", speech.time_nom))
    return _clock((match["prep"] or "") + noun, form, match["hour"], match["minute"]) or match.group()


def _hour(match: re.Match[str]) -> str:
    preposition = match["prep"] or ""
    form = speech.time_loc if preposition else speech.time_nom
    return _clock(preposition, form, match["hour"], match["minute"]) or match.group()


def _telephone(match: re.Match[str]) -> str:
    if not match["number"].isascii():  # \d also means the digits of other scripts
        return match.group()
    return match["lead"] + speech.digits(match["number"])


def _postal_code(match: re.Match[str]) -> str:
    first, last = match["first"], match["last"]
    groups = [part if part[0] != "0" else None for part in (first, last)]
    return ", ".join(
        speech.cardinal(int(group)) if group else speech.digits(whole)
        for group, whole in zip(groups, (first, last), strict=True)
    )


def _counted(noun: str) -> Callable[[re.Match[str]], str]:
    return lambda match: speech.count(int(match["n"]), noun)


def _by_preposition(match: re.Match[str]) -> str:
    preposition, abbreviation = match["prep"] or "", match["abbreviation"]
    known = abbreviation if abbreviation in _BY_PREPOSITION else abbreviation.lower()
    if known not in _BY_PREPOSITION:  # "pup" in small letters is a word of its own
        return match.group()
    otherwise, by_case = _BY_PREPOSITION[known]
    word = by_case.get(_CASE_AFTER.get(preposition.strip().lower(), ""), otherwise)
    if known != abbreviation:
        word = word[0].upper() + word[1:]
    return preposition + word


def _always(match: re.Match[str]) -> str:
    abbreviation = match.group()
    known = abbreviation if abbreviation in _ALWAYS else abbreviation.lower()
    word = _ALWAYS[known]
    if abbreviation[0].isupper():
        word = word[0].upper() + word[1:]
    return word + "." if known in _MAY_END_SENTENCE and _ends_sentence(match) else word


def _alternatives(words: dict[str, str]) -> str:
    longest_first = sorted((*words, *(w.capitalize() for w in words)), key=len, reverse=True)
    return "|".join(re.escape(word) + ("" if word.endswith(".") else r"\b") for word in longest_first)


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (
        re.compile(
            rf"(?P<before>{GENITIVE_BEFORE})?"
            + _NOT_IN_NUMBER
            + r"(?P<zlote>\d{1,3}(?:[ \u00a0.]\d{3})+|\d+)(?:,(?P<grosze>\d{2}))?[ \u00a0]?"
            r"(?:zł|złot(?:y|e|ych|ego))\b",
            re.IGNORECASE,
        ),
        _money,
    ),
    (
        re.compile(r"\bDz\. ?U\.,?(?: z)? (?P<year>\d{4})(?!\d)(?: r\.)?,? poz\."),
        _journal,
    ),
    (
        re.compile(
            _NOT_IN_NUMBER + rf"(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.(?P<year>\d{{4}})(?!\d){_YEAR_MARK}?"
        ),
        _numeric_date,
    ),
    (
        re.compile(_NOT_IN_NUMBER + r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)" + _YEAR_MARK + "?"),
        _numeric_date,
    ),
    (
        re.compile(
            _NOT_IN_NUMBER
            + rf"(?P<day>\d{{1,2}}) (?P<month>{_MONTH})\b(?: (?P<year>\d{{4}})(?!\d){_YEAR_MARK}?)?",
            re.IGNORECASE,
        ),
        _date_in_words,
    ),
    (
        re.compile(r"\b(?P<prep>[Ww] )?(?P<year>\d{4})" + _YEAR_MARK),
        _year,
    ),
    (
        re.compile(
            r"(?P<lead>\bw godz\. ?)?(?<![\d.,])(?P<h1>\d{1,2}):(?P<m1>\d{2})"
            r" ?[–-] ?(?P<h2>\d{1,2}):(?P<m2>\d{2})(?!\d)"
        ),
        _hours_range,
    ),
    (
        re.compile(
            r"(?P<lead>\bw )?\bgodz\. ?(?P<h1>\d{1,2})[.:](?P<m1>\d{2})"
            r" ?[–-] ?(?P<h2>\d{1,2})[.:](?P<m2>\d{2})(?!\d)"
        ),
        _hours_range,
    ),
    (
        re.compile(
            r"\b(?P<prep>(?:o|po|od|do) )?godz\. ?(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?(?!\d)", re.IGNORECASE
        ),
        _hour_after_godz,
    ),
    (
        re.compile(
            r"(?<![\d.,:])(?P<prep>\b(?:o|po|od|do) )?(?<![\d.,:])(?P<hour>\d{1,2}):(?P<minute>\d{2})(?![\d:])",
            re.IGNORECASE,
        ),
        _hour,
    ),
    (
        re.compile(r"\b(?P<lead>[Tt]el(?:\.|efonu?|efonem)? ?(?:nr )?)(?P<number>[+(]?\d[\d ()-]{4,}\d)"),
        _telephone,
    ),
    (re.compile(r"(?<![\d-])(?P<first>\d{2})-(?P<last>\d{3})(?![\d-])"), _postal_code),
    (re.compile(r"(?<![\d.,])(?P<n>\d{1,9}) min(?:\.|\b)"), _counted("minuta")),
    (re.compile(r"(?<![\d.,])(?P<n>\d{1,9}) godz\."), _counted("godzina")),
    (re.compile(r"\bgodz\."), lambda _: "godzina"),
    (
        re.compile(
            rf"\b(?P<prep>(?:{'|'.join(_CASE_AFTER)}) )?(?<!\w)(?<!kropka )"  # the end of an address is no "plac"
            r"(?P<abbreviation>PUP\b|WUP\b|nr\b|(?:ul|al|pl|tel|pok|art|ust)\.)",
            re.IGNORECASE,
        ),
        _by_preposition,
    ),
    (re.compile(rf"(?<![\w.])(?:{_alternatives(_ALWAYS)})"), _always),
    (re.compile(rf"\b({'|'.join(_SAID_AS)})(?:-(?=[a-ząęó]))?(?![A-Z])"), lambda match: _SAID_AS[match[1]]),
)
