"""The register of consents in the database: what is said is written here and nowhere else.

Whoever writes holds the row of that person, purpose and channel until the end of the transaction, so the numbers
of events are the order in which they came to count.
"""

import hashlib
import json
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from core.consents.addresses import AddressHashes, national
from core.consents.consent import ENDS, Channel, Consent, Purpose, Source, Statement, What, stepped
from core.db.tables.messages.consent_tables import ConsentEventRow, ConsentEvidenceRow, ConsentRow, SuppressionRow
from core.db.tables.person_tables import Client
from core.errors import NotFound
from core.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a client has said, or was asked. `text_id`, `text_sha256`: the text that was read or shown.
    `reference`: a call, a message or a form. `by`: who of the staff writes it down. `evidence`: what proves it."""

    client_id: str
    purpose: Purpose
    channel: Channel
    what: What
    source: Source
    at: datetime
    text_id: str | None = None
    text_sha256: str | None = None
    reference: str | None = None
    by: str | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict, repr=False)


async def note_said(connection: AsyncConnection, said: Said, hashes: AddressHashes) -> Consent:
    """Write it into the register; the state that follows. Raises NotFound for a client who is not there."""
    whose = select(Client.office, Client.phone, Client.sms_number, Client.email)
    client = (await connection.execute(whose.where(Client.id == said.client_id))).one_or_none()
    if client is None:
        raise NotFound
    before = await _held(connection, said)
    number = await _event(connection, said, client.office)
    after = stepped(before, Statement(said.purpose, said.channel, said.what, said.source, said.at, number))
    if after != before:
        values = {
            "state": after.state,
            "since": after.since,
            "source": after.source,
            "event": after.event or None,
        }
        await connection.execute(update(ConsentRow).where(*_is(said)).values(**values))
    address = _address(said.channel, client)
    if address is not None and after.event == number:
        hashed = hashes.of(said.channel, address)
        if said.what in ENDS:
            await suppress(connection, hashed, said.channel, [said.purpose], client.office, said.at, number)
        elif after.is_given:
            await _revoke(connection, hashed, said, client.office)
    return after


async def note_said_by_address(
    connection: AsyncConnection,
    address: str,
    channel: Channel,
    purposes: Collection[Purpose],
    what: What,
    source: Source,
    at: datetime,
    hashes: AddressHashes,
    reference: str | None = None,
) -> int:
    """Whoever has this address ends these purposes in all offices: of every client who has it, and for ever. How
    many clients those were."""
    hashed = hashes.of(channel, address)
    values = {"at": at, "channel": channel, "what": what, "source": source, "reference": reference}
    last = None
    for purpose in purposes:
        row = insert(ConsentEventRow).values(**values, purpose=purpose, address_hash=hashed)
        last = await connection.scalar(row.returning(ConsentEventRow.number))
    await suppress(connection, hashed, channel, purposes, None, at, last)
    clients = await _clients_with(connection, channel, address)
    for client in clients:
        for purpose in purposes:
            said = Said(
                client_id=client,
                purpose=purpose,
                channel=channel,
                what=what,
                source=source,
                at=at,
                reference=reference,
            )
            await note_said(connection, said, hashes)
    return len(clients)


async def consents_of(connection: AsyncConnection, client_id: str) -> list[Consent]:
    """The present states of a client; nothing for one who is not there."""
    row = ConsentRow
    query = select(row.purpose, row.channel, row.state, row.since, row.source, row.event)
    found = await connection.execute(query.where(row.client_id == client_id))
    return [consent_of(one) for one in found]


async def suppressed(
    connection: AsyncConnection, channel: Channel, address: str, office: str | None, hashes: AddressHashes
) -> frozenset[Purpose]:
    """For which purposes nothing goes to this address any more, from an office or from anybody."""
    row = SuppressionRow
    query = select(row.purpose).where(
        row.address_hash == hashes.of(channel, address),
        row.channel == channel,
        row.revoked_at.is_(None),
        or_(row.office.is_(None), row.office == office),
    )
    return frozenset(cast(Purpose, purpose) for purpose in await connection.scalars(query))


async def suppress(
    connection: AsyncConnection,
    address_hash: str,
    channel: Channel,
    purposes: Collection[Purpose],
    office: str | None,
    since: datetime,
    event: int | None,
) -> None:
    """Nothing of these purposes goes to this address from now on; what was suppressed before stays as it is."""
    rows = [
        {
            "id": new_id("suppression"),
            "address_hash": address_hash,
            "channel": channel,
            "purpose": purpose,
            "office": office,
            "since": since,
            "event": event,
        }
        for purpose in purposes
    ]
    await connection.execute(pg_insert(SuppressionRow).on_conflict_do_nothing(), rows)


def evidence_digest(salt: bytes, evidence: Mapping[str, Any]) -> str:
    """What the register, which never changes, says of evidence: it proves what stands apart, and tells nothing of
    it once that is erased."""
    told = json.dumps(evidence, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(salt + told.encode()).hexdigest()


async def _held(connection: AsyncConnection, said: Said) -> Consent | None:
    """The state, held until the end of the transaction; None where nothing was ever said."""
    key = {"client_id": said.client_id, "purpose": said.purpose, "channel": said.channel}
    new = {"state": "none", "since": said.at, "source": said.source}
    await connection.execute(pg_insert(ConsentRow).values(**key, **new).on_conflict_do_nothing())
    row = ConsentRow
    query = select(row.state, row.since, row.source, row.event).where(*_is(said)).with_for_update()
    found = (await connection.execute(query)).one()
    if found.state == "none" and found.event is None:
        return None
    return Consent(said.purpose, said.channel, found.state, found.since, found.source, found.event or 0)


def consent_of(row: Any) -> Consent:
    """Of a row of `consent`."""
    return Consent(row.purpose, row.channel, row.state, row.since, row.source, row.event or 0)


async def _event(connection: AsyncConnection, said: Said, office: str) -> int:
    salt = secrets.token_bytes(16) if said.evidence else None
    row = insert(ConsentEventRow).values(
        at=said.at,
        client_id=said.client_id,
        office=office,
        purpose=said.purpose,
        channel=said.channel,
        what=said.what,
        source=said.source,
        text_id=said.text_id,
        text_sha256=said.text_sha256,
        reference=said.reference,
        by=said.by,
        evidence=None if salt is None else evidence_digest(salt, said.evidence),
    )
    number: int | None = await connection.scalar(row.returning(ConsentEventRow.number))
    assert number is not None
    if salt is not None:
        apart = {"event": number, "client_id": said.client_id, "salt": salt, "evidence": dict(said.evidence)}
        await connection.execute(insert(ConsentEvidenceRow).values(**apart))
    return number


async def _revoke(connection: AsyncConnection, address_hash: str, said: Said, office: str) -> None:
    """The person agrees anew: what ended for this address by this office, or by a word to all, holds no more."""
    row = SuppressionRow
    ended = update(row).where(
        row.address_hash == address_hash,
        row.channel == said.channel,
        row.purpose == said.purpose,
        row.revoked_at.is_(None),
        or_(row.office.is_(None), row.office == office),
    )
    if said.source != "import":
        await connection.execute(ended.values(revoked_at=said.at))


async def _clients_with(connection: AsyncConnection, channel: Channel, address: str) -> list[str]:
    """In one order, so that two who write at once do not wait for each other."""
    if channel == "email":
        is_it: ColumnElement[bool] = Client.email.ilike(address.strip().replace("%", r"\%").replace("_", r"\_"))
    else:
        number = national(address)
        is_it = or_(Client.phone == number, Client.sms_number == number)
    found = await connection.scalars(select(Client.id).where(is_it).order_by(Client.id))
    return list(found)


def _address(channel: Channel, client: Any) -> str | None:
    match channel:
        case "sms":
            return cast("str | None", client.sms_number or client.phone)
        case "phone":
            return cast("str | None", client.phone)
        case "email":
            return cast("str | None", client.email)
    return None


def _is(said: Said) -> tuple[Any, ...]:
    row = ConsentRow
    return row.client_id == said.client_id, row.purpose == said.purpose, row.channel == said.channel
