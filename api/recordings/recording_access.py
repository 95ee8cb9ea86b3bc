"""What somebody may do with a recording, and the entry of the access log that goes with it.

Whoever cannot see a recording is answered as if there were none; whoever sees it and may not do more is refused.
"""

from datetime import datetime

from api.request_user import User
from api.services import Services
from clients.access_store import AccessEntry, StaffOutcome, note_access
from clients.contact_rule import day_of
from core.db.engine import Connection
from core.errors import NotAllowed, S724Error
from core.rights import Reach, Right
from recordings.lists.list_store import GONE, ListedRecording, RecordingHistory, Sight, get_recording, history_of


class RecordingGone(S724Error):
    """Its key is destroyed: nobody will hear it again."""

    code = "recording_gone"

    def __init__(self, why: str | None) -> None:
        super().__init__(f"Tego nagrania już nie ma: {_WHY_GONE_PL.get(why or '', 'zostało zniszczone')}.")


class RecordingNotReady(S724Error):
    """There is nothing to be heard yet, or there never was."""

    code = "recording_not_ready"

    def __init__(self, state: str) -> None:
        super().__init__(_NOT_READY_PL.get(state, _NOT_READY_PL["closed"]))


_WHY_GONE_PL = {
    "withdrawn": "zgoda została cofnięta, a nagranie zniszczone",
    "erased": "dane tej osoby zostały usunięte",
    "rule": "minął czas przechowywania",
    "ordered": "zniszczono je na polecenie urzędu",
}
_NOT_READY_PL = {
    "recording": "Ta rozmowa jeszcze trwa. Nagranie będzie gotowe po jej zakończeniu.",
    "closed": "Nagranie jest jeszcze zabezpieczane. Prosimy spróbować za chwilę.",
    "failed": "Nagranie się nie powiodło: nie ma czego odsłuchać.",
    "missing": "Pliku tego nagrania nie ma w magazynie. Prosimy zawiadomić obsługę techniczną.",
}


def sight_of(user: User, right: Right = Right.SEE_RECORDINGS) -> Sight:
    """Which recordings a user may know of; with `READ_IDENTITIES`: of which one may know whose they are."""
    match user.reach(right):
        case Reach.PROVINCE:
            return Sight(everything=True)
        case Reach.OFFICE:
            return Sight(offices=user.offices, agent=user.username)
        case Reach.OWN:
            return Sight(agent=user.username)
        case Reach.NOTHING:
            return Sight()


def narrower(one: Sight, other: Sight) -> Sight:
    """What both of two sights of the same user let see: each is all, the own offices, or the own conversations."""
    if one.everything:
        return other
    if other.everything:
        return one
    return Sight(offices=one.offices & other.offices, agent=one.agent or other.agent)


def may(user: User, right: Right, office: str | None) -> bool:
    """Does a right over what was said hold for a recording of that office? What is of no known office is only for
    whose right goes as far as the province: the own conversation opens nothing."""
    return user.may_for(right, office) if office is not None else user.reach(right) is Reach.PROVINCE


async def in_reach(shared: Services, user: User, recording_id: str, right: Right) -> ListedRecording:
    """As in the list. Raises NotFound, and NotAllowed for one that is seen and no more."""
    row = await get_recording(shared.engine, recording_id, sight_of(user))
    if not may(user, right, row.office):
        raise NotAllowed
    return row


async def to_be_heard(shared: Services, user: User, recording_id: str) -> ListedRecording:
    """One that can be heard, by whom may. Raises as `in_reach`, RecordingGone and RecordingNotReady."""
    row = await in_reach(shared, user, recording_id, Right.LISTEN_TO_RECORDINGS)
    if row.state in GONE:
        raise RecordingGone(row.gone_why)
    if row.state != "packed":
        raise RecordingNotReady(row.state)
    return row


async def whose(connection: Connection, user: User, recording_id: str, now: datetime) -> RecordingHistory:
    """All that is known of it. Raises NotFound."""
    return await history_of(connection, recording_id, sight_of(user), day_of(now))


async def note(
    connection: Connection,
    user: User,
    found: RecordingHistory,
    now: datetime,
    *,
    outcome: StaffOutcome = "found",
    reason: str | None = None,
) -> None:
    """The entry of the access log, in the transaction of what is done. Of a caller whom nobody knows, too: the
    office and the call stand in it."""
    entry = AccessEntry(
        at=now,
        who=user.username,
        client_id=found.client_id,
        office=found.row.office or user.office,
        topic="recording",
        purpose="recording",
        outcome=outcome,
        call_id=found.row.call_id,
        reason=reason,
    )
    await note_access(connection, entry)
