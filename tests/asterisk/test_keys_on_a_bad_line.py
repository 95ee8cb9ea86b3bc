"""Keys whose packets come late: each counts once, or a caller with the right number is locked out."""

import socket
import time

import anyio
import pytest
from sqlalchemy import select

from core.db.tables import EventRow
from tests.support.eventually import eventually
from tests.support.keyed_rtp import keyed
from tests.support.raw_sip import media_port, raw_sip
from tests.support.running_centre import RunningCentre

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("milliseconds", [0, 100, 300, 700])
async def test_a_key_whose_packets_are_held_up_counts_once(centre: RunningCentre, milliseconds: int) -> None:
    number = f"6001007{milliseconds // 10:02}"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as rtp:
        rtp.bind(("127.0.0.1", 0))
        async with raw_sip(centre.sip_port) as sip:
            invite = sip.invite("9510", caller=number, rtp_port=rtp.getsockname()[1])
            await sip.send(invite)
            while (final := await sip.receive(5)) is not None and final.status < 200:
                pass
            assert final is not None
            await sip.send(invite.acknowledge(final))
            began = time.monotonic()
            for turn, packets in enumerate(keyed(centre.anna.card_number + "#", {2: milliseconds // 20})):
                await anyio.sleep(max(0.0, began + 0.02 * turn - time.monotonic()))  # the pace of a telephone
                for packet in packets:
                    rtp.sendto(packet, ("127.0.0.1", media_port(final)))

            async def told() -> list[dict[str, object]]:
                query = select(EventRow.data, EventRow.at).where(EventRow.type == "KeysEntered")
                return [row.data for row in await centre.rows(query) if row.at >= centre.began]

            (keys,) = await eventually(told, timeout=15)
            assert (keys["outcome"], keys["length"]) == ("entered", len(centre.anna.card_number))
            await sip.bye(invite, final)
    assert (await centre.newest_call())["end_reason"] == "caller_hung_up"
