"""What the process does with the events of an Asterisk, with each connect to it, and with its end."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

import anyio
import structlog
from anyio.abc import TaskGroup

from ari_app.ari import messages as m
from ari_app.nodes_now import NodesNow
from ari_app.overload.intake import Intake
from ari_app.recovery import giving_up
from ari_app.recovery.gathering import Gathering
from ari_app.recovery.recovery import Recovery
from ari_app.recovery.vital_signs import LoopGuard, beat_once
from ari_app.telephony.channels import AriChannel
from ari_app.telephony.exchange import Arrived, Exchange
from ari_app.telephony.telephones import Telephones
from core.ids import call_id_of

log = structlog.get_logger()

DOUBT_TIME = 15.0  # seconds after the loss of a line in which calls may show that they go on; a cut of 10 s heals


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
    nodes: NodesNow = field(init=False)
    out_of_reach: Callable[[Collection[str]], None] = field(init=False)  # Matchmaker's


class AsteriskEvents:
    """Of one Asterisk: hands what it reports to the part that it concerns.

    Connection and exchange are made with these methods; `exchange` is set when it is made.
    """

    exchange: Exchange
    say_alive: Callable[[], Awaitable[None]] | None = None
    """To its own watchdog, if it is one of several."""
    on_mended: Callable[[], None] = staticmethod(lambda: None)
    """Called when the line is there again: others to the same machine may not have noticed that they were cut."""

    def __init__(self, node: str, concerned: Concerned, tasks: TaskGroup) -> None:
        self._node = node
        self._concerned = concerned
        self._tasks = tasks
        self._cuts = 0

    def on_event(self, event: m.Event) -> None:
        self._concerned.guard.check()
        self._concerned.intake.heard(event.timestamp)
        self.exchange.on_event(event)

    async def on_connected(self) -> None:
        """Look at what is there and take it up, before the first event of the connection."""
        all_of = self._concerned
        if self.exchange.is_in_doubt:
            if await self.exchange.has_survived():
                await giving_up.hand_over()
            self._is_gone()
        if self.say_alive is not None:  # its watchdog takes callers away from whoever has given no sign yet
            await self.say_alive()
        if self._cuts:
            self.on_mended()
        own = await self.exchange.reconcile()
        there = await all_of.gathering.all_with(self._node, own)
        async with all_of.gathering.turn:
            await all_of.recovery.take_over(there, all_of.telephones.reconcile)
            for name in all_of.gathering.away:
                all_of.nodes.was_not_reached(name, all_of.recovery.interrupted_on(name))
        beat_once(all_of.heartbeat)
        self.exchange.welcome(own)
        all_of.nodes.is_up(self._node)

    def on_lost(self) -> None:
        """The line is gone, and mostly the Asterisk with it, but not always: its calls may go on there. Calls of
        others go on in any case. With the last one the process ends, and the next one looks at what is there."""
        all_of = self._concerned
        if not all_of.is_any_up():
            giving_up.line_lost()
        log.critical("the line to an Asterisk is lost", node=self._node, channels=self.exchange.load)
        self.exchange.was_cut()
        all_of.out_of_reach({call_id_of(channel) for channel in self.exchange.served})
        all_of.telephones.node_lost(self._node)
        all_of.nodes.is_cut(self._node)
        self._cuts += 1
        self._tasks.start_soon(self._give_up_later, self._cuts)

    def on_refused(self) -> None:
        """Nobody listens there: no Asterisk is running. Of one that is but cut off nobody hears anything."""
        if self.exchange.is_in_doubt:
            self._is_gone()

    async def _give_up_later(self, cut: int) -> None:
        await anyio.sleep(DOUBT_TIME)
        if self.exchange.is_in_doubt and cut == self._cuts:
            self._is_gone()

    def _is_gone(self) -> None:
        ended = self.exchange.has_died()
        log.critical("an Asterisk is gone with all that was on it", node=self._node, callers=ended)
        self._concerned.nodes.is_gone(self._node, ended)

    def on_arrival(self, channel: AriChannel, arguments: list[str]) -> None:
        self._concerned.arrived(channel, arguments)
