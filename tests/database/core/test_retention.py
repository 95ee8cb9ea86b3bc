"""What is due is let go by the rules, with the clock moved by a month and by years; the rest stays."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import anyio
import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from ari_app.reloading import reload_retention
from core.clock import WARSAW
from core.db.engine import make_engine
from core.db.errors import DATABASE_AWAY
from core.db.tables.centre.call_tables import VoiceMessage
from core.db.tables.centre.verification_tables import AttemptGuard
from core.db.tables.knowledge_tables import KnowledgeProposalRow
from core.db.tables.recording_tables import RecordingRow
from core.db.tables.request_tables import PersonRequestRow
from core.db.tables.retention_tables import RetentionRuleRow, RetentionRunRow
from core.errors import NotFound, SettingsRefused, StaleVersion
from core.retention.retention import WORDS_GONE_PL, Kind, RulesInForce
from core.retention.retention_rule_store import list_rules, load_rules, save_rule, version_of
from core.retention.retention_run_store import RunGoesOn, ask_for_run, get_run, list_runs, unfinished_runs
from jobs.retention.files import Roots
from jobs.retention.run import Retention
from recordings.lists.message_store import list_messages
from tests.support.database.fact_rows import standing_facts
from tests.support.database.offices import put_offices
from tests.support.database.postgres import engine_for
from tests.support.database.retained_records import (
    NUMBER,
    OFFICES,
    MovedClock,
    chain_logs,
    choose,
    figures,
    files_of,
    hold,
    put_things,
    remains,
    roots_in,
)

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

BEGIN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
EVERYTHING = {
    *("recording", "voice_message", "sms", "callback", "survey", "verified_number", "attempt_guard"),
    *(
        "security_event",
        "client",
        "contact",
        "confirmation",
        "correction",
        "proposal",
        "assessment",
        "call",
        "key",
        "access_log",
        "audit_log",
        "system_inquiry",
        "system_file",
    ),
}
WITHIN_31_DAYS = {"recording", "attempt_guard"}
WITHIN_366_DAYS = WITHIN_31_DAYS | {
    *("voice_message", "sms", "callback", "call", "key", "client", "contact", "confirmation", "correction"),
    "proposal",
}
"""With the client goes what is written down of it."""


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock(BEGIN)


@pytest.fixture
async def setup(engine: AsyncEngine, tmp_path: Path, clock: MovedClock) -> Retention:
    """With everything of Zofia, made at the beginning."""
    await put_offices(engine, *OFFICES)
    await put_things(engine, roots_in(tmp_path), "zofia", BEGIN)
    await chain_logs(engine, clock)
    return Retention(engine, clock, roots_in(tmp_path), batch=2)


async def run(
    setup: Retention, engine: AsyncEngine, clock: MovedClock, *, is_dry: bool = False
) -> RetentionRunRow:
    asked = await ask_for_run(engine, "system", clock.now(), is_dry=is_dry)
    await setup.run(asked.id)
    return await get_run(engine, asked.id)


async def left(engine: AsyncEngine, name: str = "zofia") -> set[str]:
    """The tables that still say something of somebody."""
    async with engine.connect() as connection:
        return {table for table, names in (await remains(connection)).items() if name in names}


@pytest.mark.parametrize(
    ("days", "gone"),
    [
        (1, set()),
        (31, WITHIN_31_DAYS),
        (366, WITHIN_366_DAYS),
        (5 * 366, EVERYTHING),
        (10 * 366, EVERYTHING),
    ],
)
async def test_what_is_due_goes_and_what_is_not_stays(
    setup: Retention, engine: AsyncEngine, clock: MovedClock, days: int, gone: set[str]
) -> None:
    async with engine.connect() as connection:
        before = await figures(connection)
    clock.moves(days)
    done = await run(setup, engine, clock)
    assert (done.state, done.pending) == ("done", [])
    assert EVERYTHING - await left(engine) == gone
    async with engine.connect() as connection:
        assert await figures(connection) == before


async def test_words_of_proposals_go_by_the_day_of_their_call_or_else_by_their_own(
    setup: Retention, engine: AsyncEngine, clock: MovedClock
) -> None:
    """Zofia's call was at the beginning. What is open is declined then: nobody can decide it without its words."""
    given = {"kind": "question", "words": "Czy?", "office": "20060", "proposed_by": "k20060-1", "version": 1}
    late = {**given, "proposed_at": BEGIN + timedelta(days=100)}
    decided = {"state": "accepted", "answer": "Tak.", "decided_by": "redaktor", "decided_at": BEGIN}
    async with engine.begin() as connection:
        for row in (
            {"id": "p-alone", **late, "state": "open"},
            {"id": "p-decided", **late, **decided, "proposed_at": BEGIN},
            {"id": "p-of-call", **late, "state": "open", "call_id": "call-zofia"},
        ):
            await connection.execute(insert(KnowledgeProposalRow).values(row))

    async def standing() -> dict[str, tuple[str, str, str | None]]:
        row = KnowledgeProposalRow
        async with engine.connect() as connection:
            found = await connection.execute(select(row.id, row.words, row.state, row.answer))
            return {each.id: (each.words, each.state, each.answer) for each in found}

    clock.moves(366)
    await run(setup, engine, clock)
    let_go = ("", "declined", WORDS_GONE_PL)
    assert await standing() == {
        "proposal-zofia": let_go,
        "p-of-call": let_go,
        "p-decided": ("", "accepted", "Tak."),
        "p-alone": ("Czy?", "open", None),
    }
    clock.moves(100)
    await run(setup, engine, clock)
    assert (await standing())["p-alone"] == let_go


