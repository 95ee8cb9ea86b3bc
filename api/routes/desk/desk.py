"""The desk: what a consultant asks for in the own conversation. Whose it is, the log-in tells."""

from typing import Annotated

from anyio import to_thread

from acd.pause_reasons import AFTER_LOGIN
from acd.staffing import pause_reason_store
from api.auth import Shared, needs
from api.errors import RefusedByCentre, answers
from api.http.routing import Router
from api.ice.own_ice import ice_of
from api.request_user import User
from api.routes.accounts.session_schemas import Me
from api.routes.desk.desk_schemas import (
    DeskOffice,
    DeskOut,
    HangUpIn,
    HelpIn,
    HoldIn,
    RecordingIn,
    TransferIn,
)
from api.routes.lists.lists_schemas import PauseReasonOut
from api.services import Services
from core.lists import topic_store
from core.relay.commands import (
    CallForHelp,
    Command,
    ControlRecording,
    EndConversation,
    HoldCall,
    Refused,
    TransferCall,
)
from core.rights import Right
from core.secrets import read_secrets
from ivr import office_store

router = Router(prefix="/api/desk", tags=["desk"])

Consultant = Annotated[User, needs(Right.USE_DESK)]


@router.get("", responses=answers(401, 403))
async def get_desk(user: Consultant, shared: Shared) -> DeskOut:
    """What the page needs once: the account, offices for transfers, reasons of pauses, topics, ICE servers, and
    whether the page can be the telephone."""
    offices = await office_store.list_offices(shared.engine)
    reasons = await pause_reason_store.list_pause_reasons(shared.engine)
    topics = await topic_store.list_topics(shared.engine)
    secrets = await to_thread.run_sync(read_secrets, shared.settings.home)
    return DeskOut(
        account=Me.of(user),
        offices=[
            DeskOffice(
                code=office.code,
                name=office.details.name,
                seat=office.details.seat,
                is_province=office.details.is_province,
            )
            for office in offices
            if office.deactivated_at is None
        ],
        pause_reasons=[
            PauseReasonOut.of(row)
            for row in reasons
            if row.reason.id != AFTER_LOGIN and row.deactivated_at is None
        ],
        topics=[topic for topic in topics if topic.deactivated_at is None],
        ice_servers=await ice_of(user.username, shared),
        has_browser_telephone=bool(secrets.telephone_secret),
    )


@router.post("/hold", status_code=204, responses=answers(401, 403, 409, 413, 422))
async def hold_call(wanted: HoldIn, user: Consultant, shared: Shared) -> None:
    """Put the caller of the own conversation on hold, with music, or go on.

    409 with `transition_refused` if the consultant is not in that conversation, 503 with `centre_unavailable` if
    the centre does not answer: nothing may be assumed then.
    """
    await ask_centre(HoldCall(agent=user.username, call=wanted.call, is_held=wanted.is_held), shared)


@router.post("/help", status_code=204, responses=answers(401, 403, 409, 413, 422))
async def call_for_help(wanted: HelpIn, user: Consultant, shared: Shared) -> None:
    """Ask supervisors, of the own and of the caller's office, to come into the own conversation, or no more; over
    when one whispers or talks. 409 and 503 as for `hold`."""
    await ask_centre(CallForHelp(agent=user.username, call=wanted.call, is_wanted=wanted.is_wanted), shared)


@router.post("/hang-up", status_code=204, responses=answers(401, 403, 409, 413, 422))
async def hang_up_call(wanted: HangUpIn, user: Consultant, shared: Shared) -> None:
    """End the own conversation, as by hanging up; 409 and 503 as for `hold`.

    One that is to be handed over at the answer goes on without the consultant: the caller hears music until then.
    """
    await ask_centre(EndConversation(agent=user.username, call=wanted.call), shared)


@router.post("/transfer", status_code=204, responses=answers(401, 403, 404, 409, 413, 422))
async def transfer_call(wanted: TransferIn, user: Consultant, shared: Shared) -> None:
    """Hand the own conversation on to the queue of an office; the caller waits there with the wait of before.

    404 for an office that is none, 409 with `transition_refused` if it takes no calls now, if it is the queue and
    topic that the caller came with, or as for `hold`; then the conversation goes on.
    """
    asked = TransferCall(agent=user.username, call=wanted.call, office=wanted.office, topic=wanted.topic)
    await ask_centre(asked, shared)


@router.post("/recording", status_code=204, responses=answers(401, 403, 409, 413, 422))
async def control_recording(wanted: RecordingIn, user: Consultant, shared: Shared) -> None:
    """Of the own conversation: begin it after the caller was asked and said yes, fall silent, go on, or withdraw.

    A withdrawal cannot be undone: the file is destroyed, and nothing is recorded again in that call. 409 with
    `transition_refused` where the rule of the office does not allow it, or as for `hold`; 503 with
    `telephony_failed` if the exchange has not done it in two seconds: it is tried on, and the live feed tells.
    """
    await ask_centre(ControlRecording(agent=user.username, call=wanted.call_id, action=wanted.action), shared)


async def ask_centre(command: Command, shared: Services) -> None:
    """Raises RefusedByCentre with what the centre says."""
    reply = await shared.relay.ask(command)
    if isinstance(reply, Refused):
        raise RefusedByCentre(reply)
