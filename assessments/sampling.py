"""Which conversations are assessed: drawn by lot, the same number for each consultant, over days and topics.
Pure; the same seed and the same conversations give the same.

Nobody chooses: neither the assessor a conversation nor the lot a consultant. Each consultant has an own lot, so
that what one gets does not hang on who else is there. Within a consultant the day that was drawn from least comes
next, then the topic, then chance: a rare topic comes up more often than its share, on purpose.

Pure.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Final

MOST_PER_CONSULTANT: Final = 20
LONGEST_DAYS: Final = 92
SHORTEST_DAYS: Final = 7
"""Of a day or two somebody could point at a conversation: of few, a lot draws the one that was meant."""
SHORTEST_TALK: Final = 10.0
"""Seconds: what is shorter is a wrong connection, and nothing to assess."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """One that was answered and is over. `recording`: one that may be heard; None: the timeline alone."""

    call_id: str
    agent: str
    day: date
    topic: str | None
    recording: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """Of a consultant: conversations that could be drawn, those that were, and those that were and are nobody's,
    since the only assessor is the consultant."""

    there: int
    drawn: int
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Assignment:
    """A conversation, and who assesses it."""

    conversation: Conversation
    assessor: str


@dataclass(frozen=True, slots=True)
class Sample:
    """What was drawn, consultant after consultant."""

    assignments: tuple[Assignment, ...]
    counts: dict[str, Count]


def draw(
    conversations: Iterable[Conversation],
    consultants: Iterable[str],
    per_consultant: int,
    seed: str,
    assessors: Sequence[str],
) -> Sample:
    """For each of the consultants `per_consultant` conversations, or all where there are fewer.

    Each goes to the assessor who has the fewest, and never to whoever led it. Conversations of others than the
    consultants are passed over.
    """
    by_agent: dict[str, dict[str, Conversation]] = {agent: {} for agent in sorted(set(consultants))}
    for conversation in conversations:
        if conversation.agent in by_agent:
            by_agent[conversation.agent][conversation.call_id] = conversation
    assignments: list[Assignment] = []
    counts: dict[str, Count] = {}
    loads = dict.fromkeys(assessors, 0)
    # First those of assessors themselves, which not everybody may have: the rest evens it out.
    for agent in sorted(by_agent, key=lambda agent: (agent not in loads, agent)):
        theirs = by_agent[agent]
        drawn = _drawn([theirs[call] for call in sorted(theirs)], per_consultant, Random(f"{seed}:{agent}"))
        others = [assessor for assessor in loads if assessor != agent]
        for conversation in drawn if others else ():
            assessor = min(others, key=lambda name: loads[name])
            loads[assessor] += 1
            assignments.append(Assignment(conversation, assessor))
        counts[agent] = Count(len(theirs), len(drawn) if others else 0, 0 if others else len(drawn))
    return Sample(tuple(assignments), counts)


def _drawn(pool: list[Conversation], wanted: int, lot: Random) -> list[Conversation]:
    lot.shuffle(pool)
    days: Counter[date] = Counter()
    topics: Counter[str | None] = Counter()
    drawn: list[Conversation] = []
    while pool and len(drawn) < wanted:
        place = min(range(len(pool)), key=lambda at: (days[pool[at].day], topics[pool[at].topic], at))
        found = pool.pop(place)
        days[found.day] += 1
        topics[found.topic] += 1
        drawn.append(found)
    return drawn
