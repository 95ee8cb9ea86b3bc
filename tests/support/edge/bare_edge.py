"""A real Kamailio with the product's configuration, in a temporary folder, on a loopback address of its own."""

import json
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edge.configuration import Edge
from ops.install import edge_conf
from ops.install.kamailio import kamailio_command
from ops.running.patience import Patience, activity_of

LEASH = Path(__file__).resolve().parents[3] / "ops" / "leash.py"


@dataclass
class BareEdge:
    """`start()` returns when it answers; `kill()` ends it as a power cut would; `close()` leaves nothing."""

    edge: Edge
    digests: Mapping[str, str] = field(default_factory=dict)
    folder: Path = Path()
    _process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> str:
        """What Kamailio wrote; for failure messages."""
        return (self.folder / "out.log").read_text(errors="replace")

    def start(self) -> None:
        """Raises RuntimeError with its log if it died, Failed if it gets on no more."""
        if self.folder == Path():
            self.folder = Path(tempfile.mkdtemp(prefix="edge-"))
        main = edge_conf.write(self.edge, self.folder / "conf")
        command = [*kamailio_command(), *edge_conf.options(main, self.folder)]
        with (self.folder / "out.log").open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, str(LEASH), "KILL", *command],
                stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        process = self._process
        patience = Patience("Kamailio", lambda: activity_of([process.pid]), tell=lambda _: None)
        while process.poll() is None:
            try:
                self.ask("core.uptime")
                for user, digest in self.digests.items():
                    self.ask("htable.sets", "tel", user, digest)
            except OSError as error:
                patience.look(str(error))
                time.sleep(0.02)
            else:
                return
        raise RuntimeError(f"Kamailio did not start:\n{self.log[-4000:]}")

    def ask(self, method: str, *params: Any) -> Any:
        """The answer of a JSON-RPC command. Raises OSError while nobody answers, RuntimeError for a refusal."""
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}).encode()
        control = self.edge.control
        request = urllib.request.Request(f"http://{control}/rpc", body, {"Content-Type": "application/json"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=5) as answer:
            said = json.load(answer)
        if "error" in said:
            raise RuntimeError(f"{method}: {said['error']}")
        return said.get("result")

    def kill(self) -> None:
        """End it at once, with no goodbye to anybody: its children, too."""
        if self._process is not None:
            subprocess.run(["pkill", "-9", "-s", str(self._process.pid)], check=False)
            self._process.wait()
            self._process = None

    def close(self) -> None:
        self.kill()
        if self.folder != Path():
            shutil.rmtree(self.folder, ignore_errors=True)
