"""The same tests against two servers: one in this process, and a real Asterisk."""

import socket
from collections.abc import AsyncIterator, Iterator

import pytest
import structlog
from structlog.testing import LogCapture
from structlog.typing import EventDict

from ari_app.ari.operations import bridges, channels
from tests.contract.sip_phones import endpoints
from tests.contract.support import Heard, RealAri, Server, connected
from tests.support.asterisk.bare_asterisk import BareAsterisk, free_port
from tests.support.asterisk.fake_ari import FakeAri
from tests.support.timing.eventually import eventually

PHONES = ("answers", "rings", "busy", "declines", "silent", "refuses-480", "refuses-404", "refuses-503")


@pytest.fixture(scope="session")
def phones_port() -> int:
    """Where the telephones of `sip_phones` are expected by the Asterisk of this session."""
    return free_port(socket.SOCK_DGRAM)


@pytest.fixture(scope="session")
def real(phones_port: int) -> Iterator[BareAsterisk]:
    asterisk = BareAsterisk(pjsip=endpoints(phones_port, PHONES))
    try:
        asterisk.start()
        yield asterisk
    finally:
        asterisk.close()


@pytest.fixture
async def fake() -> AsyncIterator[FakeAri]:
    async with FakeAri() as server:
        yield server


@pytest.fixture
async def asterisk(real: BareAsterisk) -> AsyncIterator[RealAri]:
    """The Asterisk of the session; what a test leaves in it, having cut its line, is cleared away."""
    server = RealAri(real)
    if not real.is_running:
        await server.start()
    yield server
    if not real.is_running:
        return
    real.thaw()
    async with connected(server, Heard(), apps=("tidy",)) as ari:

        async def is_empty() -> bool:
            left = await ari.send(channels.list_all()), await ari.send(bridges.list_all())
            for channel in left[0]:
                await ari.post(channels.hangup(channel.id))
            for bridge in left[1]:
                await ari.post(bridges.destroy(bridge.id))
            return left == ([], [])

        emptied: bool = await eventually(is_empty)
        assert emptied


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[EventDict]:
    """Every line that the connection logs, of all levels."""
    capture = LogCapture()
    everything = structlog.make_filtering_bound_logger(0)
    log = structlog.wrap_logger(structlog.PrintLogger(), processors=[capture], wrapper_class=everything)
    monkeypatch.setattr("ari_app.ari.connection.log", log)
    return capture.entries


@pytest.fixture(params=["fake", "asterisk"])
def server(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(request.param)
    return found
