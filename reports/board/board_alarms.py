"""What a supervisor should look at, and from where on. Pure.

One cause is one alarm: while the database, who answers calls, or Asterisk is away, nothing is said of what is
known by it alone. Limits that people set stand in `reports.board.board_limits`; the others stand here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

import msgspec

from core.live.live import Alarm, AlarmKind, AsteriskLive, QueueLive
from core.metrics.metric import Figure
from reports.answers.words_pl import rounded
from reports.board.board_limits import Limits

SERVICE_LEVEL_CASES: Final = 10
"""Callers of whom a level has to be told at the least: of three, one is a third."""

FIGURES_AGE: Final = 30.0
"""Seconds since the figures were complete."""

BACK_NEWS: Final = 600.0
"""Seconds for which it is said that an Asterisk answers again."""

RECORDINGS_FAILED: Final = 0.0
"""Of conversations with a consent and without a recording: those that go on, and those of the window `now`."""

_OWN_BEGINNING: Final[frozenset[AlarmKind]] = frozenset(
    {
        *("long_wait", "nobody_there", "telephone_away", "pause_long", "callback_overdue", "figures_late"),
        *("glass_broken", "second_person", "rate_ends", "asterisk_lost", "asterisk_back"),
        "matters_late",
    }
)
"""Whoever waits since a certain moment is not the one who waited before."""


@dataclass(frozen=True, slots=True)
class Consultant:
    """Of `AgentLive`, what alarms are raised by."""

    office: str
    state: str
    since: datetime
    pause_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What alarms are raised by, at one moment.

    `database_away_since`: None while it answers. `application_heard_at`: when who answers calls was heard, if that
    is too long ago. `queues` and `consultants`: of the live state, nothing while it is not known. `limits`: None
    before they are known: nothing is said then of what they are for. `overdue`: how many orders to ring back, and
    since when, by office. `levels`: the service level of the window `hour` by office. `unrecorded`: conversations
    with a failed recording by office. `accounts_at_ceiling`: how many may look at no more clients today, by
    office. `uncertain_messages`: of which nobody knows whether they went, by office, "" of none. `late_matters`:
    how many nobody has answered in time, and since when the first, by office; `near_matters`: how many terms end
    within how many seconds, by office. `complete_until`: of the figures; None: there are none yet. `begun_at`: of
    this process.
    `waiting_acts`: how many acts wait for a second person, and since when; `broken_glass`: when one person did
    alone what takes two; both by office, of the province under "". `ending_rates`: how many amounts of the
    knowledge base end soon or have ended without another one, and since when that is said.
    """

    at: datetime
    begun_at: datetime
    database_away_since: datetime | None = None
    application_heard_at: datetime | None = None
    is_asterisk_there: bool = True
    calls_shed_since: datetime | None = None
    shed_calls: int = 0
    asterisks: Sequence[AsteriskLive] = ()
    rung_back: int = 0
    queues: Mapping[str, QueueLive] = field(default_factory=dict)
    consultants: Sequence[Consultant] = ()
    limits: Limits | None = None
    overdue: Mapping[str, tuple[int, datetime]] = field(default_factory=dict)
    levels: Mapping[str, Figure] = field(default_factory=dict)
    unrecorded: Mapping[str, int] = field(default_factory=dict)
    accounts_at_ceiling: Mapping[str, int] = field(default_factory=dict)
    uncertain_messages: Mapping[str, int] = field(default_factory=dict)
    late_matters: Mapping[str, tuple[int, datetime]] = field(default_factory=dict)
    near_matters: Mapping[str, tuple[int, float]] = field(default_factory=dict)
    complete_until: datetime | None = None
    waiting_acts: Mapping[str, tuple[int, datetime]] = field(default_factory=dict)
    broken_glass: Mapping[str, datetime] = field(default_factory=dict)
    ending_rates: tuple[int, datetime] | None = None


def key_of(alarm: Alarm) -> str:
    """Of the live object."""
    return f"{alarm.kind}:{alarm.office}"


def alarms(seen: Seen, before: Mapping[str, Alarm]) -> dict[str, Alarm]:
    """What is to be looked at now, by key. An alarm that goes on keeps its beginning."""
    found: dict[str, Alarm] = {}
    for alarm in _raised(seen):
        known = before.get(key_of(alarm))
        since = alarm.since if known is None else min(alarm.since, known.since)
        is_own = alarm.kind in _OWN_BEGINNING
        found[key_of(alarm)] = alarm if is_own else msgspec.structs.replace(alarm, since=since)
    return found


def _raised(seen: Seen) -> Iterator[Alarm]:
    yield from _of_the_centre(seen)
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
    for office, count in sorted(seen.uncertain_messages.items()):
        yield Alarm(kind="messages_uncertain", office=office, since=seen.at, value=float(count), limit=0.0)
    for office, (count, since) in sorted(seen.late_matters.items()):
        yield Alarm(kind="matters_late", office=office, since=since, value=float(count), limit=0.0)
    for office, (count, limit) in sorted(seen.near_matters.items()):
        yield Alarm(kind="matters_near", office=office, since=seen.at, value=float(count), limit=limit)
    if seen.ending_rates is not None:
        count, since = seen.ending_rates
        yield Alarm(kind="rate_ends", since=since, value=float(count), limit=0.0)
    if seen.limits is not None:
        yield from _past_limits(seen, seen.limits)


