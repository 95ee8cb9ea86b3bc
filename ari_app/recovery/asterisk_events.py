"""What the process does with the events of an Asterisk, with each connect to it, and with its end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from ari_app.ari import messages as m
from ari_app.overload.intake import Intake
from ari_app.recovery import giving_up
from ari_app.recovery.gathering import Gathering
from ari_app.recovery.recovery import Recovery
from ari_app.recovery.vital_signs import LoopGuard, beat_once
from ari_app.telephony.channels import AriChannel
from ari_app.telephony.exchange import Arrived, Exchange
from ari_app.telephony.telephones import Telephones

log = structlog.get_logger()


@dataclass(slots=True)
class Concerned:
    """The parts that events of any Asterisk concern. Those without a value are set as they are made, all of them
    before the first connection's task begins."""

    guard: LoopGuard
    heartbeat: Path
    gathering: Gathering
    telephones: Telephones = field(init=False)
    arrived: Arrived = field(init=False)
    recovery: Recovery = field(init=False)
    intake: Intake = field(init=False)
    is_any_up: Callable[[], bool] = field(init=False)


class AsteriskEvents:
    """Of one Asterisk: hands what it reports to the part that it concerns.

    Connection and exchange are made with these methods; `exchange` is set when it is made.
    """

    exchange: Exchange

    def __init__(self, node: str, concerned: Concerned) -> None:
        self._node = node
        self._concerned = concerned

    def on_event(self, event: m.Event) -> None:
        self._concerned.guard.check()
        self._concerned.intake.heard(event.timestamp)
        self.exchange.on_event(event)

    async def on_connected(self) -> None:
        """Look at what is there and take it up, before the first event of the connection."""
        all_of = self._concerned
        own = await self.exchange.reconcile()
        there = await all_of.gathering.all_with(self._node, own)
        async with all_of.gathering.turn:
            await all_of.recovery.take_over(there, all_of.telephones.reconcile)
        beat_once(all_of.heartbeat)
        self.exchange.welcome(own)

    def on_lost(self) -> None:
        """The line is gone, and mostly the Asterisk with it. Calls of others go on; with the last one the process
        ends, and the next one looks at what is there."""
        if not self._concerned.is_any_up():
            giving_up.line_lost()
        log.critical("an Asterisk is lost with all that was on it", node=self._node, channels=self.exchange.load)
        self.exchange.has_died()
        self._concerned.telephones.node_lost(self._node)

    def on_arrival(self, channel: AriChannel, arguments: list[str]) -> None:
        self._concerned.arrived(channel, arguments)
