"""Consultants with a page in a browser, and what is seen of their conversations, on the fakes."""

import anyio

from acd.live.agent import Agent
from acd.live.agent_state import AgentEvent
from acd.telephone import browser_endpoint
from core.facts.kinds.conversations import ConversationStarted
from core.relay.commands import DeskIs, DesksBeat
from tests.support.calls.fake_centre import Centre
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_telephony import FakePhone

KOLNO, LOMZA = "20060", "20620"
PAGE = "page-1"


def has_page(centre: Centre, agent_id: str, phone: FakePhone | None = None) -> Agent:
    """A consultant who is ready, with a telephone in the browser."""
    agent = centre.employs(agent_id)
    endpoint = browser_endpoint(agent_id)
    centre.exchange.phones[endpoint] = phone or FakePhone()
    centre.desk.carry_out(DesksBeat())
    centre.desks.telephone_is(endpoint, is_registered=True, is_engaged=False)
    centre.desk.carry_out(DeskIs(agent_id, PAGE, "browser"))
    centre.matchmaker.wish(agent_id, AgentEvent.LOG_IN)
    centre.matchmaker.wish(agent_id, AgentEvent.READY)
    return agent


async def desks_beat(centre: Centre) -> None:
    """The web service is there, until cancelled."""
    while True:
        centre.desk.carry_out(DesksBeat())
        await anyio.sleep(1)


async def talks(centre: Centre) -> str:
    """Return when somebody talks, with the id of the call."""
    return (await centre.happens(ConversationStarted)).call_id or ""


def hears_music(centre: Centre, caller: FakeChannel) -> bool:
    """Is the caller alone with the music?"""
    [bridge] = centre.exchange.open_bridges.values()
    return bridge.has_music and bridge.hear_each_other == {caller.id}
