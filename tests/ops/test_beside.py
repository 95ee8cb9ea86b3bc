"""Work beside a running centre: it is started, says its words into a log, and goes with the centre."""

import os
from pathlib import Path

import pytest

from ops.running.beside import Beside
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.asyncio


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_work_beside_a_centre_ends_with_it_though_it_never_would_by_itself(tmp_path: Path) -> None:
    beside = Beside(tmp_path)
    beside.begin(["tests.ops.waits_beside"])
    try:
        log = tmp_path / "waits_beside.log"
        await eventually(lambda: "begun" in log.read_text())
        pid = int(log.read_text().split()[1])
        assert is_running(pid)
    finally:
        beside.stop()
    assert not is_running(pid)
    beside.stop()


async def test_a_module_that_fails_says_why_in_its_log_and_nobody_is_disturbed(tmp_path: Path) -> None:
    beside = Beside(tmp_path)
    beside.begin(["tests.ops.no_such_module"])
    await eventually(lambda: "No module named" in (tmp_path / "no_such_module.log").read_text())
    beside.stop()
