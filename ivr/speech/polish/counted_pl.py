"""Polish numbers in the case that the words around them ask for: "w ciągu osiemnastu miesięcy". Pure.

Runs after dates, hours and sums are worked out (`abbreviations_pl`) and before what is left becomes bare cardinal
numbers (`numerals`). The noun stays as it was written; its number follows the preposition, or the noun's ending.
"""

import re
from collections.abc import Callable

from ivr.speech.polish import speech_pl as speech
from ivr.speech.polish.genitive_pl import cardinal_gen

GENITIVE_BEFORE = (
    r"(?:(?<!\w)(?:do|od|około|ok\.|powyżej|poniżej|bez|dla|spośród|(?:w )?ciągu|upływ(?:u|em|ie)|termin(?:ie|u)?"
    r"|okres(?:ie|u)?|trakcie|wieku|staż(?:u|em)?|wysokości|kwo(?:ta|ty|cie|tę)|wymiarze|wynagrodzenia|najbliższych|kolejnych)"
    r"(?: (?:co najmniej|co najwyżej|najwyżej|najmniej|maksymalnie|minimum|przynajmniej|łącznie|ok\.|około))? )"
)
"""Words, with the space behind them, after which a number stands in the genitive."""

_N = r"(?<![\d.,:+–-])(?P<n>\d{1,6})(?![\d:]|[.,:–-]\d|\+)"
_PERSONS = (
    "pracowników|kandydatów|konsultantów|bezrobotnych|pracodawców|cudzoziemców|uczestników|rolników|członków|uczniów"
    "|studentów|doradców|mężczyzn|obywateli|skazanych|opiekunów|rodziców|przedsiębiorców|uchodźców|ludzi"
)
_FEMININE = (
    "umowy|raty|składki|zmiany|części|strony|przerwy|formy|grupy|kopie|firmy|propozycje|informacje|decyzje|gminy"
    "|placówki|filie|linie|cyfry|litery|kary|opłaty|możliwości|kwoty|pensje|wpłaty|fotografie|kobiety|córki|dziedziny"
    "|instytucje|deklaracje|rejestracje|godziny|minuty|osoby|oferty|wizyty|sprawy|próby|rozmowy|sekundy|wiadomości"
)
_UNITS = {  # abbreviation -> one, few, many, of a fraction and of one in the genitive
    "ha": ("hektar", "hektary", "hektarów", "hektara"),
    "m-c": ("miesiąc", "miesiące", "miesięcy", "miesiąca"),
    "m-ce": ("miesiąc", "miesiące", "miesięcy", "miesiąca"),
    "m-cy": ("miesiąc", "miesiące", "miesięcy", "miesiąca"),
    "mies.": ("miesiąc", "miesiące", "miesięcy", "miesiąca"),
    "km": ("kilometr", "kilometry", "kilometrów", "kilometra"),
    "tys.": ("tysiąc", "tysiące", "tysięcy", "tysiąca"),
    "mln": ("milion", "miliony", "milionów", "miliona"),
    "os.": ("osoba", "osoby", "osób", "osoby"),
}
_ORDINAL_CASES = {"roku": "gen", "dnia": "gen", "miesiąca": "gen", "tygodnia": "gen", "dzień": "acc"} | {
    "dniu": "loc",
    "miesiącu": "loc",
    "tygodniu": "loc",
}
_FRACTIONS = {("1", "2"): "pół", ("1", "3"): "jedna trzecia", ("2", "3"): "dwie trzecie"} | {
    ("1", "4"): "jedna czwarta",
    ("3", "4"): "trzy czwarte",
    ("1", "5"): "jedna piąta",
    ("1", "10"): "jedna dziesiąta",
}


def numbers_in_case(text: str) -> str:
    """The text with those numbers in words whose case is known; others stay digits. Never raises."""
    for pattern, said in _RULES:
        text = pattern.sub(said, text)
    return text


def _compound(match: re.Match[str]) -> str:
    """ "12-miesięczny" is "dwunastomiesięczny", "180-dniowy" "stuosiemdziesięciodniowy"."""
    return speech.first_part(int(match["n"]))


def _ordinal(match: re.Match[str]) -> str:
    case = "loc" if (match["in"] or "").strip().lower() == "w" else _ORDINAL_CASES[match["noun"]]
    return f"{match['in'] or ''}{speech.ordinal(int(match['n']), f'm.{case}')} {match['noun']}"


def _years(match: re.Match[str]) -> str:
    return f"latach {speech.cardinal(int(match['first']))} do {speech.cardinal(int(match['last']))}"


def _fraction(match: re.Match[str]) -> str:
    return _FRACTIONS.get((match["part"], match["whole"]), match[0])


def _and_a_half(match: re.Match[str]) -> str:
    n = int(match["n"])
    if n == 0:
        return "pół"
    is_feminine = match["noun"] in ("godziny", "minuty", "osoby")
    if n == 1:
        return "półtorej" if is_feminine else "półtora"
    return f"{speech.cardinal(n, 'f' if is_feminine else 'm')} i pół"


