"""A whole centre with two Asterisks behind two edges in a folder of its own, for tests and measurements.

Its members have the names under which supervisord runs them: `edge-e1`, `asterisk-a`, `watchdog-b`, `ari_app`.
Each of them can be killed, stopped and started, and its state read.
"""

import os
import random
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from core.nodes import edges_of, nodes_of
from core.settings import named_addresses
from ops import ports
from ops.install import asterisk_conf
from ops.running.installation import Installation
from ops.running.supervisord import Supervisord, programs

MODULE = "ops.running.run_two"


class SeveralAsterisks(Installation):
    """As Installation. Everything has an address in a network of loopback that no other one has by chance.
    `operator` is where callers of the public network come from and are rung, `stranger` is nobody's."""

    def __init__(
        self,
        state_dir: Path,
        *,
        module: str = MODULE,
        environment: Mapping[str, str] | None = None,
        network: str = "",
    ) -> None:
        """`network`: the first three numbers of all addresses, where they are to be others than of loopback."""
        self.network = network = network or f"127.{random.randrange(64, 255)}.{random.randrange(256)}"
        self.operator, self.stranger = f"{network}.30", f"{network}.66"
        control, told, sounds, subscribers = ports.free(4)
        own = {
            "S724_NODES": f"a={network}.11,b={network}.12",
            "S724_EDGES": f"e1={network}.1,e2={network}.2",
            "S724_EDGE_PORT": str(control),
            "S724_EDGES_PORT": str(told),
            "S724_SOUNDS_PORT": str(sounds),
            "S724_TRUNK": self.operator,
            "S724_TRUNK_OUT": f"{self.operator}:{subscribers}",
            "S724_WEB_AT": f"{network}.21,{network}.22",
            "S724_APPLICATIONS": "first,second",
        }
        super().__init__(state_dir, module=module, environment={**own, **(environment or {})})

    @property
    def nodes(self) -> Sequence[str]:
        """Their names."""
        return [node.name for node in nodes_of(self.settings)]

    @property
    def edges(self) -> Sequence[str]:
        """Their addresses; SIP is at the usual port of the settings."""
        return [edge.sip.address for edge in edges_of(self.settings)]

    @property
    def supervisord(self) -> Supervisord:
        """Of the running centre."""
        return Supervisord(self.settings, programs(self.settings))

    def kill(self, name: str) -> None:
        """End a member at once, as a power cut would; it is started anew. Raises Failed if it does not run."""
        pid = self.supervisord.pid(name)
        self.supervisord.signal(name, "KILL")
        # Kamailio is several processes, of which the first one has just gone.
        for child in _with_session_of(pid):
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)

    def console_of(self, node: str, text: str) -> str:
        """Say `text` on the console of that Asterisk and return the answer."""
        command = asterisk_conf.console_command(self.settings.of_node(node), text)
        return subprocess.run(command, capture_output=True, text=True, timeout=20, check=False).stdout

    def console(self, text: str) -> str:
        """The answers of all of them, one after the other."""
        return "".join(self.console_of(node, text) for node in named_addresses(self.settings.nodes))


def _with_session_of(pid: int) -> Sequence[int]:
    """The processes of the group that a program of supervisord's leads."""
    found = []
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            with suppress(OSError):
                after_name = (place / "stat").read_text().rpartition(")")[2].split()
                if int(after_name[2]) == pid:  # proc(5): state, parent, group
                    found.append(int(place.name))
    return found
