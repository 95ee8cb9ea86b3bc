"""What the exchange needs of an Asterisk besides `fake_ari`: callers, telephones, music, recordings, refusals."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.support.asterisk.fake_ari import Answer, Channel, FakeAri

APP = "s724"


@dataclass
class Live:
    """A recording that is being made, of a bridge or a channel."""

    name: str
    bridge: str
    of: str = "bridge"

    def shown(self, duration: int = 3) -> dict[str, Any]:
        where = f"{self.of}:{self.bridge}"
        return {
            "name": self.name,
            "format": "wav",
            "target_uri": where,
            "state": "recording",
            "duration": duration,
        }


@dataclass
class FakeSwitchboard(FakeAri):
    """Telephones ring until the test answers or hangs up; every command is noted as `METHOD resource`."""

    done: list[str] = field(default_factory=list)
    unregistered: set[str] = field(default_factory=set)
    live: dict[str, Live] = field(default_factory=dict)
    stored: set[str] = field(default_factory=set)
    with_music: set[str] = field(default_factory=set)  # bridges on which music plays
    asked: dict[str, str] = field(default_factory=dict)  # the last wish for a recording of a channel
    snoops: dict[str, str] = field(default_factory=dict)  # whose sound each one has
    directions: dict[str, tuple[str, str]] = field(default_factory=dict)  # what each one spies and whispers
    is_silent: bool = False  # carries commands out and reports nothing
    is_busy: bool = False  # confirms hang-ups, and has not come to carrying them out before the test says `goes`
    _refused: list[tuple[str, int]] = field(default_factory=list)
    _meanwhile: list[tuple[str, Callable[[], object]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    async def __aenter__(self) -> "FakeSwitchboard":
        await super().__aenter__()
        return self

    # -- what the test does

    def refuse_when(self, part: str, status: int, *, times: int = 1) -> None:
        """Answer the next `times` requests whose `METHOD uri` holds `part` with `status`."""
        self._refused += [(part, status)] * times

    def accept_everything(self) -> None:
        self._refused.clear()

    def meanwhile(self, part: str, happens: Callable[[], object]) -> None:
        """At the next request whose `METHOD uri` holds `part`, after it was carried out and before its answer."""
        self._meanwhile.append((part, happens))

    def caller_comes(self, id_: str, number: str = "600100200", dialled: str = "9510") -> None:
        self._come(id_, ["call", dialled], number)

    def _come(self, id_: str, args: list[str], number: str) -> None:
        self._channels[id_] = channel = Channel(id_, f"PJSIP/{id_}", APP, state="Ring", in_stasis=True, args=args)
        self.report("StasisStart", args=args, channel=channel.shown() | {"caller": {"name": "", "number": number}})

    def report(self, kind: str, **fields: Any) -> None:
        if not self.is_silent:
            self.emit(APP, kind, **fields)

    def presses(self, id_: str, key: str) -> None:
        self.report("ChannelDtmfReceived", digit=key, duration_ms=100, channel=self.channel(id_))

    def phone_answers(self, id_: str) -> None:
        channel = self._channels[id_]
        channel.state, channel.in_stasis = "Up", True
        self.report("StasisStart", args=["agent"], channel=channel.shown())

    def rings_already(self, endpoint: str) -> str:
        """A telephone that somebody else has rung; which leg that is."""
        id_ = f"agent-before-{endpoint}"
        self._channels[id_] = Channel(id_, f"PJSIP/{endpoint}", APP, args=["agent"])
        return id_

    def goes(self, id_: str, cause: int = 16) -> None:
        """The party hangs up, or the telephone refuses with a Q.850 cause."""
        channel = self._channels.pop(id_)
        self._fall_silent(channel)
        self.snoops.pop(id_, None)
        for snoop in [snoop for snoop, of in self.snoops.items() if of == id_]:
            self.goes(snoop)
        for members in self._bridges.values():
            if id_ in members:
                members.remove(id_)
        for name in [name for name, live in self.live.items() if live.bridge == id_]:
            self.recording_ends(name)
        if channel.in_stasis:
            self.report("ChannelHangupRequest", channel=channel.shown())
            self.report("StasisEnd", channel=channel.shown())
        self.report("ChannelDestroyed", cause=cause, cause_txt="", channel=channel.shown())

    def recording_ends(self, name: str, *, has_failed: bool = False) -> None:
        live = self.live.pop(name)
        if not has_failed:
            self.stored.add(name)
        self.report("RecordingFailed" if has_failed else "RecordingFinished", recording=live.shown())

    @property
    def ringing(self) -> list[str]:
        return [channel.id for channel in self._channels.values() if not channel.in_stasis]

    @property
    def channels(self) -> set[str]:
        return set(self._channels)

    @property
    def bridges(self) -> dict[str, list[str]]:
        return self._bridges

    @property
    def playbacks(self) -> set[str]:
        return set(self._playbacks)

    def playing_to(self, id_: str) -> list[str]:
        """The sounds that are played to the channel, and that wait to be, in their order."""
        playbacks = self._channels[id_].playbacks.values()
        return [uri.removeprefix("sound:") for media in playbacks for uri in media]

    # -- what it answers

    def _do(self, method: str, uri: str, query: dict[str, str]) -> Answer:
        answer = self._carry_out(method, uri, query)
        for number, (part, happens) in enumerate(self._meanwhile):
            if part in f"{method} {uri}":
                del self._meanwhile[number]
                happens()
                break
        return answer

    def _carry_out(self, method: str, uri: str, query: dict[str, str]) -> Answer:
        for number, (part, status) in enumerate(self._refused):
            if part in f"{method} {uri}":
                del self._refused[number]
                return status, {"message": "as the test wants"}
        self.done.append(f"{method} {uri.split('/')[0]}{_command(uri)}")
        match method, uri.split("/"):
            case "POST", ["channels", id_] if "endpoint" in query:
                return self._ring(id_, query)
            case "DELETE", ["channels", id_] if id_ in self._channels:
                if not self.is_busy:
                    self.goes(id_)
                return 204, None
            case "POST", ["channels", id_, "snoop", snoop] if id_ in self._channels:
                return self._snoop(id_, snoop, query)
            case "POST" | "DELETE", ["channels", id_, "moh" | "answer"] if id_ in self._channels:
                return 204, None
            case "POST", ["channels", id_, "play", playback] if id_ in self._channels:
                return self._play(self._channels[id_], query["media"].split(","), playback)
            case "GET", ["playbacks", id_]:
                if id_ not in self._playbacks:
                    return 404, {"message": "Playback not found"}
                return 200, {"id": id_, "media_uri": "", "target_uri": "", "language": "en", "state": "playing"}
            case "POST", ["bridges", id_, "addChannel"] if id_ in self._bridges:
                wanted = query["channel"].split(",")
                if not set(wanted) <= self._channels.keys():
                    return 400, {"message": "Channel not found"}
                self._bridges[id_] += wanted
                return 204, None
            case "POST", ["bridges", id_, "removeChannel"] if id_ in self._bridges:
                if query["channel"] not in self._bridges[id_]:
                    return 422, {"message": "Channel not in this bridge"}
                self._bridges[id_].remove(query["channel"])
                return 204, None
            case "GET", ["bridges", id_] if id_ in self._bridges:
                return 200, self._bridge(id_)
            case "POST", ["bridges", id_, "moh"] if id_ in self._bridges:
                self.with_music.add(id_)
                return 204, None
            case "DELETE", ["bridges", id_, "moh"] if id_ in self._bridges:
                if id_ not in self.with_music:
                    return 409, {"message": "No music on hold"}
                self.with_music.discard(id_)
                return 204, None
            case "POST", ["bridges", id_, "record"] if id_ in self._bridges:
                self.live[query["name"]] = Live(query["name"], id_)
                return 201, self.live[query["name"]].shown()
            case "POST", ["channels", id_, "record"] if id_ in self._channels:
                self.asked = query
                self.live[query["name"]] = Live(query["name"], id_, "channel")
                return 201, self.live[query["name"]].shown()
            case "DELETE", ["recordings", "stored", name] if name.replace("%2F", "/") in self.stored:
                self.stored.discard(name.replace("%2F", "/"))
                return 204, None
            case "DELETE", ["bridges", id_] if id_ in self._bridges:
                del self._bridges[id_]
                for name in [name for name, live in self.live.items() if live.bridge == id_]:
                    self.recording_ends(name)
                return 204, None
            case _, ["recordings", "live", name, *rest]:
                return self._on_live(method, name.replace("%2F", "/"), rest)
        return super()._do(method, uri, query)

    def _ring(self, id_: str, query: dict[str, str]) -> Answer:
        endpoint = query["endpoint"].removeprefix("PJSIP/")
        if endpoint in self.unregistered:
            return 500, {"error": "Allocation failed"}
        self._channels[id_] = channel = Channel(id_, f"PJSIP/{endpoint}", APP, args=["agent"])
        return 200, channel.shown()

    def _snoop(self, of: str, id_: str, query: dict[str, str]) -> Answer:
        self.directions[id_] = (query["spy"], query["whisper"])
        args = [query["appArgs"]]
        channel = Channel(id_, f"Snoop/{of}", APP, state="Up", in_stasis=True, args=args)
        self._channels[id_], self.snoops[id_] = channel, of
        self.report("StasisStart", args=args, channel=channel.shown())
        return 200, channel.shown()

    def _on_live(self, method: str, name: str, rest: list[str]) -> Answer:
        if name not in self.live:
            return 404, {"message": "Recording not found"}
        if method == "GET":
            return 200, self.live[name].shown()
        if method == "DELETE":
            del self.live[name]
        else:
            self.recording_ends(name)
        return 204, None


def _command(uri: str) -> str:
    """`/play`, `/moh` …, or nothing for a request about the whole thing."""
    parts = uri.split("/")
    return f"/{parts[2]}" if len(parts) > 2 else ""
