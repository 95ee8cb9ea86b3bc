"""What pages see at this moment: the web service as a process, the feed over a real PostgreSQL."""

import json
import signal
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient
from websockets.exceptions import ConnectionClosed, InvalidStatus

from acd.live.agent_state import AgentEvent
from core.relay.commands import DeskGone, DeskIs
from tests.api.process import WebService, next_process, web_service
from tests.api.second_person import SECOND, confirmed
from tests.support.calls.call_facts import Story
from tests.support.plugins.more import few_of
from tests.support.timing.eventually import eventually
from tests.support.web.live_page import live_page

pytestmark = pytest.mark.anyio

ALL = ("agent", "queue", "centre")
LIMIT = 2.0  # seconds in which a right that has ended ends its sockets


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[WebService]:
    async with web_service(tmp_path) as made:
        yield made


def log_in(service: WebService, agent: str) -> None:
    service.centre.matchmaker.wish(agent, AgentEvent.LOG_IN)


async def test_a_page_sees_what_is_so_and_what_changes(service: WebService) -> None:
    async with live_page(service.address, await service.cookie("kierownik-wup")) as page:
        await page.watch(*ALL)
        await eventually(lambda: page.agent("k20060-1")["state"] == "offline")
        assert page.values["centre"]["centre"] == {}
        assert page.values["queue"].keys() == {"20000", "20060", "20610"}
        log_in(service, "k20060-1")
        await eventually(lambda: page.agent("k20060-1")["state"] == "paused")
        await eventually(lambda: page.values["queue"]["20060"]["there"] == 1)
        [snapshot] = page.of_type("snapshot")
        [event] = [one for one in page.of_type("event") if one["topic"] == "agent"]
        assert event["epoch"] == snapshot["epoch"]
        assert event["seq"] > snapshot["seq"]
        await eventually(lambda: page.of_type("beat")[-1]["seq"] == page.seq)
        assert page.of_type("beat")[-1]["age"] < 2


async def test_a_page_that_was_away_gets_what_it_has_missed(service: WebService) -> None:
    cookie = await service.cookie("kierownik-20060")
    async with live_page(service.address, cookie) as page:
        await page.watch(*ALL)
        await eventually(lambda: page.agent("k20060-1"))
    log_in(service, "k20060-1")
    async with live_page(service.address, await service.cookie("kierownik-wup")) as other:
        await other.watch(*ALL)
        await eventually(lambda: other.agent("k20060-1")["state"] == "paused")
    async with live_page(service.address, cookie) as again:
        await again.watch(*ALL, epoch=page.epoch, seq=page.seq)
        await eventually(lambda: again.agent("k20060-1")["state"] == "paused")
        assert not again.of_type("snapshot")
    async with live_page(service.address, cookie) as other_topics:
        await other_topics.watch("agent", epoch=page.epoch, seq=page.seq)
        await eventually(lambda: other_topics.of_type("snapshot"))


async def test_rights_decide_what_is_seen(service: WebService) -> None:
    seen = {
        "kierownik-20060": ({"k20060-1", "k20060-2"}, {"20060", "20610"}),
        "k20060-1": ({"k20060-1"}, {"20060"}),
        "technik": ({"k20000-1", "k20060-1", "k20060-2", "k20610-1"}, {"20000", "20060", "20610"}),
    }
    for person, (agents, queues) in seen.items():
        async with live_page(service.address, await service.cookie(person)) as page:
            await page.watch(*ALL)
            await eventually(lambda page=page: page.of_type("snapshot"))  # type: ignore[misc]
            assert (set(page.values["agent"]), set(page.values["queue"])) == (agents, queues)
            assert not page.of_type("error")


