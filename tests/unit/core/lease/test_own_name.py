"""Two processes of one name."""

import subprocess
import sys
from pathlib import Path

import anyio

from core.lease.own_name import have_name_alone

_HOLD = """
import sys, anyio
from pathlib import Path
from core.lease.own_name import have_name_alone
anyio.run(have_name_alone, Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_the_second_waits_until_the_first_is_gone_however_it_goes(tmp_path: Path) -> None:
    file = tmp_path / "run" / "calls-a.lock"

    async def has_it_within(seconds: float) -> bool:
        with anyio.move_on_after(seconds) as patience:
            await have_name_alone(file)
        return not patience.cancelled_caught

    command = [sys.executable, "-c", _HOLD, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"held\n"
        assert not anyio.run(has_it_within, 1.2)
        first.kill()
    assert anyio.run(has_it_within, 20)


def test_another_name_waits_for_nobody(tmp_path: Path) -> None:
    async def both() -> None:
        with anyio.fail_after(20):
            await have_name_alone(tmp_path / "calls-a.lock")
            await have_name_alone(tmp_path / "calls-b.lock")

    anyio.run(both)
