"""Only so many processes hold a place at a time."""

import subprocess
import sys
import threading
from pathlib import Path

from ops.running.places import one_place

HOLDS = """
import sys
from pathlib import Path
from ops.running.places import one_place
with one_place(Path(sys.argv[1]), 2) as number:
    print(number, flush=True)
    sys.stdin.read()
"""


def test_a_third_waits_until_one_of_two_places_is_free_also_by_a_death(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDS, str(tmp_path)]
    found = threading.Event()

    def wait() -> None:
        with one_place(tmp_path, 2):
            found.set()

    with (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder,
        one_place(tmp_path, 2),
    ):
        assert holder.stdout is not None
        holder.stdout.readline()
        third = threading.Thread(target=wait)
        third.start()
        assert not found.wait(0.3)
        holder.kill()
        assert found.wait(60)
        third.join()
