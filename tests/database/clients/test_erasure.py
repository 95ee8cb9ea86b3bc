"""A person is erased: a search finds nothing of her, and everything of whoever is beside her."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from anyio import to_thread
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from clients.erasure.list_store import FILE, apply_entries, read_file
from clients.importing.asking_store import ask_for_import
from clients.importing.run import Imports
from clients.pesel import PeselSafe
from clients.requests.desk_store import Officer
from clients.requests.readmission_store import StillHeld, WantedReadmission, readmit
from clients.requests.request_store import get_request
from core.db.tables.centre.call_tables import CallRow
from core.db.tables.contact_tables import ContactRow
from core.db.tables.exchange_tables import ExportBatchRow, ImportRejectRow, ImportRunRow
from core.db.tables.knowledge_tables import KnowledgeProposalRow
from core.db.tables.person_tables import BenefitRow, Client
from core.db.tables.recording_tables import RecordingFileRow, RecordingKeyRow, RecordingLogRow, RecordingRow
from core.db.tables.request_tables import ErasureReadmissionRow, ErasureRow, LegalHoldRow
from core.errors import NotFound
from core.keys.secret_box import new_identity
from core.retention.retention import WORDS_GONE_PL
from reports.figures.figure_check_store import fold_anew
from tests.database.conftest import RunningLog
from tests.support.calls.call_facts import Story
from tests.support.clients.erasable_person import (
    ANNA,
    BASIA,
    DESTROYERS,
    HASHES,
    LATER,
    OF_ANNA,
    OFFICE,
    PEPPER,
    PHONE,
    SHARED,
    WORDS,
    approved,
    dumped,
    erasures,
    found_in,
    found_in_files,
    put_everything,
)
from tests.support.clients.extracts import delivered, person, registration
from tests.support.clients.persons import put_person
from tests.support.database.fact_rows import standing_facts
from tests.support.reports.report_projection import catch_up, kept_by_quarter
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

OFFICER = Officer("kierownik", OFFICE, frozenset({OFFICE}))
STRANGER = Officer("kierownik-20610", "20610", frozenset({"20610"}))


async def figures(engine: AsyncEngine) -> list[Any]:
    """What reports count: everything of calls but whose they are."""
    whose = {"caller_number", "client_id"}
    columns = [column for column in CallRow.__table__.c if column.name not in whose]
    async with engine.connect() as connection:
        return list(await connection.execute(select(*columns).order_by(CallRow.id)))


async def sums_of(engine: AsyncEngine) -> object:
    async with engine.connect() as connection:
        return await kept_by_quarter(connection)


def rows_of_reports(dump: str) -> str:
    """What a dump holds of the tables of reports."""
    tables = ("INSERT INTO report_parts.", "INSERT INTO public.report_")
    found = [line for line in dump.splitlines() if line.startswith(tables)]
    assert any("call-verified" in line for line in found)
    return "\n".join(found)


async def state_of(engine: AsyncEngine, request: str) -> Any:
    async with engine.connect() as connection:
        return (await get_request(connection, request, None)).row


@pytest.fixture
async def state(tmp_path: Path) -> Path:
    return tmp_path


async def test_a_search_through_dump_and_files_finds_nothing_of_who_was_erased(
    engine: AsyncEngine, dsn: str, running_log: RunningLog, state: Path
) -> None:
    await put_everything(engine, running_log, state)
    await catch_up(engine, LATER)
    request = await approved(engine)
    before = await to_thread.run_sync(dumped, dsn)
    missing = set(WORDS) - found_in(before)
    # In clear nowhere from the beginning: the PESEL and what facts say; and files of the state folder.
    assert missing <= {"90811300117", "zmienna Genowefy", "Kwiaciarnia Zagubiona", "magazynier dla Genowefy"}
    assert found_in_files(state)
    assert found_in(rows_of_reports(before)) == set(), "in the tables of reports there was never anything of her"
    counted, summed = await figures(engine), await sums_of(engine)
    assert await erasures(engine, state, StandingClock(LATER)).run(request) == "carried_out"
    assert found_in(await to_thread.run_sync(dumped, dsn)) == set()
    assert found_in_files(state) == set()
    assert await figures(engine) == counted, "figures of the past do not change"
    await catch_up(engine, LATER)
    await fold_anew(engine, LATER - timedelta(days=400), LATER)  # from the facts as they are now
    assert await sums_of(engine) == summed != {}
    assert found_in(rows_of_reports(await to_thread.run_sync(dumped, dsn))) == set()
    row = await state_of(engine, request)
    assert (row.state, row.client_id, row.kept, row.outcome_pl) == ("carried_out", None, None, "Dane usunięto.")
    proposal = KnowledgeProposalRow
    async with engine.connect() as connection:
        query = select(proposal.id, proposal.words, proposal.state, proposal.answer).order_by(proposal.id)
        assert [tuple(each) for each in await connection.execute(query)] == [
            ("proposal-anna", "", "declined", WORDS_GONE_PL),  # nobody can decide it without its words
            ("proposal-other", "pytanie", "open", None),
        ]


async def test_who_has_the_same_last_name_and_telephone_stays_as_she_is(
    engine: AsyncEngine, running_log: RunningLog, state: Path
) -> None:
    await put_everything(engine, running_log, state)
    before = await _of(engine, BASIA)
    await erasures(engine, state, StandingClock(LATER)).run(await approved(engine))
    assert await _of(engine, BASIA) == before
    async with engine.connect() as connection:
        query = select(CallRow.id, CallRow.caller_number, CallRow.client_id).order_by(CallRow.id)
        calls = {row.id: (row.caller_number, row.client_id) for row in await connection.execute(query)}
    assert calls == {
        "call-basia": (SHARED, BASIA),
        "call-household": (SHARED, None),  # it may have been anybody of the household
        "call-own-number": ("", None),
        "call-verified": ("", None),
    }
    assert (state / "recordings/2026/11/24/rec-basia.wav").exists()
    assert "500500500" in (state / "spool" / "refused.jsonl").read_text()


async def _of(engine: AsyncEngine, client: str) -> list[Any]:
    """Every row about a client, of every table."""
    async with engine.connect() as connection:
        names = await connection.scalars(
            text("SELECT table_name FROM information_schema.columns WHERE column_name = 'client_id' ORDER BY 1")
        )
        found: list[Any] = []
        for name in names.all():
            query = text(f"SELECT t::text FROM {name} t WHERE client_id = :client ORDER BY 1")
            found += (await connection.scalars(query, {"client": client})).all()
        found += (
            await connection.scalars(text("SELECT t::text FROM client t WHERE id = :c"), {"c": client})
        ).all()
    assert len(found) > 10
    return found


async def test_files_for_the_office_are_made_anew_without_the_erased(
    engine: AsyncEngine, running_log: RunningLog, state: Path
) -> None:
    await put_everything(engine, running_log, state)
    query = select(ExportBatchRow.file, ExportBatchRow.sha256, ExportBatchRow.rows).order_by(ExportBatchRow.id)
    async with engine.connect() as connection:
        before = {row.file: row for row in await connection.execute(query)}
    await erasures(engine, state, StandingClock(LATER)).run(await approved(engine))
    async with engine.connect() as connection:
        after = {row.file: row for row in await connection.execute(query)}
        assert await connection.scalar(select(func.count()).select_from(ContactRow)) == 2  # Basia's
    assert before.keys() == after.keys()
    for file, row in after.items():
        lines = (state / "exports" / file).read_text("utf-8").splitlines()
        assert len(lines) - 1 == row.rows < before[file].rows
        assert row.sha256 != before[file].sha256
        assert OF_ANNA["ext_id"] not in "".join(lines)


async def test_a_hold_keeps_its_categories_and_the_rest_goes_and_the_request_says_why(
    engine: AsyncEngine, dsn: str, running_log: RunningLog, state: Path
) -> None:
    await put_everything(engine, running_log, state)
    request = await approved(engine)
    await hold(engine, client_id=ANNA, categories=["benefits"])
    assert await erasures(engine, state, StandingClock(LATER)).run(request) == "carried_out"
    row = await state_of(engine, request)
    told = {"hold": "hold-1", "call_id": None, "categories": ["benefits"], "basis": "art. 17 ust. 3 lit. e RODO"}
    assert (row.state, row.client_id, row.kept) == ("carried_out", ANNA, [told])
    assert row.outcome_pl == (
        "Dane usunięto z wyjątkiem tych, które zatrzymuje blokada prawna: świadczenia i decyzje."
    )
    async with engine.connect() as connection:
        client = (await connection.execute(select(Client.__table__).where(Client.id == ANNA))).one()
        assert await connection.scalar(select(func.count()).select_from(BenefitRow)) == 2
    assert (client.first_name, client.phone, client.street) == (OF_ANNA["first_name"], None, None)
    assert client.restricted_at is not None, "what is kept is used for nothing"
    left = found_in(await to_thread.run_sync(dumped, dsn))
    identity = {"first_name", "ext_id", "pesel_hash"}
    assert left == {OF_ANNA[name] for name in identity} | {b"90811300117-in-a-box".hex()}
    assert found_in_files(state) == set()

    assert await erasures(engine, state, StandingClock(LATER + timedelta(days=1))).run_all() == 0
    async with engine.begin() as connection:
        await connection.execute(update(LegalHoldRow).values(ended_at=LATER, ended_by="kierownik"))
    assert await erasures(engine, state, StandingClock(LATER + timedelta(days=1))).run_all() == 1
    assert found_in(await to_thread.run_sync(dumped, dsn)) == set()
    row = await state_of(engine, request)
    assert (row.client_id, row.kept, row.outcome_pl) == (None, None, "Dane usunięto.")


async def test_a_hold_of_a_call_keeps_that_call_with_its_recording_alone(
    engine: AsyncEngine, running_log: RunningLog, state: Path
) -> None:
    await put_everything(engine, running_log, state)
    await hold(engine, call_id="call-verified")
    request = await approved(engine)
    assert await erasures(engine, state, StandingClock(LATER)).run(request) == "carried_out"
    async with engine.connect() as connection:
        query = select(CallRow.id, CallRow.caller_number).where(
            CallRow.id.in_(["call-verified", "call-own-number"])
        )
        numbers = {row.id: row.caller_number for row in await connection.execute(query)}
    assert numbers == {"call-verified": SHARED, "call-own-number": ""}
    values = {fact.data.get("personal_value") for fact in await standing_facts(engine, "VariableSet")}
    assert values == {"zmienna Genowefy"}
    [started, *_] = [f for f in await standing_facts(engine, "CallStarted") if f.call_id == "call-own-number"]
    assert started.data["caller_number"] == ""
    folder = state / "recordings/2026/11/24"
    assert sorted(file.name for file in folder.iterdir()) == ["rec-anna.wav", "rec-basia.wav"]


async def test_the_key_of_a_packed_recording_is_destroyed_with_its_file(
    engine: AsyncEngine, running_log: RunningLog, state: Path
) -> None:
    await put_everything(engine, running_log, state)
    name = "2026/11/24/rec-anna.s724"
    (state / "recordings" / name).write_bytes(b"sealed")
    key = {"installation_key": "0" * 8, "wrapped": b"wrapped", "made_at": LATER}
    file = {"store": "local", "object": name, "size": 6, "clear_size": 6, "sha256": b"", "codec": "flac"}
    more = {"chunk_size": 65536, "seconds": 2.5, "channels": 2, "waveform": b"curve", "stored_at": LATER}
    async with engine.begin() as connection:
        await connection.execute(insert(RecordingKeyRow).values(recording_id="rec-anna", **key))
        await connection.execute(insert(RecordingFileRow).values(recording_id="rec-anna", **file, **more))
    await erasures(engine, state, StandingClock(LATER)).run(await approved(engine))
    async with engine.connect() as connection:
        assert (await connection.execute(select(RecordingFileRow.__table__))).all() == []
        assert await connection.scalar(select(RecordingKeyRow.wrapped)) is None
        of_anna = select(RecordingRow.__table__).where(RecordingRow.id == "rec-anna")
        row = (await connection.execute(of_anna)).one()
        log = (await connection.execute(select(RecordingLogRow.what, RecordingLogRow.why))).all()
    assert (row.state, row.gone_by, row.gone_why, row.gone_at) == ("destroyed", "system", "erased", LATER)
    assert [tuple(one) for one in log] == [("destroyed", "erased")]
    assert {file.name for file in (state / "recordings/2026/11/24").iterdir()} == {"rec-basia.wav"}
    listed = read_file(state / FILE)
    assert [(one.hash, one.why) for one in listed.recordings] == [(HASHES.recording("rec-anna"), "erased")]


async def hold(engine: AsyncEngine, **values: Any) -> None:
    given = {"id": "hold-1", "office": OFFICE, "basis": "art. 17 ust. 3 lit. e RODO", "set_by": "kierownik"}
    async with engine.begin() as connection:
        await connection.execute(insert(LegalHoldRow).values(**given, **values, reason="spór", set_at=LATER))


async def test_an_erased_person_is_not_taken_in_again_and_others_are(
    engine: AsyncEngine, running_log: RunningLog, state: Path
) -> None:
    await put_everything(engine, running_log, state)
    await erasures(engine, state, StandingClock(LATER)).run(await approved(engine))
    assert await imported(engine, state, "po-usunieciu", LATER) == [(2, "erased")]
    async with engine.connect() as connection:
        known = set(await connection.scalars(select(Client.ext_id)))
    assert known == {"EXT-BASIA", "4713"}


async def test_who_was_erased_and_registers_again_is_taken_in_once_an_officer_lets_the_key_in(
    engine: AsyncEngine, dsn: str, running_log: RunningLog, state: Path
) -> None:
    await put_everything(engine, running_log, state)
    work = erasures(engine, state, StandingClock(LATER))
    await work.run(await approved(engine))
    day = timedelta(days=1)
    assert await imported(engine, state, "po-usunieciu", LATER) == [(2, "erased")]
    for officer, ext_id in ((STRANGER, OF_ANNA["ext_id"]), (OFFICER, "EXT-BASIA")):
        with pytest.raises(NotFound):
            await readmit(engine, officer, WantedReadmission(OFFICE, ext_id, "powód"), HASHES, LATER)
    assert await imported(engine, state, "nazajutrz", LATER + day) == [(2, "erased")]
    wanted = WantedReadmission(OFFICE, OF_ANNA["ext_id"], "Genowefa prosi")
    for _ in range(2):
        await readmit(engine, OFFICER, wanted, HASHES, LATER + day)
    assert OF_ANNA["ext_id"] not in await to_thread.run_sync(dumped, dsn)
    assert await imported(engine, state, "po-powrocie", LATER + 2 * day) == []
    async with engine.connect() as connection:
        query = select(Client.id).where(Client.ext_id == OF_ANNA["ext_id"])
        [again] = (await connection.scalars(query)).all()
        [(who, why)] = await connection.execute(
            select(ErasureReadmissionRow.account, ErasureReadmissionRow.reason)
        )
    assert again != ANNA
    assert (who, why) == ("kierownik", "Genowefa prosi")
    assert await work.run_all() == 0
    [entry] = read_file(state / FILE).readmissions
    assert entry.key_hash == HASHES.key(OFFICE, OF_ANNA["ext_id"])
    assert "kierownik" not in (state / FILE).read_text(), "the list says of nobody who it was"

    late = LATER + 3 * day
    request = await approved(engine, again, late)
    assert await erasures(engine, state, StandingClock(late)).run(request) == "carried_out"
    assert await imported(engine, state, "znowu", late) == [(2, "erased")], "she was erased since"
    async with engine.connect() as connection:
        assert await connection.scalar(select(ErasureReadmissionRow.reason)) is None


async def test_whom_a_hold_keeps_in_part_nobody_lets_in_meanwhile(
    engine: AsyncEngine, running_log: RunningLog, state: Path
) -> None:
    await put_everything(engine, running_log, state)
    await hold(engine, client_id=ANNA, categories=["benefits"])
    await erasures(engine, state, StandingClock(LATER)).run(await approved(engine))
    with pytest.raises(StillHeld):
        wanted = WantedReadmission(OFFICE, OF_ANNA["ext_id"], "powód")
        await readmit(engine, OFFICER, wanted, HASHES, LATER)


@pytest.mark.parametrize(("client", "is_there"), [("client-new", True), (ANNA, False)])
async def test_the_list_does_not_erase_by_a_key_that_was_let_in_since(
    engine: AsyncEngine, running_log: RunningLog, state: Path, client: str, *, is_there: bool
) -> None:
    await put_everything(engine, running_log, state)
    work = erasures(engine, state, StandingClock(LATER))
    await work.run(await approved(engine))
    await readmit(engine, OFFICER, WantedReadmission(OFFICE, OF_ANNA["ext_id"], "powód"), HASHES, LATER)
    await work.run_all()
    async with engine.begin() as connection:  # as a backup has it: of after the return, or of before the erasure
        for table in (ErasureRow, ErasureReadmissionRow):
            await connection.execute(delete(table))
    await put_person(engine, client, OFFICE, **OF_ANNA)
    await apply_entries(engine, read_file(state / FILE), HASHES, DESTROYERS, LATER)
    async with engine.connect() as connection:
        found = await connection.scalar(select(Client.id).where(Client.ext_id == OF_ANNA["ext_id"]))
        assert (found is not None) == is_there
        assert await connection.scalar(select(ErasureReadmissionRow.at)) == LATER


async def imported(engine: AsyncEngine, state: Path, name: str, at: datetime) -> list[tuple[int, str]]:
    """An extract with Anna's key and another one's is taken in; what was rejected of it."""
    erased = [OF_ANNA["ext_id"] if value == "4712" else value for value in person("4712")]
    rows = {
        "person": [erased, person("4713")],
        "registration": [registration(OF_ANNA["ext_id"]), registration("4713")],
    }
    source = delivered(state / "imports", name, rows, at=at)
    pesels = PeselSafe(PEPPER, new_identity())
    imports = Imports(engine, StandingClock(at), state / "imports", pesels, HASHES)
    run = await ask_for_import(engine, state / "imports", source, bool, "kierownik", at)
    async with engine.begin() as connection:
        await connection.execute(
            update(ImportRunRow).where(ImportRunRow.id == run).values(confirmed_by="kierownik")
        )
    assert await imports.run(run) == "done"
    query = select(ImportRejectRow.line, ImportRejectRow.code).where(ImportRejectRow.run_id == run)
    async with engine.connect() as connection:
        return [(row.line, row.code) for row in await connection.execute(query)]


async def test_an_erasure_waits_while_the_person_calls_and_for_what_is_still_in_memory(
    engine: AsyncEngine, running_log: RunningLog, state: Path
) -> None:
    stories = await put_everything(engine, running_log, state)
    ended = stories["own"].now
    request = await approved(engine, now=ended)
    assert await erasures(engine, state, StandingClock(ended + timedelta(minutes=5))).run(request) == "waits"
    row = await state_of(engine, request)
    assert (row.state, row.waits_for) == ("carrying_out", "call")
    async with engine.connect() as connection:
        restricted = await connection.scalar(select(Client.restricted_at).where(Client.id == ANNA))
    assert restricted is not None, "nobody uses the data meanwhile"
    assert await erasures(engine, state, StandingClock(ended + timedelta(minutes=15))).run_all() == 1
    assert (await state_of(engine, request)).waits_for is None


async def test_an_erasure_waits_for_facts_that_are_not_in_the_database_yet(
    engine: AsyncEngine, running_log: RunningLog, state: Path
) -> None:
    await put_everything(engine, running_log, state)
    journal = state / "spool" / "journal-000000007.jsonl"
    facts = Story("call-new").rings(caller=PHONE).facts
    journal.write_bytes(b"".join(msgspec.json.encode(fact) + b"\n" for fact in facts))
    request = await approved(engine)
    assert await erasures(engine, state, StandingClock(LATER)).run(request) == "waits"
    assert (await state_of(engine, request)).waits_for == "facts"
    journal.unlink()
    assert await erasures(engine, state, StandingClock(LATER)).run(request) == "carried_out"


async def test_who_dies_after_the_transaction_leaves_the_rest_to_the_next_run(
    engine: AsyncEngine, dsn: str, running_log: RunningLog, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put_everything(engine, running_log, state)
    request = await approved(engine)

    async def dies(self: object, request_id: str) -> None:
        raise KeyError

    work = erasures(engine, state, StandingClock(LATER))
    with monkeypatch.context() as broken:
        broken.setattr(type(work), "_finish", dies)
        with pytest.raises(KeyError):
            await work.run(request)
    assert (await state_of(engine, request)).state == "carrying_out"
    assert (state / "recordings/2026/11/24/rec-anna.wav").exists()
    assert await erasures(engine, state, StandingClock(LATER)).run_all() == 1
    assert found_in_files(state) == set()
    assert found_in(await to_thread.run_sync(dumped, dsn)) == set()
    assert (await state_of(engine, request)).state == "carried_out"
    async with engine.connect() as connection:
        [erasure] = (await connection.execute(select(ErasureRow.__table__))).all()
    assert (erasure.remains, erasure.finished_at) == ([], LATER)
    assert await erasures(engine, state, StandingClock(LATER)).run(request) == "nothing"


async def test_what_a_hold_kept_is_kept_too_when_the_list_is_applied_to_an_earlier_state(
    engine: AsyncEngine, running_log: RunningLog, state: Path
) -> None:
    await put_everything(engine, running_log, state)
    await hold(engine, client_id=ANNA, categories=["benefits"])
    await erasures(engine, state, StandingClock(LATER)).run(await approved(engine))
    listed = read_file(state / FILE)
    async with engine.begin() as connection:  # as it was before, in what the entry is about
        await connection.execute(update(Client).where(Client.id == ANNA).values(phone=PHONE))
        cleared = update(CallRow).where(CallRow.id == "call-verified")
        await connection.execute(cleared.values(client_id=ANNA, caller_number=SHARED))
        await connection.execute(delete(ErasureRow))
    assert await apply_entries(engine, listed, HASHES, DESTROYERS, LATER) != []
    async with engine.connect() as connection:
        client = (await connection.execute(select(Client.__table__).where(Client.id == ANNA))).one()
        assert (client.first_name, client.phone) == (OF_ANNA["first_name"], None)
        assert await connection.scalar(select(func.count()).select_from(BenefitRow)) == 2
        number = await connection.scalar(select(CallRow.caller_number).where(CallRow.id == "call-verified"))
        assert number == ""
        assert await connection.scalar(select(ErasureRow.kept)) == {"categories": ["benefits"], "calls": []}
