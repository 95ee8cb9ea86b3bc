import subprocess
import sys

from ops.paths import PROJECT

TALKS = "from ops.console import say\nfor n in range(3):\n    say('x')\nraise SystemExit(7)"


def test_a_closed_terminal_or_pipe_stops_nobody() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", f"input()\n{TALKS}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=PROJECT,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stdin.write(b"\n")
        process.stdin.close()
        complaint = process.stderr.read()
        assert process.wait(20) == 7
    assert complaint == b""
