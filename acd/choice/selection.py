"""Who gets whom: one decision over all pairs of a waiting caller and a free consultant. Pure.

Callers of equal rights stand in one line, consultants of equal rights in one pool, so that a decision looks at the
heads of lines and pools only, however many people there are. The rule for pairs is one: the caller who is due
first goes first; an office's own callers are `home_lead` seconds ahead of those it helps out with. Among the
consultants a caller may have, those of the own office come first, then the queue's strategy ranks them.
"""

import math
from bisect import bisect_left, insort
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from acd.choice.queue import LineKey, QueueEntry, WaitingLine
from acd.choice.queue_policy import QueuePolicy
from acd.choice.strategies import STRATEGIES
from acd.choice.workload import Workload
from core.facts.kinds.offers import Candidate
from core.facts.offer_reason import OfferReason

FRESH_TIME = 60.0  # seconds for which the load of somebody who stays free is not reckoned anew
REFRESHED_AT_ONCE = 16  # at most so many are reckoned anew in one decision
CANDIDATES = 10  # as many are kept of those who could have been chosen


class Profile(NamedTuple):
    """What decides which calls a consultant may take; those who are equal in it stand in one pool."""

    home: str
    serves: frozenset[str]  # the queues that are the consultant's own, the home office's among them
    skills: tuple[tuple[str, int], ...] = ()  # topic and level
    unreached_by: frozenset[str] = frozenset()  # Asterisks that do not reach the telephone now

    def level(self, topic: str | None) -> int:
        """The consultant's level in a topic; 0 for none."""
        return next((level for name, level in self.skills if name == topic), 0)


@dataclass(slots=True, eq=False)
class FreeAgent:
    """A consultant who can be rung now. `idle_since` in monotonic seconds."""

    id: str
    profile: Profile
    workload: Workload
    idle_since: float


@dataclass(frozen=True, slots=True)
class Choice:
    """A caller and the consultant chosen, with why, and everyone who could have been."""

    entry: QueueEntry
    agent: str
    why: OfferReason
    candidates: list[Candidate]
    candidate_count: int
    overtaken: str = ""  # why somebody who waits longer is not first; empty when nobody is overtaken


MayTake = Callable[[LineKey, Profile], OfferReason | None]
"""Why consultants of a profile may take calls of a line now; None: they may not."""


@dataclass(slots=True, eq=False)
class _Pool:
    """Free consultants of equal rights, ranked by the strategy of their home office."""

    profile: Profile
    _ranked: list[tuple[float, float, str]] = field(default_factory=list)
    _agents: dict[str, tuple[FreeAgent, tuple[float, float, str]]] = field(default_factory=dict)
    _reckoned: deque[tuple[float, str]] = field(default_factory=deque)
    _is_old: bool = False

    def __len__(self) -> int:
        return len(self._ranked)

    def add(self, agent: FreeAgent, policy: QueuePolicy, now: float) -> None:
        load = STRATEGIES[policy.strategy](agent.workload, now, policy.weights)
        key = (load, agent.idle_since, agent.id)
        insort(self._ranked, key)
        self._agents[agent.id] = (agent, key)
        self._reckoned.append((now, agent.id))

    def remove(self, agent_id: str) -> None:
        found = self._agents.pop(agent_id, None)
        if found is not None:
            del self._ranked[bisect_left(self._ranked, found[1])]

    def grow_old(self) -> None:
        """Nobody's load is fresh any more."""
        self._is_old = True

    def refresh(self, policy: QueuePolicy, now: float, most: int) -> int:
        """Reckon anew what is older than FRESH_TIME, the oldest first, at most so many; returns how many."""
        if self._is_old:
            self._is_old = False
            for agent, _ in list(self._agents.values()):
                self.remove(agent.id)
                self.add(agent, policy, now)
            return 0
        done = 0
        while done < most and self._reckoned and self._reckoned[0][0] <= now - FRESH_TIME:
            done += 1
            _, agent_id = self._reckoned.popleft()
            if agent_id in self._agents:
                agent = self._agents[agent_id][0]
                self.remove(agent_id)
                self.add(agent, policy, now)
        return done

    @property
    def ranks(self) -> list[tuple[float, float, str]]:
        """Load, idle since, and id, best first."""
        return list(self._ranked)

    def find(self, agent_id: str | None) -> FreeAgent | None:
        """The consultant, if free."""
        found = self._agents.get(agent_id or "")
        return None if found is None else found[0]

    def best(self, most: int = 1) -> list[tuple[FreeAgent, float]]:
        """The first ones and their loads."""
        return [(self._agents[agent_id][0], load) for load, _, agent_id in self._ranked[:most]]


