"""What is shed is said in a file, and holds only while somebody says it."""

import os
from pathlib import Path

import pytest

from core.overload.shed import Shed
from core.overload.shed_file import FRESH_TIME, LOOK_TIME, Shedding, say_shed
from tests.support.timing.standing_clock import StandingClock


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "shed"


def said_at(file: Path, shed: Shed, clock: StandingClock) -> None:
    say_shed(file, shed)
    moment = clock.now().timestamp()
    os.utime(file, (moment, moment))


def test_what_is_said_holds_for_everything_that_goes_before(file: Path) -> None:
    clock = StandingClock()
    said_at(file, Shed.REPORTS, clock)
    found = {what for what in Shed if Shedding(file, clock).leaves_out(what)}
    assert found == {Shed.NOTHING, Shed.BOARD, Shed.PACKING, Shed.REPORTS}


def test_nothing_is_shed_before_anybody_says_so(file: Path) -> None:
    assert not Shedding(file, StandingClock()).leaves_out(Shed.BOARD)


def test_what_a_dead_process_said_runs_out(file: Path) -> None:
    clock = StandingClock()
    said_at(file, Shed.CALLS, clock)
    clock.passes(seconds=FRESH_TIME)
    assert not Shedding(file, clock).leaves_out(Shed.BOARD)


def test_the_file_is_looked_at_twice_a_second_at_most(file: Path) -> None:
    clock = StandingClock()
    shedding = Shedding(file, clock)
    assert not shedding.leaves_out(Shed.BOARD)
    said_at(file, Shed.BOARD, clock)
    assert not shedding.leaves_out(Shed.BOARD)
    clock.passes(seconds=LOOK_TIME)
    assert shedding.leaves_out(Shed.BOARD)


@pytest.mark.parametrize("text", ["", "x", "99"])
def test_a_file_that_says_nothing_sheds_nothing(file: Path, text: str) -> None:
    file.write_text(text)
    assert not Shedding(file, StandingClock()).leaves_out(Shed.BOARD)
