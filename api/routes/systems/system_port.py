"""What a system of another institution asks by a key, of one person. A contract in versions
(docs/other-systems.md)."""

from typing import Annotated

from api.auth import Shared, needs
from api.clients.pesel_safe import pesel_safe
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from clients.systems.contract import Inquiry, InquiryAnswer
from clients.systems.inquiry_store import answer, asker_of_key
from core.errors import NotFound
from core.rights import Right

router = Router(prefix="/api/systems/v1", tags=["systems"])

System = Annotated[User, needs(Right.LET_SYSTEMS_ASK)]


@router.post("/inquiries", responses=answers(401, 403, 404, 413, 422, 429))
async def ask_of_person(inquiry: Inquiry, user: System, shared: Shared) -> InquiryAnswer:
    """Is somebody registered, since when, where, and what came of the last referral. Each look is an entry of the
    person's access log. Who is unknown and who is of an office that this key may not ask look the same: not
    registered. 429 with `too_many_looks` beyond the ceiling of the day. 404 without a key of a system, and in
    an installation that keeps no PESEL."""
    shared.limits.take(user.key_id or user.username, "system")
    asker = await asker_of_key(shared.engine, user.key_id, {user.office} | user.also_offices)
    safe = await pesel_safe(shared)
    if safe is None:
        raise NotFound
    return await answer(shared.engine, asker, inquiry, safe.hash, shared.clock.now())
