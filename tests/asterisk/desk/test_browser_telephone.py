"""The telephone in a page: through the web service, by hand and in a real browser."""

import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import httpx
import pytest
from playwright.async_api import Browser, Page, async_playwright
from websockets.asyncio.client import connect

from acd.telephone import DEMONSTRATION_CALLER, browser_endpoint
from api.auth import SESSION_COOKIE
from core import lines
from core.ids import new_id
from ops.install.chromium import chromium
from softphone.sip import SipMessage
from tests.support.browser.browsers import EAR
from tests.support.centres.running_centre import RunningCentre
from tests.support.telephones.phone import Phones, hears_tone
from tests.support.telephones.web_sip import WebSip, offer, web_sip
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(120)]

ANNA, JAN = "k20060-1", "k20060-2"
ANNAS = browser_endpoint(ANNA)
PAGE = Path(__file__).with_name("telephone_page.html")
FLAGS = [
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
    "--no-sandbox",
    "--disable-features=LocalNetworkAccessChecks",  # the page is put in place of an answer, so it is from nowhere
    "--disable-background-networking",
    "--disable-component-update",
]
TONE_OF_THE_PAGE, TONE_OF_THE_PHONE = 1000.0, 600.0


async def cookie_of(centre: RunningCentre, username: str) -> str:
    """A session of a page."""
    word = {"username": username, "password": centre.installation.secrets.web_password(username), "kind": "page"}
    async with centre._client() as client:
        answer = await client.post("/api/login", json=word)
        answer.raise_for_status()
        return str(answer.cookies[SESSION_COOKIE])


def web(centre: RunningCentre) -> str:
    settings = centre.installation.settings
    return lines.web_address(settings, lines.http_line(settings).address)


def page_of(centre: RunningCentre, cookie: str, page: str = "one") -> AbstractAsyncContextManager[WebSip]:
    address = web(centre)
    return web_sip(
        f"{address.replace('http', 'ws', 1)}/api/sip?page={page}",
        ANNAS,
        http_headers={"Cookie": f"{SESSION_COOKIE}={cookie}"},
        origin=address,
    )


@dataclass
class Switch:
    """A second application at Asterisk: rings telephones, joins them, and sees what becomes of telephones."""

    ari: httpx.AsyncClient
    name: str
    telephones: list[tuple[float, str, str]] = field(default_factory=list)  # when which one became what
    answered: list[str] = field(default_factory=list)  # ids of channels
    bridges: list[str] = field(default_factory=list)

    async def ring(self, telephone: str) -> str:
        """The id of the channel."""
        where = {"endpoint": f"PJSIP/{telephone}", "app": self.name, "timeout": "20"}
        answer = await self.ari.post("/ari/channels", params=where)
        answer.raise_for_status()
        return str(answer.json()["id"])

    async def until_answered(self, channel: str) -> None:
        await eventually(lambda: channel in self.answered)

    async def join(self, *channels: str) -> None:
        bridge = (await self.ari.post("/ari/bridges", params={"type": "mixing"})).json()["id"]
        answer = await self.ari.post(f"/ari/bridges/{bridge}/addChannel", params={"channel": ",".join(channels)})
        answer.raise_for_status()
        self.bridges.append(bridge)

    async def hang_up(self, channel: str) -> None:
        await self.ari.delete(f"/ari/channels/{channel}")

    def hear(self, event: dict[str, Any]) -> None:
        if event["type"] == "PeerStatusChange":
            news = time.monotonic(), event["endpoint"]["resource"], event["peer"]["peer_status"]
            self.telephones.append(news)
        if event["type"] == "StasisStart":
            self.answered.append(event["channel"]["id"])


@asynccontextmanager
async def switch(centre: RunningCentre) -> AsyncIterator[Switch]:
    """It hears of Anna's telephone and of its own calls, not of everything (`subscribeAll`).

    An application that hears of the states of devices can stop for good in Asterisk 22.10 if one changes in the
    moment in which its connection ends: the next connection of that name is then never answered
    (github.com/asterisk/asterisk/issues/2170). Here telephones go in that very moment.
    """
    settings, secrets = centre.installation.settings, centre.installation.secrets
    place = f"127.0.0.1:{settings.ari_port}"
    # A name for each: what Asterisk still ends of the one before would take the new one's subscription with it.
    name = f"watching-{new_id('switch')}"
    query = f"app={name}&api_key=s724:{secrets.ari_password}"
    async with (
        httpx.AsyncClient(base_url=f"http://{place}", auth=("s724", secrets.ari_password)) as ari,
        connect(f"ws://{place}/ari/events?{query}", proxy=None, open_timeout=30) as events,
        anyio.create_task_group() as tasks,
    ):
        found = Switch(ari, name)
        source = {"eventSource": f"endpoint:PJSIP/{ANNAS}"}
        (await ari.post(f"/ari/applications/{name}/subscription", params=source)).raise_for_status()

        async def read() -> None:
            async for text in events:
                found.hear(json.loads(text))

        tasks.start_soon(read)
        yield found
        for bridge in found.bridges:
            await ari.delete(f"/ari/bridges/{bridge}")
        tasks.cancel_scope.cancel()


