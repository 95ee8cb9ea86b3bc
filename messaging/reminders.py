"""When somebody is reminded of a visit, and by which channel. Pure."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from core.calendar.holidays_pl import day_off
from core.consents.consent import Channel, Consent
from core.zone import WARSAW

REMINDED_AT: Final = time(10)
"""On the last working day before the visit."""

_FROM, _UNTIL = time(8), time(20)
"""Nobody is woken by a reminder."""

LATEST: Final = timedelta(hours=2)
"""So long before a visit a reminder is still of use."""

FARTHEST: Final = timedelta(days=8)
"""No visit farther away than this is due: no holidays of Poland last longer."""

_SATURDAY = 5
_MONTHS = (
    *("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca"),
    *("lipca", "sierpnia", "września", "października", "listopada", "grudnia"),
)


def is_due(visit: datetime, now: datetime) -> bool:
    """Is it the moment to remind of a visit at that time?"""
    local = now.astimezone(WARSAW)
    begins = datetime.combine(_working_day_before(visit.astimezone(WARSAW).date()), REMINDED_AT, WARSAW)
    return begins <= now <= visit - LATEST and _FROM <= local.time() < _UNTIL


def in_order(channels: Collection[Channel], consents: Collection[Consent]) -> Sequence[Channel]:
    """Which channel is tried first: one that the person has agreed to, then a text message."""
    given = {one.channel for one in consents if one.purpose == "contact" and one.is_given}
    return sorted(channels, key=lambda channel: (channel not in given, channel != "sms"))


def day_pl(moment: datetime) -> str:
    """As people say it: 7 grudnia 2026."""
    local = moment.astimezone(WARSAW)
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"


def hour_pl(moment: datetime) -> str:
    local = moment.astimezone(WARSAW)
    return f"{local.hour}:{local.minute:02}"


def _working_day_before(day: date) -> date:
    before = day - timedelta(days=1)
    while before.weekday() >= _SATURDAY or day_off(before) is not None:
        before -= timedelta(days=1)
    return before
