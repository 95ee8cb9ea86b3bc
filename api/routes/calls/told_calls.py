"""What is told of calls in every list of them: the record, and what stands beside it for this user."""

from collections.abc import Sequence

from api.recordings.recording_access import sight_of
from api.request_user import User
from api.routes.calls.calls_schemas import CallOut
from api.schemas.copying import copied
from api.services import Services
from core.rights import Reach, Right
from recordings.lists.list_store import calls_to_hear
from reports.calls.call_list_store import CallRecord, Raters, beside_calls


async def told_calls(shared: Services, user: User, calls: Sequence[CallRecord]) -> list[CallOut]:
    beside = await beside_calls(shared.engine, calls, raters_of(user))
    heard = await calls_to_hear(shared.engine, [call.id for call in calls], sight_of(user))
    return [copied(CallOut, call, beside[call.id], has_recording=call.id in heard) for call in calls]


def raters_of(user: User) -> Raters:
    """Of which offices' consultants somebody may know the ratings: as in reports, of those whose employer it is.
    Consultants do not know their own."""
    if not user.may(Right.SEE_REPORTS) or user.reach(Right.SEE_AGENTS) < Reach.OFFICE:
        return frozenset()
    return user.offices_of(Right.SEE_AGENTS)
