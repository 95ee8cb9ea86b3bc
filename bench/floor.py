"""`python -m bench.floor`: the least that an ARI application does for a call, as a floor to stay near.

It plays, reads keys, takes the first free consultant for the first caller, rings, connects, has it recorded and
hangs up. It keeps no records and has no rules: what an application costs beyond is its own choice.

Reads a plan from standard input, prints READY when it can serve calls, and serves them until it is ended.
"""

import sys
from collections import defaultdict, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import anyio
import msgspec
import structlog
from anyio.abc import TaskGroup

from ari_app.ari import AriConnection, AriError, ConnectionLost, Request
from ari_app.ari import messages as m
from ari_app.ari.operations import applications, bridges, channels, playbacks
from ari_app.recovery.process_tuning import raise_priority, tune_garbage_collector
from bench.floor_side import APP, Plan
from core.ami import Ami, AmiAway, AmiRefused
from core.ids import new_id
from core.logging import configure_logging
from ops.seed import PROVINCE

T = TypeVar("T")
log = structlog.get_logger()
_LEG = "leg"  # the argument by which a consultant's telephone comes in
_MUSIC = "kolejka"
_RING_TIME = 20  # seconds, as `Queue` has it
_REST_TIME = 1.0  # seconds that a telephone which did not answer is left alone, as `Queue` does
_HEARD = (
    *("ChannelDestroyed", "ChannelDtmfReceived", "ChannelHangupRequest"),
    *("PlaybackFinished", "RESTResponse", "StasisStart"),
)


@dataclass(eq=False, slots=True)
class _Caller:
    """`playing`: the id of the announcement that is under way, if there is one."""

    id: str
    office: str = ""
    leg: "_Leg | None" = None
    keys: deque[str] = field(default_factory=deque)  # that nobody has read yet
    playing: str = ""
    changed: anyio.Event = field(default_factory=anyio.Event)
    up: anyio.CancelScope = field(default_factory=anyio.CancelScope)


@dataclass(eq=False, slots=True)
class _Leg:
    """A consultant's telephone that was rung. `is_ending`: by our own command."""

    id: str
    user: str
    caller: _Caller
    bridge: str = ""
    is_ending: bool = False


