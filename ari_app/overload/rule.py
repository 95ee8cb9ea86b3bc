"""What is shed when the machine is full, and how many new calls are still taken. Pure.

Two signs are looked at. *Lateness*: by how many seconds something that callers wait for came later than it
should. *Use*: which share of the processors Asterisk and the application take for calls. A call's work is spread
over its whole length, so both tell of too many calls some seconds after they were let in: what those in progress
will use is reckoned from what a call has used on average, which is learnt. Lateness says how much use the machine
bears: the most that is allowed grows while everything is on time, and shrinks while it is late.

Callers who were let in are never shed, nor are consultants' telephones.
"""

from collections import deque
from dataclasses import dataclass, field

from core.overload.shed import Shed


@dataclass(frozen=True, slots=True)
class Signs:
    """How the centre was since the look before."""

    lateness: float  # seconds, the worst
    use: float  # of all processors: 0 to 1
    calls: int  # in progress


@dataclass(frozen=True, slots=True)
class OverloadRule:
    """When something is shed. Times in seconds."""

    late: float = 0.12
    """From this lateness on other work is shed, and calls where the machine is as busy as it may be."""
    on_time: float = 0.06
    """Up to this one all is well. Between the two nothing changes: else it would swing."""
    too_late: float = 0.4
    """From this one on callers notice it: calls are shed, however busy the machine is."""
    on_time_again: float = 0.15
    """Up to this one all calls may be taken again."""
    first_most_use: float = 0.75
    """The use that is allowed until lateness has taught better; and the bounds of what it may teach."""
    least_most_use: float = 0.2
    highest_most_use: float = 0.85
    most_expected: float = 0.8
    """What the calls in progress will use, by what a call has used on average: from this on more are too many,
    before anything is late. A call's work comes some seconds after it was let in."""
    well_use: float = 0.8
    """Up to this part of the allowed use all is well."""
    few_calls: int = 8
    """While no more are in progress no call is shed: it is not they who make the machine late."""
    calm_time: float = 0.5
    """For so long all must have been well until one thing less is shed."""
    most_rate: float = 0.0
    """A ceiling that somebody has set, in new calls a second; 0: none."""
    sentences: float = 0.25
    """How many callers may hear the sentence, for each call that is taken; the rest is refused at the door."""


_SHRINK, _GROWTH = 0.93, 1.004  # of the allowed use: for a lateness, and for a look
_LESSON_TIME = 3.0  # seconds between two lessons of lateness: what was let in before is still there
_MEASURED_TIME = 2.0  # seconds over which arrivals are counted
_LEAST_RATE = 0.5  # calls a second that are taken in any case
_LEAST_SENTENCES = 2.0  # a second
_BURST_TIME = 0.25  # seconds of the rate that may come at once
_FILL_TIME = 4.0  # seconds in which what is free may be filled
_MOST_AT_THE_DOOR = 0.95  # some must come in, or nobody would know how many still ring
_LAG = 1.0  # seconds until a new call works as others do, on average
_ENOUGH = 5  # calls of which something is learnt
_LEARNS, _LEARNS_YOUNG = 0.01, 0.1  # of the difference to what was believed, at a look
_SHARE_OF_CALL = 1 / 265  # of the processors, taken by a call, until it was seen
_YOUNG_TIME = 10.0  # seconds of a process's life in which it learns from the calls that it has found


