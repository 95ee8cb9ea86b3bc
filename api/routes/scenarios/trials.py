"""Trying scenarios out by ear: the own page rings and is led through a draft or a version, by the real line
(docs/drawing-board.md)."""

from typing import Annotated, cast

import msgspec
from anyio import to_thread
from fastapi import Query

from acd.staffing.trial_telephone_store import having_trial_telephones
from acd.telephone import trial_endpoint
from api.auth import Shared
from api.errors import Invalid, RefusedByCentre, answers
from api.http.routing import Router
from api.ice.own_ice import ice_of
from api.routes.scenarios.drafts import Author
from api.routes.scenarios.trials_schemas import (
    TrialBegun,
    TrialId,
    TrialIn,
    TrialNow,
    TrialQueueIn,
    TrialTelephone,
)
from api.services import Services
from core.ids import new_id
from core.relay.commands import (
    AskTrial,
    Command,
    Done,
    EndTrial,
    LeaveTrialQueue,
    Refused,
    TrialEnd,
    TrialState,
    TryScenario,
)
from core.secrets import read_secrets
from ivr.graph.validation import refuse_unfit
from ivr.publishing import versions
from ivr.publishing.draft_store import open_draft
from ivr.publishing.version_store import get_version
from reports.audit_store import note_order

router = Router(prefix="/api", tags=["scenarios"])

Since = Annotated[int, Query(ge=0, le=1_000_000)]


@router.get("/scenario-trials/telephone", responses=answers(401, 403))
async def get_trial_telephone(user: Author, shared: Shared) -> TrialTelephone:
    """The telephone that the own page is for trials, by SIP at `/api/sip/trial`."""
    has_one = await _has_telephone(user.username, shared)
    return TrialTelephone(
        sip_user=trial_endpoint(user.username) if has_one else None,
        ice_servers=await ice_of(user.username, shared),
    )


@router.post("/scenario-trials", responses=answers(401, 403, 404, 409, 413, 422))
async def begin_trial(wanted: TrialIn, user: Author, shared: Shared) -> TrialBegun:
    """Ring the own page and lead it through the draft as it was saved with `revision`, or through a version.

    The line, the walk and the announcements are the real ones. The person of the documentation is known where
    `card_office` is set, and nobody real is; nothing is sent, ordered, kept or recorded, nobody is queued or rung,
    and it counts in no figure. The announcements are those in force now, also for a later moment.

    422 with `scenario_refused` for a graph with errors, 409 with `stale_draft` if the draft was saved anew, and
    with `transition_refused` while another trial of the account goes on, many do, or the machine is busy; 503 with
    `centre_unavailable` if the centre does not answer.
    """
    await _check(wanted, shared)
    if not await _has_telephone(user.username, shared):
        raise Invalid("Nazwa tego konta nie może być nazwą telefonu, więc nie można do niego zadzwonić.")
    trial = new_id("trial")
    about = {"version": wanted.version} if wanted.revision is None else {"revision": wanted.revision}
    await note_order(shared.engine, "scenario_trial", wanted.name, user.office, about)
    await _asked(
        TryScenario(
            user.username,
            trial,
            wanted.name,
            wanted.surroundings.model_dump_json(),
            revision=wanted.revision,
            version=wanted.version,
        ),
        shared,
    )
    return TrialBegun(id=trial)


@router.get("/scenario-trials/{trial}", responses=answers(401, 403, 404, 422))
async def get_trial(trial: TrialId, user: Author, shared: Shared, since: Since = 0) -> TrialNow:
    """Where the own trial is, and that it may go on: it ends when nobody has asked for 15 s. 404 for one that is
    not there any more, as after a start of the application."""
    reply = await _asked(AskTrial(user.username, trial, since), shared)
    return TrialNow(
        state=cast(TrialState, reply.state),
        end=cast(TrialEnd | None, reply.details["end"] or None),
        nodes=reply.sentences,
        count=int(reply.details["count"]),
        fault=reply.details["fault"],
    )


@router.post("/scenario-trials/{trial}/queue", status_code=204, responses=answers(401, 403, 404, 409, 413, 422))
async def leave_trial_queue(trial: TrialId, wanted: TrialQueueIn, user: Author, shared: Shared) -> None:
    """The own trial stands in a queue, where nobody waits: it goes on as if that had come of it. 409 with
    `transition_refused` if it stands in none."""
    await _asked(LeaveTrialQueue(user.username, trial, wanted.outcome), shared)


@router.delete("/scenario-trials/{trial}", status_code=204, responses=answers(401, 403, 404, 422))
async def end_trial(trial: TrialId, user: Author, shared: Shared) -> None:
    """Enough was heard: the own page is hung up. Harmless for a trial that is over."""
    await _asked(EndTrial(user.username, trial), shared)


async def _check(wanted: TrialIn, shared: Services) -> None:
    """Raises NotFound, StaleDraft and ScenarioRefused."""
    if wanted.version is not None:
        graph = (await get_version(shared.engine, wanted.name, wanted.version)).graph or {}
    else:
        draft = await open_draft(shared.engine, wanted.name)
        assert wanted.revision is not None
        versions.check_revision(draft.life, wanted.revision)
        graph = draft.graph
    ground = await shared.scenarios.ground(wanted.surroundings.at)
    refuse_unfit(graph, ground.scenario_context)


async def _asked(command: Command, shared: Services) -> Done:
    """Raises RefusedByCentre with what the centre says."""
    reply = await shared.relay.ask(command)
    if isinstance(reply, Refused):
        raise RefusedByCentre(reply)
    return reply


async def _has_telephone(username: str, shared: Services) -> bool:
    """Raises a database's errors."""
    try:
        secrets = await to_thread.run_sync(read_secrets, shared.settings.home)
    except (OSError, msgspec.DecodeError):
        return False
    return bool(secrets.telephone_secret) and username in await having_trial_telephones(shared.engine, [username])
