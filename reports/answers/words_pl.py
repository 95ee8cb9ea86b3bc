"""Values, periods and intervals of reports as people read them. Pure.

The one formatter: page, sentence, CSV, XLSX and PDF all show what is made here.
"""

import math
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from core.metrics.intervals import Interval, IntervalKind
from core.metrics.metric import PERCENT
from core.zone import WARSAW

NOTHING: Final = "–"
"""There is nothing to say the figure of, which is not the same as 0."""

NBSP: Final = "\N{NO-BREAK SPACE}"

COUNTED: Final[dict[str, tuple[str, str, str]]] = {
    "połączenia": ("połączenie", "połączenia", "połączeń"),
    "zgłoszenia": ("zgłoszenie", "zgłoszenia", "zgłoszeń"),
    "rozmowy": ("rozmowa", "rozmowy", "rozmów"),
    "zamówienia": ("zamówienie", "zamówienia", "zamówień"),
    "kontakty": ("kontakt", "kontakty", "kontaktów"),
    "wizyty": ("wizyta", "wizyty", "wizyt"),
    "sprawy": ("sprawa", "sprawy", "spraw"),
    "oferty": ("oferta", "oferty", "ofert"),
    "odpowiedzi": ("odpowiedź", "odpowiedzi", "odpowiedzi"),
}
"""Units that are counted: 1, 2 to 4, 5 and more."""

_DECIMALS: Final = {PERCENT: 1, "min": 1, "h": 1, "dni": 1, "km": 0, "1–5": 2, "rozmowy/h": 1, "min/h": 1, "": 2}

MONTHS: Final = (
    *("styczeń", "luty", "marzec", "kwiecień", "maj", "czerwiec"),
    *("lipiec", "sierpień", "wrzesień", "październik", "listopad", "grudzień"),
)
WEEKDAYS: Final = ("poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela")
_SHORT_DAYS: Final = ("pn", "wt", "śr", "czw", "pt", "sob", "ndz")
_QUARTERS: Final = ("I", "II", "III", "IV")

LANGUAGES: Final = {"pl": "polski", "en": "angielski", "uk": "ukraiński", "": "nie wybrano"}

_DISPOSITIONS: Final = {
    "solved": "sprawa załatwiona",
    "informed": "udzielono informacji",
    "handed_on": "przekazano dalej",
    "call_again": "potrzebny kolejny kontakt",
    "open": "sprawa w toku",
    "?": "bez wyniku",
}
_PATHS: Final = {
    "queue": "kolejka",
    "self_service": "samoobsługa",
    "closed": "poza godzinami pracy",
    "outside": "numer poza centrum",
    "callback": "zamówione oddzwonienie",
    "message": "pozostawiona wiadomość",
    "menu": "zakończone w menu",
    "refused": "odrzucone",
    "shed": "odesłane w przeciążeniu",
    "failed": "przerwane błędem",
    "open": "trwające",
}
_RATINGS: Final = {
    "1": "1 – bardzo źle",
    "2": "2 – źle",
    "3": "3 – średnio",
    "4": "4 – dobrze",
    "5": "5 – bardzo dobrze",
}


def value_text(value: float | None, unit: str) -> str:
    """A value in a cell: „1 min 5 s”, „86,3 %”, „12 345”; the unit of anything else stands in its column."""
    if value is None:
        return NOTHING
    if unit == "s":
        return time_text(value)
    if unit in COUNTED:
        return number_text(value, 0)
    text = number_text(value, _DECIMALS.get(unit, 1))
    return f"{text}{NBSP}%" if unit == PERCENT else text


def value_with_unit(value: float | None, unit: str) -> str:
    """A value in a sentence: „1 min 5 s”, „86,3 %”, „120 zgłoszeń”."""
    text = value_text(value, unit)
    if value is None or unit in (PERCENT, "s", "", "1–5"):
        return text
    if (forms := COUNTED.get(unit)) is not None:
        return f"{text}{NBSP}{plural(round(value), forms)}"
    return f"{text}{NBSP}{unit}"


def number_text(value: float, decimals: int) -> str:
    """With a decimal comma; thousands apart from five digits on."""
    number = rounded(value, decimals)
    text = f"{number:,f}".replace(",", NBSP).replace(".", ",")
    if abs(number) < 10_000:
        text = text.replace(NBSP, "")
    return text if number else text.removeprefix("-")


