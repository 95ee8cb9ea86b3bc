"""The whole proof of a centre with two Asterisks: calls in every stage, strike after strike, and a judgement."""

import math
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import anyio
from sqlalchemy.ext.asyncio import AsyncEngine

from chaos import report
from chaos.board_proof import judge_board
from chaos.board_reader import BoardReader
from chaos.centre import HOTLINE
from chaos.judge_calls import Fault, broken_sound, lost
from chaos.judge_queue import lost_places, rung_for_nobody, wrong_queues
from chaos.judge_records import faults_of_records
from chaos.nodes.network import Network
from chaos.nodes.nodes_centre import NodesCentre
from chaos.nodes.nodes_house import NodesHouse, opened
from chaos.nodes.strikes import StrikeKind, Strikes
from chaos.plan import Plan
from chaos.proof import one_failure, still_running
from chaos.records import Record, keep, open_calls, read_records, unknown_callers
from chaos.states import SETTLING, Watcher
from chaos.stories import CallStory, Ring
from chaos.under_faults import Judgement
from chaos.waiting import until, until_async
from ops.console import say

GOALS: Final = {"node_new_call_s": 1.0, "standby_takeover_s": 4.0}
"""Seconds."""

_RAMP_PATIENCE = 120.0  # seconds until the crowd is there and talks
_DRAIN_TIME = 180.0  # seconds in which whoever still waits, or is to be rung back, must be served
_CLOSING_TIME = 20.0  # seconds in which the last records must be closed and every Asterisk be empty
_MANY = 0.9  # of the crowd: enough to begin


async def prove(
    plan: Plan, kinds: Sequence[StrikeKind], cut_time: float, folder: Path, network: Network | None
) -> dict[str, Any]:
    """Every figure of the proof. Raises Failed when the centre cannot even be started."""
    others: dict[str, Any] = {"missed": []}
    with one_failure():
        async with opened(plan, folder, network) as house:
            begin = time.time()
            reader = BoardReader(house.centre)
            house.tasks.start_soon(reader.run)
            strikes = Strikes(house, house.crowd(plan.callers, HOTLINE), kinds, cut_time)
            judgement = await _suffer(house, strikes, others)
            judgement.begin = begin
            wrong, compared = await judge_board(house.centre, reader, begin, strikes.unreached)
            judgement.board += wrong
            others |= compared
            state = house.centre.settings.state
    judgement.states += still_running(state)
    return report.figures(plan, judgement, others)


async def _suffer(house: NodesHouse, strikes: Strikes, others: dict[str, Any]) -> Judgement:
    callers, crowd = house.callers, strikes.crowd
    watcher = Watcher(house.centre, house.consultants)
    judgement = Judgement()
    async with anyio.create_task_group() as watching:
        watching.start_soon(watcher.run)
        async with anyio.create_task_group() as ringing:
            ringing.start_soon(crowd.run)
            await until(lambda: len(callers.in_progress) >= _MANY * house.plan.callers, _RAMP_PATIENCE)
            await until(lambda: bool(crowd.stages().get("talking")), _RAMP_PATIENCE)
            await strikes.run()
            ringing.cancel_scope.cancel()
        say(f"  no more callers; {len(callers.in_progress)} calls go on to their end")
        await until(lambda: not callers.in_progress and not strikes.without_their_place(), _DRAIN_TIME)
        for story in callers.in_progress:
            callers.hang_up(story)
        await anyio.sleep(2 * SETTLING)
        watching.cancel_scope.cancel()
    judgement.calls, judgement.most, judgement.done = len(callers.stories), crowd.most, strikes.done
    await _judge(house, watcher, strikes, judgement)
    others["missed"] += [
        f"{each.story.number} was cut off ({each.stage}) and not rung back"
        for each in strikes.without_their_place()
    ]
    others |= _figures(strikes, others["missed"])
    return judgement


