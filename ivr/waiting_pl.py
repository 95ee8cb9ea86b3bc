"""How waits and promised hours are said in Polish. Pure.

Genitive numerals ("od dwóch do pięciu minut") are needed for ranges only, so they are here and not in `speech_pl`.
"""

from datetime import date, datetime, timedelta
from typing import Literal

from ivr.speech_pl import date_gen, time_ins, time_loc, weekday_in

LARGEST_GENITIVE = 999


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_UNITS_GEN = _words(
    "zera jednego dwóch trzech czterech pięciu sześciu siedmiu ośmiu dziewięciu dziesięciu jedenastu dwunastu"
    " trzynastu czternastu piętnastu szesnastu siedemnastu osiemnastu dziewiętnastu"
)
_TENS_GEN = _words(
    "- dziesięciu dwudziestu trzydziestu czterdziestu pięćdziesięciu sześćdziesięciu siedemdziesięciu"
    " osiemdziesięciu dziewięćdziesięciu"
)
_HUNDREDS_GEN = _words("- stu dwustu trzystu czterystu pięciuset sześciuset siedmiuset ośmiuset dziewięciuset")
_HALF_HOUR = timedelta(minutes=30)


def cardinal_gen(n: int, gender: Literal["m", "f", "n"] = "m") -> str:
    """Genitive of 0 … 999: "dwóch", "dwudziestu jeden", "jednej" (f). Outside of that ValueError."""
    if not 0 <= n <= LARGEST_GENITIVE:
        raise ValueError(f"{n} is not between 0 and {LARGEST_GENITIVE}")
    if n == 1:
        return "jednej" if gender == "f" else "jednego"
    hundreds, rest = divmod(n, 100)
    words = [_HUNDREDS_GEN[hundreds]] if hundreds else []
    if rest >= 20:
        words.append(_TENS_GEN[rest // 10])
        rest %= 10
    if rest == 1:  # only a lone one declines: dwudziestu jeden, stu jeden
        words.append("jeden")
    elif rest or n == 0:
        words.append(_UNITS_GEN[rest])
    return " ".join(words)


def promised_hours(begin: datetime, end: datetime, now: datetime) -> tuple[str, str]:
    """The day and the hours in which something is promised: "dzisiaj", "między godziną jedenastą a dwunastą".

    All three are wall-clock times of one place. Both ends are widened to half hours: what is promised holds. A
    span over midnight names both days: "dzisiaj po godzinie piętnastej", "albo jutro do godziny ósmej".
    """
    # Without the zone: half past is half past also in the night in which the clocks are changed.
    begin, end = _half_hour(begin.replace(tzinfo=None)), end.replace(tzinfo=None)
    if _half_hour(end) < end:
        end = _half_hour(end) + _HALF_HOUR
    end = max(end, begin + _HALF_HOUR)
    midnight = begin.replace(hour=0, minute=0) + timedelta(days=1)
    day = _day(begin, now)
    if end <= midnight:
        last = (24, 0) if end == midnight else (end.hour, end.minute)
        return day, f"między godziną {time_ins(begin.hour, begin.minute)} a {time_ins(*last)}"
    return (
        f"{day} po godzinie {time_loc(begin.hour, begin.minute)}",
        f"albo {_day(end, now)} do godziny {time_loc(end.hour, end.minute)}",
    )


def _half_hour(moment: datetime) -> datetime:
    """The full or half hour at or before."""
    return moment.replace(minute=30 if moment.minute >= 30 else 0, second=0, microsecond=0)


def day_said(day: date, today: date) -> str:
    """ "dzisiaj", "jutro", "we wtorek"; from a week on with the date: "we wtorek, siódmego stycznia"."""
    days = (day - today).days
    if days <= 0:
        return "dzisiaj"
    if days == 1:
        return "jutro"
    weekday = weekday_in(day.weekday())
    return weekday if days < 7 else f"{weekday}, {date_gen(day)}"


def _day(moment: datetime, now: datetime) -> str:
    """In the middle of a sentence: a date stands between commas."""
    said = day_said(moment.date(), now.date())
    return f"{said}," if "," in said else said
