"""What `rights_samples` asks about: of each office, one thing of every kind, and somebody of every role."""

import json
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from anyio import to_thread
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.callback_store import open_callbacks
from clients.erasure.hashes import ErasedHashes
from core.db.tables.assessment_tables import AssessmentRow, AssessmentSampleRow, AssessmentSheetRow
from core.db.tables.centre.call_tables import VoiceMessage
from core.db.tables.centre.office_tables import OpeningExceptionRow
from core.db.tables.centre.prompt_tables import EmergencyMessageRow, PromptAudioRow, PromptRow, PromptTextRow
from core.db.tables.contact_tables import CorrectionProposalRow
from core.db.tables.exchange_tables import ExportBatchRow, ImportRunRow
from core.db.tables.knowledge_tables import ArticleRow, ArticleVersionRow, KnowledgeProposalRow
from core.db.tables.market.employer_tables import EmployerContactRow
from core.db.tables.market.intake_tables import IntakeRow
from core.db.tables.market.offer_tables import EmployerRow
from core.db.tables.market.profile_tables import InterestRow
from core.db.tables.market.training_tables import EnrolmentRow, TrainingRow
from core.db.tables.person_tables import CardRow, Client
from core.db.tables.recording_tables import RecordingAlarmRow, RecordingRow
from core.db.tables.request_tables import ErasureRow, LegalHoldRow, PersonRequestRow, RequestStepRow
from core.db.tables.search_tables import FairRow
from core.db.tables.staff_tables import Account, Agent, AgentQueue
from core.db.tables.work_tables import CalendarEntryRow
from core.facts.kinds.callbacks import CallbackOrdered
from ivr.identity.pin import subject_of
from tests.api.centre import Centre
from tests.api.people import CONSULTANTS, LONG_AGO, OFFICES, password_hash
from tests.api.rights_samples import COURSE, ELSEWHERE, EXCEPTION, FAIR, KINDS_OF_CARDS, card
from tests.support.calls.call_facts import NINE, Story
from tests.support.clients.cards import card_row
from tests.support.database.assessments import one_row, sheet_row
from tests.support.database.postgres import FACT_KEY
from tests.support.knowledge.article_versions import article_rows
from tests.support.market.made_up_intakes import A_WHOLE_INTAKE
from tests.support.messages.put_matter import put_matter

PEPPER = "p" * 40


async def hire_somebody(engine: AsyncEngine, role: str, office: str) -> str:
    """An account of that role in that office; a consultant is the office's first one, who has calls already."""
    if role == "consultant":
        return f"k{office}-1"
    username = f"{role.replace('_', '-')}-{office}"
    async with engine.begin() as connection:
        await connection.execute(
            insert(Account).values(
                username=f"x-{username}",
                display_name="Ktoś",
                role=role,
                office=office,
                password_hash=password_hash(),
                created_at=LONG_AGO,
            )
        )
    return f"x-{username}"


async def put_things_there(engine: AsyncEngine, centre: Centre, state: Path) -> None:
    """Of each office: a call of its first consultant, an order to call back, a card, a message, an announcement,
    an emergency message, special days."""
    made_up = json.dumps({"ari_password": "-", "pin_pepper": PEPPER, "fact_key": FACT_KEY})
    await to_thread.run_sync((state / "secrets.json").write_text, made_up)
    sound = state / "recordings" / "message.wav"
    await to_thread.run_sync(partial(sound.parent.mkdir, exist_ok=True))
    await to_thread.run_sync(sound.write_bytes, b"RIFF....WAVE")
    exports = state / "exports"
    await to_thread.run_sync(partial(exports.mkdir, exist_ok=True))
    await to_thread.run_sync((exports / "batch.csv").write_text, "id;ext_id")
    for office in OFFICES:
        first = f"k{office}-1"
        assert first in CONSULTANTS
        await centre.write(
            Story(f"call-{office}")
            .rings()
            .is_verified(office)
            .waits(office)
            .is_answered(first)
            .talks(9)
            .ends()
            .facts
        )
        order = CallbackOrdered(
            callback=f"callback-{office}",
            queue=office,
            callback_number=f"6001{office}",  # one order for each telephone
            due_at=NINE,
            topic=None,
            client_id=None,
        )
        ordered = Story(f"call-of-order-{office}").rings().is_verified(office).waits(office)
        await centre.write(ordered.is_answered(first).talks(9).then(order).ends().facts)
    async with engine.begin() as connection:
        for table, rows in _rows().items():
            await connection.execute(insert(table), rows)
    for office in OFFICES:
        await put_matter(engine, office)
    for order_to_call in await open_callbacks(engine):
        centre.callbacks.keep(order_to_call, None, is_known=True)


