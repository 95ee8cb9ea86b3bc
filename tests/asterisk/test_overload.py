"""More calls than the machine carries: some hear a sentence, the others are refused by SIP."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import time

import pytest

from dialplan.names import DOOR, DOOR_UNTIL
from softphone.sip import SipMessage
from tests.support.centres.running_centre import RunningCentre
from tests.support.telephones.raw_sip import RawSip, raw_sip

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(120)]

LONG = 60  # seconds


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