class Selection:
    """All lines and pools. Whoever changes what `may_take` answers says so by `touch`."""

    def __init__(self, policies: Callable[[str], QueuePolicy], may_take: MayTake) -> None:
        self._policy = policies
        self._may_take = may_take
        self._lines: dict[LineKey, WaitingLine] = {}
        self._lines_of: dict[str, dict[LineKey, WaitingLine]] = {}
        self._pools: dict[Profile, _Pool] = {}
        self._changed_lines: dict[LineKey, None] = {}  # ordered, unlike a set
        self._changed_pools: dict[Profile, None] = {}

    # -- who waits and who is free

    def add_entry(self, entry: QueueEntry) -> None:
        """A caller waits with nobody promised."""
        key = entry.line
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = WaitingLine(key)
            self._lines_of.setdefault(key.office, {})[key] = line
        line.add(entry)
        self._changed_lines[key] = None

    def remove_entry(self, entry: QueueEntry) -> None:
        """Before anything of the entry changes that its line depends on. Harmless for one who does not wait."""
        line = self._lines.get(entry.line)
        if line is not None:
            line.remove(entry)
            if not line:  # topics and levels are data: lines would pile up
                del self._lines[line.key]
                del self._lines_of[line.key.office][line.key]

    def add_agent(self, agent: FreeAgent, now: float) -> None:
        """A consultant can be rung."""
        pool = self._pools.get(agent.profile)
        if pool is None:
            pool = self._pools[agent.profile] = _Pool(agent.profile)
        pool.add(agent, self._policy(agent.profile.home), now)
        self._changed_pools[agent.profile] = None

    def remove_agent(self, agent_id: str, profile: Profile) -> None:
        """Harmless for one who is not free."""
        if (pool := self._pools.get(profile)) is not None:
            pool.remove(agent_id)
            if not pool:
                del self._pools[profile]

    def rank_anew(self) -> None:
        """The rules have changed: at the next decision everybody's load is reckoned by the new ones."""
        for pool in self._pools.values():
            pool.grow_old()

    def touch(self, office: str) -> None:
        """Something about the office has changed: its callers may go elsewhere, or its consultants may help."""
        for key in self._lines_of.get(office, ()):
            self._changed_lines[key] = None
        for profile in self._pools:
            if profile.home == office:
                self._changed_pools[profile] = None

    def position(self, entry: QueueEntry) -> int:
        """The entry's place among those who wait for the same office, from 1."""
        return 1 + sum(line.before(entry.order) for line in self._lines_of.get(entry.office, {}).values())

    def longest_due(self, office: str) -> QueueEntry | None:
        """The first in the order of service of an office; None when nobody waits."""
        heads = [line.head for line in self._lines_of.get(office, {}).values()]
        return min(heads, key=lambda entry: entry.order, default=None)

    @property
    def lines(self) -> list[tuple[LineKey, int]]:
        """Every line and how many stand in it."""
        return [(key, len(line)) for key, line in self._lines.items()]

    def ranked(self, agent_id: str, office: str) -> tuple[int, int]:
        """A free consultant's place among an office's free ones, from 1 (0: not free), and how many they are."""
        ranks = sorted(rank for pool in self._pools.values() if pool.profile.home == office for rank in pool.ranks)
        place = next((n for n, rank in enumerate(ranks, start=1) if rank[2] == agent_id), 0)
        return place, len(ranks)

    # -- the decision

    def next_choice(self, now: float) -> Choice | None:
        """The pair that comes first now; the caller and the consultant are taken out. None when nothing fits.

        Only what has changed since the last None is looked at: all other pairs were found not to fit then.
        """
        best: tuple[tuple[float, str, bool, float, float, str], WaitingLine, _Pool, OfferReason] | None = None
        refreshes = REFRESHED_AT_ONCE
        for line, pool in self._changed_pairs():
            entry, policy = line.head, self._policy(pool.profile.home)
            if best is not None and entry.due - policy.home_lead > best[0][0]:
                continue  # somebody goes first, whether these may or not: it need not be looked for
            why = self._may_take(line.key, pool.profile)
            if why is None:
                continue
            refreshes -= pool.refresh(policy, now, refreshes)
            lead = policy.home_lead if why.is_home else 0.0
            rank = (entry.due - lead, entry.id, not why.is_home, *self._rank(entry, pool, now))
            if best is None or rank < best[0]:
                best = (rank, line, pool, why)
        if best is None:
            self._changed_lines.clear()
            self._changed_pools.clear()
            return None
        _, line, pool, why = best
        choice = self._choice(line, pool, why, now)
        self._changed_lines[line.key] = None  # what is left of it has still to be looked at
        self.remove_entry(choice.entry)
        self.remove_agent(choice.agent, pool.profile)
        return choice

    def _changed_pairs(self) -> Iterator[tuple[WaitingLine, _Pool]]:
        if not self._pools or not self._lines:
            return
        for key in self._changed_lines:
            if (line := self._lines.get(key)) is not None:
                for pool in self._pools.values():
                    yield line, pool
        for profile in self._changed_pools:
            if (pool_ := self._pools.get(profile)) is not None:
                for key, line in self._lines.items():
                    if key not in self._changed_lines:
                        yield line, pool_

    def _rank(self, entry: QueueEntry, pool: _Pool, now: float) -> tuple[float, float, str]:
        """The pool's first consultant by the strategy of the caller's queue, which may differ from the pool's; the
        preferred one comes before all."""
        if (known := pool.find(entry.preferred)) is not None:
            return (-math.inf, known.idle_since, known.id)
        agent, load = pool.best()[0]
        policy = self._policy(entry.office)
        if policy.strategy != self._policy(pool.profile.home).strategy:
            load = STRATEGIES[policy.strategy](agent.workload, now, policy.weights)
        return (load, agent.idle_since, agent.id)

    def _choice(self, line: WaitingLine, pool: _Pool, why: OfferReason, now: float) -> Choice:
        entry = line.head
        agent = pool.find(entry.preferred) or pool.best()[0][0]
        candidates, count = self._candidates(line, agent, now)
        return Choice(
            entry=entry,
            agent=agent.id,
            why=why,
            candidates=candidates,
            candidate_count=count,
            overtaken=self._overtaken(entry, pool),
        )

    def _candidates(self, line: WaitingLine, chosen: FreeAgent, now: float) -> tuple[list[Candidate], int]:
        """Everyone who could take the call, best first, and how many they are: the chosen one is the first."""
        found: list[tuple[bool, bool, float, float, FreeAgent]] = []
        count = 0
        for pool in self._pools.values():
            why = self._may_take(line.key, pool.profile)
            if why is not None:
                count += len(pool)
                found += [
                    (agent is not chosen, not why.is_home, load, agent.idle_since, agent)
                    for agent, load in pool.best(CANDIDATES)
                ]
        found.sort(key=lambda each: (*each[:4], each[4].id))
        return [
            Candidate(
                agent=agent.id,
                office=agent.profile.home,
                idle_time=round(now - idle_since, 1),
                rank=rank,
                load=round(load, 4),
                calls=round(agent.workload.calls(now), 1),
                handled_time=round(agent.workload.handled_time(now)),
                ready_time=round(agent.workload.ready_time(now)),
            )
            for rank, (_, _, load, idle_since, agent) in enumerate(found[:CANDIDATES], start=1)
        ], count

    def _overtaken(self, entry: QueueEntry, pool: _Pool) -> str:
        """Why somebody whom this consultant could take, and who has waited longer, is not first."""
        for line in self._lines.values():
            if line.earliest >= entry.joined or self._may_take(line.key, pool.profile) is None:
                continue
            if entry.due <= line.head.due:
                return f"pierwszeństwo: {self._priority_pl(entry)}"
            return f"własny klient urzędu ma {self._policy(pool.profile.home).home_lead:.0f} s pierwszeństwa"
        return ""

    def _priority_pl(self, entry: QueueEntry) -> str:
        if entry.priority is None and self._policy(entry.office).head_start(None, entry.topic):
            return "temat rozmowy"
        return PRIORITIES_PL.get(entry.priority or "", "wcześniejsze miejsce w kolejce")


PRIORITIES_PL = {
    "callback": "zamówiona rozmowa",
    "resumed": "powrót na miejsce w kolejce",
    "dropped": "rozmowa przerwana przez konsultanta",
}
"""Why an entry may stand before others who joined earlier."""
