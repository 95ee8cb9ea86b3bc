"""Who gets whom. Pure, and the seam where the policy of distribution is set.

Here: the own office first, among its consultants the one who has been idle longest. The one decision is made
over all waiting callers and all free consultants together, so that nobody who waits longer is passed over.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from acd.queue import QueueEntry, in_order
from core.events import Candidate


@dataclass(frozen=True, slots=True)
class FreeAgent:
    """A consultant who can be rung now. `idle_since` in monotonic seconds."""

    id: str
    office: str
    idle_since: float


@dataclass(frozen=True, slots=True)
class Choice:
    """A caller and the consultant chosen, with why: a plain Polish reason and everyone who could have been."""

    entry: QueueEntry
    agent: str
    reason: str
    candidates: list[Candidate]


def choose(waiting: Sequence[QueueEntry], free: Sequence[FreeAgent], now: float) -> list[Choice]:
    """Give as many callers as possible a consultant each, in the order of waiting; nobody gets two."""
    left = {agent.id: agent for agent in free}
    choices: list[Choice] = []
    for entry in in_order(list(waiting)):
        if not left:
            break
        ranked = sorted(
            (agent for agent in left.values() if agent.office in entry.offices),
            key=lambda agent: (entry.offices.index(agent.office), agent.idle_since, agent.id),
        )
        if not ranked:
            continue
        best = ranked[0]
        del left[best.id]
        choices.append(Choice(entry, best.id, _reason(entry, best), _candidates(ranked, now)))
    return choices


def _reason(entry: QueueEntry, agent: FreeAgent) -> str:
    if agent.office == entry.office:
        return "własny urząd, najdłużej bez rozmowy"
    return "nikt nie pracuje we własnym urzędzie, urząd wojewódzki, najdłużej bez rozmowy"


def _candidates(ranked: Sequence[FreeAgent], now: float, most: int = 20) -> list[Candidate]:
    return [
        Candidate(agent=a.id, office=a.office, idle_time=round(now - a.idle_since, 1), rank=rank)
        for rank, a in enumerate(ranked[:most], start=1)
    ]
