"""Compares every second what the centre believes of each consultant with what the telephone does."""

import time
from collections import defaultdict
from dataclasses import dataclass, field

import anyio
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from acd.live.agent_state import AgentState
from chaos.centre import Centre
from chaos.consultants import Consultants, Reality
from chaos.detectors import Sample, Window, wrong_for_long
from chaos.judge_calls import Fault
from core.db.tables.staff_tables import AgentStateRow
from core.errors import CentreUnavailable
from core.relay.commands import ChangeAgent
from core.relay.relay import relay_client

SETTLING = 4.0  # seconds for which the two may differ: facts are written in the background
_PERIOD = 1.0

_RIGHT: dict[Reality, set[str]] = {
    "idle": {AgentState.AVAILABLE, AgentState.RESERVED, AgentState.WRAP_UP},
    "ringing": {AgentState.RESERVED, AgentState.RINGING},
    # While the consultant is told who is calling, the telephone is answered and nobody talks yet.
    "talking": {AgentState.TALKING, AgentState.HOLD, AgentState.RINGING},
}


def is_right(
    state: str, reality: Reality, *, has_missed: bool = False, is_back: bool = False, is_fallback: bool = False
) -> bool:
    """Whoever has missed a call is right to be "nie odbiera" until ready again, a telephone that was gone to be
    unreachable until Asterisk has asked it; of one that is gone everything is right, and in a call of the
    fallback path everything but being offered more."""
    if (
        reality == "gone"
        or (state == AgentState.NO_ANSWER and has_missed)
        or (state == AgentState.UNREACHABLE and is_back)
    ):
        return True
    if is_fallback and reality != "idle":
        return state != AgentState.AVAILABLE
    return state in _RIGHT[reality]


@dataclass(eq=False)
class Watcher:
    """`run` it until cancelled; presses "ready" for whoever has missed a call, as a person would."""

    centre: Centre
    consultants: Consultants
    samples: dict[str, list[Sample]] = field(default_factory=lambda: defaultdict(list))
    last: dict[str, str] = field(default_factory=dict)

    async def run(self) -> None:
        query = select(AgentStateRow.agent, AgentStateRow.state)
        async with self.centre.engine() as engine:
            while True:
                await anyio.sleep(_PERIOD)
                try:
                    async with engine.connect() as connection:
                        self.look({row.agent: row.state for row in await connection.execute(query)})
                except (SQLAlchemyError, OSError):
                    continue  # the database is away: nothing is known
                await self._back_to_work()

    def look(self, states: dict[str, str]) -> None:
        """Note whether each state is right at this moment."""
        now = time.time()
        self.last = states
        for user, desk in self.consultants.desks.items():
            if not desk.is_employed:
                continue
            reality, state = desk.reality(now), states.get(user, "unknown")
            is_back = desk.has_just_come_back(now)
            is_fallback = desk.ring is not None and desk.ring.is_fallback
            right = is_right(
                state, reality, has_missed=bool(desk.missed), is_back=is_back, is_fallback=is_fallback
            )
            self.samples[user].append(Sample(now, right, f"{state}, but the telephone is {reality}"))
            if state == AgentState.AVAILABLE and reality == "idle":
                desk.missed = 0

    async def _back_to_work(self) -> None:
        now = time.time()
        left = [
            user
            for user, desk in self.consultants.desks.items()
            if desk.missed and desk.reality(now) == "idle" and self.last.get(user) == AgentState.NO_ANSWER
        ]
        if not left:
            return
        async with relay_client(self.centre.settings.dsn) as relay:
            for user in left:
                try:
                    await relay.ask(ChangeAgent(user, "ready"))
                except (CentreUnavailable, OSError):
                    return  # and tries again at the next look

    def faults(self, away: list[Window]) -> list[Fault]:
        """Wrong for longer than the settling time, outside the windows in which nobody could know."""
        found = []
        for user, samples in self.samples.items():
            found += [Fault(user, each.at, each.said) for each in wrong_for_long(samples, SETTLING, away)]
        return found
