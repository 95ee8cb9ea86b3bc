"""Whose consultants carry out a call-back, when, and what its caller may be told: by the hours in memory and by
what stands in line.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from acd.live.live_state import LiveState
from acd.waiting.callback_promise import Promise, end_of, promise
from core.calendar.calling_hours import CallingHours, Shift
from core.clock import Clock

USUAL_WAIT = timedelta(minutes=15)  # what is promised if the wait cannot be estimated

PutOff = Callable[[], Iterable[tuple[str, datetime]]]
"""The orders that wait for their time: the queue that will carry each out, and when."""


class CallbackHours:
    """`CallingHours` of queues that take callers in, and the promises that follow from them."""

    def __init__(self, live: LiveState, hours: CallingHours, clock: Clock, put_off: PutOff) -> None:
        self._live = live
        self._hours = hours
        self._clock = clock
        self._put_off = put_off

    def shift(self, office: str, topic: str | None, moment: datetime) -> Shift | None:
        """See `CallingHours`; for an office that was deactivated those of the provincial one."""
        found = self._hours.shift(self._live.queue_for(office), topic, moment)
        return None if found is None else replace(found, queue=self._live.queue_for(found.queue))

    def queue(self, office: str, topic: str | None, moment: datetime) -> str:
        """Whose consultants call at `moment`: those of the office, or of its evening pool."""
        shift = self.shift(office, topic, moment)
        is_there = shift is not None and shift.begins <= moment
        return shift.queue if shift is not None and is_there else self._live.queue_for(office)

    def promise(self, office: str, topic: str | None) -> Promise | None:
        """What can be promised to who orders now; None if nobody knows when somebody will be there."""
        return promise(self, office, topic, self._clock.now(), self._wait_now, self._wait_then)

    def window(self, office: str, topic: str | None, not_before: datetime | None) -> tuple[datetime, datetime]:
        """When the call may be expected that is on order: at its time, or in its turn."""
        now = self._clock.now()
        if not_before is not None and not_before > now:
            shift = self.shift(office, topic, not_before) or Shift(office, not_before)
            return shift.begins, end_of(shift.begins, shift)
        made = self.promise(office, topic)
        if made is not None:
            return made.begin, made.end
        shift = Shift(self._live.queue_for(office), now)  # nobody knows hours, and the line has taken the order
        begin = now + self._wait_now(shift)
        return begin, end_of(begin, shift)

    def _wait_now(self, shift: Shift) -> timedelta:
        working, ahead = self._live.working(shift.queue), self._live.waiting(shift.queue)
        return ahead * self._handle_time(shift) / working if working else USUAL_WAIT

    def _wait_then(self, shift: Shift) -> timedelta:
        """Until those who serve the queue have made the calls that were put off to these hours before."""
        ahead = sum(
            queue == shift.queue and shift.begins <= moment and (shift.ends is None or moment < shift.ends)
            for queue, moment in self._put_off()
        )
        return ahead * self._handle_time(shift) / max(1, self._live.serving(shift.queue))

    def _handle_time(self, shift: Shift) -> timedelta:
        return timedelta(seconds=self._live.policy(shift.queue).usual_handle_time)