async def _judge(house: NodesHouse, watcher: Watcher, strikes: Strikes, judgement: Judgement) -> None:
    stories, centre, away = house.callers.stories, house.centre, strikes.away
    numbers = sorted({story.number for story in stories})
    async with centre.engine() as engine:
        await until_async(lambda: _are_closed(engine), _CLOSING_TIME)
        records = await read_records(engine, numbers, centre.settings)
        strangers = await unknown_callers(engine, numbers)
    keep(centre.settings.state.parent / "calls.json", stories, records)
    called = [story for story in stories if not story.is_rung_back]
    of_calls = [record for record in records if not record.is_callback]
    stalls, recordings = house.media.stalls, centre.settings.recordings
    judgement.lost = lost(stories)
    judgement.shed = sum(story.was_shed for story in stories)
    judgement.sound = broken_sound(stories, stalls, away)
    judgement.states = watcher.faults([*away, *strikes.late])
    judgement.states += lost_places(called, of_calls, away)
    judgement.states += wrong_queues(called, of_calls)
    rings = [ring for ring in house.consultants.rings if not is_unknown_to(ring)]
    judgement.states += rung_for_nobody(stories, rings, away, away)
    judgement.records = faults_of_records(called, of_calls, away, recordings, stalls)
    judgement.records += faults_of_callbacks(stories, records)
    judgement.records += [Fault(call, 0.0, "a record of a call that nobody made") for call in strangers]
    if left := await centre.left_in_asterisk():
        await until_async(lambda: _is_empty(centre), _CLOSING_TIME)
        left = await centre.left_in_asterisk()
    judgement.states += [Fault("Asterisk", 0.0, f"left behind: {line[:80]}") for line in left]
    judgement.stalls = sum(stall.end - stall.begin for stall in stalls)


def is_unknown_to(ring: Ring) -> bool:
    """Did one Asterisk ring somebody whom the other one's own queue had given a call? That one is cut off from
    whoever leads the calls, and nobody can know."""
    other = ring.busy_with
    return other is not None and other.is_fallback and other.sound_of != ring.sound_of


def faults_of_callbacks(stories: Sequence[CallStory], records: Sequence[Record]) -> list[Fault]:
    """Of each caller who was rung back one record a ring, with its beginning and its end."""
    found = []
    for number in sorted({story.number for story in stories if story.is_rung_back}):
        rung = [story for story in stories if story.is_rung_back and story.number == number]
        own = [record for record in records if record.is_callback and record.caller_number == number]
        if len(own) != len(rung):
            found.append(Fault(number, rung[0].placed_at, f"{len(own)} records of {len(rung)} call-backs"))
        for record in own:
            counts = [len(record.of(kind)) for kind in ("CallStarted", "CallEnded")]
            if counts != [1, 1] or record.ended_at is None:
                found.append(Fault(number, record.started_at, f"a call-back with {counts} beginnings and ends"))
    return found


def _figures(strikes: Strikes, missed: list[str]) -> dict[str, Any]:
    """Medians, and the worst ones; what is above a goal goes into `missed`."""
    measured = {
        "node_new_call_s": strikes.new_call_s,
        "standby_takeover_s": strikes.takeover_s,
        "standby_hand_over_s": strikes.hand_over_s,
    }
    found: dict[str, Any] = {}
    for name, values in measured.items():
        if not values:
            continue
        found[name], found[f"{name}_worst"] = round(statistics.median(values), 2), round(max(values), 2)
        found[f"{name}_values"] = [round(value, 2) for value in values]
        if found[name] > GOALS.get(name, math.inf):
            missed.append(f"{name} is {found[name]:.2f}, the goal is {GOALS[name]:.0f}")
    stages = [each.stage for each in strikes.cut_off]
    found["calls_cut_off"] = {name: stages.count(name) for name in sorted(set(stages))}
    found["calls_rung_back"] = sum(story.is_rung_back for story in strikes.house.callers.stories)
    return found


async def _are_closed(engine: AsyncEngine) -> bool:
    return await open_calls(engine) == 0


async def _is_empty(centre: NodesCentre) -> bool:
    return not await centre.left_in_asterisk()
