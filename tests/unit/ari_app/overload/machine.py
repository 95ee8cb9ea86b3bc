"""A machine in virtual time that carries so many calls a second, under more of them."""

import random
from collections import deque
from dataclasses import dataclass, field

from ari_app.overload.rule import Overload, Signs
from core.overload.shed import Shed

STEP = 0.01  # seconds
LOOK = 25  # steps
OF_CALLS = 0.83  # of the work, done by Asterisk and the application
SENTENCE, DOOR = 0.15, 0.03  # what these cost, for what a call costs


@dataclass(frozen=True, slots=True)
class Course:
    """When the work of a call is to be done: `parts` are (from, to, share of the work), in seconds."""

    seconds: float
    parts: tuple[tuple[float, float, float], ...]


SOON = Course(8.0, ((0.0, 0.5, 0.3), (0.5, 8.0, 0.7)))
LATER = Course(10.3, ((0.0, 1.0, 0.1), (1.0, 4.0, 0.28), (4.0, 5.5, 0.02), (5.5, 10.3, 0.6)))
"""As the calls of `bench` do: a recorded conversation costs more than keys and announcements."""


@dataclass(slots=True)
class Outcome:
    """What became of the calls of a load, and how late everything was at each step."""

    admitted: list[float] = field(default_factory=list)  # when
    told: list[float] = field(default_factory=list)  # when
    refused: int = 0
    lateness: list[float] = field(default_factory=list)
    normal_after: float | None = None  # seconds after the last call
    seen: list[Shed] = field(default_factory=list)

    def late(self, share: float, until: float) -> float:
        """The lateness that is not passed in so large a share of the time."""
        times = sorted(self.lateness[: int(until / STEP)])
        return times[int(share * (len(times) - 1))]


def load(
    times: float,
    *,
    carries: float,
    seconds: float = 60,
    overload: Overload | None = None,
    since: float = 0.0,
    course: Course = SOON,
    of_others: float = 0.0,
) -> Outcome:
    """`times` as many calls as the machine carries, which are `carries` a second, by chance, for `seconds`; the
    clock of `overload` shows `since` at its beginning. `of_others`: the share of the processors that they take."""
    overload, chance, out = overload or Overload(), random.Random(724), Outcome()
    cost, coming, backlog = 1 / carries, deque([0.0] * int(course.seconds / STEP)), 0.0
    next_call, worst, served = chance.expovariate(carries * times), 0.0, 0.0
    for step in range(int((seconds + 15) / STEP)):
        now = step * STEP
        work, coming_now = 0.0, coming.popleft()
        coming.append(0.0)
        while next_call <= now < seconds:
            next_call += chance.expovariate(carries * times)
            if chance.random() < overload.door:
                out.refused += 1
                work += DOOR * cost
            elif overload.admit(since + now):
                out.admitted.append(now)
                _spread(coming, cost, course)
            else:
                out.told.append(now)
                work += SENTENCE * cost
        backlog += work + coming_now
        done = min(backlog, STEP)
        served, backlog = served + done, backlog - done
        worst = max(worst, backlog)
        out.lateness.append(backlog)
        if step % LOOK == LOOK - 1:
            calls = sum(moment > now - course.seconds for moment in out.admitted)
            overload.look(Signs(worst, OF_CALLS * served / (LOOK * STEP), calls, of_others), since + now)
            worst = served = 0.0
            if not out.seen or out.seen[-1] is not overload.shed:
                out.seen.append(overload.shed)
            if now >= seconds and overload.shed is Shed.NOTHING and out.normal_after is None:
                out.normal_after = now - seconds
    return out


def _spread(coming: deque[float], cost: float, course: Course) -> None:
    for begin, end, share in course.parts:
        steps = range(int(begin / STEP), int(end / STEP))
        for step in steps:
            coming[step] += cost * share / len(steps)
