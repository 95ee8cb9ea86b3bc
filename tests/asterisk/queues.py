"""What the tests of several offices share: callers who reach a queue, and rules set for a test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.support.centres import direct_lines
from tests.support.centres.running_centre import RunningCentre, listen
from tests.support.telephones.hearing import until_prompt_begins
from tests.support.telephones.phone import Phone, Phones
from tests.support.timing.eventually import eventually

POSTAL_CODES = {"20060": "18500", "20620": "18400"}


async def rings_kolno(centre: RunningCentre, phones: Phones, number: str) -> Phone:
    """A caller who stands in the queue of Kolno."""
    caller = phones.caller(number)
    await caller.call(direct_lines.NUMBER, centre.sip_port)
    return caller


async def is_asked_about_recording(centre: RunningCentre, phones: Phones, number: str, key: str) -> Phone:
    """A caller in the queue of Kolno who has answered the question with this key and wants to hear no more."""
    caller = phones.caller(number)
    await caller.call(direct_lines.ASKING_NUMBER, centre.sip_port)
    await until_prompt_begins(caller, await centre.prompt("N02"))
    await listen(caller, 2)  # a key of the first moment cannot be an answer to the question
    await caller.send_keys(f"{key}#")
    return caller


async def asks_for(centre: RunningCentre, phones: Phones, office: str, number: str) -> Phone:
    """A caller of the paid line who wants a consultant of the office."""
    caller = phones.caller(number)
    await caller.call("9524", centre.sip_port)
    await centre.replies(caller, ("W02", f"###30{POSTAL_CODES[office]}1"))
    return caller


async def until_waiting(centre: RunningCentre, office: str, callers: int) -> None:
    """Wait until so many callers wait for the office with nobody promised."""

    async def is_so() -> bool:
        queues = {queue["office"]: queue["now"] for queue in await centre.get("/api/queues")}
        return queues[office] is not None and queues[office]["waiting"] == callers

    await eventually(is_so, timeout=30)


@asynccontextmanager
async def rules(centre: RunningCentre, office: str, **changes: Any) -> AsyncIterator[None]:
    """Other rules for an office's queue while the block runs."""
    queues = {queue["office"]: queue["policy"] for queue in await centre.get("/api/queues")}
    before = queues[office]
    await _set(centre, office, {**before, **changes})
    try:
        yield
    finally:
        await _set(centre, office, before)


async def _set(centre: RunningCentre, office: str, policy: dict[str, Any]) -> None:
    answer = await centre.request("kierownik-wup", "PUT", f"/api/queues/{office}/policy", json={"policy": policy})
    assert answer.status_code == 200, answer.text
