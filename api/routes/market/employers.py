"""Employers: a list of all offices, and the card of one with whom to turn to, notes and agreements.

The list tells what registers of firms tell everybody. A card is opened by who serves employers at an office that
knows the employer; each look is noted.
"""

from typing import Annotated

from fastapi import Path

from api.auth import Shared, needs
from api.clients.access_notes import note_access_first
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.market.employers_schemas import (
    EMPLOYER_ID,
    AgreementIn,
    ContactIn,
    EmployerCard,
    EmployerCounts,
    EmployerIn,
    EmployerLine,
    EmployerLines,
    EmployerSearchIn,
    JoinIn,
    NoteIn,
)
from api.schemas.copying import copied
from api.schemas.etag import IfMatch, version_of
from api.services import Services
from clients.access_store import AccessEntry, StaffOutcome
from core.clock import WARSAW
from core.errors import NotAllowed, NotFound
from core.rights import Right
from market.employers import card_store, list_store
from market.employers.card_store import CardRows
from market.employers.list_store import EmployerFilters

router = Router(prefix="/api/employers", tags=["market"])

Server = Annotated[User, needs(Right.SERVE_EMPLOYERS)]
Joiner = Annotated[User, needs(Right.JOIN_EMPLOYERS)]
EmployerId = Annotated[str, Path(pattern=EMPLOYER_ID, examples=["employer-019ab3c4d5e0000-4f2a91c3d0"])]
PartId = Annotated[str, Path(pattern=EMPLOYER_ID, examples=["employer-contact-019ab3c4d5e0000-4f2a91c3d0"])]


@router.post("/search", responses=answers(401, 403, 413, 422, 429))
async def search_employers(wanted: EmployerSearchIn, user: Server, shared: Shared) -> EmployerLines:
    """Employers of all offices, one line each, with their open offers."""
    shared.limits.take(user.username, "typing")
    today = shared.clock.now().astimezone(WARSAW).date()
    filters = EmployerFilters(wanted.q, wanted.office, today if wanted.with_offers else None)
    found = await list_store.list_employers(
        shared.engine, filters, today, limit=wanted.limit, offset=wanted.offset
    )
    own = user.offices_of(Right.SERVE_EMPLOYERS)
    lines = [
        copied(EmployerLine, row, may_open=own is None or not own.isdisjoint(row.offices)) for row in found.rows
    ]
    return EmployerLines(employers=lines, total=found.total)


@router.post("/counties", responses=answers(401, 403, 413, 422, 429))
async def count_employers(wanted: EmployerSearchIn, user: Server, shared: Shared) -> EmployerCounts:
    """How many of the employers that fit each office knows, for the map of counties."""
    shared.limits.take(user.username, "typing")
    today = shared.clock.now().astimezone(WARSAW).date()
    filters = EmployerFilters(wanted.q, None, today if wanted.with_offers else None)
    return EmployerCounts(offices=dict(await list_store.count_by_office(shared.engine, filters)))


@router.post("", status_code=201, responses=answers(401, 403, 413, 422, 429))
async def make_employer(wanted: EmployerIn, user: Server, shared: Shared) -> EmployerCard:
    """A new entry of the own office. 422 with `settings_refused` for a NIP or a REGON that is none."""
    shared.limits.take(user.username, "save")
    now = shared.clock.now()
    made = await card_store.save_employer(shared.engine, "", wanted.employer(), user.office, 0, now)
    return await _told(made, user, shared, "written")


@router.get("/{employer_id}", responses=answers(401, 403, 404, 422, 429))
async def get_employer(employer_id: EmployerId, user: Server, shared: Shared) -> EmployerCard:
    """All that offices know of the employer; the look is noted. 404 for one that no own office knows."""
    shared.limits.take(user.username, "look")
    return await _told(employer_id, user, shared, "found")


@router.put("/{employer_id}", responses=answers(401, 403, 404, 409, 412, 413, 422, 429))
async def save_employer(
    employer_id: EmployerId, wanted: EmployerIn, read_on: IfMatch, user: Server, shared: Shared
) -> EmployerCard:
    """Other words for an entry of the own office. 409 with `transition_refused` for one of the office's own
    system; 422 with `settings_refused`; 412 with `stale_version`."""
    shared.limits.take(user.username, "save")
    card = await _card(employer_id, user, shared)
    [entry] = [entry for entry in card.entries if entry.id == employer_id]
    if not user.may_for(Right.SERVE_EMPLOYERS, entry.office):
        raise NotAllowed
    version = version_of(read_on)
    if version == 0:
        raise NotFound
    await card_store.save_employer(
        shared.engine, employer_id, wanted.employer(), entry.office, version, shared.clock.now()
    )
    return await _told(employer_id, user, shared, "written")


