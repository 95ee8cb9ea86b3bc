"""Opening hours as values of announcements, and reasons in Polish for people who read them. Pure."""

from datetime import datetime

from ivr.hours.opening_hours import Opening, OpeningState, Reason
from ivr.hours.wall_clock import wall
from ivr.hours.week_plan import WeeklyPlan
from ivr.offices import OfficeInfo
from ivr.speech.values import Date, Day, Hours, Time, Value, Week, Weekday


def spoken_values(state: OpeningState, office: OfficeInfo, moment: datetime) -> dict[str, Value]:
    """What the announcements of `opening_hours` may name, as far as it is known: the one place where it is made.

    Of a closed office `dzien`, `godzina` and the other names of the next opening; of an open one when it closes.
    """
    values = office.values
    if state.reason.name:
        values["powod"] = state.reason.name
    if state.closes_at is not None:
        values["godz_do"] = _last_hour(state.closes_at)
    if state.week is not None and any(state.week.days):
        values["dni_i_godziny"] = week_value(state.week)
    if state.opening is not None:
        values |= _opening(state.opening, moment)
        day = Day(wall(state.opening.begins).date(), wall(moment).date(), _hour(state.opening.begins))
        values.setdefault("dni_i_godziny", day)
    return values


def _opening(opening: Opening, moment: datetime) -> dict[str, Value]:
    day = wall(opening.begins).date()
    return {
        "dzien": Day(day, wall(moment).date()),
        "godzina": _hour(opening.begins),
        "w_dzien_tygodnia": Weekday(day),
        "data": Date(day),
        "godz_od": _hour(opening.begins),
        "godz_do": _last_hour(opening.ends),
    }


def _hour(moment: datetime) -> Time:
    at = wall(moment)
    return Time(at.hour, at.minute)


def _last_hour(moment: datetime) -> Time:
    """Hours that end at midnight end at 24:00."""
    at = wall(moment)
    return Time(at.hour or (0 if at.minute else 24), at.minute)


def week_value(week: WeeklyPlan) -> Week:
    return Week(
        tuple(
            tuple(Hours(Time(*divmod(s.begin, 60)), Time(*divmod(s.end, 60))) for s in spans)
            for spans in week.days
        )
    )


def reason_written(state: OpeningState) -> str:
    """Why, for people who read it: "święto: Nowy Rok"."""
    match state.reason:
        case Reason("holiday", name):
            return f"dzień ustawowo wolny od pracy: {name}"
        case Reason("closed_day", name):
            return f"urząd jest tego dnia nieczynny: {name}"
        case Reason("other_hours", name):
            return f"tego dnia obowiązują inne godziny: {name}"
        case Reason("evening_pool"):
            return "wspólny dyżur wieczorny; urząd jest o tej porze nieczynny"
        case Reason("always_open"):
            return "próbna instalacja przyjmuje rozmowy o każdej porze"
        case Reason("no_plan"):
            return "w tym dniu nie obowiązuje żaden plan godzin"
        case _:
            return "zgodnie z planem tygodnia" if state.is_served else "poza godzinami planu tygodnia"
