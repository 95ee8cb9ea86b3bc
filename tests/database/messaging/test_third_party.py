"""The SMSC to which our line is tested is one for others, too: Kannel sends by it, reads receipts and STOP."""

import asyncio
from functools import partial

import pytest

from tests.support.asterisk.bare_asterisk import free_port
from tests.support.messages.kannel import kannel
from tests.support.messages.smsc import smsc_at
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

LONG = "Zażółć gęślą jaźń. " * 8


async def test_another_program_sends_by_it_and_reads_its_receipts_and_what_people_write() -> None:
    async with smsc_at(await asyncio.to_thread(free_port)) as smsc, kannel(smsc.port) as gateway:
        await eventually(lambda: bool(smsc.bound), timeout=30)
        smsc.sends_receipts = True
        await eventually(partial(gateway.send, "48600100200", "Wizyta jutro o 9:30"), timeout=30)
        await eventually(lambda: gateway.receipts == ["1"], timeout=30)
        assert [(taken.number, taken.words) for taken in smsc.taken] == [("48600100200", "Wizyta jutro o 9:30")]

        await eventually(partial(gateway.send, "48600100200", LONG, coding=2), timeout=30)
        await eventually(lambda: len(smsc.taken) == 4, timeout=30)
        assert "".join(part.words for part in smsc.taken[1:]).strip() == LONG.strip(), "three parts with headers"
        smsc.sends_receipts = False

        await eventually(lambda: smsc.receipts_due == 0, timeout=30)
        await smsc.writes("48600100200", "STOP")
        await eventually(lambda: gateway.received == [("48600100200", "STOP")], timeout=30)