def _of_the_centre(seen: Seen) -> Iterator[Alarm]:
    if seen.database_away_since is not None:
        yield Alarm(kind="database_away", since=seen.database_away_since)
        return
    complete = seen.complete_until or seen.begun_at
    if seen.at - complete > timedelta(seconds=FIGURES_AGE):
        yield Alarm(kind="figures_late", since=complete, limit=FIGURES_AGE)
    if seen.application_heard_at is not None:
        yield Alarm(kind="application_away", since=seen.application_heard_at)
        return
    if not seen.is_asterisk_there:
        yield Alarm(kind="asterisk_away", since=seen.at)
        return
    yield from _of_several_asterisks(seen)
    if seen.calls_shed_since is not None:
        yield Alarm(kind="calls_shed", since=seen.calls_shed_since, value=float(seen.shed_calls), limit=0.0)
    for office, queue in sorted(seen.queues.items()):
        if queue.lacks and queue.oldest is not None:
            waiting = float(queue.waiting - queue.callbacks)
            kind: AlarmKind = "nobody_there" if queue.lacks == "there" else "nobody_ready"
            since = queue.oldest if queue.lacks == "there" else seen.at
            yield Alarm(kind=kind, office=office, since=since, value=waiting, limit=0.0)


def _of_several_asterisks(seen: Seen) -> Iterator[Alarm]:
    """At most one of each kind: of the last to which it happened."""
    lost = [one for one in seen.asterisks if one.state in ("cut", "gone")]
    for one in sorted(lost, key=lambda each: each.since)[-1:]:
        ended = one.ended if one.state == "gone" else 0
        yield _of_asterisk("asterisk_lost", one, ended, seen)
    back = [
        one
        for one in seen.asterisks
        if one.state == "up" and one.gone_at is not None and seen.at - one.since < timedelta(seconds=BACK_NEWS)
    ]
    for one in sorted(back, key=lambda each: each.since)[-1:]:
        yield _of_asterisk("asterisk_back", one, one.ended, seen)
    drained = [one for one in seen.asterisks if one.state == "up" and one.is_drained]
    for one in drained[-1:]:
        yield Alarm(kind="asterisk_drained", since=seen.at, value=float(one.calls), limit=0.0, name=one.name)


def _of_asterisk(
    kind: Literal["asterisk_lost", "asterisk_back"], one: AsteriskLive, ended: int, seen: Seen
) -> Alarm:
    return Alarm(
        kind=kind, since=one.since, value=float(ended), limit=0.0, name=one.name, rung_back=seen.rung_back
    )


def _past_limits(seen: Seen, limits: Limits) -> Iterator[Alarm]:
    for office, level in sorted(seen.levels.items()):
        limit = limits.value("service_level_low", office)
        is_told = level.value is not None and level.n >= SERVICE_LEVEL_CASES
        if limit is not None and is_told and level.value is not None and level.value < limit:
            value = float(rounded(level.value, 1))  # what stands beside it
            yield Alarm(kind="service_level_low", office=office, since=seen.at, value=value, limit=limit)
    for office, (count, since) in sorted(seen.overdue.items()):
        limit = limits.value("callback_overdue", office)
        yield Alarm(kind="callback_overdue", office=office, since=since, value=float(count), limit=limit)
    if seen.database_away_since or seen.application_heard_at or not seen.is_asterisk_there:
        return
    for office, queue in sorted(seen.queues.items()):
        limit = limits.value("long_wait", office)
        if limit is not None and queue.oldest is not None and seen.at - queue.oldest > timedelta(seconds=limit):
            yield Alarm(kind="long_wait", office=office, since=queue.oldest, limit=limit)
    yield from _too_long("telephone_away", "unreachable", seen, limits)
    yield from _too_long("pause_long", "paused", seen, limits)


def _too_long(
    kind: Literal["telephone_away", "pause_long"], state: str, seen: Seen, limits: Limits
) -> Iterator[Alarm]:
    """Of consultants whose state lasts longer than it may: how many there are at each office, and since when the
    first of them is in it, with that one's limit."""
    past: dict[str, list[tuple[datetime, float]]] = {}
    for one in seen.consultants:
        if one.state != state:
            continue
        limit = limits.value(kind, one.office, (one.pause_reason or "") if kind == "pause_long" else "")
        if limit is not None and seen.at - one.since > timedelta(seconds=limit):
            past.setdefault(one.office, []).append((one.since, limit))
    for office, found in sorted(past.items()):
        since, limit = min(found)
        yield Alarm(kind=kind, office=office, since=since, value=float(len(found)), limit=limit)
