"""What is shed when the machine is full, and how many new calls are still taken. Pure.

Two signs are looked at. *Lateness*: by how many seconds something that callers wait for came later than it
should. *Use*: which share of the processors Asterisk and the application take for calls. A call's work is spread
over its whole length, and most of it may come in its second half, so both tell of too many calls some seconds
after they were let in: what those in progress are going to use is reckoned from what a call uses on average, which
is learnt. Lateness says how much use the machine bears: the most that is allowed grows while everything is on
time, and shrinks while it is late. Where others work on the machine, too, it is less: what calls bore without
them is not borne beside them, and lateness would teach it by calls that fail.

From both follows how many calls the machine bears at once. New ones are taken as fast as so many calls end on
average, and faster or slower by what brings their number to that most. Never are they taken much faster than that
most would end, also where nothing is late yet: who came in a crowd works in one, and leaves a hole when it ends.

Callers who were let in are never shed, nor are consultants' telephones.
"""

import math
from collections import deque
from dataclasses import dataclass, field

from core.overload.shed import Shed


@dataclass(frozen=True, slots=True)
class Signs:
    """How the centre was since the look before."""

    lateness: float  # seconds, the worst
    use: float  # of all processors: 0 to 1
    calls: int  # in progress, of those that were taken
    of_others: float = 0.0  # of all processors, taken by what has no low priority


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
    first_most_use: float = 0.72
    """The use that is allowed until lateness has taught better; and the bounds of what it may teach."""
    least_most_use: float = 0.2
    highest_most_use: float = 0.75
    most_expected: float = 0.76
    """What is used, with what the newest calls are going to use: from this on more are too many, before anything
    is late. A call's work comes some seconds after it was let in."""
    well_use: float = 0.8
    """Up to this part of the allowed use all is well."""
    few_calls: int = 8
    """While no more are in progress no call is shed: it is not they who make the machine late."""
    calm_time: float = 0.5
    """For so long all must have been well until one thing less is shed."""
    most_rate: float = 0.0
    """A ceiling that somebody has set, in new calls a second; 0: none."""
    sentences: float = 0.15
    """How many callers may hear the sentence, for each call that is taken; the rest is refused at the door."""


_FOR_OTHERS = 0.28  # of what others took: calls go first, but not everywhere and at once
_FORGETS_OTHERS = 0.99  # at a look: the half in 17 s
_FULL = 0.8  # of the processors, by all: calls take from others what they would have gone on to take
_SHRINK, _SHRINK_AT_MOST = 0.93, 0.85  # of the allowed use, for what came too late
_SHRINK_SLOWLY = 0.98  # for what came late
_GROWTH, _GROWTH_BACK = 1.004, 1.04  # for a look
_DOUBTS = 0.97  # of what was borne, for a lateness
_FORGETS = 0.9997  # of it, at a look: the half in ten minutes
_LESSON_TIME = 3.0  # seconds between two lessons of lateness: what was let in before is still there
_MEASURED_TIME = 2.0  # seconds over which arrivals are counted
_LEAST_RATE = 0.5  # calls a second that are taken in any case
_LEAST_SENTENCES = 1.0  # a second
_BURST_TIME = 0.4  # seconds of the rate that may come at once
_FIRST_BURST_TIME = 1.0  # the same while no call is shed
_SMOOTHING = 0.2  # of a new value of use, at a look
_REPLACED = 1.1  # for each call that ends: of the callers who may come in its place some come later
_MOST_RATE = 1.1  # times that at which the whole ends, from an empty machine on
_FILL_TIME = 5.0  # seconds in which what is free is filled: quicker, calls would come and end in crowds
_QUICK_FILL_TIME = 2.0  # the same while no call is shed
_WHOLE_FILL_TIME, _LONGEST_FILL_TIME = 8.0, 16.0  # seconds in which an empty machine may be filled
_MOST_AT_THE_DOOR = 0.97  # some must come in, or nobody would know how many still ring
_OPENS = 1.5  # times what is let in, at a look, at the most
_LAG = 1.0  # seconds until a new call works as others do, on average
_ENOUGH = 5  # calls of which something is learnt
_LEARNS, _LEARNS_YOUNG = 0.01, 0.1  # of the difference to what was believed, at a look
_SHARE_OF_CALL = 1 / 265  # of the processors, taken by a call, until it was seen
_SHORTEST_CALL = 4.0  # seconds
_CALL_TIME = 10.0  # seconds of a call, until it was seen
_ALL = len(Shed)
_YOUNG_TIME = 10.0  # seconds of a process's life in which it learns from the calls that it has found