@router.put("/{employer_id}/contacts/{part_id}", responses=answers(401, 403, 404, 412, 413, 422, 429))
async def save_employer_contact(
    employer_id: EmployerId, part_id: PartId, wanted: ContactIn, read_on: IfMatch, user: Server, shared: Shared
) -> EmployerCard:
    """Somebody to turn to: a new one (If-Match `"0"`, whatever the id), or other words. 412 with
    `stale_version`."""
    shared.limits.take(user.username, "save")
    card, now = await _card(employer_id, user, shared), shared.clock.now()
    await card_store.save_contact(
        shared.engine,
        card.main.id,
        part_id,
        wanted.contact(),
        user.office,
        version_of(read_on),
        user.username,
        now,
    )
    return await _told(employer_id, user, shared, "written")


@router.delete("/{employer_id}/contacts/{part_id}", responses=answers(401, 403, 404, 412, 422, 429))
async def remove_employer_contact(
    employer_id: EmployerId, part_id: PartId, read_on: IfMatch, user: Server, shared: Shared
) -> EmployerCard:
    """Who is not there any more is not kept. 412 with `stale_version`."""
    shared.limits.take(user.username, "save")
    await _card(employer_id, user, shared)
    await card_store.remove_contact(shared.engine, employer_id, part_id, version_of(read_on))
    return await _told(employer_id, user, shared, "written")


@router.post("/{employer_id}/notes", status_code=201, responses=answers(401, 403, 404, 413, 422, 429))
async def write_employer_note(
    employer_id: EmployerId, wanted: NoteIn, user: Server, shared: Shared
) -> EmployerCard:
    """Write down what was said or agreed."""
    shared.limits.take(user.username, "save")
    card, now = await _card(employer_id, user, shared), shared.clock.now()
    await card_store.write_note(
        shared.engine, card.main.id, wanted.text, wanted.call_id, user.office, user.username, now
    )
    return await _told(employer_id, user, shared, "written")


@router.put("/{employer_id}/agreements/{part_id}", responses=answers(401, 403, 404, 412, 413, 422, 429))
async def save_employer_agreement(
    employer_id: EmployerId, part_id: PartId, wanted: AgreementIn, read_on: IfMatch, user: Server, shared: Shared
) -> EmployerCard:
    """An agreement: a new one (If-Match `"0"`, whatever the id), or other words. 422 with `settings_refused` for
    days that cannot be; 412 with `stale_version`."""
    shared.limits.take(user.username, "save")
    card, now = await _card(employer_id, user, shared), shared.clock.now()
    await card_store.save_agreement(
        shared.engine,
        card.main.id,
        part_id,
        wanted.agreement(),
        user.office,
        version_of(read_on),
        user.username,
        now,
    )
    return await _told(employer_id, user, shared, "written")


@router.post("/{employer_id}/join", responses=answers(401, 403, 404, 409, 413, 422, 429))
async def join_employers(employer_id: EmployerId, wanted: JoinIn, user: Joiner, shared: Shared) -> EmployerCard:
    """The other entry is the same employer: one card from now on. Nothing is written over, and it can be undone.
    409 with `transition_refused` for two of one card."""
    shared.limits.take(user.username, "save")
    await _card(employer_id, user, shared, Right.JOIN_EMPLOYERS)
    await card_store.join(shared.engine, employer_id, wanted.other, shared.clock.now())
    return await _told(employer_id, user, shared, "written")


@router.post("/{employer_id}/separation", responses=answers(401, 403, 404, 409, 422, 429))
async def separate_employer(employer_id: EmployerId, user: Joiner, shared: Shared) -> EmployerCard:
    """The entry was joined by mistake: it has its own card again, as it was. What was written on the common card
    stays there. 409 with `transition_refused` for one that was not joined."""
    shared.limits.take(user.username, "save")
    card = await _card(employer_id, user, shared, Right.JOIN_EMPLOYERS)
    await card_store.separate(shared.engine, employer_id, shared.clock.now())
    others = {entry.office for entry in card.entries if entry.id != employer_id}
    stays = any(user.may_for(Right.SERVE_EMPLOYERS, office) for office in others)
    return await _told(card.main.id if stays else employer_id, user, shared, "written")


async def _card(employer_id: str, user: User, shared: Services, right: Right = Right.SERVE_EMPLOYERS) -> CardRows:
    """Raises NotFound, also for one that no own office knows."""
    today = shared.clock.now().astimezone(WARSAW).date()
    card = await card_store.get_card(shared.engine, employer_id, today)
    if not any(user.may_for(right, office) for office in card.offices):
        raise NotFound("Nie ma takiego pracodawcy.")
    return card


async def _told(employer_id: str, user: User, shared: Services, outcome: StaffOutcome) -> EmployerCard:
    card = await _card(employer_id, user, shared)
    own = user.offices_of(Right.SERVE_EMPLOYERS)
    seen_by = next((office for office in sorted(card.offices) if own is None or office in own), user.office)
    entry = AccessEntry(
        at=shared.clock.now(),
        who=user.username,
        client_id=None,
        office=seen_by,
        topic="employer",
        purpose="employer_view",
        outcome=outcome,
        reason=f"Pracodawca: {card.main.name}",
    )
    await note_access_first(shared, entry)
    may_join = user.may(Right.JOIN_EMPLOYERS) and any(
        user.may_for(Right.JOIN_EMPLOYERS, office) for office in card.offices
    )
    return EmployerCard.of(card, own, may_join=may_join)
