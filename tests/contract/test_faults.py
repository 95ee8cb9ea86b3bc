"""What a server may do wrong. Only the one in this process can be made to."""

import json
import threading
from http import HTTPStatus

import anyio
import pytest
from structlog.typing import EventDict

from ari_app.ari import (
    AriConnection,
    ConnectionLost,
    NotUnderstood,
    Overloaded,
    Rejected,
    ServerError,
    UnknownEvent,
)
from ari_app.ari.messages import ChannelDtmfReceived, Event
from ari_app.ari.operations import asterisk, channels
from tests.contract.support import Heard, connected
from tests.support.asterisk.fake_ari import FakeAri
from tests.support.timing.eventually import eventually
from tests.support.timing.running import running

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "raw", ["{", "[]", "{}", '"text"', '{"type": 5}', "", b"\xff\xfe", '{"type": "RESTResponse"}', b"{}"]
)
async def test_a_malformed_message_is_passed_over(fake: FakeAri, raw: str | bytes) -> None:
    heard = Heard()
    async with connected(fake, heard) as ari:
        await fake.say(raw)
        assert (await ari.send(asterisk.ping())).ping == "pong"
        assert ari.is_up
        assert [event for event in heard.events if not isinstance(event, UnknownEvent)] == []


async def test_a_malformed_message_is_not_quoted_in_the_log(fake: FakeAri, lines: list[EventDict]) -> None:
    async with connected(fake, Heard()) as ari:
        await fake.say('{"type": "ChannelDtmfReceived", "digit": "4711"')
        await ari.send(asterisk.ping())
    assert {"event": "ari_message_malformed", "size": 47, "log_level": "warning"} in lines
    assert "4711" not in str(lines)


async def test_an_unknown_event_is_handed_on_and_named_once(fake: FakeAri, lines: list[EventDict]) -> None:
    heard = Heard()
    async with connected(fake, heard) as ari:
        for number in (1, 2):
            fake.emit("s724", "NeverSeen", number=number)
        fake.emit("s724", "StasisStart", channel="not a channel")
        await ari.send(asterisk.ping())
        await eventually(lambda: len(heard.events) == 3)
    unknown = [event for event in heard.events if isinstance(event, UnknownEvent)]
    assert [(event.kind, event.application) for event in unknown] == [
        ("NeverSeen", "s724"),
        ("NeverSeen", "s724"),
        ("StasisStart", "s724"),
    ]
    assert unknown[1].body["number"] == 2
    named = [line["kind"] for line in lines if line["event"] == "ari_event_unknown"]
    assert named == ["NeverSeen", "StasisStart"]


async def test_unknown_fields_do_no_harm(fake: FakeAri) -> None:
    heard = Heard()
    async with connected(fake, heard) as ari:
        await ari.send(channels.originate(endpoint="Local/echo@default", app="s724", channel_id="anna"))
        channel = {**json.loads(json.dumps(fake.channel("anna"))), "new_in_23": {"a": 1}}
        fake.emit("s724", "ChannelDtmfReceived", digit="5", duration_ms=80, channel=channel, more=[1])
        assert (await heard.until(ChannelDtmfReceived)).digit == "5"


@pytest.mark.parametrize(
    ("status", "body", "error", "detail"),
    [
        (500, {"error": "Allocation failed"}, ServerError, "Allocation failed"),
        (503, "not json", ServerError, "Service Unavailable"),
        (422, {"message": "no"}, Rejected, "no"),
        (400, None, Rejected, "Bad Request"),
    ],
)
async def test_a_refusal_is_told_by_its_status(
    fake: FakeAri, status: int, body: object, error: type[Exception], detail: str
) -> None:
    async with connected(fake, Heard()) as ari:
        fake.plan(status, body)
        with pytest.raises(error) as caught:
            await ari.send(channels.list_all())
        assert vars(caught.value) == {"operation": "channels.list_all", "status": status, "detail": detail}
        assert await ari.send(channels.list_all()) == []


