"""Changes by staff: the database itself writes who changed what, in the transaction of the change."""

import importlib
import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from api.routes.logs.audit_log_schemas import ChangedTable
from core.acting import Acting, acts
from core.db.base import PERSONAL, SECRET
from core.db.migrations import versions
from core.db.tables import Base
from core.db.tables.centre.office_tables import DialledNumber, Office
from core.db.tables.centre.scenario_tables import ScenarioDraft
from core.db.tables.messages.consent_tables import ConsentRow
from core.db.tables.person_tables import CardRow, Client
from core.db.tables.staff_tables import Account, AuditRow, SecurityEventRow
from reports.audit_store import AuditFilter, note_order, read_audit_log
from tests.support.clients.cards import card_row
from tests.support.database.postgres import engine_for

pytestmark = pytest.mark.anyio

RELEASE = Path(versions.__file__).with_name("0022_baseline.sql").read_text("utf-8")
AUDITED: dict[str, tuple[str, str, str, str]] = {
    table: arguments
    for migration in (
        "0023_four_eyes",
        "0024_one_person",
        "0027_mailing_address",
        "0036_board_limits",
        "0038_work_that_waits",
        "0044_offices_and_lines",
        "0050_help_desk",
        "0052_guidance",
        "0053_drawings",
        "0065_consents",
        "0072_trainings",
        "0099_drained_asterisks",
        "0061_learning_from_use",
        "0066_consent_texts",
        "0110_matters",
        "0122_message_templates",
        "0130_offer_intakes",
        "0170_matching",
        "0191_employers",
        "0193_gmina_points",
        "0194_saved_searches",
        "0172_employers_port",
    )
    for table, arguments in importlib.import_module(f"core.db.migrations.versions.{migration}").AUDITED.items()
}
_TRIGGER = re.compile(r"CREATE TRIGGER audit .* ON public\.(\w+) .*audit_change\('(.*)', '(.*)', '(.*)', '(.*)'\)")
for _found in _TRIGGER.finditer(RELEASE):
    AUDITED.setdefault(_found[1], (_found[2], _found[3], _found[4], _found[5]))
NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)
KOLNO = {
    "code": "20060",
    "name": "Powiatowy Urząd Pracy w Kolnie",
    "seat": "Kolno",
    "locative": "w Kolnie",
    "genitive": "Kolna",
    "area_code": "86",
    "postal_code": "18-500",
    "address": None,
    "is_province": False,
}

NOT_BY_STAFF = {
    # what calls leave, and what is derived from it
    "agent_state",
    "attempt_guard",
    "call",
    "callback",
    "contact_confirmation",
    "contact_request",
    "event",
    "personal_key",
    "prompt_heard",
    "recording",
    "recording_consent",
    "recording_file",
    "recording_key",
    "recording_mark",
    "sms_order",
    "survey_answer",
    "verified_number",
    # who is found by what: kept by triggers, of what the import writes
    "candidate",
    "offer_fact",
    "profile_publication",
    "profile_group",
    "profile_member",
    # of employers, by their keys
    "profile_search",
    "profile_look",
    # of other systems, by their keys
    "system_inquiry",
    "system_file",
    # figures: made of facts
    "report_agent_day",
    "report_agent_quarter",
    "report_call",
    "report_conversation",
    "report_counter",
    "report_day",
    "report_due",
    "report_key",
    "report_node",
    "report_node_day",
    "report_offer",
    "report_passage",
    "report_progress",
    "report_quarter",
    "report_wait",
    # log-ins: security events tell of them
    "known_device",
    "login_guard",
    "pairing",
    "session",
    # logs, and steps that name who took them
    "access_log",
    "audit_log",
    "security_event",
    "scenario_step",
    "scenario_canary",
    "scenario_comment",
    "contact",
    "log_block",
    "verification_run",
    "access_reason",
    "person_request_step",
    "help_step",
    "recording_log",
    # the register of consents, which says itself who wrote it down; what follows from it
    "consent_event",
    "consent_evidence",
    "suppression",
    # by the courier alone
    "outbox",
    "outbox_part",
    "receipt",
    "sms_received",
    "inbox_mail",
    "mail_bounce",
    "mailbox_cursor",
    # of the web service by the clock
    "report_mail",
    # mail of people, and steps that name who took them
    "matter_count",
    "matter_file",
    "matter_draft",
    "matter_fact",
    "matter_message",
    "matter_thread",
    "recording_listening",
    # counted by the database with each look
    "look_count",
    # what is in a file whose digest is audited with its version
    "standard_file",
    # by `jobs` alone
    "erasure",
    # the index of the search, made of what is audited
    "search_document",
    "search_due",
    "search_term",
    # counted of what is asked and used, without who it was
    "asked_otherwise",
    "knowledge_use",
    # come from the offices' own systems; nobody of the staff changes them here
    "benefit",
    "benefit_payment",
    "client_occupation",
    "decision",
    "employment_period",
    "import_reject",
    "import_repair",
    "participation",
    "qualification",
    "referral",
    "registration",
    "registration_period",
    "visit",
    # which process works
    "lease",
    "lease_waiting",
    # an offer that was taken in: its intake says who decided; names of the official classification
    "occupation",
    "offer",
    # offers of bases outside; who asked stands in the run
    "offer_call",
    "offer_record",
    "offer_reject",
    "offer_run",
}


