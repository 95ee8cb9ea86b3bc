"""How numbers, dates, hours and sums of money are said in Ukrainian. Pure.

The same functions as `speech_pl`; words ready for speaking, no digits. Nouns are asked for by their Polish name,
because a value does not know in which language it will be said.

Unlike in Polish, 21, 31 … take the singular and the gender of 1 (двадцять одна хвилина), compound numerals decline
in all their parts, and of an ordinal only the last word declines.
"""

from datetime import date
from typing import Literal

from ivr.speech.polish.speech_pl import LARGEST_CARDINAL, LARGEST_ORDINAL, Gender
from ivr.speech.ukrainian.words_uk import (
    ENDINGS,
    HUNDREDS,
    HUNDREDS_GEN,
    MONTHS_GEN,
    NOUNS,
    ONE,
    ORDINAL_HUNDREDS,
    ORDINAL_TENS,
    ORDINAL_UNITS,
    SCALES,
    TENS,
    TENS_GEN,
    THIRD,
    UNITS,
    UNITS_GEN,
    WEEKDAYS_ACC,
    GrammaticalCase,
    Noun,
)


def plural_category(n: int) -> Literal["one", "few", "many"]:
    """The category of the Unicode plural rules for Ukrainian: 1, 21, 31 … are one, but 11 is many."""
    last, last_two = abs(n) % 10, abs(n) % 100
    if last == 1 and last_two != 11:
        return "one"
    return "few" if last in (2, 3, 4) and last_two not in (12, 13, 14) else "many"


def cardinal(n: int, gender: Gender = "m", case: GrammaticalCase = "nom") -> str:
    """0 … 999 999 999 999: "двадцять дві" (f), "двадцяти двох" (gen). Outside of that ValueError."""
    _check_range(n, LARGEST_CARDINAL)
    if n == 0:
        return "нуля" if case == "gen" else "нуль"
    words: list[str] = []
    rest = n
    for size, noun in SCALES:
        how_many, rest = divmod(rest, size)
        if how_many > 1:
            words += _below_thousand(how_many, noun.gender, case)
        if how_many:
            words.append(_noun_form(how_many, noun, case))
    return " ".join([*words, *_below_thousand(rest, gender, case)])


def count(n: int, noun: str, case: GrammaticalCase = "nom") -> str:
    """The number with its noun, by the Polish name of it: "двадцять одна хвилина", "п’яти хвилин" (gen)."""
    if noun not in NOUNS:
        raise ValueError(f"unknown noun {noun!r}; known: {', '.join(sorted(NOUNS))}")
    known = NOUNS[noun]
    return f"{cardinal(n, known.gender, case)} {_noun_form(n, known, case)}"


def ordinal(n: int, form: str = "m.nom") -> str:
    """0 … 999 999 in a gender (m, f, n) and a case (nom, gen, dat, acc, ins, loc): "двадцять перше" (n.nom)."""
    if form not in ENDINGS:
        raise ValueError(f"unknown form {form!r}; known: {', '.join(ENDINGS)}")
    _check_range(n, LARGEST_ORDINAL)
    ending = ENDINGS[form]
    head, last = divmod(n, 100)
    if last or n == 0:
        words = [cardinal(head * 100)] if head else []
        tens, units = divmod(last, 10)
        if tens >= 2 and units:
            words += [TENS[tens], _declined(ORDINAL_UNITS[units], ending)]
        elif tens >= 2:
            words.append(_declined(ORDINAL_TENS[tens], ending))
        else:
            words.append(_declined(ORDINAL_UNITS[last], ending))
        return " ".join(words)
    thousands, hundreds = divmod(head, 10)
    if hundreds:
        words = [cardinal(thousands * 1000)] if thousands else []
        return " ".join([*words, _declined(ORDINAL_HUNDREDS[hundreds], ending)])
    return _declined(_thousands_prefix(thousands) + "тисячн", ending)


def time(hour: int, minute: int = 0, case: str = "nom") -> str:
    """ "восьма нуль п’ять", after "від" and "до" (gen) "сьомої тридцять", after "о" (loc) "десятій"."""
    # 24:00 is how an office that closes at midnight writes its hours.
    if not (0 <= hour <= 23 and 0 <= minute <= 59) and (hour, minute) != (24, 0):
        raise ValueError(f"not a time of day: {hour}:{minute:02}")
    spoken = ordinal(hour, f"f.{case}")
    if minute == 0:
        return spoken
    return f"{spoken} нуль {cardinal(minute, 'f')}" if minute < 10 else f"{spoken} {cardinal(minute, 'f')}"


