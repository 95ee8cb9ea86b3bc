import asyncio
import subprocess
import sys
from pathlib import Path

from ops.running.supervisord import LEASH
from tests.support.timing.eventually import eventually

PARENT = """
import subprocess, sys
child = subprocess.Popen(sys.argv[1:])
print(child.pid, flush=True)
child.wait()
"""


def test_a_program_goes_when_its_parent_is_killed() -> None:
    command = [sys.executable, "-c", PARENT, *LEASH, "TERM", "sleep", "1000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = Path("/proc") / parent.stdout.readline().strip()
        asyncio.run(eventually(lambda: (child / "cmdline").read_bytes().startswith(b"sleep")))
        parent.kill()
        parent.wait()
    asyncio.run(eventually(lambda: is_gone(child)))


def is_gone(process: Path) -> bool:
    """Ended, and waited for or a zombie."""
    try:
        return not (process / "cmdline").read_bytes()
    except OSError:
        return True


def test_a_program_that_is_missing_is_one_line() -> None:
    done = subprocess.run(
        [*LEASH, "TERM", "/nowhere/at-all"], capture_output=True, text=True, check=False, timeout=20
    )
    assert done.returncode == 1
    assert done.stderr.strip() == "/nowhere/at-all: No such file or directory"
