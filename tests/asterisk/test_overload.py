"""More calls than the machine carries: some hear a sentence, the others are refused by SIP."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import time
from typing import Any

import pytest
import pytest_asyncio

from dialplan.names import DOOR, DOOR_UNTIL
from ops import ports
from ops.running.installation import Installation
from softphone.sip import SipMessage
from tests.asterisk.conftest import FAST
from tests.asterisk.queues import rings_kolno, until_waiting
from tests.support.centres import lean_centre
from tests.support.centres.prepared_state import lend_state, prepared_once
from tests.support.centres.running_centre import RunningCentre, listen
from tests.support.centres.shared_centre import Said, centre_of
from tests.support.telephones.hearing import until_prompt, until_prompt_begins
from tests.support.telephones.phone import Phones, two_way_sound
from tests.support.telephones.raw_sip import RawSip, raw_sip
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(120)]

LONG = 60  # seconds
KOLNO, AGENT = "20060", "k20000-1"
ORDERING, LEAVING = "857001491", "857001492"


@contextmanager
def _door(centre: RunningCentre, share: int, seconds: int) -> Iterator[None]:
    """As the application sets it in an overload: refuse such a share of new calls, in percent, for so long."""
    console = centre.installation.console
    console(f"dialplan set global {DOOR_UNTIL} {int(time()) + seconds}")
    console(f"dialplan set global {DOOR} {share}")
    try:
        yield
    finally:
        console(f"dialplan set global {DOOR} 0")


async def _final_answer(sip: RawSip, number: str) -> SipMessage:
    return (await sip.exchange(sip.invite(number), patience=5))[-1]


@pytest.mark.parametrize("number", ["9510", "9524", "9999"])
async def test_a_call_at_a_closed_door_is_refused_with_503(centre: RunningCentre, number: str) -> None:
    async with raw_sip(centre.sip_port) as sip:
        with _door(centre, 100, LONG):
            refused = await _final_answer(sip, number)
        assert refused.status == 503


async def test_a_door_that_nobody_holds_any_more_is_open(centre: RunningCentre) -> None:
    async with raw_sip(centre.sip_port) as sip:
        with _door(centre, 100, -1):
            assert (await _final_answer(sip, "9510")).status == 200


@pytest.fixture
def carries_little(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """It takes one call in ten seconds."""
    with tempfile.TemporaryDirectory(prefix="s724-") as folder:
        Path(folder).chmod(0o755)  # the database server runs as another user where the tests run as root
        (subscribers,) = ports.free(1)
        own = {"S724_TRUNK_OUT": f"127.0.0.1:{subscribers}", "S724_CALLS_A_SECOND": "0.1"}
        made = Installation(Path(folder) / "var", module=lean_centre.MODULE, environment=FAST | own)
        lend_state(prepared_once(tmp_path_factory.getbasetemp(), made.settings), made.settings)
        with made as running:
            yield running


@pytest_asyncio.fixture
async def full(
    request: pytest.FixtureRequest, carries_little: Installation, said: Said, phones: Phones
) -> AsyncIterator[RunningCentre]:
    async with centre_of(request, carries_little, said, {}, phones) as found:
        yield found
        await phones.close()


async def test_a_caller_too_many_hears_the_sentence_keeps_the_place_and_is_called_back(
    full: RunningCentre, phones: Phones
) -> None:
    await full.consultant(phones, AGENT, is_ready=False)
    first = await rings_kolno(full, phones, "857001490")
    await until_waiting(full, KOLNO, 1)
    ordering, leaving = phones.caller(ORDERING), phones.caller(LEAVING)
    await ordering.call("9510", full.sip_port)
    await leaving.call("9510", full.sip_port)
    await until_prompt_begins(ordering, await full.prompt("E08"))
    await ordering.send_keys("1")
    await until_prompt(leaving, await full.prompt("E08"))
    await until_prompt(ordering, await full.prompt("E10"))
    assert (await ordering.gone()).by_far_end
    assert (await leaving.gone()).by_far_end
    await first.hang_up()
    ends = [(await full.call_from(number))["end_reason"] for number in (ORDERING, LEAVING)]
    assert ends == ["shed", "shed"]

    again = await rings_kolno(full, phones, LEAVING)
    await until_waiting(full, KOLNO, 1)
    await again.hang_up()

    async def second_call() -> dict[str, Any]:
        call = await full.call_from(LEAVING)
        assert call["end_reason"] != "shed"  # that is the first one
        return call

    assert (await eventually(second_call))["resumed_time"] > 0

    home = await phones.subscriber(ORDERING, full.way_out_port, full.sip_port)
    await full.wish(AGENT, "ready")
    await home.wait_for_ring()
    await home.answer()
    await until_prompt_begins(home, await full.prompt("E04", w_miejscowosci="w Białymstoku"))
    await listen(home, 1.5)
    await home.send_keys("1")
    consultant = phones.find(AGENT)
    await consultant.wait_for_ring()
    await consultant.answer()
    await two_way_sound(home, consultant)
    await home.hang_up()