@pytest.mark.parametrize("body", ["{", {"id": 5}, [], None])
async def test_an_answer_of_another_form_is_not_understood(fake: FakeAri, body: object) -> None:
    async with connected(fake, Heard()) as ari:
        fake.plan(200, body)
        with pytest.raises(NotUnderstood):
            await ari.send(channels.get("anna"))
        assert await ari.send(channels.list_all()) == []


async def test_an_answer_that_nobody_waits_for_is_passed_over(fake: FakeAri) -> None:
    async with connected(fake, Heard()) as ari:
        answer = {"type": "RESTResponse", "transaction_id": "", "request_id": "999", "status_code": 200}
        answer |= {"reason_phrase": "OK", "uri": "", "application": "s724", "timestamp": ""}
        await fake.say(json.dumps(answer))
        assert (await ari.send(asterisk.ping())).ping == "pong"


async def test_a_message_too_large_costs_the_line_and_it_comes_back(
    fake: FakeAri, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AriConnection, "MAX_MESSAGE", 10_000)
    lost: list[str] = []
    async with connected(fake, Heard(), on_lost=lambda: lost.append("lost")) as ari:
        fake.plan(200, {"big": "x" * 20_000})
        with pytest.raises(ConnectionLost):
            await ari.send(channels.list_all())
        assert await ari.send(channels.list_all()) == []
        assert lost == ["lost"]


async def test_a_message_in_several_frames_is_one_message(fake: FakeAri) -> None:
    heard = Heard()
    event = json.dumps({"type": "NeverSeen", "application": "s724", "timestamp": ""})
    async with connected(fake, heard) as ari:
        await ari.send(asterisk.ping())
        await fake.say([event[:10], event[10:20], event[20:]])
        await fake.say(event)
        await eventually(lambda: len(heard.events) == 2)
        assert [type(each) for each in heard.events] == [UnknownEvent] * 2


async def test_frames_too_large_together_cost_the_line(fake: FakeAri, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AriConnection, "MAX_MESSAGE", 10_000)
    lost: list[str] = []
    async with connected(fake, Heard(), on_lost=lambda: lost.append("lost")) as ari:
        await ari.send(asterisk.ping())
        await fake.say(["x" * 6_000, "x" * 6_000, "x"])
        await eventually(lambda: lost == ["lost"])
        assert (await ari.send(asterisk.ping())).ping == "pong"


async def test_a_server_that_hangs_up_at_once_is_not_there(lines: list[EventDict]) -> None:
    tries: list[str] = []

    async def hang_up(stream: anyio.abc.SocketStream) -> None:
        tries.append("tried")
        async with stream:
            await stream.receive()

    lost: list[str] = []
    async with (
        await anyio.create_tcp_listener(local_host="127.0.0.1") as listener,
        anyio.create_task_group() as tasks,
    ):
        tasks.start_soon(listener.serve, hang_up)
        url = f"http://127.0.0.1:{listener.extra(anyio.abc.SocketAttribute.local_port)}/ari"
        ari = AriConnection(url, "s724", "word", ["s724"], Heard(), on_lost=lambda: lost.append("lost"))
        tasks.start_soon(ari.run)
        await eventually(lambda: len(tries) == 3)
        assert not ari.is_up
        tasks.cancel_scope.cancel()
    assert lost == []
    assert [line["event"] for line in lines] == ["ari_unreachable"]


async def test_after_a_goodbye_it_connects_anew(fake: FakeAri, lines: list[EventDict]) -> None:
    lost: list[str] = []
    async with connected(fake, Heard(), on_lost=lambda: lost.append("lost")) as ari:
        await ari.send(asterisk.ping())
        await fake.say_goodbye()
        await eventually(lambda: lost == ["lost"])
        assert (await ari.send(asterisk.ping())).ping == "pong"
    assert {"event": "ari_lost", "code": 1001, "log_level": "warning"} in lines


async def test_what_came_in_one_packet_with_a_failure_is_not_handled(fake: FakeAri) -> None:
    handled: list[Event] = []

    def fails(event: Event) -> None:
        handled.append(event)
        raise LookupError

    ari = AriConnection(fake.url, fake.user, fake.password, ["s724"], fails)
    with pytest.raises(ExceptionGroup):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(ari.run)
            await ari.send(asterisk.ping())
            for _ in range(5):
                fake.emit("s724", "NeverSeen")
    assert len(handled) == 1


