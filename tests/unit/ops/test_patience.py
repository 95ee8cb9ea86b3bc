"""Starts are waited for by their progress."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.console import Failed
from ops.running.patience import (
    LONGEST,
    STILL,
    TELL_TIME,
    Activity,
    Patience,
    Progress,
    activity_of,
    last_lines,
    telling,
)
from tests.support.timing.eventually import eventually


class Start:
    """Something that is waited for in made-up time: what its processes use, in cores, and what they log."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.told: list[str] = []
        self.seen = Activity()
        self.patience = Patience("the centre", lambda: self.seen, tell=self.told.append, clock=lambda: self.now)

    def goes_on(
        self, seconds: float, cores: float = 0.0, *, is_wanting: bool = False, writes: bool = False
    ) -> None:
        for _ in range(round(seconds)):
            self.now += 1
            self.seen = Activity(self.seen.processor_time + cores, is_wanting, self.seen.written + writes)
            self.patience.look("no answer")


@pytest.mark.parametrize(
    "doing",
    [
        {"cores": 0.5},
        {"is_wanting": True},  # no processor is given to it
        {"writes": True},
    ],
)
def test_a_start_that_gets_on_is_waited_for_and_told_of(doing: dict[str, float]) -> None:
    start = Start()
    start.goes_on(LONGEST - 1, **doing)  # type: ignore[arg-type]
    assert len(start.told) == (LONGEST - 1) // TELL_TIME
    assert start.told[0] == "Waiting for the centre (10 s): no answer"


def test_a_start_in_which_nothing_moves_is_given_up() -> None:
    start = Start()
    start.goes_on(60, cores=0.9)
    with pytest.raises(Failed, match=r"the centre is not ready, and nothing has moved for 3\d s: no answer"):
        start.goes_on(STILL + 2, cores=0.1)


def test_a_start_that_moves_for_ever_is_given_up_in_the_end() -> None:
    start = Start()
    with pytest.raises(Failed, match="the centre is not ready after 601 s"):
        start.goes_on(LONGEST + 1, cores=1.0)


@given(st.lists(st.floats(0, 2), min_size=1, max_size=200))
def test_stillness_never_lasts_longer_than_the_wait(cores: list[float]) -> None:
    progress, used = Progress(0.0), 0.0
    for second, share in enumerate(cores, 1):
        used += share
        progress.note(second, Activity(used))
        assert 0 <= progress.still_for(second) <= second


def test_processor_time_of_a_child_counts() -> None:
    burns = "import time\nwhile time.process_time() < 0.3: pass"
    starts = (
        f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burns!r}]); print(flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", starts], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert activity_of([process.pid]).processor_time >= 0.3
    assert activity_of([process.pid]) == Activity()


def test_the_last_lines_of_a_log_are_told(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert last_lines(log) == "it says nothing"
    log.write_text("".join(f"line {number}\n" for number in range(1000)))
    assert last_lines(log) == "line 995\nline 996\nline 997\nline 998\nline 999"


@pytest.mark.asyncio
async def test_work_of_our_own_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ops.running.patience.TELL_TIME", 0.01)
    told: list[str] = []
    with telling("schema", told.append):
        await eventually(lambda: len(told) > 2)
    assert told[0] == "Waiting for schema (0 s)"
