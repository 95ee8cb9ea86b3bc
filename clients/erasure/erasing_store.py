"""Erases a person in one transaction, by `clients.erasure.plan`; and whoever comes back from an old backup.

What cannot go in a transaction, files and the keys' bytes, is listed in it: `clients.erasure.run` destroys that
after the commit, and goes on with it after a kill.
"""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from clients.erasure.hashes import ErasedHashes
from clients.erasure.plan import PLAN, REACHES, Kept
from clients.erasure.subject_store import Subject
from core.db.tables import Base
from core.db.tables.assessment_tables import AssessmentSheetRow
from core.db.tables.centre.call_tables import CallbackRow, CallRow, SmsOrder, VoiceMessage
from core.db.tables.centre.verification_tables import AttemptGuard, VerifiedNumber
from core.db.tables.client_tables import AccessLogRow, ContactConfirmationRow
from core.db.tables.contact_tables import ContactRow, CorrectionProposalRow
from core.db.tables.exchange_tables import ExportBatchRow, ImportRunRow
from core.db.tables.knowledge_tables import KnowledgeProposalRow
from core.db.tables.market.contact_request_tables import ContactRequestRow
from core.db.tables.messages.matter_tables import MatterRow
from core.db.tables.messages.outbox_tables import OutboxRow, SmsReceivedRow
from core.db.tables.person_tables import Client
from core.db.tables.recording_tables import RecordingRow
from core.db.tables.request_tables import (
    AccessReasonRow,
    ErasureReadmissionRow,
    ErasureRow,
    LegalHoldRow,
    PersonRequestRow,
    RequestStepRow,
)
from core.messages.sealing_store import destroy
from core.retention.retention import WORDS_GONE_PL

Forget: TypeAlias = Callable[[AsyncConnection, Collection[str], Collection[str]], Awaitable[int]]
"""`core.fact_log.personal_key_store.forget`: destroys the keys of calls, and of clients' facts without a call."""

DestroyRecordings: TypeAlias = Callable[[AsyncConnection, Sequence[str], datetime], Awaitable[Sequence[str]]]
"""`recordings.vault.destroying.destroy_erased`: destroys the keys of recordings; returns their files, below the
folder of recordings, that are to go."""


@dataclass(frozen=True, slots=True)
class Destroyers:
    """What other features destroy for an erasure, in its transaction."""

    forget: Forget
    recordings: DestroyRecordings


_IMPORTS_LOCK = 7_240_021
_BATCHES_LOCK = 7_240_022
"""Of PostgreSQL's advisory locks: of `clients.importing.staging_store`, `clients.exporting.batch_store`. Nobody
writes the person anew meanwhile."""

_TAKEN_IN = ("done", "refused")  # of `clients.importing.run_store`


@dataclass(frozen=True, slots=True)
class Remains:
    """Files that go after the commit, below the folders `recordings`, `imports` and `exports`."""

    folder: str
    name: str


async def lock_out_others(connection: AsyncConnection) -> None:
    """Wait for an import or an export that is writing, and let none begin before the end of the transaction."""
    for lock in (_IMPORTS_LOCK, _BATCHES_LOCK):
        await connection.execute(select(func.pg_advisory_xact_lock(lock)))


async def erase(
    connection: AsyncConnection,
    subject: Subject,
    kept: Kept,
    hashes: ErasedHashes,
    destroyers: Destroyers,
    now: datetime,
) -> list[Remains]:
    """Everything of the person goes, but for what is kept; what is left to be destroyed after the commit.

    Safe to be done again: what is gone is passed over.
    """
    calls = [] if kept.keeps("call") else [call for call in subject.calls if call not in kept.calls]
    await destroyers.forget(connection, calls, () if kept.keeps("event") else (subject.client_id,))
    remains = await _recordings(connection, subject, kept, destroyers, now)
    remains += await _export_files(connection, subject, kept)
    remains += await _extracts(connection)
    await _clear_calls(connection, subject, kept, calls)
    await _forget_tries(connection, subject, hashes)
    if not kept.keeps("matter"):
        matters = select(MatterRow.id).where(MatterRow.client_id == subject.client_id)
        await destroy(connection, list(await connection.scalars(matters)))
    await _clear_free_text(connection, subject, kept, hashes)
    for name, fate in PLAN.items():
        if fate.what == "delete" and fate.key == "client" and name in _OF_CLIENTS and not kept.keeps(name):
            table = Base.metadata.tables[name]
            key = table.c.id if name == "client" else table.c.client_id
            await connection.execute(delete(table).where(key == subject.client_id))
    if kept.keeps("client"):
        values: dict[str, Any] = dict.fromkeys(REACHES) if "identity" not in kept.categories else {}
        client = update(Client).where(Client.id == subject.client_id)
        await connection.execute(client.values(**values, version=Client.version + 1))
    return remains


