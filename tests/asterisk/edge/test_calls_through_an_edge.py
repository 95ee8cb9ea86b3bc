"""Calls through the edge: whoever rings, whichever Asterisk has the call, both hear each other and BYE arrives."""

from functools import partial

import pytest

from edge.commands import NODE_PROFILE, EdgeCommands
from tests.asterisk.edge.conftest import Installation
from tests.support.edge.bare_edge import BareEdge
from tests.support.edge.node import Node
from tests.support.telephones.asterisk_for_phones import CONSULTANT, PASSWORD, nothing_is_up
from tests.support.telephones.phone import Phone, Phones, two_way_sound
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(60)]

_ANSWERED = 4  # Kamailio's number for a conversation whose ACK has passed


def _knows(node: Node) -> bool:
    return CONSULTANT in node.command("pjsip show contacts")


def _knows_no_longer(node: Node) -> bool:
    return not _knows(node)


def _knows_both_halves(edge: BareEdge, node: Node) -> bool:
    """The other edge has told of the caller's and the consultant's, and that both were answered."""
    found = edge.ask("dlg.profile_list", NODE_PROFILE, node.sip_address)
    halves = found if isinstance(found, list) else [found]
    return [half["state"] for half in halves] == [_ANSWERED] * 2


async def _connected(phones: Phones, agent: Phone, installation: Installation) -> Phone:
    caller = phones.caller("600100200", source=installation.operator)
    await caller.dial(agent.user, 5060, installation.edge)
    await agent.wait_for_ring()
    await agent.answer()
    await caller.answered()
    return caller


async def test_either_asterisk_rings_a_telephone_that_registered_once(
    phones: Phones, installation: Installation
) -> None:
    agent = await phones.consultant(CONSULTANT, PASSWORD, 5060, installation.edge)
    for node in installation.nodes:
        await eventually(partial(_knows, node))
    served = set()
    for ends_first in ("caller", "agent"):
        caller = await _connected(phones, agent, installation)
        served |= {node.sip_address for node in installation.nodes if node.channels}
        await two_way_sound(caller, agent)
        first, other = (caller, agent) if ends_first == "caller" else (agent, caller)
        await first.hang_up()
        assert (await other.gone()).by_far_end
        for node in installation.nodes:
            await nothing_is_up(node)
    assert served == {node.sip_address for node in installation.nodes}, "they do not take turns"
    await agent.unregister()
    for node in installation.nodes:
        await eventually(partial(_knows_no_longer, node))


async def test_a_dead_asterisk_costs_the_first_call_less_than_a_second(
    phones: Phones, installation: Installation
) -> None:
    agent = await phones.consultant(CONSULTANT, PASSWORD, 5060, installation.edge)
    dead, living = installation.nodes
    await eventually(partial(dead.has_on_disk, CONSULTANT))
    dead.kill()
    try:
        for _ in range(2):  # one of them is meant for the dead one
            caller = await _connected(phones, agent, installation)
            assert living.channels == 2
            await two_way_sound(caller, agent)
            await caller.hang_up()
            assert (await agent.gone()).by_far_end
            await nothing_is_up(living)
    finally:
        dead.start()
    await eventually(partial(_knows, dead))


async def test_conversations_of_a_dead_asterisk_are_ended_by_either_edge(
    phones: Phones, installation: Installation
) -> None:
    """Else both telephones stay in silence, and refuse the next call as busy."""
    agent = await phones.consultant(CONSULTANT, PASSWORD, 5060, installation.edge)
    caller = await _connected(phones, agent, installation)
    await two_way_sound(caller, agent)
    dead = next(node for node in installation.nodes if node.channels)
    await eventually(partial(_knows_both_halves, installation.edges[1], dead))
    dead.kill()
    try:
        async with EdgeCommands(installation.edges[1].edge.control) as commands:
            assert await commands.end_conversations(dead.place) == 2  # the caller, and the consultant
        assert (await agent.gone()).by_far_end
        assert (await caller.gone()).by_far_end
    finally:
        dead.start()


async def test_an_edge_that_dies_takes_no_sound_along(phones: Phones, installation: Installation) -> None:
    agent = await phones.consultant(CONSULTANT, PASSWORD, 5060, installation.edge)
    caller = await _connected(phones, agent, installation)
    talking = next(node for node in installation.nodes if node.channels)
    installation.edges[0].kill()
    try:
        await two_way_sound(caller, agent)
        other = phones.caller("600100300", source=installation.operator)
        other.knows_also(5060, installation.edges[1].edge.sip.address)
        await other.dial("echo", 5060, installation.edge)
        await other.answered()
        await other.hang_up()
    finally:
        installation.edges[0].start()
    # It takes the goodbye of no conversation of which the other edge has not told it yet.
    await eventually(partial(_knows_both_halves, installation.edges[0], talking))
    await caller.hang_up()
    assert (await agent.gone()).by_far_end
    for node in installation.nodes:
        await nothing_is_up(node)
