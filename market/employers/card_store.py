"""The card of an employer: all that its offices know of it, read and changed.

An entry that was joined to another one stays as it is; its card is the other one's. Entries of an office's own
system are as that system has them, and are changed there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, union, update

from core.db.engine import Connection, Engine, reading
from core.db.tables.market.employer_tables import EmployerAgreementRow, EmployerContactRow, EmployerNoteRow
from core.db.tables.market.intake_tables import IntakeRow
from core.db.tables.market.offer_tables import EmployerRow, OfferRow
from core.errors import NotFound, SettingsRefused, StaleVersion, TransitionRefused
from core.ids import new_id
from market.employers.employer import (
    Agreement,
    Contact,
    Employer,
    agreement_faults,
    are_alike,
    faults,
    own_words,
)
from market.employers.numbers import digits
from market.offers.offer import SHOWN

MOST_OFFERS, MOST_INTAKES, MOST_NOTES = 100, 50, 100
_MOST_ALIKE = 200
_TOLD_DUPLICATES = 20


@dataclass(frozen=True, slots=True)
class CardRows:
    """`main`: the entry whose card it is; `entries`: with it those that were joined to it. Newest first."""

    main: Any
    entries: Sequence[Any]
    contacts: Sequence[Any]
    notes: Sequence[Any]
    agreements: Sequence[Any]
    offers: Sequence[Any]
    intakes: Sequence[Any]
    calls: Sequence[Any]
    duplicates: Sequence[Any]

    @property
    def offices(self) -> frozenset[str]:
        return frozenset(entry.office for entry in self.entries)


async def get_card(engine: Engine, employer_id: str, today: date) -> CardRows:
    """Of whatever entry of it. Raises NotFound."""
    async with reading(engine) as connection:
        entries = await entries_of(connection, employer_id)
        ids = [entry.id for entry in entries]
        nips = sorted({entry.nip for entry in entries if entry.nip})
        offers = (
            select(OfferRow.__table__)
            .where(
                or_(OfferRow.employer_id.in_(ids), OfferRow.employer_nip.in_(nips)),
                OfferRow.duplicate_of.is_(None),
            )
            .order_by((OfferRow.state.in_(SHOWN) & (OfferRow.valid_until >= today)).desc())
            .order_by(OfferRow.valid_from.desc(), OfferRow.id)
            .limit(MOST_OFFERS)
        )
        contact, note, agreement = EmployerContactRow, EmployerNoteRow, EmployerAgreementRow
        contacts = select(contact.__table__).where(contact.employer_id.in_(ids))
        notes = select(note.__table__).where(note.employer_id.in_(ids)).order_by(note.written_at.desc(), note.id)
        agreements = select(agreement.__table__).where(agreement.employer_id.in_(ids))
        intakes = select(IntakeRow.__table__).where(IntakeRow.employer_id.in_(ids))
        intakes = intakes.order_by(IntakeRow.changed_at.desc(), IntakeRow.id).limit(MOST_INTAKES)

        async def rows(query: Any) -> Sequence[Any]:
            return (await connection.execute(query)).all()

        return CardRows(
            main=entries[0],
            entries=entries,
            contacts=await rows(contacts.order_by(contact.name, contact.id)),
            notes=await rows(notes.limit(MOST_NOTES)),
            agreements=await rows(agreements.order_by(agreement.signed_on.desc(), agreement.id)),
            offers=await rows(offers),
            intakes=await rows(intakes),
            calls=await rows(_calls(ids)),
            duplicates=await _duplicates(connection, entries),
        )


async def entries_of(connection: Connection, employer_id: str) -> Sequence[Any]:
    """The entry whose card it is first. Raises NotFound."""
    query = select(func.coalesce(EmployerRow.joined_to, EmployerRow.id)).where(EmployerRow.id == employer_id)
    main = await connection.scalar(query)
    if main is None:
        raise NotFound("Nie ma takiego pracodawcy.")
    members = select(EmployerRow.__table__).where(or_(EmployerRow.id == main, EmployerRow.joined_to == main))
    members = members.order_by((EmployerRow.id == main).desc(), EmployerRow.office, EmployerRow.id)
    return (await connection.execute(members)).all()


def _calls(ids: Sequence[str]) -> Any:
    """Conversations in which an offer was taken in or a note was written."""
    intake = select(IntakeRow.call_id, IntakeRow.begun_at.label("at"), IntakeRow.begun_by.label("by"))
    intake = intake.where(IntakeRow.employer_id.in_(ids), IntakeRow.call_id.is_not(None))
    note = select(EmployerNoteRow.call_id, EmployerNoteRow.written_at, EmployerNoteRow.written_by)
    note = note.where(EmployerNoteRow.employer_id.in_(ids), EmployerNoteRow.call_id.is_not(None))
    both = union(intake, note).subquery("both")
    latest = select(both.c.call_id, func.min(both.c.at).label("at"), func.min(both.c.by).label("by"))
    return latest.group_by(both.c.call_id).order_by(func.min(both.c.at).desc()).limit(MOST_NOTES)


async def _duplicates(connection: Connection, entries: Sequence[Any]) -> Sequence[Any]:
    """Entries with another card that may be the same employer: of its NIP or REGON, or of a name alike in the same
    town."""
    ids = [entry.id for entry in entries]
    nips, regons = ({getattr(entry, name) for entry in entries} - {None, ""} for name in ("nip", "regon"))
    near: list[ColumnElement[bool]] = [EmployerRow.nip.in_(nips), EmployerRow.regon.in_(regons)]
    for entry in entries:
        if entry.town:
            word = max(own_words(entry.name), key=len, default=entry.name)
            is_near = func.folded_name(EmployerRow.town) == func.folded_name(entry.town)
            near.append(is_near & (func.strpos(func.folded_name(EmployerRow.name), func.folded_name(word)) > 0))
    query = select(EmployerRow.__table__).where(
        or_(*near), EmployerRow.joined_to.is_(None), EmployerRow.id.not_in(ids)
    )
    found = (await connection.execute(query.order_by(EmployerRow.name, EmployerRow.id).limit(_MOST_ALIKE))).all()

    def is_same(row: Any) -> bool:
        # Two firms with numbers of their own are two, however alike their names are.
        if row.nip and nips:
            return row.nip in nips
        if row.regon in regons:
            return True
        return any(are_alike(row.name, entry.name) for entry in entries)

    return [row for row in found if is_same(row)][:_TOLD_DUPLICATES]


async def save_employer(
    engine: Engine, employer_id: str, employer: Employer, office: str, version: int, now: datetime
) -> str:
    """A new entry of an office (version 0, whatever the id), or other words for one that was read at `version`;
    its id. Raises NotFound, StaleVersion, SettingsRefused, and TransitionRefused for an entry of an office's own
    system.
    """
    if wrong := list(faults(employer)):
        raise SettingsRefused(wrong)
    values = {
        **asdict(employer),
        "nip": digits(employer.nip) if employer.nip else None,
        "regon": digits(employer.regon) if employer.regon else None,
        "changed_at": now,
    }
    async with engine.begin() as connection:
        if version == 0:
            new = new_id("employer")
            await connection.execute(insert(EmployerRow).values(id=new, office=office, version=1, **values))
            return new
        row = await _held(connection, EmployerRow, employer_id, version)
        if row.ext_id is not None:
            raise TransitionRefused("Te dane pochodzą z systemu urzędu i tam się je zmienia.")
        changed = update(EmployerRow).where(EmployerRow.id == employer_id)
        await connection.execute(changed.values(version=version + 1, **values))
        return employer_id


async def save_contact(
    engine: Engine,
    employer_id: str,
    contact_id: str,
    contact: Contact,
    office: str,
    version: int,
    by: str,
    now: datetime,
) -> None:
    """A new one (version 0, whatever the id) or other words. Raises NotFound, StaleVersion."""
    values = {**asdict(contact), "changed_by": by, "changed_at": now}
    await _save_part(engine, EmployerContactRow, employer_id, contact_id, values, office, version)


async def save_agreement(
    engine: Engine,
    employer_id: str,
    agreement_id: str,
    agreement: Agreement,
    office: str,
    version: int,
    by: str,
    now: datetime,
) -> None:
    """A new one (version 0, whatever the id) or other words. Raises NotFound, StaleVersion, SettingsRefused."""
    if wrong := list(agreement_faults(agreement)):
        raise SettingsRefused(wrong)
    values = {**asdict(agreement), "changed_by": by, "changed_at": now}
    await _save_part(engine, EmployerAgreementRow, employer_id, agreement_id, values, office, version)


async def remove_contact(engine: Engine, employer_id: str, contact_id: str, version: int) -> None:
    """Who is not there any more is not kept. Raises NotFound, StaleVersion."""
    async with engine.begin() as connection:
        await _part(connection, EmployerContactRow, employer_id, contact_id, version)
        await connection.execute(delete(EmployerContactRow).where(EmployerContactRow.id == contact_id))


async def write_note(
    engine: Engine, employer_id: str, text: str, call_id: str | None, office: str, by: str, now: datetime
) -> None:
    row = {"id": new_id("employer-note"), "employer_id": employer_id, "office": office, "text": text}
    async with engine.begin() as connection:
        new = insert(EmployerNoteRow).values(**row, call_id=call_id, written_by=by, written_at=now)
        await connection.execute(new)


async def join(engine: Engine, employer_id: str, other_id: str, now: datetime) -> None:
    """The card of the first is from now on that of the other, too, with all entries that it has. Nothing is
    written over. Raises NotFound, TransitionRefused for two of one card."""
    async with engine.begin() as connection:
        mains = [(await entries_of(connection, each))[0].id for each in (employer_id, other_id)]
        if mains[0] == mains[1]:
            raise TransitionRefused("To już jest jedna karta.")
        # In one order, whoever joins which with which: two at once wait for each other and make no circle.
        held = select(EmployerRow.id).where(EmployerRow.id.in_(mains), EmployerRow.joined_to.is_(None))
        if len((await connection.execute(held.order_by(EmployerRow.id).with_for_update())).all()) < 2:
            raise TransitionRefused("Ktoś właśnie połączył tę kartę z inną.")
        moved = update(EmployerRow).where(or_(EmployerRow.id == mains[1], EmployerRow.joined_to == mains[1]))
        await connection.execute(moved.values(joined_to=mains[0], changed_at=now))


async def separate(engine: Engine, employer_id: str, now: datetime) -> None:
    """An entry that was joined has its own card again. Raises NotFound, TransitionRefused for one that was not."""
    async with engine.begin() as connection:
        query = select(EmployerRow.joined_to).where(EmployerRow.id == employer_id).with_for_update()
        row = (await connection.execute(query)).one_or_none()
        if row is None:
            raise NotFound
        if row.joined_to is None:
            raise TransitionRefused("Ten wpis nie jest z niczym połączony.")
        alone = update(EmployerRow).where(EmployerRow.id == employer_id)
        await connection.execute(alone.values(joined_to=None, changed_at=now))


async def _save_part(
    engine: Engine,
    table: Any,
    employer_id: str,
    part_id: str,
    values: Mapping[str, Any],
    office: str,
    version: int,
) -> None:
    async with engine.begin() as connection:
        if version == 0:
            new = {"id": new_id(table.__tablename__.replace("_", "-")), "employer_id": employer_id}
            await connection.execute(insert(table).values(**new, office=office, version=1, **values))
            return
        await _part(connection, table, employer_id, part_id, version)
        await connection.execute(update(table).where(table.id == part_id).values(version=version + 1, **values))


async def _part(connection: Connection, table: Any, employer_id: str, part_id: str, version: int) -> None:
    """Of whatever entry of the employer's card."""
    row = await _held(connection, table, part_id, version)
    if row.employer_id not in {entry.id for entry in await entries_of(connection, employer_id)}:
        raise NotFound


async def _held(connection: Connection, table: Any, row_id: str, version: int) -> Any:
    query = select(table.__table__).where(table.id == row_id).with_for_update()
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise NotFound
    if row.version != version:
        raise StaleVersion(row.version)
    return row
