"""A whole centre at an address that others reach: every line encrypted, every port as it is described."""

import re
import ssl
import sys
from collections.abc import Iterator

import anyio
import pytest
from anyio import to_thread

from core import lines
from core.settings import Settings
from ops import ports
from ops.install import certificates
from ops.paths import PROJECT
from ops.running.installation import Installation
from tests.asterisk.conftest import FAST
from tests.support.centres.prepared_state import lend_state, prepared_once
from tests.support.machine.open_sockets import Socket, open_sockets, own_address, ports_by_chance
from tests.support.plugins.more import few_of
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(240)]

DOCUMENTED = PROJECT / "docs" / "production.md"
# | `S724_SIPS_PORT` | 5061 | TCP | `S724_SIP_BIND` | telephones | SIP over TLS |
ROW = re.compile(r"^\| `S724_(\w+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \| [^|]+ \| [^|]+ \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    (port,) = ports.free(1)
    environment = {
        **FAST,
        "S724_BIND": own_address(),
        "S724_TRUNK_TLS": "yes",
        "S724_TRUNK_PORT": str(port),
    }
    folder = tmp_path_factory.mktemp("encrypted")
    folder.chmod(0o755)  # the database server runs as another user where the tests run as root
    made = Installation(folder / "var", environment=environment)
    lend_state(prepared_once(tmp_path_factory.getbasetemp(), made.settings), made.settings)
    with made as centre:
        yield centre


@pytest.mark.more(
    "a whole centre of its own; a call over TLS and SRTP, HTTPS, and a whole call are real in the others",
    "tests/asterisk/lines/test_encrypted_lines.py::test_sound_goes_both_ways_over_tls_and_srtp_from_the_trunk_to_a_telephone",
    "tests/api/http/test_encrypted.py::test_over_tls_browsers_are_told_to_stay_there",
    "tests/asterisk/calls/test_a_call.py::test_anna_rings_9510_talks_to_her_own_office_and_the_record_is_complete",
)
async def test_a_call_over_tls_and_srtp_from_the_operator_to_a_consultant(encrypted: Installation) -> None:
    """`make call ARGS=--tls`: card number and PIN, a consultant, sound both ways, a rating; asked for by HTTPS."""
    command = [sys.executable, "-m", "softphone", "--tls"]
    done = await anyio.run_process(command, check=False, env=encrypted.environment(), cwd=PROJECT)
    told = done.stdout.decode()
    assert done.returncode == 0, told + done.stderr.decode()
    assert "has registered a telephone over TLS" in told
    assert "Both hear each other." in told


@pytest.mark.more(
    "all lines of one centre; those of SIP and that of HTTP show a renewed one in the others",
    "tests/asterisk/lines/test_encrypted_lines.py::test_certificates_are_renewed_under_twenty_calls_and_none_is_lost",
    "tests/api/http/test_encrypted.py::test_a_renewed_certificate_is_shown_without_a_restart",
)
async def test_a_renewed_certificate_is_shown_on_every_line_without_a_restart(encrypted: Installation) -> None:
    settings = encrypted.settings
    processes = {process.pid for process in encrypted.processes()}
    places = [(settings.bind, port) for port in (settings.http_port, settings.sips_port, settings.trunk_port)]
    shown = lines.certificate(settings)
    assert shown is not None
    certificates.renew(settings.tls, ["localhost", settings.bind])
    renewed = shown.chain.read_text()

    async def is_shown() -> bool:
        found = [await to_thread.run_sync(ssl.get_server_certificate, place) for place in places]
        return all(certificate.strip() in renewed for certificate in found)

    await eventually(is_shown, timeout=30)
    assert {process.pid for process in encrypted.processes()} == processes


@pytest.fixture
def centre(request: pytest.FixtureRequest) -> Installation:
    found: Installation = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize(
    "centre",
    few_of(
        ["encrypted", "installation"],
        {"installation"},
        "the same table for a centre of its own, of which SIP is looked at in the second",
        "tests/asterisk/lines/test_encrypted_centre.py::test_what_listens_is_what_the_description_says",
        "tests/asterisk/lines/test_encrypted_lines.py::test_where_nothing_goes_in_clear_no_port_takes_it",
    ),
    indirect=True,
)
async def test_what_listens_is_what_the_description_says(centre: Installation) -> None:
    first, last = map(int, centre.settings.rtp_ports.split("-"))
    by_chance = range(ports_by_chance()[0], ports_by_chance()[1] + 1)
    found = {
        one
        for one in open_sockets(process.pid for process in centre.processes())
        # Sound of a call that another test has left for a moment, and questions to name servers.
        if not (one.protocol == "UDP" and (first <= one.port <= last or one.port in by_chance))
    }
    assert found == described(centre.settings)


def described(settings: Settings) -> set[Socket]:
    """The sockets of an installation, by the table of docs/production.md."""
    found = set()
    rows = ROW.findall(DOCUMENTED.read_text("utf-8"))
    assert len(rows) == 8, "the table has another form"
    for name, default, protocols, address in rows:
        field = name.lower()
        usual = getattr(Settings(), field)
        assert default == str(usual) or (field == "trunk_port" and usual == 0)
        if field == "rtp_ports":
            continue
        port = getattr(settings, field) or (settings.sips_port if settings.trunk_tls else settings.sip_port)
        own = re.fullmatch(r"`S724_(\w+)`", address)
        place = (getattr(settings, own[1].lower()) or settings.bind) if own else "127.0.0.1"
        if field == "sip_port" and lines.sip_line(settings).plain_port is None:
            continue
        if field == "sips_port" and lines.sip_line(settings).tls_port is None:
            continue
        over_tls, _, in_clear = protocols.partition(" with `S724_TRUNK_TLS`, else ")
        spoken = over_tls if settings.trunk_tls or not in_clear else in_clear
        found |= {Socket(protocol, place, port) for protocol in spoken.split(", ")}
    return found