async def test_a_list_of_ten_thousand_channels_fits(fake: FakeAri) -> None:
    async with connected(fake, Heard()) as ari:
        await ari.send(channels.originate(endpoint="Local/echo@default", app="s724", channel_id="anna"))
        fake.plan(200, [fake.channel("anna") for _ in range(10_000)])
        listed = await ari.send(channels.list_all())
        assert len(listed) == 10_000


async def test_too_many_unanswered_requests_are_refused(fake: FakeAri, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AriConnection, "MAX_PENDING", 5)
    async with connected(fake, Heard()) as ari:
        fake.freeze()
        for _ in range(5):
            await ari.post(asterisk.ping())
        with pytest.raises(Overloaded):
            await ari.post(asterisk.ping())
        with pytest.raises(Overloaded):
            await ari.send(asterisk.ping())


async def test_a_session_that_never_answers_is_thrown_away(
    fake: FakeAri, monkeypatch: pytest.MonkeyPatch, lines: list[EventDict]
) -> None:
    monkeypatch.setattr(AriConnection, "MUTE_TIME", 0.1)
    fake.freeze()
    looked: list[str] = []

    async def look() -> None:
        looked.append("looked")

    ari = AriConnection(fake.url, fake.user, fake.password, ["s724"], Heard(), on_connected=look)
    async with running(ari.run):
        await eventually(lambda: sum(line["event"] == "ari_connected" for line in lines) == 3)
        assert not looked
        fake.thaw()
        await eventually(lambda: looked == ["looked"])
        await ari.send(asterisk.ping())


async def test_events_that_pile_up_while_looking_make_it_connect_anew(
    fake: FakeAri, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AriConnection, "MAX_HELD", 3)
    tries: list[str] = []
    heard = Heard()

    async def look() -> None:
        tries.append("looked")
        if len(tries) == 1:
            await anyio.sleep_forever()

    ari = AriConnection(fake.url, fake.user, fake.password, ["s724"], heard, on_connected=look)
    async with running(ari.run):
        await ari.send(asterisk.ping())
        for number in range(4):
            fake.emit("s724", "NeverSeen", number=number)
        await eventually(lambda: len(tries) == 2)
        assert heard.events == []


async def test_it_tries_for_ever_with_growing_pauses(
    fake: FakeAri, monkeypatch: pytest.MonkeyPatch, lines: list[EventDict]
) -> None:
    pauses: list[float] = []
    sleep, mine = anyio.sleep, threading.get_ident()

    async def note(seconds: float) -> None:
        if threading.get_ident() != mine:  # the engine of the telephones may tick in a thread of its own
            await sleep(seconds)
            return
        if seconds:
            pauses.append(seconds)
        await sleep(0)

    monkeypatch.setattr("ari_app.ari.connection.anyio.sleep", note)
    fake.refuse(HTTPStatus.SERVICE_UNAVAILABLE)
    ari = AriConnection(fake.url, fake.user, fake.password, ["s724"], Heard())
    async with running(ari.run):
        await eventually(lambda: len(pauses) >= 10, interval=0)
        fake.refuse(None)
        assert (await ari.send(asterisk.ping())).ping == "pong"
    assert pauses[:8] == [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 2.0, 2.0]
    assert [line["event"] for line in lines].count("ari_unreachable") == 1


async def test_an_event_handler_that_fails_ends_it(fake: FakeAri) -> None:
    def fails(event: Event) -> None:
        raise LookupError(event)

    ari = AriConnection(fake.url, fake.user, fake.password, ["s724"], fails)
    with pytest.raises(ExceptionGroup) as caught:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(ari.run)
            await ari.send(asterisk.ping())
            fake.emit("s724", "NeverSeen")
    assert caught.group_contains(LookupError)
    with pytest.raises(ConnectionLost):
        await ari.send(asterisk.ping())
