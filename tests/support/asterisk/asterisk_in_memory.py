"""An Asterisk without sockets, for whole applications in virtual time: the product's own line, exchange and
recovery talk with it through cables that can be cut.

What is sent into a cut arrives when it has healed, as TCP does it; what a dead process or Asterisk had on its way
arrives no more.
"""

import asyncio
import contextvars
import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import anyio

from ari_app.ari.socket import Unreachable
from ari_app.telephony.exchange import OPERATOR
from tests.support.asterisk.fake_ari import Answer, Channel
from tests.support.asterisk.fake_switchboard import APP, FakeSwitchboard, Live

_PING = b""
_OPERATOR = "operator"  # the SIP endpoint of those who call
SOUND_TIME = 1.5  # seconds for which each file is played


@dataclass
class NumberedChannel(Channel):
    """Shows who calls, and where."""

    number: str = ""

    def shown(self) -> dict[str, Any]:
        return super().shown() | {"caller": {"name": "", "number": self.number}}


class Cable:
    """One connection; the application's end of it is as `ari_app.ari.socket.Socket`."""

    def __init__(
        self,
        asterisk: "AsteriskInMemory",
        process: Any,
        apps: list[str],
        on_message: Callable[[bytes], None],
        on_down: Callable[[], None],
    ) -> None:
        self.asterisk, self.process, self.apps = asterisk, process, apps
        self.close_code: int | None = None
        self._on_message, self._on_down = on_message, on_down
        self._there: deque[bytes] = deque()
        self._back: deque[bytes] = deque()
        self._heard = 0
        self._is_open = True
        self._is_over = anyio.Event()
        self._error: Exception | None = None
        self._loop = asyncio.get_running_loop()
        self._of_process = contextvars.copy_context()  # whoever else makes it speak or end

    @property
    def _has_way(self) -> bool:
        return self.asterisk.is_reached_by(self.process.name)

    def flush(self) -> None:
        """Soon: what waits at both ends arrives, if there is a way."""
        self._loop.call_soon(self._deliver)

    def _deliver(self) -> None:
        while self._is_open and self._has_way and self.asterisk.is_up and (self._there or self._back):
            if self._there:
                message = self._there.popleft()
                self._back.append(_PING if message is _PING else self.asterisk.carry_out(self, message))
                continue
            message = self._back.popleft()
            if self.process.is_over.is_set():
                return
            self._heard += 1
            if message is not _PING:
                self._take(message)

    def _take(self, message: bytes) -> None:
        try:
            self._of_process.run(self._on_message, message)
        except Exception as error:  # noqa: BLE001 - raised again by the owner
            self._error = error
            self.close()

    def tell(self, message: bytes) -> None:
        self._back.append(message)
        self.flush()

    # -- the application's end

    def send(self, message: bytes) -> None:
        if self._is_open and not self.process.is_over.is_set():
            self._there.append(message)
            self.flush()

    def close(self) -> None:
        """Also the end of a process, and of an Asterisk of whose end somebody can hear."""
        if self._is_open:
            self._is_open = False
            self.asterisk.is_left_by(self)
            if not self.process.is_over.is_set():
                self._of_process.run(self._on_down)
            self._is_over.set()

    def cut(self) -> None:
        self._there.clear()

    async def over(self) -> None:
        await self._is_over.wait()
        if self._error is not None:
            raise self._error

    async def watch(self, interval: float, timeout: float) -> None:
        while self._is_open:
            await anyio.sleep(interval)
            self.send(_PING)
            heard = self._heard
            await anyio.sleep(timeout)
            if self._heard == heard:
                self.close()


