"""Keeps a number of calls going at once, and says in which stage of its life each of them is."""

import time
from collections import Counter
from dataclasses import dataclass

import anyio

from chaos.callers import Callers, in_turn
from chaos.people import Person
from chaos.stories import CallStory

_PACE = 0.2  # seconds between two new calls at most
STAGES = (
    "ringing in",
    "announcement",
    "card number",
    "PIN",
    "menu",
    "consent",
    "waiting",
    "rung",
    "talking",
    "afterwards",
)
_QUESTIONS = {"A01": "card number", "A02": "PIN", "M01": "menu", "N02": "consent"}


@dataclass(eq=False)
class Crowd:
    """`run` it until cancelled: whoever has ended a call is followed by another caller."""

    callers: Callers
    people: list[Person]
    size: int
    dialled: str
    most: int = 0  # calls at once

    def __post_init__(self) -> None:
        self._people = in_turn(self.people)

    def place(self) -> CallStory:
        """One more call."""
        return self.callers.place(self.dialled, next(self._people))

    async def run(self) -> None:
        while True:
            if len(self.callers.in_progress) < self.size:
                self.place()
            self.most = max(self.most, len(self.callers.in_progress))
            await anyio.sleep(_PACE)

    def stages(self) -> dict[str, int]:
        """How many calls are in which stage now; those with none are left out."""
        now = time.time()
        counted = Counter(stage(story, now) for story in self.callers.in_progress)
        return {name: counted[name] for name in STAGES if counted[name]}


def stage(story: CallStory, now: float) -> str:
    """As far as the caller's telephone knows."""
    if story.answered_at is None:
        return "ringing in"
    if story.rings and (ring := story.rings[-1]).ended_at is None:
        return "rung" if ring.answered_at is None else "talking"
    if any(ring.answered_at is not None for ring in story.rings):
        return "afterwards"
    asked = [name for name in story.heard_names() if name in _QUESTIONS]
    if not asked:
        return "announcement"
    if asked[-1] == "N02" and story.keyed_at is not None and story.keyed_at < now:
        return "waiting"
    return _QUESTIONS[asked[-1]]