def _unit(match: re.Match[str]) -> str:
    one, few, many, of_one = _UNITS[match["unit"].lower()]
    n = match["n"]
    if "," in n:
        form = of_one
    elif match["before"]:
        form = of_one if int(n) == 1 else many
    else:
        form = {"one": one, "few": few}.get(speech.plural_category(int(n)), many)
    return f"{match['before'] or ''}{n} {form}"


def _genitive(match: re.Match[str]) -> str:
    """One number, or two that belong together: "do 6 albo 12 miesięcy"."""
    first = _of_one_of(int(match["n"]), match.string[match.end() :])
    said = match["before"] + first
    if match["also"]:
        said += f" {match['also']} {cardinal_gen(int(match['m']))}"
    return said + (" procent" if match["percent"] else "")


def _of_one_of(n: int, rest: str) -> str:
    """In the genitive; "jednej" before a feminine noun, which ends with -y, -i or -ej then."""
    following = re.match(r" ([a-ząćęłńóśźż]+)", rest)
    is_feminine = n == 1 and following is not None and following[1].endswith(("y", "i", "ej"))
    return cardinal_gen(n, "f" if is_feminine else "m")


def _by_ending(match: re.Match[str]) -> str:
    """Locative, dative and instrumental of the plural, by the noun: "po dziewięćdziesięciu dniach"."""
    n, ending = int(match["n"]), match["ending"]
    said = cardinal_gen(n)
    if ending != "ach":
        last = {"ami": ("dwoma", "trzema", "czterema"), "om": ("dwóm", "trzem", "czterem")}[ending]
        for written, right in zip(("dwóch", "trzech", "czterech"), last, strict=True):
            said = re.sub(rf"\b{written}$", right, said)
    return said


def _one_in_locative(match: re.Match[str]) -> str:
    return f"{match['before']}jednym"


def _persons(match: re.Match[str]) -> str:
    return cardinal_gen(int(match["n"]))


def _two_feminine(match: re.Match[str]) -> str:
    return speech.cardinal(int(match["n"]), "f")


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(?<![\d.,:/-])(?P<n>[1-9]\d{0,2})-(?=[a-ząćęłńóśźż]{4})"), _compound),
    (
        re.compile(
            r"(?P<in>(?<!\w)[Ww] )?(?<![\d.,:])(?P<n>[1-9]\d{0,2})"
            rf"(?:\. (?P<noun>{'|'.join(_ORDINAL_CASES)})(?!\w))"
        ),
        _ordinal,
    ),
    (
        re.compile(r"(?P<in>(?<!\w)[Ww] )?(?<![\d.,:])(?P<n>[1-9]\d{0,2}) (?P<noun>roku)(?= życia)"),
        _ordinal,
    ),
    (re.compile(r"\blatach (?P<first>\d{4}) ?[–-] ?(?P<last>\d{4})(?!\d)"), _years),
    (re.compile(r"(?<![\d.,/])(?P<part>\d)/(?P<whole>\d{1,2})(?![\d/])"), _fraction),
    (
        re.compile(
            rf"(?P<before>{GENITIVE_BEFORE})?(?<![\d.,:])(?P<n>\d{{1,6}}(?:,\d{{1,3}})?)[ \u00a0]?"
            rf"(?P<unit>{'|'.join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))})(?![\w-])",
            re.IGNORECASE,
        ),
        _unit,
    ),
    (
        re.compile(r"(?<![\d.,:])(?P<n>\d{1,3}),5(?= (?P<noun>[a-ząćęłńóśźż]+))"),
        _and_a_half,
    ),
    (
        re.compile(
            rf"(?P<before>{GENITIVE_BEFORE}){_N}(?: (?P<also>albo|lub|i|oraz) (?P<m>\d{{1,6}})(?![\d.,:–-]))?"
            r"(?P<percent> ?%)?",
            re.IGNORECASE,
        ),
        _genitive,
    ),
    (
        re.compile(
            rf"{_N}(?=(?: [a-ząćęłńóśźż]+(?:ych|ich|ym|im|ymi|imi))?"
            r" [a-ząćęłńóśźż]{2,}(?P<ending>ach|ami|om)(?!\w))"
        ),
        _by_ending,
    ),
    (
        re.compile(
            r"(?P<before>(?<!\w)(?:[Ww]|[Pp]o|[Pp]rzy) )1"
            r"(?= (?:dniu|miesiącu|tygodniu|roku|urzędzie|miejscu|piśmie)\b)"
        ),
        _one_in_locative,
    ),
    (re.compile(rf"(?P<before>(?<!\w)[Zz]e? ){_N}(?P<also>)(?P<percent>)(?= [a-ząćęłńóśźż]+)"), _genitive),
    (re.compile(rf"{_N}(?=(?: [a-ząćęłńóśźż]+(?:ych|ich))? (?:{_PERSONS})(?!\w))"), _persons),
    (
        re.compile(rf"{_N}(?<=2)(?<!12)(?=(?: [a-ząćęłńóśźż]+e)? (?:{_FEMININE})(?!\w))"),
        _two_feminine,
    ),
)
