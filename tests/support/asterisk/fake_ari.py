"""An Asterisk that is not there: an ARI WebSocket server in this process, for the contract tests.

It behaves as Asterisk 22.10 was seen to (the same tests run against both), as far as the tests go: channels
of `Local/...` endpoints, bridges, sounds, applications. Besides it does on command what the real one does
too rarely: 500, broken JSON, silence. It shares no code with the client that it tests.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import anyio
from anyio.abc import TaskGroup
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

Answer = tuple[int, Any]
MOMENT = "2026-01-02T03:04:05.678+0100"


@dataclass
class Channel:
    id: str
    name: str
    app: str
    state: str = "Down"
    in_stasis: bool = False
    other: str = ""
    args: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    playbacks: dict[str, list[str]] = field(default_factory=dict)  # what is played, and what waits to be
    turn: anyio.Lock = field(default_factory=anyio.Lock)  # of what is played one after the other

    def shown(self) -> dict[str, Any]:
        nobody = {"name": "", "number": ""}
        given = ",".join([self.app, *self.args])
        plan = {"context": "default", "exten": "s", "priority": 1, "app_name": "Stasis", "app_data": given}
        return {
            "id": self.id,
            "name": self.name,
            "state": self.state,
            "protocol_id": "",
            "caller": nobody,
            "connected": nobody,
            "accountcode": "",
            "dialplan": plan,
            "creationtime": MOMENT,
            "language": "en",
        }


class FakeAri:
    """`async with FakeAri() as server`: then `url`, `user`, `password` are as of a real one."""

    user = "s724"
    password = "fake-password"

    def __init__(self) -> None:
        self.port = 0
        self.requests: list[tuple[str, str]] = []
        self._tasks: TaskGroup | None = None
        self._server: Server | None = None
        self._apps: dict[str, ServerConnection] = {}
        self._channels: dict[str, Channel] = {}
        self._bridges: dict[str, list[str]] = {}
        self._playbacks: dict[str, anyio.Event] = {}
        self.fell_silent: list[str] = []  # channels, each time nothing was played any more
        self._planned: list[Answer] = []
        self._refuse: HTTPStatus | None = None
        self._frozen = False
        self.began = MOMENT

    async def __aenter__(self) -> "FakeAri":
        self._tasks = anyio.create_task_group()
        await self._tasks.__aenter__()
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.kill()
        assert self._tasks is not None
        self._tasks.cancel_scope.cancel()
        await self._tasks.__aexit__(kind, error, trace)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/ari"

    def sound(self, name: str) -> str:
        return f"sound:/fake/{name}"

    async def start(self) -> None:
        """Listen, on the same port as before if there was one."""
        self._frozen = False
        self._server = await serve(
            self._talk,
            "127.0.0.1",
            self.port,
            process_request=self._admit,
            compression=None,
            ping_interval=None,
            close_timeout=1,
        )
        self.port = next(iter(self._server.sockets)).getsockname()[1]

    async def kill(self) -> None:
        """Cut every line without a goodbye; calls and bridges are forgotten, as when Asterisk dies."""
        self.cut()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
        self._server = None
        for over in self._playbacks.values():
            over.set()
        self._channels.clear()
        self._bridges.clear()

    def cut(self) -> None:
        """Cut every line; calls go on."""
        for connection in set(self._apps.values()):
            connection.transport.abort()
        self._apps.clear()

    async def say_goodbye(self) -> None:
        """End every line as the protocol wants it; calls go on."""
        for connection in set(self._apps.values()):
            await connection.close(1001)

    def freeze(self) -> None:
        """Answer nothing from now on, but the pings of the WebSockets."""
        self._frozen = True

    def thaw(self) -> None:
        """Answer again what is asked from now on."""
        self._frozen = False

    def refuse(self, status: HTTPStatus | None) -> None:
        """Meet everybody who wants a WebSocket with `status`; None: let them in again."""
        self._refuse = status

    def plan(self, status: int, body: Any = None) -> None:
        """Answer the next request so, without doing anything. A text is sent as it is."""
        self._planned.append((status, body))

    async def say(self, raw: str | bytes | list[str]) -> None:
        """Send something to every client, whatever it is; a list goes as the frames of one message."""
        for connection in set(self._apps.values()):
            await connection.send(raw)

    def channel(self, id_: str) -> dict[str, Any]:
        """A channel as it is shown to clients."""
        return self._channels[id_].shown()

    def emit(self, app: str, kind: str, **fields: Any) -> None:
        """Send an event to whoever has the application."""
        connection = self._apps.get(app)
        if connection is not None and self._tasks is not None:
            event = {"type": kind, "application": app, "timestamp": MOMENT, "asterisk_id": "fake", **fields}
            # Not awaited: sending into the buffer of a socket is done in the order of these calls.
            self._tasks.start_soon(self._deliver, connection, json.dumps(event))

    @staticmethod
    async def _deliver(connection: ServerConnection, text: str) -> None:
        try:
            await connection.send(text)
        except ConnectionClosed:
            return

    def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        if self._refuse is not None:
            return connection.respond(self._refuse, "")
        word = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {word}":
            return connection.respond(HTTPStatus.UNAUTHORIZED, "")
        return None

    async def _talk(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        apps = parse_qs(urlsplit(connection.request.path).query)["app"][0].split(",")
        for app in apps:
            if app in self._apps:
                self.emit(app, "ApplicationReplaced")
                await anyio.lowlevel.checkpoint()
            self._apps[app] = connection
        try:
            async for text in connection:
                if self._frozen:
                    continue
                await connection.send(json.dumps(self._respond(json.loads(text), apps[0])))
        except ConnectionClosed:
            pass
        for app in apps:
            if self._apps.get(app) is connection:
                del self._apps[app]

    def _respond(self, asked: dict[str, Any], app: str) -> dict[str, Any]:
        self.requests.append((asked["method"], asked["uri"]))
        query = {item["name"]: item["value"] for item in asked.get("query_strings", [])}
        query |= json.loads(asked.get("message_body") or "{}").get("variables", {})
        status, body = self._planned.pop(0) if self._planned else self._do(asked["method"], asked["uri"], query)
        answer = {
            "type": "RESTResponse",
            "transaction_id": asked["transaction_id"],
            "request_id": asked["request_id"],
            "status_code": status,
            "reason_phrase": HTTPStatus(status).phrase,
            "uri": asked["uri"],
            "application": app,
            "timestamp": MOMENT,
        }
        if body is not None:
            answer["message_body"] = body if isinstance(body, str) else json.dumps(body)
            answer["content_type"] = "application/json"
        return answer

    def _do(self, method: str, uri: str, query: dict[str, str]) -> Answer:
        resource, *rest = (unquote(part) for part in uri.split("/"))
        handlers: dict[str, Callable[[str, list[str], dict[str, str]], Answer]] = {
            "channels": self._on_channels,
            "bridges": self._on_bridges,
            "playbacks": self._on_playbacks,
            "applications": self._on_applications,
        }
        if (resource, rest) == ("asterisk", ["info"]):
            return 200, {"status": {"startup_time": self.began, "last_reload_time": MOMENT}}
        if (resource, rest) == ("asterisk", ["ping"]):
            return 200, {"asterisk_id": "fake", "ping": "pong", "timestamp": MOMENT}
        handler = handlers.get(resource)
        return handler(method, rest, query) if handler else (404, {"message": "Resource not found"})

    def _on_applications(self, method: str, rest: list[str], query: dict[str, str]) -> Answer:
        held = [channel.id for channel in self._channels.values() if channel.in_stasis]
        empty: dict[str, list[str]] = {
            name: [] for name in ("endpoint_ids", "device_names", "events_allowed", "events_disallowed")
        }
        return 200, {"name": rest[0], "channel_ids": held, "bridge_ids": list(self._bridges), **empty}

    def _on_bridges(self, method: str, rest: list[str], query: dict[str, str]) -> Answer:
        if method == "POST" and len(rest) < 2:
            id_ = rest[0] if rest else query["bridgeId"]
            if id_ in self._bridges:
                return 409, {"message": f"Bridge with id '{id_}' already exists"}
            self._bridges[id_] = []
            return 200, self._bridge(id_)
        if rest and rest[0] not in self._bridges:
            return 404, {"message": "Bridge not found"}
        if method == "DELETE":
            shown = self._bridge(rest[0])
            del self._bridges[rest[0]]
            self.emit("s724", "BridgeDestroyed", bridge=shown)
            return 204, None
        if rest[1:] == ["addChannel"]:
            channel = self._channels.get(query["channel"])
            if channel is None:
                return 400, {"message": "Channel not found"}
            self._bridges[rest[0]].append(channel.id)
            self.emit("s724", "ChannelEnteredBridge", bridge=self._bridge(rest[0]), channel=channel.shown())
            return 204, None
        return 200, [self._bridge(id_) for id_ in self._bridges]

    def _bridge(self, id_: str) -> dict[str, Any]:
        words = {"technology": "simple_bridge", "bridge_type": "mixing", "bridge_class": "stasis"}
        more = {"creator": "Stasis", "name": "", "creationtime": MOMENT}
        return {"id": id_, "channels": self._bridges[id_], **words, **more}

    def _on_channels(self, method: str, rest: list[str], query: dict[str, str]) -> Answer:
        if not rest:
            if method == "GET":
                return 200, [channel.shown() for channel in self._channels.values()]
            return self._originate(query)
        channel = self._channels.get(rest[0])
        if channel is None:
            return 404, {"message": "Channel not found"}
        match method, rest[1:]:
            case "GET", []:
                return 200, channel.shown()
            case "DELETE", []:
                self._hang_up(channel)
                return 204, None
            case "GET", ["variable"]:
                if query["variable"] not in channel.variables:
                    return 404, {"message": "Provided variable was not found"}
                return 200, {"value": channel.variables[query["variable"]]}
        if not channel.in_stasis:
            return 409, {"message": "Channel not in Stasis application"}
        match rest[1:]:
            case ["variable"]:
                channel.variables[query["variable"]] = query["value"]
                return 204, None
            case ["answer"]:
                self._answer(channel)
                return 204, None
            case ["play"]:
                return self._play(channel, query["media"].split(","), query["playbackId"])
        return 404, {"message": "Resource not found"}

    def _originate(self, query: dict[str, str]) -> Answer:
        technology, _, target = query["endpoint"].partition("/")
        if not target:
            return 400, {"message": "Invalid endpoint specified"}
        id_ = query["channelId"]
        if id_ in self._channels:
            return 409, {"message": "Channel with given unique ID already exists"}
        if technology != "Local":
            return 500, {"error": "Allocation failed"}
        other = query.get("otherChannelId", f"{id_};2")
        args = [query["appArgs"]] if "appArgs" in query else []
        one = Channel(id_, f"Local/{target}-0;1", query["app"], other=other, args=args)
        two = Channel(other, f"Local/{target}-0;2", "s724", state="Ring", other=id_)
        self._channels |= {id_: one, other: two}
        extension = target.partition("@")[0]
        if extension == "s":
            self._enter(two)
        else:
            self._answer(two)
        if extension.startswith("keys-"):
            for key in extension.removeprefix("keys-"):
                self.emit(one.app, "ChannelDtmfReceived", digit=key, duration_ms=100, channel=one.shown())
        return 200, one.shown()

    def _enter(self, channel: Channel) -> None:
        channel.in_stasis = True
        self.emit(channel.app, "StasisStart", args=channel.args, channel=channel.shown())

    def _answer(self, channel: Channel) -> None:
        for each in (channel, self._channels[channel.other]):
            if each.state != "Up":
                each.state = "Up"
                self.emit(each.app, "ChannelStateChange", channel=each.shown())
                if each is not channel:
                    self._enter(each)

    def _hang_up(self, channel: Channel) -> None:
        for each in (channel, self._channels[channel.other]):
            self._fall_silent(each)
            if each.in_stasis:
                self.emit(each.app, "StasisEnd", channel=each.shown())
            del self._channels[each.id]
            self.emit(each.app, "ChannelDestroyed", cause=16, cause_txt="Normal Clearing", channel=each.shown())

    def _on_playbacks(self, method: str, rest: list[str], query: dict[str, str]) -> Answer:
        over = self._playbacks.get(rest[0])
        if over is None:
            return 404, {"message": "Playback not found"}
        over.set()
        return 204, None

    def _play(self, channel: Channel, media: list[str], id_: str) -> Answer:
        assert self._tasks is not None
        self._playbacks[id_] = over = anyio.Event()
        channel.playbacks[id_] = media
        self._tasks.start_soon(self._sound, channel, media, id_, over)
        return 201, self._playback(channel, media[0], id_, "queued")

    async def _sound(self, channel: Channel, media: list[str], id_: str, over: anyio.Event) -> None:
        state = "done"
        async with channel.turn:
            for number, uri in enumerate(() if over.is_set() else media):
                if number:
                    self.emit(
                        channel.app, "PlaybackContinuing", playback=self._playback(channel, uri, id_, "continuing")
                    )
                self.emit(channel.app, "PlaybackStarted", playback=self._playback(channel, uri, id_, "playing"))
                state = "done" if uri.startswith("sound:/fake/") else "failed"
                if state == "done":
                    with anyio.move_on_after(20 if uri.endswith("long") else 0.02):
                        await over.wait()
                if over.is_set():
                    state = "done" if channel.id in self._channels else "failed"
                    break
            del self._playbacks[id_]
            del channel.playbacks[id_]
            if not channel.playbacks:
                self.fell_silent.append(channel.id)
            self.emit(channel.app, "PlaybackFinished", playback=self._playback(channel, media[-1], id_, state))

    def _fall_silent(self, channel: Channel) -> None:
        for playback in channel.playbacks:
            self._playbacks[playback].set()

    @staticmethod
    def _playback(channel: Channel, uri: str, id_: str, state: str) -> dict[str, str]:
        target = f"channel:{channel.id}"
        return {"id": id_, "media_uri": uri, "target_uri": target, "language": "en", "state": state}