def _rows() -> dict[Any, list[dict[str, Any]]]:
    by = {"changed_by": "system", "changed_at": LONG_AGO}
    rows: dict[Any, list[dict[str, Any]]] = {
        Account: [],
        Agent: [],
        AgentQueue: [],
        Client: [],
        CardRow: [],
        CorrectionProposalRow: [],
        PersonRequestRow: [],
        RequestStepRow: [],
        LegalHoldRow: [],
        ErasureRow: [],
        VoiceMessage: [],
        RecordingRow: [],
        RecordingAlarmRow: [],
        ImportRunRow: [],
        ExportBatchRow: [],
        PromptRow: [],
        PromptTextRow: [],
        PromptAudioRow: [],
        EmergencyMessageRow: [],
        OpeningExceptionRow: [],
        ArticleRow: [],
        ArticleVersionRow: [],
        KnowledgeProposalRow: [],
        FairRow: [],
        TrainingRow: [],
        EmployerRow: [],
        EmployerContactRow: [],
        IntakeRow: [],
        InterestRow: [],
        EnrolmentRow: [],
        AssessmentSampleRow: [],
        AssessmentRow: [],
        AssessmentSheetRow: [],
        CalendarEntryRow: [],
    }
    for office in OFFICES:
        dismissed = {"display_name": "Dawny", "office": office, "deactivated_at": LONG_AGO}
        rows[Account].append(
            {"username": f"dismissed-{office}", "role": "consultant", "password_hash": "", **dismissed}
        )
        rows[Agent].append({"id": f"dismissed-{office}", **dismissed})
        served = {"agent": f"k{office}-1", "office": ELSEWHERE[office], "first_day": date(2030, 2, 1)}
        rows[AgentQueue].append(served)
        anna = {"office": office, "first_name": "Anna", "last_name": "Nowak"}
        for name in ("without-card", "erased"):
            rows[Client].append({"id": f"client-{name}-{office}", **anna})
        for kind in KINDS_OF_CARDS:
            rows[Client].append({"id": f"client-{kind}-{office}", **anna})
            rows[CardRow].append(card_row(f"client-{kind}-{office}", card(office, kind)))
        rows[Client].append(
            {"id": f"client-{office}", "office": office, "first_name": "Anna", "last_name": "Nowak"}
        )
        rows[CorrectionProposalRow].append(
            {
                "id": f"correction-{office}",
                "client_id": f"client-{office}",
                "field": "house",
                "new_value": "7",
                "proposed_at": NINE,
                "account": f"k{office}-1",
            }
        )
        for kind in ("", "erasure-"):
            rows[PersonRequestRow].append(
                {
                    "id": f"request-{kind}{office}",
                    "office": office,
                    "client_id": f"client-erased-{office}" if kind else f"client-{office}",
                    "kind": "erasure" if kind else "access",
                    "state": "identified",
                    "received_on": NINE.date(),
                    "due_on": NINE.date(),
                    "received_at": NINE,
                    "received_by": "ktos",
                }
            )
            step = {"number": 1, "at": NINE, "account": "ktos", "action": "receive"}
            rows[RequestStepRow].append({"request_id": f"request-{kind}{office}", **step})
        hold = {"basis": "art. 17 ust. 3 RODO", "reason": "Spór w sądzie", "set_by": "ktos", "set_at": NINE}
        rows[LegalHoldRow].append(
            {"id": f"hold-{office}", "office": office, "client_id": f"client-{office}", **hold}
        )
        erased = ErasedHashes(PEPPER, subject_of).key(office, "EXT-1")
        rows[ErasureRow].append({"id": f"erasure-{office}", "office": office, "at": NINE, "hashes": [erased]})
        rows[VoiceMessage].append(
            {
                "id": f"msg-{office}",
                "call_id": f"call-{office}",
                "office": office,
                "file": "message.wav",
                "state": "new",
                "left_at": NINE,
                "caller_number": "600100200",
            }
        )
        for kind in ("", "withdrawn-"):  # closed: it can be destroyed, and is not sealed yet
            rows[RecordingRow].append(
                {
                    "id": f"rec-{kind}{office}",
                    "call_id": f"call-{office}",
                    "file": f"2026/11/24/rec-{kind}{office}.wav",
                    "state": "closed",
                    "started_at": NINE,
                    "agent": f"k{office}-1",
                    "office": office,
                }
            )
        rows[RecordingAlarmRow].append(
            {
                "id": f"alarm-{office}",
                "kind": "none",
                "call_id": f"call-{office}",
                "office": office,
                "found_at": NINE,
            }
        )
        rows[ImportRunRow].append(
            {
                "id": f"import-{office}",
                "office": office,
                "kind": "full",
                "source": f"{office}/nocny",
                "state": "quarantined",
                "began_at": NINE,
                "asked_by": "system",
            }
        )
        rows[ExportBatchRow].append(
            {
                "id": f"export-{office}",
                "office": office,
                "made_at": NINE,
                "kind": "contacts",
                "rows": 0,
                "file": "batch.csv",
                "sha256": "0" * 64,
                "signature": "",
            }
        )
        rows[PromptRow].append({"id": f"Y{office}", "purpose": "Próba", "owner": office, "placeholders": {}})
        rows[PromptTextRow].append(
            {
                "id": f"text-{office}",
                "prompt": f"Y{office}",
                "language": "pl",
                "text": "Dzień dobry.",
                "valid_from": LONG_AGO,
                **by,
            }
        )
        rows[PromptAudioRow].append(
            {
                "id": f"audio-{office}",
                "prompt": f"Y{office}",
                "language": "pl",
                "sha256": "0" * 64,
                "duration_time": 1.0,
                "valid_from": LONG_AGO,
                **by,
            }
        )
        rows[EmergencyMessageRow].append(
            {
                "id": f"emergency-{office}",
                "office": office,
                "text": "Awaria.",
                "starts_at": LONG_AGO,
                "switched_on_by": "system",
            }
        )
        removed = {"removed_by": "system", "removed_at": LONG_AGO}
        for name, day_of_month in (("removed", 26), ("changed", 27), ("gone", 28)):
            day = NINE.date().replace(day=day_of_month)
            rows[OpeningExceptionRow].append(
                {
                    "id": f"exception-{name}-{office}",
                    "office": office,
                    "first_day": day,
                    "last_day": day,
                    "settings": EXCEPTION,
                    **by,
                    **(removed if name == "removed" else {"removed_by": None, "removed_at": None}),
                }
            )
        for name in ("entry", "entry-called-off"):
            rows[CalendarEntryRow].append(
                {
                    "id": f"{name}-{office}",
                    "kind": "training",
                    "title": "Szkolenie",
                    "first_day": NINE.date(),
                    "last_day": NINE.date(),
                    **dict.fromkeys(("place", "led_by", "details"), ""),
                    "offices": [office],
                    "roles": [],
                    "owner": office,
                    "cancelled_at": None if name == "entry" else NINE,
                    "changed_by": "system",
                    "changed_at": LONG_AGO,
                }
            )
        _put_knowledge(rows, office)
        _put_trainings(rows, office)
        _put_intakes(rows, office)
        _put_employers(rows, office)
        _put_interest(rows, office)
        _put_assessments(rows, office)
    return rows


