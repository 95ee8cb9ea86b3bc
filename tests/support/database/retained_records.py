"""One thing of everything that is kept for a time, made at a moment; for tests of what is let go when."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import anyio
from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.centre.call_tables import CallbackRow, CallRow, SmsOrder, SurveyAnswer, VoiceMessage
from core.db.tables.centre.verification_tables import AttemptGuard, VerifiedNumber
from core.db.tables.client_tables import AccessLogRow, ContactConfirmationRow
from core.db.tables.contact_tables import ContactRow, CorrectionProposalRow
from core.db.tables.exchange_tables import ExportBatchRow, ImportRunRow
from core.db.tables.knowledge_tables import KnowledgeProposalRow
from core.db.tables.market.contact_request_tables import ContactRequestRow
from core.db.tables.market.system_tables import SystemFileRow, SystemInquiryRow
from core.db.tables.person_tables import Client
from core.db.tables.recording_tables import RecordingRow
from core.db.tables.request_tables import LegalHoldRow
from core.db.tables.retention_tables import RetentionRuleRow
from core.db.tables.staff_tables import AuditRow, SecurityEventRow
from core.fact_log.event_log import write_facts
from core.facts.kinds.scenarios import VariableSet
from core.proof.chain_store import LOGS, make_blocks
from core.retention.retention import Kind
from jobs.retention.files import Roots
from reports.calls.store import CallRecords
from tests.support.calls.call_facts import Story
from tests.support.database.assessments import assessment_rows

NUMBER = "600100200"
OFFICES = ("20060", "20620")


@dataclass(slots=True)
class MovedClock:
    """A clock that stands at a moment."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return anyio.current_time()

    def moves(self, days: float) -> None:
        self.moment += timedelta(days=days)


def roots_in(folder: Path) -> Roots:
    return Roots(folder / "recordings", folder / "imports", folder / "exports")


async def put_things(engine: AsyncEngine, roots: Roots, name: str, at: datetime, office: str = OFFICES[0]) -> None:
    """Everything of a client `client-<name>` with a call `call-<name>`, of an office that is there."""
    call, client = f"call-{name}", f"client-{name}"
    async with engine.begin() as connection:
        story = Story(call, at).rings(caller=NUMBER).is_verified(office, client).waits(office)
        story.then(VariableSet(name="kto", personal_value="Zofia", is_personal=True))
        facts = story.is_answered().talks(30).ends().facts
        await write_facts(connection, facts)
        await CallRecords(engine).apply(connection, facts)
        for table, values in _rows(name, at, office, call, client).items():
            await connection.execute(insert(table).values(**values))
    await anyio.to_thread.run_sync(_put_files, roots, name, office)


