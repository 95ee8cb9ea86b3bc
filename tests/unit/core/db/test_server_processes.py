"""The database server's own processes go first, told apart by what they call themselves."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.db.server_processes import ServerProcesses
from core.tasks.priority import CALLS
from tests.support.timing.eventually import eventually

AUTOGROUP = Path("/proc/self/autogroup")
TITLES = (
    "postgres: checkpointer ",
    "postgres: startup recovering 000000010000000000000003",
    "postgres: s724 s724 idle",
)

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(
        os.geteuid() != 0 or not AUTOGROUP.exists(), reason="only root may, where Linux has autogroups"
    ),
]


@pytest.fixture
def server() -> Iterator[subprocess.Popen[bytes]]:
    """A process whose children are sessions of their own, and call themselves as PostgreSQL's do."""
    starts = "".join(f"setsid bash -c 'exec -a \"{title}\" sleep 600' & " for title in TITLES)
    with subprocess.Popen(["bash", "-c", f"{starts} wait"]) as process:
        try:
            yield process
        finally:
            for pid in _children(process.pid):
                os.kill(pid, 9)


def _children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _titles(pid: int) -> dict[str, int]:
    found = {
        Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")[0].decode(): child for child in _children(pid)
    }
    return {title: child for title, child in found.items() if title in TITLES}


def _niceness(pid: int) -> str:
    """Of its session, as Linux shares processors."""
    return Path(f"/proc/{pid}/autogroup").read_text().split()[-1]


async def test_who_recovers_and_writes_goes_first_and_connections_stay(
    server: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    await eventually(lambda: len(_titles(server.pid)) == len(TITLES))
    processes = ServerProcesses(tmp_path, CALLS)
    await processes.look()  # no server runs
    (tmp_path / "postmaster.pid").write_text(f"{server.pid}\n/data\n")
    await processes.look()
    titles = _titles(server.pid)
    nice = [_niceness(titles[title]) for title in TITLES]
    assert nice[:2] == [str(CALLS), str(CALLS)]
    assert nice[2] != str(CALLS)
