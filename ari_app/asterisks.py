"""The Asterisks of the centre as this process leads them: the lines to each, and what is known of it."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import anyio
import structlog
from anyio import to_thread
from anyio.abc import TaskGroup

from acd.desk_watch import DeskWatch
from ari_app.ari import PING_INTERVAL, PING_TIMEOUT, AriConnection, AriError
from ari_app.ari.operations.asterisk import ping
from ari_app.edges import Edges
from ari_app.nodes_now import NodesNow
from ari_app.recovery import giving_up
from ari_app.recovery.asterisk_events import AsteriskEvents, Concerned
from ari_app.recovery.gathering import Gathering
from ari_app.recovery.node_beat import NodeBeat
from ari_app.recovery.vital_signs import LoopGuard
from ari_app.sounds import SoundsOfNode
from ari_app.telephony.exchange import Exchange
from ari_app.telephony.exchanges import Exchanges
from ari_app.telephony.generation import generation_of
from ari_app.telephony.telephones import Telephones
from core.clock import Clock
from core.lease.lease import ANSWER_TIME
from core.lease.process_lease import ProcessLease
from core.live.live import AsteriskLive
from core.nodes import Node, edges_of, node_of, nodes_of
from core.secrets import InstallationSecrets
from core.settings import Settings
from core.telephony.ami import Ami
from core.telephony.node_line import NodeLine
from core.telephony.telephony import Channel
from dialplan.extensions import APP
from ivr.tts.silence import write_silence

log = structlog.get_logger()

SOON = 2.0, 3.0  # seconds between two pings, and for the answer
"""Of the lines to several Asterisks: one that stands still, or whose machine is gone, is noticed so soon."""

AMI_USER = "s724-application"  # of asterisk-conf/manager.conf


@dataclass(frozen=True, slots=True)
class Asterisk:
    """One of them. Calls are led on `ari`. What must not wait for them has a line of its own, `ringing`, and so
    has what they must not wait for, `looking`: Asterisk carries out the commands of one line one after the other.
    """

    node: Node
    ari: AriConnection
    ringing: AriConnection
    looking: AriConnection
    ami: Ami
    exchange: Exchange
    beat: NodeBeat


@dataclass(frozen=True, slots=True)
class Asterisks:
    """All of them."""

    nodes: Sequence[Asterisk]
    exchanges: Exchanges
    telephones: Telephones
    concerned: Concerned
    now: NodesNow
    edges: Edges
    sounds: Sequence[SoundsOfNode] = ()  # of each of several

    @property
    def names(self) -> Sequence[str]:
        return [asterisk.node.name for asterisk in self.nodes]

    def shown(self) -> list[AsteriskLive]:
        """To pages, if there are several."""
        if len(self.nodes) == 1:
            return []
        found = []
        for asterisk in self.nodes:
            now = self.now.of(asterisk.node.name)
            found.append(
                AsteriskLive(
                    name=now.name,
                    state=now.state,
                    since=now.since,
                    calls=asterisk.exchange.callers,
                    ended=now.calls_ended,
                    gone_at=now.gone_at,
                    is_drained=now.is_drained,
                )
            )
        return found

    def of_call(self, call_id: str) -> str:
        """The name of the Asterisk that a call came to; empty for one whose channel is of our making."""
        return node_of(call_id.removeprefix("call-"), self.names) or ""

    def is_connected(self) -> bool:
        """To one of them at least."""
        return any(asterisk.ari.is_up for asterisk in self.nodes)

    def ami_of(self, channel: Channel) -> Ami:
        """The manager interface of the Asterisk that has the channel."""
        node = self.node_of(channel)
        return next(asterisk.ami for asterisk in self.nodes if asterisk.node is node)

    def node_of(self, channel: Channel) -> Node:
        """The Asterisk that has the channel."""
        exchange = self.exchanges.of(channel)
        return next(asterisk.node for asterisk in self.nodes if asterisk.exchange is exchange)

    async def beat(self, is_well: Callable[[], bool]) -> None:
        """Tell each of several Asterisks every second that callers are served there, until cancelled: its own
        watchdog looks at that."""
        if len(self.nodes) == 1:
            return  # a file says it
        async with anyio.create_task_group() as tasks:
            for asterisk in self.nodes:
                tasks.start_soon(asterisk.beat.run, asterisk.looking, partial(_is_served, asterisk, is_well))

    async def bring_sounds(self) -> None:
        """Let each of several have what is spoken and recorded, until cancelled."""
        async with anyio.create_task_group() as tasks:
            for sounds in self.sounds:
                tasks.start_soon(sounds.run)

    async def know_no_other(self) -> bool:
        """Do all of them answer? An application that takes over comes to them first, and they tell us."""
        answers = []

        async def ask(asterisk: Asterisk) -> None:
            with suppress(AriError):
                await asterisk.ari.send(ping(), deadline=ANSWER_TIME)
                answers.append(asterisk.node.name)

        async with anyio.create_task_group() as tasks:
            for asterisk in self.nodes:
                tasks.start_soon(ask, asterisk)
        return len(answers) == len(self.nodes)

    def cut(self) -> None:
        """Nothing that is on its way to them arrives any more, once the process has ended."""
        for asterisk in self.nodes:
            for line in (asterisk.ari, asterisk.ringing, asterisk.looking):
                line.cut()

    async def keep_manager(self) -> None:
        """Keep the connections to the manager interfaces until cancelled."""
        for asterisk in self.nodes:
            asterisk.ami.open()
        try:
            await self.telephones.run()
        finally:
            for asterisk in self.nodes:
                asterisk.ami.close()

    def lines_beside_calls(self) -> Sequence[Callable[[], Awaitable[None]]]:
        """To be run before those on which calls come in."""
        return [line.run for asterisk in self.nodes for line in (asterisk.ringing, asterisk.looking)]

    async def lead(self) -> None:
        """Until cancelled: calls come in. Raises what ends the process."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self.edges.run)
            for asterisk in self.nodes:
                tasks.start_soon(asterisk.ari.run)


