"""What scenarios may refer to, gathered from the database for validation and simulation."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import anyio.to_thread

from core.db.engine import Engine
from core.retention.retention import RulesInForce
from core.retention.retention_rule_store import load_rules
from ivr.graph.validation import ScenarioContext
from ivr.hours.store import load_hours
from ivr.office_store import load_offices
from ivr.outside.transfer_store import load_targets
from ivr.outside.transfer_targets import TransferTargets
from ivr.outside.web_rules import Service
from ivr.prompts.prompt_library import PromptLibrary
from ivr.prompts.sound_times import SoundTimes
from ivr.publishing.scenario_context import scenario_context_of
from ivr.publishing.schedule import ScenarioSchedule
from ivr.publishing.timetable_store import load_timetable
from ivr.simulator.play import SimulationContext

SOON = timedelta(minutes=1)  # when a version on trial whose time is over may come for all


@dataclass(frozen=True, slots=True)
class PublishingContext:
    """What graphs are judged against, what simulated calls meet, and which scenarios are in force when."""

    scenario_context: ScenarioContext
    simulation_context: SimulationContext
    schedule: ScenarioSchedule


async def load_publishing_context(
    engine: Engine,
    library: PromptLibrary,
    sounds: SoundTimes,
    now: datetime,
    at: datetime,
    asked: frozenset[Service],
) -> PublishingContext:
    """With the scenarios that will be in force at the moment `at`, as far as that is known `now`; `library` are
    the texts of that moment, `asked` the outside services that the settings allow.

    Raises `core.db.errors.DATABASE_AWAY` when the database is away.
    """
    offices = await load_offices(engine)
    timetable = await load_timetable(engine, now)
    scenarios = timetable.scenarios_at(at)
    targets = await load_targets(engine)
    hours = await load_hours(engine)
    retention = RulesInForce(await load_rules(engine))
    judged_against = partial(
        scenario_context_of,
        library,
        offices.codes(),
        scenarios,
        timetable.answering(),
        transfers=frozenset(target.id for target in targets),
        services=asked,
        sounds=sounds,
    )
    # What is on trial comes for all later: whatever is published meanwhile must work with it.
    tried = [(each.scenario, max(each.canary.until, at + SOON)) for each in timetable.canaries]
    return PublishingContext(
        await anyio.to_thread.run_sync(judged_against),
        SimulationContext(library, offices, hours, TransferTargets(targets), scenarios, sounds, retention),
        [*timetable.scenarios, *tried],
    )