def _rows(name: str, at: datetime, office: str, call: str, client: str) -> dict[Any, dict[str, Any]]:
    day, own = at.date(), {"call_id": call, "office": office}
    return {
        RecordingRow: {
            "id": f"rec-{name}",
            "call_id": call,
            "file": f"2026/11/{name}.wav",
            "state": "closed",
            "started_at": at,
        },
        VoiceMessage: {
            "id": f"msg-{name}",
            **own,
            "file": f"messages/{name}.wav",
            "state": "new",
            "left_at": at,
            "caller_number": NUMBER,
            "client_id": client,
        },
        SmsOrder: {
            "id": f"sms-{name}",
            **own,
            "sms_number": NUMBER,
            "template": "S01",
            "sms_values": {"kto": "Zofia"},
            "segments": 1,
            "state": "queued",
            "ordered_at": at,
        },
        CallbackRow: {
            "id": f"callback-{name}",
            **own,
            "callback_number": NUMBER,
            "client_id": client,
            "ordered_at": at,
            "due_at": at,
            "state": "talked",
            "attempts": 1,
            "ended_at": at,
        },
        ContactRequestRow: {
            "id": f"ask-{name}",
            **own,
            "about": "offer",
            "subject": "offer-1",
            "callback_number": NUMBER,
            "client_id": client,
            "left_at": at,
        },
        SurveyAnswer: {
            **own,
            "node": "ocena",
            "answered_at": at,
            "about": "conversation",
            "rating": 5,
            "agent": "k20060-1",
        },
        VerifiedNumber: {"card": f"card-{name}", "number": "hash", "last_at": at},
        AttemptGuard: {
            "subject": f"subject-{name}",
            "failures_in_row": 1,
            "failures_in_day": 1,
            "day_started_at": at,
            "locks": 0,
            "changed_at": at,
        },
        SecurityEventRow: {"at": at, "kind": "log_in", "outcome": "done", "account": name},
        Client: {
            "id": client,
            "office": office,
            "first_name": "Zofia",
            "last_name": "Nowak",
            "ext_id": name,
            "gone_at": at,
        },
        ContactRow: {"id": f"contact-{name}", "client_id": client, "at": at, "channel": "call", "call_id": call},
        ContactConfirmationRow: {
            "id": f"confirmation-{name}",
            "client_id": client,
            "contact_on": day,
            "confirmed_at": at,
            "call_id": call,
            "verification_level": 2,
            "prompt": "K01",
            "question": "?",
            "question_sha256": "0",
            "key": "1",
            "due_on": day,
            "next_due_on": day,
        },
        CorrectionProposalRow: {
            "id": f"correction-{name}",
            "client_id": client,
            "field": "house",
            "new_value": "7",
            "proposed_at": at,
            "account": "k20060-1",
            "state": "refused",
        },
        KnowledgeProposalRow: {
            "id": f"proposal-{name}",
            "kind": "question",
            "words": "Czy można?",
            "office": office,
            "call_id": call,
            "proposed_by": "k20060-1",
            "proposed_at": at,
            "state": "open",
            "version": 1,
        },
        **assessment_rows(f"assessment-{name}", f"k{office}-1", call, at),
        AccessLogRow: {
            "id": f"access-{name}",
            "at": at,
            "who_kind": "line",
            "who": call,
            "client_id": client,
            "office": office,
            "topic": "visit",
            "purpose": "self_service",
            "outcome": "found",
            "call_id": call,
        },
        AuditRow: {
            "at": at,
            "account": name,
            "operation": "x",
            "action": "insert",
            "subject": "x",
            "subject_id": "1",
        },
        SystemInquiryRow: {
            "id": f"inquiry-{name}",
            "at": at,
            "key_id": "key-1",
            "system": "Sąd",
            "is_answered": True,
        },
        SystemFileRow: {
            "key_id": "key-1",
            "name": f"file-{name}",
            "at": at,
            "signature": "",
            "rows": 1,
            "answered": 1,
        },
        ImportRunRow: {
            "id": f"import-{name}",
            "office": office,
            "kind": "full",
            "source": f"{office}/{name}",
            "state": "done",
            "began_at": at,
            "ended_at": at,
            "asked_by": "system",
        },
        ExportBatchRow: {
            "id": f"export-{name}",
            "office": office,
            "made_at": at,
            "kind": "contacts",
            "rows": 1,
            "file": f"{office}/export-{name}-contacts.csv",
            "sha256": "0",
            "signature": "",
            "confirmed_at": at,
        },
    }


def _put_files(roots: Roots, name: str, office: str) -> None:
    for file in (
        roots.recordings / f"2026/11/{name}.wav",
        roots.recordings / f"messages/{name}.wav",
        roots.imports / office / name / "person.csv",
        roots.imports / office / name / "manifest.json",
        roots.exports / office / f"export-{name}-contacts.csv",
        roots.exports / office / f"export-{name}-contacts.csv.sig",
    ):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("Zofia Nowak")


