"""Closing an office earlier than its hours say, on one day. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from ivr.hours.opening_hours import Hours, OfficeHours
from ivr.hours.week_plan import OpeningSpan, Purpose, SpecialDays, clock_time

_DAY = timedelta(days=1)


def closed_from(written: OfficeHours, day: date, minute: int, text: str) -> tuple[SpecialDays, ...]:
    """The exceptions with which nobody new is let in from that minute of the day on; empty: nobody would be then.

    One for all calls, and one for each topic with hours of its own, which may end before. The evening pool stays
    as it is: other offices take part in it.
    """
    kept = {purpose: _until(minute, spans) for purpose, spans in _hours_of(written, day).items()}
    if kept == _hours_of(written, day):
        return ()
    return tuple(
        SpecialDays.model_validate(
            {
                "purpose": purpose,
                "kind": "other_hours" if spans else "closed",
                "first_day": day,
                "last_day": day,
                "spans": spans,
                "text": text,
                "closed_from": clock_time(minute),
            }
        )
        for purpose, spans in sorted(kept.items())
    )


def without_day(days: SpecialDays, day: date) -> tuple[SpecialDays, ...]:
    """What stays of an exception if something else holds on one of its days."""
    parts = [(days.first_day, min(days.last_day, day - _DAY)), (max(days.first_day, day + _DAY), days.last_day)]
    return tuple(
        days.model_copy(update={"first_day": first, "last_day": last}) for first, last in parts if first <= last
    )


def if_closed(hours: Hours, office: str, day: date, minute: int) -> Hours:
    """The hours of all offices as they would be. Nothing is saved."""
    written = hours.offices.get(office) or OfficeHours()
    closing = closed_from(written, day, minute, "wcześniejsze zamknięcie")
    if not closing:
        return hours
    changed = OfficeHours(plans=written.plans, exceptions=(*closing, *_others(written.exceptions, closing, day)))
    return replace(hours, offices={**hours.offices, office: changed})


def _hours_of(written: OfficeHours, day: date) -> Mapping[Purpose, tuple[OpeningSpan, ...]]:
    """By purpose: all calls, and each topic of which something of its own holds on the day."""
    own = [plan.purpose for plan in written.plans if plan.holds_on(day)]
    own += [each.purpose for each in written.exceptions if each.covers(day)]
    return {purpose: written.on(purpose, day).spans for purpose in {"all", *own} - {"evening"}}


def _until(minute: int, spans: Sequence[OpeningSpan]) -> tuple[OpeningSpan, ...]:
    return tuple(
        span if span.end <= minute else span.model_copy(update={"end": minute})
        for span in spans
        if span.begin < minute
    )


def _others(exceptions: Sequence[SpecialDays], closing: Sequence[SpecialDays], day: date) -> list[SpecialDays]:
    purposes = {each.purpose for each in closing}
    return [
        part for each in exceptions for part in (without_day(each, day) if each.purpose in purposes else (each,))
    ]