async def test_what_is_of_another_office_does_not_come_and_what_nobody_may_see_is_refused(
    service: WebService,
) -> None:
    async with (
        live_page(service.address, await service.cookie("redaktor")) as editor,
        live_page(service.address, await service.cookie("kierownik-20610")) as supervisor,
    ):
        await editor.watch("agent", "accounts", "centre")
        await supervisor.watch("agent")
        await eventually(lambda: editor.of_type("snapshot") and supervisor.of_type("snapshot"))
        assert [one["code"] for one in editor.of_type("error")] == ["topic_refused"] * 2
        assert editor.values.keys() == {"centre"}
        log_in(service, "k20060-1")
        log_in(service, "k20610-1")
        await eventually(lambda: supervisor.agent("k20610-1")["state"] == "paused")
        assert [one["key"] for one in supervisor.of_type("event")] == ["k20610-1"]
        assert not editor.of_type("event")


async def test_nobody_watches_from_another_site_or_without_a_session(service: WebService) -> None:
    cookie = await service.cookie("k20060-1")
    for origin in ("https://evil.example", "null", "http://127.0.0.1", "http://127.0.0.1:1"):
        with pytest.raises(InvalidStatus) as refused:
            async with live_page(service.address, cookie, origin):
                pass
        assert refused.value.response.status_code == 403
    for cookie in ("", "s724_session=x", f"s724_session={'x' * 43}"):
        with pytest.raises(InvalidStatus) as refused:
            async with live_page(service.address, cookie):
                pass
        assert refused.value.response.status_code == 401


async def test_a_page_at_the_public_address_may_come_by_another_host(tmp_path: Path) -> None:
    async with web_service(tmp_path, S724_PUBLIC_URL="https://centrum.example") as service:
        cookie = await service.cookie("k20060-1")
        async with live_page(service.address, cookie, "https://centrum.example") as page:
            await page.watch("centre")
            await eventually(lambda: page.of_type("snapshot"))


async def test_a_flood_closes_its_own_socket_and_nobody_else_notices(service: WebService) -> None:
    async with (
        live_page(service.address, await service.cookie("kierownik-20060")) as other,
        live_page(service.address, await service.cookie("k20060-1")) as flood,
    ):
        await other.watch(*ALL)
        await eventually(lambda: other.agent("k20060-1"))
        message = json.dumps({"type": "watch", "topics": ["agent"]})
        with suppress(ConnectionClosed):
            for _ in range(10_000):
                await flood.socket.send(message)
        assert await flood.closed() == 1008
        log_in(service, "k20060-1")
        await eventually(lambda: other.agent("k20060-1")["state"] == "paused", timeout=2)
        assert other.code is None


UNREADABLE: list[str | bytes] = [
    "no json",
    "[]",
    '{"type":"watch"}',
    '{"type":"desk","page":"../x","telephone":"sip","trouble":null}',
    '{"type":"desk","page":"a","telephone":"fax"}',
    '{"type":"watch","topics":["' + "x" * 5000 + '"]}',
    b"\x00\x01",
]


async def test_what_cannot_be_read_closes_the_socket(service: WebService) -> None:
    cookie = await service.cookie("k20060-1")
    for message in UNREADABLE:
        async with live_page(service.address, cookie) as page:
            await page.socket.send(message)
            assert await page.closed() == 1008, message


async def test_another_web_service_is_another_epoch(service: WebService) -> None:
    """Its process ends and a new one begins: the page says what it has seen, and is told everything."""
    cookie = await service.cookie("kierownik-20060")
    async with live_page(service.address, cookie) as page:
        await page.watch(*ALL)
        await eventually(lambda: page.agent("k20060-1"))
        service.process.send_signal(signal.SIGTERM)
        assert await page.closed() == 1012
    async with next_process(service), live_page(service.address, cookie) as again:
        await again.watch(*ALL, epoch=page.epoch, seq=page.seq)
        await eventually(lambda: again.agent("k20060-1"))
        assert again.of_type("snapshot")
        assert again.epoch != page.epoch


