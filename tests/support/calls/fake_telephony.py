"""The telephone exchange, by hand: callers who press keys, consultants' telephones, and faults on demand."""

from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import cycle
from typing import Any, Literal

import anyio
from anyio.abc import TaskGroup

from ari_app.telephony.asterisk_snapshot import OWN_LEGS, AsteriskSnapshot, ChannelSnapshot
from ari_app.telephony.line import CLEAN_UP_TIME
from core.errors import ChannelGone, NotAnswered, TelephonyFailed
from core.ids import new_id
from core.tasks.racing import first_of
from core.telephony.telephony import Channel, EarFor
from tests.support.calls.fake_channel import FakeChannel

Behaviour = Literal["answers", "declines", "rings_on", "unregisters", "answers_and_drops", "not_registered"]


class FakeBridge:
    def __init__(
        self, exchange: "FakeExchange", members: tuple[FakeChannel, ...], bridge_id: str | None = None
    ) -> None:
        self.id = bridge_id or new_id("bridge")
        self.members = members
        self.out: set[str] = set()  # members that were taken out
        self.has_music = False
        self._exchange = exchange

    @property
    def hear_each_other(self) -> set[str]:
        return {member.id for member in self.members if member.is_up and member.id not in self.out}

    async def part(self, channel: Channel, *, has_music: bool = True) -> None:
        await anyio.lowlevel.checkpoint()
        self._exchange.count("part")
        self.out.add(channel.id)
        self.has_music = self.has_music or has_music

    async def join(self, channel: Channel) -> None:
        await anyio.lowlevel.checkpoint()
        assert isinstance(channel, FakeChannel)
        self._exchange.count("join", channel)
        if not channel.is_up:
            raise ChannelGone
        assert channel.node == self.members[0].node, "no bridge spans two Asterisks"
        self._exchange.leaves_bridges(channel)
        self.out.discard(channel.id)
        if channel not in self.members:
            self.members = (*self.members, channel)
        self.has_music = False


class FakeEar:
    """What is heard is on the exchange for everybody to see: `FakeExchange.heard` and `ears`."""

    def __init__(
        self, exchange: "FakeExchange", party: FakeChannel, listener: FakeChannel, ear_for: EarFor
    ) -> None:
        self._exchange, self._party, self._listener, self._for = exchange, party, listener, ear_for
        self._of = exchange.application
        self._snoop: FakeChannel | None = None
        self.on_lost: Callable[[], None] = lambda: None

    def ends(self, channel: FakeChannel) -> None:
        """A channel has hung up: the ear goes with its party, and by itself."""
        snoop = self._snoop
        if snoop is None or channel not in (snoop, self._party):
            return
        self._snoop = None
        self._exchange.open_ears.discard(self)
        self._exchange.ears.pop(self._listener.id, None)
        self._exchange.is_heard_no_more()
        snoop.far_end_hangs_up()
        if self._of == self._exchange.application:
            self.on_lost()

    async def open(self) -> None:
        await anyio.lowlevel.checkpoint()
        await self._exchange.answer_to(self._of)
        self._exchange.count("snoop", self._party)
        if not self._party.is_up:
            raise ChannelGone
        self._snoop = FakeChannel(self._exchange, caller_number="", dialled_number="", channel_id=new_id("snoop"))
        self._exchange.heard.append((anyio.current_time(), None))
        self._exchange.ears[self._listener.id] = (self._party.id, self._for)
        self._exchange.open_ears.add(self)

    async def shut(self) -> None:
        await anyio.lowlevel.checkpoint()
        await self._exchange.answer_to(self._of)
        if self._snoop is not None:
            snoop, self._snoop = self._snoop, None
            del self._exchange.ears[self._listener.id]
            self._exchange.open_ears.discard(self)
            snoop.far_end_hangs_up()
            self._exchange.is_heard_no_more()
            self._exchange.count("shut")


@dataclass
class FakePhone:
    """A consultant's telephone and what its owner does with it."""

    behaviour: Behaviour = "answers"
    answer_time: float = 2.0
    talk_time: float = 30.0
    rung: int = 0
    on_unregister: object = None