_OF_CLIENTS = {
    name
    for name, fate in PLAN.items()
    if name in Base.metadata.tables
    and (name == "client" or "client_id" in Base.metadata.tables[name].c)
    and fate.key == "client"
}


async def note_erasure(
    connection: AsyncConnection,
    request_id: str,
    subject: Subject,
    kept: Kept,
    hashes: ErasedHashes,
    remains: Sequence[Remains],
    now: datetime,
) -> None:
    """The person on the list, by which imports and restored backups know the person again.

    Done again, when a hold has ended, it is the same entry, with less that is kept."""
    known = [hashes.client(subject.client_id)]
    if subject.ext_id is not None:
        known.append(hashes.key(subject.office, subject.ext_id))
    known += [hashes.call(call) for call in subject.calls]
    row = insert(ErasureRow).values(
        id=f"erasure-of-{request_id}",
        request_id=request_id,
        office=subject.office,
        at=now,
        hashes=known,
        kept={"categories": sorted(kept.categories), "calls": sorted(map(hashes.call, kept.calls))},
        remains=[[one.folder, one.name] for one in remains],
    )
    again = {
        "hashes": func.array_cat(ErasureRow.hashes, row.excluded.hashes),
        "kept": row.excluded.kept,
        "remains": ErasureRow.remains.op("||")(row.excluded.remains),
        "finished_at": None,
    }
    await connection.execute(row.on_conflict_do_update(index_elements=["id"], set_=again))


async def _recordings(
    connection: AsyncConnection, subject: Subject, kept: Kept, destroyers: Destroyers, now: datetime
) -> list[Remains]:
    if kept.keeps("recording"):
        return []
    calls = [call for call in subject.calls if call not in kept.calls]
    found: list[str] = []
    message = VoiceMessage
    theirs = or_(
        message.call_id.in_(calls),
        and_(message.client_id == subject.client_id, message.call_id.not_in(kept.calls)),
        and_(
            message.client_id.is_(None),
            message.caller_number.in_(subject.numbers),
            message.call_id.not_in(kept.calls),
        ),
    )
    found += await connection.scalars(delete(message).where(theirs).returning(message.file))
    of_calls = select(RecordingRow.id).where(RecordingRow.call_id.in_(calls)).order_by(RecordingRow.id)
    found += await destroyers.recordings(connection, list(await connection.scalars(of_calls)), now)
    return [Remains("recordings", file) for file in found]


async def _export_files(connection: AsyncConnection, subject: Subject, kept: Kept) -> list[Remains]:
    """Files for the office that name the person: those that it has not confirmed are made anew without."""
    if kept.keeps("contact"):
        return []
    gone: dict[str, int] = {}
    for row in (ContactRow, ContactConfirmationRow, CorrectionProposalRow):
        query = (
            select(row.exported_in, func.count())
            .where(row.client_id == subject.client_id, row.exported_in.is_not(None))
            .group_by(row.exported_in)
        )
        for batch, count in await connection.execute(query):
            gone[str(batch)] = gone.get(str(batch), 0) + count
    files = []
    for batch, count in gone.items():
        changed = update(ExportBatchRow).where(ExportBatchRow.id == batch).values(rows=ExportBatchRow.rows - count)
        files.append(str(await connection.scalar(changed.returning(ExportBatchRow.file))))
    return [Remains("exports", name) for file in files for name in (file, f"{file}.sig")]


async def _extracts(connection: AsyncConnection) -> list[Remains]:
    """Extracts that were taken in: of any office, since a person may have been another one's before."""
    sources = await connection.scalars(
        select(ImportRunRow.source).where(ImportRunRow.state.in_(_TAKEN_IN)).distinct()
    )
    return [Remains("imports", source) for source in sources]


