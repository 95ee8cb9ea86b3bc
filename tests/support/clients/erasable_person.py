"""A person with something in every table and every folder, for tests of what an erasure leaves of her: nothing."""

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from anyio import to_thread
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncEngine

from clients.access_store import AccessEntry, note_access
from clients.erasure.carrying_out_store import Means
from clients.erasure.erasing_store import Destroyers
from clients.erasure.hashes import ErasedHashes
from clients.erasure.list_store import FILE
from clients.erasure.run import Erasures
from clients.exporting.batch_file import Signer
from clients.exporting.run import Exports
from clients.requests.request_store import WantedRequest, open_request, take_step
from core.db.tables.centre.verification_tables import AttemptGuard, VerifiedNumber
from core.db.tables.client_tables import ClientOccupation, ContactConfirmationRow
from core.db.tables.contact_tables import ContactRow, CorrectionProposalRow
from core.db.tables.exchange_tables import ImportRunRow
from core.db.tables.knowledge_tables import KnowledgeProposalRow
from core.db.tables.person_tables import CardRow
from core.db.tables.staff_tables import Account
from core.fact_log.personal_key_store import forget
from core.facts.kinds.callbacks import CallbackEnded, CallbackOrdered
from core.facts.kinds.messages import SmsOrdered, VoiceMessageLeft, VoiceMessageStarted
from core.facts.kinds.recordings import RecordingEnded, RecordingStarted
from core.facts.kinds.scenarios import ContactRequested, VariableSet
from core.proof.signing import new_signing_key
from ivr.identity.pin import subject_of
from ops.install.postgres_tools import Tool
from recordings.vault.destroying import destroy_erased
from tests.api.people import LONG_AGO
from tests.database.conftest import RunningLog
from tests.support.calls.call_facts import NINE, Story
from tests.support.clients.persons import put_person
from tests.support.database.assessments import assessment_rows
from tests.support.database.offices import put_offices
from tests.support.timing.standing_clock import StandingClock

OFFICE, ANNA, BASIA = "20060", "client-anna", "client-basia"
PEPPER = "p" * 40
HASHES = ErasedHashes(PEPPER, subject_of)
SIGNING_KEY = new_signing_key()
SIGNER = Signer(SIGNING_KEY)
LATER = NINE + timedelta(hours=3)
PHONE, SHARED, CARD = "601777111", "85777222", "707060018"

OF_ANNA: dict[str, Any] = {
    "first_name": "Genowefa",
    "last_name": "Brzęczyszczykiewicz",
    "ext_id": "EXT-4711-ANNA",
    "pesel_hash": "hash-of-the-pesel-of-anna",
    "pesel_box": b"90811300117-in-a-box",
    "phone": PHONE,
    "sms_number": PHONE,
    "email": "genowefa@przyklad.example",
    "street": "Zagubiona",
    "house": "77b",
    "mailing_address": "skr. poczt. 4711, Kolno",
}
DESTROYERS = Destroyers(forget, destroy_erased)
WORDS = (
    *(value for name, value in OF_ANNA.items() if isinstance(value, str) and name not in ("last_name", "house")),
    b"90811300117-in-a-box".hex(),
    "90811300117",
    CARD,
    HASHES.subject("card", CARD),
    HASHES.subject("caller", PHONE),
    *(
        "notatka o Genowefie",
        "uwaga o Genowefie",
        "odpowiedź o Genowefie",
        "powód: Genowefa pyta",
        "Genowefa prosi",
        "Genowefa zamiast Anny",
        "dowód Genowefy",
    ),
    *("uwaga o Genowefie", "odpowiedź o Genowefie"),
    *(
        "zmienna Genowefy",
        "SMS do Genowefy",
        "pytanie Genowefy",
        "Kwiaciarnia Zagubiona",
        "magazynier dla Genowefy",
    ),
)
"""Whatever somebody would search for; none of it may stand anywhere afterwards. Her last name is another's."""


OF_A_SHEET: dict[str, Any] = {
    "notes": {"greeting": "uwaga o Genowefie"},
    "remark": "uwaga o Genowefie",
    "corrected_for": "uwaga o Genowefie",
    "answer": "odpowiedź o Genowefie",
}
"""What should not stand there, and might."""


def erasures(engine: AsyncEngine, state: Path, clock: Any) -> Erasures:
    folders = {name: state / name for name in ("recordings", "imports", "exports")}
    exports = Exports(engine, clock, state / "exports", SIGNER)
    means = Means(HASHES, DESTROYERS, state / "spool")
    return Erasures(engine, clock, folders, means, exports.put_right, state / FILE)