@asynccontextmanager
async def _owned(does: Callable[[], Coroutine[None, None, None]]) -> AsyncIterator[None]:
    """Somebody does this while the block runs; an error of the block comes out as it is."""
    error: Exception | None = None
    async with anyio.create_task_group() as owner:
        owner.start_soon(does)
        try:
            yield
        except Exception as raised:  # noqa: BLE001 - raised again below, outside the task group
            error = raised
        finally:
            owner.cancel_scope.cancel()
    if error is not None:
        raise error


class FakeExchange:
    """Everything is visible: what is open, what was done, and which command shall fail."""

    def __init__(self) -> None:
        self.sound_time = 5.0
        self.playback_fails = False
        self.open_channels: dict[str, FakeChannel] = {}
        self.open_bridges: dict[str, FakeBridge] = {}
        self.served_by: dict[str, int] = {}  # which application looks after a bridge
        self.ended: dict[str, float] = {}  # when each channel did
        self.bridged: list[tuple[str, ...]] = []
        self.blocked: list[str] = []  # channels that still played something when a bridge took them in
        self.playing: set[int] = set()
        self.recording: set[str] = set()
        self.talks: dict[str, float] = {}  # recordings of conversations, and when they began
        self.recorded: list[str] = []
        self.heard: list[tuple[float, float | None]] = []  # spans in which somebody listened in
        self.ears: dict[str, tuple[str, EarFor]] = {}  # by listener: of whom each open one is, and what for
        self.open_ears: set[FakeEar] = set()
        self.kept: set[str] = set()  # files of conversations that are on the disk
        self.silent: dict[str, list[tuple[float, float | None]]] = {}  # spans of a recording, in its seconds
        self.renewed = 0  # how often a recording was to go on with another telephone
        self.files: dict[str, float] = {}  # messages on the disk, and their lengths
        self.speech_time = 10.0  # seconds for which callers speak after a beep
        self.ringing_now: set[str] = set()
        self._in_vain: dict[str, anyio.Event] = {}  # set when the telephone that rings is lost
        self.phones: dict[str, FakePhone] = {}
        self.subscribers: dict[str, Callable[[FakeChannel], Coroutine[None, None, None]]] = {}
        self.subscriber_time = 2.0  # seconds after which a subscriber answers
        self.dialled: list[str] = []
        self.shown: list[str] = []  # what the telephones of those show
        self.unregistered: list[str] = []
        self.commands = 0
        self.fail_at: int | None = None
        self.fail_with: type[Exception] = TelephonyFailed
        self.application = 0  # a number for each application that was started
        self.world: TaskGroup | None = None  # where people live on when an application dies
        self.dead: set[str] = set()
        self._nodes = cycle(("a", "b"))  # who talk with each other have to be on the same one

    def node_for(self, beside: Channel | None) -> str:
        """Of a new channel: that of `beside`; without it each time another one."""
        known = None if beside is None else self.open_channels.get(beside.id)
        if known is not None:
            return known.node
        return next(node for node in self._nodes if node not in self.dead)

    def node_dies(self, node: str) -> None:
        """One Asterisk is gone with all that was on it; the application hears of it at once."""
        self.dead.add(node)
        for channel in list(self.open_channels.values()):
            if channel.node == node:
                self.ringing_now.discard(channel.caller_number)
                channel.was_cut_off()

    def node_is_back(self, node: str) -> None:
        """It was started again, with nobody on it."""
        self.dead.discard(node)

    # -- the application dies, the exchange lives

    def application_dies(self) -> None:
        """What it commands from now on comes to nothing; what it has begun goes on, and sounds end by
        themselves.
        """
        self.application += 1
        self.playing.clear()

    async def answer_to(self, application: int) -> None:
        """A dead application gets no answer any more."""
        if application != self.application:
            await anyio.sleep_forever()

    def found(self, numbers: tuple[str, ...] = ()) -> AsteriskSnapshot:
        """What an application that connects now sees. Channels of callers who dialled `numbers` are not in it."""
        channels = {}
        for channel in self.open_channels.values():
            is_leg = channel.id.startswith(OWN_LEGS)
            channels[channel.id] = ChannelSnapshot(
                channel.id,
                channel.caller_number if is_leg else "operator",
                channel.caller_number not in self.ringing_now,
                channel.dialled_number not in numbers,
                ("agent",) if is_leg else ("call", channel.dialled_number),
                channel.caller_number,
            )
        return AsteriskSnapshot(
            channels,
            {bridge.id: tuple(bridge.hear_each_other) for bridge in self.open_bridges.values()},
            datetime(2026, 1, 1, tzinfo=UTC),
        )

    def leaves_bridges(self, channel: FakeChannel) -> None:
        """A channel is on one bridge: whoever comes to another one has left those of before."""
        for bridge in self.open_bridges.values():
            if channel in bridge.members:
                bridge.out.add(channel.id)

    def destroy_unserved_bridges(self) -> None:
        """As the exchange does with bridges that nobody has taken up."""
        for bridge_id in list(self.open_bridges):
            if self.served_by.get(bridge_id) != self.application:
                del self.open_bridges[bridge_id]
        if not self.open_bridges:
            self.recording.clear()  # a recording ends with its bridge

    def caller_again(self, found: ChannelSnapshot, dialled_number: str, caller_number: str) -> FakeChannel:
        return self.open_channels[found.id].taken_up()

    def is_heard_no_more(self) -> None:
        if self.heard and self.heard[-1][1] is None:
            self.heard[-1] = (self.heard[-1][0], anyio.current_time())

    def hung_up(self, channel: FakeChannel) -> None:
        """What ends with a channel."""
        for ear in list(self.open_ears):
            ear.ends(channel)

    def loses_ears(self) -> None:
        """Every open ear goes by itself."""
        for channel in [one for id_, one in self.open_channels.items() if id_.startswith("snoop-")]:
            channel.far_end_hangs_up()

    @property
    def is_overheard(self) -> bool:
        """Is somebody's conversation heard by somebody else now?"""
        return any(channel.startswith("snoop-") for channel in self.open_channels)

    @asynccontextmanager
    async def overhearing(
        self, party: Channel, listener: Channel, on_lost: Callable[[], None], ear_for: EarFor = "listening"
    ) -> AsyncIterator[FakeEar]:
        await anyio.lowlevel.checkpoint()
        assert isinstance(party, FakeChannel)
        assert isinstance(listener, FakeChannel)
        self.count("bridge", listener)
        assert party.node == listener.node, "nobody hears what is on another Asterisk"
        if not listener.is_up:
            raise ChannelGone
        self.leaves_bridges(listener)
        bridge, application = FakeBridge(self, (listener,)), self.application
        self.open_bridges[bridge.id] = bridge
        self.served_by[bridge.id] = application
        ear = FakeEar(self, party, listener, ear_for)
        ear.on_lost = on_lost
        try:
            yield ear
        finally:
            with anyio.move_on_after(2, shield=True):
                with suppress(TelephonyFailed):  # the snoop is gone all the same: the exchange tries on
                    await ear.shut()
            if application == self.application:
                del self.open_bridges[bridge.id]

    def is_consultants(self, leg: Channel) -> None:
        """Nothing here asks whose leg it is."""

    def call_is_over(self, channel_id: str) -> None:
        """Whatever is there was found: this exchange is never out of reach."""

    async def discard_recording(self, name: str) -> None:
        await anyio.lowlevel.checkpoint()
        self.recording.discard(name)
        self.files.pop(name, None)

    async def hang_up_legs(self, legs: Iterable[str]) -> None:
        for leg in legs:
            await anyio.lowlevel.checkpoint()
            if (channel := self.open_channels.get(leg)) is not None:
                if leg.startswith("snoop-"):
                    self.is_heard_no_more()
                self.ringing_now.discard(channel.caller_number)
                channel.far_end_hangs_up()

    @asynccontextmanager
    async def leg_again(
        self, endpoint: str, channel_id: str | None, *, beside: Channel
    ) -> AsyncIterator[FakeChannel]:
        leg = self.open_channels.get(channel_id or "")
        if leg is None:
            leg = FakeChannel(self, caller_number=endpoint, dialled_number="", beside=beside)
            leg.far_end_hangs_up()
        try:
            if self.world is not None:
                yield leg.taken_up()
                return
            talks_on = partial(self._hang_up_later, leg.taken_up(), max(0.0, leg.talk_ends - anyio.current_time()))
            async with _owned(talks_on):
                yield leg
        finally:
            leg.far_end_hangs_up()

    @asynccontextmanager
    async def bridge_again(self, bridge_id: str, *channels: Channel) -> AsyncIterator[FakeBridge]:
        members = tuple(channel for channel in channels if isinstance(channel, FakeChannel))
        self.served_by[bridge_id] = self.application
        try:
            bridge = self.open_bridges.get(bridge_id)
            yield bridge or FakeBridge(self, members, bridge_id)
        finally:
            self.open_bridges.pop(bridge_id, None)

    def count(self, name: str, channel: FakeChannel | None = None) -> None:
        """Each command has a number; the one numbered `fail_at` fails. `ChannelGone` is never a lie."""
        self.commands += 1
        if self.commands == self.fail_at:
            if self.fail_with is ChannelGone:
                if channel is None:
                    return
                channel.far_end_hangs_up()
            raise self.fail_with

    def calls_of(self, caller_number: str) -> int:
        there = [c for c in self.open_channels.values() if not c.id.startswith(OWN_LEGS)]
        return sum(channel.caller_number == caller_number for channel in there)

    def caller(self, **details: Any) -> FakeChannel:
        return FakeChannel(self, **details)

    def leg_of(self, number: str) -> FakeChannel:
        """The open channel of a consultant's or a subscriber's telephone."""
        found = self.find_leg_of(number)
        assert found is not None
        return found

    def find_leg_of(self, number: str) -> FakeChannel | None:
        """None if there is none."""
        return next((c for c in self.open_channels.values() if c.caller_number == number), None)

    @asynccontextmanager
    async def ringing(
        self,
        endpoint: str,
        *,
        caller_id: str,
        caller_name: str,
        ring_time: float,
        after_ringing: Callable[[], Awaitable[None]] | None = None,
        meanwhile: Callable[[], Awaitable[None]] | None = None,
        is_resumed: bool = False,
        is_listening: bool = False,
        is_trial: bool = False,
        beside: Channel | None = None,
    ) -> AsyncIterator[FakeChannel]:
        phone = self.phones.setdefault(endpoint, FakePhone())
        kind = "listen" if is_listening else "trial" if is_trial else "agent"
        leg = FakeChannel(self, caller_number=endpoint, dialled_number="", channel_id=new_id(kind), beside=beside)
        self.ringing_now.add(endpoint)
        try:
            try:
                self.count("originate")
            except TelephonyFailed:
                raise NotAnswered("failed") from None
            phone.rung += 1
            if after_ringing is not None:
                await after_ringing()
            in_vain = self._in_vain[endpoint] = anyio.Event()
            rings = partial(self._rings, endpoint, phone, ring_time)
            await self._until_answered(leg, rings, meanwhile, in_vain.wait)
            self.ringing_now.discard(endpoint)
            talk_time = 0.3 if phone.behaviour == "answers_and_drops" else phone.talk_time
            leg.talk_ends = anyio.current_time() + talk_time
            if self.world is not None:
                self.world.start_soon(self._hang_up_later, leg, talk_time)
                yield leg
                return
            async with _owned(partial(self._hang_up_later, leg, talk_time)):
                yield leg
        finally:
            if not leg.is_orphaned:
                self.ringing_now.discard(endpoint)
                with anyio.CancelScope(shield=True):
                    await anyio.sleep(0.05)  # a telephone takes a moment to stop ringing
                leg.far_end_hangs_up()

    @asynccontextmanager
    async def dialling(
        self,
        number: str,
        *,
        caller_id: str,
        ring_time: float,
        channel_id: str | None = None,
        meanwhile: Callable[[], Awaitable[None]] | None = None,
        beside: Channel | None = None,
    ) -> AsyncIterator[FakeChannel]:
        """A subscriber's telephone: `subscribers` says what the person does; by default nobody answers.

        Whoever is still on another call is engaged.
        """
        self.dialled.append(number)
        self.shown.append(caller_id)
        is_engaged = any(channel.caller_number == number for channel in self.open_channels.values())
        person = self.subscribers.get(number)
        leg = FakeChannel(
            self,
            caller_number=number,
            dialled_number=caller_id,
            channel_id=channel_id or new_id("callback"),
            beside=beside,
        )
        self.ringing_now.add(number)
        answers_at = anyio.current_time() + self.subscriber_time
        try:
            try:
                self.count("dial")
            except TelephonyFailed:
                raise NotAnswered("failed") from None
            if is_engaged:
                raise NotAnswered("busy")

            async def rings() -> None:
                await anyio.sleep(ring_time if person is None else self.subscriber_time)

            await self._until_answered(leg, rings, meanwhile)
            if person is None:
                raise NotAnswered("no_answer")
            self.ringing_now.discard(number)
            if self.world is not None:
                self.world.start_soon(person, leg)
                yield leg
                return
            async with _owned(partial(person, leg)):
                yield leg
        finally:
            if not leg.is_orphaned:
                self.ringing_now.discard(number)
                leg.far_end_hangs_up()
            elif number in self.ringing_now and self.world is not None and person is not None:
                self.world.start_soon(self._answers_nobody, leg, person, answers_at)

    async def _answers_nobody(
        self, leg: FakeChannel, person: Callable[[FakeChannel], Coroutine[None, None, None]], at: float
    ) -> None:
        """A subscriber answers though the application that rang is no more, if the telephone still rings then."""
        await first_of(leg.gone, lambda: anyio.sleep(max(0.0, at - anyio.current_time())))
        if leg.is_up:
            self.ringing_now.discard(leg.caller_number)
            await person(leg)

    def telephone_lost(self, endpoint: str) -> None:
        """What rings there rings in vain."""
        if endpoint in self._in_vain:
            self._in_vain[endpoint].set()

    async def _until_answered(
        self,
        leg: FakeChannel,
        rings: Callable[[], Awaitable[None]],
        meanwhile: Callable[[], Awaitable[None]] | None,
        in_vain: Callable[[], Awaitable[None]] = anyio.sleep_forever,
    ) -> None:
        """Raises NotAnswered when it is not wanted any more, rings in vain, or when the Asterisk dies."""
        first = await first_of(rings, leg.gone, meanwhile or anyio.sleep_forever, in_vain)
        if leg.is_cut_off:
            raise NotAnswered("interrupted")
        if first > 1:
            raise NotAnswered("withdrawn" if first == 2 else "unreachable")

    async def _rings(self, endpoint: str, phone: FakePhone, ring_time: float) -> None:
        if phone.behaviour == "not_registered":
            raise NotAnswered("unreachable")
        if phone.behaviour == "rings_on":
            await anyio.sleep(ring_time)
            raise NotAnswered("no_answer")
        await anyio.sleep(min(phone.answer_time, ring_time))
        if phone.behaviour == "declines":
            raise NotAnswered("declined")
        if phone.behaviour == "unregisters":
            self.unregistered.append(endpoint)
            if callable(phone.on_unregister):
                phone.on_unregister(endpoint)
            raise NotAnswered("unreachable")

    async def _hang_up_later(self, leg: FakeChannel, after: float) -> None:
        await first_of(leg.gone, lambda: anyio.sleep(after))
        leg.far_end_hangs_up()

    @asynccontextmanager
    async def bridge(self, *channels: Channel) -> AsyncIterator[FakeBridge]:
        await anyio.lowlevel.checkpoint()
        members = tuple(channel for channel in channels if isinstance(channel, FakeChannel))
        self.count("bridge", members[-1])
        for channel in channels:
            if not channel.is_up:
                raise ChannelGone
        # Asterisk takes a channel in between two sounds, and every other command waits for it meanwhile.
        self.blocked += [channel.id for channel in members if channel.sound_until > anyio.current_time() + 0.001]
        assert len({member.node for member in members}) == 1, "no bridge spans two Asterisks"
        for member in members:
            self.leaves_bridges(member)
        bridge, application = FakeBridge(self, members), self.application
        self.open_bridges[bridge.id] = bridge
        self.served_by[bridge.id] = application
        self.bridged.append(tuple(c.id for c in channels))
        try:
            yield bridge
        finally:
            if self.dead & {member.node for member in members}:
                with anyio.CancelScope(shield=True):  # it is asked to take the bridge apart, and does not answer
                    await anyio.sleep(CLEAN_UP_TIME)
            if application == self.application:
                del self.open_bridges[bridge.id]
