"""Every few seconds: is what we believe of consultants and callers what Asterisk says? What differs is mended.

A difference counts when two looks in a row have seen it: between an event and a look at everything there is always
a moment in which both are right.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import anyio
import structlog

from acd.live.agent import Agent
from acd.live.agent_state import AgentState
from acd.live.matchmaker import Matchmaker
from ari_app.ari import AriError
from ari_app.calls.talks import Talks
from ari_app.telephony.exchanges import Exchanges
from ari_app.telephony.telephones import Telephones

log = structlog.get_logger()

LOOK_TIME = 2.0  # seconds between two looks
_NEEDS_LEG = frozenset({AgentState.TALKING, AgentState.HOLD})


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One difference. `channel` is believed to be there and is not; `agent` is believed to talk and has no leg."""

    channel: str = ""
    agent: str = ""
    call_id: str = ""


def mismatches(there: set[str], believed: Iterable[str], agents: Iterable[Agent], legs: set[str]) -> set[Mismatch]:
    """What differs. `there`: channels in Asterisk; `believed`: channels that we serve; `legs`: whose leg is
    open.
    """
    found = {Mismatch(channel=channel) for channel in believed if channel not in there}
    for agent in agents:
        if agent.state in _NEEDS_LEG and agent.id not in legs:
            found.add(Mismatch(agent=agent.id, call_id=agent.call_id or ""))
    return found


class Reconciliation:
    """`count` is told of each mismatch that was mended."""

    def __init__(
        self,
        exchanges: Exchanges,
        telephones: Telephones,
        matchmaker: Matchmaker,
        talks: Talks,
        count: Callable[[], None],
    ) -> None:
        self._exchanges = exchanges
        self._telephones = telephones
        self._matchmaker = matchmaker
        self._talks = talks
        self._count = count
        self._seen: set[Mismatch] = set()

    async def run(self) -> None:
        """Until cancelled. A line that is down is no difference: connecting anew looks at everything."""
        while True:
            await anyio.sleep(LOOK_TIME)
            try:
                await self.look()
            except AriError as error:
                self._seen.clear()
                log.info("no look at what is there", error=type(error).__name__)

    async def look(self) -> None:
        """One look. Raises ari errors."""
        served = self._exchanges.served  # before asking: what begins meanwhile is not on the list
        legs = self._exchanges.legs | self._talks.without_leg
        found = await self._telephones.look()
        believed = [channel for node, of_one in served.items() if node in found for channel in of_one]
        there = {channel for of_one in found.values() for endpoint in of_one for channel in endpoint.channel_ids}
        for node, of_one in found.items():
            for _ in range(self._telephones.compare(node, of_one)):
                self._count()
        differing = mismatches(there, believed, self._matchmaker.team.agents, legs)
        for mismatch in differing & self._seen:
            log.error("believed what is not so, and mended it", channel=mismatch.channel, agent=mismatch.agent)
            self._mend(mismatch)
            self._count()
        self._seen = differing

    def _mend(self, mismatch: Mismatch) -> None:
        if mismatch.channel:
            self._exchanges.channel_is_gone(mismatch.channel)
        elif (agent := self._matchmaker.team.find(mismatch.agent)) is not None:
            self._matchmaker.lost_call(agent)
