"""The third phase: Asterisk itself is killed. Its calls are lost by nature; the centre must get over it."""

import signal
import time
from typing import Any

import anyio
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.live.agent_state import BUSY_WITH_A_CALL, ON_A_CALL
from chaos.centre import HOTLINE
from chaos.detectors import Window
from chaos.house import House
from chaos.judge_calls import Fault, lost
from chaos.judge_records import faults_of_records
from chaos.records import open_calls, read_records
from chaos.under_faults import Judgement
from core.db.tables.centre.call_tables import EventRow
from core.db.tables.staff_tables import AgentStateRow
from ops.console import say

FREE_WITHIN = 2.0  # seconds after reconnecting
_CALLS = 40
_TALKING = 8  # conversations that there must be: without any there is nobody to be freed
_RAMP_TIME = 180.0  # seconds until there are as many
_PATIENCE = 60.0
_AGAIN = 5  # calls that must work afterwards
_SERVED_WITHIN = 120.0


async def kill_asterisk(house: House, judgement: Judgement, missed: list[str]) -> dict[str, Any]:
    """The figures; what is wrong goes into `judgement` and `missed`."""
    centre, callers = house.centre, house.callers
    first = len(callers.stories)
    left_out = await centre.make_ready(centre.users, _PATIENCE)
    if left_out:
        missed.append(f"{len(left_out)} consultants did not become ready before Asterisk was killed")
    crowd = house.crowd(min(_CALLS, house.plan.callers), HOTLINE)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(crowd.run)
        with anyio.move_on_after(_RAMP_TIME):
            while crowd.stages().get("talking", 0) < _TALKING:  # noqa: ASYNC110 - telephones
                await anyio.sleep(0.2)
        tasks.cancel_scope.cancel()
    stages = crowd.stages()
    if stages.get("talking", 0) < _TALKING:
        missed.append(f"fewer than {_TALKING} callers talked when Asterisk was killed")
    say("  " + ", ".join(f"{count} {stage}" for stage, count in stages.items()))

    killed = time.time()
    await centre.signal("asterisk", signal.SIGKILL)
    callers.forget_all()
    house.consultants.forget_all()
    connected = await _reconnected(house, killed)
    if not connected:
        missed.append(f"the application did not reconnect within {_PATIENCE:.0f} s of Asterisk's death")
        return {}
    async with centre.engine() as engine:
        freed = await _all_free(engine, killed)
        if freed is None or freed - connected > FREE_WITHIN:
            late = "never" if freed is None else f"{freed - connected:.1f} s after reconnecting"
            judgement.states.append(Fault("consultants", killed, f"free only {late}"))
        await _all_closed(engine)
        await _served_again(house, missed)
        await _all_closed(engine)  # the end of the last call is written a moment after it
        stories = callers.stories[first:]
        judgement.calls += len(stories)
        records = await read_records(engine, [story.number for story in stories], centre.settings)
    judgement.lost += lost(stories)
    away = [Window(killed, connected)]
    judgement.records += faults_of_records(stories, records, away, centre.settings.recordings, house.media.stalls)
    return {
        "asterisk_reconnected_seconds": round(connected - killed, 2),
        "asterisk_consultants_free_seconds": None if freed is None else round(freed - connected, 2),
        "asterisk_calls_at_its_death": sum(stages.values()),
    }


async def _all_closed(engine: AsyncEngine) -> None:
    with anyio.move_on_after(10.0):
        while await open_calls(engine):  # noqa: ASYNC110 - another process
            await anyio.sleep(0.2)


async def _reconnected(house: House, killed: float) -> float:
    with anyio.move_on_after(_PATIENCE):
        while True:
            if lines := house.centre.said("ari_app", "ari_connected", killed):
                return float(lines[0]["at"])
            await anyio.sleep(0.2)
    return 0.0


async def _all_free(engine: AsyncEngine, killed: float) -> float | None:
    """The moment at which the last consultant was free of what Asterisk's death ended; None after 30 s."""
    busy = [state.value for state in ON_A_CALL | BUSY_WITH_A_CALL]
    with anyio.move_on_after(30.0):
        while True:
            async with engine.connect() as connection:
                if not (
                    await connection.scalars(select(AgentStateRow.agent).where(AgentStateRow.state.in_(busy)))
                ).all():
                    query = select(EventRow.at, EventRow.data).where(EventRow.type == "AgentStateChanged")
                    rows = (await connection.execute(query)).all()
                    return max(
                        (r.at.timestamp() for r in rows if r.at.timestamp() > killed and r.data["old"] in busy),
                        default=killed,
                    )
            await anyio.sleep(0.2)
    return None


async def _served_again(house: House, missed: list[str]) -> None:
    """The centre works as before: new callers reach consultants."""
    await anyio.sleep(1.0)
    stories = []
    for person in house.people[:_AGAIN]:
        stories.append(house.callers.place(HOTLINE, person, "served"))
        await anyio.sleep(0.2)
    with anyio.move_on_after(_SERVED_WITHIN):
        while any(story.ended_at is None for story in stories):  # noqa: ASYNC110 - telephones
            await anyio.sleep(0.5)
    for story in stories:
        if story.ended_at is None:
            missed.append(f"{story.number} was not served after the restart of Asterisk")
            house.callers.hang_up(story)
