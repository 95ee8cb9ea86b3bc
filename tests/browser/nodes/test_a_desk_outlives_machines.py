"""A consultant's page while the edge, the web service and the Asterisk behind it die one after the other."""

import re
import socket
from collections.abc import Sequence
from pathlib import Path

import anyio
import pytest
from playwright.async_api import Page, WebSocket, expect

from ops.running.several import SeveralAsterisks
from softphone import State
from tests.browser.desks import READY, DeskPage, Desks
from tests.browser.navigation import go_by_navigation
from tests.support.browser.browsers import Browsers
from tests.support.centres import direct_lines
from tests.support.centres.running_nodes import RunningNodes
from tests.support.telephones.phone import Phone, Phones
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

AGENT = "k20060-1"
REGISTERED_AGAIN = 5.0  # seconds
TYPED = "Numer telefonu w drugim akapicie jest sprzed przeprowadzki, proszę o nowy"
SEARCH = "Szukaj w bazie wiedzy"
_OF_REGISTER = re.compile(r"^CSeq: *\d+ REGISTER", re.MULTILINE | re.IGNORECASE)


class Registrations:
    """Each answer of the centre that the page's telephone is registered, and when it came."""

    def __init__(self, page: Page) -> None:
        self.moments: list[float] = []
        page.on("websocket", self._opened)

    def _opened(self, line: WebSocket) -> None:
        line.on("framereceived", self._heard)

    def _heard(self, frame: bytes | str) -> None:
        text = frame if isinstance(frame, str) else frame.decode(errors="replace")
        if text.startswith("SIP/2.0 200") and _OF_REGISTER.search(text):
            self.moments.append(anyio.current_time())

    async def after(self, moment: float) -> float:
        """Seconds from then until the next one."""
        await eventually(lambda: [at for at in self.moments if at > moment], timeout=30)
        return next(at for at in self.moments if at > moment) - moment


def _connections(address: str, port: int) -> int:
    """How many TCP connections to that place there are on this machine."""
    wanted = f"{int.from_bytes(socket.inet_aton(address), 'little'):08X}:{port:04X}"
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(remote == wanted and state == "01" for _, _, remote, state, *_ in rows)


def _that_serves(places: Sequence[str], port: int) -> int:
    """Which of these the page's lines lead to, counted from 0."""
    counts = [_connections(place, port) for place in places]
    assert max(counts), f"nobody is connected to {places}"
    return counts.index(max(counts))


async def _calls(centre: RunningNodes, phones: Phones, desk: DeskPage, number: str, edge: int) -> Phone:
    """Somebody calls by that edge, and is spoken with."""
    caller = phones.caller(number, source=centre.several.operator)
    await caller.call(direct_lines.NUMBER, *centre.edge(edge))
    await desk.speaks_with(caller)
    return caller


@pytest.mark.more(
    "a centre of its own and three deaths take two minutes; that a page is rung by the way on which an edge"
    " asks, and may move from one web service to the other, is shown in virtual time; edges that die and the"
    " death of the web service in a conversation are real in the last ones",
    "tests/unit/api/sip/test_filter.py::test_a_page_answers_an_edge_by_the_way_on_which_it_was_asked",
    "tests/scenario/desk/test_desk.py::test_of_two_web_services_each_keeps_its_pages",
    "tests/asterisk/nodes/test_calls_on_both.py::test_an_edge_that_was_killed_knows_all_telephones_again",
    "tests/browser/test_faults.py::test_no_call_is_lost",
)
async def test_a_desk_outlives_the_edge_the_web_service_and_the_asterisk_behind_it(
    centre: RunningNodes, browsers: Browsers, phones: Phones, address: str
) -> None:
    several: SeveralAsterisks = centre.several
    settings = several.settings
    desks = Desks(centre, browsers, phones, address)
    desk = await desks.open(AGENT)
    registrations = Registrations(desk.page)
    await desk.open()
    await desk.begin()
    await go_by_navigation(desk.page, "Baza wiedzy")
    await desk.page.get_by_role("main").get_by_role("combobox", name=SEARCH).click()
    await desk.page.keyboard.type("zgubiona karta")
    await desk.page.keyboard.press("Enter")
    await desk.page.get_by_role("button", name="Zaproponuj poprawkę").click()
    field = desk.page.get_by_role("dialog").get_by_label("Co trzeba poprawić")
    await field.fill(TYPED)

    edge = _that_serves(several.edges, settings.edge_port)
    began = anyio.current_time()
    several.kill(f"edge-e{edge + 1}")
    assert await registrations.after(began) < REGISTERED_AGAIN, "the edge died"
    caller = await _calls(centre, phones, desk, "857001401", 1 - edge)

    web = _that_serves(settings.web_services_at, settings.http_port)
    began = anyio.current_time()
    several.kill(f"api-{web + 1}")
    assert await registrations.after(began) < REGISTERED_AGAIN, "the web service died"
    assert caller.state is State.TALKING
    await desk.talks_with(caller)
    await caller.hang_up()
    await centre.until_agent_is(AGENT, "available")

    caller = await _calls(centre, phones, desk, "857001402", 1 - edge)
    (node,) = [name for name in several.nodes if await centre.channels_of(name)]
    several.kill(f"asterisk-{node}")
    await caller.gone(10)  # its Asterisk is gone, and the edge says so
    await centre.until_agent_is(AGENT, "available")
    again = await _calls(centre, phones, desk, "857001403", 1 - edge)
    await again.hang_up()
    await centre.until_agent_is(AGENT, "available")

    await expect(field).to_have_value(TYPED)
    await desk.open()
    await desk.until_state(READY)
    assert desk.own.errors == []