def _is_served(asterisk: Asterisk, is_well: Callable[[], bool]) -> bool:
    return is_well() and asterisk.ari.is_up


async def build_asterisks(
    settings: Settings,
    secrets: InstallationSecrets,
    guard: LoopGuard,
    desks: DeskWatch,
    tasks: TaskGroup,
    clock: Clock,
    lease: ProcessLease,
    drained: Collection[str],
) -> Asterisks:
    """`drained`: the names of those that are to have no new calls."""
    nodes = nodes_of(settings)
    is_of_several = len(nodes) > 1
    concerned = Concerned(guard, settings.heartbeat, Gathering([node.name for node in nodes]))
    generation = generation_of(lease.epoch)
    silence = await to_thread.run_sync(write_silence, settings.sounds)
    music, taken = str(settings.queue_music.with_suffix("")), giving_up.caller_taken
    lines, beats, exchanges, events_of = {}, {}, [], {}
    sounds = {
        node.name: SoundsOfNode(settings.home, of_node.state, partial(NodeLine, node.sounds, secrets.agi_secret))
        for node, of_node in zip(nodes, settings.of_asterisks, strict=True)
        if of_node.node
    }
    for node in nodes:
        connection = partial(
            AriConnection,
            f"http://{node.ari}/ari",
            "s724",
            secrets.ari_password,
            is_waited_for=not is_of_several,
            ping_interval=SOON[0] if is_of_several else PING_INTERVAL,
            ping_timeout=SOON[1] if is_of_several else PING_TIMEOUT,
            fence=lease.fence,
        )
        beats[node.name] = beat = NodeBeat(node.name, lease.epoch)
        events_of[node.name] = events = AsteriskEvents(node.name, concerned, tasks)
        ari = connection(
            [APP],
            events.on_event,
            on_connected=events.on_connected,
            on_lost=events.on_lost,
            on_refused=events.on_refused,
        )
        ringing, looking = (connection([f"{APP}-{name}"], lambda event: None) for name in ("ringing", "looking"))
        lines[node.name] = (ari, ringing, looking)
        if is_of_several:
            events.say_alive = partial(beat.once, ari)
        events.exchange = Exchange(
            *(ari, tasks, events.on_arrival, taken, generation, silence, music, ringing, node.name),
            is_of_several=is_of_several,
            sounds=sounds.get(node.name),
        )
        exchanges.append(events.exchange)
    of_all = Exchanges(exchanges)
    telephones = Telephones(desks, of_all, {node: looking for node, (_, _, looking) in lines.items()})
    made = []
    for node, exchange in zip(nodes, exchanges, strict=True):
        ami = Ami(
            *(node.ami.port, AMI_USER, secrets.ami_application_password),
            on_event=partial(telephones.on_event, node.name),
            host=node.ami.address,
            fence=lease.fence,
        )
        ami.on_login = telephones.may_have_missed
        events_of[node.name].on_mended = ami.again
        exchange.on_busy = partial(telephones.was_busy, node.name)
        exchange.on_unreachable = partial(telephones.was_not_reached, node.name)
        made.append(Asterisk(node, *lines[node.name], ami, exchange, beats[node.name]))
    now = NodesNow([node.name for node in nodes], drained, clock)
    edges = Edges(edges_of(settings), nodes, now, lease.fence)
    now.on_change, now.on_end = edges.tell, edges.end_conversations
    of_all.closed = lambda: now.closed
    found = Asterisks(made, of_all, telephones, concerned, now, edges, list(sounds.values()))
    concerned.telephones, concerned.is_any_up, concerned.nodes = telephones, found.is_connected, now
    lease.witness, lease.fence.on_closed = found.know_no_other, partial(giving_up.lease_lost, found.cut)
    return found
