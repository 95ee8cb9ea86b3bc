"""How the installation runs: processes, alarms in force and of the last days, and the runbook."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Annotated

from anyio import to_thread
from fastapi import Path, Query

from api.auth import Shared, needs
from api.errors import answers
from api.http.metrics import look
from api.http.routing import Router
from api.operation.past_alarms import PastName, past_alarms
from api.operation.processes import look_at_parts
from api.operation.runbook import sections
from api.request_user import User
from api.routes.health.operation_schemas import (
    Operation,
    OperationAlarm,
    OperationMachine,
    OperationPart,
    PastAlarmOut,
    PastAlarms,
    RunbookSection,
    RunbookSections,
    RunbookTitle,
)
from api.routes.knowledge.rendering import html_of
from core.errors import NotFound
from core.proof.proof_store import failed_verifications
from core.rights import Right
from core.tasks.version import version
from recordings.proof.reconciling_store import found_alarms
from reports.calls.fact_store import shed_calls, troubles

router = Router(prefix="/api/operation", tags=["health"])

Keeper = Annotated[User, needs(Right.SEE_OPERATION)]
SectionId = Annotated[str, Path(pattern=r"^[\w-]{1,80}$", examples=["applicationaway"])]

_BY_FACT: dict[str, PastName] = {
    "CallFailed": "CallsFail",
    "EmergencyEntered": "EmergencyCalls",
    "ManyWrongTries": "ManyWrongTries",
    "RecordingFailed": "RecordingsFail",
    "WatchdogActed": "WatchdogActed",
}
_NO_ALARM = {("WatchdogActed", "to_application"), ("RecordingFailed", "disk_full")}


@router.get("", responses=answers(401, 403, 429))
async def get_operation(user: Keeper, shared: Shared) -> Operation:
    """One look at every process, at most four seconds; parts that are away are said to be. Nothing is asked of
    them but what the monitor asks, and nothing at all while nobody looks."""
    shared.limits.take(user.username, "operation")
    seen = await look(shared.settings, shared.engine, shared.relay, shared.clock, shared.board.age)
    seen.page_errors = shared.page_errors.counts
    found = shared.alarms.note(seen)
    parts = await look_at_parts(shared.settings, shared.engine, shared.clock, seen)
    return Operation(
        looked_at=shared.clock.now(),
        version=version(),
        watched_time=min(900.0, shared.alarms.rises.time(shared.clock.monotonic())),
        parts=[OperationPart.model_validate(part) for part in parts],
        machine=OperationMachine.of(seen),
        alarms=[OperationAlarm.of(alarm) for alarm in found],
    )


@router.get("/alarms", responses=answers(401, 403, 422, 429))
async def get_past_alarms(
    user: Keeper, shared: Shared, days: Annotated[int, Query(ge=1, le=31)] = 7
) -> PastAlarms:
    """Alarms of the last days that left something in the database: each from its first to its last case."""
    shared.limits.take(user.username, "operation")
    since = shared.clock.now() - timedelta(days=days)
    cases: dict[PastName, list[datetime]] = defaultdict(list)
    for kind, detail, at in await troubles(shared.engine, since):
        if (kind, detail) not in _NO_ALARM:
            cases[_BY_FACT[kind]].append(at)
    cases["CallsShed"] += await shed_calls(shared.engine, since)
    cases["RecordingsMissing"] += await found_alarms(shared.engine, since)
    for subject, at in await failed_verifications(shared.engine, since):
        cases["LogsAltered" if subject == "logs" else "RecordingsAltered"].append(at)
    return PastAlarms(days=days, alarms=[PastAlarmOut.model_validate(alarm) for alarm in past_alarms(cases)])


@router.get("/runbook", responses=answers(401, 403, 429))
async def get_runbook(user: Keeper, shared: Shared) -> RunbookSections:
    """What the runbook has: a section for each alarm, and for what is done by hand. Empty where an installation
    came without its documents."""
    shared.limits.take(user.username, "knowledge")
    found = await to_thread.run_sync(sections)
    return RunbookSections(sections=[RunbookTitle.model_validate(each) for each in found.values()])


@router.get("/runbook/{section}", responses=answers(401, 403, 404, 422, 429))
async def get_runbook_section(section: SectionId, user: Keeper, shared: Shared) -> RunbookSection:
    """One section of the runbook, in English as all documents."""
    shared.limits.take(user.username, "knowledge")
    found = (await to_thread.run_sync(sections)).get(section)
    if found is None:
        raise NotFound("Tego rozdziału instrukcji nie ma.")
    return RunbookSection(id=found.id, title=found.title, group=found.group, html=await html_of(found.markdown))