@dataclass(slots=True)
class _Bucket:
    """It fills at a rate, up to what comes at it in the time of a burst."""

    tokens: float = math.inf
    filled_at: float = 0.0

    def take(self, rate: float, burst_time: float, now: float) -> bool:
        """Is there one? `rate` in tokens a second."""
        if math.isinf(rate):
            self.tokens = math.inf
        else:
            more = rate * (now - self.filled_at) if math.isfinite(self.tokens) else 0.0
            self.tokens = min(max(1.0, rate * burst_time), self.tokens + more)
        self.filled_at = now
        if self.tokens < 1.0:
            return False
        self.tokens -= 1.0
        return True


@dataclass(slots=True)
class Overload:
    """The state. `look` at a steady pace, `admit` for each new call; `now` is monotonic, in seconds."""

    rule: OverloadRule = field(default_factory=OverloadRule)
    shed: Shed = Shed.NOTHING
    rate: float = math.inf
    """New calls a second that are taken."""
    door: float = 0.0
    """The share of new calls that is refused before anything of ours is asked: 0 to 1."""
    most_use: float = 0.0
    _began: float | None = None
    _mean_use: float = _SHARE_OF_CALL * _ENOUGH
    _mean_calls: float = _ENOUGH
    _taught_at: float = float("-inf")
    _well_since: float | None = None
    _shed_at: float = float("-inf")
    _bucket: _Bucket = field(default_factory=_Bucket)
    _ceiling: _Bucket = field(default_factory=_Bucket)
    _there: deque[tuple[float, int]] = field(default_factory=deque)
    _came: deque[tuple[float, float]] = field(default_factory=deque)
    _use: float = 0.0  # smoothed
    _use_of_others: float = 0.0  # smoothed
    _others: float = 0.0  # the most of it of late
    _borne: float = 0.0
    _mean_ended: float = _ENOUGH / _CALL_TIME  # a second
    _taken: int = 0  # since the look before
    _ending: float = 0.0  # calls a second, since the look before
    _calls: int = 0  # in progress at the look before
    _looked_at: float | None = None

    def __post_init__(self) -> None:
        self.most_use = self._borne = self.rule.first_most_use

    def look(self, signs: Signs, now: float) -> None:
        """Draw the conclusions from what was since the look before."""
        rule = self.rule
        is_late, is_too_late = signs.lateness >= rule.late, signs.lateness >= rule.too_late
        if self._began is None:
            self._began = now
        is_young = now - self._began < _YOUNG_TIME
        self._measure(signs, now)
        expected = signs.use if is_young else max(self._use, signs.calls * self._share)
        is_busy = expected >= self.allowed_use
        if is_too_late:
            self._allow_less(signs.use, now)
        elif is_late and is_busy:
            self.most_use *= _SHRINK_SLOWLY
        elif signs.lateness <= rule.on_time / 2:
            self._allow_more(max(self._use, expected))
        if not is_too_late:  # the processors were somebody else's then
            self._learn(signs, now, _LEARNS_YOUNG if is_young else _LEARNS)
        if is_too_late or (is_late and is_busy) or expected >= rule.most_expected:
            self._well_since = None
            self._shed_more(_ALL if is_too_late else 2, Shed.CALLS, signs.calls)
        elif (is_late or is_busy) and self.shed is not Shed.CALLS:
            self._well_since = None
            self._shed_more(1, Shed.EXTRAS, signs.calls)
        elif self._is_well(signs, expected):
            self._be_well(now)
        else:
            self._well_since = None
        self.rate = self._bearable(expected, signs.calls, now, is_too_late)
        self.door = self._door() if self.shed is Shed.CALLS else 0.0

    def admit(self, now: float) -> bool:
        """Is this new call taken? It hears the sentence otherwise."""
        self._came.append((now, 1 / (1 - self.door)))
        ceiling = self.rule.most_rate
        if ceiling and not self._ceiling.take(ceiling, _BURST_TIME, now):
            return False
        is_shedding = self.shed is Shed.CALLS
        if not self._bucket.take(self.rate, _BURST_TIME if is_shedding else _FIRST_BURST_TIME, now):
            self.shed, self._shed_at = Shed.CALLS, now
            return False
        self._taken += 1
        return True

    def _allow_less(self, use: float, now: float) -> None:
        if now - self._taught_at >= _LESSON_TIME:
            less = max(min(self.most_use, use) * _SHRINK, self.most_use * _SHRINK_AT_MOST)
            self.most_use = max(self.rule.least_most_use, less)
            self._borne = max(self.most_use, self._borne * _DOUBTS)
            self._taught_at = now

    def _allow_more(self, use: float) -> None:
        """`use` was borne. Quickly up to near what was borne before: what made it late may have been no call."""
        self._borne = max(self._borne * _FORGETS, min(self._use, self.rule.highest_most_use))
        if self.most_use < 0.9 * self._borne:
            self.most_use *= _GROWTH_BACK
        elif use >= 0.9 * self.most_use:
            self.most_use = min(self.rule.highest_most_use, self.most_use * _GROWTH)

    def _learn(self, signs: Signs, now: float, part: float) -> None:
        """What a call uses on average, of those that were there a moment ago: the newest have not begun to; and
        how long it lasts. Slowly, since calls that begin or end together use more or less than that for a time."""
        self._there.append((now, signs.calls))
        while now - self._there[0][0] > _LAG:
            self._there.popleft()
        calls = self._there[0][1]
        if calls >= _ENOUGH:
            self._mean_use += part * (signs.use - self._mean_use)
            self._mean_calls += part * (calls - self._mean_calls)
            self._mean_ended += part * (self._ending - self._mean_ended)

    @property
    def allowed_use(self) -> float:
        """`most_use`, and less where others work on the machine, too."""
        return max(self.rule.least_most_use, self.most_use - _FOR_OTHERS * self._others)

    @property
    def _share(self) -> float:
        """Of all processors, that a call in progress takes on average."""
        return max(1e-6, self._mean_use / self._mean_calls)

    def _measure(self, signs: Signs, now: float) -> None:
        """What came, and what ended, of late."""
        self._use += _SMOOTHING * (signs.use - self._use)
        self._use_of_others += _SMOOTHING * (signs.of_others - self._use_of_others)
        is_full = self._use + self._use_of_others >= _FULL
        self._others = max(self._use_of_others, self._others * (1.0 if is_full else _FORGETS_OTHERS))
        ended = max(0, self._calls + self._taken - signs.calls)
        if self._looked_at is not None and now > self._looked_at:
            self._ending = ended / (now - self._looked_at)
        self._calls, self._taken, self._looked_at = signs.calls, 0, now
        while self._came and self._came[0][0] < now - _MEASURED_TIME:
            self._came.popleft()

    def _bearable(self, expected: float, calls: int, now: float, is_too_late: bool) -> float:
        """New calls a second: as many as end, and what fills the rest."""
        if calls <= self.rule.few_calls and self.shed is not Shed.CALLS:
            return math.inf
        if is_too_late:
            return _LEAST_RATE
        length = self._mean_calls / max(self._mean_ended, 1e-6)
        # Not those that do end just now: who came in a crowd ends in one, and would be followed by another.
        ending = calls / max(_SHORTEST_CALL, length)
        # As long as a call lasts: then as many come as would always, from the beginning.
        whole = min(_LONGEST_FILL_TIME, max(_WHOLE_FILL_TIME, length))
        is_shedding = self.shed is Shed.CALLS or now - self._shed_at < _QUICK_FILL_TIME
        free = self.allowed_use - expected
        filling = free / (_FILL_TIME if is_shedding and free > 0 else _QUICK_FILL_TIME)
        most = _MOST_RATE * self.allowed_use / self._share / whole
        return max(_LEAST_RATE, min(most, _REPLACED * ending + filling / self._share))

    # -- levels

    def _is_well(self, signs: Signs, expected: float) -> bool:
        if self.shed is Shed.CALLS:
            is_crowd = self._arriving() > self.rate  # let in, it would come all at once
            return signs.lateness <= self.rule.on_time_again and expected < self.allowed_use and not is_crowd
        return signs.lateness <= self.rule.on_time and signs.use <= self.rule.well_use * self.allowed_use

    def _shed_more(self, steps: int, most: Shed, calls: int) -> None:
        if calls <= self.rule.few_calls:
            most = min(most, Shed.EXTRAS)
        if self.shed < most:
            self.shed = Shed(min(most, self.shed + steps))

    def _be_well(self, now: float) -> None:
        if self._well_since is None:
            self._well_since = now
        is_calm = now - max(self._well_since, self._shed_at) >= self.rule.calm_time
        if is_calm and self.shed is not Shed.NOTHING:
            self.shed = Shed(self.shed - 1)
            self._well_since = now

    # -- new calls

    def _arriving(self) -> float:
        """Calls a second, with those that the door refuses."""
        return sum(weight for _, weight in self._came) / _MEASURED_TIME

    def _door(self) -> float:
        came = self._arriving()
        rate = min(self.rate, self.rule.most_rate or math.inf)
        wanted = rate + max(_LEAST_SENTENCES, rate * self.rule.sentences)
        door = 0.0 if came <= wanted else min(_MOST_AT_THE_DOOR, 1 - wanted / came)
        # Where hardly any come in, none for a moment says nothing of those who ring: it opens slowly.
        return max(door, 1 - _OPENS * (1 - self.door))