def _put_trainings(rows: dict[Any, list[dict[str, Any]]], office: str) -> None:
    days = {"starts_on": date(2030, 3, 1), "sign_up_until": date(2030, 2, 20)}
    for name in ("course", "course-off"):
        rows[TrainingRow].append({**COURSE, **days, "id": f"{name}-{office}", "office": office})
    for place, (name, state) in enumerate((("left", "enrolled"), ("asked", "asked")), start=1):
        rows[EnrolmentRow].append(
            {
                "id": f"enrolment-{name}-{office}",
                "training_id": f"course-{office}",
                "client_id": f"client-{office}" if name == "left" else f"client-replaced-{office}",
                "office": office,
                "place": place,
                "state": state,
                "asked_until": NINE + timedelta(days=2) if state == "asked" else None,
                "signed_up_at": NINE,
                "signed_up_by": "ktos",
                "changed_by": "ktos",
                "changed_at": NINE,
            }
        )


def _put_intakes(rows: dict[Any, list[dict[str, Any]]], office: str) -> None:
    for name, state in (("", "draft"), ("whole-", "draft"), ("waits-", "submitted"), ("gone-", "submitted")):
        rows[IntakeRow].append(
            {
                "id": f"intake-{name}{office}",
                "office": office,
                "state": state,
                "typed": {} if name == "" else A_WHOLE_INTAKE,
                "writers": ["ktos"],
                "begun_by": "ktos",
                "begun_at": NINE,
                "submitted_at": NINE if state == "submitted" else None,
                "changed_at": NINE,
            }
        )


