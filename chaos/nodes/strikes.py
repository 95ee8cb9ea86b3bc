"""Carries out the strikes at a centre of two Asterisks, and writes down what was done and what it cost."""

import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from typing import Final, Literal, get_args

import anyio

from chaos.callers import Telephone
from chaos.crowd import Crowd, stage
from chaos.detectors import Window
from chaos.faults import Done
from chaos.judge_live import Span, Unreached
from chaos.judge_queue import TIMER_B
from chaos.nodes.nodes_house import NodesHouse
from chaos.stories import CallStory
from chaos.waiting import until, until_async
from ops.console import Failed, say

StrikeKind = Literal[
    "Asterisk killed",
    "edge killed",
    "application killed",
    "application stopped and continued",
    "application handed over",
    "leader cut off from an Asterisk",
    "leader cut off from an edge",
    "edges cut off from each other",
    "an edge cut off from an Asterisk",
]
CUTS: Final[Mapping[StrikeKind, int]] = {
    "leader cut off from an Asterisk": 2,
    "leader cut off from an edge": 2,
    "edges cut off from each other": 1,
    "an edge cut off from an Asterisk": 4,
}
"""How many pairs of machines there are that speak to each other."""

AS_OFTEN: Final = 2  # as there are Asterisks and edges, and so that a figure has more than one value

_PAUSE = 8.0  # seconds between two strikes
_PATIENCE = 45.0  # seconds in which everything must be as before
_TOLD_WITHIN = 3.0  # seconds in which whoever was on a dead Asterisk must be told
_PROBES = 3  # new calls that are made after each death: one of two is meant for the dead one
_BETWEEN = 0.3  # seconds from one of them to the next
_ANSWERED_WITHIN = 10.0
_STOPPED_FOR = 6.0  # seconds
_TAKES_OVER_WITHIN = 15.0
_SETTLED_AFTER = 3.0  # seconds after the last sign of a strike in which what it did may still be seen
_HEALS_WITHIN = 15.0  # seconds: a longer cut ends calls of the Asterisk that it concerns
_MAY_HAVE_BEEN = 1.0  # seconds before a death in which a call may have ended, or got a place, by itself
_WITH_A_PLACE: Final = frozenset({"waiting", "rung", "talking"})


@dataclass(frozen=True, slots=True)
class CutOff:
    """A caller whom the death of an Asterisk has cut off, in that stage of the call."""

    story: CallStory
    at: float
    stage: str