def rounded(value: float, decimals: int) -> Decimal:
    """As people round: 81.25 is 81.3, here as in a spreadsheet and in the browser."""
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def time_text(seconds: float) -> str:
    """„5 s”, „1 min 5 s”, „2 min”, from an hour on „1 h 02 min”; as pages write a duration (`web/src/time`)."""
    whole = math.floor(abs(seconds) + 0.5)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{hours} h"] if hours else []
    if minutes:
        parts.append(f"{minutes:02} min" if hours else f"{minutes} min")
    if not hours and (rest or not minutes):
        parts.append(f"{rest} s")
    sign = "-" if seconds < 0 and whole else ""
    return sign + NBSP.join(parts).replace(" ", NBSP)


def plural(n: int, forms: tuple[str, str, str]) -> str:
    """The form of a noun after a whole number."""
    if n == 1:
        return forms[0]
    return forms[1] if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else forms[2]


def day_text(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def period_text(first: date, last: date) -> str:
    """Whole days, the last one included: „wtorek 24.11.2026”, „listopad 2026”, „23.11–29.11.2026”."""
    if first == last:
        return f"{WEEKDAYS[first.weekday()]} {day_text(first)}"
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        months = 12 * (last.year - first.year) + last.month - first.month + 1
        if months == 1:
            return f"{MONTHS[first.month - 1]} {first.year}"
        if months == 3 and first.month % 3 == 1:
            return f"{_QUARTERS[first.month // 3]} kwartał {first.year}"
        if months == 12 and first.month == 1:
            return f"rok {first.year}"
    begin = f"{first:%d.%m}" if first.year == last.year else day_text(first)
    return f"{begin}–{day_text(last)}"


def moment_text(moment: datetime, on: date | None = None) -> str:
    """By Poland's clocks: „8:01”; with its day if that is not `on`."""
    local = moment.astimezone(WARSAW)
    return f"{local:%-H:%M}" if local.date() == on else f"{day_text(local.date())} {local:%-H:%M}"


def interval_text(interval: Interval, *, is_alone: bool, is_cut: bool = False) -> str:
    """A line of a report. `is_alone`: the period is one day, which need not be named. `is_cut`: the period has
    only a part of it. The hour that comes twice in autumn says which of both it is."""
    local = interval.begin.astimezone(WARSAW)
    day = local.date()
    match interval.kind:
        case "day":
            return f"{_SHORT_DAYS[day.weekday()]} {day_text(day)}"
        case "week":
            text = f"tydz. {day.isocalendar().week}: {period_text(day, day + timedelta(days=6))}"
        case "month":
            text = f"{MONTHS[day.month - 1]} {day.year}"
        case "quarter":
            text = f"{_QUARTERS[(day.month - 1) // 3]} kwartał {day.year}"
        case "year":
            text = f"{day.year}"
        case _:
            return _minutes_text(local, interval.kind, is_alone=is_alone)
    return f"{text} (część)" if is_cut else text


def _minutes_text(local: datetime, kind: IntervalKind, *, is_alone: bool) -> str:
    minutes = int(kind.removesuffix("min"))
    until = local.hour * 60 + local.minute + minutes  # as the clock shows it, whatever the night does
    text = f"{local:%-H:%M}–{until // 60}:{until % 60:02}"
    if local.replace(fold=1 - local.fold).utcoffset() != local.utcoffset():
        text += " (czas letni)" if local.dst() else " (czas zimowy)"
    return text if is_alone else f"{local:%d.%m} {text}"


def part_text(kind: str, key: str) -> str | None:
    """What a part of a figure is; None where names are needed (topics, offices)."""
    match kind:
        case "path":
            return _PATHS.get(key, key)
        case "rating":
            return _RATINGS.get(key, key)
        case "disposition":
            return _DISPOSITIONS.get(key, key)
    return None


_LETTERS = str.maketrans(
    {"ą": "a~", "ć": "c~", "ę": "e~", "ł": "l~", "ń": "n~", "ó": "o~", "ś": "s~", "ź": "z~", "ż": "z~~"}
)


def in_order(text: str) -> str:
    """By which Polish words are put in order."""
    return text.casefold().translate(_LETTERS)


def joined(words: list[str]) -> str:
    return ", ".join(words)
