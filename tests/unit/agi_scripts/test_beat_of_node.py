"""Signs of life that the application gives to one of several Asterisks, as its watchdog sees them."""

from datetime import UTC, datetime
from typing import Any

import anyio

from agi_scripts.heartbeat import BeatOfNode
from ari_app.ari import ConnectionLost
from ari_app.recovery.node_beat import NodeBeat
from core.clock import LoopClock
from core.telephony.ami import AmiAway, Row
from tests.support.timing.virtual_time import in_virtual_time


class Asterisk:
    """Its variable, as ARI sets it and AMI reads it."""

    def __init__(self) -> None:
        self.value, self.is_away = "", False

    async def send(self, request: Any) -> None:
        if self.is_away:
            raise ConnectionLost
        self.value = request.query["value"]

    async def act(self, action: str, **fields: str) -> Row:
        if self.is_away:
            raise AmiAway
        return {"Value": self.value}


def seen_by(asterisk: Asterisk) -> BeatOfNode:
    return BeatOfNode(asterisk, LoopClock(datetime(2026, 12, 1, tzinfo=UTC)))


def of_process(epoch: int) -> NodeBeat:
    return NodeBeat("a", epoch)


def test_processes_that_die_after_one_beat_each_give_signs_of_life() -> None:
    @in_virtual_time
    async def run() -> None:
        asterisk: Any = Asterisk()
        beats = seen_by(asterisk)
        for epoch in range(1, 6):
            await anyio.sleep(4)
            await of_process(epoch).once(asterisk)
            await beats.look()
            assert beats.away_time() == 0
        assert beats.beats == 4  # all but the first, which may be of before

    run()


def test_a_process_that_serves_callers_there_beats_each_second() -> None:
    @in_virtual_time
    async def run() -> None:
        asterisk: Any = Asterisk()
        beats, is_well = seen_by(asterisk), True
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(of_process(1).run, asterisk, lambda: is_well)
            tasks.start_soon(beats.run)
            await anyio.sleep(30.5)
            assert beats.away_time() <= 1
            is_well = False
            await anyio.sleep(10)
            assert beats.away_time() >= 9
            is_well = True
            await anyio.sleep(1.5)
            assert beats.away_time() <= 1
            tasks.cancel_scope.cancel()

    run()


def test_an_asterisk_that_is_away_ends_no_beat() -> None:
    @in_virtual_time
    async def run() -> None:
        asterisk: Any = Asterisk()
        beats = seen_by(asterisk)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(of_process(1).run, asterisk, lambda: True)
            tasks.start_soon(beats.run)
            asterisk.is_away = True
            await anyio.sleep(20)
            assert beats.away_time() < 1  # nobody could be rescued
            asterisk.is_away = False
            await anyio.sleep(20)
            assert beats.away_time() <= 1
            tasks.cancel_scope.cancel()

    run()
