"""Encrypted lines on a real Asterisk: SIP over TLS with SRTP, what is refused in clear, renewed certificates."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import anyio.lowlevel
import pytest
from anyio import to_thread

from agi_scripts.certificate_upkeep import MODULE
from agi_scripts.module_reload import ModuleReload
from core.keys import tls
from core.lines import certificate
from core.nodes import own_node
from ops import ports
from ops.install import certificates
from ops.running.installation import Installation
from softphone.sip import Address, SipMessage
from tests.support.centres.asterisk_only import (
    ASTERISK_ONLY_CENTRE,
    asterisk_sockets,
    hears_itself,
    loopback_centre,
    nothing_is_up,
    telephone,
)
from tests.support.centres.asterisk_only_centre import TELEPHONES
from tests.support.machine.open_sockets import Socket, own_address, ports_by_chance
from tests.support.machine.tls_handshakes import WEAK, ciphers_taken, handshake, versions_taken
from tests.support.telephones.phone import (
    CallRefused,
    Encryption,
    NoConnection,
    NotRegistered,
    Phones,
    State,
    two_way_sound,
)
from tests.support.telephones.raw_sip import raw_sip
from tests.support.timing.eventually import eventually

__all__ = ["loopback_centre"]  # the fixture

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(180)]

FIRST, SECOND, _ = TELEPHONES
CALLS = 20


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A centre at an address that others reach: nothing goes in clear, and the operator has a port of his own."""
    port, subscribers = ports.free(2)
    environment = {
        "S724_BIND": own_address(),
        "S724_TRUNK_TLS": "yes",
        "S724_TRUNK_PORT": str(port),
        "S724_TRUNK_OUT": f"{own_address()}:{subscribers}",
    }
    folder = tmp_path_factory.mktemp("strict")
    with Installation(folder, module=ASTERISK_ONLY_CENTRE, environment=environment) as centre:
        yield centre


@pytest.fixture
def encryption(strict: Installation) -> Encryption:
    return Encryption.trusting(strict.settings.tls / "ca.pem")


async def test_sound_goes_both_ways_over_tls_and_srtp_from_the_trunk_to_a_telephone(
    strict: Installation, phones: Phones, encryption: Encryption
) -> None:
    consultant = await telephone(strict, phones, FIRST, encryption)
    caller = phones.caller(encryption=encryption)
    await caller.dial(FIRST, strict.settings.trunk_port, strict.settings.bind)
    await consultant.wait_for_ring()
    await consultant.answer()
    await caller.answered()
    await two_way_sound(caller, consultant)
    # Both legs: a key for SRTP was agreed upon, and nothing but SRTP is taken.
    for leg in (caller, consultant):
        for session in leg.sessions:
            assert b"RTP/SAVP " in session
            assert b"a=crypto:" in session
    await caller.hang_up()
    assert (await consultant.gone()).by_far_end
    await nothing_is_up(strict)


async def test_the_centre_rings_out_over_tls_and_believes_only_whom_it_knows(
    strict: Installation, phones: Phones, encryption: Encryption, tmp_path: Path
) -> None:
    way_out = strict.settings.way_out
    assert way_out is not None
    place = (strict.settings.bind, int(way_out.rpartition(":")[2]))
    caller = phones.caller(encryption=encryption)
    stranger = certificates.made_with_authority(tmp_path, [strict.settings.bind])
    async with gateway(place, tls.server_context(stranger)) as received:
        with pytest.raises(CallRefused):
            await caller.call("600100999", strict.settings.trunk_port, strict.settings.bind, timeout=40)
        assert not received
    known = certificate(strict.settings)
    assert known is not None
    async with gateway(place, tls.server_context(known)) as received:
        with pytest.raises(CallRefused):
            await caller.call("600100999", strict.settings.trunk_port, strict.settings.bind, timeout=40)
        invite = next(message for message in received if message.method == "INVITE")
    assert "SIP/2.0/TLS" in invite.get("via")
    assert b"RTP/SAVP" in invite.body
    assert b"a=crypto:" in invite.body


@asynccontextmanager
async def gateway(place: Address, context: ssl.SSLContext) -> AsyncIterator[list[SipMessage]]:
    """The operator's gateway: it takes connections over TLS and refuses every call; what it got is in the list."""
    received: list[SipMessage] = []
    writers: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                message = SipMessage.parse(head.lstrip(b"\r\n"))
                message.body = await reader.readexactly(int(message.get("content-length") or 0))
                received.append(message)
                if message.method != "ACK":
                    writer.write(message.reply(480, "Temporarily Unavailable").encode())
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, *place, ssl=context)
    try:
        yield received
    finally:
        server.close()
        for writer in writers:
            writer.transport.abort()


