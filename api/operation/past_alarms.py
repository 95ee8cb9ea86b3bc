"""Alarms of the last days, made of what was written down: facts, calls, verifications. Pure.

What leaves no trace in the database (a counter of a process, a disk that was full for an hour) is known to the
monitor alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias, get_args

PastName: TypeAlias = Literal[
    "EmergencyCalls",
    "WatchdogActed",
    "ManyWrongTries",
    "CallsFail",
    "RecordingsFail",
    "CallsShed",
    "RecordingsMissing",
    "LogsAltered",
    "RecordingsAltered",
]
PAST: Final[tuple[PastName, ...]] = get_args(PastName)


@dataclass(frozen=True, slots=True)
class _Judged:
    """So many cases within so much time are an alarm; it is over when none came for that time."""

    window: timedelta
    least: int = 1


_MINUTE = timedelta(minutes=1)
_RULES: Final[Mapping[PastName, _Judged]] = {
    "EmergencyCalls": _Judged(5 * _MINUTE),
    "WatchdogActed": _Judged(5 * _MINUTE),
    "ManyWrongTries": _Judged(5 * _MINUTE),
    "CallsFail": _Judged(10 * _MINUTE, least=3),
    "RecordingsFail": _Judged(10 * _MINUTE, least=3),
    "CallsShed": _Judged(5 * _MINUTE),
    "RecordingsMissing": _Judged(60 * _MINUTE),
    "LogsAltered": _Judged(60 * _MINUTE),
    "RecordingsAltered": _Judged(60 * _MINUTE),
}


@dataclass(frozen=True, slots=True)
class PastAlarm:
    """From the first to the last case, and how many there were."""

    name: PastName
    began_at: datetime
    ended_at: datetime
    cases: int


def past_alarms(cases: Mapping[PastName, Sequence[datetime]]) -> list[PastAlarm]:
    """Of the moments of cases, in any order, what was an alarm; the newest first."""
    found = [alarm for name, moments in cases.items() for alarm in _alarms(name, sorted(moments))]
    return sorted(found, key=lambda alarm: (alarm.began_at, alarm.name), reverse=True)


def _alarms(name: PastName, moments: Sequence[datetime]) -> Iterator[PastAlarm]:
    rule = _RULES[name]
    begin = 0
    for place in range(1, len(moments) + 1):
        if place < len(moments) and moments[place] - moments[place - 1] <= rule.window:
            continue
        together = moments[begin:place]
        if _is_alarm(together, rule):
            yield PastAlarm(name, together[0], together[-1], len(together))
        begin = place


def _is_alarm(moments: Sequence[datetime], rule: _Judged) -> bool:
    last = rule.least - 1
    return any(moments[place + last] - moments[place] <= rule.window for place in range(len(moments) - last))
