"""May a scenario be sent to review, or published, by what the database holds now and has planned?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import anyio.to_thread
import structlog

from api.scenarios.engines import Engines
from core.clock import Clock
from core.db.engine import Engine
from core.errors import ScenarioRefused
from core.settings import Settings
from ivr.graph.validation import Finding, errors, findings, refuse_unfit
from ivr.outside import web_rules
from ivr.prompts.cache import PromptCache
from ivr.prompts.prompt_library import PromptLibrary
from ivr.prompts.sound_times import SoundsOnDisk, SpokenTime, spoken_times
from ivr.prompts.store import InForce, load_prompts
from ivr.publishing import schedule
from ivr.publishing.publishing_context import PublishingContext, load_publishing_context
from ivr.publishing.versions import StepRefused
from ivr.tts import SpeechFailed

log = structlog.get_logger()


class ScenarioChecks:
    """Every method reads the database anew. Raises `core.db.errors.DATABASE_AWAY`."""

    def __init__(self, engine: Engine, clock: Clock, settings: Settings, engines: Engines) -> None:
        self._engine = engine
        self._clock = clock
        self._settings = settings
        self._engines = engines

    async def ground(self, at: datetime | None = None) -> PublishingContext:
        """What scenarios may refer to now, or at a later moment."""
        now = self._clock.now()
        then = max(now, at or now)
        asked = web_rules.services(self._settings.web_services)
        found = await load_prompts(self._engine, then, self._settings.prompt_recordings)
        sounds = await self._sounds(found)
        return await load_publishing_context(self._engine, found.prompts, sounds, now, then, asked)

    async def prompts(self) -> PromptLibrary:
        """The announcements in force now, those that offices have made included."""
        return (await load_prompts(self._engine, self._clock.now(), self._settings.prompt_recordings)).prompts

    async def spoken_times(self) -> list[SpokenTime]:
        """How long the announcements in force take."""
        found = await load_prompts(self._engine, self._clock.now(), self._settings.prompt_recordings)
        sounds = await self._sounds(found)
        return await anyio.to_thread.run_sync(spoken_times, found.prompts, sounds)

    async def _sounds(self, found: InForce) -> SoundsOnDisk:
        """How long they take: times are a help to editors, so engines that do not work are no reason to fail."""
        try:
            engines = await self._engines.opened()
        except SpeechFailed as failure:
            log.warning("the lengths of announcements are reckoned", reason=failure.message_pl)
            return SoundsOnDisk(found.recordings, None)
        cache = PromptCache(self._settings.sounds, *engines, dictionary=found.dictionary)
        return SoundsOnDisk(found.recordings, cache)

    async def findings(self, graph: Mapping[str, Any], cases: int | None = None) -> list[Finding]:
        """What there is to say about a graph now, and about the number of its test cases."""
        return findings(graph, (await self.ground()).scenario_context, cases=cases)

    async def refuse_hopeless(self, graph: Mapping[str, Any]) -> None:
        """Raises ScenarioRefused for a graph that has errors now, and will have some also when everything that is
        planned has come into force: it may be made for that."""
        ground = await self.ground()
        try:
            refuse_unfit(graph, ground.scenario_context)
        except ScenarioRefused:
            last = max(begins for _, begins in ground.schedule) if ground.schedule else self._clock.now()
            if last <= self._clock.now() or errors(graph, (await self.ground(last)).scenario_context):
                raise

    async def refuse_unpublishable(self, graph: Mapping[str, Any], at: datetime | None = None) -> None:
        """Raises ScenarioRefused for a graph that may not be published, at once or at a moment: with errors, or
        one that would break others that are planned for later."""
        ground = await self.ground(at)
        scenario = refuse_unfit(graph, ground.scenario_context)
        begins = at or self._clock.now()
        changed = schedule.extended(ground.schedule, scenario, begins)
        if broken := schedule.broken_later(
            ground.schedule, changed, scenario.name, ground.scenario_context, begins
        ):
            raise ScenarioRefused([each.text for each in broken])

    async def refuse_needed(self, name: str, number: int) -> None:
        """Raises StepRefused for a planned version without which others that are planned would break."""
        ground = await self.ground()
        rest = schedule.without(ground.schedule, name, number)
        broken = schedule.broken_later(ground.schedule, rest, name, ground.scenario_context, self._clock.now())
        if broken:
            first = "Nie można odwołać tej publikacji, dopóki liczą na nią inne zaplanowane scenariusze."
            raise StepRefused(" ".join([first, *(each.text for each in broken)]))
