"""What if: the callers of some days by other rules of a queue, before anybody saves these."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from anyio import create_task_group
from fastapi import Path, Request
from fastapi.responses import StreamingResponse

from acd.choice.queue_policy import QueuePolicy
from acd.policy_store import load_policies
from acd.simulation.records import Records
from acd.simulation.records_store import days_of, read_records
from acd.simulation.what_if import Outcome, check_enough, compared, run_once, seeds_of
from api.aside import aside
from api.auth import Shared, needs
from api.errors import answers
from api.http.disconnect import while_asked
from api.http.routing import Router
from api.request_user import User
from api.routes.offices.what_if_schemas import WhatIfIn, WhatIfLine, WhatIfOut
from api.routes.reports.report_reader import one_look, reader_of
from api.schemas.paging import OFFICE
from api.services import Services
from core.clock import WARSAW
from core.errors import NotFound
from core.rights import Right
from reports.audit_store import note_order

router = Router(prefix="/api", tags=["queues"])


class LinesResponse(StreamingResponse):
    """JSON objects, one a line, as they come."""

    media_type = "application/x-ndjson"


_LINES: dict[int | str, dict[str, Any]] = {
    200: {"description": "How far it is, line by line", "model": WhatIfLine}
}


@router.post(
    "/queues/{office}/what-if",
    response_class=LinesResponse,
    response_model=None,
    responses={**_LINES, **answers(401, 403, 404, 409, 413, 422, 429)},
)
async def try_queue_policy(
    office: Annotated[str, Path(pattern=OFFICE, examples=["20060"])],
    wanted: WhatIfIn,
    user: Annotated[User, needs(Right.CHANGE_QUEUE_RULES)],
    shared: Shared,
    request: Request,
) -> LinesResponse:
    """Try rules on the callers of the last day or week: the whole centre by the rules in force and by the new
    ones, with the same callers, the same consultants at the same hours, and the same seeds. Nothing is saved.

    Lines (`application/x-ndjson`): `done` of `of` runs, and the `answer` in the last one. Who hangs up ends it.
    422 with `too_few_calls` where so few would tell nothing, 409 with `records_not_ready` while figures of these
    days are still reckoned. The look at consultants stands in the audit log.
    """
    if not user.may_for(Right.CHANGE_QUEUE_RULES, office):
        raise NotFound
    shared.limits.take(user.username, "export")
    in_force = await load_policies(shared.engine, shared.clock.now())
    records = await while_asked(request, _records(shared, office, wanted))
    check_enough(records, office)
    agent_offices = reader_of(user).agent_offices
    if agent_offices != frozenset():
        details = {"from": str(records.first), "to": str(records.last), "agents": []}
        await note_order(shared.engine, "report_of_agents", "what_if", office, details)
    return LinesResponse(_lines(records, office, in_force, {**in_force, office: wanted.policy}, agent_offices))


async def _records(shared: Services, office: str, wanted: WhatIfIn) -> Records:
    today = shared.clock.now().astimezone(WARSAW).date()
    async with one_look(shared) as connection:
        first, last = await days_of(connection, office, wanted.period, today)
        return await read_records(connection, first, last)


async def _lines(
    records: Records,
    office: str,
    in_force: dict[str, QueuePolicy],
    changed: dict[str, QueuePolicy],
    agent_offices: frozenset[str] | None,
) -> AsyncIterator[str]:
    """Both rules at once, seed by seed, in processes beside; whoever hangs up ends the runs that go on."""
    old: list[Outcome] = []
    new: list[Outcome] = []
    seeds = seeds_of(records)
    of = 2 * len(seeds)
    for n, seed in enumerate(seeds):
        yield _line(WhatIfLine(done=2 * n, of=of))
        async with create_task_group() as both:
            for runs, policies in ((old, in_force), (new, changed)):
                both.start_soon(_run, runs, records, in_force, policies, seed)
    found = WhatIfOut.of(compared(records, office, old, new), agent_offices)
    yield _line(WhatIfLine(done=of, of=of, answer=found))


async def _run(
    runs: list[Outcome],
    records: Records,
    in_force: dict[str, QueuePolicy],
    policies: dict[str, QueuePolicy],
    seed: int,
) -> None:
    runs.append(await aside(run_once, records, in_force, policies, seed))


def _line(line: WhatIfLine) -> str:
    return line.model_dump_json() + "\n"
