"""What may go wrong between a page and the centre, and what a person then does."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import anyio
from playwright.async_api import Error

from tests.browser.desks import DeskPage
from tests.support.browser.network_cable import Cable
from tests.support.centres.running_centre import RunningCentre, command_line
from tests.support.timing.eventually import eventually

CUT_TIME = 5.0  # seconds


def pid_of(centre: RunningCentre, module: str) -> int:
    """The process of the installation that runs the module."""
    for process in centre.installation.processes():
        if command_line(process.pid)[1:3] == ["-m", module]:
            return process.pid
    raise AssertionError(f"{module} does not run")


async def _killed_and_back(centre: RunningCentre, module: str) -> None:
    await is_back(centre, module, kill(centre, module))


def kill(centre: RunningCentre, module: str) -> int:
    """The process that was killed."""
    killed = pid_of(centre, module)
    os.kill(killed, signal.SIGKILL)
    return killed


async def is_back(centre: RunningCentre, module: str, killed: int) -> None:
    """Another one runs in the place of the killed, and the centre is well."""
    await eventually(lambda: pid_of(centre, module) != killed, timeout=20)

    async def answers() -> bool:
        return bool((await centre.health())["status"] == "ok")

    await eventually(answers, timeout=40, not_yet=(Exception,))


async def reload(desk: DeskPage, _line: Cable) -> None:
    """The consultant reloads the page."""
    await desk.page.reload(wait_until="domcontentloaded")


async def tab_crashes(desk: DeskPage, _line: Cable) -> None:
    """The tab is gone without a word, and the consultant opens another one."""
    try:
        protocol = await desk.own.protocol(desk.page)
        async with asyncio.timeout(2):
            await protocol.send("Page.crash")
    except (Error, TimeoutError):
        pass  # nobody is there any more who could answer
    await desk.page.close()
    desk.page = await desk.own.new_page()
    await desk.open()


async def cable_pulled(desk: DeskPage, line: Cable) -> None:
    """Nothing goes through between page and web service for five seconds."""
    line.pull()
    await anyio.sleep(CUT_TIME)  # the outage itself: there is nothing to wait for
    line.put_in()


async def frozen(desk: DeskPage, _line: Cable) -> None:
    """The browser freezes the tab for some seconds, as it does with those that nobody looks at."""
    protocol = await desk.own.protocol(desk.page)
    await protocol.send("Page.setWebLifecycleState", {"state": "frozen"})
    await anyio.sleep(CUT_TIME)  # the outage itself: there is nothing to wait for
    await protocol.send("Page.setWebLifecycleState", {"state": "active"})


async def api_killed(desk: DeskPage, _line: Cable) -> None:
    """The web service dies and is started again."""
    await _killed_and_back(desk.centre, "api")


async def ari_app_killed(desk: DeskPage, _line: Cable) -> None:
    """Who leads the calls dies and is started again."""
    await _killed_and_back(desk.centre, "ari_app")


@dataclass(frozen=True, slots=True)
class Fault:
    """`strikes` returns when the person and the processes have done what they do about it."""

    name: str
    strikes: Callable[[DeskPage, Cable], Awaitable[None]]


FAULTS = [
    Fault("reload", reload),
    Fault("tab-crashes", tab_crashes),
    Fault("cable-pulled", cable_pulled),
    Fault("frozen", frozen),
    Fault("api-killed", api_killed),
    Fault("ari_app-killed", ari_app_killed),
]
