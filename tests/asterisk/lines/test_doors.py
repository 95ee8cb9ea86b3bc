"""What Asterisk's doors refuse: transfers by telephones, wrong passwords, more than the watchdog needs."""

import hashlib
import secrets
import socket
import time

import anyio
import pytest
from anyio import to_thread

from agi_scripts.asterisk_commands import AsteriskCommands
from agi_scripts.certificate_upkeep import MODULE
from agi_scripts.module_reload import ModuleReload
from core.nodes import own_node
from core.telephony.ami import Ami
from ops.running.installation import Installation
from softphone.sip import SipMessage, new_branch
from tests.support.centres.asterisk_only import (
    hears_itself,
    loopback_centre,
    nothing_is_up,
    processor_time,
    telephone,
)
from tests.support.centres.asterisk_only_centre import TELEPHONES
from tests.support.telephones.phone import CallRefused, NotRegistered, PhoneError, Phones, two_way_sound
from tests.support.timing.eventually import eventually

__all__ = ["loopback_centre"]  # the fixture

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(180)]

FIRST, SECOND, THIRD = TELEPHONES
FLOOD = 500


async def test_a_telephone_that_transfers_is_refused_and_the_conversation_goes_on(
    loopback_centre: Installation, phones: Phones
) -> None:
    consultant = await telephone(loopback_centre, phones, FIRST)
    caller = phones.caller()
    await caller.dial(FIRST, loopback_centre.settings.sip_port)
    await consultant.wait_for_ring()
    await consultant.answer()
    await caller.answered()
    with pytest.raises(PhoneError, match="not transferred"):
        await consultant.transfer("9510")
    await two_way_sound(caller, consultant)
    await caller.hang_up()
    await consultant.gone()
    await nothing_is_up(loopback_centre)


async def test_a_stranger_takes_no_leg_over_by_its_dialog(loopback_centre: Installation, phones: Phones) -> None:
    """INVITE with Replaces from another telephone, which knows the dialog (RFC 3891)."""
    consultant = await telephone(loopback_centre, phones, FIRST)
    other = await telephone(loopback_centre, phones, SECOND)
    caller = phones.caller()
    await caller.dial(FIRST, loopback_centre.settings.sip_port)
    ring = await consultant.wait_for_ring()
    await consultant.answer()
    await caller.answered()
    theirs = ring.header("From").partition(";tag=")[2]
    ours = consultant.own_tag
    assert theirs
    assert ours
    replaces = f"{ring.call_id};to-tag={theirs};from-tag={ours}"
    with pytest.raises(CallRefused) as refused:
        await other.call("9510", headers={"Replaces": replaces})
    assert refused.value.ending.code == 401
    await two_way_sound(caller, consultant)
    await caller.hang_up()
    await consultant.gone()
    await nothing_is_up(loopback_centre)


async def test_five_hundred_wrong_passwords_keep_no_telephone_out_and_cost_little(
    loopback_centre: Installation, phones: Phones
) -> None:
    flood_began = processor_time(loopback_centre)
    caller = phones.caller()
    await caller.call("9510", loopback_centre.settings.sip_port)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(to_thread.run_sync, wrong_passwords, loopback_centre.settings.sip_port)
        await anyio.lowlevel.checkpoint()
        began = time.monotonic()
        await telephone(loopback_centre, phones, SECOND)
        took = time.monotonic() - began
        await hears_itself(caller)
    assert took < 5
    assert processor_time(loopback_centre) - flood_began < 5
    with pytest.raises(NotRegistered):
        await phones.consultant(THIRD, "guessed", loopback_centre.settings.sip_port)
    await caller.hang_up()
    await nothing_is_up(loopback_centre)