async def _office(engine: AsyncEngine) -> None:
    await put_offices(engine, OFFICE)
    officer = {"username": "zastepca", "display_name": "Zastępca", "role": "supervisor", "office": OFFICE}
    async with engine.begin() as connection:
        await connection.execute(insert(Account).values(**officer, password_hash="", created_at=LONG_AGO))


async def put_everything(engine: AsyncEngine, running_log: RunningLog, state: Path) -> dict[str, Story]:
    """Anna with all that there is of her, and Basia with the same last name and the household's telephone."""
    await _office(engine)
    await put_person(engine, ANNA, OFFICE, **OF_ANNA)
    shared = {"last_name": OF_ANNA["last_name"], "phone": SHARED, "sms_number": SHARED, "ext_id": "EXT-BASIA"}
    await put_person(engine, BASIA, OFFICE, **{**shared, "pesel_hash": "hash-of-basia", "first_name": "Basia"})
    stories = await _calls(running_log)
    await _rows(engine)
    await to_thread.run_sync(_files, state)
    await Exports(engine, StandingClock(LATER + timedelta(days=1)), state / "exports", SIGNER).run()
    return stories


async def _calls(running_log: RunningLog) -> dict[str, Story]:
    verified = Story("call-verified").rings(caller=SHARED).is_verified(OFFICE, ANNA)
    verified.then(VariableSet(name="x", value="", personal_value="zmienna Genowefy", is_personal=True))
    verified.waits(OFFICE).is_offered().is_answered()
    verified.then(RecordingStarted(recording="rec-anna", file="2026/11/24/rec-anna.wav"))
    verified.then(RecordingEnded(recording="rec-anna", file="2026/11/24/rec-anna.wav", duration_time=2.5))
    words = {"words": "SMS do Genowefy"}
    verified.then(SmsOrdered(order="sms-1", template="T1", sms_number=PHONE, sms_values=words, segments=1))
    verified.then(ContactRequested(about="offer", subject="offer-1", office=OFFICE, callback_number=PHONE))
    verified.talks(30).ends()
    own = Story("call-own-number", start=NINE + timedelta(minutes=2)).rings(caller=f"+48{PHONE}").waits(OFFICE)
    own.then(VoiceMessageStarted(message="msg-anna", file="2026/11/24/msg-anna.wav", office=OFFICE))
    left: dict[str, Any] = {"message": "msg-anna", "file": "2026/11/24/msg-anna.wav", "office": OFFICE}
    own.then(VoiceMessageLeft(**left, duration_time=4.0, caller_number=f"+48{PHONE}", client_id=None))
    order: dict[str, Any] = {
        "callback": "callback-anna",
        "queue": OFFICE,
        "callback_number": PHONE,
        "due_at": NINE,
    }
    own.then(CallbackOrdered(**order)).then(CallbackEnded(callback="callback-anna", outcome="talked")).ends()
    household = Story("call-household", start=NINE + timedelta(minutes=4)).rings(caller=SHARED).waits(OFFICE)
    household.leaves("abandoned", OFFICE).ends()
    of_basia = Story("call-basia", start=NINE + timedelta(minutes=6)).rings(caller=SHARED)
    of_basia.is_verified(OFFICE, BASIA).waits(OFFICE).ends()
    stories = {"verified": verified, "own": own, "household": household, "basia": of_basia}
    async with running_log() as log:
        for story in stories.values():
            for fact in story.facts:
                log.take(fact)
        await log.flushed()
    return stories