def calendar_date(day: date, with_year: bool = False, case: str = "gen") -> str:
    """ "дванадцятого травня", with the year "дванадцятого травня дві тисячі двадцять шостого року"."""
    spoken = f"{ordinal(day.day, f'n.{case}')} {MONTHS_GEN[day.month - 1]}"  # neuter: "двадцяте (число) травня"
    return f"{spoken} {ordinal(day.year, 'm.gen')} року" if with_year else spoken


def weekday_in(weekday: int) -> str:
    """0 (Monday) … 6: "у понеділок", "у п’ятницю"."""
    if not 0 <= weekday <= 6:
        raise ValueError(f"not a weekday: {weekday}")
    return f"у {WEEKDAYS_ACC[weekday]}"


def money(grosze: int, case: GrammaticalCase = "nom") -> str:
    """A sum given in grosze: "тисяча сімсот двадцять один злотий дев’яносто грошів"."""
    if grosze < 0:
        raise ValueError(f"a sum cannot be negative: {grosze}")
    zlote, rest = divmod(grosze, 100)
    spoken = count(zlote, "złoty", case)
    return f"{spoken} {count(rest, 'grosz', case)}" if rest else spoken


def digits(number: str) -> str:
    """A telephone or card number digit by digit; a comma (a pause) after each group of three.

    Spaces, hyphens and brackets are passed over; +48 is its own group. Anything else raises ValueError.
    """
    plain = "".join(sign for sign in number if sign not in " -()\u00a0")
    groups: list[str] = []
    for prefix, said in (("+48", "плюс чотири вісім"), ("+", "плюс")):
        if plain.startswith(prefix):
            groups.append(said)
            plain = plain.removeprefix(prefix)
            break
    if not (plain.isascii() and plain.isdigit()):
        raise ValueError("not a number to read digit by digit")
    groups.extend(" ".join(UNITS[int(digit)] for digit in plain[at : at + 3]) for at in range(0, len(plain), 3))
    return ", ".join(groups)


def attempts_left(n: int) -> str:
    """A whole sentence: "Залишилося дві спроби."."""
    if n == 0:
        return "Спроб більше не залишилося."
    verb = "Залишилася" if plural_category(n) == "one" else "Залишилося"
    return f"{verb} {count(n, 'próba')}."


def people_ahead(n: int) -> str:
    """A whole sentence: "Перед Вами чекають дві особи."."""
    if n == 0:
        return "Перед Вами ніхто не чекає."
    verb = "чекають" if plural_category(n) == "few" else "чекає"
    return f"Перед Вами {verb} {count(n, 'osoba')}."


def _check_range(n: int, largest: int) -> None:
    if not 0 <= n <= largest:
        raise ValueError(f"{n} is not between 0 and {largest}")


def _noun_form(n: int, noun: Noun, case: GrammaticalCase) -> str:
    category = plural_category(n)
    if category == "one":
        return {"nom": noun.one, "acc": noun.one_acc, "gen": noun.one_gen}[case]
    return noun.few if category == "few" and case != "gen" else noun.many


def _below_thousand(n: int, gender: Gender, case: GrammaticalCase) -> list[str]:
    """The words of 0 … 999, none for 0."""
    is_gen = case == "gen"
    hundreds, rest = divmod(n, 100)
    words = [(HUNDREDS_GEN if is_gen else HUNDREDS)[hundreds]] if hundreds else []
    if rest >= 20:
        words.append((TENS_GEN if is_gen else TENS)[rest // 10])
        rest %= 10
    if rest == 1:
        words.append(ONE[case][gender])
    elif rest == 2 and gender == "f" and not is_gen:
        words.append("дві")
    elif rest:
        words.append((UNITS_GEN if is_gen else UNITS)[rest])
    return words


def _declined(stem: str, ending: str) -> str:
    if stem == "треть":
        return "трет" + THIRD.get(ending, ending)
    return stem + ending


def _thousands_prefix(thousands: int) -> str:
    """First part of "двохтисячний", "двадцятиоднотисячний": numerals in the genitive, joined."""
    if thousands == 1:
        return ""
    hundreds, rest = divmod(thousands, 100)
    prefix = {0: "", 1: "сто"}.get(hundreds, HUNDREDS_GEN[hundreds])
    if rest >= 20:
        tens = rest // 10
        prefix += {9: "дев’яносто"}.get(tens, TENS_GEN[tens])
        rest %= 10
    if rest == 1:
        return prefix + "одно"
    return prefix + (UNITS_GEN[rest] if rest else "")
