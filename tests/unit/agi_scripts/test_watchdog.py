"""When the watchdog acts, and when it does not."""

import os
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import anyio
import msgspec

from agi_scripts.asterisk_commands import AsteriskCommands
from agi_scripts.fallback.known_call import KnownCall
from agi_scripts.fallback.left_open import closing
from agi_scripts.fallback.recollection import Facts
from agi_scripts.fallback.rescue import Leg, Move, Waiting
from agi_scripts.heartbeat import Heartbeat
from agi_scripts.watchdog.process import Watchdog
from core.clock import LoopClock
from core.facts.bus import Bus
from core.facts.events import AnyEvent
from core.facts.kinds.calls import WatchdogActed
from core.facts.kinds.offers import OfferEnded, OfferMade
from core.facts.kinds.scenarios import NodeEntered
from core.facts.kinds.waiting import QueueEntered, QueueLeft
from tests.support.timing.virtual_time import in_virtual_time

ORPHAN = Leg("PJSIP/operator-1", "s724-1795561430.1", "Stasis", "s724,call,9510", "", "")
WAITS = Waiting("PJSIP/operator-2", "s724-1795561431.2", "20060", 1, 12.0)


class FakeAsterisk:
    def __init__(self) -> None:
        self.there = [ORPHAN]
        self.queue = [WAITS]
        self.moved: list[Move] = []
        self.said: list[bool] = []
        self.on_move: Callable[[], None] = lambda: None
        self.given_back: list[Waiting] = []

    async def say_whether_there(self, *, is_there: bool) -> None:
        if self.said[-1:] != [is_there]:
            self.said.append(is_there)

    async def legs(self) -> list[Leg]:
        return self.there

    async def move(self, move: Move) -> bool:
        self.moved.append(move)
        self.on_move()
        self.there = [leg for leg in self.there if leg.channel != move.channel]
        return True

    async def waiting(self) -> list[Waiting]:
        return self.queue

    async def give_back(self, waiting: Waiting) -> bool:
        self.given_back.append(waiting)
        self.queue.remove(waiting)
        return True


class Night:
    def __init__(self, folder: Path) -> None:
        self.file = folder / "heartbeat"
        self.file.touch()
        self.beats = 0
        self.facts: list[AnyEvent] = []
        clock = LoopClock(datetime(2026, 11, 24, 23, 0, tzinfo=UTC))
        bus = Bus(clock)
        bus.listen(self.facts.append)
        self.asterisk = FakeAsterisk()
        self.known: list[AnyEvent] = []
        self.heartbeat = Heartbeat(self.file, clock)
        self.dog = Watchdog(
            cast(AsteriskCommands, self.asterisk),
            self.heartbeat,
            bus,
            clock,
            self._facts_of,
            10,
            lambda: {"20060"},
        )

    async def _facts_of(self, call_ids: Collection[str]) -> Facts:
        assert [
            move.unique_id for move in self.asterisk.moved if move.what != "hang_up"
        ] == []  # what is known is written before anybody else needs it
        return dict.fromkeys(call_ids, self.known)

    async def passes(self, seconds: int, *, beating: bool) -> None:
        for _ in range(seconds):
            await anyio.sleep(1)
            if beating:
                self.beats += 1
                os.utime(self.file, ns=(0, self.beats))  # a wall clock that stands in the year 1970
            await self.dog.look()

    @property
    def acted(self) -> list[str]:
        return [fact.action for fact in self.facts if isinstance(fact, WatchdogActed)]


def test_no_caller_is_moved_while_the_application_lives(tmp_path: Path) -> None:
    @in_virtual_time
    async def run() -> None:
        night = Night(tmp_path)
        await night.passes(60, beating=True)
        assert night.asterisk.moved == []
        assert night.acted == ["to_application"]  # who waited in Asterisk's queue

    run()


def test_callers_in_queues_of_other_systems_are_left_alone(tmp_path: Path) -> None:
    @in_virtual_time
    async def run() -> None:
        night = Night(tmp_path)
        night.asterisk.queue = [Waiting("PJSIP/x-1", "s724-1795561431.3", "u20060", 1, 5.0), WAITS]
        await night.passes(2, beating=True)
        assert night.asterisk.given_back == [WAITS]

    run()


def test_what_is_known_goes_with_a_caller_who_waited(tmp_path: Path) -> None:
    @in_virtual_time
    async def run() -> None:
        night = Night(tmp_path)
        joined_at = datetime(2026, 11, 24, 22, 59, tzinfo=UTC)
        night.known = [QueueEntered(queue="20060", position=1, topic="unemployed", at=joined_at)]
        await night.passes(11, beating=False)
        (move,) = night.asterisk.moved
        assert KnownCall.of(move.known) == KnownCall("20060", "unemployed", joined_at=joined_at)

    run()


