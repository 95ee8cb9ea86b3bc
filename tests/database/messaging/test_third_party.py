"""The SMSC to which our line is tested is one for others, too: Kannel sends by it, reads receipts and STOP."""

import asyncio
from functools import partial

import pytest

from tests.support.asterisk.bare_asterisk import free_port
from tests.support.messages.kannel import kannel
from tests.support.messages.smsc import smsc_at
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

LONG = "Zażółć gęślą jaźń, " * 8 + "tak."


async def test_another_program_sends_by_it_and_reads_its_receipts_and_what_people_write() -> None:
    async with smsc_at(await asyncio.to_thread(free_port)) as smsc, kannel(smsc.port) as gateway:
        await eventually(lambda: bool(smsc.bound), timeout=30)
        await eventually(partial(gateway.send, "48600100200", "Wizyta jutro o 9:30"), timeout=30)
        await eventually(lambda: gateway.receipts == ["8"], timeout=30)  # it forgets a receipt that is faster
        await smsc.receipt(smsc.taken[0])
        await eventually(lambda: gateway.receipts == ["8", "1"], timeout=30)
        assert [(taken.number, taken.words) for taken in smsc.taken] == [("48600100200", "Wizyta jutro o 9:30")]

        await eventually(partial(gateway.send, "48600100200", LONG, coding=2), timeout=30)
        await eventually(lambda: len(smsc.taken) == 4, timeout=30)
        parts = [part.words for part in smsc.taken[1:]]  # in whatever order the bind hands them over
        assert sum(map(len, parts)) == len(LONG) and all(part in LONG for part in parts), "three with headers"

        await smsc.writes("48600100200", "STOP")
        await eventually(lambda: gateway.received == [("48600100200", "STOP")], timeout=30)
