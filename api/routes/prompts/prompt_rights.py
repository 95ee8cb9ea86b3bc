"""Who may change which announcement, and which scenarios play it."""

from typing import Annotated

from fastapi import Path

from api.auth import needs
from api.request_user import User
from api.routes.prompts.prompts_schemas import PROMPT_ID, UsedBy
from api.services import Services
from core.errors import NotAllowed
from core.rights import Right
from ivr.nodes import KINDS
from ivr.prompts.list_store import StoredPrompt, get_prompt
from ivr.publishing.scenario_file import prompts_of
from ivr.publishing.timetable_store import load_timetable

Editor = Annotated[User, needs(Right.CHANGE_PROMPTS)]
PromptId = Annotated[str, Path(pattern=PROMPT_ID, examples=["Q04"])]


def may_edit(user: User, prompt: StoredPrompt) -> bool:
    return user.may_for(Right.CHANGE_PROMPTS, prompt.owner)


async def editable(prompt_id: str, user: User, shared: Services) -> StoredPrompt:
    """Raises NotFound, NotAllowed."""
    found = await get_prompt(shared.engine, prompt_id)
    if not may_edit(user, found):
        raise NotAllowed
    return found


async def used_by(shared: Services) -> dict[str, list[UsedBy]]:
    """By announcement the scenarios that play it now, by their titles."""
    now = shared.clock.now()
    scenarios = (await load_timetable(shared.engine, now)).scenarios_at(now)
    found: dict[str, list[UsedBy]] = {}
    for scenario in sorted(scenarios.values(), key=lambda each: each.title):
        for prompt in prompts_of(scenario, KINDS):
            found.setdefault(prompt, []).append(UsedBy(name=scenario.name, title=scenario.title))
    return found
