"""Processes of the running centre that are stopped for a while, and what Asterisk's own queues hold meanwhile."""

import os
import re
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from core.relay.relay import relay_client
from ops.paths import write_private
from ops.running.supervisord import Supervisord, programs
from tests.support.centres.running_centre import RunningCentre
from tests.support.timing.eventually import eventually


def supervision(centre: RunningCentre) -> Supervisord:
    """The supervisor of a centre that runs."""
    settings = centre.installation.settings
    return Supervisord(settings, programs(settings))


@asynccontextmanager
async def without(centre: RunningCentre, *names: str) -> AsyncIterator[None]:
    """The programs are stopped inside the block; afterwards everything is well again."""
    control = supervision(centre)
    stopped = [name for name in names if control.state()[name] == "RUNNING"]
    for name in stopped:
        control.stop(name)
    if "ari_app" in names:
        await eventually(lambda: "s724" not in centre.installation.console("ari show apps").split())
    try:
        yield
    finally:
        for name in stopped:
            if control.state()[name] == "STOPPED":
                control.start(name)
        await until_well(centre)


@asynccontextmanager
async def only_asterisk_left(centre: RunningCentre) -> AsyncIterator[None]:
    """No process of ours serves callers inside the block, and none can be started."""
    plan = centre.installation.settings.fallback_plan
    away = plan.with_suffix(".away")
    async with without(centre, "ari_app", "agi_scripts", "watchdog"):
        plan.rename(away)
        try:
            yield
        finally:
            away.rename(plan)


@asynccontextmanager
async def another_secret(centre: RunningCentre) -> AsyncIterator[None]:
    """Inside the block the dialplan shows the FastAGI server a secret that it does not know, as in an update."""
    file = centre.state / "secrets.json"
    own = file.read_text("utf-8")
    secret = centre.installation.secrets.agi_secret
    try:
        write_private(file, own.replace(secret, "another-secret"))
        await _until_dialplan_shows(centre, "another-secret")
        yield
    finally:
        write_private(file, own)
        await _until_dialplan_shows(centre, secret)


async def _until_dialplan_shows(centre: RunningCentre, secret: str) -> None:
    async with relay_client(centre.installation.settings.dsn) as relay:
        await relay.tell("scenarios")  # the watchdog writes the dialplan anew
    await eventually(lambda: f",{secret})" in centre.installation.console("dialplan show s724-end"), timeout=20)


async def until_well(centre: RunningCentre) -> None:
    async def is_well() -> bool:
        return bool((await centre.health())["status"] == "ok")

    await eventually(is_well, timeout=30)

    def is_all_up() -> bool:
        return set(supervision(centre).state().values()) <= {"RUNNING", "STOPPED"}  # nobody asked for the latter

    await eventually(is_all_up, timeout=15)


@contextmanager
def frozen(centre: RunningCentre, name: str = "ari_app") -> Iterator[int]:
    """The program is stopped in the middle of whatever it does; afterwards it is killed, as one that hangs."""
    pid = supervision(centre).pid(name)
    os.kill(pid, signal.SIGSTOP)
    try:
        yield pid
    finally:
        os.kill(pid, signal.SIGKILL)


def in_queue(centre: RunningCentre, office: str) -> list[str]:
    """The channels that wait in Asterisk's own queue, the first one first."""
    text = centre.installation.console(f"queue show {office}").partition("Callers:")[2]
    return re.findall(r"\d+\. (\S+) \(wait", text)


async def until_in_queue(centre: RunningCentre, office: str, callers: int) -> None:
    await eventually(lambda: len(in_queue(centre, office)) == callers, timeout=30)


async def until_member(centre: RunningCentre, office: str, agent_id: str, *, is_paused: bool = False) -> None:
    """Wait until Asterisk's own queue knows the consultant so."""

    def is_so() -> bool:
        lines = centre.installation.console(f"queue show {office}").splitlines()
        return any(agent_id in line and ("(paused" in line) == is_paused for line in lines)

    await eventually(is_so, timeout=15)
