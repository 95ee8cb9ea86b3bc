"""What is forked off a supervisord that has loaded it is a process like one that was begun as a new Python."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from ops.paths import PROJECT
from ops.running.supervisord import LEASH
from tests.support.centres.loaded_supervisord import Wanted, wanted

PYTHON = [sys.executable, "-m"]

PROGRAM = """
import json, os, random, signal, sys
from pathlib import Path

seen = {
    "command": Path("/proc/self/cmdline").read_text().rstrip("\\0").split("\\0"), "given": os.environ["GIVEN"],
    "left": "LEFT" in os.environ, "name": __name__, "nice": os.nice(0), "chance": random.random(),
    "ends": signal.getsignal(signal.SIGTERM) == signal.SIG_DFL, "file": sys.modules["__main__"].__file__,
}
print(json.dumps(seen), flush=True)
if seen["given"] == "fails":
    raise LookupError("of the program")
sys.exit("a sentence" if seen["given"] == "speaks" else 7)
"""

STARTER = """
import os, signal, sys
from tests.support.centres import loaded_supervisord
loaded_supervisord.LOADED = {"seeing": "json"}
loaded_supervisord.load()
signal.signal(signal.SIGTERM, lambda *_: None)
for given in sys.argv[2:]:
    if not (pid := os.fork()):
        command = [*loaded_supervisord.LEASH, "TERM", "nice", "-n", "3", sys.executable, "-m", "seeing"]
        loaded_supervisord.execve(None, sys.executable, command, {"GIVEN": given, "PYTHONPATH": ""})
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


def test_its_programs_are_told_from_all_others() -> None:
    assert wanted([*LEASH, "TERM", *PYTHON, "api"]) == Wanted("api", 0, signal.SIGTERM)
    niced = [*LEASH, "INT", "nice", "-n", "-5", *PYTHON, "ari_app"]
    assert wanted(niced) == Wanted("ari_app", -5, signal.SIGINT)
    for other in (["asterisk", "-f"], [*PYTHON, "api"], [*LEASH, "TERM", *PYTHON, "courier"], [*LEASH, "TERM"]):
        assert wanted(other) is None


def test_what_is_forked_sees_what_a_new_python_would_and_ends_as_it_does(tmp_path: Path) -> None:
    (tmp_path / "seeing").mkdir()
    program = tmp_path / "seeing" / "__main__.py"
    program.write_text(PROGRAM)
    (tmp_path / "seeing" / "__init__.py").touch()
    path = os.pathsep.join([str(tmp_path), str(PROJECT)])
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            STARTER,
            "room for the longer command line of supervisord",
            "ends",
            "speaks",
            "fails",
        ],
        env={**os.environ, "PYTHONPATH": path, "LEFT": "yes"},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    lines = done.stdout.splitlines()
    assert lines[1::2] == ["7", "1", "1"]
    assert "a sentence" in done.stderr
    assert "LookupError: of the program" in done.stderr
    seen = [json.loads(line) for line in lines[::2]]
    for each, given in zip(seen, ("ends", "speaks", "fails"), strict=True):
        assert each["command"] == [*PYTHON, "seeing"]
        assert (each["given"], each["left"], each["name"], each["ends"]) == (given, False, "__main__", True)
        assert (each["file"], each["nice"]) == (str(program), os.nice(0) + 3)
    assert len({each["chance"] for each in seen}) == 3
