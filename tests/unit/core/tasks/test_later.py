"""Libraries that are loaded while a process works already."""

import subprocess
import sys


def test_what_is_loaded_later_is_there_after_a_moment_and_what_cannot_be_ends_nothing() -> None:
    code = (
        "import anyio, sys; from core.tasks import later; later.MOMENT = 0.0\n"
        "before = 'wave' in sys.modules\n"
        "anyio.run(later.load_later, 'no_such_module', 'wave')\n"
        "print(before, 'wave' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split()[-2:] == ["False", "True"]
