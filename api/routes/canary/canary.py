"""A version of a scenario on trial: its figures, and how people end the trial."""

from api.auth import Shared
from api.errors import answers
from api.http.routing import Router
from api.routes.canary.canary_schemas import CanaryOut
from api.routes.scenarios.scenarios import Name, Publisher, Reader
from api.routes.scenarios.scenarios_schemas import Reasoned
from api.services import Services
from ivr.canary.canary import state_of
from ivr.canary.canary_store import CanaryRow, canary_figures, last_canary
from ivr.publishing import versions
from ivr.publishing.version_store import end_canary, get_version

router = Router(prefix="/api", tags=["scenarios"])


@router.get("/scenarios/{name}/canary", responses=answers(401, 403, 404, 422))
async def get_canary(name: Name, user: Reader, shared: Shared) -> CanaryOut:
    """The version on trial, or else the last one that was, with the figures of both versions since it began."""
    return await _shown(shared, await last_canary(shared.engine, name))


@router.post("/scenarios/{name}/canary/complete", responses=answers(401, 403, 404, 409, 413, 422))
async def complete_canary(name: Name, why: Reasoned, user: Publisher, shared: Shared) -> CanaryOut:
    """The version on trial comes for all calls, at once. 409 with `scenario_step_refused` if none is on trial.

    422 with `scenario_refused` if something that it needs is not there any more.
    """
    versions.check_reason(why.reason)
    canary = (await last_canary(shared.engine, name)).canary
    tried = await get_version(shared.engine, name, canary.version)
    await shared.scenarios.refuse_unpublishable(tried.graph or {})
    return await _shown(
        shared,
        await end_canary(
            shared.engine, name, canary.version, "completed", user.username, why.reason, shared.clock.now()
        ),
    )


@router.post("/scenarios/{name}/canary/stop", responses=answers(401, 403, 404, 409, 413, 422))
async def stop_canary(name: Name, why: Reasoned, user: Publisher, shared: Shared) -> CanaryOut:
    """Take the version on trial back, at once: no call meets it any more. 409 with `scenario_step_refused` if none
    is on trial."""
    versions.check_reason(why.reason)
    now = shared.clock.now()
    return await _shown(
        shared, await end_canary(shared.engine, name, None, "taken_back", user.username, why.reason, now)
    )


async def _shown(shared: Services, row: CanaryRow) -> CanaryOut:
    figures, medians = await canary_figures(shared.engine, row.canary)
    return CanaryOut.of(row, state_of(row.canary, row.outcome, figures, shared.clock.now()), figures, medians)