async def test_files_go_with_their_rows(
    setup: Retention, engine: AsyncEngine, clock: MovedClock, tmp_path: Path
) -> None:
    assert len(files_of(roots_in(tmp_path))) == 5
    clock.moves(8)
    await run(setup, engine, clock)
    assert not (tmp_path / "imports/20060/zofia").exists()
    clock.moves(23)
    await run(setup, engine, clock)
    assert files_of(roots_in(tmp_path)) == {"recordings/messages/zofia.wav"}
    async with engine.connect() as connection:
        assert await connection.scalar(select(RecordingRow.state)) == "expired"
    clock.moves(60)
    await run(setup, engine, clock)
    assert files_of(roots_in(tmp_path)) == set()
    assert (await list_messages(engine, None, None, limit=9)).messages == []
    async with engine.connect() as connection:
        assert await connection.scalar(select(VoiceMessage.state)) == "expired"


async def test_facts_of_an_old_call_say_nothing_of_a_person_any_more(
    setup: Retention, engine: AsyncEngine, clock: MovedClock
) -> None:
    assert NUMBER in str(await standing_facts(engine))
    clock.moves(366)
    await run(setup, engine, clock)
    facts = str(await standing_facts(engine))
    assert NUMBER not in facts and "Zofia" not in facts and "client-zofia" not in facts


async def test_a_dry_run_changes_nothing_and_says_what_the_real_one_does(
    setup: Retention, engine: AsyncEngine, clock: MovedClock, tmp_path: Path
) -> None:
    for number in range(5):
        await put_things(engine, roots_in(tmp_path), f"osoba{number}", BEGIN + timedelta(days=number))
    await hold(engine, client="client-osoba1")
    await chain_logs(engine, clock)
    for days in (31, 350, 400):
        clock.moves(days)
        files = files_of(roots_in(tmp_path))
        async with engine.connect() as connection:
            before = await remains(connection)
        dry = await run(setup, engine, clock, is_dry=True)
        async with engine.connect() as connection:
            assert await remains(connection) == before
        assert files_of(roots_in(tmp_path)) == files
        real = await run(setup, engine, clock)
        assert dry.counts == real.counts, days
        assert sum(kind["rows"] for kind in real.counts.values()) > 0
        again = await run(setup, engine, clock)
        assert all(kind["rows"] == kind["files"] == 0 for kind in again.counts.values())


async def test_a_hold_on_a_client_keeps_everything_of_it_until_it_ends(
    setup: Retention, engine: AsyncEngine, clock: MovedClock, tmp_path: Path
) -> None:
    await put_things(engine, roots_in(tmp_path), "jan", BEGIN)
    await hold(engine, client="client-zofia")
    clock.moves(5 * 366)
    done = await run(setup, engine, clock)
    not_of_a_client = {
        *("survey", "assessment", "verified_number", "attempt_guard"),
        *("security_event", "audit_log", "system_inquiry", "system_file"),
    }
    assert EVERYTHING - await left(engine) == not_of_a_client
    assert await left(engine, "jan") == {"access_log", "audit_log", "security_event"}  # in no block yet
    assert "recordings/2026/11/zofia.wav" in files_of(roots_in(tmp_path))
    assert "recordings/2026/11/jan.wav" not in files_of(roots_in(tmp_path))
    assert done.counts["recording"]["held"] == done.counts["access_log"]["held"] == 1
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE legal_hold SET ended_at = :now"), {"now": clock.now()})
    await run(setup, engine, clock)
    assert await left(engine) == set()


async def test_a_hold_on_a_call_keeps_what_hangs_on_it(
    setup: Retention, engine: AsyncEngine, clock: MovedClock
) -> None:
    await hold(engine, call="call-zofia", until=(BEGIN + timedelta(days=400)).date())
    clock.moves(366)
    await run(setup, engine, clock)
    assert WITHIN_366_DAYS - await left(engine) == {"attempt_guard"}
    clock.moves(34)
    await run(setup, engine, clock)
    assert "recording" in await left(engine)  # the last day of the hold counts
    clock.moves(2)
    await run(setup, engine, clock)
    assert not await left(engine) & WITHIN_366_DAYS