async def _clear_calls(connection: AsyncConnection, subject: Subject, kept: Kept, calls: Sequence[str]) -> None:
    """Calls, call-backs and messages stay as rows, for the figures, and say of nobody whose they were."""
    if kept.keeps("call"):
        return
    order, sms = CallbackRow, SmsOrder
    await connection.execute(update(CallRow).where(CallRow.id.in_(calls)).values(caller_number="", client_id=None))
    theirs = or_(
        order.call_id.in_(calls),
        and_(order.client_id == subject.client_id, order.call_id.not_in(kept.calls)),
        and_(
            order.client_id.is_(None),
            order.callback_number.in_(subject.numbers),
            order.call_id.not_in(kept.calls),
        ),
    )
    await connection.execute(update(order).where(theirs).values(callback_number="", client_id=None))
    wish = ContactRequestRow
    wishes = or_(
        wish.call_id.in_(calls),
        and_(wish.client_id == subject.client_id, wish.call_id.not_in(kept.calls)),
        and_(
            wish.client_id.is_(None),
            wish.callback_number.in_(subject.numbers),
            wish.call_id.not_in(kept.calls),
        ),
    )
    await connection.execute(delete(wish).where(wishes))
    to_them = or_(
        sms.call_id.in_(calls),
        and_(sms.sms_number.in_(subject.numbers), or_(sms.call_id.is_(None), sms.call_id.not_in(kept.calls))),
    )
    cleared: dict[str, Any] = {"sms_number": "", "sms_values": {}, "secret": None, "state": "erased"}
    await connection.execute(update(sms).where(to_them).values(**cleared))
    out, received = OutboxRow, SmsReceivedRow
    mine = or_(out.call_id.in_(calls), out.client_id == subject.client_id, out.address.in_(subject.numbers))
    spared = and_(mine, or_(out.call_id.is_(None), out.call_id.not_in(kept.calls)))
    gone: dict[str, Any] = {"address": "", "client_id": None, "template_values": {}, "secret": None}
    await connection.execute(update(out).where(spared).values(**gone))
    await connection.execute(
        update(out).where(out.address == "", out.state == "queued").values(state="refused", ended_at=func.now())
    )
    await connection.execute(delete(received).where(received.address.in_(subject.numbers)))
    proposal = KnowledgeProposalRow
    told = proposal.call_id.in_(calls)
    # What nobody has decided cannot be decided without its words.
    declined = {"state": "declined", "answer": WORDS_GONE_PL, "decided_at": func.now()}
    undecided = update(proposal).where(told, proposal.state == "open")
    await connection.execute(undecided.values(**declined, version=proposal.version + 1))
    await connection.execute(update(proposal).where(told).values(words=""))
    free_text: dict[str, Any] = {"notes": {}, "remark": "", "corrected_for": "", "answer": ""}
    sheets = update(AssessmentSheetRow).where(AssessmentSheetRow.call_id.in_(calls))
    await connection.execute(sheets.values(**free_text))


async def _forget_tries(connection: AsyncConnection, subject: Subject, hashes: ErasedHashes) -> None:
    cards = [hashes.subject("card", card) for card in subject.cards]
    numbers = [hashes.subject("caller", number) for number in subject.numbers]
    guard = AttemptGuard
    await connection.execute(
        delete(guard).where(or_(guard.card.in_(cards), guard.subject.in_([*cards, *numbers])))
    )
    await connection.execute(delete(VerifiedNumber).where(VerifiedNumber.card.in_(cards)))


async def _clear_free_text(
    connection: AsyncConnection, subject: Subject, kept: Kept, hashes: ErasedHashes
) -> None:
    """What the staff typed about the person: reasons of looks, notes in requests, reasons of holds, and why the
    person was let in again after an erasure."""
    client = subject.client_id
    looks = select(AccessLogRow.id).where(AccessLogRow.client_id == client)
    await connection.execute(delete(AccessReasonRow).where(AccessReasonRow.access_id.in_(looks)))
    requests = select(PersonRequestRow.id).where(PersonRequestRow.client_id == client)
    await connection.execute(
        update(RequestStepRow)
        .where(RequestStepRow.request_id.in_(requests), RequestStepRow.note.is_not(None))
        .values(note=None)
    )
    if subject.ext_id is not None:
        key = hashes.key(subject.office, subject.ext_id)
        let_in = update(ErasureReadmissionRow).where(ErasureReadmissionRow.key_hash == key)
        await connection.execute(let_in.values(reason=None))
    if kept.is_nothing:
        hold = LegalHoldRow
        ended = or_(hold.client_id == client, hold.call_id.in_(subject.calls))
        await connection.execute(update(hold).where(ended).values(client_id=None, reason=None))
        of_client = update(PersonRequestRow).where(PersonRequestRow.client_id == client)
        await connection.execute(of_client.values(client_id=None))


def wiped_tables() -> list[str]:
    """Those whose files hold something in what is free of them. Facts never do: what they said was sealed, and
    theirs is the table that grows largest."""
    return [name for name in touched_tables() if name != "event"]


def touched_tables() -> list[str]:
    """The tables of which rows went or were changed: their old versions go by a VACUUM."""
    also = ("access_reason", "personal_key", "event", "export_batch")
    changed = [name for name, fate in PLAN.items() if fate.what != "keep" and name in Base.metadata.tables]
    return sorted({*changed, *(name for name in also if name in Base.metadata.tables)})