@dataclass(slots=True)
class Overload:
    """The state. `look` at a steady pace, `admit` for each new call; `now` is monotonic, in seconds."""

    rule: OverloadRule = field(default_factory=OverloadRule)
    shed: Shed = Shed.NOTHING
    rate: float = 0.0
    """New calls a second that are taken while `shed` is CALLS."""
    door: float = 0.0
    """The share of new calls that is refused before anything of ours is asked: 0 to 1."""
    most_use: float = 0.0
    _began: float | None = None
    _share: float = _SHARE_OF_CALL
    _taught_at: float = float("-inf")
    _well_since: float | None = None
    _shed_at: float = float("-inf")
    _tokens: float = 0.0
    _filled_at: float = 0.0
    _there: deque[tuple[float, int]] = field(default_factory=deque)
    _came: deque[tuple[float, float]] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self.most_use = self.rule.first_most_use

    def look(self, signs: Signs, now: float) -> None:
        """Draw the conclusions from what was since the look before."""
        rule = self.rule
        is_late, is_too_late = signs.lateness >= rule.late, signs.lateness >= rule.too_late
        if self._began is None:
            self._began = now
        is_young = now - self._began < _YOUNG_TIME
        expected = signs.use if is_young else max(signs.use, signs.calls * self._share)
        is_busy = expected >= self.most_use
        if is_too_late:
            self._allow_less(signs.use, now)
        elif signs.lateness <= rule.on_time and signs.use >= 0.9 * self.most_use:
            self.most_use = min(rule.highest_most_use, self.most_use * _GROWTH)
        self._learn(signs, now, _LEARNS_YOUNG if is_young else _LEARNS)
        while self._came and self._came[0][0] < now - _MEASURED_TIME:
            self._came.popleft()
        if is_too_late or (is_late and is_busy) or expected >= rule.most_expected:
            self._well_since = None
            self._shed_more(2, Shed.CALLS, signs.calls)
        elif (is_late or is_busy) and self.shed is not Shed.CALLS:
            self._well_since = None
            self._shed_more(1, Shed.EXTRAS, signs.calls)
        elif self._is_well(signs, expected):
            self._be_well(now)
        else:
            self._well_since = None
        free = 0.0 if is_too_late else max(0.0, self.most_use - expected)
        self.rate = max(_LEAST_RATE, free / max(self._share, 1e-6) / _FILL_TIME)
        self.door = self._door() if self.shed is Shed.CALLS else 0.0

    def admit(self, now: float) -> bool:
        """Is this new call taken? It hears the sentence otherwise."""
        self._came.append((now, 1 / (1 - self.door)))
        if not self._has_token(now):
            self._shed_at = now
            return False
        return True

    def _allow_less(self, use: float, now: float) -> None:
        if now - self._taught_at >= _LESSON_TIME:
            self.most_use = max(self.rule.least_most_use, min(self.most_use, use) * _SHRINK)
            self._taught_at = now

    def _learn(self, signs: Signs, now: float, part: float) -> None:
        """What a call uses on average, of those that were there a moment ago: the newest have not begun to.
        Slowly, since calls that begin or end together use more or less than that for a while."""
        self._there.append((now, signs.calls))
        while now - self._there[0][0] > _LAG:
            self._there.popleft()
        calls = self._there[0][1]
        if calls >= _ENOUGH:
            self._share += part * (signs.use / calls - self._share)

    # -- levels

    def _is_well(self, signs: Signs, expected: float) -> bool:
        if self.shed is Shed.CALLS:
            return signs.lateness <= self.rule.on_time_again and expected < self.most_use
        return signs.lateness <= self.rule.on_time and signs.use <= self.rule.well_use * self.most_use

    def _shed_more(self, steps: int, most: Shed, calls: int) -> None:
        if calls <= self.rule.few_calls:
            most = min(most, Shed.EXTRAS)
        if self.shed < most:
            self.shed = Shed(min(most, self.shed + steps))
            self._tokens = 0.0

    def _be_well(self, now: float) -> None:
        if self._well_since is None:
            self._well_since = now
        is_calm = now - max(self._well_since, self._shed_at) >= self.rule.calm_time
        if is_calm and self.shed is not Shed.NOTHING:
            self.shed = Shed(self.shed - 1)
            self._well_since = now

    # -- new calls

    def _has_token(self, now: float) -> bool:
        rate = self._rate()
        if rate is None:
            return True
        most = max(1.0, rate * _BURST_TIME)
        self._tokens = min(most, self._tokens + rate * (now - self._filled_at))
        self._filled_at = now
        if self._tokens < 1.0:
            return False
        self._tokens -= 1.0
        return True

    def _rate(self) -> float | None:
        """New calls a second that are taken; None: all."""
        most = self.rule.most_rate
        if self.shed is Shed.CALLS:
            return min(self.rate, most) if most else self.rate
        return most or None

    def _door(self) -> float:
        came = sum(weight for _, weight in self._came) / _MEASURED_TIME
        rate = self._rate() or 0.0
        wanted = rate + max(_LEAST_SENTENCES, rate * self.rule.sentences)
        return 0.0 if came <= wanted else min(_MOST_AT_THE_DOOR, 1 - wanted / came)