class AsteriskInMemory(FakeSwitchboard):
    """`name` is its `systemname`. `reaches(name)`: is there a way to the process of that name? `moment()`: now, as
    Asterisk writes it. `on_command(process, what)`: told of all that is carried out. `rings(channel, endpoint)`:
    a telephone, or a subscriber, rings."""

    def __init__(
        self,
        name: str,
        reaches: Callable[[str], bool],
        moment: Callable[[], str],
        on_command: Callable[[Any, str], None],
        rings: Callable[["AsteriskInMemory", str, str], None],
    ) -> None:
        super().__init__()
        self.name = name
        self.is_up = True
        self.is_silent_machine = False  # gone with its machine: nobody says that nobody listens
        self.cables: list[Cable] = []
        self.registered: dict[str, Cable] = {}
        self.telephones: set[str] = set()
        self.ends: dict[str, float] = {}  # moments at which channels ended, by the loop's clock
        self._reaches, self._moment, self._on_command, self._rings = reaches, moment, on_command, rings
        self._numbers = 0
        self.began = moment()

    def is_reached_by(self, process: str) -> bool:
        return self._reaches(process)

    # -- how it lives

    def dies(self, *, with_machine: bool) -> None:
        """All that was on it is gone. Of a machine that is gone nobody hears anything."""
        self.is_up, self.is_silent_machine = False, with_machine
        for over in self._playbacks.values():
            over.set()
        for what in (self._channels, self._bridges, self.live, self.snoops):
            what.clear()
        self.registered.clear()
        for cable in list(self.cables):
            cable.cut()
            if not with_machine and cable._has_way:
                cable.close()

    def starts(self) -> None:
        if not self.is_up:
            self.is_up, self.is_silent_machine, self.began = True, False, self._moment()
            for cable in list(self.cables):  # the new kernel knows nothing of them
                cable.close()

    async def connect(
        self,
        process: Any,
        apps: list[str],
        on_up: Callable[[Any], None],
        on_message: Callable[[bytes], None],
        on_down: Callable[[], None],
        open_time: float,
    ) -> Cable:
        await anyio.lowlevel.checkpoint()
        if not self.is_reached_by(process.name) or self.is_silent_machine:
            await anyio.sleep(open_time)
            raise Unreachable("TimeoutError")
        if not self.is_up:
            raise Unreachable("ConnectionRefusedError") from ConnectionRefusedError()
        cable = Cable(self, process, apps, on_message, on_down)
        self.cables.append(cable)
        for app in apps:
            if (before := self.registered.get(app)) is not None:
                before.tell(json.dumps(self._event(app, "ApplicationReplaced", {})).encode())
            self.registered[app] = cable
        on_up(cable)
        return cable

    def is_left_by(self, cable: Cable) -> None:
        if cable in self.cables:
            self.cables.remove(cable)
        for app in cable.apps:
            if self.registered.get(app) is cable:
                del self.registered[app]

    # -- what it is told, and tells

    def carry_out(self, cable: Cable, message: bytes) -> bytes:
        asked = json.loads(message)
        if asked["method"] != "GET":
            self._on_command(cable.process, f"{asked['method']} {asked['uri']}")
        return json.dumps(self._respond(asked, cable.apps[0])).encode()

    def _event(self, app: str, kind: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        return {"type": kind, "application": app, "timestamp": self._moment(), "asterisk_id": "fake", **fields}

    def emit(self, app: str, kind: str, **fields: Any) -> None:
        if (cable := self.registered.get(app)) is not None:
            cable.tell(json.dumps(self._event(app, kind, fields)).encode())

    def caller_comes(self, id_: str, number: str = "600100200", dialled: str = "9510") -> None:
        args = ["call", dialled]
        name = f"PJSIP/{_OPERATOR}-00000001"
        channel = NumberedChannel(id_, name, APP, state="Up", in_stasis=True, args=args, number=number)
        self._channels[id_] = channel
        self.report("StasisStart", args=args, channel=channel.shown())

    def sound_time(self, uri: str) -> float:
        """Seconds for which a file is played."""
        return SOUND_TIME

    def next_id(self, seconds: int) -> str:
        """Of a channel that it makes itself."""
        self._numbers += 1
        return f"{self.name}-{seconds}.{self._numbers}"

    def goes(self, id_: str, cause: int = 16) -> None:
        self.ends[id_] = asyncio.get_running_loop().time()
        super().goes(id_, cause)

    def _ring(self, id_: str, query: dict[str, str]) -> Answer:
        endpoint = query["endpoint"].removeprefix("PJSIP/")
        way = endpoint.partition("@")[2] or endpoint
        channel = NumberedChannel(id_, f"PJSIP/{way}-00000001", APP, args=["agent"])
        self._channels[id_] = channel
        self._rings(self, id_, endpoint)
        return 200, channel.shown()

    def _carry_out(self, method: str, uri: str, query: dict[str, str]) -> Answer:
        match method, uri.split("/"):
            case "GET", ["endpoints", technology]:
                engaged: dict[str, list[str]] = {name: [] for name in (*self.telephones, _OPERATOR, OPERATOR)}
                for channel in self._channels.values():
                    engaged[channel.name.partition("/")[2].rpartition("-")[0]].append(channel.id)
                return 200, [
                    {"technology": technology, "resource": name, "state": "online", "channel_ids": channels}
                    for name, channels in engaged.items()
                ]
            case "POST", ["bridges", id_, "addChannel"] if id_ in self._bridges:
                for members in self._bridges.values():  # a channel is on one
                    for member in query["channel"].split(","):
                        if member in members:
                            members.remove(member)
        return super()._carry_out(method, uri, query)

    async def _sound(self, channel: Channel, media: list[str], id_: str, over: anyio.Event) -> None:
        async with channel.turn:
            for uri in media:
                self.emit(channel.app, "PlaybackStarted", playback=self._playback(channel, uri, id_, "playing"))
                with anyio.move_on_after(self.sound_time(uri)):
                    await over.wait()
                if over.is_set():
                    break
            self._playbacks.pop(id_, None)
            channel.playbacks.pop(id_, None)
            if self._channels.get(channel.id) is channel:
                self.emit(
                    channel.app, "PlaybackFinished", playback=self._playback(channel, media[-1], id_, "done")
                )


__all__ = ["AsteriskInMemory", "Cable", "Live", "NumberedChannel"]
