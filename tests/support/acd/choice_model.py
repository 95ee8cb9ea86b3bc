"""The choice alone: lines and pools whose rules a test sets, and a model that looks at every pair anew."""

from collections.abc import Iterable

from acd.choice.queue import LineKey, QueueEntry
from acd.choice.queue_policy import QueuePolicy
from acd.choice.selection import Choice, FreeAgent, Profile, Selection
from acd.choice.strategies import STRATEGIES
from acd.choice.workload import Workload
from core.facts.offer_reason import After, OfferReason, Own
from tests.support.acd.distribution import GRAJEWO, KOLNO, LOMZA, rules

NOW = 10_000.0
HELPS = After(15)
POLICIES = {
    LOMZA: rules(home_lead=20),
    KOLNO: rules(home_lead=0),
    GRAJEWO: rules(home_lead=2),
}


class Rules:
    """Who helps whom, as a test likes it."""

    def __init__(self, helps: Iterable[tuple[str, str]] = (), policies: dict[str, QueuePolicy] = POLICIES) -> None:
        self.helps = set(helps)  # borrower and lender
        self.policies = policies

    def policy(self, office: str) -> QueuePolicy:
        return self.policies[office]

    def may_take(self, line: LineKey, profile: Profile) -> OfferReason | None:
        if profile.level(line.topic) < line.level:
            return None
        if line.office in profile.serves:
            return Own(self.policy(line.office).strategy)
        if (line.office, profile.home) in self.helps and not line.stays_home:
            return HELPS
        return None


class Desk:
    """A selection, and beside it a plain list of all who wait and all who are free."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.selection = Selection(rules.policy, rules.may_take)
        self.waiting: list[QueueEntry] = []
        self.free: list[FreeAgent] = []

    def comes(self, *entries: QueueEntry) -> None:
        for entry in entries:
            self.waiting.append(entry)
            self.selection.add_entry(entry)

    def is_free(self, *agents: FreeAgent) -> None:
        for agent in agents:
            self.free.append(agent)
            self.selection.add_agent(agent, NOW)

    def goes(self, entry: QueueEntry) -> None:
        self.waiting.remove(entry)
        self.selection.remove_entry(entry)

    def is_busy(self, agent: FreeAgent) -> None:
        self.free.remove(agent)
        self.selection.remove_agent(agent.id, agent.profile)

    def expected(self) -> tuple[str, str] | None:
        """The pair that comes first, of all pairs there are."""
        pairs = []
        for entry in self.waiting:
            for agent in self.free:
                if (why := self.rules.may_take(entry.line, agent.profile)) is not None:
                    policy = self.rules.policy(agent.profile.home)
                    lead = policy.home_lead if why.is_home else 0.0
                    load = STRATEGIES[policy.strategy](agent.workload, NOW, policy.weights)
                    rank = (entry.due - lead, entry.id, not why.is_home, load, agent.idle_since, agent.id)
                    pairs.append((rank, (entry.id, agent.id)))
        return min(pairs)[1] if pairs else None

    def decides(self, now: float = NOW) -> Choice | None:
        """The next choice; the lists follow."""
        choice = self.selection.next_choice(now)
        if choice is not None:
            self.waiting.remove(choice.entry)
            self.free = [agent for agent in self.free if agent.id != choice.agent]
        return choice

    def decided(self) -> Choice:
        choice = self.decides()
        assert choice is not None
        return choice


def caller(
    number: int,
    office: str = KOLNO,
    joined: float = 0.0,
    *,
    due: float | None = None,
    topic: str | None = None,
    level: int = 0,
    priority: str | None = None,
    stays_home: bool = False,
) -> QueueEntry:
    return QueueEntry(
        f"entry-{number:04}",
        f"call-{number:04}",
        office,
        joined,
        joined if due is None else due,
        topic=topic,
        level=level,
        priority=priority,
        stays_home=stays_home,
    )


def consultant(
    name: str,
    office: str = KOLNO,
    *,
    idle_since: float = 0.0,
    handled: float = 0.0,
    queues: frozenset[str] = frozenset(),
    skills: tuple[tuple[str, int], ...] = (),
) -> FreeAgent:
    workload = Workload(4 * 3600.0)
    workload.ready(NOW - 1000)
    if handled:
        workload.call_handled(NOW - 1, handled)
    return FreeAgent(name, Profile(office, queues | {office}, skills), workload, idle_since)
