"""Scenarios and their published versions: looking, comparing, rolling back."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Path, Query

from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.scenarios.scenarios_schemas import (
    SCENARIO,
    ComparisonIn,
    Content,
    DifferenceOut,
    DraftSummary,
    Reasoned,
    RollBack,
    ScenarioHistory,
    ScenarioOut,
    VersionContent,
    VersionOut,
)
from api.services import Services
from core.clock import WARSAW
from core.errors import NotFound
from core.rights import Right
from ivr.nodes import KINDS
from ivr.publishing import version_store, versions
from ivr.publishing.diff_words import kind_words
from ivr.publishing.draft_store import DraftRow, StepTaken, open_draft, open_drafts, steps_of
from ivr.publishing.scenario_file import ScenarioFile, content_of, export
from ivr.publishing.templates import ScenarioTemplate, scenario_templates
from ivr.publishing.version_store import VersionRow, get_version, list_versions, numbers_of

router = Router(prefix="/api", tags=["scenarios"])

Reader = Annotated[User, needs(Right.READ_SCENARIOS)]
Publisher = Annotated[User, needs(Right.PUBLISH_SCENARIOS)]
Name = Annotated[str, Path(pattern=SCENARIO, examples=["linia-9510"])]
Number = Annotated[int, Path(ge=1, le=1_000_000, examples=[1])]
Compared = Annotated[int | None, Query(ge=1, le=1_000_000)]


@router.get("/scenarios", responses=answers(401, 403))
async def get_scenarios(user: Reader, shared: Shared) -> list[ScenarioOut]:
    """All scenarios: what is in force, planned and in the making; for supervisors, editors, the managing team,
    technicians and administrators."""
    now = shared.clock.now()
    by_name: dict[str, list[VersionRow]] = {}
    for row in await list_versions(shared.engine):
        by_name.setdefault(row.name, []).append(row)
    drafts = {draft.name: draft for draft in await open_drafts(shared.engine)}
    numbers = await numbers_of(shared.engine)
    return [
        ScenarioOut(**_scenario(name, by_name.get(name, []), drafts.get(name), numbers.get(name, []), now))
        for name in sorted(by_name.keys() | drafts.keys())
    ]


@router.get("/scenario-templates", responses=answers(401, 403))
async def get_scenario_templates(user: Reader) -> list[ScenarioTemplate]:
    """With what a new line may begin: whole scenarios without errors, with green test cases."""
    return list(scenario_templates())


@router.get("/scenarios/{name}", responses=answers(401, 403, 404, 422))
async def get_scenario(name: Name, user: Reader, shared: Shared) -> ScenarioHistory:
    """A scenario with all its versions: who published what, when and why."""
    now = shared.clock.now()
    rows = await list_versions(shared.engine, name)
    draft = await _draft(shared, name)
    if not rows and draft is None:
        raise NotFound
    numbers = (await numbers_of(shared.engine)).get(name, [])
    return ScenarioHistory(**_scenario(name, rows, draft, numbers, now), versions=_versions(rows, now))


@router.get("/scenarios/{name}/versions/{version}", responses=answers(401, 403, 404, 422))
async def get_scenario_version(name: Name, version: Number, user: Reader, shared: Shared) -> VersionContent:
    """A version with its graph and test cases."""
    row = await get_version(shared.engine, name, version)
    others = [each.version for each in await list_versions(shared.engine, name)]
    shown = VersionOut.of(row, versions.status(row.version, others, shared.clock.now()))
    return VersionContent(**shown.model_dump(), graph=row.graph or {}, cases=row.cases or [], drawing=row.drawing)


@router.get("/scenarios/{name}/steps", responses=answers(401, 403, 404, 422))
async def get_scenario_steps(name: Name, user: Reader, shared: Shared) -> list[StepTaken]:
    """Who did what with a scenario, when and why, the latest first."""
    steps = await steps_of(shared.engine, name)
    if not steps and not await list_versions(shared.engine, name):
        raise NotFound
    return steps


@router.get("/scenarios/{name}/difference", responses=answers(401, 403, 404, 422))
async def get_scenario_difference(
    name: Name, user: Reader, shared: Shared, before: Compared = None, after: Compared = None
) -> DifferenceOut:
    """What is different between two versions; `before` left out: the one in force, `after` left out: the draft."""
    if before is None:
        known = [row.version for row in await list_versions(shared.engine, name)]
        newest = versions.in_force(known, shared.clock.now())
        if newest is None:
            raise NotFound
        before = newest.number
    old, new = await version_or_draft(shared, name, before), await version_or_draft(shared, name, after)
    return DifferenceOut.of(before, after, old, new, kind_words())


@router.post("/scenario-comparisons", responses=answers(401, 403, 413, 422))
async def compare_graphs(given: ComparisonIn, user: Reader) -> DifferenceOut:
    """What is different between two graphs that are not kept: what somebody else has made of a draft meanwhile."""
    both = (given.before, given.after)
    old, new = (Content(content_of(each.graph, [])[0], each.drawing.model_dump()) for each in both)
    return DifferenceOut.of(None, None, old, new, kind_words())


@router.get("/scenarios/{name}/file", responses=answers(401, 403, 404, 422))
async def export_scenario(name: Name, user: Reader, shared: Shared, version: Compared = None) -> ScenarioFile:
    """A version, or the open draft if none is named, as one file that can be imported elsewhere."""
    when = shared.clock.now().astimezone(WARSAW).strftime("%d.%m.%Y %H:%M")
    if version is None:
        draft = await open_draft(shared.engine, name)
        what = f"{name}, szkic {draft.life.revision}, {when}"
        return export(draft.graph, draft.cases, KINDS, await shared.scenarios.prompts(), what, draft.drawing)
    row = await get_version(shared.engine, name, version)
    what = f"{name}, wersja {version}, {when}"
    return export(row.graph or {}, row.cases or [], KINDS, await shared.scenarios.prompts(), what, row.drawing)


@router.post("/scenarios/{name}/rollback", responses=answers(401, 403, 404, 409, 413, 422))
async def roll_back_scenario(name: Name, wanted: RollBack, user: Publisher, shared: Shared) -> VersionOut:
    """Make the content of an old version the newest one, at once, with a reason.

    Two people have approved it when it was new, so nobody else is needed. Planned publications stay planned. 422
    with `scenario_refused` if something that it needs is not there any more.
    """
    old = await get_version(shared.engine, name, wanted.version)
    await shared.scenarios.refuse_unpublishable(old.graph or {})
    row = await version_store.restore(
        shared.engine, name, wanted.version, wanted.reason, user.username, shared.clock.now()
    )
    return VersionOut.of(row, "in_force")


@router.post("/scenarios/{name}/versions/{version}/cancel", responses=answers(401, 403, 404, 409, 413, 422))
async def cancel_publication(
    name: Name, version: Number, why: Reasoned, user: Publisher, shared: Shared
) -> VersionOut:
    """A planned version shall not come into force.

    409 with `scenario_step_refused` if another scenario, planned for later, needs it.
    """
    await shared.scenarios.refuse_needed(name, version)
    row = await version_store.cancel(shared.engine, name, version, why.reason, user.username, shared.clock.now())
    return VersionOut.of(row, "cancelled")


async def version_or_draft(shared: Services, name: str, version: int | None) -> Content:
    """Of a version, or of the open draft. Raises NotFound."""
    if version is None:
        draft = await open_draft(shared.engine, name)
        return Content(draft.graph, draft.drawing)
    row = await get_version(shared.engine, name, version)
    return Content(row.graph or {}, row.drawing)


async def graph_of(shared: Services, name: str, version: int | None) -> dict[str, Any]:
    """As `version_or_draft`."""
    return (await version_or_draft(shared, name, version)).graph


async def _draft(shared: Services, name: str) -> DraftRow | None:
    try:
        return await open_draft(shared.engine, name)
    except NotFound:
        return None


def _versions(rows: list[VersionRow], now: datetime) -> list[VersionOut]:
    known = [row.version for row in rows]
    return [VersionOut.of(row, versions.status(row.version, known, now)) for row in rows]


def _scenario(
    name: str, rows: list[VersionRow], draft: DraftRow | None, numbers: list[str], now: datetime
) -> dict[str, Any]:
    shown = _versions(rows, now)
    newest = next((each for each in shown if each.status == "in_force"), None)
    title = "" if draft is None else str(draft.graph.get("title", ""))
    return {
        "name": name,
        "title": title if newest is None else newest.title,
        "numbers": numbers,
        "in_force": newest,
        "on_trial": next((each for each in shown if each.status == "on_trial"), None),
        "planned": [each for each in shown if each.status == "planned"],
        "draft": None if draft is None else DraftSummary.of(draft),
    }