@pytest.fixture
async def engine(dsn: str) -> AsyncIterator[AsyncEngine]:
    async with engine_for(dsn) as made:
        await done(made, insert(Office).values(KOLNO))
        yield made


@pytest.fixture(autouse=True)
def nobody_acts() -> Iterator[None]:
    acts(None)
    yield
    acts(None)


async def entries(engine: AsyncEngine) -> list[dict[str, Any]]:
    async with engine.connect() as connection:
        rows = await connection.execute(select(AuditRow.__table__).order_by(AuditRow.number))
        return [dict(row._mapping) for row in rows]


async def done(engine: AsyncEngine, *statements: Any) -> None:
    async with engine.begin() as connection:
        for statement in statements:
            await connection.execute(statement)


def test_every_table_is_audited_or_known_to_be_changed_by_nobody_of_the_staff() -> None:
    assert set(AUDITED) | NOT_BY_STAFF == set(Base.metadata.tables)
    assert not set(AUDITED) & NOT_BY_STAFF


async def test_the_triggers_of_the_database_are_these(engine: AsyncEngine) -> None:
    query = text("SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'audit'")
    async with engine.connect() as connection:
        made = "\n".join(await connection.scalars(query))
    assert {found[1]: found.groups()[1:] for found in _TRIGGER.finditer(made)} == AUDITED
    assert set(get_args(ChangedTable)) == set(AUDITED), "people read a word for each"


@pytest.mark.parametrize("name", sorted(AUDITED))
def test_secrets_and_personal_data_are_left_out(name: str) -> None:
    keys, hidden, long, office = AUDITED[name]
    table = Base.metadata.tables[name]
    marked = {column.name for column in table.columns if column.info in (PERSONAL, SECRET)}
    assert marked <= set(hidden.split(","))
    assert set(filter(None, [*keys.split(","), *hidden.split(","), *long.split(",")])) <= set(table.columns.keys())
    assert office == "-" or office in table.columns
    assert not marked & set(keys.split(","))


async def test_a_change_says_who_when_by_what_and_from_what_to_what(engine: AsyncEngine) -> None:
    acts(Acting("kierownik-20060", "change_office", NINE))
    await done(engine, update(Office).values(address="ul. Wojska Polskiego 46").where(Office.code == "20060"))
    [entry] = await entries(engine)
    del entry["number"]
    assert entry == {
        "at": NINE,
        "account": "kierownik-20060",
        "operation": "change_office",
        "action": "update",
        "subject": "office",
        "subject_id": "20060",
        "office": "20060",
        "before": {"address": None},
        "after": {"address": "ul. Wojska Polskiego 46"},
    }


async def test_a_new_row_and_one_that_goes_stand_there_whole(engine: AsyncEngine) -> None:
    row = {"number": "9525", "scenario": "9510", "is_free": True, "description": "Próba", "office": None}
    acts(Acting("administrator", "set_number", NINE))
    await done(engine, insert(DialledNumber).values(row), delete(DialledNumber))
    came, went = await entries(engine)
    whole = {**row, "deactivated_at": None}
    assert (came["action"], came["before"], came["after"]) == ("insert", None, whole)
    assert (went["action"], went["before"], went["after"]) == ("delete", whole, None)


async def test_of_a_secret_it_is_said_that_it_changed(engine: AsyncEngine) -> None:
    account = {
        "username": "k20060-9",
        "display_name": "Nowa",
        "role": "consultant",
        "office": "20060",
        "password_hash": "hash-one",
    }
    acts(Acting("administrator", "hire", NINE))
    await done(engine, insert(Account).values(account), update(Account).values(password_hash="hash-two"))
    assert "hash-" not in str(await entries(engine))
    assert (await entries(engine))[1]["after"] == {"password_hash": "changed"}


async def test_what_is_a_clients_stands_in_the_log_of_the_clients_office_and_does_not_say_whose_it_is(
    engine: AsyncEngine,
) -> None:
    acts(Acting("kierownik-20060", "issue_card", NINE))
    anna = insert(Client).values(id="client-anna", office="20060", first_name="Anna", last_name="Nowak")
    await done(
        engine,
        anna,
        insert(CardRow).values(card_row("client-anna", "123456782", "hash-one")),
        update(CardRow).values(state="revoked", ended_by="kierownik-20060"),
        insert(ConsentRow).values(
            client_id="client-anna",
            purpose="contact",
            channel="sms",
            state="given",
            since=NINE,
            source="consultant",
        ),
    )
    made, issued, ended, agreed = await entries(engine)
    assert [e["subject"] for e in (made, issued, ended, agreed)] == ["client", "card", "card", "consent"]
    assert {e["office"] for e in (made, issued, ended, agreed)} == {"20060"}
    assert [e["subject_id"] for e in (issued, agreed)] == ["", "contact:sms"]
    assert ended["before"] == {"state": "active", "ended_by": None}
    assert ended["after"] == {"state": "revoked", "ended_by": "kierownik-20060"}
    written = str([made, issued, ended, agreed])
    assert not [
        secret for secret in ("Anna", "Nowak", "123456782", "hash-one", "client-anna") if secret in written
    ]