@dataclass(eq=False)
class Strikes:
    """`run` carries them out. `away`: when nobody could notice or write down what happened."""

    house: NodesHouse
    crowd: Crowd
    kinds: Sequence[StrikeKind]
    cut_time: float  # seconds
    done: list[Done] = field(default_factory=list)
    away: list[Window] = field(default_factory=list)
    late: list[Window] = field(default_factory=list)
    """When a consultant's state may wait for a goodbye that was said in a long cut."""
    unreached: list[Unreached] = field(default_factory=list)
    cut_off: list[CutOff] = field(default_factory=list)
    new_call_s: list[float] = field(default_factory=list)
    takeover_s: list[float] = field(default_factory=list)
    hand_over_s: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        centre = self.house.centre
        self._asterisks: Iterator[str] = cycle(centre.asterisks)
        self._edges = cycle(centre.edge_names)
        self._pairs = cycle([(edge, name) for edge in centre.edge_names for name in centre.asterisks])

    async def run(self) -> None:
        """One after the other, each when the one before has been overcome."""
        for kind in self.kinds:
            await anyio.sleep(_PAUSE)
            begin, stages = time.time(), self.crowd.stages()
            note = await self._carry_out(kind)
            note = note or await self.house.centre.until_settled(_PATIENCE)
            end = time.time()
            self.done.append(Done(kind, begin, end, stages, note))
            counted = ", ".join(f"{count} {name}" for name, count in stages.items())
            say(f"  {kind} ({counted}): {end - begin:.1f} s{', ' + note if note else ''}")

    async def _carry_out(self, kind: StrikeKind) -> str:
        match kind:
            case "Asterisk killed":
                return await self._kill_asterisk(next(self._asterisks))
            case "edge killed":
                return await self._kill_edge(next(self._edges))
            case "application killed":
                return await self._takes_over(signal.SIGKILL, self.takeover_s)
            case "application handed over":
                return await self._takes_over(signal.SIGTERM, self.hand_over_s)
            case "application stopped and continued":
                return await self._takes_over(signal.SIGSTOP, self.takeover_s)
            case "leader cut off from an Asterisk":
                return await self._cut_off_the_leader(next(self._asterisks))
            case "leader cut off from an edge":
                return await self._cut_off_the_leader(next(self._edges))
            case "edges cut off from each other":
                return await self._cut(*self.house.centre.edge_names)
            case "an edge cut off from an Asterisk":
                edge, asterisk = next(self._pairs)
                note = await self._cut(edge, asterisk)
                at_it = self.house.inside.registered_by(self.house.centre.edge_names.index(edge))
                for user in at_it:  # may have been rung and not have heard of it: "nie odbiera" is right
                    self.house.consultants.desks[user].missed += 1
                is_whole = await until_async(self.house.centre.reaches_every_telephone, _PATIENCE)
                return note or ("" if is_whole else "an Asterisk does not reach every telephone again")

    # -- Asterisk

    async def _kill_asterisk(self, name: str) -> str:
        centre, callers = self.house.centre, self.house.callers
        address, program = centre.asterisks[name], f"asterisk-{name}"
        before = await centre.pid(program)
        there = [each for each in callers.up if each.story.sound_of in (address, "")]
        now = time.time()
        for telephone in there:
            if telephone.story.sound_of:
                self._note_cut_off(telephone, now)
        desks = self.house.consultants.desks.values()
        rings = [ring for desk in desks if (ring := desk.ring) is not None and ring.sound_of == address]
        if not await centre.signal(program, signal.SIGKILL):
            return f"no such process: {program}"
        await self._probe()  # in the very moment
        told = await until(
            lambda: (
                all(each.story.ended_at for each in there if each.story.sound_of == address)
                and all(ring.ended_at for ring in rings)
            ),
            _TOLD_WITHIN,
        )
        for telephone in there:  # not answered yet: who rang there is refused, if the edge has not led on
            if not telephone.story.sound_of and telephone.story.ended_at:
                telephone.story.is_excused = True
        back = await centre.until_another(program, before, _PATIENCE)
        if not told:
            return "somebody who was on it was not told"
        return "" if back else "it was not started again"

    def _note_cut_off(self, telephone: Telephone, at: float) -> None:
        story = telephone.story
        story.is_excused = True
        self.cut_off.append(CutOff(story, at, stage(story, at)))

    async def _probe(self) -> None:
        """New calls, one after the other: how soon is each answered?"""
        for _ in range(_PROBES):
            story = self.crowd.place()
            await until(partial(_is_answered, story), _ANSWERED_WITHIN)
            self.new_call_s.append((story.answered_at or time.time()) - story.placed_at)
            await anyio.sleep(_BETWEEN)

    def without_their_place(self) -> list[CutOff]:
        """Who had a place when an Asterisk died, and was not offered it back."""
        rung = {story.number for story in self.house.callers.stories if story.is_rung_back}
        return [each for each in self.cut_off if has_place(each) and each.story.number not in rung]

    # -- an edge

    async def _kill_edge(self, name: str) -> str:
        centre, program = self.house.centre, f"edge-{name}"
        before, begin = await centre.pid(program), time.time()
        if not await centre.kill(program):
            return f"no such process: {program}"
        back = await centre.until_another(program, before, _PATIENCE)
        self.away.append(Window(begin, time.time() + _SETTLED_AFTER))
        return "" if back else "it was not started again"

    # -- the applications

    async def _takes_over(self, number: signal.Signals, took: list[float]) -> str:
        centre, consultants = self.house.centre, self.house.consultants
        leader = await centre.leader()
        if leader is None:
            return "nobody leads the calls"
        before, begin = await centre.pid(leader.program), time.time()
        consultants.is_application_away = True
        if not await centre.signal(leader.program, number):
            return f"no such process: {leader.program}"
        at = await centre.until_another_leads(leader, begin, _TAKES_OVER_WITHIN)
        consultants.is_application_away = False
        self.away.append(Window(begin, (at or time.time()) + _SETTLED_AFTER))
        if not at:
            return f"no other application took over within {_TAKES_OVER_WITHIN:.0f} s"
        took.append(at - begin)
        if number == signal.SIGSTOP:
            await anyio.sleep(_STOPPED_FOR - min(_STOPPED_FOR, time.time() - begin))
            await centre.signal(leader.program, signal.SIGCONT)
        another = await centre.until_another(leader.program, before, _PATIENCE)
        return "" if another else "the application before did not end"

    # -- the network

    async def _cut_off_the_leader(self, other: str) -> str:
        leader = await self.house.centre.leader()
        if leader is None:
            return "nobody leads the calls"
        self.house.consultants.is_application_away = True  # Asterisk may give a telephone a call of its own queue
        note = await self._cut(leader.name, other)
        note = note or await self.house.centre.until_settled(_PATIENCE)
        self.house.consultants.is_application_away = False
        begin, end = self.away[-1].begin, time.time() + _SETTLED_AFTER
        self.away[-1] = Window(begin, end)
        if other in self.house.centre.asterisks:
            self.unreached.append(Unreached(other, Span(begin, end)))
        return note

    async def _cut(self, one: str, other: str) -> str:
        if self.house.network is None:
            return "there is no network to cut"
        begin = time.time()
        with self.house.network.cut(one, other):
            say(f"  {one} and {other} hear nothing of each other for {self.cut_time:.0f} s ...")
            await anyio.sleep(self.cut_time)
        if self.cut_time > _HEALS_WITHIN and (address := self.house.centre.asterisks.get(other)):
            for story in self.house.callers.stories:  # it was taken for dead, or a goodbye was given up
                if story.sound_of == address and (story.ended_at is None or story.ended_at > begin):
                    story.is_excused = True
        self.away.append(Window(begin, time.time() + _SETTLED_AFTER))
        if self.cut_time > _HEALS_WITHIN:  # a goodbye said in it may come so much later (timer B), or never
            self.late.append(Window(begin, time.time() + _SETTLED_AFTER + TIMER_B))
        return ""


