"""Who asks: from the token in the header to the account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import structlog
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.ext.asyncio import AsyncEngine

from api.engines import Engines
from api.errors import NotLoggedIn
from api.previews import Previews
from api.store import Accounts, User
from core.clock import Clock
from core.errors import ScenarioRefused
from core.relay import RelayClient
from core.settings import Settings
from ivr.graph.validation import Finding, errors, findings, refuse_unfit
from ivr.outside import web_rules
from ivr.prompts.cache import PromptCache
from ivr.prompts.library import PromptLibrary
from ivr.prompts.sound_times import SoundsOnDisk
from ivr.prompts.store import InForce, load_prompts
from ivr.publishing import schedule
from ivr.publishing.publishing_context import PublishingContext, load_publishing_context
from ivr.publishing.versions import StepRefused
from ivr.simulator.running import Simulator
from ivr.tts import SpeechFailed
from reports.store import CallRecords

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Services:
    """What the routes share."""

    engine: AsyncEngine
    accounts: Accounts
    calls: CallRecords
    relay: RelayClient
    clock: Clock
    settings: Settings
    engines: Engines
    previews: Previews
    simulator: Simulator

    async def ground(self, at: datetime | None = None) -> PublishingContext:
        """What scenarios may refer to now, or at a later moment."""
        now = self.clock.now()
        then = max(now, at or now)
        asked = web_rules.services(self.settings.web_services)
        found = await load_prompts(self.engine, then, self.settings.prompt_recordings)
        sounds = await self._sounds(found)
        return await load_publishing_context(self.engine, found.prompts, sounds, now, then, asked)

    async def prompts(self) -> PromptLibrary:
        """The announcements in force now, those that offices have made included."""
        return (await load_prompts(self.engine, self.clock.now(), self.settings.prompt_recordings)).prompts

    async def _sounds(self, found: InForce) -> SoundsOnDisk:
        """How long they take: times are a help to editors, so engines that do not work are no reason to fail."""
        try:
            engines = await self.engines.opened()
        except SpeechFailed as failure:
            log.warning("the lengths of announcements are reckoned", reason=failure.message_pl)
            return SoundsOnDisk(found.recordings, None)
        cache = PromptCache(self.settings.sounds, *engines, dictionary=found.dictionary)
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
            last = max(begins for _, begins in ground.schedule) if ground.schedule else self.clock.now()
            if last <= self.clock.now() or errors(graph, (await self.ground(last)).scenario_context):
                raise

    async def refuse_unpublishable(self, graph: Mapping[str, Any], at: datetime | None = None) -> None:
        """Raises ScenarioRefused for a graph that may not be published, at once or at a moment: with errors, or
        one that would break others that are planned for later."""
        ground = await self.ground(at)
        scenario = refuse_unfit(graph, ground.scenario_context)
        begins = at or self.clock.now()
        changed = schedule.extended(ground.schedule, scenario, begins)
        if broken := schedule.broken_later(
            ground.schedule, changed, scenario.name, ground.scenario_context, begins
        ):
            raise ScenarioRefused([each.text for each in broken])

    async def refuse_needed(self, name: str, number: int) -> None:
        """Raises StepRefused for a planned version without which others that are planned would break."""
        ground = await self.ground()
        rest = schedule.without(ground.schedule, name, number)
        broken = schedule.broken_later(ground.schedule, rest, name, ground.scenario_context, self.clock.now())
        if broken:
            first = "Nie można odwołać tej publikacji, dopóki liczą na nią inne zaplanowane scenariusze."
            raise StepRefused(" ".join([first, *(each.text for each in broken)]))


def services(request: Request) -> Services:
    found: Services = request.app.state.services
    return found


Shared = Annotated[Services, Depends(services)]

_bearer = HTTPBearer(auto_error=False, scheme_name="token", description="The token of POST /api/login")


def token(credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> str:
    """Raises NotLoggedIn when the request carries none."""
    if credentials is None:
        raise NotLoggedIn
    return credentials.credentials


Token = Annotated[str, Depends(token)]


async def user(token: Token, shared: Shared) -> User:
    """Raises NotLoggedIn for a token that is unknown or over."""
    found = await shared.accounts.user_of(token)
    if found is None:
        raise NotLoggedIn
    return found


CurrentUser = Annotated[User, Depends(user)]