def test_callers_are_moved_after_the_set_time_without_a_sign_of_life(tmp_path: Path) -> None:
    @in_virtual_time
    async def run() -> None:
        night = Night(tmp_path)
        night.asterisk.queue = []
        await night.passes(3, beating=True)
        await night.passes(10, beating=False)
        assert night.acted == []
        await night.passes(1, beating=False)
        assert [move.channel for move in night.asterisk.moved] == [ORPHAN.channel]
        assert night.acted == ["to_emergency"]
        (fact,) = night.facts
        assert fact.call_id == "call-s724-1795561430-1"

    run()


def test_moving_stops_when_the_application_gives_a_sign_of_life(tmp_path: Path) -> None:
    @in_virtual_time
    async def run() -> None:
        night = Night(tmp_path)
        second = Leg("PJSIP/operator-9", "s724-1795561439.9", "Stasis", "s724,call,9510", "", "")
        night.asterisk.there = [ORPHAN, second]
        night.asterisk.on_move = lambda: os.utime(night.file, ns=(0, 77))
        await night.passes(11, beating=False)
        assert [move.channel for move in night.asterisk.moved] == [ORPHAN.channel]

    run()


def test_a_sign_of_life_in_the_moment_of_a_move_is_seen(tmp_path: Path) -> None:
    """Of several Asterisks it is asked for, and not only read."""

    @in_virtual_time
    async def run() -> None:
        night = Night(tmp_path)

        async def look() -> None:
            os.utime(night.file, ns=(0, 77))

        night.heartbeat.look = look  # type: ignore[method-assign]
        await night.passes(11, beating=False)
        assert night.asterisk.moved == []

    run()


def test_a_caller_who_was_served_goes_to_the_goodbye_and_not_to_the_beginning(tmp_path: Path) -> None:
    @in_virtual_time
    async def run() -> None:
        night = Night(tmp_path)
        night.asterisk.queue = []
        night.known = [NodeEntered(node="konsultant", kind="queue"), NodeEntered(node="koniec", kind="goodbye")]
        await night.passes(11, beating=False)
        assert [move.what for move in night.asterisk.moved] == ["to_goodbye"]
        assert night.acted == ["to_goodbye"]

    run()


def test_the_dialplan_is_told_whether_the_application_is_there(tmp_path: Path) -> None:
    @in_virtual_time
    async def run() -> None:
        night = Night(tmp_path)
        await night.passes(2, beating=True)
        await night.passes(11, beating=False)
        await night.passes(2, beating=True)
        assert night.asterisk.said == [True, False, True]

    run()


def test_an_open_wait_of_a_moved_call_is_closed_once(tmp_path: Path) -> None:
    @in_virtual_time
    async def run() -> None:
        night = Night(tmp_path)
        began = datetime(2026, 11, 24, 22, 59, tzinfo=UTC)
        call_id = "call-s724-1795561430-1"
        entered = QueueEntered(queue="20060", position=1, waited_time=5.0, id="event-1", call_id=call_id, at=began)
        made = OfferMade(reservation="r", agent="k", queue="20060", reason="", candidates=[])
        night.known = [entered, msgspec.structs.replace(made, id="event-2", call_id=call_id, at=began)]
        await night.passes(11, beating=False)
        _, offer, left = night.facts
        assert isinstance(offer, OfferEnded)
        assert (offer.reservation, offer.outcome, offer.ring_time) == ("r", "interrupted", 71.0)
        assert isinstance(left, QueueLeft)
        assert (left.reason, left.wait_time) == ("emergency", 76.0)
        again = closing(night.known, began)
        assert [fact.id for fact in again] == [offer.id, left.id]
        assert closing([*night.known, offer, left], began) == []

    run()


def test_an_old_heartbeat_file_brings_no_caller_back(tmp_path: Path) -> None:
    @in_virtual_time
    async def run() -> None:
        night = Night(tmp_path)
        await night.passes(9, beating=False)
        assert night.asterisk.given_back == []

    run()


def test_waiting_callers_come_back_with_the_first_heartbeat(tmp_path: Path) -> None:
    @in_virtual_time
    async def run() -> None:
        night = Night(tmp_path)
        await night.passes(30, beating=False)
        assert night.asterisk.given_back == []
        await night.passes(1, beating=True)
        assert night.asterisk.given_back == [WAITS]
        assert night.acted == ["to_emergency", "to_application"]

    run()


def test_a_caller_is_sent_back_once_for_each_heartbeat(tmp_path: Path) -> None:
    @in_virtual_time
    async def run() -> None:
        night = Night(tmp_path)
        await night.passes(1, beating=True)
        assert night.asterisk.given_back == [WAITS]
        night.asterisk.queue = [WAITS]  # it was not there, so the caller is back
        for _ in range(8):
            await anyio.sleep(0.25)
            await night.dog.look()
        assert night.asterisk.given_back == [WAITS]
        await night.passes(1, beating=True)
        assert night.asterisk.given_back == [WAITS, WAITS]

    run()


def test_a_heartbeat_file_that_is_deleted_is_no_sign_of_life(tmp_path: Path) -> None:
    @in_virtual_time
    async def run() -> None:
        night = Night(tmp_path)
        night.file.unlink()
        await night.passes(11, beating=False)
        assert night.acted == ["to_emergency"]

    run()
