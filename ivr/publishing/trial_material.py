"""What a trial of a scenario on a telephone is led through, read from the database."""

from dataclasses import dataclass
from datetime import datetime

from core.db.engine import Engine
from core.errors import NotFound
from ivr.graph.scenario import Scenario, read_scenario
from ivr.graph.subscenarios import put_together
from ivr.prompts.prompt_library import PromptLibrary
from ivr.prompts.sound_times import NoSounds
from ivr.publishing.draft_store import open_draft
from ivr.publishing.publishing_context import load_publishing_context
from ivr.publishing.version_store import get_version
from ivr.publishing.versions import StaleDraft
from ivr.simulator.play import SimulationContext


@dataclass(frozen=True, slots=True)
class TrialMaterial:
    """The graph, put together with what it calls, and the centre as it will be at that moment."""

    scenario: Scenario
    context: SimulationContext


async def load_trial(
    engine: Engine,
    library: PromptLibrary,
    name: str,
    *,
    revision: int | None,
    version: int | None,
    now: datetime,
    at: datetime,
) -> TrialMaterial:
    """The open draft as it was saved with `revision`, or `version`, for a call at the moment `at`.

    Raises NotFound, StaleDraft for a draft that was saved anew, `ivr.graph.subscenarios.SubscenarioRefused`, and
    `core.db.errors.DATABASE_AWAY`.
    """
    if version is not None:
        graph = (await get_version(engine, name, version)).graph
    else:
        draft = await open_draft(engine, name)
        if draft.life.revision != revision:
            raise StaleDraft("Szkic został tymczasem zapisany na nowo. Proszę zadzwonić jeszcze raz.")
        graph = draft.graph
    if not graph:
        raise NotFound
    ground = await load_publishing_context(engine, library, NoSounds(), now, max(now, at), frozenset())
    context = ground.simulation_context
    scenario = read_scenario(graph)
    return TrialMaterial(put_together(scenario, {**context.scenarios, scenario.name: scenario}), context)