def _put_employers(rows: dict[Any, list[dict[str, Any]]], office: str) -> None:
    for name, joined_to in (("", None), ("other-", None), ("joined-", f"employer-{office}")):
        rows[EmployerRow].append(
            {"id": f"employer-{name}{office}", "office": office, "name": "Tartak", "joined_to": joined_to}
        )
    contact = {"id": f"contact-{office}", "employer_id": f"employer-{office}", "office": office, "name": "Jan"}
    rows[EmployerContactRow].append({**contact, "changed_by": "ktos", "changed_at": NINE})


def _put_interest(rows: dict[Any, list[dict[str, Any]]], office: str) -> None:
    dairy = {"id": f"employer-dairy-{office}", "office": office, "name": "Mleczarnia", "joined_to": None}
    rows[EmployerRow].append(dairy)
    rows[InterestRow].append(
        {
            "id": f"interest-{office}",
            "request_id": f"wish-{office}",
            "employer_id": f"employer-dairy-{office}",
            "key_id": "employerkey-1",
            "office": office,
            "group_id": "group-1",
            "look": {"occupation": "72", "office": office, "years": None, "licences": [], "languages": []},
            "state": "open",
            "position": "Spawacz",
            "message": "",
            "contact": "86 215 00 00",
            "since": NINE,
        }
    )


ARTICLES_OF_AN_OFFICE = {
    "draft": "draft",
    "gone": "draft",
    "ready": "draft",
    "back": "review",
    "review": "review",
    "told": "published",
}
"""By the beginning of the id, the state of its one version."""


def _put_knowledge(rows: dict[Any, list[dict[str, Any]]], office: str) -> None:
    for name, state in ARTICLES_OF_AN_OFFICE.items():
        article = f"{name}-{office}"
        head, version = article_rows(article, office=office, owner=office, state=state, written_by="ktos")
        rows[ArticleRow].append(head)
        rows[ArticleVersionRow].append(version)
    rows[FairRow].append(
        {
            "id": f"fair-{office}",
            "office": office,
            **{name: FAIR[name] for name in ("title", "town", "place", "source")},
            "starts_at": NINE,
            "ends_at": NINE.replace(hour=20),
            "changed_at": NINE,
            "version": 1,
        }
    )
    rows[KnowledgeProposalRow].append(
        {
            "id": f"proposal-{office}",
            "kind": "question",
            "words": "Czy można?",
            "office": office,
            "proposed_by": "ktos",
            "proposed_at": NINE,
            "state": "open",
            "version": 1,
        }
    )


ASSESSMENTS_OF_AN_OFFICE = {
    "assigned": "assigned",
    "aside": "assigned",
    "other": "assigned",
    "draft": "draft",
    "given": "given",
    "corrected": "given",
    "answered": "answered",
}
"""By the beginning of the id, its state."""


def _put_assessments(rows: dict[Any, list[dict[str, Any]]], office: str) -> None:
    """Of conversations of the office's first consultant, on sheets of its supervisor."""
    rows[AssessmentSampleRow].append(
        {
            "id": f"sample-{office}",
            "office": office,
            "first_day": NINE.date(),
            "last_day": NINE.date(),
            "per_consultant": 7,
            "seed": "seed",
            "counts": {},
            "drawn_by": "ktos",
            "drawn_at": NINE,
        }
    )
    for name, state in ASSESSMENTS_OF_AN_OFFICE.items():
        of_whom = {"assessor": "ktos"} if name == "other" else {}
        one, call = f"{name}-{office}", f"call-{name}-{office}"
        rows[AssessmentRow].append(one_row(one, f"k{office}-1", call, NINE, state, f"sample-{office}", **of_whom))
        if state != "assigned":
            given_at = None if state == "draft" else NINE
            rows[AssessmentSheetRow].append(sheet_row(one, call, office, NINE, given_at=given_at))
