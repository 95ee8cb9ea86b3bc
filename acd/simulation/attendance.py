"""Who was there when, from the quarters of an hour that reports keep, and such a crew in a simulation.

A quarter tells how long somebody was there for callers, and how long logged in but not for callers (pauses, "nie
odbiera", a telephone away). When in the quarter is not told: whoever was there before it stays at its beginning,
whoever is there after it comes at its end, so that the times of a quarter are kept exactly.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from acd.live.agent import Agent
from acd.live.agent_state import AgentEvent, AgentState
from acd.live.matchmaker import Matchmaker
from acd.live.timers import Timers
from acd.pause_reasons import given_reasons

QUARTER = 900.0
_LEAST = 0.5  # seconds; less is rounding
_WHOLE = QUARTER - _LEAST


class QuarterTimes(NamedTuple):
    """Seconds of one quarter of an hour: there for callers, and logged in but not for callers."""

    ready: float
    away: float


class Spell(NamedTuple):
    """There for callers, in seconds from the beginning; `pauses`: and in a pause until the next one, else gone."""

    begin: float
    end: float
    pauses: bool = False


@dataclass(frozen=True, slots=True)
class Attendance:
    """A consultant as the distribution has to know one, and when there."""

    agent: str
    name: str
    office: str
    queues: frozenset[str] = frozenset()
    skills: tuple[tuple[str, int], ...] = ()
    spells: tuple[Spell, ...] = ()


def spells_of(quarters: Mapping[int, QuarterTimes], busy: Sequence[tuple[float, float]] = ()) -> tuple[Spell, ...]:
    """By quarters counted from the beginning. `busy`: with something else meanwhile, such as ringing a client."""
    spans: list[tuple[float, float]] = []
    for number in sorted(quarters):
        for begin, end in _in_quarter(number, quarters):
            if spans and begin - spans[-1][1] < 1.0:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((begin, end))
    spans = _without(spans, busy)
    found = [Spell(*span, _is_pause(span[1], later[0], quarters)) for span, later in pairwise(spans)]
    return (*found, *(Spell(*span) for span in spans[-1:]))


def _in_quarter(number: int, quarters: Mapping[int, QuarterTimes]) -> list[tuple[float, float]]:
    begin, ready = number * QUARTER, min(quarters[number].ready, QUARTER)
    end = begin + QUARTER
    if ready < _LEAST:
        return []
    if ready >= _WHOLE:
        return [(begin, end)]
    was_there, stays = (number + step in quarters and quarters[number + step].ready >= _LEAST for step in (-1, 1))
    if was_there and stays:
        return [(begin, begin + ready / 2), (end - ready / 2, end)]
    return [(end - ready, end)] if stays else [(begin, begin + ready)]


def _without(
    spans: Sequence[tuple[float, float]], busy: Sequence[tuple[float, float]]
) -> list[tuple[float, float]]:
    left = list(spans)
    for since, until in busy:
        cut: list[tuple[float, float]] = []
        for begin, end in left:
            if until <= begin or end <= since:
                cut.append((begin, end))
                continue
            cut += [(b, e) for b, e in ((begin, since), (until, end)) if b < e]
        left = cut
    return left


def _is_pause(begin: float, end: float, quarters: Mapping[int, QuarterTimes]) -> bool:
    """Was the consultant logged in between two spells, in every quarter of an hour in between?"""
    first, last = int(begin // QUARTER), int((end - 1e-6) // QUARTER)
    return all(number in quarters and sum(quarters[number]) > 0 for number in range(first, last + 1))


class RecordedStaff:
    """Brings consultants to work as they came; in place of `acd.simulation.people.Staff`."""

    def __init__(
        self,
        attendance: Sequence[Attendance],
        matchmaker: Matchmaker,
        timers: Timers,
        clock: Callable[[], float],
        changed: Callable[[], None],
        *,
        notices_after: float,
    ) -> None:
        """`changed` is called after every coming and going. Who misses a call notices after so many seconds."""
        self._matchmaker, self._timers, self._changed = matchmaker, timers, changed
        self._clock, self._notices_after = clock, notices_after
        self._spells = [
            (Agent(one.agent, one.name, one.office, one.queues, one.skills), one.spells) for one in attendance
        ]
        self.talk_factors = {one.agent: 1.0 for one in attendance}

    @property
    def agents(self) -> list[Agent]:
        """Everybody who was there."""
        return [agent for agent, _ in self._spells]

    def begin(self) -> None:
        """The consultants are known to the distribution, and their comings and goings are planned."""
        self._matchmaker.set_agents(self.agents)
        for agent, spells in self._spells:
            self._matchmaker.phone_changed(agent.id, is_registered=True)
            for spell in spells:
                self._plan(agent, spell)

    def missed(self, agent: Agent) -> None:
        """The rules let the telephone ring for less time than this answer takes."""

        def notices() -> None:
            if agent.state is AgentState.NO_ANSWER:
                self._wish(agent, AgentEvent.READY)

        self._timers.set(self._clock() + self._notices_after, notices)
        self._changed()

    def _plan(self, agent: Agent, spell: Spell) -> None:
        self._timers.set(spell.begin, lambda: self._comes(agent))
        self._timers.set(spell.end, lambda: self._goes(agent, spell))

    def _comes(self, agent: Agent) -> None:
        if agent.state is AgentState.OFFLINE:
            self._matchmaker.wish(agent.id, AgentEvent.LOG_IN)
        if agent.state in (AgentState.PAUSED, AgentState.NO_ANSWER) or agent.after_call is not None:
            self._wish(agent, AgentEvent.READY)  # takes a pause back that never began

    def _goes(self, agent: Agent, spell: Spell) -> None:
        if agent.state is AgentState.OFFLINE:
            return
        if spell.pauses:
            self._wish(agent, AgentEvent.PAUSE, given_reasons()[0].id)
        else:
            self._wish(agent, AgentEvent.LOG_OUT)

    def _wish(self, agent: Agent, event: AgentEvent, reason: str | None = None) -> None:
        self._matchmaker.wish(agent.id, event, reason)
        self._changed()