async def test_who_has_an_open_request_is_not_removed(
    setup: Retention, engine: AsyncEngine, clock: MovedClock
) -> None:
    request = {"id": "r", "office": "20060", "client_id": "client-zofia", "kind": "access", "received_on": BEGIN}
    given = {**request, "due_on": BEGIN, "received_at": BEGIN, "received_by": "kierownik"}
    async with engine.begin() as connection:
        await connection.execute(insert(PersonRequestRow).values(**given))
    clock.moves(366)
    await run(setup, engine, clock)
    assert "client" in await left(engine)
    async with engine.begin() as connection:
        await connection.execute(update(PersonRequestRow).values(closed_at=clock.now()))
    await run(setup, engine, clock)
    assert "client" not in await left(engine)


async def test_a_client_whom_the_office_still_tells_of_stays(
    setup: Retention, engine: AsyncEngine, clock: MovedClock
) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE client SET gone_at = NULL"))
    clock.moves(3 * 366)
    await run(setup, engine, clock)
    assert {"client", "contact"} <= await left(engine)
    clock.moves(3 * 366)
    await run(setup, engine, clock)
    assert "client" in await left(engine) and "contact" not in await left(engine)


async def test_an_office_may_keep_recordings_for_a_shorter_time(
    setup: Retention, engine: AsyncEngine, clock: MovedClock, tmp_path: Path
) -> None:
    await put_things(engine, roots_in(tmp_path), "jan", BEGIN, office="20620")
    await choose(engine, "recording", "20060", 7, BEGIN - timedelta(days=1))
    clock.moves(8)
    await run(setup, engine, clock)
    assert "recording" not in await left(engine)
    assert "recording" in await left(engine, "jan")


async def test_a_call_of_no_office_goes_by_the_rule_of_the_province(
    setup: Retention, engine: AsyncEngine, clock: MovedClock
) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE call SET office = NULL"))
    await choose(engine, "recording", "20060", 60, BEGIN - timedelta(days=1))
    clock.moves(31)
    await run(setup, engine, clock)
    assert "recording" not in await left(engine)


async def test_what_waits_for_somebodys_word_or_was_never_asked_for_is_not_deleted(
    setup: Retention, engine: AsyncEngine, clock: MovedClock, tmp_path: Path
) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE import_run SET state = 'quarantined'"))
        await connection.execute(text("UPDATE export_batch SET confirmed_at = NULL"))
    new = tmp_path / "imports/20060/nowy"
    new.mkdir()
    (new / "person.csv").write_text("x")
    upload = tmp_path / "imports/uploads/upload-1.zip"
    upload.parent.mkdir()
    upload.write_text("x")
    clock.moves(100)
    await run(setup, engine, clock)
    assert (tmp_path / "imports/20060/zofia").is_dir()
    assert new.is_dir()
    assert not upload.exists()  # nobody's
    assert (tmp_path / "exports/20060/export-zofia-contacts.csv").is_file()


async def test_nothing_outside_of_its_folders_is_deleted(
    setup: Retention, engine: AsyncEngine, clock: MovedClock, tmp_path: Path
) -> None:
    for name in ("secrets.json", "recordings/kept.wav"):
        (tmp_path / name).write_text("{}")
    async with engine.begin() as connection:
        await connection.execute(update(RecordingRow).values(file="../secrets.json"))
        await connection.execute(
            text("UPDATE voice_message SET file = :file"), {"file": str(tmp_path / "recordings/kept.wav")}
        )
    clock.moves(100)
    assert (await run(setup, engine, clock)).state == "done"
    assert (tmp_path / "secrets.json").exists() and (tmp_path / "recordings/kept.wav").exists()


class DiskAway(Roots):
    """No file can be deleted."""

    def delete(self, root: str, name: str) -> bool:
        return False


async def test_a_file_that_cannot_be_deleted_is_tried_again_by_the_next_run(
    setup: Retention, engine: AsyncEngine, clock: MovedClock, tmp_path: Path
) -> None:
    there = roots_in(tmp_path)
    clock.moves(31)
    first = await run(
        Retention(engine, clock, DiskAway(there.recordings, there.imports, there.exports)), engine, clock
    )
    assert first.state == "failed" and ["recordings", "2026/11/zofia.wav"] in first.pending
    second = await run(setup, engine, clock)
    assert (second.state, second.pending) == ("done", [])
    assert files_of(there) == {"recordings/messages/zofia.wav"}
    assert (await get_run(engine, first.id)).pending == []


