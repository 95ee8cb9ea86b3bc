"""What is counted for tries, in memory: as the tables keep it, with everything to be seen."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import anyio

from ivr.identity.attempts import Attempts
from ivr.identity.counting import Decide, Subjects, T

JUDGE_TIME = 0.001  # seconds, and twice as long on top if there is something to write


@dataclass
class CountersInMemory:
    """`ivr.identity.counting.Counters`. One try after the other, as the locked rows make it."""

    attempts: dict[str, Attempts] = field(default_factory=dict)
    verified: dict[tuple[str, str], datetime] = field(default_factory=dict)  # by card and number
    judged: int = 0
    _lock: anyio.Lock = field(default_factory=anyio.Lock)

    async def judge(self, subjects: Subjects, decide: Decide[T], now: datetime) -> T:
        async with self._lock:
            names = [name for name, _ in subjects.names]
            before: Sequence[Attempts] = [self.attempts.get(name, Attempts()) for name in names]
            number = subjects.number
            decision = decide(before, number is not None and (subjects.card, number) in self.verified)
            after = list(decision.after)
            await anyio.sleep(JUDGE_TIME * (1 + 2 * (before != after)))
            self.attempts |= dict(zip(names, after, strict=True))
            if decision.is_verified and number is not None:
                self.verified[subjects.card, number] = now
            self.judged += 1
        return decision.told
