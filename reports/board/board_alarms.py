"""What a supervisor should look at, and from where on. Pure; the thresholds stand here and nowhere else. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import msgspec

from core.live.live import Alarm, QueueLive
from core.metrics.metric import Figure
from reports.answers.words_pl import rounded

LONG_WAIT: Final = 300.0
"""Seconds of the first of those who wait."""

SERVICE_LEVEL: Final = 60.0
"""Percent of the last hour."""

SERVICE_LEVEL_CASES: Final = 10
"""Callers of whom a level has to be told at the least: of three, one is a third."""

FIGURES_AGE: Final = 30.0
"""Seconds since the figures were complete."""

RECORDINGS_FAILED: Final = 0.0
"""Of conversations with a consent and without a recording: those that go on, and those of the window `now`."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What alarms are raised by, at one moment.

    `levels`: the service level of the window `hour` by office. `unrecorded`: conversations with a failed recording
    by office. `accounts_at_ceiling`: how many may look at no more clients today, by office.
    `complete_until`: of the figures; None: there are none yet. `begun_at`: of this process. `waiting_acts`: how
    many acts wait for a second person, and since when; `broken_glass`: when one person did alone what takes two;
    both by office, of the province under "".
    """

    at: datetime
    begun_at: datetime
    is_asterisk_there: bool = True
    calls_shed_since: datetime | None = None
    shed_calls: int = 0
    queues: Mapping[str, QueueLive] = field(default_factory=dict)
    levels: Mapping[str, Figure] = field(default_factory=dict)
    unrecorded: Mapping[str, int] = field(default_factory=dict)
    accounts_at_ceiling: Mapping[str, int] = field(default_factory=dict)
    complete_until: datetime | None = None
    waiting_acts: Mapping[str, tuple[int, datetime]] = field(default_factory=dict)
    broken_glass: Mapping[str, datetime] = field(default_factory=dict)


def key_of(alarm: Alarm) -> str:
    """Of the live object."""
    return f"{alarm.kind}:{alarm.office}"


def alarms(seen: Seen, before: Mapping[str, Alarm]) -> dict[str, Alarm]:
    """What is to be looked at now, by key. An alarm that goes on keeps its beginning."""
    found: dict[str, Alarm] = {}
    for alarm in _raised(seen):
        known = before.get(key_of(alarm))
        since = alarm.since if known is None else min(alarm.since, known.since)
        # Whoever waits since a certain moment is not the one who waited before.
        is_own = alarm.kind in ("long_wait", "nobody_there", "figures_late", "glass_broken", "second_person")
        found[key_of(alarm)] = alarm if is_own else msgspec.structs.replace(alarm, since=since)
    return found


def _raised(seen: Seen) -> Iterator[Alarm]:
    if not seen.is_asterisk_there:
        yield Alarm(kind="asterisk_away", since=seen.at)
    if seen.calls_shed_since is not None:
        yield Alarm(kind="calls_shed", since=seen.calls_shed_since, value=float(seen.shed_calls), limit=0.0)
    complete = seen.complete_until or seen.begun_at
    if seen.at - complete > timedelta(seconds=FIGURES_AGE):
        yield Alarm(kind="figures_late", since=complete, limit=FIGURES_AGE)
    for office, queue in sorted(seen.queues.items()):
        yield from _of_queue(office, queue, seen.at)
    for office, level in sorted(seen.levels.items()):
        if level.value is not None and level.n >= SERVICE_LEVEL_CASES and level.value < SERVICE_LEVEL:
            value = float(rounded(level.value, 1))  # what stands beside it
            yield Alarm(kind="service_level_low", office=office, since=seen.at, value=value, limit=SERVICE_LEVEL)
    for office, count in sorted(seen.unrecorded.items()):
        if count > RECORDINGS_FAILED:
            yield Alarm(
                kind="recording_failed",
                office=office,
                since=seen.at,
                value=float(count),
                limit=RECORDINGS_FAILED,
            )
    for office, since in sorted(seen.broken_glass.items()):
        yield Alarm(kind="glass_broken", office=office, since=since)
    for office, (count, since) in sorted(seen.waiting_acts.items()):
        yield Alarm(kind="second_person", office=office, since=since, value=float(count), limit=0.0)
    for office, count in sorted(seen.accounts_at_ceiling.items()):
        yield Alarm(kind="looks_at_ceiling", office=office, since=seen.at, value=float(count), limit=0.0)


def _of_queue(office: str, queue: QueueLive, at: datetime) -> Iterable[Alarm]:
    if queue.waiting == 0 or queue.oldest is None:
        return
    if queue.there == 0:
        yield Alarm(kind="nobody_there", office=office, since=queue.oldest, value=float(queue.waiting), limit=0.0)
    if at - queue.oldest > timedelta(seconds=LONG_WAIT):
        yield Alarm(kind="long_wait", office=office, since=queue.oldest, limit=LONG_WAIT)
