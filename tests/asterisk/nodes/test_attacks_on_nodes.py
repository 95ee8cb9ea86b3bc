"""What strangers send to a centre with edges, by its own configuration: refused, and no Asterisk is reached."""

from collections.abc import Sequence

import anyio
import pytest

from acd.telephone import sip_digest
from core.nodes import edges_of, nodes_of
from dialplan.names import SERVE
from edge.commands import EdgeCommands
from tests.support.centres.running_nodes import RunningNodes
from tests.support.telephones.phone import NotRegistered, Phones
from tests.support.telephones.raw_sip import raw_sip
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(180)]

VICTIM = "k20060-1"
NOBODYS = "9599"
LOG_OUT = f"%0Aagi_network_script%3A%20feature%0Aagi_arg_1%3A%20*69%0Aagi_arg_2%3A%20{VICTIM}%0A%0A"
"""Ends the line of a number, and orders a consultant's log-out."""

Headers = Sequence[tuple[str, str]]


@pytest.mark.parametrize(
    ("who", "number", "caller", "headers", "statuses"),
    [
        ("stranger", "9510", "600100241", (), [407]),
        ("stranger", "9510", VICTIM, [("X-S724-From", "telephone")], [407]),
        ("stranger", "9510", "600100241", [("X-S724-From", "operator")], [407]),
        ("stranger", "9510", "600100241", [("Replaces", "a;to-tag=b;from-tag=c")], [407]),
        ("stranger", "9510", "600100241", [("Route", "<sip:{node};lr>")], [403]),
        ("operator", "9510", VICTIM, (), [407]),
        ("operator", "9510", f"6{LOG_OUT}", (), [403]),
        ("operator", "9510", "600100241", [("Route", "<sip:{node};lr>")], [403]),
        ("operator", NOBODYS, "600100241", [("X-S724-From", "telephone")], [404, 603]),
        ("operator", SERVE, "600100241", (), [404, 603]),
    ],
)
async def test_a_call_that_must_not_be_is_refused_at_the_edge(
    centre: RunningNodes, who: str, number: str, caller: str, headers: Headers, statuses: list[int]
) -> None:
    port, edge = centre.edge()
    node = nodes_of(centre.installation.settings)[0].sip
    sent = [(name, value.format(node=node)) for name, value in headers]
    source = centre.several.operator if who == "operator" else centre.several.stranger
    async with raw_sip(port, edge, source=source) as sip:
        answers = await sip.exchange(sip.invite(number, caller=caller, headers=sent), patience=20)
    assert answers[-1].status in statuses
    assert await centre.agent_state(VICTIM) == "offline"
    assert await centre.channels() == 0


async def test_an_asterisk_answers_no_stranger_at_any_of_its_doors(centre: RunningNodes) -> None:
    settings, stranger = centre.installation.settings, centre.several.stranger
    for node in nodes_of(settings):
        for source in (stranger, centre.several.operator):
            for headers in ((), [("X-S724-From", "operator")], [("X-S724-From", "telephone")]):
                async with raw_sip(node.sip.port, node.sip.address, source=source) as sip:
                    for caller in ("600100241", VICTIM):
                        answers = await sip.exchange(sip.invite("9510", caller=caller, headers=headers))
                        assert [answer.status for answer in answers] in ([], [403])
        async with await anyio.connect_tcp(node.ami.address, node.ami.port, local_host=stranger) as stream:
            await stream.receive()
            secret = centre.installation.secrets.ami_password
            await stream.send(f"Action: Login\r\nUsername: s724\r\nSecret: {secret}\r\n\r\n".encode())
            assert b"Response: Error" in await stream.receive()
        async with await anyio.connect_tcp(node.ari.address, node.ari.port, local_host=stranger) as stream:
            await stream.send(b"GET /ari/channels HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert b" 401 " in await stream.receive()
    assert await centre.channels() == 0


async def test_a_new_password_ends_the_old_one_at_both_edges_within_two_seconds(
    centre: RunningNodes, phones: Phones
) -> None:
    agent = "k20000-1"  # no other test speaks by it
    old = centre.installation.secrets.sip_password(agent)
    await phones.consultant(agent, old, *centre.edge())
    assert await eventually(lambda: centre.registered_at(agent)) == {"a", "b"}
    new = await centre.new_telephone_password(agent)
    began = anyio.current_time()
    for edge in edges_of(centre.installation.settings):
        async with EdgeCommands(edge.control) as commands:
            while (await commands.digests())[agent] == sip_digest(agent, old):
                assert anyio.current_time() - began < 2, "an edge was not told in time"
                await anyio.sleep(0.02)
    for number in (0, 1):
        with pytest.raises(NotRegistered):
            await phones.consultant(agent, old, *centre.edge(number))

    async def is_ended() -> bool:
        return not await centre.registered_at(agent)

    await eventually(is_ended)
    await phones.consultant(agent, new, *centre.edge(1))
    assert await eventually(lambda: centre.registered_at(agent)) == {"a", "b"}