async def test_the_call_of_a_consultant_is_shown_without_whose_it_is(service: WebService) -> None:
    centre = service.centre
    centre.matchmaker.phone_changed("k20060-1", is_registered=True)
    log_in(service, "k20060-1")
    centre.matchmaker.wish("k20060-1", AgentEvent.READY)
    story = Story().rings().is_verified().waits().is_offered()
    for fact in story.facts:
        centre.publish(fact, story.call_id)
    place = centre.matchmaker.enter(story.call_id, "20060", topic="unemployed")
    async with live_page(service.address, await service.cookie("k20060-1")) as page:
        await page.watch(*ALL)
        call = await eventually(lambda: page.agent("k20060-1")["call"])
        assert (call["id"], call["phase"], call["dialled_number"]) == (story.call_id, "offered", "9510")
        assert (call["office"], call["verified_by"]) == ("20060", "card")
        assert "600100200" not in json.dumps(page.messages)
        assert "client-anna" not in json.dumps(page.messages)
        centre.matchmaker.leave(place)
        await eventually(lambda: "call" not in page.agent("k20060-1"))


# -- desks


def desk(page: str, trouble: str | None = None) -> dict[str, object]:
    return {"type": "desk", "page": page, "telephone": "browser", "trouble": trouble}


async def test_a_desk_is_told_to_the_centre_and_its_end_at_once(service: WebService) -> None:
    told = service.centre.desks
    async with live_page(service.address, await service.cookie("k20060-1")) as page:
        await page.watch(*ALL)
        await eventually(lambda: page.agent("k20060-1"))
        await page.say(**desk("page-a"))
        await eventually(lambda: told == [DeskIs("k20060-1", "page-a", "browser")])
        await eventually(lambda: page.of_type("desk"))
        assert page.of_type("desk") == [{"type": "desk", "is_own": True, "may_take_over": False}]
        await page.say(**desk("page-a", "no_microphone"))
        await eventually(lambda: told[1:] == [DeskIs("k20060-1", "page-a", "browser", "no_microphone")])
    await eventually(lambda: told[2:] == [DeskGone("k20060-1", "page-a")], timeout=2)


async def test_of_two_pages_of_a_person_one_is_the_desk(service: WebService) -> None:
    cookie, told = await service.cookie("k20060-1"), service.centre.desks
    async with live_page(service.address, cookie) as one, live_page(service.address, cookie) as other:
        await one.watch(*ALL)
        await eventually(lambda: one.agent("k20060-1"))
        await one.say(**desk("page-a"))
        await eventually(lambda: one.of_type("desk"))
        await other.say(**desk("page-b"))
        await eventually(lambda: other.of_type("desk"))
        assert other.of_type("desk") == [{"type": "desk", "is_own": False, "may_take_over": True}]
        await other.say(type="take_over", page="page-b")
        await eventually(lambda: other.of_type("desk")[-1]["is_own"] and not one.of_type("desk")[-1]["is_own"])
        await eventually(
            lambda: told[1:] == [DeskGone("k20060-1", "page-a"), DeskIs("k20060-1", "page-b", "browser")]
        )


async def test_a_page_that_is_silent_is_gone_and_one_of_nobody_is_none(service: WebService) -> None:
    told = service.centre.desks
    async with (
        live_page(service.address, await service.cookie("k20060-1")) as page,
        live_page(service.address, await service.cookie("kierownik-20060")) as supervisor,
    ):
        await page.watch(*ALL)
        await eventually(lambda: page.agent("k20060-1"))
        await supervisor.say(**desk("page-s"))
        await page.say(**desk("page-a"))
        await eventually(lambda: told == [DeskIs("k20060-1", "page-a", "browser")])
        await eventually(lambda: told[1:] == [DeskGone("k20060-1", "page-a")], timeout=6)
        assert [one["code"] for one in supervisor.of_type("error")] == ["not_a_consultant"]
        assert page.code is None


async def test_a_session_that_ends_closes_its_sockets(service: WebService) -> None:
    """At once, or within two seconds if the news are lost."""
    cookie = await service.cookie("k20060-1")
    async with (
        live_page(service.address, cookie) as page,
        live_page(service.address, await service.cookie("k20060-1")) as other,
        AsyncClient(base_url=service.address, headers={"Cookie": cookie}) as browser,
    ):
        me = (await browser.get("/api/me")).json()
        headers = {"X-CSRF-Token": me["csrf_token"]}
        assert (await browser.post("/api/logout", headers=headers)).status_code == 204
        assert await page.closed(timeout=LIMIT) == 4401
        assert other.code is None


