"""What somebody who is logged in as a consultant may not do, tried from the page itself and from elsewhere."""

import re
from contextlib import suppress

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin, Subprotocol

from tests.browser.desks import READY, DeskPage, Desks
from tests.support.centres.running_centre import RunningCentre

pytestmark = pytest.mark.asyncio(loop_scope="session")

FLOOD = 10_000

# Everything with the page's own cookie and origin: what a script of the page could do.
_REGISTER_AS = """(user) => new Promise((done) => {
  const socket = new WebSocket(`ws://${location.host}/api/sip?page=attack`, 'sip');
  const answers = [];
  socket.onopen = () => socket.send([
    'REGISTER sip:s724 SIP/2.0', 'Via: SIP/2.0/WS x.invalid;branch=z9hG4bK1', 'Max-Forwards: 69',
    `From: <sip:${user}@s724>;tag=1`, `To: <sip:${user}@s724>`, 'Call-ID: attack', 'CSeq: 1 REGISTER',
    'Contact: <sip:a@x.invalid;transport=ws>', 'Expires: 300', 'Content-Length: 0', '', ''].join('\\r\\n'));
  socket.onmessage = ({ data }) => { answers.push(String(data).split('\\r\\n')[0]); finish(); };
  socket.onclose = ({ code }) => { answers.push(`closed ${code}`); finish(); };
  const timer = setTimeout(() => finish(), 3000);
  function finish() { clearTimeout(timer); socket.close(); done(answers); }
})"""
_LIVE = """([path, protocol, texts, patience]) => new Promise((done) => {
  const socket = protocol ? new WebSocket(`ws://${location.host}${path}`, protocol)
    : new WebSocket(`ws://${location.host}${path}`);
  const told = [];
  socket.onopen = () => { for (const text of texts) socket.send(text); };
  socket.onmessage = ({ data }) => { if (told.length < 50) told.push(String(data)); };
  socket.onclose = ({ code }) => done([code, told]);
  setTimeout(() => { socket.onclose = null; socket.close(); done([0, told]); }, patience);
})"""


async def _still_works(desk: DeskPage, desks: Desks) -> None:
    await desk.until_it_may_ring()
    caller = await desks.caller()
    await desk.speaks_with(caller)
    await caller.hang_up()
    await desk.until_state(READY)


@pytest.mark.more(
    "what the page's socket carries does not depend on who writes it: a script of the page, or a test",
    "tests/asterisk/desk/test_browser_endpoints.py::test_nobody_is_another_page_than_his_own",
    "tests/asterisk/desk/test_browser_endpoints.py::test_no_sip_telephone_is_a_page",
    "tests/asterisk/desk/test_browser_telephone.py::test_a_page_registers_through_the_web_service_and_is_gone_with_its_connection",
)
async def test_a_page_cannot_register_as_another_consultant(centre: RunningCentre, desks: Desks) -> None:
    desk = await desks.ready("k20060-1")
    for other in ("web-k20060-2", "k20060-2", "k20060-1", "demo-caller"):
        answers = await desk.page.evaluate(_REGISTER_AS, other)
        assert answers and not any(" 200 " in answer for answer in answers), (other, answers)
    contacts = centre.installation.console("pjsip show contacts")
    assert re.findall(r"Contact:\s+([\w-]+)/", contacts) == ["web-k20060-1"]
    await _still_works(desk, desks)


@pytest.mark.more(
    "what a page is told does not depend on who asks for it: a browser, or a test",
    "tests/api/live/test_live.py::test_what_is_of_another_office_does_not_come_and_what_nobody_may_see_is_refused",
    "tests/api/live/test_live.py::test_rights_decide_what_is_seen",
)
async def test_a_page_sees_nothing_of_other_offices(desks: Desks) -> None:
    desk = await desks.ready("k20060-1")
    watch = '{"type":"watch","topics":["agent","queue","centre","accounts","call"],"epoch":null,"seq":null}'
    _, told = await desk.page.evaluate(_LIVE, ["/api/live", "", [watch], 2500])
    text = "\n".join(told)
    assert "k20060-1" in text
    assert not re.search(r"k20620|k20610|k20000|k20060-2", text)
    assert "topic_refused" in text


async def test_another_site_gets_neither_socket_though_the_browser_sends_the_cookie(
    desks: Desks, address: str
) -> None:
    desk = await desks.ready("k20060-1")
    cookies = "; ".join(
        f"{cookie.get('name')}={cookie.get('value')}" for cookie in await desk.own.context.cookies()
    )
    for path, protocol in (("/api/live", None), ("/api/sip?page=x", [Subprotocol("sip")])):
        for origin in ("https://evil.example", "null", None):
            with pytest.raises(InvalidStatus) as refused:
                async with connect(
                    address.replace("http", "ws", 1) + path,
                    origin=Origin(origin) if origin else None,
                    subprotocols=protocol,
                    additional_headers={"Cookie": cookies},
                    proxy=None,
                ):
                    pass
            assert refused.value.response.status_code == 403


@pytest.mark.parametrize(
    ("path", "protocol", "text"),
    [
        pytest.param(
            *("/api/live", "", '{"type":"desk","page":"attack","telephone":"browser","trouble":""}'),
            marks=pytest.mark.more(
                "the same flood without a browser, and one by a browser",
                "tests/api/live/test_live.py::test_a_flood_closes_its_own_socket_and_nobody_else_notices",
                "tests/browser/test_attacks.py::test_ten_thousand_messages_harm_nobody_but_their_own_socket",
            ),
        ),
        ("/api/sip?page=attack", "sip", "OPTIONS sip:s724 SIP/2.0\r\n\r\n"),
    ],
    ids=["live", "sip"],
)
async def test_ten_thousand_messages_harm_nobody_but_their_own_socket(
    desks: Desks, address: str, path: str, protocol: str, text: str
) -> None:
    desk = await desks.ready("k20060-2")
    # Not at the desk: a page that becomes the desk closes the person's other telephones.
    attacker = await desks.browsers.open(address)
    await desks.log_in(attacker, "k20620-1")
    page = await attacker.new_page()
    await page.goto("/knowledge")
    with suppress(ConnectionClosed):
        code, _ = await page.evaluate(_LIVE, [path, protocol, [text] * FLOOD, 15000])
    assert code == 1008
    await _still_works(desk, desks)