async def _rows(engine: AsyncEngine) -> None:
    card, number = HASHES.subject("card", CARD), HASHES.subject("caller", PHONE)
    counted = {"failures_in_row": 1, "failures_in_day": 1, "day_started_at": NINE, "locks": 0, "changed_at": NINE}
    evidence = {"call_id": "call-verified", "verification_level": 2, "prompt": "P1", "question": "?", "key": "1"}
    confirmed = {"confirmed_at": NINE, "due_on": date(2026, 12, 1), "next_due_on": date(2027, 2, 1)}
    async with engine.begin() as connection:
        await connection.execute(update(CardRow).where(CardRow.client_id == ANNA).values(number=CARD))
        await connection.execute(insert(ClientOccupation).values(client_id=ANNA, occupation="522301"))
        await connection.execute(
            insert(ContactConfirmationRow).values(
                id="confirmation-1",
                client_id=ANNA,
                contact_on=date(2026, 11, 24),
                question_sha256="-",
                **evidence,
                **confirmed,
            )
        )
        for name, client in (("anna", ANNA), ("basia", BASIA)):
            note = "notatka o Genowefie" if client == ANNA else "notatka o Basi"
            values = {"id": f"contact-of-{name}", "client_id": client, "at": NINE, "channel": "call"}
            more = {
                "note": note,
                "evidence": "dowód Genowefy" if client == ANNA else "dowód",
                "is_ninety_day": True,
            }
            await connection.execute(insert(ContactRow).values(**values, **more))
        await connection.execute(
            insert(CorrectionProposalRow).values(
                id="correction-anna",
                client_id=ANNA,
                field="first_name",
                new_value="Genowefa zamiast Anny",
                proposed_at=NINE,
                account="k20060-1",
                state="accepted",
                decided_at=NINE,
            )
        )
        for name, call in (("anna", "call-verified"), ("other", "call-of-nobody")):
            await connection.execute(
                insert(KnowledgeProposalRow).values(
                    id=f"proposal-{name}",
                    kind="question",
                    words="pytanie Genowefy" if name == "anna" else "pytanie",
                    office=OFFICE,
                    call_id=call,
                    proposed_by="k20060-1",
                    proposed_at=NINE,
                    state="open",
                    version=1,
                )
            )
        sheets = assessment_rows("assessment-anna", f"k{OFFICE}-1", "call-verified", NINE, **OF_A_SHEET)
        for table, values in sheets.items():
            await connection.execute(insert(table).values(**values))
        for subject, of_card in ((card, card), (number, None)):
            await connection.execute(insert(AttemptGuard).values(subject=subject, card=of_card, **counted))
        await connection.execute(insert(VerifiedNumber).values(card=card, number=number, last_at=NINE))
        reason = "powód: Genowefa pyta"
        entry = AccessEntry(
            at=NINE,
            who="k20060-1",
            client_id=ANNA,
            office=OFFICE,
            topic="person",
            purpose="client_view",
            outcome="found",
            reason=reason,
        )
        await note_access(connection, entry)
        await connection.execute(
            insert(ImportRunRow).values(
                id="import-1",
                office=OFFICE,
                kind="full",
                source="20060/nocny",
                state="done",
                began_at=NINE,
                extract_at=NINE,
                first_seq=0,
                last_seq=1,
                ended_at=NINE,
                asked_by="system",
            )
        )


def _files(state: Path) -> None:
    for name in ("rec-anna", "msg-anna", "rec-basia"):
        file = state / "recordings" / "2026/11/24" / f"{name}.wav"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"RIFF" + name.encode())
    extract = state / "imports" / "20060" / "nocny"
    extract.mkdir(parents=True)
    (extract / "person.csv").write_text(f"{OF_ANNA['ext_id']};90811300117;{OF_ANNA['first_name']}")
    facts = [Story("call-refused").rings(caller=f"+48{PHONE}"), Story("call-of-another").rings(caller="500500500")]
    lines = [msgspec.json.encode(fact) for story in facts for fact in story.facts]
    spool = state / "spool"
    spool.mkdir(exist_ok=True)
    (spool / "refused.jsonl").write_bytes(b"\n".join(lines) + b"\n")


async def approved(engine: AsyncEngine, client_id: str = ANNA, now: datetime = LATER) -> str:
    """A request to be erased that two people have worked on; its id."""
    async with engine.begin() as connection:
        wanted = WantedRequest(client_id, "erasure", now.date(), note="Genowefa prosi")
        request = await open_request(connection, OFFICE, wanted, "kierownik", now)
        await take_step(connection, request, None, "identify", "kierownik", now, note="dowód Genowefy")
        await take_step(connection, request, None, "approve", "zastepca", now)
    return request


def dumped(dsn: str) -> str:
    """The whole database as text."""
    with Tool(dsn, ["pg_dump", "--inserts", "--no-owner"]).output() as out:
        return out.read().decode()


def found_in(text: str, words: Iterable[str] = WORDS) -> set[str]:
    """Which words stand there; as they are, and as JSON writes them."""
    return {word for word in words if word in text or json.dumps(word)[1:-1] in text}


def found_in_files(folder: Path, words: Iterable[str] = WORDS) -> set[tuple[str, str]]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {
        (str(file.relative_to(folder)), word)
        for file in files
        for word in found_in(file.read_bytes().decode(errors="replace") + file.name, words)
    }
