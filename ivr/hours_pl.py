"""How opening hours are said in Polish: the values of the announcements about them, and reasons. Pure."""

from datetime import datetime

from ivr.opening_hours import Opening, Reason, State
from ivr.opening_plan import Span, WeeklyPlan
from ivr.ports import OfficeInfo
from ivr.speech_pl import date_gen, time_loc, weekday_in
from ivr.waiting_pl import day_said
from ivr.wall_clock import wall

_FROM_DAY = ("poniedziałku", "wtorku", "środy", "czwartku", "piątku", "soboty", "niedzieli")


def spoken_values(state: State, office: OfficeInfo, moment: datetime) -> dict[str, str]:
    """What the announcements of `opening_hours` may name, as far as it is known: the one place where it is made.

    Of a closed office `dzien`, `godzina` and the other names of the next opening; of an open one when it closes.
    """
    values = {"nazwa_urzedu": office.name, "w_miejscowosci": office.locative}
    if state.reason.name:
        values["powod"] = state.reason.name
    if state.closes_at is not None:
        values["godz_do_dopelniacz"] = _last_hour(state.closes_at)
    if state.week is not None and any(state.week.days):
        values["dni_i_godziny"] = week_said(state.week)
    if state.opening is not None:
        values |= _opening(state.opening, moment)
        values.setdefault("dni_i_godziny", f"{values['dzien']}, od godziny {values['godzina']}")
    return values


def _opening(opening: Opening, moment: datetime) -> dict[str, str]:
    day = wall(opening.begins).date()
    return {
        "dzien": day_said(day, wall(moment).date()),
        "godzina": _hour(opening.begins),
        "w_dzien_tygodnia": weekday_in(day.weekday()),
        "data_dopelniacz": date_gen(day),
        "godz_od_dopelniacz": _hour(opening.begins),
        "godz_do_dopelniacz": _last_hour(opening.ends),
    }


def _hour(moment: datetime) -> str:
    """ "siódmej trzydzieści"."""
    at = wall(moment)
    return time_loc(at.hour, at.minute)


def _last_hour(moment: datetime) -> str:
    """Likewise; hours that end at midnight end at "dwudziestej czwartej"."""
    at = wall(moment)
    return time_loc(at.hour or (0 if at.minute else 24), at.minute)


def week_said(week: WeeklyPlan) -> str:
    """ "od poniedziałku do piątku, od godziny ósmej do godziny piętnastej"; days of equal hours together."""
    groups: dict[tuple[Span, ...], list[int]] = {}
    for weekday, spans in enumerate(week.days):
        if spans:
            groups.setdefault(spans, []).append(weekday)
    return ", oraz ".join(f"{_days_said(days)}, {_spans_said(spans)}" for spans, days in groups.items())


def _days_said(days: list[int]) -> str:
    if len(days) >= 3 and days[-1] - days[0] == len(days) - 1:
        return f"od {_FROM_DAY[days[0]]} do {_FROM_DAY[days[-1]]}"
    return _listed([weekday_in(day) for day in days])


def _spans_said(spans: tuple[Span, ...]) -> str:
    return _listed(
        [f"od godziny {time_loc(*divmod(s.begin, 60))} do godziny {time_loc(*divmod(s.end, 60))}" for s in spans]
    )


def _listed(parts: list[str]) -> str:
    """ "w poniedziałek, w środę i w piątek"."""
    return " i ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]


def reason_written(state: State) -> str:
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
        case Reason("no_plan"):
            return "w tym dniu nie obowiązuje żaden plan godzin"
        case _:
            return "zgodnie z planem tygodnia" if state.is_served else "poza godzinami planu tygodnia"