def has_channel(centre: RunningCentre) -> bool:
    return ANNAS in centre.installation.console("core show channels concise")


async def test_a_page_registers_through_the_web_service_and_is_gone_with_its_connection(
    centre: RunningCentre,
) -> None:
    cookie = await cookie_of(centre, ANNA)
    async with switch(centre) as seen:
        news = seen.telephones
        async with page_of(centre, cookie) as anna:
            assert await anna.is_registered()
            registered = time.monotonic()
            # Asterisk asks at once whether anybody is there, perhaps before it says that the registration is done.
            while (ANNAS, "Reachable") not in [each[1:] for each in news]:
                asked = await anna.receive(0.1)
                if asked is not None and asked.method == "OPTIONS":
                    await anna.send(asked.reply(200, "OK"))
            print(f"reachable {news[-1][0] - registered:.3f} s after the registration")
            other = await anna.exchange(anna.register(sender=browser_endpoint(JAN)))
            assert other.status == 403
            closed = time.monotonic()
        await eventually(lambda: news[-1][1:] == (ANNAS, "Unreachable"), timeout=5)
        print(f"unreachable {news[-1][0] - closed:.3f} s after the page was closed")
        assert news[-1][0] - closed < 1


async def test_a_call_outlives_the_connection_and_is_ended_by_another_one(centre: RunningCentre) -> None:
    """The page answers, loses its connection, comes back, says where it is now, and is told the end."""
    cookie = await cookie_of(centre, ANNA)
    async with switch(centre) as asterisk:
        async with page_of(centre, cookie) as before:
            assert await before.is_registered()
            channel = await asterisk.ring(ANNAS)
            invite, answer = await answered(before)
            await asterisk.until_answered(channel)
        await eventually(lambda: asterisk.telephones[-1][1:] == (ANNAS, "Unreachable"))
        assert has_channel(centre), "the call goes on without a connection"
        async with page_of(centre, cookie) as after:
            assert await after.is_registered()
            again = after.in_dialog("INVITE", invite, answer, offer(port=40_002))
            accepted = await after.exchange(again)
            assert accepted.status == 200, accepted.start
            ack = after.in_dialog("ACK", invite, answer)
            ack.put("cseq", f"{again.get('cseq').split()[0]} ACK")
            await after.send(ack)
            await asterisk.hang_up(channel)
            asked = time.monotonic()
            bye = await after.request("BYE")
            print(f"BYE by the new connection {time.monotonic() - asked:.3f} s after the hang-up")
            await after.send(bye.reply(200, "OK"))
            await eventually(lambda: not has_channel(centre))


async def test_a_page_that_comes_back_may_end_its_call(centre: RunningCentre) -> None:
    cookie = await cookie_of(centre, ANNA)
    async with switch(centre) as asterisk:
        async with page_of(centre, cookie) as before:
            assert await before.is_registered()
            await asterisk.ring(ANNAS)
            invite, answer = await answered(before)
        async with page_of(centre, cookie) as after:
            bye = await after.exchange(after.in_dialog("BYE", invite, answer))
            assert bye.status == 200
        await eventually(lambda: not has_channel(centre))


async def answered(page: WebSip) -> tuple[SipMessage, SipMessage]:
    """The page takes the call that comes: INVITE and answer."""
    invite = await page.request("INVITE")
    answer = page.answer(invite, offer())
    await page.send(answer)
    await page.request("ACK")
    return invite, answer


async def closed(page: WebSip) -> int:
    """With which code, when it is."""
    with anyio.fail_after(30):
        while (code := page.connection.close_code) is None:
            await page.receive()
    return code


async def test_a_page_whose_session_is_over_is_closed(centre: RunningCentre) -> None:
    cookie = await cookie_of(centre, ANNA)
    async with page_of(centre, cookie) as anna:
        assert await anna.is_registered()
        async with centre._client() as client:
            cookies = {SESSION_COOKIE: cookie}
            client.cookies.update(cookies)
            me = (await client.get("/api/me")).json()
            await client.post("/api/logout", headers={"X-CSRF-Token": me["csrf_token"]})
        assert await closed(anna) == 4401


async def test_a_newer_page_is_the_telephone_and_pages_of_one_name_are_one(centre: RunningCentre) -> None:
    cookie = await cookie_of(centre, ANNA)
    async with page_of(centre, cookie) as first, page_of(centre, cookie) as second:
        assert await closed(first) == 4409
        assert await second.is_registered()


# -- in a real browser


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        found = await anyio.to_thread.run_sync(chromium)
        made = await playwright.chromium.launch(
            executable_path=found.program, args=FLAGS, env={**os.environ, **found.environment}
        )
        try:
            yield made
        finally:
            await made.close()


