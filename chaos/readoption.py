"""The second phase: how soon a new process has adopted several hundred calls."""

import signal
import time
from typing import Any

import anyio

from bench.rules import QUEUE_NUMBER, set_rules
from chaos.detectors import WAITING_SILENCE, gaps
from chaos.house import House
from chaos.sounds import MUSIC, SILENCE
from chaos.stories import CallStory
from core.relay.commands import ChangeAgent
from core.relay.relay import relay_client
from ops.console import say

GOAL = 5.0  # seconds
_RATE = 10.0  # calls a second: no more than any machine of ours takes beside its telephones
_PATIENCE = 40.0  # seconds
_AFTER = 3.0  # seconds of listening after the adoption


async def readopt(house: House, missed: list[str]) -> dict[str, Any]:
    """Kill the application while `plan.readopted` callers wait with music; the times, in seconds."""
    centre, callers, count = house.centre, house.callers, house.plan.readopted
    await set_rules(centre.settings.dsn, capacity=2 * count)
    async with relay_client(centre.settings.dsn) as relay:
        for user in house.centre.users:  # somebody is there, so callers wait; nobody is free
            await relay.ask(ChangeAgent(user, "pause", "meal"))
    stories: list[CallStory] = []
    for number in range(count):
        stories.append(callers.place(QUEUE_NUMBER, house.people[number % len(house.people)], "served"))
        await anyio.sleep(1 / _RATE)
    await _until_all_hear_music(stories)
    waiting = [story for story in stories if MUSIC in story.heard_names()]
    if len(waiting) < count:
        missed.append(f"only {len(waiting)} of {count} callers came as far as the music")

    before = await centre.pid("ari_app")
    killed = time.time()
    await centre.signal("ari_app", signal.SIGKILL)
    await centre.until_another("ari_app", before)
    started = time.time()
    adopted = await centre.until_serving(killed + 0.5, _PATIENCE)
    await anyio.sleep(_AFTER)
    found = _times(house, killed, started, adopted, count, missed)
    still_there = [story for story in stories if story.ended_at is None]
    if len(still_there) < count:
        missed.append(f"{count - len(still_there)} of {count} waiting calls were lost when the application died")
    silent = [story for story in still_there if _is_silent(story, killed)]
    if silent:
        missed.append(f"{len(silent)} of {count} waiting callers had no music for {WAITING_SILENCE:.0f} s")
    for story in stories:
        callers.hang_up(story)
    return found


def _times(
    house: House, killed: float, started: float, adopted: float, count: int, missed: list[str]
) -> dict[str, Any]:
    told = [line for line in house.centre.said("ari_app", "calls adopted", killed) if line.get("count")]
    connected = [line["at"] for line in house.centre.said("ari_app", "ari_connected", killed)]
    if not adopted:
        missed.append(f"no heartbeat within {_PATIENCE:.0f} s of the death of the application")
        return {f"readopt_seconds_{count}": None}
    took = adopted - started
    if took >= GOAL:
        missed.append(f"the re-adoption took {took:.2f} s from the new process on, the goal is {GOAL:.0f}")
    if not told or told[0]["count"] < count:
        missed.append(f"{told[0]['count'] if told else 0} calls of {count} were adopted")
    found = {
        f"readopt_seconds_{count}": round(took, 2),
        f"readopt_seconds_from_kill_{count}": round(adopted - killed, 2),
    }
    if connected:
        found[f"readopt_seconds_from_connected_{count}"] = round(adopted - connected[0], 2)
    say(f"  adopted in {took:.2f} s, {adopted - killed:.2f} s from the death of the process before")
    return found


async def _until_all_hear_music(stories: list[CallStory]) -> None:
    with anyio.move_on_after(_PATIENCE):
        while not all(MUSIC in story.heard_names() for story in stories):  # noqa: ASYNC110 - another process
            await anyio.sleep(0.5)


def _is_silent(story: CallStory, since: float) -> bool:
    heard = (at for at, kind in zip(story.heard.moments, story.heard.kinds, strict=False) if kind != SILENCE)
    return bool(gaps(heard, since, time.time(), WAITING_SILENCE))