class _Floor:
    def __init__(self, plan: Plan, ami: Ami, tasks: TaskGroup) -> None:
        self._plan, self._ami, self._tasks = plan, ami, tasks
        self._callers: dict[str, _Caller] = {}
        self._legs: dict[str, _Leg] = {}
        self._waiting: dict[str, deque[_Caller]] = defaultdict(deque)
        self._free = {office: deque(users) for office, users in plan.consultants.items()}
        self.is_ready = False
        self.ari = AriConnection(
            plan.ari_url, "s724", plan.ari_password, [APP], self._on_event, on_connected=self._on_connected
        )

    async def _on_connected(self) -> None:
        await self.ari.send(applications.filter(APP, filter={"allowed": [{"type": kind} for kind in _HEARD]}))
        self.is_ready = True

    def _on_event(self, event: m.Event) -> None:
        match event:
            case m.StasisStart() if event.args == [_LEG]:
                self._connect(event.channel.id)
            case m.StasisStart():
                caller = self._callers[event.channel.id] = _Caller(event.channel.id)
                self._tasks.start_soon(self._serve, caller, event.args[0])
            case m.ChannelDtmfReceived():
                if (who := self._callers.get(event.channel.id)) is not None:
                    who.keys.append(event.digit)
                    who.changed.set()
            case m.PlaybackFinished():
                who = self._callers.get(event.playback.target_uri.removeprefix("channel:"))
                if who is not None and who.playing == event.playback.id:
                    who.playing = ""
                    who.changed.set()
            case m.ChannelHangupRequest() | m.ChannelDestroyed():
                self._over(event.channel.id, is_gone=isinstance(event, m.ChannelDestroyed))

    # -- what a caller hears and keys

    async def _serve(self, caller: _Caller, what: str) -> None:
        """Until the caller is gone, which cancels it."""
        with caller.up:
            match what:
                case "greeting":
                    await self._read(caller, ["W01"], 0)
                case "queue":
                    await self._queue(caller, PROVINCE)
                case _:
                    await self._hotline(caller)
            self._post(channels.hangup(caller.id))

    async def _hotline(self, caller: _Caller) -> None:
        card = await self._read(caller, ["W01", "W04", "N01", "A01", "A03"], 20, 10)
        pin = await self._read(caller, ["A02"], 20, 10)
        known, office = self._plan.clients.get(card, ("", ""))
        if not pin or pin != known:
            await self._read(caller, ["A05"], 0)
            return
        await self._read(caller, ["A08"], 1)
        await self._read(caller, ["M01"], 1, 6)
        if await self._read(caller, ["N02"], 1, 4) == "1":
            await self._read(caller, ["N03"], 1)
            self._tasks.start_soon(self._record, caller)
        else:
            await self._read(caller, ["N04"], 0)
        await self._queue(caller, office)

    async def _read(self, caller: _Caller, prompts: list[str], most: int, patience: float = 0.1) -> str:
        """Keys up to `#` or `most` of them, the first of which ends the announcement; `patience` in seconds, from
        the end of the announcement or the last key on. With 0 keys: play it to its end."""
        if not (most and caller.keys):
            caller.playing = new_id("play")
            media = [f"sound:{self._plan.sounds[prompt]}" for prompt in prompts]
            self._post(channels.play_with_id(caller.id, caller.playing, media=media))
        keys = ""
        while caller.playing or len(keys) < most:
            if most and caller.keys:
                if caller.playing:
                    self._post(playbacks.stop(caller.playing))
                    caller.playing = ""
                if (key := caller.keys.popleft()) == "#":
                    break
                keys += key
                continue
            caller.changed = anyio.Event()
            with anyio.move_on_after(None if caller.playing else patience) as limit:
                await caller.changed.wait()
            if limit.cancelled_caught:
                break
        return keys

    async def _record(self, caller: _Caller) -> None:
        """Both voices, as soon as there are two (`b`); ends with the channel."""
        file = f"{self._plan.recordings}/{caller.id}.wav"
        try:
            await self._ami.act("MixMonitor", Channel=caller.id, File=file, options="b")
        except (AmiAway, AmiRefused) as error:  # the file is missed later
            log.warning("a call is not recorded", channel=caller.id, error=type(error).__name__)

    async def _queue(self, caller: _Caller, office: str) -> None:
        self._post(channels.start_moh(caller.id, moh_class=_MUSIC))
        caller.office = office
        self._waiting[office].append(caller)
        self._match(office)
        await anyio.sleep_forever()  # who ends the conversation ends this call, too

    # -- who gets whom; nothing waits here

    def _match(self, office: str) -> None:
        """The first free consultant for the first caller, while there are both."""
        free, waiting = self._free[office], self._waiting[office]
        while free and waiting:
            caller = waiting.popleft()
            leg = caller.leg = _Leg(new_id("floor"), free.popleft(), caller)
            self._legs[leg.id] = leg
            request = channels.originate_with_id(
                leg.id, endpoint=f"PJSIP/{leg.user}", app=APP, app_args=_LEG, timeout=_RING_TIME
            )
            self._post(request, partial(self._freed, leg))

    def _connect(self, leg_id: str) -> None:
        if (leg := self._legs.get(leg_id)) is None or leg.is_ending:
            return
        leg.bridge = new_id("floor-bridge")
        self._post(bridges.create_with_id(leg.bridge, type="mixing"))
        self._post(bridges.add_channel(leg.bridge, channel=[leg.caller.id, leg.id]))

    def _over(self, channel_id: str, *, is_gone: bool) -> None:
        if (caller := self._callers.pop(channel_id, None)) is not None:
            caller.up.cancel()
            if caller in self._waiting[caller.office]:
                self._waiting[caller.office].remove(caller)
            if caller.leg is not None:
                caller.leg.is_ending = True
                self._post(channels.hangup(caller.leg.id))
        # A telephone that hangs up is free in that moment; one that we hang up is free when it was told.
        elif (leg := self._legs.get(channel_id)) is not None and (is_gone or not leg.is_ending):
            self._freed(leg)

    def _freed(self, leg: _Leg, _refused: AriError | None = None) -> None:
        """A telephone has nothing to do with its caller any more."""
        if self._legs.pop(leg.id, None) is None:
            return
        leg.caller.leg = None
        office = leg.caller.office
        if leg.bridge or leg.is_ending:
            self._free[office].append(leg.user)
            self._match(office)
        else:  # it did not answer
            self._waiting[office].appendleft(leg.caller)
            self._tasks.start_soon(self._rest, leg)
        if leg.bridge:
            self._post(bridges.destroy(leg.bridge))
            if leg.caller.id in self._callers:
                self._post(channels.hangup(leg.caller.id))

    async def _rest(self, leg: _Leg) -> None:
        await anyio.sleep(_REST_TIME)
        self._free[leg.caller.office].append(leg.user)
        self._match(leg.caller.office)

    def _post(self, request: Request[T], on_error: Callable[[AriError], None] | None = None) -> None:
        with suppress(ConnectionLost):  # Asterisk is gone, and its calls with it
            self.ari.post_now(request, on_error)


async def _run(plan: Plan) -> None:
    ami = Ami(plan.ami_port, APP, plan.ami_password)
    ami.open()
    try:
        async with anyio.create_task_group() as tasks:
            floor = _Floor(plan, ami, tasks)
            tasks.start_soon(floor.ari.run)
            while not (floor.is_ready and ami.is_up):  # noqa: ASYNC110 - both tell by a flag
                await anyio.sleep(0.05)
            tune_garbage_collector()
            raise_priority()
            print("READY", flush=True)
    finally:
        ami.close()


if __name__ == "__main__":
    configure_logging("floor", "WARNING")
    anyio.run(_run, msgspec.json.decode(sys.stdin.buffer.read(), type=Plan), backend_options={"use_uvloop": True})