@asynccontextmanager
async def open_page(centre: RunningCentre, cookie: str = "") -> AsyncIterator[Page]:
    """The page of these tests, as if the web service had it."""
    address = web(centre)
    async with browser() as made:
        context = await made.new_context()
        if cookie:
            await context.add_cookies([{"name": SESSION_COOKIE, "value": cookie, "url": address}])
        page = await context.new_page()
        page.on("console", lambda message: print("page:", message.text))
        page.on("pageerror", lambda error: print("page:", error))
        await page.add_init_script(path=EAR)

        async def show(route: Any) -> None:
            await route.fulfill(body=PAGE.read_text("utf-8"), content_type="text/html; charset=utf-8")

        await page.route(f"{address}/telephone", show)
        await page.goto(f"{address}/telephone")
        yield page


@pytest.mark.more(
    "the desk itself takes calls in a real browser in the first; the address of its sound is in the last",
    "tests/browser/test_a_call.py::test_a_whole_call_is_done_by_the_keyboard_alone_and_both_hear_each_other",
    "tests/asterisk/desk/test_browser_endpoints.py::test_a_page_may_dial_nothing_but_the_echo",
)
async def test_a_browser_takes_a_call_with_sound_both_ways(centre: RunningCentre, phones: Phones) -> None:
    """A telephone is connected with the page; each hears the tone of the other one."""
    cookie = await cookie_of(centre, ANNA)
    jan = await phones.consultant(JAN, centre.installation.secrets.sip_password(JAN), centre.sip_port)
    async with open_page(centre, cookie) as page, switch(centre) as asterisk:
        await page.evaluate(f"connect('/api/sip?page=one', '{ANNAS}')")
        assert await page.evaluate("phone.isRegistered")
        ringing = await asterisk.ring(JAN)
        await jan.wait_for_ring()
        await jan.answer()
        await jan.say(TONE_OF_THE_PHONE)
        of_the_page = await asterisk.ring(ANNAS)
        await asterisk.until_answered(ringing)
        await asterisk.until_answered(of_the_page)
        await asterisk.join(ringing, of_the_page)
        await page.wait_for_function("phone.isTalking", timeout=15_000)
        await jan.until_heard(lambda heard: hears_tone(heard, TONE_OF_THE_PAGE), 15)
        await page.wait_for_function(f"hears({TONE_OF_THE_PHONE})", timeout=15_000)
        found = await page.evaluate("describe()")
        print(found, await page.evaluate("phone"))
        assert found["codec"] == "audio/opus"
        assert found["remote"] == "127.0.0.1", "sound is bound to the line of telephones"
        await asterisk.hang_up(of_the_page)
        await page.wait_for_function("!phone.isTalking", timeout=5_000)
        await jan.hang_up()


@pytest.mark.more(
    "what a page may dial is decided without a browser; one hears and is heard in the last",
    "tests/unit/api/sip/test_filter.py::test_a_page_may_dial_the_echo_and_give_it_up",
    "tests/unit/api/sip/test_filter.py::test_a_page_may_dial_nothing_else",
    "tests/asterisk/desk/test_browser_endpoints.py::test_a_page_may_dial_nothing_but_the_echo",
    "tests/browser/test_a_call.py::test_a_whole_call_is_done_by_the_keyboard_alone_and_both_hear_each_other",
)
async def test_a_browser_hears_itself_at_the_echo(centre: RunningCentre) -> None:
    cookie = await cookie_of(centre, ANNA)
    async with open_page(centre, cookie) as page:
        await page.evaluate(f"connect('/api/sip?page=one', '{ANNAS}')")
        await page.evaluate("dial('echo')")
        await page.wait_for_function("phone.isTalking", timeout=15_000)
        await page.wait_for_function(f"hears({TONE_OF_THE_PAGE})", timeout=10_000)
        assert (await page.evaluate("hangUp()")).startswith("SIP/2.0 200")
        await page.evaluate("dial('9510')")
        assert (await page.evaluate("phone.refused")).startswith("SIP/2.0 403")


@pytest.mark.more(
    "a caller in a real browser talks to a consultant in the last; under which number is decided without one",
    "tests/unit/api/sip/test_filter.py::test_a_caller_of_a_demonstration_dials_its_numbers_under_a_made_up_one_and_does_not_register",
    "tests/browser/test_demonstration.py::test_a_newcomer_rings_in_one_tab_and_answers_in_the_other",
)
async def test_a_caller_in_a_browser_is_served_as_any_other(centre: RunningCentre) -> None:
    """Of the demonstration: under a number that is made up, at the number of a hotline."""
    async with open_page(centre) as page:
        await page.evaluate(f"connect('/api/demonstration/sip', '{DEMONSTRATION_CALLER}')")
        await page.evaluate("dial('9510')")
        assert await page.evaluate("phone.refused") is None
        await page.wait_for_function("phone.isTalking", timeout=15_000)
        await page.wait_for_function("hearsAnything()", timeout=10_000)
        assert (await page.evaluate("hangUp()")).startswith("SIP/2.0 200")
    call = await centre.newest_call()
    assert call["caller_number"].startswith("500")
    assert len(call["caller_number"]) == 9
    assert call["dialled_number"] == "9510"
