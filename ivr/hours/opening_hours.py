"""Is there somebody to talk to, why, until when, and when again? Pure.

What holds on a day, the first that applies: an exception of the office, a holiday or Sunday, the plan of the week
in force; those of the call's topic before those of all calls. While the own hours are over and the evening pool is
open, calls go into the queue of the office that keeps the pool. Nothing is remembered: every answer is reckoned
from the moment asked about, so that it is right at every boundary.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict

from core.calendar.calling_hours import Shift
from core.calendar.holidays_pl import day_off
from core.lists.topics import RESERVED
from ivr.hours.wall_clock import Stretch, stretches, wall
from ivr.hours.week_plan import OpeningSpan, Purpose, SpecialDays, WeeklyPlan, WeekPlan

YEAR = timedelta(days=366)  # so far ahead an opening is looked for

OpeningOutcome = Literal["open", "evening", "closed", "holiday"]
ReasonKind = Literal["plan", "closed_day", "other_hours", "holiday", "evening_pool", "no_plan", "always_open"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why. `name` is that of the holiday, or what the office wrote about the exception; else empty."""

    kind: ReasonKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """When somebody will be there again, in UTC, and the end of these hours."""

    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class OpeningState:
    """What holds for a caller at one moment.

    `queue` is the office whose queue takes the call, None if nobody is there; `closes_at` when that is over;
    `opening` only if nobody is there, None if no hours begin within a year. `week` is the plan in force.
    """

    outcome: OpeningOutcome
    reason: Reason
    queue: str | None = None
    closes_at: datetime | None = None
    opening: Opening | None = None
    week: WeeklyPlan | None = None

    @property
    def is_served(self) -> bool:
        return self.queue is not None


@dataclass(frozen=True, slots=True)
class Today:
    """The hours of one day and why they are so."""

    spans: tuple[OpeningSpan, ...]
    reason: Reason


