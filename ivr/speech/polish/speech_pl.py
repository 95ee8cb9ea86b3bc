"""How numbers, dates, hours and sums of money are said in Polish. Pure.

Every function is pure and returns words ready for speaking or for a sentence: no digits and no
abbreviations. A value outside the stated range raises ValueError.

Persons are counted as "osoba" (jedna osoba, dwie osoby, pięć osób): nouns of the masculine personal kind
(dwóch konsultantów) follow other rules and are not here. Genitive numerals ("około pięciu minut") are in
`genitive_pl`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Gender = Literal["m", "f", "n"]
GrammaticalCase = Literal["nom", "acc"]
PluralCategory = Literal["one", "few", "many", "other"]

LARGEST_CARDINAL = 999_999_999_999
LARGEST_ORDINAL = 999_999


@dataclass(frozen=True, slots=True)
class Noun:
    """A countable noun: one minuta (accusative: jedną minutę, genitive: jednej minuty), few minuty, many minut."""

    gender: Gender
    one: str
    one_acc: str
    one_gen: str
    few: str
    many: str


NOUNS = {
    noun.one: noun
    for noun in (
        Noun("m", "dzień", "dzień", "dnia", "dni", "dni"),
        Noun("m", "grosz", "grosz", "grosza", "grosze", "groszy"),
        Noun("m", "kilometr", "kilometr", "kilometra", "kilometry", "kilometrów"),
        Noun("m", "miesiąc", "miesiąc", "miesiąca", "miesiące", "miesięcy"),
        Noun("m", "rok", "rok", "roku", "lata", "lat"),
        Noun("m", "staż", "staż", "stażu", "staże", "staży"),
        Noun("m", "telefon", "telefon", "telefonu", "telefony", "telefonów"),
        Noun("m", "tydzień", "tydzień", "tygodnia", "tygodnie", "tygodni"),
        Noun("m", "urząd", "urząd", "urzędu", "urzędy", "urzędów"),
        Noun("m", "złoty", "złoty", "złotego", "złote", "złotych"),
        Noun("f", "cyfra", "cyfrę", "cyfry", "cyfry", "cyfr"),
        Noun("f", "godzina", "godzinę", "godziny", "godziny", "godzin"),
        Noun("f", "minuta", "minutę", "minuty", "minuty", "minut"),
        Noun("f", "oferta", "ofertę", "oferty", "oferty", "ofert"),
        Noun("f", "osoba", "osobę", "osoby", "osoby", "osób"),
        Noun("f", "próba", "próbę", "próby", "próby", "prób"),
        Noun("f", "rozmowa", "rozmowę", "rozmowy", "rozmowy", "rozmów"),
        Noun("f", "sekunda", "sekundę", "sekundy", "sekundy", "sekund"),
        Noun("f", "sprawa", "sprawę", "sprawy", "sprawy", "spraw"),
        Noun("f", "wiadomość", "wiadomość", "wiadomości", "wiadomości", "wiadomości"),
        Noun("f", "wizyta", "wizytę", "wizyty", "wizyty", "wizyt"),
        Noun("n", "miejsce", "miejsce", "miejsca", "miejsca", "miejsc"),
        Noun("n", "połączenie", "połączenie", "połączenia", "połączenia", "połączeń"),
        Noun("n", "szkolenie", "szkolenie", "szkolenia", "szkolenia", "szkoleń"),
        Noun("n", "zgłoszenie", "zgłoszenie", "zgłoszenia", "zgłoszenia", "zgłoszeń"),
    )
}


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_UNITS = _words(
    "zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście trzynaście"
    " czternaście piętnaście szesnaście siedemnaście osiemnaście dziewiętnaście"
)
_TENS = _words(
    "- dziesięć dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt"
    " dziewięćdziesiąt"
)
_HUNDREDS = _words("- sto dwieście trzysta czterysta pięćset sześćset siedemset osiemset dziewięćset")
SCALES = (
    (1_000_000_000, Noun("m", "miliard", "miliard", "miliarda", "miliardy", "miliardów")),
    (1_000_000, Noun("m", "milion", "milion", "miliona", "miliony", "milionów")),
    (1_000, Noun("m", "tysiąc", "tysiąc", "tysiąca", "tysiące", "tysięcy")),
)
_ONE: dict[tuple[Gender, GrammaticalCase], str] = {
    ("m", "nom"): "jeden",
    ("m", "acc"): "jeden",
    ("f", "nom"): "jedna",
    ("f", "acc"): "jedną",
    ("n", "nom"): "jedno",
    ("n", "acc"): "jedno",
}

# Ordinals: the stem and, by gender and case, the ending of a hard adjective.
_ORDINAL_UNITS = _words(
    "zerow pierwsz drug trzec czwart piąt szóst siódm ósm dziewiąt dziesiąt jedenast dwunast trzynast"
    " czternast piętnast szesnast siedemnast osiemnast dziewiętnast"
)
_ORDINAL_TENS = _words(
    "- dziesiąt dwudziest trzydziest czterdziest pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt"
    " dziewięćdziesiąt"
)
_ORDINAL_HUNDREDS = _words(
    "- setn dwusetn trzechsetn czterechsetn pięćsetn sześćsetn siedemsetn osiemsetn dziewięćsetn"
)
_ENDINGS = {
    "m.nom": "y",
    "m.gen": "ego",
    "m.dat": "emu",
    "m.acc": "y",
    "m.ins": "ym",
    "m.loc": "ym",
    "f.nom": "a",
    "f.gen": "ej",
    "f.dat": "ej",
    "f.acc": "ą",
    "f.ins": "ą",
    "f.loc": "ej",
    "n.nom": "e",
    "n.gen": "ego",
    "n.dat": "emu",
    "n.acc": "e",
    "n.ins": "ym",
    "n.loc": "ym",
}

# First parts of "dwutysięczny", "dwudziestojednotysięczny".
_PREFIX_UNITS = _words(
    "- jedno dwu trzy cztero pięcio sześcio siedmio ośmio dziewięcio dziesięcio jedenasto dwunasto trzynasto"
    " czternasto piętnasto szesnasto siedemnasto osiemnasto dziewiętnasto"
)
_PREFIX_TENS = _words(
    "- dziesięcio dwudziesto trzydziesto czterdziesto pięćdziesięcio sześćdziesięcio siedemdziesięcio"
    " osiemdziesięcio dziewięćdziesięcio"
)
_PREFIX_HUNDREDS = _words("- stu dwustu trzystu czterystu pięćset sześćset siedemset osiemset dziewięćset")

MONTHS_GEN = _words(
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia"
)
MONTHS_ACC = _words(
    "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień"
)
WEEKDAYS = _words("poniedziałek wtorek środa czwartek piątek sobota niedziela")
WEEKDAYS_GEN = _words("poniedziałku wtorku środy czwartku piątku soboty niedzieli")
WEEKDAYS_ACC = _words("poniedziałek wtorek środę czwartek piątek sobotę niedzielę")
_WEEKDAYS_IN = (
    "w poniedziałek",
    "we wtorek",
    "w środę",
    "w czwartek",
    "w piątek",
    "w sobotę",
    "w niedzielę",
)


def plural_category(n: int | Decimal) -> PluralCategory:
    """The category of the Unicode plural rules for Polish: one, few, many, or other for a fraction."""
    if isinstance(n, Decimal):
        exponent = n.as_tuple().exponent
        if not isinstance(exponent, int):
            raise ValueError(f"not a number: {n}")
        if exponent < 0:  # even 1,0: a visible fraction digit makes it a fraction
            return "other"
        n = int(n)
    n = abs(n)
    if n == 1:
        return "one"
    if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14):
        return "few"
    return "many"


def cardinal(n: int, gender: Gender = "m", case: GrammaticalCase = "nom") -> str:
    """0 … 999 999 999 999: "dwadzieścia dwie" (f), "jedną" (f, acc), "tysiąc jeden"."""
    _check_range(n, LARGEST_CARDINAL)
    if n == 0:
        return "zero"
    if n == 1:
        return _ONE[gender, case]
    words: list[str] = []
    for size, noun in SCALES:
        how_many, n = divmod(n, size)
        if how_many > 1:
            words.extend(_below_thousand(how_many, "m"))
        if how_many:
            words.append(_noun_form(how_many, noun, "nom"))
    words.extend(_below_thousand(n, gender))
    return " ".join(words)


def count(n: int, noun: str, case: GrammaticalCase = "nom") -> str:
    """The number with its noun: "dwie minuty", "pięć ofert", "jedną ofertę" (acc).

    `noun` is a key of NOUNS (the nominative singular).
    """
    if noun not in NOUNS:
        raise ValueError(f"unknown noun {noun!r}; known: {', '.join(sorted(NOUNS))}")
    known = NOUNS[noun]
    return f"{cardinal(n, known.gender, case)} {_noun_form(n, known, case)}"


def ordinal(n: int, form: str = "m.nom") -> str:
    """0 … 999 999 in a gender (m, f, n) and a case: ordinal(21, "n.nom") is "dwudzieste pierwsze".

    Cases: nom, gen, dat, acc, ins, loc. The masculine accusative is that of things ("piąty dzień").
    """
    if form not in _ENDINGS:
        raise ValueError(f"unknown form {form!r}; known: {', '.join(_ENDINGS)}")
    _check_range(n, LARGEST_ORDINAL)
    ending = _ENDINGS[form]
    head, last = divmod(n, 100)
    if last or n == 0:  # only tens and units decline: dwa tysiące dwudziestego siódmego
        words = [cardinal(head * 100)] if head else []
        tens, units = divmod(last, 10)
        if tens >= 2:
            words.append(_declined(_ORDINAL_TENS[tens], ending))
            if units:
                words.append(_declined(_ORDINAL_UNITS[units], ending))
        else:
            words.append(_declined(_ORDINAL_UNITS[last], ending))
        return " ".join(words)
    thousands, hundreds = divmod(head, 10)
    if hundreds:
        words = [cardinal(thousands * 1000)] if thousands else []
        return " ".join([*words, _declined(_ORDINAL_HUNDREDS[hundreds], ending)])
    return _declined(_thousands_prefix(thousands) + "tysięczn", ending)


def time(hour: int, minute: int, case: str) -> str:
    """In any case: nom, gen, dat, acc, ins, loc."""
    return _clock(hour, minute, f"f.{case}")


def time_nom(hour: int, minute: int = 0) -> str:
    """Nominative: 8:05 is "ósma zero pięć"."""
    return _clock(hour, minute, "f.nom")


def time_loc(hour: int, minute: int = 0) -> str:
    """After "o godzinie", "od godziny", "do godziny": 7:30 is "siódmej trzydzieści"."""
    return _clock(hour, minute, "f.loc")


def time_ins(hour: int, minute: int = 0) -> str:
    """After "między godziną … a …": 11:00 is "jedenastą"."""
    return _clock(hour, minute, "f.ins")


def date_gen(day: date, with_year: bool = False) -> str:
    """Genitive: "dwunastego maja", with the year "dwunastego maja dwa tysiące dwudziestego szóstego roku"."""
    return date_in(day, "gen", with_year)


def date_in(day: date, case: str, with_year: bool = False) -> str:
    """In any case: "dwunasty maja" (nom, acc), "dwunastym maja" (ins, loc)."""
    spoken = f"{ordinal(day.day, f'm.{case}')} {MONTHS_GEN[day.month - 1]}"
    return f"{spoken} {ordinal(day.year, 'm.gen')} roku" if with_year else spoken


def month_acc(month: int) -> str:
    """Accusative of a month, 1 … 12, as in "za maj"."""
    if not 1 <= month <= 12:
        raise ValueError(f"not a month: {month}")
    return MONTHS_ACC[month - 1]


def weekday_in(weekday: int) -> str:
    """0 (Monday, as in date.weekday()) … 6: "w poniedziałek", "we wtorek"."""
    if not 0 <= weekday <= 6:
        raise ValueError(f"not a weekday: {weekday}")
    return _WEEKDAYS_IN[weekday]


def money(grosze: int) -> str:
    """A sum given in grosze: 172190 is "tysiąc siedemset … jeden złotych dziewięćdziesiąt groszy"."""
    if grosze < 0:
        raise ValueError(f"a sum cannot be negative: {grosze}")
    zlote, rest = divmod(grosze, 100)
    spoken = count(zlote, "złoty")
    return f"{spoken} {count(rest, 'grosz')}" if rest else spoken


def digits(number: str) -> str:
    """A telephone or card number digit by digit; a comma (a pause) after each group of three.

    Spaces, hyphens and brackets are passed over; +48 is its own group. Anything else raises ValueError.
    """
    plain = "".join(sign for sign in number if sign not in " -()\u00a0")
    groups: list[str] = []
    if plain.startswith("+48"):
        groups.append("plus cztery osiem")
        plain = plain[3:]
    elif plain.startswith("+"):
        groups.append("plus")
        plain = plain[1:]
    if not (plain.isascii() and plain.isdigit()):
        raise ValueError(f"not a number to read digit by digit: {number!r}")
    groups.extend(" ".join(_UNITS[int(digit)] for digit in plain[at : at + 3]) for at in range(0, len(plain), 3))
    return ", ".join(groups)


def hotline_number(number: str) -> str:
    """A short number as people say it: 9510 is "dziewięćdziesiąt pięć dziesięć"; longer than five, by digits."""
    if not (number.isascii() and number.isdigit()):
        raise ValueError(f"not a hotline number: {number!r}")
    if len(number) > 5:
        return digits(number)
    # Pairs from the end; an odd number of digits leaves three at the front: 195-24, 112.
    head_length = len(number) % 2 + 2 if len(number) > 1 else 1
    parts = [number[:head_length], *(number[at : at + 2] for at in range(head_length, len(number), 2))]
    return " ".join(_with_leading_zeros(part) for part in parts)


def first_part(n: int) -> str:
    """The number as the first part of a word, 1 … 999: "dwunasto" (dwunastomiesięczny), "trzystu"."""
    if not 1 <= n <= 999:
        raise ValueError(f"{n} is not between 1 and 999")
    return "jedno" if n == 1 else _thousands_prefix(n)


def verb_waits(n: int) -> str:
    """The verb that agrees with n persons: 1 czeka, 2 czekają, 5 czeka."""
    return "czekają" if plural_category(n) == "few" else "czeka"


def verb_remains(n: int) -> str:
    """The verb that agrees with n attempts: 1 pozostała, 2 pozostały, 5 pozostało."""
    return {"one": "pozostała", "few": "pozostały"}.get(plural_category(n), "pozostało")


def attempts_left(n: int) -> str:
    """A whole sentence: "Pozostały dwie próby."."""
    if n == 0:
        return "Nie pozostała żadna próba."
    return f"{verb_remains(n).capitalize()} {count(n, 'próba')}."


def people_ahead(n: int) -> str:
    """A whole sentence: "Przed Państwem czekają dwie osoby."."""
    if n == 0:
        return "Przed Państwem nikt nie czeka."
    return f"Przed Państwem {verb_waits(n)} {count(n, 'osoba')}."


def _check_range(n: int, largest: int) -> None:
    if not 0 <= n <= largest:
        raise ValueError(f"{n} is not between 0 and {largest}")


def _noun_form(n: int, noun: Noun, case: GrammaticalCase) -> str:
    category = plural_category(n)
    if category == "one":
        return noun.one_acc if case == "acc" else noun.one
    return noun.few if category == "few" else noun.many


def _below_thousand(n: int, gender: Gender) -> Iterator[str]:
    """The words of 0 … 999, none for 0; of the feminine numerals only "dwie" (1 alone is not met here)."""
    hundreds, rest = divmod(n, 100)
    if hundreds:
        yield _HUNDREDS[hundreds]
    if rest >= 20:
        yield _TENS[rest // 10]
        rest %= 10
    if rest:
        yield "dwie" if rest == 2 and gender == "f" else _UNITS[rest]


def _declined(stem: str, ending: str) -> str:
    if stem == "drug":  # k and g take i before e and instead of y
        return stem + ending.replace("y", "i").replace("e", "ie", 1)
    if stem == "trzec":  # a soft stem: i before every ending, instead of y
        return stem + "i" + ending.removeprefix("y")
    return stem + ending


def _thousands_prefix(thousands: int) -> str:
    if thousands == 1:
        return ""
    hundreds, rest = divmod(thousands, 100)
    prefix = _PREFIX_HUNDREDS[hundreds] if hundreds else ""
    if rest >= 20:
        prefix += _PREFIX_TENS[rest // 10]
        rest %= 10
    return prefix + (_PREFIX_UNITS[rest] if rest else "")


def _clock(hour: int, minute: int, form: str) -> str:
    # 24:00 is how an office that closes at midnight writes its hours.
    if not (0 <= hour <= 23 and 0 <= minute <= 59) and (hour, minute) != (24, 0):
        raise ValueError(f"not a time of day: {hour}:{minute:02}")
    spoken = ordinal(hour, form)
    if minute == 0:
        return spoken
    return f"{spoken} zero {cardinal(minute)}" if minute < 10 else f"{spoken} {cardinal(minute)}"


def _with_leading_zeros(part: str) -> str:
    significant = part.lstrip("0")
    zeros = ["zero"] * (len(part) - len(significant))
    return " ".join([*zeros, cardinal(int(significant))] if significant else zeros)
