"""How numbers, dates, hours and sums of money are said in English. Pure.

The same functions as `speech_pl`, as far as English has what they say; words ready for speaking, no digits. Nouns
are asked for by their Polish name, because a value does not know in which language it will be said.
"""

from datetime import date

from ivr.speech.polish.speech_pl import LARGEST_CARDINAL, LARGEST_ORDINAL

# Polish name -> one, several
NOUNS = {
    "dzień": ("day", "days"),
    "grosz": ("grosz", "groszy"),
    "kilometr": ("kilometre", "kilometres"),
    "miesiąc": ("month", "months"),
    "rok": ("year", "years"),
    "staż": ("traineeship", "traineeships"),
    "telefon": ("telephone", "telephones"),
    "tydzień": ("week", "weeks"),
    "urząd": ("office", "offices"),
    "złoty": ("zloty", "zlotys"),
    "cyfra": ("digit", "digits"),
    "godzina": ("hour", "hours"),
    "minuta": ("minute", "minutes"),
    "oferta": ("offer", "offers"),
    "osoba": ("person", "people"),
    "próba": ("attempt", "attempts"),
    "rozmowa": ("conversation", "conversations"),
    "sekunda": ("second", "seconds"),
    "sprawa": ("matter", "matters"),
    "wiadomość": ("message", "messages"),
    "wizyta": ("visit", "visits"),
    "miejsce": ("place", "places"),
    "połączenie": ("call", "calls"),
    "szkolenie": ("training course", "training courses"),
    "zgłoszenie": ("report", "reports"),
}

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["-", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SCALES = ((1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand"))
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def cardinal(n: int) -> str:
    """0 … 999 999 999 999: "one thousand seven hundred and twenty-one". Outside of that ValueError."""
    _check_range(n, LARGEST_CARDINAL)
    if n == 0:
        return "zero"
    words: list[str] = []
    rest = n
    for size, name in _SCALES:
        how_many, rest = divmod(rest, size)
        if how_many:
            words += [_below_thousand(how_many), name]
    if rest:
        words.append(_below_thousand(rest) if rest >= 100 or not words else f"and {_below_thousand(rest)}")
    return " ".join(words)


def ordinal(n: int) -> str:
    """0 … 999 999: "twenty-first", "one hundred and second"."""
    _check_range(n, LARGEST_ORDINAL)
    words = cardinal(n)
    at = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[at:]
    if last in _ORDINALS:
        return words[:at] + _ORDINALS[last]
    return words[:at] + (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")


def count(n: int, noun: str) -> str:
    """The number with its noun, by the Polish name of it: "one minute", "twenty-one minutes"."""
    if noun not in NOUNS:
        raise ValueError(f"unknown noun {noun!r}; known: {', '.join(sorted(NOUNS))}")
    return f"{cardinal(n)} {NOUNS[noun][n != 1]}"


def money(grosze: int) -> str:
    """A sum given in grosze: "one thousand zlotys and ninety groszy"."""
    if grosze < 0:
        raise ValueError(f"a sum cannot be negative: {grosze}")
    zlote, rest = divmod(grosze, 100)
    spoken = count(zlote, "złoty")
    return f"{spoken} and {count(rest, 'grosz')}" if rest else spoken


def time(hour: int, minute: int = 0) -> str:
    """ "seven thirty a.m.", "eight oh five p.m.", "noon", "midnight"."""
    # 24:00 is how an office that closes at midnight writes its hours.
    if not (0 <= hour <= 23 and 0 <= minute <= 59) and (hour, minute) != (24, 0):
        raise ValueError(f"not a time of day: {hour}:{minute:02}")
    if minute == 0 and hour % 12 == 0:
        return "noon" if hour == 12 else "midnight"
    half = "a.m." if hour < 12 else "p.m."
    spoken = cardinal((hour - 1) % 12 + 1)
    if minute:
        spoken += f" oh {cardinal(minute)}" if minute < 10 else f" {cardinal(minute)}"
    return f"{spoken} {half}"


def calendar_date(day: date, with_year: bool = False) -> str:
    """ "the twelfth of May", with the year "the twelfth of May twenty twenty-six"."""
    spoken = f"the {ordinal(day.day)} of {MONTHS[day.month - 1]}"
    return f"{spoken} {year(day.year)}" if with_year else spoken


def year(number: int) -> str:
    """1 … 9999 as people say a year: "nineteen eighty-seven", "two thousand and five", "twenty twenty-six"."""
    _check_range(number, 9999)
    century, rest = divmod(number, 100)
    if number < 1000 or (century % 10 == 0 and rest < 10):
        return cardinal(number)
    if rest == 0:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {'oh ' if rest < 10 else ''}{cardinal(rest)}"


def digits(number: str) -> str:
    """A telephone or card number digit by digit; a comma (a pause) after each group of three.

    Spaces, hyphens and brackets are passed over; +48 is its own group. Anything else raises ValueError.
    """
    plain = "".join(sign for sign in number if sign not in " -()\u00a0")
    groups: list[str] = []
    for prefix, said in (("+48", "plus four eight"), ("+", "plus")):
        if plain.startswith(prefix):
            groups.append(said)
            plain = plain.removeprefix(prefix)
            break
    if not (plain.isascii() and plain.isdigit()):
        raise ValueError("not a number to read digit by digit")
    groups.extend(" ".join(_UNITS[int(digit)] for digit in plain[at : at + 3]) for at in range(0, len(plain), 3))
    return ", ".join(groups)


def attempts_left(n: int) -> str:
    """A whole sentence: "You have two attempts left."."""
    return f"You have {'no attempts' if n == 0 else count(n, 'próba')} left."


def people_ahead(n: int) -> str:
    """A whole sentence: "There are two people ahead of you."."""
    if n == 0:
        return "There is nobody ahead of you."
    return f"There {'is' if n == 1 else 'are'} {count(n, 'osoba')} ahead of you."


def _check_range(n: int, largest: int) -> None:
    if not 0 <= n <= largest:
        raise ValueError(f"{n} is not between 0 and {largest}")


def _below_thousand(n: int) -> str:
    hundreds, rest = divmod(n, 100)
    words = [f"{_UNITS[hundreds]} hundred"] if hundreds else []
    if rest >= 20:
        tens, units = divmod(rest, 10)
        words.append(_TENS[tens] + (f"-{_UNITS[units]}" if units else ""))
    elif rest:
        words.append(_UNITS[rest])
    return " and ".join(words)
