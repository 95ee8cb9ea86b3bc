"""The whole proof: the phases one after the other on one centre, and what is left of it afterwards."""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from bench.outside import busy
from chaos import report
from chaos.asterisk_dies import kill_asterisk
from chaos.board_proof import judge_board, judge_day
from chaos.board_reader import BoardReader
from chaos.house import House, opened
from chaos.judge_calls import Fault
from chaos.plan import Plan
from chaos.readoption import readopt
from chaos.under_faults import Judgement, suffer
from ops import leftovers
from ops.console import Failed, say


async def prove(plan: Plan, folder: Path) -> dict[str, Any]:
    """Every figure of the proof. Raises Failed when the centre cannot even be started."""
    judgement = Judgement()
    others: dict[str, Any] = {"missed": []}
    with one_failure():
        async with opened(plan, folder) as house, _beside(plan.hogs):
            judgement.begin = time.time()
            reader = BoardReader(house.centre)
            house.tasks.start_soon(reader.run)
            if "faults" in plan.phases:
                say(f"{plan.callers} calls at once, {len(plan.faults)} faults, seed {plan.seed} ...")
                judgement.add(await suffer(house))
                # Of the other phases some calls are made by no telephone of ours, or lost with Asterisk.
                judgement.board += await judge_day(house.centre, house.callers.stories, judgement.begin)
            if "readopt" in plan.phases:
                say(f"{plan.readopted} waiting calls, and the application killed ...")
                others |= await readopt(house, others["missed"])
                judgement.calls += plan.readopted
            if "asterisk" in plan.phases:
                say("Asterisk killed ...")
                others |= await kill_asterisk(house, judgement, others["missed"])
            others |= _encrypted(house, others["missed"])
            wrong, compared = await judge_board(house.centre, reader, judgement.begin)
            judgement.board += wrong
            others |= compared
            state = house.centre.settings.state
    judgement.states += still_running(state)
    return report.figures(plan, judgement, others)


@asynccontextmanager
async def _beside(hogs: int) -> AsyncIterator[None]:
    with busy(hogs):
        yield


def _encrypted(house: House, missed: list[str]) -> dict[str, Any]:
    line, taken = house.consultants.encrypted_line, house.consultants.calls_encrypted()
    if not taken:
        missed.append("no telephone that speaks SIP over TLS got a call")
    if line.registered < len(house.consultants.encrypted):
        missed.append(f"only {line.registered} telephones are registered over TLS at the end")
    return {
        "encrypted_telephones": line.registered,
        "encrypted_calls": taken,
        "encrypted_connections": line.connections,
    }


@contextmanager
def one_failure() -> Iterator[None]:
    """Of a whole group of errors with a Failed in it only that is raised."""
    try:
        yield
    except BaseExceptionGroup as group:
        failed = group.subgroup(Failed)
        if failed is None:
            raise
        raise _first_of(failed) from None


def _first_of(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def still_running(state: Path) -> list[Fault]:
    """Processes of a centre that has ended."""
    left = leftovers.find(state)
    return [Fault(process.name, time.time(), "is still running after the end") for process in left]