async def test_where_nothing_goes_in_clear_no_port_takes_it(strict: Installation) -> None:
    """Asterisk besides keeps two sockets by which it asks name servers: at ports by chance, as every client."""
    settings = strict.settings
    low, high = ports_by_chance()

    def found(protocol: str) -> set[Socket]:
        there = {one for one in asterisk_sockets(strict) if one.address not in {"127.0.0.1", "::1"}}
        return {one for one in there if one.protocol == protocol}

    assert found("TCP") == {
        Socket("TCP", settings.bind, settings.sips_port),
        Socket("TCP", settings.bind, settings.trunk_port),
    }
    # The sound of a call that has just ended may still have its ports.
    await eventually(lambda: not [one for one in found("UDP") if not low <= one.port <= high])


async def test_a_telephone_in_clear_gets_no_answer(
    strict: Installation, phones: Phones, encryption: Encryption
) -> None:
    for port in (strict.settings.sip_port, strict.settings.sips_port):
        async with raw_sip(port, strict.settings.bind, source=own_address()) as sip:
            try:
                answers = await sip.exchange(
                    sip.request("REGISTER", f"sip:{strict.settings.bind}:{port}", caller=FIRST), patience=0.5
                )
            except (OSError, anyio.BrokenResourceError):
                answers = []  # the kernel says that nobody is there
        assert not answers


async def test_over_tls_sound_in_clear_is_refused_from_a_telephone_and_from_the_operator(
    strict: Installation, phones: Phones
) -> None:
    in_clear = Encryption.trusting(strict.settings.tls / "ca.pem", sound="none")
    consultant = await telephone(strict, phones, FIRST, in_clear)
    with pytest.raises(CallRefused) as refused:
        await consultant.call("9510")
    assert refused.value.ending.code == 488
    caller = phones.caller(encryption=in_clear)
    with pytest.raises(CallRefused) as refused:
        await caller.call("9510", strict.settings.trunk_port, strict.settings.bind)
    assert refused.value.ending.code == 488
    await nothing_is_up(strict)


async def test_a_telephone_that_does_not_know_the_authority_does_not_connect(
    strict: Installation, phones: Phones
) -> None:
    with pytest.raises(NoConnection, match="certificate verify failed"):
        await telephone(strict, phones, FIRST, Encryption(ssl.create_default_context()))


async def test_sound_is_taken_in_at_the_address_of_the_line_only(
    strict: Installation, phones: Phones, encryption: Encryption
) -> None:
    caller = phones.caller(encryption=encryption)
    await caller.call("9510", strict.settings.trunk_port, strict.settings.bind)
    first, last = map(int, strict.settings.rtp_ports.split("-"))
    sound = {one for one in asterisk_sockets(strict) if one.protocol == "UDP" and first <= one.port <= last}
    assert sound
    assert {one.address for one in sound} == {strict.settings.bind}
    await caller.hang_up()


async def test_certificates_are_renewed_under_twenty_calls_and_none_is_lost(
    strict: Installation, phones: Phones, encryption: Encryption
) -> None:
    shown = certificate(strict.settings)
    assert shown is not None
    callers = [phones.caller(f"6001005{n:02}", encryption=encryption) for n in range(CALLS)]
    for caller in callers:
        await caller.call("9510", strict.settings.trunk_port, strict.settings.bind)
    before = callers[0].certificate
    async with keeping_the_certificate(strict) as taken:
        certificates.renew(strict.settings.tls, ["localhost", strict.settings.bind])
        await eventually(lambda: taken)
    renewed = ssl.PEM_cert_to_DER_cert(shown.chain.read_text())
    assert renewed != before
    for caller in callers:
        assert caller.state is State.TALKING
        await hears_itself(caller)
    # Who connects from now on is shown the new one, on both lines; a new call goes its way.
    late = phones.caller("600100600", encryption=encryption)
    await late.call("9510", strict.settings.trunk_port, strict.settings.bind)
    assert late.certificate == renewed
    assert (await telephone(strict, phones, FIRST, encryption)).certificate == renewed
    assert callers[0].certificate == before, "a connection that is up stays as it is"
    for caller in [*callers, late]:
        await caller.hang_up()
    await nothing_is_up(strict)