def _is_answered(story: CallStory) -> bool:
    return story.answered_at is not None or story.ended_at is not None


def has_place(cut: CutOff) -> bool:
    """In that moment, as far as a telephone can know: not if it had just begun or was just over."""
    story, last = cut.story, cut.story.rings[-1] if cut.story.rings else None
    if cut.stage not in _WITH_A_PLACE or story.leaves_in in ("waiting", "ringing"):
        return False
    if cut.stage == "waiting":
        return cut.at - (story.keyed_at or cut.at) > _MAY_HAVE_BEEN
    return last is None or last.ended_at is None or last.ended_at > cut.at


def schedule(kinds: Sequence[str] = (), *, can_cut: bool) -> list[StrikeKind]:
    """Every strike, as often as it takes; with `kinds` those alone, each once. Raises Failed for one that does not
    exist."""
    known: tuple[StrikeKind, ...] = get_args(StrikeKind)
    if unknown := [kind for kind in kinds if kind not in known]:
        raise Failed(f"there is no strike {unknown[0]!r}, only: {', '.join(known)}")
    if kinds:
        return [kind for wanted in kinds for kind in known if kind == wanted]
    deaths = [kind for _ in range(AS_OFTEN) for kind in known if kind not in CUTS]
    cuts = [kind for kind, count in CUTS.items() for _ in range(count)]
    return [*deaths, *cuts] if can_cut else deaths
