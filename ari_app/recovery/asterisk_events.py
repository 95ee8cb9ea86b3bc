"""What the process does with the events of Asterisk, and with each connect to it."""

from pathlib import Path

from ari_app.ari import messages as m
from ari_app.overload.intake import Intake
from ari_app.recovery.recovery import Recovery
from ari_app.recovery.vital_signs import LoopGuard, beat_once
from ari_app.telephony.channels import AriChannel
from ari_app.telephony.exchange import Arrived, Exchange
from ari_app.telephony.telephones import Telephones


class AsteriskEvents:
    """Hands what Asterisk reports to the part that it concerns.

    Connection and exchange are made with these methods. The five parts below are set as they are made, all of them
    before the connection's task begins.
    """

    exchange: Exchange
    telephones: Telephones
    arrived: Arrived
    recovery: Recovery
    intake: Intake

    def __init__(self, guard: LoopGuard, heartbeat: Path) -> None:
        self._guard = guard
        self._heartbeat = heartbeat

    def on_event(self, event: m.Event) -> None:
        self._guard.check()
        self.intake.heard(event.timestamp)
        self.exchange.on_event(event)

    async def on_connected(self) -> None:
        """Look at what is there and take it up, before the first event of the connection."""
        there = await self.exchange.reconcile()
        await self.recovery.take_over(there, self.telephones.reconcile)
        beat_once(self._heartbeat)
        self.exchange.welcome(there)

    def on_arrival(self, channel: AriChannel, arguments: list[str]) -> None:
        self.arrived(channel, arguments)
