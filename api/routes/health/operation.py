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
    AsteriskOut,
    Asterisks,
    Drained,
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
from api.services import Services
from core.errors import NotFound, S724Error
from core.nodes import nodes_of
from core.proof.proof_store import failed_verifications
from core.relay.commands import AskAsterisks, Done
from core.rights import Right
from core.tasks.version import version
from core.telephony.drained_store import drain, load_drained
from recordings.proof.reconciling_store import found_alarms
from reports.audit_store import note_order
from reports.calls.fact_store import shed_calls, troubles

router = Router(prefix="/api/operation", tags=["health"])

Keeper = Annotated[User, needs(Right.SEE_OPERATION)]
AsteriskName = Annotated[str, Path(pattern=r"^[a-z][a-z0-9]{0,15}$", examples=["a"])]
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


@router.get("/asterisks", responses=answers(401, 403, 429))
async def list_asterisks(user: Keeper, shared: Shared) -> Asterisks:
    """Each of several Asterisks, and how many callers are on it; none where there is one. What the process that
    leads them does not say is null."""
    shared.limits.take(user.username, "operation")
    return await _asterisks(shared)


@router.put("/asterisks/{name}", responses=answers(401, 403, 404, 409, 422))
async def drain_asterisk(
    name: AsteriskName, wanted: Drained, user: Annotated[User, needs(Right.DRAIN_ASTERISKS)], shared: Shared
) -> Asterisks:
    """No new calls for one of several Asterisks, for an update, or calls again. What goes on there goes on to its
    end. `last_asterisk`: no other one takes calls."""
    nodes = [node.name for node in nodes_of(shared.settings)]
    now = shared.clock.now()
    await drain(shared.engine, name, nodes, user.username, now, is_drained=wanted.is_drained)
    await note_order(shared.engine, "asterisk", name, None, wanted.model_dump())
    return await _asterisks(shared)


async def _asterisks(shared: Services) -> Asterisks:
    nodes = [node.name for node in nodes_of(shared.settings)]
    if len(nodes) == 1:
        return Asterisks(asterisks=[])
    drained = await load_drained(shared.engine)
    try:
        reply = await shared.relay.ask(AskAsterisks())
    except S724Error:
        reply = Done()
    told = reply if isinstance(reply, Done) else Done()
    return Asterisks(
        asterisks=[
            AsteriskOut(
                name=name,
                state=told.details.get(name),
                calls=None if (calls := told.figures.get(name)) is None else int(calls),
                is_drained=name in drained,
            )
            for name in nodes
        ]
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
