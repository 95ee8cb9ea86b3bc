"""The centre's session goes before others of the machine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ops.running.go_first import NICENESS, go_first

AUTOGROUP = Path("/proc/self/autogroup")


@pytest.mark.skipif(
    os.geteuid() != 0 or not AUTOGROUP.exists(), reason="only root may, where Linux has autogroups"
)
def test_a_session_goes_first_and_its_processes_with_it() -> None:
    says = "import pathlib, sys; sys.stdin.readline(); print(pathlib.Path('/proc/self/autogroup').read_text())"
    with subprocess.Popen(
        [sys.executable, "-c", says],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        go_first(process.pid)
        told, _ = process.communicate("\n", timeout=30)
    assert told.strip().endswith(f" nice {NICENESS}")


def test_a_session_that_is_gone_is_no_fault() -> None:
    go_first(2**22 + 1)
