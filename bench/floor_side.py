"""The bare application beside the centre: its numbers, and how it is started and stopped."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from secrets import token_urlsafe

import msgspec

from bench.people import Caller
from ops import asterisk_conf
from ops.console import Failed
from ops.installation import Installation
from ops.paths import PROJECT
from ops.supervisord import LEASH

APP = "s724-floor"
HOTLINE_NUMBER, GREETING_NUMBER, QUEUE_NUMBER = "8513", "8514", "8515"
_START_SECONDS = 30.0


class Plan(msgspec.Struct):
    """What the application has to know. `sounds`: a path without extension for each prompt. `clients`: PIN and
    office by card number. `consultants`: the SIP users of each office. `recordings`: the folder for them."""

    ari_url: str
    ari_password: str
    ami_port: int
    ami_password: str
    sounds: dict[str, str]
    clients: dict[str, tuple[str, str]]
    consultants: dict[str, list[str]]
    recordings: str


def dialplan() -> str:
    """What is to be added to the context of calls from outside in extensions.conf.

    The dialplan answers, as it does for the centre (decision 0024): a call comes to the application meanwhile.
    """
    numbers = ((HOTLINE_NUMBER, "hotline"), (GREETING_NUMBER, "greeting"), (QUEUE_NUMBER, "queue"))
    steps = "exten = {number},1,Answer(,i)\n same = n,Stasis({app},{what})\n same = n,Hangup()\n"
    return "".join(steps.format(number=number, app=APP, what=what) for number, what in numbers)


def plan(
    installation: Installation,
    sounds: Mapping[str, str],
    callers: Sequence[Caller],
    consultants: Mapping[str, Sequence[str]],
    recordings: Path,
) -> Plan:
    """Of an installation that runs."""
    settings = installation.settings
    return Plan(
        ari_url=f"http://127.0.0.1:{settings.ari_port}/ari",
        ari_password=installation.secrets.ari_password,
        ami_port=settings.ami_port,
        ami_password=_made_manager(installation),
        sounds=dict(sounds),
        clients={caller.card_number: (caller.pin, caller.office) for caller in callers},
        consultants={office: list(users) for office, users in consultants.items()},
        recordings=str(recordings),
    )


def _made_manager(installation: Installation) -> str:
    """Let the application in at the manager interface, and return its password: `MixMonitor` wants the class
    `system`, which the watchdog's user does not have."""
    password = token_urlsafe(32)
    file = asterisk_conf.folder(installation.settings.state) / "manager.conf"
    user = f"\n[{APP}]\nsecret = {password}\nread = none\nwrite = system,call\n"
    file.write_text(file.read_text(encoding="utf-8") + user, encoding="utf-8")
    installation.console("manager reload")
    return password


@contextmanager
def floor(plan: Plan, folder: Path) -> Iterator[int]:
    """Run it during the block; the id of its process. Raises Failed when it does not start, or ends before."""
    given, out = folder / "floor.plan", folder / "floor.out"
    given.touch(mode=0o600)
    given.write_bytes(msgspec.json.encode(plan))
    with given.open("rb") as stdin, out.open("wb") as log:
        process = subprocess.Popen(
            [*LEASH, "TERM", sys.executable, "-m", "bench.floor"],
            stdin=stdin,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=PROJECT,
        )
    try:
        until = time.monotonic() + _START_SECONDS
        while "READY" not in out.read_text(encoding="utf-8", errors="replace"):
            if process.poll() is not None or time.monotonic() > until:
                raise Failed("the bare application did not start", out)
            time.sleep(0.05)
        yield process.pid
        if process.poll() is not None:
            raise Failed("the bare application ended before the measurement did", out)
    finally:
        process.kill()
        process.wait()
