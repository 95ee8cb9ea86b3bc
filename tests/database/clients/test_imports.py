"""Extracts are taken in on a real database: all or nothing, once, and as the offices' systems have them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from clients.importing import run_store
from clients.importing.asking_store import ask_for_import, ask_for_waiting, confirm
from clients.importing.run_store import RunState, get_run
from clients.store import ClientStore
from core.clock import SystemClock
from core.db.tables.client_tables import (
    BenefitPaymentRow,
    ClientOccupation,
    RegistrationRow,
    VisitRow,
)
from core.db.tables.contact_tables import ContactRow
from core.db.tables.exchange_tables import ImportRejectRow, ImportRepairRow, ImportRunRow
from core.db.tables.market.offer_tables import EmployerRow, OfferRow
from core.db.tables.messages.consent_tables import ConsentRow
from core.db.tables.person_tables import Client, DecisionRow, RegistrationPeriodRow
from core.questions.client_data import NextVisitOf, RegistrationOf
from tests.support.clients.extracts import AT, delivered, everything_of, people, person, pesel
from tests.support.clients.import_setup import DAY, SAFE, ImportSetup

pytestmark = pytest.mark.anyio


async def test_everything_of_an_extract_stands_in_its_tables(setup: ImportSetup) -> None:
    run = await setup.take(everything_of())
    assert (run.state, run.error_pl) == ("done", None)
    client = await setup.client("1")
    assert (client.first_name, client.last_name, client.phone) == ("Anna", "Żółć", "600100200")
    assert (client.sms_number, client.mailing_address) == ("600100200", "skr. poczt. 7, 18-500 Kolno")
    assert client.pesel_hash == SAFE.hash(pesel(1))
    assert SAFE.opened(client.pesel_box) == pesel(1)
    [present] = await setup.rows(RegistrationRow)
    assert (present.status, present.since, present.is_insured) == ("unemployed", date(2026, 3, 2), True)
    assert (present.contact_interval, present.last_contact_on) == (30, date(2026, 11, 20))
    assert len(await setup.rows(RegistrationPeriodRow)) == 2
    assert [one.occupation for one in await setup.rows(ClientOccupation)] == ["432103"]
    [visit] = await setup.rows(VisitRow)
    assert (visit.at, visit.adviser, visit.state) == (
        datetime(2099, 12, 1, 9, 15, tzinfo=UTC),
        "Ewa Grądzka",
        "planned",
    )
    [payment] = await setup.rows(BenefitPaymentRow)
    assert (payment.grosze, payment.month) == (135_220, date(2026, 11, 1))
    assert {(one.purpose, one.channel, one.is_given) for one in await setup.rows(ConsentRow)} == {
        ("contact", "sms", True),
        ("contact", "email", False),
    }
    assert len(await setup.rows(DecisionRow)) == 1
    [employer], [offer] = await setup.rows(EmployerRow), await setup.rows(OfferRow)
    assert offer.employer_id == employer.id
    assert run.counts["person"]["new"] == 1


async def test_self_service_tells_a_caller_who_is_known_by_the_import_alone(setup: ImportSetup) -> None:
    await setup.take(everything_of())
    client = await setup.client("1")
    store = ClientStore(setup.engine, SystemClock())
    told = await store.ask(NextVisitOf(client.id, "call-1"))
    assert told.visit is not None
    assert told.visit.room == "7"
    assert (await store.ask(RegistrationOf(client.id, "call-1"))).status == "unemployed"


async def test_the_same_extract_is_asked_for_once(setup: ImportSetup) -> None:
    source = delivered(setup.root, "nocny", everything_of())
    may = bool
    first = await ask_for_import(setup.engine, setup.root, source, may, "kierownik", AT)
    await setup.imports.run(first)
    assert await ask_for_import(setup.engine, setup.root, source, may, "kierownik", AT) == first
    assert await ask_for_waiting(setup.engine, setup.root, may, "system", AT) == []
    before = await setup.everything()
    assert await setup.imports.run(first) == "done"
    assert await setup.everything() == before


async def test_a_second_extract_with_the_same_rows_changes_nothing(setup: ImportSetup) -> None:
    await setup.take(everything_of())
    before = await setup.everything()
    version = (await setup.client("1")).version
    run = await setup.take(everything_of(), at=AT + DAY)
    assert await setup.everything() == before
    assert (await setup.client("1")).version == version
    written = [found[what] for found in run.counts.values() for what in ("new", "changed", "gone")]
    assert sum(written) == 0


async def test_what_changed_is_changed_and_what_is_gone_goes(setup: ImportSetup) -> None:
    ids = [str(number) for number in range(1, 21)]
    await setup.take(people(*ids))
    rows = people(*ids[1:])
    rows["person"][0] = person("2", last_name="Nowa", change_seq="11")
    run = await setup.take(rows, at=AT + DAY)
    assert run.state == "done"
    assert run.counts["person"] | {"read": 19, "changed": 1, "gone": 1, "same": 18} == run.counts["person"]
    assert (await setup.client("2")).last_name == "Nowa"
    gone = await setup.client("1")
    assert gone.gone_at == AT + DAY
    [present] = await setup.rows(RegistrationRow, RegistrationRow.client_id == gone.id)
    assert present.status == "none"


async def test_a_delta_touches_only_the_persons_that_it_has(setup: ImportSetup) -> None:
    await setup.take(people("1", "2", "3"))
    rows = people("2")
    rows["person"][0] = person("2", phone="500600700", change_seq="101")
    rows["person"].append(person("3", gone="T", change_seq="102"))
    run = await setup.take(rows, kind="delta", at=AT + DAY, seqs=(100, 102))
    assert run.state == "quarantined"  # one of three goes
    await confirm(setup.engine, run.id, "kierownik")
    assert await setup.imports.run(run.id) == "done"
    assert (await setup.client("2")).phone == "500600700"
    assert (await setup.client("1")).gone_at is None
    assert (await setup.client("3")).gone_at is not None


async def test_rejects_and_repairs_are_reported_and_the_rest_is_taken(setup: ImportSetup) -> None:
    rows = people("1", "2", "3")
    rows["person"][1] = person("2", pesel="44051401358")
    rows["person"][2] = person("3", last_name="Łom Ŝa", phone="brak")
    run = await setup.take(rows)
    assert run.state == "done"
    assert [one.ext_id for one in await setup.rows(Client)] == ["1", "3"]
    assert (await setup.client("3")).last_name == "Łomża"
    rejects = {(one.line, one.column_name, one.code) for one in await setup.rows(ImportRejectRow)}
    assert rejects == {(3, "pesel", "wrong_pesel"), (4, "phone", "wrong_phone"), (3, "ext_id", "unknown_person")}
    kinds = {one.kind for one in await setup.rows(ImportRepairRow)}
    assert (run.repairs, kinds) == (2, {"space", "mojibake"})


@pytest.mark.parametrize("encoding", ["windows-1250", "iso-8859-2"])
async def test_files_of_old_systems_are_read(setup: ImportSetup, encoding: Any) -> None:
    run = await setup.take(everything_of(), encoding=encoding)
    assert run.state == "done"
    assert (await setup.client("1")).last_name == "Żółć"


class _Dies(Exception):
    """A process that is killed raises nothing; for a test this comes near."""


@pytest.mark.parametrize("state", ["reading", "checking", "writing"])
async def test_who_dies_in_the_middle_leaves_nothing_and_the_next_try_ends_the_same(
    setup: ImportSetup, state: RunState, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = await setup.ask(everything_of())
    note = run_store.note_progress

    async def dies(engine: AsyncEngine, run_id: str, now: RunState, progress: float) -> None:
        await note(engine, run_id, now, progress)
        if now == state and progress > 0:
            raise _Dies

    monkeypatch.setattr(run_store, "note_progress", dies)
    with pytest.raises(_Dies):
        await setup.imports.run(run)
    assert await setup.rows(Client) == []
    assert (await get_run(setup.engine, run)).state == state
    monkeypatch.undo()
    assert await setup.imports.run(run) == "done"
    died = await setup.everything()
    async with setup.engine.begin() as connection:
        for table in (ImportRunRow, Client):
            await connection.execute(delete(table))
    await setup.take(everything_of())
    assert await setup.everything() == died


async def test_others_write_while_an_import_is_writing(
    setup: ImportSetup, monkeypatch: pytest.MonkeyPatch
) -> None:
    await setup.take(people("1", "2"))
    known = await setup.client("1")
    run = await setup.ask(
        {**people("1", "2"), "person": [person("1", last_name="Nowa"), person("2")]}, at=AT + DAY
    )
    note = run_store.note_progress

    async def write_beside(engine: AsyncEngine, run_id: str, state: RunState, progress: float) -> None:
        await note(engine, run_id, state, progress)
        if state == "writing":
            async with engine.begin() as connection:
                await connection.execute(
                    insert(ContactRow).values(
                        id=f"contact-{progress}",
                        client_id=known.id,
                        at=AT,
                        channel="call",
                        note="pisane w trakcie",
                    )
                )

    monkeypatch.setattr(run_store, "note_progress", write_beside)
    assert await setup.imports.run(run) == "done"
    assert await setup.rows(ContactRow) != []
    assert (await setup.client("1")).last_name == "Nowa"
