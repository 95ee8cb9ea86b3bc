"""Writes the persons of a staged extract: who they are, what they agreed to, who came and who went."""

from typing import Any

from sqlalchemy import DateTime, Select, case, exists, func, insert, literal, or_, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from clients.importing import staging_store as staged
from clients.importing.files.manifest import Manifest
from clients.importing.set_store import HERE, Merged, count, day_in_warsaw, only_told, table_of
from clients.importing.shrinkage_store import goes
from clients.importing.staging_store import PERSON
from core.consents.import_store import note_imported
from core.db.tables.client_tables import RegistrationRow
from core.db.tables.person_tables import Client


async def merge_persons(connection: AsyncConnection, manifest: Manifest) -> Merged:
    """Clients and their consents; and how many came from another office. Their ids, and with them cards and
    history, stay."""
    moved = await count(
        connection,
        select(PERSON.c.line).where(PERSON.c.from_office != manifest.office, HERE),
    )
    clients, wanted = table_of(Client), _persons(manifest).subquery("wanted")
    await _free_keys(connection, manifest)
    values: dict[str, Any] = {
        column.name: column for column in wanted.c if column.name not in ("id", "seen_seq", *_KEY)
    }
    # A number that is known does not go because an extract leaves it out; its box, of which no two are the same,
    # is made anew only for another number.
    is_known = or_(wanted.c.pesel_hash.is_(None), wanted.c.pesel_hash == clients.c.pesel_hash)
    values["pesel_hash"] = func.coalesce(wanted.c.pesel_hash, clients.c.pesel_hash)
    values["pesel_box"] = case(
        (is_known, func.coalesce(clients.c.pesel_box, wanted.c.pesel_box)), else_=wanted.c.pesel_box
    )
    differs = or_(
        *(clients.c[name].is_distinct_from(column) for name, column in values.items()),
        *(clients.c[name].is_distinct_from(wanted.c[name]) for name in _KEY),
        clients.c.gone_at.is_not(None),
    )
    changed = await connection.execute(
        update(clients)
        .where(clients.c.id == wanted.c.id, differs)
        .values(**values, seen_seq=wanted.c.seen_seq, gone_at=None, version=clients.c.version + 1)
    )
    new = await connection.execute(
        insert(clients).from_select(
            [column.name for column in wanted.c], _persons(manifest).where(PERSON.c.from_office.is_(None))
        )
    )
    await _consents(connection, manifest)
    gone = await _let_go(connection, manifest)
    return Merged(new.rowcount, changed.rowcount, gone, moved)


_KEY = ("office", "ext_id")


async def _free_keys(connection: AsyncConnection, manifest: Manifest) -> None:
    """Take the office's keys off who has them now, if another person of the extract has them. Who is not in the
    extract under another key is gone then."""
    others = select(PERSON.c.line).where(PERSON.c.ext_id == Client.ext_id, PERSON.c.client_id != Client.id, HERE)
    await connection.execute(
        update(Client)
        .where(Client.office == manifest.office, exists(others))
        .values(ext_id=None, gone_at=manifest.extract_at)
    )


async def merge_keys(connection: AsyncConnection, manifest: Manifest) -> None:
    """Give persons who moved, or whose key changed, the office's key.

    The last of all that is written: who changes a key holds off everybody who writes something of that client,
    such as a contact of the call that goes on, until the end of the transaction.
    """
    is_other = or_(Client.office != manifest.office, Client.ext_id.is_distinct_from(PERSON.c.ext_id))
    await connection.execute(
        update(Client)
        .where(Client.id == PERSON.c.client_id, HERE, is_other)
        .values(office=manifest.office, ext_id=PERSON.c.ext_id)
    )


def _persons(manifest: Manifest) -> Select[Any]:
    rows, present = PERSON.c, staged.current_registration()
    is_country = func.substr(rows.teryt_gmina, 7, 1) == "2"
    persons = (
        select(
            rows.client_id.label("id"),
            literal(manifest.office).label("office"),
            rows.ext_id,
            rows.first_names.label("first_name"),
            rows.last_name,
            rows.pesel_hash,
            rows.pesel_box,
            rows.birth_date,
            rows.sex,
            rows.citizenship,
            rows.phone,
            rows.email,
            case((rows.consent_sms.is_(True), rows.phone)).label("sms_number"),
            rows.teryt_gmina.label("gmina"),
            rows.postal_code,
            rows.street,
            rows.house,
            rows.mailing_address,
            func.coalesce(rows.lang, "pl").label("language"),
            func.coalesce(present.c.rural, is_country, False).label("is_rural"),
            rows.change_seq.label("seen_seq"),
        )
        .outerjoin(present, present.c.ext_id == rows.ext_id)
        .where(HERE)
    )
    return only_told(persons, manifest)


async def _consents(connection: AsyncConnection, manifest: Manifest) -> None:
    """What the office knows, into the register: it never takes the place of what the client has said to us."""
    rows = PERSON.c
    told = union_all(
        *(
            select(
                rows.client_id,
                literal(purpose).label("purpose"),
                literal(channel).label("channel"),
                given.label("is_given"),
                literal(manifest.extract_at, DateTime(timezone=True)).label("since"),
            ).where(given.is_not(None), HERE)
            for purpose, channel, given in (
                ("contact", "sms", rows.consent_sms),
                ("contact", "email", rows.consent_email),
                ("employer_search", "phone", rows.consent_employer_search),
            )
        )
    ).subquery("told")
    reference = f"extract:{manifest.office}:{manifest.extract_at:%Y-%m-%dT%H:%M%z}"
    await note_imported(connection, told, manifest.office, reference)


async def _let_go(connection: AsyncConnection, manifest: Manifest) -> int:
    """Who is not in the office's records any more is marked, and registered nowhere; nothing is deleted here."""
    await connection.execute(
        update(Client)
        .where(
            Client.office == manifest.office,
            Client.ext_id.is_not(None),
            Client.gone_at.is_(None),
            goes(manifest),
        )
        .values(gone_at=manifest.extract_at, version=Client.version + 1)
    )
    gone = select(Client.id).where(Client.office == manifest.office, Client.gone_at == manifest.extract_at)
    await connection.execute(
        update(RegistrationRow)
        .where(RegistrationRow.client_id.in_(gone), RegistrationRow.status != "none")
        .values(status="none", since=day_in_warsaw(manifest.extract_at), is_insured=False, contact_due=None)
    )
    return await count(connection, gone)
