"""Clients' data on the real database: what is found, and that no look is without its entry of the access log."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import anyio
import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from clients.client_data import ANSWER_TIME, AT_ONCE, ClientDataDesk
from clients.contact_store import NobodyRegistered
from clients.store import ClientStore
from core.consents.addresses import AddressHashes
from core.consents.register_store import Said, note_said
from core.db.tables.centre.call_tables import EventRow
from core.db.tables.centre.office_tables import Office
from core.db.tables.client_tables import (
    AccessLogRow,
    BenefitPaymentRow,
    ClientOccupation,
    ContactConfirmationRow,
    RegistrationRow,
    VisitRow,
)
from core.db.tables.market.offer_tables import OfferRow
from core.db.tables.market.training_tables import TrainingRow
from core.db.tables.messages.consent_tables import ConsentEventRow, ConsentEvidenceRow
from core.db.tables.person_tables import Client
from core.questions.client_data import (
    ConfirmContact,
    ConsentState,
    ConsentStateOf,
    ContactEvidence,
    ContactStateOf,
    NextPaymentOf,
    NextPaymentWithAmountOf,
    NextVisitOf,
    OffersFor,
    Registration,
    RegistrationOf,
    SayConsent,
    TrainingsFor,
    Unavailable,
)
from market.told.matched_store import LineMatches
from reports.calls.store import CallRecords
from tests.support.database.fact_rows import standing_facts
from tests.support.database.postgres import engine_for, fresh_database, server
from tests.support.timing.running import running
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

ANNA, JAN, CALL = "client-anna", "client-jan", "call-1"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
EVIDENCE = ContactEvidence(NOW, 2, "D13", "Czy potwierdzają Państwo kontakt?", "1")


def _office(code: str, seat: str) -> dict[str, Any]:
    more = {"locative": seat, "genitive": seat, "area_code": "86", "postal_code": "18-500"}
    return {"code": code, "name": f"PUP {seat}", "seat": seat, "is_province": False, **more}


def _days(count: int) -> date:
    return TODAY + timedelta(days=count)


@pytest.fixture
async def dsn() -> AsyncIterator[str]:
    async with fresh_database() as url:
        async with engine_for(url) as engine, engine.begin() as connection:
            await connection.execute(insert(Office), [_office("20060", "Kolno"), _office("20620", "Łomża")])
            names = {"first_name": "Anna", "last_name": "Nowak"}
            for client_id, office in ((ANNA, "20060"), (JAN, "20620")):
                values = {"id": client_id, "office": office, **names}
                await connection.execute(insert(Client).values(**values))
            await connection.execute(
                insert(RegistrationRow).values(
                    client_id=ANNA,
                    status="unemployed",
                    since=date(2025, 6, 1),
                    is_insured=True,
                    last_contact_on=_days(-81),
                )
            )
            await connection.execute(
                insert(ClientOccupation),
                [{"client_id": ANNA, "occupation": code} for code in ("432103", "522301")],
            )
        yield url


@pytest.fixture
async def engine(dsn: str) -> AsyncIterator[AsyncEngine]:
    """As the application makes it: a dead connection is noticed only when it is used."""
    async with engine_for(dsn, pool_size=AT_ONCE, checks_first=False) as made:
        yield made


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(NOW)


@pytest.fixture
def store(engine: AsyncEngine, clock: StandingClock) -> ClientStore:
    return ClientStore(engine, clock, matches=LineMatches())


async def put(engine: AsyncEngine, table: Any, *rows: dict[str, Any]) -> None:
    async with engine.begin() as connection:
        await connection.execute(insert(table), list(rows))


async def log_of(engine: AsyncEngine) -> list[tuple[Any, ...]]:
    """Whose, what, what was found, and by which call and purpose; in order."""
    query = select(
        AccessLogRow.client_id, AccessLogRow.topic, AccessLogRow.outcome, AccessLogRow.who, AccessLogRow.office
    ).order_by(AccessLogRow.id)
    async with engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(query)]


def _visit(number: int, at: datetime, client: str = ANNA, state: str = "planned") -> dict[str, Any]:
    values = {"id": f"visit-{number}", "client_id": client, "at": at, "state": state}
    return {**values, "room": f"{number}", "adviser": "Maria Zalewska"}


async def test_the_next_visit_is_the_first_one_that_is_still_planned(
    engine: AsyncEngine, store: ClientStore
) -> None:
    found = await store.ask(NextVisitOf(ANNA, CALL))
    assert (found.visit, found.contact_due_on) == (None, _days(9))
    await put(
        engine,
        VisitRow,
        _visit(1, NOW - timedelta(minutes=1)),
        _visit(2, NOW + timedelta(days=1), state="cancelled"),
        _visit(3, NOW + timedelta(days=3)),
        _visit(4, NOW + timedelta(days=2)),
        _visit(5, NOW + timedelta(days=1), client=JAN),
    )
    found = await store.ask(NextVisitOf(ANNA, CALL))
    assert found.visit is not None
    assert (found.visit.room, found.visit.at) == ("4", NOW + timedelta(days=2))
    assert await log_of(engine) == [
        (ANNA, "visit", "none", CALL, "20060"),
        (ANNA, "visit", "found", CALL, "20060"),
    ]


def _payment(number: int, pay_on: date, client: str = ANNA) -> dict[str, Any]:
    values = {"id": f"payment-{number}", "client_id": client, "kind": "benefit", "month": date(2026, 11, 1)}
    return {**values, "pay_on": pay_on, "grosze": 100_000 + number}


async def test_the_next_payment_and_its_amount_only_where_it_is_wanted(
    engine: AsyncEngine, store: ClientStore
) -> None:
    assert (await store.ask(NextPaymentWithAmountOf(ANNA, CALL))).payment is None
    await put(engine, BenefitPaymentRow, _payment(1, _days(-1)), _payment(2, _days(20)), _payment(3, TODAY))
    silent = (await store.ask(NextPaymentOf(ANNA, CALL))).payment
    assert silent is not None
    assert (silent.pay_on, silent.month, silent.grosze) == (TODAY, date(2026, 11, 1), None)
    told = (await store.ask(NextPaymentWithAmountOf(ANNA, CALL))).payment
    assert told is not None
    assert told.grosze == 100_003
    assert [(topic, outcome) for _, topic, outcome, *_ in await log_of(engine)] == [
        ("benefit_amount", "none"),
        ("benefit", "found"),
        ("benefit_amount", "found"),
    ]


async def test_the_registration_of_whoever_has_none_is_none(engine: AsyncEngine, store: ClientStore) -> None:
    assert await store.ask(RegistrationOf(ANNA, CALL)) == Registration(
        "unemployed", date(2025, 6, 1), is_insured=True
    )
    assert await store.ask(RegistrationOf(JAN, CALL)) == Registration("none")
    async with engine.begin() as connection:
        await connection.execute(update(RegistrationRow).values(status="none"))
    assert await store.ask(RegistrationOf(ANNA, CALL)) == Registration("none")
    assert not (await store.ask(ContactStateOf(ANNA, CALL))).is_required
    assert not (await store.ask(ContactStateOf(JAN, CALL))).is_required
    assert len(await log_of(engine)) == 5


def _offer(name: str, occupation: str, office: str = "20060", **more: Any) -> dict[str, Any]:
    values: dict[str, Any] = {"id": name, "office": office, "occupation": occupation, "position": name}
    values |= {"town": "Kolno", "pay_from": None, "pay_to": None, "contract": "umowa o pracę"}
    return {**values, "valid_from": TODAY, "valid_until": TODAY, **more}


async def test_offers_are_of_the_own_occupations_first_and_of_the_own_office(
    engine: AsyncEngine, store: ClientStore
) -> None:
    await put(
        engine,
        OfferRow,
        _offer("same group", "432199"),
        _offer("same", "432103", valid_until=_days(5)),
        _offer("same, sooner", "522301", valid_until=_days(1)),
        _offer("another occupation", "411004"),
        _offer("over", "432103", valid_from=_days(-9), valid_until=_days(-1)),
        _offer("not yet", "432103", valid_from=_days(1), valid_until=_days(9)),
        _offer("elsewhere", "432103", office="20620"),
    )

    async def names(**how: Any) -> list[str]:
        found = await store.ask(OffersFor(ANNA, CALL, **how))
        return [offer.id for offer in found.offers]

    assert await names(everywhere=False, most=9) == ["same", "same, sooner", "same group"]
    assert await names(everywhere=False, most=2) == ["same", "same, sooner"]
    assert await names(everywhere=True, most=9) == ["elsewhere", "same", "same, sooner", "same group"]
    assert (await store.ask(OffersFor(JAN, CALL, everywhere=True, most=9))).offers == ()


def _training(name: str, office: str | None, occupation: str | None, sign_up: date = TODAY) -> dict[str, Any]:
    values: dict[str, Any] = {"id": name, "office": office, "occupation": occupation, "title": name}
    return {**values, "town": "Kolno", "hours": 40, "starts_on": _days(30), "sign_up_until": sign_up}


async def test_trainings_are_of_the_office_and_the_province_for_the_own_occupations_and_for_all(
    engine: AsyncEngine, store: ClientStore
) -> None:
    await put(
        engine,
        TrainingRow,
        _training("for all", None, None),
        _training("own", "20060", "432103"),
        _training("own group", None, "522399", _days(3)),
        _training("over", "20060", None, _days(-1)),
        _training("another office", "20620", None),
        _training("another occupation", "20060", "411004"),
    )
    found = await store.ask(TrainingsFor(ANNA, CALL, most=9))
    assert [training.id for training in found.trainings] == ["own", "own group", "for all"]
    assert len((await store.ask(TrainingsFor(ANNA, CALL, most=1))).trainings) == 1


# -- the contact


async def confirmations(engine: AsyncEngine) -> list[dict[str, Any]]:
    async with engine.connect() as connection:
        rows = await connection.execute(select(ContactConfirmationRow.__table__))
        return [dict(row._mapping) for row in rows]


async def test_a_confirmed_contact_stands_with_its_evidence_its_fact_and_its_entry(
    engine: AsyncEngine, store: ClientStore
) -> None:
    before = await store.ask(ContactStateOf(ANNA, CALL))
    assert (before.is_required, before.due_on, before.days_left, before.is_noted_today) == (
        True,
        _days(9),
        9,
        False,
    )
    noted = await store.ask(ConfirmContact(ANNA, CALL, EVIDENCE))
    assert (noted.noted_on, noted.was_due_on, noted.next_due_on, noted.is_new) == (
        TODAY,
        _days(9),
        _days(90),
        True,
    )
    [row] = await confirmations(engine)
    assert (row["client_id"], row["contact_on"], row["confirmed_at"]) == (ANNA, TODAY, NOW)
    assert (row["call_id"], row["verification_level"], row["key"]) == (CALL, 2, "1")
    assert (row["prompt"], row["question"]) == ("D13", EVIDENCE.question)
    assert len(row["question_sha256"]) == 64
    after = await store.ask(ContactStateOf(ANNA, CALL))
    assert (after.due_on, after.days_left, after.is_noted_today) == (_days(90), 90, True)
    [fact] = await standing_facts(engine)
    assert (fact.type, fact.call_id) == ("ContactConfirmed", CALL)
    assert fact.data == {"client_id": ANNA, "confirmation": row["id"], "ticks": None}
    assert [(topic, outcome) for _, topic, outcome, *_ in await log_of(engine)] == [
        ("contact", "found"),
        ("contact_confirmation", "written"),
        ("contact", "found"),
    ]
    [step] = await CallRecords(engine).timeline(CALL)
    assert step.text == f"Zapisano potwierdzenie kontaktu z urzędem ({row['id']})"
    assert ANNA not in str(step.details)


async def test_confirming_again_and_at_the_same_moment_notes_one_contact(
    engine: AsyncEngine, store: ClientStore, clock: StandingClock
) -> None:
    results: list[bool] = []

    async def confirms(call_id: str) -> None:
        results.append((await store.ask(ConfirmContact(ANNA, call_id, EVIDENCE))).is_new)

    async with anyio.create_task_group() as lines:
        for number in range(AT_ONCE):
            lines.start_soon(confirms, f"call-{number}")
    again = await store.ask(ConfirmContact(ANNA, "call-redial", EVIDENCE))
    assert (results.count(True), again.is_new) == (1, False)
    assert (again.was_due_on, again.next_due_on) == (_days(9), _days(90))
    assert len(await confirmations(engine)) == 1
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(EventRow)) == 1
    clock.at = NOW + timedelta(days=1)
    tomorrow = ContactEvidence(clock.at, 2, "D13", "Czy?", "1")
    assert (await store.ask(ConfirmContact(ANNA, CALL, tomorrow))).next_due_on == _days(91)
    assert len(await confirmations(engine)) == 2


async def test_a_key_pressed_before_midnight_counts_for_that_day(
    engine: AsyncEngine, store: ClientStore, clock: StandingClock
) -> None:
    pressed = datetime(2026, 11, 24, 22, 59, 59, tzinfo=UTC)  # a second before midnight in Warsaw
    clock.at = pressed + timedelta(seconds=2)
    noted = await store.ask(ConfirmContact(ANNA, CALL, ContactEvidence(pressed, 2, "D13", "Czy?", "1")))
    assert noted.noted_on == TODAY
    assert not (await store.ask(ContactStateOf(ANNA, CALL))).is_noted_today


async def test_nothing_is_noted_for_whoever_is_not_registered(engine: AsyncEngine, store: ClientStore) -> None:
    with pytest.raises(NobodyRegistered):
        await store.ask(ConfirmContact(JAN, CALL, EVIDENCE))
    assert await confirmations(engine) == []
    assert await log_of(engine) == []


async def test_an_action_plan_makes_it_thirty_days(engine: AsyncEngine, store: ClientStore) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(RegistrationRow).values(contact_interval=30, last_contact_on=_days(-40)))
    noted = await store.ask(ConfirmContact(ANNA, CALL, EVIDENCE))
    assert (noted.was_due_on, noted.next_due_on) == (_days(-10), _days(30))


# -- the access log


async def test_a_look_whose_entry_cannot_be_written_is_no_look(engine: AsyncEngine, store: ClientStore) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE access_log ADD CONSTRAINT refuses CHECK (topic <> 'visit')"))
        await connection.execute(
            text("ALTER TABLE access_log ADD CONSTRAINT refuses_too CHECK (topic <> 'contact_confirmation')")
        )
    await put(engine, VisitRow, _visit(1, NOW + timedelta(days=1)))
    with pytest.raises(IntegrityError):
        await store.ask(NextVisitOf(ANNA, CALL))
    with pytest.raises(IntegrityError):
        await store.ask(ConfirmContact(ANNA, CALL, EVIDENCE))
    assert await confirmations(engine) == []
    async with _desk(store) as desk:
        assert await desk.ask(NextVisitOf(ANNA, CALL)) == Unavailable()


async def test_nobody_changes_the_access_log(
    engine: AsyncEngine, store: ClientStore, clock: StandingClock
) -> None:
    """How old entries go, with their block: `test_chain`."""
    clock.at = datetime.now(UTC) - timedelta(days=800)
    await store.ask(RegistrationOf(ANNA, "call-old"))
    clock.at = datetime.now(UTC)
    await store.ask(RegistrationOf(ANNA, "call-new"))
    for statement in (
        update(AccessLogRow).values(client_id=JAN),
        delete(AccessLogRow).where(AccessLogRow.call_id == "call-new"),
        delete(AccessLogRow).where(AccessLogRow.call_id == "call-old"),
        text("TRUNCATE access_log CASCADE"),
    ):
        with pytest.raises(DBAPIError, match="is not changed"):
            async with engine.begin() as connection:
                await connection.execute(statement)
    assert [who for *_, who, _ in await log_of(engine)] == ["call-old", "call-new"]


# -- the database goes away


@asynccontextmanager
async def _desk(store: ClientStore) -> AsyncIterator[ClientDataDesk]:
    desk = ClientDataDesk(store)
    async with running(desk.run):
        yield desk


async def test_a_database_that_stops_in_the_middle_is_unavailable_and_works_again_when_it_is_back(
    engine: AsyncEngine, store: ClientStore
) -> None:
    async with _desk(store) as desk:
        assert await desk.ask(RegistrationOf(ANNA, CALL)) == Registration("unemployed", date(2025, 6, 1), True)
        with server().away():
            with anyio.fail_after(ANSWER_TIME + 1):
                assert await desk.ask(RegistrationOf(ANNA, CALL)) == Unavailable()
                assert await desk.ask(ConfirmContact(ANNA, CALL, EVIDENCE)) == Unavailable()
        assert not isinstance(await desk.ask(ConfirmContact(ANNA, CALL, EVIDENCE)), Unavailable)
        assert isinstance(await desk.ask(RegistrationOf(ANNA, CALL)), Registration)
    assert len(await confirmations(engine)) == 1
    assert _in_use(engine) == 0


async def test_a_database_that_stands_still_costs_each_caller_three_seconds_and_no_connection(
    engine: AsyncEngine, store: ClientStore, dsn: str
) -> None:
    """Somebody holds a lock on what is read: the reading is given up, and its connection is whole again."""
    async with engine_for(dsn) as other, other.begin() as connection, _desk(store) as desk:
        await connection.execute(text("LOCK TABLE registration, contact_confirmation IN ACCESS EXCLUSIVE MODE"))
        began = anyio.current_time()
        async with anyio.create_task_group() as callers:
            for _ in range(AT_ONCE + 2):
                callers.start_soon(desk.ask, RegistrationOf(ANNA, CALL))
            callers.start_soon(desk.ask, ConfirmContact(ANNA, CALL, EVIDENCE))
        # Whoever waited for another one first would take twice the time, however slow the machine is.
        assert 0.9 * ANSWER_TIME < anyio.current_time() - began < 2 * ANSWER_TIME
        await connection.rollback()
        assert isinstance(await desk.ask(RegistrationOf(ANNA, CALL)), Registration)
    assert [topic for _, topic, *_ in await log_of(engine)] == ["registration"]
    assert await confirmations(engine) == []
    assert _in_use(engine) == 0


def _in_use(engine: AsyncEngine) -> int:
    in_use: int = engine.pool.checkedout()  # type: ignore[attr-defined]
    return in_use


async def test_what_is_said_of_messages_stands_in_the_register_with_its_evidence_whatever_is_imported_later(
    engine: AsyncEngine, clock: StandingClock
) -> None:
    hashes = AddressHashes("p" * 40)
    store = ClientStore(engine, clock, hashes)
    state = ConsentStateOf(ANNA, CALL, "contact", "sms")
    assert await store.ask(state) == ConsentState(is_given=False, is_said=False)
    silent = replace(EVIDENCE, prompt="N07", question="Czy zgadzają się Państwo?", key="")
    assert await store.ask(SayConsent(ANNA, CALL, "contact", "sms", "asked", silent)) == ConsentState(False, False)
    said = await store.ask(SayConsent(ANNA, CALL, "contact", "sms", "given", replace(silent, key="1")))
    assert said == ConsentState(is_given=True, is_said=True)
    event, evidence = ConsentEventRow, ConsentEvidenceRow
    query = (
        select(event.what, event.source, event.reference, event.text_id, event.text_sha256, evidence.evidence)
        .join(evidence, evidence.event == event.number)
        .order_by(event.number)
    )
    async with engine.begin() as connection:
        rows = (await connection.execute(query)).all()
        imported = Said(client_id=ANNA, purpose="contact", channel="sms", what="refused", source="import", at=NOW)
        await note_said(connection, imported, hashes)
    assert [(row.what, row.source, row.reference, row.text_id) for row in rows] == [
        ("asked", "line", CALL, "prompt-N07"),
        ("given", "line", CALL, "prompt-N07"),
    ]
    assert rows[1].evidence == {"words": silent.question, "key": "1", "level": 2}
    assert len(rows[1].text_sha256) == 64
    assert await store.ask(state) == ConsentState(is_given=True, is_said=True)
    assert {(topic, outcome) for _, topic, outcome, *_ in await log_of(engine)} == {
        ("consent_state", "none"),
        ("consent", "written"),
        ("consent_state", "found"),
    }