class OfficeHours(BaseModel):
    """Everything that one office has written down."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    plans: tuple[WeekPlan, ...] = ()
    exceptions: tuple[SpecialDays, ...] = ()

    def plan(self, purpose: Purpose, day: date) -> WeekPlan | None:
        """The plan in force: that of the purpose, or the one for all calls."""
        for wanted in _from_special_to_all(purpose):
            for plan in self.plans:
                if plan.purpose == wanted and plan.holds_on(day):
                    return plan
        return None

    def on(self, purpose: Purpose, day: date) -> Today:
        """The hours of a day."""
        for wanted in _from_special_to_all(purpose):
            for exception in self.exceptions:
                if exception.purpose == wanted and exception.covers(day):
                    kind: ReasonKind = "other_hours" if exception.spans else "closed_day"
                    return Today(exception.spans, Reason(kind, exception.text))
        if holiday := day_off(day):
            return Today((), Reason("holiday", holiday))
        plan = self.plan(purpose, day)
        return Today((), Reason("no_plan")) if plan is None else Today(plan.week.of(day.weekday()), Reason("plan"))


def _from_special_to_all(purpose: Purpose) -> tuple[Purpose, ...]:
    # The pool has hours of its own only: a day on which the office that keeps it is closed need not end it.
    return (purpose,) if purpose in ("all", "evening") else (purpose, "all")


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of all offices, by code."""

    offices: Mapping[str, OfficeHours] = field(default_factory=dict)
    is_always_open: bool = False
    """Every office takes calls at every moment, whatever is written down: for those who try the centre out."""

    def state(self, office: str, topic: str | None, moment: datetime) -> OpeningState:
        """What a caller of `office` meets at `moment`; an office of which nothing is known is closed."""
        purpose, day = _purpose(topic), wall(moment).date()
        plan, own = self._of(office).plan(purpose, day), self._of(office).on(purpose, day)
        week = None if plan is None else plan.week
        if self.is_always_open:
            return OpeningState("open", Reason("always_open"), office, week=week)
        if _holds(self._own(office, purpose, day), moment):
            ends = _end(_joined(self._own(office, purpose, each) for each in _days(day)), moment)
            return OpeningState("open", own.reason, office, ends, week=week)
        if plan is not None and _holds(self._evening(office, purpose, day), moment):
            ends = _end(_joined(self._evening(office, purpose, each) for each in _days(day)), moment)
            meanwhile = takewhile(lambda each: each <= wall(ends).date(), _days(day))
            own_begins = [s[0] for each in meanwhile for s in self._own(office, purpose, each) if moment < s[0]]
            reason = Reason("evening_pool", own.reason.name)
            return OpeningState("evening", reason, plan.evening_pool, min([ends, *own_begins]), week=week)
        outcome: OpeningOutcome = "holiday" if own.reason.kind == "holiday" else "closed"
        return OpeningState(outcome, own.reason, opening=self.next_opening(office, topic, moment), week=week)

    def pool(self, office: str, topic: str | None, moment: datetime) -> str | None:
        """The office that keeps the evening pool in which `office` takes part now, be it open or not."""
        plan = self._of(office).plan(_purpose(topic), wall(moment).date())
        return None if plan is None else plan.evening_pool

    def next_opening(self, office: str, topic: str | None, moment: datetime) -> Opening | None:
        """The first moment after `moment` at which somebody is there and just before was not, own hours and the
        pool's together; None if there is none within a year."""
        purpose = _purpose(topic)
        days = (
            self._own(office, purpose, day) + self._evening(office, purpose, day)
            for day in _days(wall(moment).date())
        )
        for begins, ends in _joined(days):
            if begins > moment:
                return Opening(begins, ends) if begins <= moment + YEAR else None
        return None

    def shift(self, office: str, topic: str | None, moment: datetime) -> Shift | None:
        """See `core.calendar.calling_hours.CallingHours`."""
        state = self.state(office, topic, moment)
        if state.queue is not None:
            return Shift(state.queue, moment, state.closes_at)
        if state.opening is None:
            return None
        then = self.state(office, topic, state.opening.begins)
        return Shift(then.queue or office, state.opening.begins, then.closes_at)

    def is_another_open(self, office: str, topic: str | None, moment: datetime) -> bool:
        """Does any office but this one take calls at `moment`?"""
        purpose, day = _purpose(topic), wall(moment).date()
        return self.is_always_open or any(
            _holds(self._own(other, purpose, day) + self._evening(other, purpose, day), moment)
            for other in self.offices
            if other != office
        )

    def _of(self, office: str) -> OfficeHours:
        return self.offices.get(office) or _NOTHING

    def _own(self, office: str, purpose: Purpose, day: date) -> list[Stretch]:
        """The office's own hours of a day."""
        return [
            s for span in self._of(office).on(purpose, day).spans for s in stretches(day, span.begin, span.end)
        ]

    def _evening(self, office: str, purpose: Purpose, day: date) -> list[Stretch]:
        """The hours of the pool in which the office takes part on that day."""
        plan = self._of(office).plan(purpose, day)
        return [] if plan is None or plan.evening_pool is None else self._own(plan.evening_pool, "evening", day)


_NOTHING = OfficeHours()


def _purpose(topic: str | None) -> Purpose:
    """The plan that a call about `topic` goes by; a topic without a plan of its own goes by that for all."""
    return topic if topic and topic not in RESERVED else "all"


def _days(first: date) -> Iterator[date]:
    for number in range(YEAR.days + 2):
        yield first + timedelta(days=number)


def _holds(hours: Iterable[Stretch], moment: datetime) -> bool:
    return any(begins <= moment < ends for begins, ends in hours)


def _joined(days: Iterable[list[Stretch]]) -> Iterator[Stretch]:
    """In order, with those made one that touch or overlap, also over midnight."""
    last: Stretch | None = None
    for day in days:
        for begins, ends in sorted(day):
            if last is None:
                last = begins, ends
            elif begins <= last[1]:
                last = last[0], max(last[1], ends)
            else:
                yield last
                last = begins, ends
    if last is not None:
        yield last


def _end(hours: Iterable[Stretch], moment: datetime) -> datetime:
    """When the hours that hold at `moment` are over."""
    return next(ends for begins, ends in hours if begins <= moment < ends)


class OpeningHours(Protocol):
    """The hours of all offices, in memory; `Hours` is one."""

    def state(self, office: str, topic: str | None, moment: datetime) -> OpeningState:
        """What a caller of `office` with that topic meets at `moment`. Reckoned anew at each call."""

    def pool(self, office: str, topic: str | None, moment: datetime) -> str | None:
        """The office that keeps the evening pool in which `office` takes part; None if there is none."""

    def is_another_open(self, office: str, topic: str | None, moment: datetime) -> bool:
        """Does any office but this one take calls at `moment`?"""