def files_of(roots: Roots) -> set[str]:
    """The names of all files that are left, and of folders of extracts."""
    folder = roots.recordings.parent
    found = {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}
    return {name.removesuffix("/person.csv") for name in found if not name.endswith("manifest.json")}


async def chain_logs(engine: AsyncEngine, clock: MovedClock) -> None:
    """Put what stands in the logs into a block of each."""
    for log in LOGS.values():
        await make_blocks(engine, log, clock)


async def hold(engine: AsyncEngine, *, client: str | None = None, call: str | None = None, **more: Any) -> None:
    """A legal hold of an office on a client or a call."""
    values = {
        "id": f"hold-{client or call}",
        "office": OFFICES[0],
        "client_id": client,
        "call_id": call,
        "basis": "Art. 17 ust. 3 lit. e RODO",
        "set_by": "kierownik-20060",
        "set_at": datetime(2026, 1, 1, tzinfo=UTC),
        **more,
    }
    async with engine.begin() as connection:
        await connection.execute(insert(LegalHoldRow).values(**values))


async def choose(engine: AsyncEngine, kind: Kind, office: str, days: int, since: datetime) -> None:
    """A rule of an office, in force since a day."""
    async with engine.begin() as connection:
        await connection.execute(
            insert(RetentionRuleRow).values(
                id=f"rule-{kind}-{office}",
                kind=kind,
                office=office,
                days=days,
                valid_from=since.date(),
                basis="Zarządzenie",
                changed_by="kierownik",
                changed_at=since,
            )
        )


async def remains(connection: AsyncConnection) -> dict[str, list[Any]]:
    """What still says something of somebody, by table: names without their kind."""
    found: dict[str, list[Any]] = {}
    for name, query in {
        "recording": "SELECT id FROM recording WHERE state <> 'expired'",
        "voice_message": "SELECT id FROM voice_message WHERE caller_number <> '' OR client_id IS NOT NULL",
        "sms": "SELECT id FROM sms_order WHERE sms_number <> '' OR sms_values <> '{}'",
        "callback": "SELECT id FROM callback WHERE callback_number <> '' OR client_id IS NOT NULL",
        "ask": "SELECT id FROM contact_request",
        "survey": "SELECT call_id FROM survey_answer WHERE agent IS NOT NULL",
        "assessment": "SELECT id FROM assessment JOIN assessment_sheet ON assessment_id = id",
        "verified_number": "SELECT card FROM verified_number",
        "attempt_guard": "SELECT subject FROM attempt_guard",
        "security_event": "SELECT account FROM security_event",
        "client": "SELECT id FROM client",
        "contact": "SELECT id FROM contact",
        "confirmation": "SELECT id FROM contact_confirmation",
        "correction": "SELECT id FROM correction_proposal",
        "proposal": "SELECT id FROM knowledge_proposal WHERE words <> ''",
        "call": "SELECT id FROM call WHERE caller_number <> '' OR client_id IS NOT NULL",
        "key": "SELECT substr(subject, 6) FROM personal_key WHERE box IS NOT NULL AND subject LIKE 'call:%'",
        "access_log": "SELECT id FROM access_log",
        "audit_log": "SELECT account FROM audit_log",
        "system_inquiry": "SELECT id FROM system_inquiry",
        "system_file": "SELECT name FROM system_file",
    }.items():
        ids = [str(each) for each in await connection.scalars(text(query))]
        found[name] = sorted(each.rpartition("-")[2] for each in ids)
    return found


async def figures(connection: AsyncConnection) -> list[Any]:
    """What reports count of calls."""
    columns = (
        *(CallRow.id, CallRow.started_at, CallRow.ended_at, CallRow.office, CallRow.queue, CallRow.agent),
        *(
            CallRow.wait_time,
            CallRow.talk_time,
            CallRow.duration_time,
            CallRow.end_reason,
            CallRow.verification_level,
        ),
    )
    rows = await connection.execute(select(*columns).order_by(CallRow.id))
    return [tuple(row) for row in rows]
