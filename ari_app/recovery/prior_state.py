"""What stands in the log of the time before this process: unfinished calls, consultants, places kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from acd.callback_store import open_callbacks
from acd.live.agent import Agent
from acd.live.live_state import SHED_RESUME_TIME
from acd.live.team_history import PastChange
from acd.staffing.hiring_store import load_dismissed
from acd.store import forget_states, load_history
from acd.waiting.callbacks import CallbackOrder
from ari_app.calls.unfinished_call import UnfinishedCall, unfinished_call
from core.clock import Clock
from core.db.engine import Engine
from ivr.graph.scenario import Scenario
from ivr.publishing.timetable_store import load_versions
from reports.calls.store import CallRecords

log = structlog.get_logger()

LONGEST_ABSENCE = 900.0  # seconds; after a longer one consultants log in anew: nobody knows who is still there
WINDOW = timedelta(hours=10)  # of consultants' work that counts for the distribution
CUT_OFF_WINDOW = timedelta(minutes=10)  # longer than any queue keeps the place of a caller who redials
SHED_WINDOW = timedelta(seconds=SHED_RESUME_TIME)


@dataclass(frozen=True, slots=True)
class PriorState:
    """`last_alive`: monotonic moment at which the process before this one certainly lived."""

    calls: Sequence[UnfinishedCall] = ()
    scenarios: Mapping[tuple[str, int], Scenario] = field(default_factory=dict)
    history: Sequence[PastChange] = ()
    leaving: Sequence[Agent] = ()  # dismissed, and in a conversation that goes on
    cut_off: Sequence[UnfinishedCall] = ()  # a short while ago: in a queue, or by the end of an Asterisk
    shed: Sequence[tuple[str, float]] = ()  # numbers of callers who could not be let in, and when they came
    orders: Sequence[CallbackOrder] = ()
    last_alive: float = 0.0


async def load_prior_state(
    engine: Engine, records: CallRecords, clock: Clock, heartbeat: Path, renewed_at: datetime | None = None
) -> PriorState:
    """Ask only after `EventLog.flushed()`: what was stated last may still wait in the journal.

    `renewed_at`: when an application, maybe on another machine, has renewed the lease for the last time.
    """
    now, ticks = clock.now(), clock.monotonic()

    def moment(at: datetime) -> float:
        return ticks - (now - at).total_seconds()

    last_alive = max((at for at in (_last_alive(heartbeat), renewed_at) if at is not None), default=None)
    is_short = last_alive is not None and (now - last_alive).total_seconds() < LONGEST_ABSENCE
    if not is_short:
        await forget_states(engine)
    calls = [call for facts in await records.open_facts() if (call := unfinished_call(facts)) is not None]
    lately = await records.facts_of_cut_off(now - CUT_OFF_WINDOW)
    cut_off = [call for facts in lately if (call := unfinished_call(facts, is_over=True)) is not None]
    talking = {part.agent for call in calls if (part := call.talking or call.dialling) is not None}
    versions = {version for call in calls for version in call.versions}
    return PriorState(
        calls=sorted(calls, key=lambda call: call.began),
        scenarios=await load_versions(engine, versions),
        history=await load_history(engine, now - WINDOW, moment) if is_short else (),
        leaving=await load_dismissed(engine, talking),
        cut_off=[call for call in cut_off if call.may_come_back],
        shed=[(number, moment(at)) for number, at in await records.shed_callers(now - SHED_WINDOW)],
        orders=await open_callbacks(engine),
        last_alive=0.0 if last_alive is None else moment(last_alive),
    )


def _last_alive(heartbeat: Path) -> datetime | None:
    """The last heartbeat; None if there has never been one."""
    try:
        return datetime.fromtimestamp(heartbeat.stat().st_mtime).astimezone()
    except OSError:
        return None