async def test_a_row_that_somebody_works_on_is_passed_over(
    setup: Retention, engine: AsyncEngine, clock: MovedClock, dsn: str
) -> None:
    clock.moves(31)
    async with engine_for(dsn) as other, other.begin() as connection:
        await connection.execute(select(AttemptGuard.subject).with_for_update())
        with anyio.fail_after(20):
            await run(setup, engine, clock)
    assert "attempt_guard" in await left(engine)
    await run(setup, engine, clock)
    assert "attempt_guard" not in await left(engine)


async def test_a_counter_that_still_locks_stays(setup: Retention, engine: AsyncEngine, clock: MovedClock) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(AttemptGuard).values(locked_until=BEGIN + timedelta(days=4)))
    clock.moves(3)
    await run(setup, engine, clock)
    assert "attempt_guard" in await left(engine)


async def test_logs_are_deleted_by_nobody_but_the_run(setup: Retention, engine: AsyncEngine) -> None:
    for table in ("security_event", "access_log", "audit_log"):
        with pytest.raises(DBAPIError):
            async with engine.begin() as connection:
                await connection.execute(text(f"DELETE FROM {table}"))


async def test_two_runs_are_never_under_way_at_once(
    setup: Retention, engine: AsyncEngine, clock: MovedClock
) -> None:
    first = await ask_for_run(engine, "system", clock.now(), is_dry=True)
    with pytest.raises(RunGoesOn):
        await ask_for_run(engine, "kierownik", clock.now(), is_dry=False)
    assert await unfinished_runs(engine) == [first.id]
    await setup.run(first.id)
    await setup.run(first.id)  # harmless
    second = await ask_for_run(engine, "kierownik", clock.now() + timedelta(hours=1), is_dry=False)
    assert [each.id for each in (await list_runs(engine, limit=9)).runs] == [second.id, first.id]
    await setup.fail(second.id)
    assert (await get_run(engine, second.id)).state == "failed"


# -- rules


async def save(
    engine: AsyncEngine,
    kind: Kind,
    office: str | None,
    days: int | None,
    valid_from: date,
    version: int | None = None,
) -> None:
    stands = version_of((await list_rules(engine))[kind])
    read = stands if version is None else version
    await save_rule(engine, kind, office, days, valid_from, "Zarządzenie", read, "kierownik", BEGIN)


async def test_a_rule_holds_from_its_day_on_and_the_history_keeps_the_old_one(
    setup: Retention, engine: AsyncEngine
) -> None:
    first = BEGIN.astimezone(WARSAW).date() + timedelta(days=10)
    await save(engine, "recording", "20060", 14, first)
    rules = await load_rules(engine)
    assert rules.days("recording", "20060", first - timedelta(days=1)) == 30
    assert rules.days("recording", "20060", first) == 14
    assert rules.days("recording", "20620", first) == 30
    await save(engine, "recording", "20060", None, first + timedelta(days=10))
    assert (await load_rules(engine)).days("recording", "20060", first + timedelta(days=10)) == 30
    assert len((await list_rules(engine))["recording"]) == 3


async def test_who_has_read_another_version_is_refused(setup: Retention, engine: AsyncEngine) -> None:
    await save(engine, "sms", None, 60, BEGIN.date(), version=1)
    with pytest.raises(StaleVersion) as refused:
        await save(engine, "sms", None, 30, BEGIN.date(), version=1)
    assert refused.value.version == 2


async def test_rules_out_of_bounds_or_of_no_office_are_refused(setup: Retention, engine: AsyncEngine) -> None:
    with pytest.raises(SettingsRefused):
        await save(engine, "recording", None, 91, BEGIN.date())
    with pytest.raises(NotFound):
        await save(engine, "recording", "99999", 30, BEGIN.date())


@pytest.mark.parametrize(("kind", "days"), [("recording", 91), ("access_log", 730), ("audit_log", 1), ("sms", 0)])
async def test_the_database_itself_holds_the_bounds_of_the_law(
    setup: Retention, engine: AsyncEngine, kind: str, days: int
) -> None:
    with pytest.raises(DBAPIError):
        async with engine.begin() as connection:
            await connection.execute(
                update(RetentionRuleRow).where(RetentionRuleRow.kind == kind).values(days=days)
            )


async def test_an_application_hears_of_a_rule_and_keeps_the_old_one_while_the_database_is_away(
    setup: Retention, engine: AsyncEngine
) -> None:
    kept = RulesInForce()
    await reload_retention(kept, engine)
    assert kept.announced_days("20060", BEGIN) == 30
    await save(engine, "recording", "20060", 14, BEGIN.date())
    with pytest.raises(DATABASE_AWAY):
        await reload_retention(kept, make_engine("postgresql+asyncpg://nobody@127.0.0.1:1/nothing"))
    assert kept.announced_days("20060", BEGIN) == 30
    await reload_retention(kept, engine)
    assert kept.announced_days("20060", BEGIN) == 14
