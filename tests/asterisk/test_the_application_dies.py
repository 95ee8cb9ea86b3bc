"""The application is killed: callers hear an apology, records end, and it comes back by itself."""

import os
import signal
from pathlib import Path

import pytest

from tests.support.eventually import eventually
from tests.support.hearing import until_prompt, until_prompt_begins
from tests.support.phone import Phones
from tests.support.running_centre import RunningCentre

pytestmark = pytest.mark.asyncio


def _pid(centre: RunningCentre) -> int:
    for process in centre.installation.processes():
        words = Path(f"/proc/{process.pid}/cmdline").read_bytes().split(b"\0")
        if words[1:3] == [b"-m", b"ari_app"]:
            return process.pid
    raise AssertionError("the application does not run")


async def _kill_application(centre: RunningCentre) -> None:
    os.kill(_pid(centre), signal.SIGKILL)
    await eventually(lambda: "s724" not in centre.installation.console("ari show apps").split())


async def _until_back(centre: RunningCentre) -> None:
    async def is_back() -> bool:
        return bool((await centre.health())["status"] == "ok")

    await eventually(is_back, timeout=30)


async def test_a_new_call_hears_ringing_until_somebody_answers(centre: RunningCentre, phones: Phones) -> None:
    await _kill_application(centre)
    caller = phones.caller()
    await caller.call("9510", centre.sip_port)  # by the application, or after four seconds without it
    await until_prompt(caller, await centre.prompt("W01"), timeout=20)
    await caller.hang_up()
    await _until_back(centre)
    call = await centre.newest_call()
    assert (call["end_reason"], call["dialled_number"]) == ("caller_hung_up", "9510")
    kinds = [step["kind"] for step in call["timeline"]]
    assert kinds.count("call_started") == kinds.count("call_ended") == 1


async def test_a_call_in_progress_is_closed_in_the_records_and_its_line_is_freed(
    centre: RunningCentre, phones: Phones
) -> None:
    caller = phones.caller()
    await caller.call("9510", centre.sip_port)
    await until_prompt_begins(caller, await centre.prompt("W01"))
    killed = _pid(centre)
    os.kill(killed, signal.SIGKILL)
    await eventually(lambda: _pid(centre) != killed, timeout=20)
    await _until_back(centre)
    await caller.gone(20)
    assert (await centre.newest_call())["end_reason"] == "interrupted"
