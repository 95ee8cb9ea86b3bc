"""What scenarios may refer to, gathered from the database for validation and simulation."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

import anyio.to_thread

from core.db.engine import Engine
from ivr.graph.validation import World
from ivr.hours.store import load_hours
from ivr.office_store import load_offices
from ivr.outside.transfer_store import load_targets
from ivr.outside.transfer_targets import TransferTargets
from ivr.outside.web_rules import Service
from ivr.prompts.library import PromptLibrary
from ivr.prompts.sound_times import SoundTimes
from ivr.publishing.scenario_context import world_of
from ivr.publishing.schedule import Plan
from ivr.publishing.timetable_store import load_timetable
from ivr.simulator.play import Stage


@dataclass(frozen=True, slots=True)
class Ground:
    """For `ivr.graph.validation.findings`, for simulated calls, and for what is planned."""

    world: World
    stage: Stage
    plan: Plan


async def load_ground(
    engine: Engine,
    library: PromptLibrary,
    sounds: SoundTimes,
    now: datetime,
    at: datetime,
    asked: frozenset[Service],
) -> Ground:
    """With the scenarios that will be in force at the moment `at`, as far as that is known `now`; `library` are
    the texts of that moment, `asked` the outside services that the settings allow.

    Raises `core.db.errors.DATABASE_AWAY` when the database is away.
    """
    offices = await load_offices(engine)
    timetable = await load_timetable(engine, now)
    scenarios = timetable.scenarios_at(at)
    targets = await load_targets(engine)
    known = partial(
        world_of,
        library,
        offices.codes(),
        scenarios,
        timetable.answering(),
        transfers=frozenset(target.id for target in targets),
        services=asked,
        sounds=sounds,
    )
    world = await anyio.to_thread.run_sync(known)
    stage = Stage(library, offices, await load_hours(engine), TransferTargets(targets), scenarios, sounds)
    return Ground(world, stage, timetable.scenarios)
