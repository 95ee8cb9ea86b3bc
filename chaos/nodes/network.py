"""Each machine of a centre in a network namespace of its own, and cuts between two of them. As root only.

This process has moved into a namespace where nothing else is. Every machine hangs on it by a cable of its own, and
it hands packets on from one to the other: those that it drops are lost in silence, as on a broken line.
"""

import ctypes
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ops.console import Failed
from ops.running.supervisord import APPLICATION, LEASH, of_node

NETWORK: Final = "10.77.0"
MACHINES: Final = "S724_MACHINES"
"""The variable that says of each program in whose namespace it runs: the number of a process that is there."""

_SELF: Final = f"{NETWORK}.20"
_SERVED: Final = (_SELF, f"{NETWORK}.21", f"{NETWORK}.22", f"{NETWORK}.30")  # proxy's sides, and telephones
_GATEWAY: Final = "169.254.77.1"
_OF_AN_ASTERISK: Final = ("asterisk", "agi_scripts", "watchdog")
_FIRST: Final = "10"  # before the rules that there are
_NEW_NETWORK: Final = 0x40000000  # CLONE_NEWNET


@dataclass(frozen=True, slots=True)
class Machine:
    """`programs` are supervisord's names."""

    name: str
    address: str
    programs: Sequence[str]


def _machines() -> Iterator[Machine]:
    """As `ops.running.several` names and numbers them in any network."""
    for number, name in ((1, "e1"), (2, "e2")):
        yield Machine(name, f"{NETWORK}.{number}", [f"edge-{name}"])
    for number, name in ((11, "a"), (12, "b")):
        yield Machine(name, f"{NETWORK}.{number}", [of_node(each, name) for each in _OF_AN_ASTERISK])
    for number, name in ((41, "first"), (42, "second")):
        yield Machine(name, f"{NETWORK}.{number}", [f"{APPLICATION}-{name}"])


class Network:
    """`with Network.apart() as network:` before any thread has begun."""

    def __init__(self, machines: Mapping[str, Machine], holders: Mapping[str, int]) -> None:
        self._machines = machines
        self._holders = holders

    @staticmethod
    def is_possible() -> bool:
        """Is this process allowed to?"""
        return os.geteuid() == 0 and all(shutil.which(each) for each in ("ip", "nsenter", "unshare"))

    @classmethod
    @contextmanager
    def apart(cls) -> Iterator["Network"]:
        """Raises Failed where the kernel will not."""
        if ctypes.CDLL(None, use_errno=True).unshare(_NEW_NETWORK):
            raise Failed(f"no network of our own: {os.strerror(ctypes.get_errno())}")
        _ip("link", "set", "lo", "up")
        for address in _SERVED:
            _ip("address", "add", f"{address}/32", "dev", "lo")
        # Whoever looks before the start whether a port is free looks from here.
        for setting in ("ip_forward", "ip_nonlocal_bind"):
            Path("/proc/sys/net/ipv4", setting).write_text("1")
        with ExitStack() as stack:
            machines = {machine.name: machine for machine in _machines()}
            yield cls(machines, {name: stack.enter_context(_held(one)) for name, one in machines.items()})

    @property
    def environment(self) -> Mapping[str, str]:
        """For `chaos.nodes.apart`, which starts the programs where they belong."""
        of_program = {
            program: self._holders[machine.name]
            for machine in self._machines.values()
            for program in machine.programs
        }
        return {
            MACHINES: json.dumps(of_program),
            "S724_PROGRAMS": f"127.0.0.1,{NETWORK}.0/24",
            "S724_PLAIN": "http,sip,trunk",  # nobody else is on that network
        }

    @contextmanager
    def cut(self, one: str, other: str) -> Iterator[None]:
        """Not a packet passes between the two."""
        first, second = self._machines[one].address, self._machines[other].address
        ways = ((first, second), (second, first))
        try:
            for sender, taker in ways:
                _ip("rule", "add", "pref", _FIRST, "from", sender, "to", taker, "blackhole")
            yield
        finally:
            for sender, taker in ways:
                _ip("rule", "delete", "pref", _FIRST, "from", sender, "to", taker, "blackhole")


@contextmanager
def _held(machine: Machine) -> Iterator[int]:
    """A process that keeps the machine's namespace, with its cable plugged in."""
    command = [*LEASH, "KILL", "unshare", "--net", "sh", "-c", "echo; exec sleep infinity"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            _plug_in(machine, process.pid)
            yield process.pid
        finally:
            process.kill()


def _plug_in(machine: Machine, pid: int) -> None:
    inside = ["nsenter", "--target", str(pid), "--net"]
    cable, address = f"m-{machine.name}", machine.address
    _ip("link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", str(pid))
    _ip("address", "add", f"{_GATEWAY}/32", "dev", cable)
    _ip("link", "set", cable, "up")
    _ip("route", "add", f"{address}/32", "dev", cable, "src", _SELF)
    for words in (
        ("link", "set", "lo", "up"),
        ("address", "add", f"{address}/32", "dev", "eth0"),
        ("link", "set", "eth0", "up"),
        ("route", "add", _GATEWAY, "dev", "eth0", "src", address),
        ("route", "add", "default", "via", _GATEWAY, "src", address),
    ):
        _ip(*words, inside=inside)


def _ip(*words: str, inside: Sequence[str] = ()) -> None:
    done = subprocess.run([*inside, "ip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"ip {' '.join(words)}: {done.stderr.strip()}")