async def test_an_import_leaves_no_entry_for_each_of_its_rows(engine: AsyncEngine) -> None:
    await done(engine, insert(Client).values(id="client-anna", office="20060", first_name="Anna", last_name="N"))
    await done(engine, insert(CardRow).values(card_row("client-anna", "123456782")), delete(Client))
    assert await entries(engine) == []


async def test_a_long_document_is_told_apart_by_its_digest(engine: AsyncEngine) -> None:
    draft = {
        "id": "draft-1",
        "name": "9510",
        "graph": {"nodes": ["a" * 100]},
        "cases": [],
        "revision": 1,
        "state": "draft",
        "authors": ["redaktor"],
        "created_at": NINE,
        "changed_at": NINE,
        "changed_by": "redaktor",
    }
    acts(Acting("redaktor", "save_draft", NINE))
    await done(engine, insert(ScenarioDraft).values(draft))
    await done(engine, update(ScenarioDraft).values(graph={"nodes": []}), update(ScenarioDraft).values(revision=2))
    made, changed, saved = await entries(engine)
    assert made["after"]["graph"].startswith("md5:")
    assert changed["before"] == {"graph": made["after"]["graph"]}
    assert changed["after"]["graph"] not in ("", made["after"]["graph"])
    assert saved["after"] == {"revision": 2}


async def test_what_changes_nothing_and_what_nobody_of_the_staff_does_leaves_no_entry(engine: AsyncEngine) -> None:
    await done(engine, update(Office).values(address="ul. Nowa 1"))
    acts(Acting("administrator", "change_office", NINE))
    await done(engine, update(Office).values(address="ul. Nowa 1"))
    assert await entries(engine) == []


async def test_what_is_rolled_back_leaves_no_entry(engine: AsyncEngine) -> None:
    acts(Acting("administrator", "change_office", NINE))
    with pytest.raises(ZeroDivisionError):
        async with engine.begin() as connection:
            await connection.execute(update(Office).values(address="ul. Nowa 1"))
            raise ZeroDivisionError
    assert await entries(engine) == []


async def test_who_acts_holds_for_one_transaction(engine: AsyncEngine) -> None:
    """Connections are shared: the next one who uses it is somebody else, or nobody."""
    acts(Acting("administrator", "change_office", NINE))
    await done(engine, update(Office).values(address="ul. Nowa 1"))
    acts(None)
    await done(engine, update(Office).values(address="ul. Nowa 2"))
    assert len(await entries(engine)) == 1


@pytest.mark.parametrize("table", [AuditRow, SecurityEventRow])
async def test_the_logs_cannot_be_changed(engine: AsyncEngine, table: Any) -> None:
    acts(Acting("administrator", "try", NINE))
    await note_order(engine, "agent_state", "k20060-1", "20060", {"wish": "log_out"})
    event = insert(SecurityEventRow).values(at=datetime.now(UTC), kind="log_in", outcome="ok")
    await done(
        engine,
        event,
        text(
            "INSERT INTO audit_log (at, account, operation, action, subject, subject_id) "
            "VALUES (now(), 'a', 'b', 'order', 'c', 'd')"
        ),
    )
    with pytest.raises(IntegrityError):
        await done(engine, update(table).values(account="somebody else"))
    with pytest.raises(IntegrityError):
        await done(engine, delete(table))


async def test_pages_go_from_the_newest_back_and_offices_see_their_own(engine: AsyncEngine) -> None:
    acts(Acting("kierownik-20060", "change_agent_state", NINE))
    for number in range(5):
        await note_order(engine, "agent_state", f"k20060-{number}", "20060", {"wish": "log_out"})
    await note_order(engine, "agent_state", "k20610-1", "20610", {"wish": "log_out"})
    own = AuditFilter(offices=frozenset({"20060"}))
    first = await read_audit_log(engine, own, limit=3)
    rest = await read_audit_log(engine, own, limit=3, after=first.after)
    found = [entry.subject_id for entry in [*first.entries, *rest.entries]]
    assert found == [f"k20060-{number}" for number in (4, 3, 2, 1, 0)]
    assert rest.after is None
    everything = await read_audit_log(engine, AuditFilter(), limit=10)
    assert len(everything.entries) == 6
    assert [
        e.subject_id for e in (await read_audit_log(engine, AuditFilter(subject_id="k20610-1"), limit=9)).entries
    ]
