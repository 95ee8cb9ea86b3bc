"""How promised hours are said in Polish. Pure."""

from datetime import date, datetime

from ivr.speech.callback_window import DAYS_BY_NAME, widened
from ivr.speech.polish.speech_pl import date_gen, time_ins, time_loc, weekday_in


def promised_hours(begin: datetime, end: datetime, now: datetime) -> tuple[str, str]:
    """The day and the hours in which something is promised: "dzisiaj", "między godziną jedenastą a dwunastą".

    All three are wall-clock times of one place. Both ends are widened to half hours: what is promised holds. A
    span over midnight names both days: "dzisiaj po godzinie piętnastej", "albo jutro do godziny ósmej".
    """
    span = widened(begin, end, now)
    day = _day(span.begin, span.begins_in_days)
    if not span.is_over_midnight:
        first = time_ins(span.begin.hour, span.begin.minute)
        return day, f"między godziną {first} a {time_ins(*span.last)}"
    return (
        f"{day} po godzinie {time_loc(span.begin.hour, span.begin.minute)}",
        f"albo {_day(span.end, span.ends_in_days)} do godziny {time_loc(*span.last)}",
    )


def day_said(day: date, days: int) -> str:
    """ "dzisiaj", "jutro", "we wtorek"; from a week on with the date: "we wtorek, siódmego stycznia".

    `days` is the distance of `day` from today.
    """
    if days <= 0:
        return "dzisiaj"
    if days == 1:
        return "jutro"
    weekday = weekday_in(day.weekday())
    return weekday if days < DAYS_BY_NAME else f"{weekday}, {date_gen(day)}"


def _day(moment: datetime, days: int) -> str:
    """In the middle of a sentence: a date stands between commas."""
    said = day_said(moment.date(), days)
    return f"{said}," if "," in said else said