@asynccontextmanager
async def keeping_the_certificate(centre: Installation) -> AsyncIterator[list[bool]]:
    """What `agi_scripts.certificate_upkeep` does, looking more often; True for each time that Asterisk read."""
    taken: list[bool] = []
    shown = certificate(centre.settings)
    assert shown is not None
    modules = ModuleReload(own_node(centre.settings).ari, "s724", centre.secrets.ari_password)

    async def renewed() -> bool:
        is_read = await modules.reload(MODULE)
        if is_read:
            taken.append(True)
        return is_read

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(tls.keep, shown, tls.stamp(shown), renewed, 0.1)
        yield taken
        tasks.cancel_scope.cancel()


@pytest.mark.parametrize("line", ["sips_port", "trunk_port"])
async def test_sip_takes_tls_1_2_and_1_3_with_strong_suites_and_shows_its_chain(
    strict: Installation, line: str
) -> None:
    place = (strict.settings.bind, getattr(strict.settings, line))
    assert await to_thread.run_sync(versions_taken, *place) == {"TLSv1.2", "TLSv1.3"}
    assert await to_thread.run_sync(ciphers_taken, *place, WEAK) == set()
    # The own key is of ECDSA: those of RSA are for a certificate that is given.
    of_ecdsa = {name for name in tls.CIPHERS if "ECDSA" in name}
    assert await to_thread.run_sync(ciphers_taken, *place, tls.CIPHERS) == of_ecdsa
    assert handshake(*place, authority=strict.settings.tls / "ca.pem") is not None


@pytest.fixture(scope="module")
def half(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A centre at an address that others reach, where the operator may speak in clear, and nobody else."""
    environment = {"S724_BIND": own_address(), "S724_PLAIN": "trunk", "S724_TRUNK": own_address()}
    with Installation(
        tmp_path_factory.mktemp("half"), module=ASTERISK_ONLY_CENTRE, environment=environment
    ) as centre:
        yield centre


@pytest.mark.more(
    "a centre of its own for one more mixture of lines; who speaks in clear is refused for real in the second",
    "tests/ops/test_asterisk_lines.py::test_where_the_operator_alone_may_speak_in_clear_whoever_else_does_is_nobody",
    "tests/asterisk/lines/test_encrypted_lines.py::test_a_telephone_in_clear_gets_no_answer",
    "tests/asterisk/lines/test_encrypted_lines.py::test_sound_goes_both_ways_over_tls_and_srtp_from_the_trunk_to_a_telephone",
)
async def test_at_the_port_of_an_operator_in_clear_a_telephone_in_clear_is_refused(
    half: Installation, phones: Phones
) -> None:
    with pytest.raises(NotRegistered) as refused:
        await telephone(half, phones, FIRST)
    assert refused.value.code == 401
    consultant = await telephone(half, phones, FIRST, Encryption.trusting(half.settings.tls / "ca.pem"))
    caller = phones.caller(source=own_address())
    await caller.dial(FIRST, half.settings.sip_port, half.settings.bind)
    await consultant.wait_for_ring()
    await consultant.answer()
    await caller.answered()
    await two_way_sound(caller, consultant)
    await caller.hang_up()
    await consultant.gone()
    await nothing_is_up(half)


@pytest.mark.more(
    "a centre of its own for a mixture of lines; each half of it is a real call in the last ones",
    "tests/ops/test_asterisk_lines.py::test_sound_of_telephones_is_encrypted_where_they_speak_tls",
    "tests/asterisk/lines/test_encrypted_lines.py::test_sound_goes_both_ways_over_tls_and_srtp_from_the_trunk_to_a_telephone",
    "tests/asterisk/lines/test_doors.py::test_a_telephone_that_transfers_is_refused_and_the_conversation_goes_on",
)
async def test_a_telephone_in_clear_and_one_over_tls_talk_to_each_other_where_both_may(
    loopback_centre: Installation, phones: Phones
) -> None:
    preferred = Encryption.trusting(loopback_centre.settings.tls / "ca.pem", sound="preferred")
    encrypted = await telephone(loopback_centre, phones, FIRST, preferred)
    plain = await telephone(loopback_centre, phones, SECOND)
    for consultant in (encrypted, plain):
        caller = phones.caller()
        await caller.dial(consultant.user, loopback_centre.settings.sip_port)
        await consultant.wait_for_ring()
        await consultant.answer()
        await caller.answered()
        await two_way_sound(caller, consultant)
        is_encrypted = all(b"a=crypto:" in session for session in consultant.sessions)
        assert is_encrypted is (consultant is encrypted)
        await caller.hang_up()
        await consultant.gone()
    await encrypted.call("9510")
    await hears_itself(encrypted)
    assert all(b"a=crypto:" in session for session in encrypted.sessions)
    await encrypted.hang_up()
    await nothing_is_up(loopback_centre)