async def _asks(service: WebService, username: str, method: str, path: str, **body: Any) -> None:
    async with service.client() as client:
        headers = {"Authorization": f"Bearer {await service.token(username)}"}
        answer = await client.request(method, path, headers=headers, json=body or None)
        assert answer.is_success, answer.text
        if answer.status_code == 202:
            client.headers["Authorization"] = f"Bearer {await service.token(SECOND)}"
            await confirmed(answer, client)


ENDINGS: dict[str, tuple[str, str, str, dict[str, str]]] = {
    "log out everywhere": ("administrator", "POST", "/api/accounts/{}/log-out", {}),
    "closed": ("administrator", "POST", "/api/accounts/{}/deactivate", {}),
    "another role": ("administrator", "PATCH", "/api/accounts/{}", {"role": "auditor"}),
    "another office": ("administrator", "PATCH", "/api/accounts/{}", {"office": "20610"}),
    "a code": ("administrator", "POST", "/api/accounts/{}/first-password", {}),
    "given to the directory": ("administrator", "POST", "/api/accounts/{}/directory", {}),
}


@pytest.mark.parametrize(
    "name",
    few_of(
        ENDINGS,
        {"closed", "another office"},
        "another way to the same end, each of which has its row in the table of endings",
        "tests/unit/core/test_revocation.py::"
        "test_every_ending_says_what_becomes_of_everything_that_hangs_on_an_account",
        "tests/api/live/test_live.py::test_a_right_that_ends_closes_its_sockets_within_two_seconds",
    ),
)
async def test_a_right_that_ends_closes_its_sockets_within_two_seconds(service: WebService, name: str) -> None:
    who, method, path, body = ENDINGS[name]
    async with (
        live_page(service.address, await service.cookie("kierownik-20060")) as page,
        live_page(service.address, await service.cookie("kierownik-wup")) as other,
    ):
        await page.watch(*ALL)
        await eventually(lambda: page.agent("k20060-1"))
        await _asks(service, who, method, path.format("kierownik-20060"), **body)
        assert await page.closed(timeout=LIMIT) == 4401
        assert other.code is None


async def test_a_page_of_who_is_dismissed_closes_with_the_conversation(service: WebService) -> None:
    centre, matchmaker = service.centre, service.centre.matchmaker
    matchmaker.phone_changed("k20060-1", is_registered=True)
    log_in(service, "k20060-1")
    matchmaker.wish("k20060-1", AgentEvent.READY)
    story = Story().rings().is_verified().waits().is_offered()
    for fact in story.facts:
        centre.publish(fact, story.call_id)
    place = matchmaker.enter(story.call_id, "20060", topic="unemployed")
    reservation = place.reservation
    assert reservation is not None
    assert matchmaker.accepted(place, reservation)
    async with live_page(service.address, await service.cookie("k20060-1")) as page:
        await page.watch(*ALL)
        await eventually(lambda: page.agent("k20060-1")["call"])
        await _asks(service, "kierownik-20060", "DELETE", "/api/agents/k20060-1")
        await eventually(lambda: reservation.agent.is_leaving)
        with pytest.raises(AssertionError):
            await page.closed(timeout=LIMIT)
        matchmaker.conversation_over(reservation.agent)
        assert await page.closed(timeout=2 * LIMIT) == 4401, "at the next look"


async def test_sockets_are_logged_without_what_was_asked_for(service: WebService) -> None:
    cookie = await service.cookie("k20060-1")
    async with live_page(service.address, cookie) as page:
        await page.watch("centre")
        await eventually(lambda: page.of_type("snapshot"))
    with pytest.raises(InvalidStatus):
        async with live_page(f"{service.address}/600100200", cookie):
            pass
    # A socket is logged when it has closed, and two that close side by side are logged in either order.
    await eventually(lambda: len([one for one in service.logged() if one["event"] == "web socket"]) == 2)
    lines = [one for one in service.logged() if one["event"] == "web socket"]
    assert {(line["route"], line["account"]) for line in lines} == {("/api/live", "k20060-1"), ("none", None)}
    for secret in ("600100200", cookie.partition("=")[2]):
        assert secret not in service.log.read_text()
