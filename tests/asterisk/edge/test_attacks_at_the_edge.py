"""What strangers send to an edge: refused there, and nothing of it reaches an Asterisk."""

from collections.abc import Sequence

import anyio
import pytest

from api.sip.digest import read_challenge
from edge.commands import EdgeCommands
from edge.digests import EdgeDigests
from softphone.sip import SipMessage
from tests.asterisk.edge.conftest import Installation
from tests.support.telephones.asterisk_for_phones import CONSULTANT, PASSWORD
from tests.support.telephones.phone import NotRegistered, Phones
from tests.support.telephones.raw_sip import RawSip, raw_sip

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(60)]

OTHER = "k20060-2"

Headers = Sequence[tuple[str, str]]


def _calls(installation: Installation) -> list[str]:
    """The calls that any Asterisk has ever been asked for."""
    return [line for node in installation.nodes for line in node.full_log().splitlines() if "Executing [" in line]


async def _answer(
    installation: Installation, source: str, number: str, *, caller: str = "600100200", headers: Headers = ()
) -> int:
    """The final status of a call; 0 if nobody said anything."""
    async with raw_sip(5060, installation.edge, source=source) as sip:
        answers = await sip.exchange(sip.invite(number, caller=caller, headers=headers))
        return answers[-1].status if answers else 0


@pytest.mark.parametrize(
    ("who", "caller", "headers", "status"),
    [
        ("stranger", "600100200", (), 407),
        ("stranger", CONSULTANT, (), 407),
        ("stranger", "600100200", [("X-S724-From", "operator")], 407),
        ("stranger", CONSULTANT, [("X-S724-From", "telephone")], 407),
        ("stranger", "600100200", [("Replaces", "a;to-tag=b;from-tag=c")], 407),
        ("stranger", "600100200", [("Route", "<sip:{edge};lr>")], 403),
        ("stranger", "600100200", [("Route", "<sip:{node};lr>")], 403),
        ("stranger", "600100200", [("User-Agent", "friendly-scanner")], 0),
        ("operator", CONSULTANT, (), 407),  # whose account it is proves that, at whichever address
        ("operator", "k20060-77", (), 403),  # and no other name is a number
        ("operator", f"6;{CONSULTANT}", (), 403),
        ("operator", "600100200", [("Route", "<sip:{node};lr>")], 403),
    ],
)
async def test_a_call_that_must_not_be_reaches_no_asterisk(
    installation: Installation, who: str, caller: str, headers: Headers, status: int
) -> None:
    before = _calls(installation)
    sent = [
        (name, value.format(edge=installation.edge, node=installation.nodes[0].place)) for name, value in headers
    ]
    source = installation.operator if who == "operator" else installation.stranger
    assert await _answer(installation, source, "echo", caller=caller, headers=sent) == status
    assert _calls(installation) == before


async def test_whoever_has_proved_one_account_speaks_for_no_other(
    phones: Phones, installation: Installation
) -> None:
    before = _calls(installation)
    async with raw_sip(5060, installation.edge, source=installation.stranger) as sip:
        for caller, status in ((OTHER, 403), (CONSULTANT, 200)):
            assert await _proved(sip, sip.invite("echo", caller=caller)) == status
    assert len(_calls(installation)) > len(before)


async def _proved(sip: RawSip, invite: SipMessage) -> int:
    """The final status, the challenge answered by the password of CONSULTANT."""
    challenge = (await sip.exchange(invite))[-1]
    assert challenge.status == 407
    asked = read_challenge(challenge.get("proxy-authenticate"))
    assert asked is not None
    proof = asked.answer(CONSULTANT, PASSWORD, "INVITE", f"sip:echo@{sip.server[0]}:5060")
    again = sip.invite("echo", caller=invite.caller, headers=[("Proxy-Authorization", proof)])
    return (await sip.exchange(again))[-1].status


async def test_passwords_are_not_to_be_guessed(phones: Phones, installation: Installation) -> None:
    for _ in range(21):
        with pytest.raises(NotRegistered):
            await phones.consultant(OTHER, "falsches", 5060, installation.edge, source=installation.stranger)
    with pytest.raises(NotRegistered, match="403"):
        await phones.consultant(OTHER, PASSWORD, 5060, installation.edge, source=installation.stranger)
    await phones.consultant(
        OTHER, PASSWORD, 5060, installation.edge
    )  # whose account it is is not locked out elsewhere


async def test_a_revoked_telephone_is_refused_by_both_edges_at_once(
    phones: Phones, installation: Installation
) -> None:
    left = {user: digest for user, digest in installation.edges[0].digests.items() if user != OTHER}
    with anyio.fail_after(2):
        for edge in installation.edges:
            async with EdgeCommands(edge.edge.control) as commands:
                assert await EdgeDigests(commands, "a").tell(left) == {OTHER}
    try:
        for edge in installation.edges:
            with pytest.raises(NotRegistered):
                await phones.consultant(OTHER, PASSWORD, 5060, edge.edge.sip.address)
    finally:
        for edge in installation.edges:
            async with EdgeCommands(edge.edge.control) as commands:
                assert not await EdgeDigests(commands, "a").tell(edge.digests)


async def test_an_asterisk_is_heard_by_edges_alone(installation: Installation) -> None:
    node = installation.nodes[0]
    before = _calls(installation)
    for source in (installation.stranger, installation.operator):
        for headers in ((), [("X-S724-From", "operator")]):
            async with raw_sip(node.sip_port, node.sip_address, source=source) as sip:
                answers = await sip.exchange(sip.invite("echo", headers=headers))
                assert [answer.status for answer in answers] in ([], [403])
    assert _calls(installation) == before


async def test_a_flood_is_not_heard_and_others_are(phones: Phones, installation: Installation) -> None:
    async with raw_sip(5060, installation.edge, source=installation.stranger) as sip:
        for _ in range(200):
            await sip.send(sip.request("OPTIONS", f"sip:{installation.edge}"))
        while await sip.receive(0.3) is not None:
            pass
        assert len(sip.received) < 150
    caller = phones.caller("600100200", source=installation.operator)
    await caller.call("echo", 5060, installation.edge)
    await caller.hang_up()


async def test_nobody_outside_commands_an_edge(installation: Installation) -> None:
    """`/rpc` is for the centre's programs: the address of a stranger is refused, whatever the port."""
    control = installation.edges[0].edge.control
    async with await anyio.connect_tcp(control.address, control.port, local_host=installation.stranger) as stream:
        body = b'{"jsonrpc":"2.0","id":1,"method":"core.version"}'
        head = f"POST /rpc HTTP/1.1\r\nHost: {control}\r\nContent-Length: {len(body)}\r\n\r\n"
        await stream.send(head.encode() + body)
        assert b" 403 " in await stream.receive()