def wrong_passwords(port: int) -> None:
    """As fast as they can be sent, each for the telephone of a consultant, with an answer that is made up."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as own:
        own.connect(("127.0.0.1", port))
        host, own_port = own.getsockname()
        for number in range(FLOOD):
            made_up = hashlib.md5(secrets.token_bytes(8), usedforsecurity=False).hexdigest()
            message = SipMessage(
                f"REGISTER sip:127.0.0.1:{port} SIP/2.0",
                [
                    ("Via", f"SIP/2.0/UDP {host}:{own_port};rport;branch={new_branch()}"),
                    ("Max-Forwards", "70"),
                    ("From", f"<sip:{FIRST}@127.0.0.1>;tag={number}"),
                    ("To", f"<sip:{FIRST}@127.0.0.1>"),
                    ("Call-ID", secrets.token_hex(12)),
                    ("CSeq", "1 REGISTER"),
                    ("Contact", f"<sip:{FIRST}@{host}:{own_port}>"),
                    (
                        "Authorization",
                        f'Digest username="{FIRST}", realm="s724", nonce="{made_up}", '
                        f'uri="sip:127.0.0.1:{port}", response="{made_up}", algorithm=MD5',
                    ),
                    ("Content-Length", "0"),
                ],
            )
            own.send(message.encode())


REFUSED = [
    "Action: ModuleLoad\r\nModule: app_verbose.so\r\nLoadType: load",
    "Action: ModuleCheck\r\nModule: app_verbose",
    "Action: Reload\r\nModule: app_queue.so",
    "Action: GetConfig\r\nFilename: ari.conf",
    "Action: GetConfigJSON\r\nFilename: manager.conf",
    "Action: ListCategories\r\nFilename: ari.conf",
    "Action: UpdateConfig\r\nSrcFilename: ari.conf\r\nDstFilename: ari.conf\r\nReload: no",
    "Action: CreateConfig\r\nFilename: more.conf",
    "Action: Command\r\nCommand: core show version",
    "Action: Originate\r\nChannel: Local/9510@operator\r\nApplication: Wait\r\nData: 1",
    "Action: PJSIPShowEndpoints",
    "Action: DBPut\r\nFamily: x\r\nKey: x\r\nVal: x",
    "Action: Getvar\r\nVariable: ENV(PATH)",
    "Action: Getvar\r\nVariable: SHELL(id)",
    "Action: Getvar\r\nVariable: AST_CONFIG(ari.conf,s724,password)",
    "Action: Filter\r\nFilter: !Event",
]


@pytest.mark.parametrize("action", REFUSED, ids=lambda action: action.split("\r\n")[0])
async def test_the_manager_interface_does_nothing_that_the_watchdog_does_not_need(
    loopback_centre: Installation, action: str
) -> None:
    answer = await to_thread.run_sync(asked_of_the_manager, loopback_centre, action)
    assert "Response: Error" in answer or "Value: \r\n" in answer, answer
    assert loopback_centre.secrets.ari_password not in answer


def asked_of_the_manager(centre: Installation, action: str) -> str:
    """What the watchdog's account is answered."""
    with socket.create_connection(("127.0.0.1", centre.settings.ami_port), timeout=5) as manager:
        stream = manager.makefile("rwb")

        def ask(text: str) -> str:
            stream.write(f"{text}\r\n\r\n".encode())
            stream.flush()
            lines = []
            while (line := stream.readline()) not in (b"\r\n", b""):
                lines.append(line.decode())
            return "".join(lines)

        assert "Success" in ask(
            f"Action: Login\r\nUsername: s724\r\nSecret: {centre.secrets.ami_password}\r\nEvents: off"
        )
        return ask(action)


async def test_what_the_watchdog_needs_it_may(loopback_centre: Installation, phones: Phones) -> None:
    ami = Ami(loopback_centre.settings.ami_port, "s724", loopback_centre.secrets.ami_password)
    modules = ModuleReload(own_node(loopback_centre.settings).ari, "s724", loopback_centre.secrets.ari_password)
    asterisk = AsteriskCommands(ami, modules)
    ami.open()
    try:
        await eventually(lambda: ami.is_up)
        caller = phones.caller()
        await caller.call("9510", loopback_centre.settings.sip_port)
        (leg,) = await asterisk.legs()
        loopback_centre.console(f"database put s724-ended {leg.unique_id} 1,9510")
        await asterisk.say_whether_there(is_there=True)
        assert await asterisk.waiting() == []
        assert await asterisk.members() == {}
        assert leg.unique_id in await asterisk.ended()
        await asterisk.forget_end(leg.unique_id)
        assert leg.unique_id not in await asterisk.ended()
        assert await asterisk.reload("app_queue.so")
        assert await asterisk.reload(MODULE)
        assert not await asterisk.reload("no_such_module.so")
        await ami.act("Hangup", Channel=leg.channel)
        await caller.gone()
    finally:
        ami.close()
