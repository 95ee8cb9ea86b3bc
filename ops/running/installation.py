"""A whole centre on free ports in a folder of its own, started as users start it: for tests and measurements."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from core.settings import Settings
from ops import leftovers, ports
from ops.console import Failed
from ops.install import asterisk_conf
from ops.install.secrets import Secrets
from ops.paths import PROJECT, make_private
from ops.running.patience import LONGEST, LOOK_TIME
from ops.running.places import one_place
from ops.running.supervisord import LEASH

FEW_PEOPLE = "100"
"""Made-up clients where no other number is asked for: writing 32,000 would disturb whatever is measured."""

STARTS = "S724_STARTS"
"""The variable that names a file to which each start adds a line."""

_TAKEN = "is taken by another program"
_STARTS = Path(tempfile.gettempdir()) / f"s724-starts-{os.getuid()}"


class Installation:
    """`with Installation(folder) as centre:`; or `start()` and, in any case, `stop()`.

    `module` is what is run, `environment` what is set besides the folder and the ports. The ports stay the
    same from one start to the next unless somebody has taken one meanwhile.
    """

    def __init__(
        self, state_dir: Path, *, module: str = "ops.running.run", environment: Mapping[str, str] | None = None
    ) -> None:
        self._module = module
        self._environment = dict(environment or {})
        if self._environment.get("S724_DEMONSTRATION", "yes") == "yes":
            self._environment.setdefault("S724_POPULATION", FEW_PEOPLE)
            self._environment.setdefault("S724_HISTORY", "no")  # minutes of writing beside what is tested
        self._process: subprocess.Popen[bytes] | None = None
        self._state_dir = make_private(state_dir.resolve())
        self._output = self._state_dir / "run.out"
        self.settings = self._on_free_ports()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def secrets(self) -> Secrets:
        """The generated secrets of this installation."""
        return Secrets.load(self._state_dir)

    @property
    def output(self) -> str:
        """What the last start has printed, errors included."""
        return self._output.read_text(encoding="utf-8", errors="replace") if self._output.exists() else ""

    @property
    def pid(self) -> int:
        """The process that was started; 0 when none runs."""
        return self._process.pid if self._process and self._process.poll() is None else 0

    def start(self) -> None:
        """Return when READY was printed, however long that takes: a start that gets on no more gives up by itself.

        Starts queue: of all installations of this machine one for each core starts at a time. Raises Failed with
        what was printed instead.
        """
        began = time.monotonic()
        with one_place(_STARTS, len(os.sched_getaffinity(0))):
            waited = time.monotonic() - began
            for _ in range(3):
                self.begin()
                if self._is_ready():
                    _note_start(time.monotonic() - began - waited, waited, self._module)
                    return
                self.stop()
                if _TAKEN not in self.output:
                    break
                self.settings = self._on_free_ports()
        raise Failed(f"the centre did not start:\n{self.output}")

    def begin(self) -> None:
        """Start and return at once."""
        command = [sys.executable, "-m", self._module]
        # When the tests are killed the centre must go, too. The kernel tells by thread, and only the main
        # thread lives as long as the process.
        if threading.current_thread() is threading.main_thread():
            command = [*LEASH, "TERM", *command]
        with self._output.open("wb") as out:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=PROJECT,
                env=self.environment(),
            )

    def stop(self, number: signal.Signals = signal.SIGINT, seconds: float = LONGEST) -> int:
        """Ask for the end as Ctrl-C does, wait for it, and return the exit status (0 when nothing ran).

        Raises Failed when it takes longer; then everything is killed.
        """
        process, self._process = self._process, None
        if process is None:
            return 0
        try:
            if process.poll() is None:
                process.send_signal(number)
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Failed(f"the centre did not end within {seconds:.0f} s:\n{self.output}") from None
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
                leftovers.stop(self._state_dir)

    def wait(self, seconds: float = LONGEST) -> int:
        """Wait for an end that comes by itself, and return the exit status."""
        return self._process.wait(seconds) if self._process else 0

    def console(self, text: str) -> str:
        """Say `text` on Asterisk's console and return the answer."""
        command = asterisk_conf.console_command(self.settings, text)
        return subprocess.run(command, capture_output=True, text=True, timeout=20, check=False).stdout

    def processes(self) -> list[leftovers.Process]:
        """The processes that belong to this installation, the started one itself excepted."""
        return leftovers.find(self._state_dir)

    def environment(self) -> dict[str, str]:
        """The environment of the started process: the settings, and nothing of the tests' own."""
        settings = self.settings
        clean = {name: value for name, value in os.environ.items() if not name.startswith("S724_")}
        return {
            **clean,
            "S724_STATE_DIR": str(self._state_dir),
            "S724_TOOLS_DIR": str(settings.tools_dir.absolute()),
            "S724_SIP_PORT": str(settings.sip_port),
            "S724_SIPS_PORT": str(settings.sips_port),
            "S724_HTTP_PORT": str(settings.http_port),
            "S724_ARI_PORT": str(settings.ari_port),
            "S724_AGI_PORT": str(settings.agi_port),
            "S724_AMI_PORT": str(settings.ami_port),
            **self._environment,
        }

    def _on_free_ports(self) -> Settings:
        sip, sips, http, ari, agi, ami = ports.free(6)
        given = {
            name.removeprefix("S724_").lower(): value
            for name, value in self._environment.items()
            if name.startswith("S724_")
        }
        own = {
            "sip_port": sip,
            "sips_port": sips,
            "http_port": http,
            "ari_port": ari,
            "agi_port": agi,
            "ami_port": ami,
        }
        values = {**own, **given}
        return Settings.model_validate({**values, "state_dir": self._state_dir})

    def _is_ready(self) -> bool:
        while self.pid:
            if any(line.startswith("READY") for line in self.output.splitlines()):
                return True
            time.sleep(LOOK_TIME / 2)
        return False


def _note_start(seconds: float, waited: float, what: str) -> None:
    """For whoever wants to know how long starts took: a line of JSON in the file that STARTS names."""
    if file := os.environ.get(STARTS):
        line = json.dumps({"seconds": round(seconds, 1), "waited": round(waited, 1), "what": what})
        with Path(file).open("a", encoding="utf-8") as out:
            out.write(line + "\n")
