"""What the reports keep of some days, made into callers and a crew for a simulation. Synchronous.

Times are seconds from the beginning of the first day. Nothing of a caller but what a queue knows: office, topic,
when, how long.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Literal, NamedTuple

from acd.choice.queue_policy import QueuePolicy
from acd.live.queues import QueueOffice
from acd.simulation.arrivals import Caller
from acd.simulation.attendance import Attendance, QuarterTimes, spells_of
from acd.simulation.patience import Patience

PassageEnd = Literal["answered", "abandoned", "called_back", "unserved"]

_ASKED_AGAIN = 30.0
"""Seconds after the rule's time within which everybody has been asked once whether to be rung back."""


class Passage(NamedTuple):
    """Somebody stood in a queue. `agent` has answered, of the office `served_by`; `talk_time`, `wrap_up_time`: of
    the conversation that followed, if any."""

    at: float
    office: str
    topic: str | None
    wait: float
    end: PassageEnd
    agent: str | None = None
    served_by: str | None = None
    talk_time: float | None = None
    wrap_up_time: float | None = None


class Person(NamedTuple):
    """A consultant as of today."""

    name: str
    office: str
    queues: frozenset[str] = frozenset()
    skills: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Records:
    """Some days of the whole centre. `quarters`: by consultant and quarter of an hour from the beginning; `busy`:
    conversations that the distribution did not bring about; `answer_time`: from ring to answer, on average; None:
    nobody answered."""

    first: date
    last: date
    offices: Mapping[str, QueueOffice]
    people: Mapping[str, Person]
    passages: Sequence[Passage]
    quarters: Mapping[str, Mapping[int, QuarterTimes]]
    busy: Mapping[str, Sequence[tuple[float, float]]] = field(default_factory=dict)
    answer_time: float | None = None

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def of(self, office: str) -> list[Passage]:
        """Those who stood in that office's queue."""
        return [passage for passage in self.passages if passage.office == office]

    @property
    def attendance(self) -> list[Attendance]:
        """Who was there when, of those whom an office still employs or did."""
        return [
            Attendance(id, *self.people[id], spells_of(quarters, self.busy.get(id, ())))
            for id, quarters in sorted(self.quarters.items())
            if id in self.people and self.people[id].office in self.offices
        ]

    def is_own(self, passage: Passage) -> bool:
        """Was it answered by somebody who serves that queue?"""
        person = self.people.get(passage.agent or "")
        serves = () if person is None else (person.office, *person.queues)
        return passage.office in serves or passage.served_by == passage.office

    def rung_back_share(self, policies: Mapping[str, QueuePolicy]) -> float:
        """Of those who were asked whether to be rung back, how many ordered it; 0 if nobody was asked."""
        asked = [passage for passage in self.passages if _was_asked(passage, policies.get(passage.office))]
        return sum(passage.end == "called_back" for passage in asked) / len(asked) if asked else 0.0

    def callers(self, policies: Mapping[str, QueuePolicy], seed: str) -> list[Caller]:
        """Everybody who stood in a queue, in the order of coming. What nobody knows is drawn with the seed: how
        long those who were served would have waited, and how long those would have talked who were not.

        `policies`: by which they were asked whether to be rung back.
        """
        random = Random(seed)
        patience = Patience(
            [one.wait for one in self.passages if one.end == "abandoned"],
            [one.wait for one in self.passages if one.end != "abandoned"],
        )
        talks = [one for one in self.passages if one.talk_time is not None]
        found = []
        for passage in sorted(self.passages, key=lambda one: (one.at, one.office, one.topic or "")):
            if passage.office not in self.offices:
                continue
            like = passage if passage.talk_time is not None else (random.choice(talks) if talks else passage)
            is_abandoned = passage.end == "abandoned"
            drawn = patience.drawn(random, longer_than=passage.wait)
            found.append(
                Caller(
                    at=passage.at,
                    joins=passage.at,
                    office=passage.office,
                    line="",
                    talk_time=like.talk_time or 0.0,
                    wrap_up_time=like.wrap_up_time or 0.0,
                    patience=passage.wait if is_abandoned else drawn,
                    topic=passage.topic,
                    is_rung_back=_is_rung_back(passage, policies.get(passage.office)),
                )
            )
        return found


def _was_asked(passage: Passage, policy: QueuePolicy | None) -> bool:
    if passage.end == "called_back":
        return True
    after = QueuePolicy().callback_after if policy is None else policy.callback_after
    return passage.wait > (math.inf if after is None else after + _ASKED_AGAIN)


def _is_rung_back(passage: Passage, policy: QueuePolicy | None) -> bool | None:
    """What the caller answered; None: was not asked."""
    return passage.end == "called_back" if _was_asked(passage, policy) else None
