"""Drafts of scenarios: writing, review by a second person, publishing."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated

from fastapi import Query

from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.scenarios.scenarios import Name, Publisher, Reader
from api.routes.scenarios.scenarios_schemas import (
    SCENARIO,
    CanaryIn,
    DraftBegun,
    DraftOut,
    DraftSaved,
    DraftStep,
    Publication,
    VersionOut,
)
from api.routes.scenarios.simulations_schemas import CaseResult, CoverageOut
from api.scenarios.draft_tests import DraftTests, refuse_untested, tested
from api.schemas.paging import utc
from api.services import Services
from core.errors import NotFound, ScenarioRefused
from core.rights import Right
from ivr.canary.canary import CanaryRules, Limits, others_on_trial
from ivr.canary.canary_store import names_on_trial
from ivr.graph.scenario import read_scenario
from ivr.publishing import version_store, versions
from ivr.publishing.draft_store import DraftRow, change_draft, create_draft, open_draft
from ivr.publishing.drawing import Drawing
from ivr.publishing.scenario_file import ScenarioFile, content_of
from ivr.publishing.version_store import get_version, list_versions
from ivr.publishing.versions import StepRefused

router = Router(prefix="/api", tags=["scenarios"])

Author = Annotated[User, needs(Right.EDIT_SCENARIOS)]


@router.post("/scenarios/{name}/draft", responses=answers(401, 403, 404, 409, 413, 422))
async def begin_draft(name: Name, begun: DraftBegun, user: Author, shared: Shared) -> DraftOut:
    """Open a draft: a copy of a version, or a graph if the scenario is new. A scenario has one at a time."""
    newest = versions.newest_number([row.version for row in await list_versions(shared.engine, name)])
    if begun.graph is not None:
        graph, cases = content_of(begun.graph, begun.cases)
        drawing = (begun.drawing or Drawing()).model_dump()
    else:
        number = begun.version or newest
        if number is None:
            raise NotFound("Ten scenariusz nie ma jeszcze żadnej wersji; proszę podać graf.")
        copied = await get_version(shared.engine, name, number)
        graph, cases, drawing = copied.graph or {}, copied.cases or [], copied.drawing
    _check_name(graph, name)
    row = await create_draft(
        shared.engine, graph, cases, newest, user.username, shared.clock.now(), drawing=drawing
    )
    return await _shown(shared, row)


@router.get("/scenarios/{name}/draft", responses=answers(401, 403, 404, 422))
async def get_draft(name: Name, user: Reader, shared: Shared) -> DraftOut:
    """The open draft with what there is to say about it."""
    return await _shown(shared, await open_draft(shared.engine, name))


@router.put("/scenarios/{name}/draft", responses=answers(401, 403, 404, 409, 413, 422))
async def save_draft(name: Name, saved: DraftSaved, user: Author, shared: Shared) -> DraftOut:
    """Save a draft; an approval is gone then. 409 with `stale_draft` if somebody else was faster: nothing is
    overwritten. It may be unfinished: `findings` says what is missing.
    """
    graph, cases = content_of(saved.graph, saved.cases)
    _check_name(graph, name)
    if saved.based_on is not None:
        await get_version(shared.engine, name, saved.based_on)
    row = await change_draft(
        shared.engine,
        name,
        lambda life: versions.saved(life, user.username, saved.revision, saved.based_on or life.based_on),
        "saved",
        user.username,
        shared.clock.now(),
        content=(graph, cases),
        drawing=None if saved.drawing is None else saved.drawing.model_dump(),
    )
    return await _shown(shared, row)


@router.post("/scenarios/{name}/draft/review", responses=answers(401, 403, 404, 409, 413, 422))
async def send_draft_to_review(name: Name, step: DraftStep, user: Author, shared: Shared) -> DraftOut:
    """Ask for a second person. 422 with `scenario_refused` for a draft with errors, unless what is planned
    already will mend them."""
    draft = await open_draft(shared.engine, name)
    versions.check_revision(draft.life, step.revision)
    await shared.scenarios.refuse_hopeless(draft.graph)
    return await _step(
        shared,
        user,
        name,
        step,
        "sent_to_review",
        lambda d: versions.sent_to_review(d, user.username, step.revision),
    )


@router.post("/scenarios/{name}/draft/withdraw", responses=answers(401, 403, 404, 409, 413, 422))
async def withdraw_draft(name: Name, step: DraftStep, user: Author, shared: Shared) -> DraftOut:
    """An author takes the draft back from review, or gives up its approval, to go on with it."""
    return await _step(
        shared, user, name, step, "withdrawn", lambda d: versions.withdrawn(d, user.username, step.revision)
    )


@router.post("/scenarios/{name}/draft/return", responses=answers(401, 403, 404, 409, 413, 422))
async def return_draft(name: Name, step: DraftStep, user: Author, shared: Shared) -> DraftOut:
    """The second person gives it back, with a reason."""
    return await _step(
        shared,
        user,
        name,
        step,
        "returned",
        lambda d: versions.returned(d, user.username, step.revision, step.reason),
    )


@router.post("/scenarios/{name}/draft/approve", responses=answers(401, 403, 404, 409, 413, 422))
async def approve_draft(name: Name, step: DraftStep, user: Author, shared: Shared) -> DraftOut:
    """Approve what one has seen. 403 with `second_person_needed` for everybody who has written any of it."""
    return await _step(
        shared, user, name, step, "approved", lambda d: versions.approved(d, user.username, step.revision)
    )


@router.post("/scenarios/{name}/draft/discard", responses=answers(401, 403, 404, 409, 413, 422))
async def discard_draft(name: Name, step: DraftStep, user: Author, shared: Shared) -> DraftOut:
    """Close a draft that nobody wants any more. It stays in the history."""
    return await _step(shared, user, name, step, "discarded", lambda d: versions.discarded(d, step.revision))


@router.post("/scenarios/{name}/draft/publish", responses=answers(401, 403, 404, 409, 413, 422))
async def publish_draft(name: Name, wanted: Publication, user: Publisher, shared: Shared) -> VersionOut:
    """Publish the approved draft, at once or at a moment, or for a share of the calls first (`canary`). Calls in
    progress keep their version.

    422 with `scenario_refused` while it has errors or a test that is not green, while a way that it changes is
    walked by no test (`GET …/draft/coverage`), or if a scenario that calls it and is planned for later would
    break.
    """
    draft = await open_draft(shared.engine, name)
    versions.check_approved(draft.life, wanted.revision)
    begins = None if wanted.at is None else _begin(wanted.at)
    await shared.scenarios.refuse_unpublishable(draft.graph, begins)
    refuse_untested(await _tested(shared, draft, begins))
    rules = None if wanted.canary is None else await _canary_of(shared, draft, wanted.canary)
    now = shared.clock.now()
    row = await version_store.publish(
        shared.engine, name, wanted.revision, begins, user.username, wanted.reason, now, rules
    )
    return VersionOut.of(row, versions.status(row.version, [row.version], now))


@router.get("/scenarios/{name}/draft/coverage", responses=answers(401, 403, 404, 422))
async def get_draft_coverage(name: Name, user: Reader, shared: Shared) -> CoverageOut:
    """Runs all test cases of the draft: which ways they walk, and which cases publishing still asks for.

    It takes at most half a minute. A draft with errors has cases, but no ways.
    """
    draft = await open_draft(shared.engine, name)
    return CoverageOut.of(draft.life, await _tested(shared, draft))


@router.post("/scenarios/{name}/draft/cases", responses=answers(401, 403, 404, 422))
async def run_draft_cases(name: Name, user: Reader, shared: Shared) -> list[CaseResult]:
    """Run all test cases of the draft in virtual time. They take at most half a minute."""
    draft = await open_draft(shared.engine, name)
    return [CaseResult.of(judgement) for judgement in (await _tested(shared, draft)).judgements]


@router.post("/scenario-imports", responses=answers(401, 403, 404, 409, 413, 422))
async def import_scenario(
    file: ScenarioFile,
    user: Author,
    shared: Shared,
    name: str | None = Query(default=None, pattern=SCENARIO, description="Import it under another name"),
) -> DraftOut:
    """Make a draft of an exported file: all of it, or nothing if anything in it is wrong.

    The texts of announcements in it are not taken over; those that are missing here are among the findings.
    """
    graph, cases = content_of(file.scenario, file.cases)
    graph = {**graph, "name": name or graph["name"]}
    _check_name(graph, str(graph["name"]))
    known = [row.version for row in await list_versions(shared.engine, str(graph["name"]))]
    row = await create_draft(
        shared.engine,
        graph,
        cases,
        versions.newest_number(known),
        user.username,
        shared.clock.now(),
        "imported",
        "".join(c for c in file.exported_from if c.isprintable()),
        file.drawing.model_dump(),
    )
    return await _shown(shared, row)


async def _canary_of(shared: Services, draft: DraftRow, wanted: CanaryIn) -> CanaryRules:
    """Raises StepRefused if another scenario of the same calls is on trial."""
    ground = await shared.scenarios.ground()
    on_trial = await names_on_trial(shared.engine) - {draft.name}
    changed = read_scenario(draft.graph)
    if others := others_on_trial(draft.name, ground.scenario_context.subscenarios, on_trial, changed):
        raise StepRefused(
            f"W tych samych połączeniach trwa już próba innego scenariusza („{min(others)}”). Dwie próby naraz nic"
            " by nie powiedziały o żadnej z wersji."
        )
    limits = wanted.limits
    points = limits.hang_up_percent_points, limits.failure_percent_points
    until = utc(wanted.until, is_end=True)
    return CanaryRules(wanted.share_percent, until, Limits(*points, limits.min_calls))


async def _tested(shared: Services, draft: DraftRow, at: datetime | None = None) -> DraftTests:
    return await tested(shared.engine, shared.scenarios, shared.simulator, draft, at)


async def _step(
    shared: Services,
    user: User,
    name: str,
    step: DraftStep,
    action: str,
    does: Callable[[versions.Draft], versions.Draft],
) -> DraftOut:
    row = await change_draft(
        shared.engine, name, does, action, user.username, shared.clock.now(), reason=step.reason
    )
    return await _shown(shared, row)


async def _shown(shared: Services, row: DraftRow) -> DraftOut:
    return DraftOut.with_findings(row, await shared.scenarios.findings(row.graph, len(row.cases)))


def _check_name(graph: dict[str, object], name: str) -> None:
    """Raises ScenarioRefused: the name in the graph is the scenario's, and can stand in an address."""
    if graph.get("name") != name:
        raise ScenarioRefused([f"Scenariusz: nazwa w grafie musi brzmieć „{name}”."])
    if len(name) > 60 or not name.isascii() or not all(c.isdigit() or c.islower() or c == "-" for c in name):
        raise ScenarioRefused(["Scenariusz: nazwa może zawierać tylko małe litery a–z, cyfry i łączniki."])
    if name.startswith("-"):
        raise ScenarioRefused(["Scenariusz: nazwa nie może zaczynać się od łącznika."])


def _begin(wanted: date | datetime) -> datetime:
    return utc(wanted, is_end=False)
