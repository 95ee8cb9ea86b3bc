"""Who is who in an extract: people who move, keys that pass to others, rows that are rejected, what is kept."""

from datetime import date

import pytest
from sqlalchemy import insert, select

from core.consents.addresses import AddressHashes
from core.consents.register_store import Said, note_said
from core.db.tables.client_tables import RegistrationRow, VisitRow
from core.db.tables.exchange_tables import ImportRejectRow
from core.db.tables.messages.consent_tables import ConsentRow
from core.db.tables.person_tables import CardRow, Client, RegistrationPeriodRow
from tests.support.clients.extracts import (
    AT,
    KOLNO,
    LOMZA,
    everything_of,
    people,
    person,
    pesel,
    registration,
    row,
)
from tests.support.clients.import_setup import DAY, ImportSetup

pytestmark = pytest.mark.anyio


async def test_a_visit_that_passes_to_another_person_follows(setup: ImportSetup) -> None:
    """Also if the one of before is not in the extract any more."""
    everybody = people(*(str(number) for number in range(1, 21)))
    visit = {"visit_id": "7", "date": "2099-12-01", "time": "10:15"}
    await setup.take({**everybody, "visit": [row("visit", ext_id="1", **visit)]})
    rest = {entity: rows[1:] for entity, rows in everybody.items()}
    run = await setup.take({**rest, "visit": [row("visit", ext_id="2", **visit)]}, at=AT + DAY)
    assert run.state == "done"
    [stands] = await setup.rows(VisitRow)
    assert stands.client_id == (await setup.client("2")).id


async def test_a_key_that_passes_to_who_moves_here_leaves_the_one_of_before_gone(setup: ImportSetup) -> None:
    """Of the one of before no PESEL is known, and so nothing tells that it is the same key of another person."""
    everybody = people(*(str(number) for number in range(1, 21)))
    everybody["person"][0] = person("1", pesel="")
    await setup.take(everybody)
    await setup.take(people("501", office=LOMZA), office=LOMZA)
    mover = (await setup.client("501", LOMZA)).id
    everybody["person"][0] = person("1", pesel=pesel(501), last_name="Nowa")
    everybody["registration"][0] = registration("1", from_="2026-11-20")
    run = await setup.take(everybody, at=AT + DAY)
    assert (run.state, run.counts["person"]["moved"]) == ("done", 1)
    assert (await setup.client("1")).id == mover
    [before] = await setup.rows(Client, Client.ext_id.is_(None))
    assert before.gone_at == AT + DAY


async def test_who_is_rejected_is_not_taken_for_gone(setup: ImportSetup) -> None:
    await setup.take(people("1", "2"))
    rows = people("1", "2")
    rows["person"][1] = person("2", birth_date="1990-01-24", change_seq="?")
    run = await setup.take(rows, at=AT + DAY)
    assert run.state == "done"
    assert (await setup.client("2")).gone_at is None
    [present] = await setup.rows(RegistrationRow, RegistrationRow.client_id == (await setup.client("2")).id)
    assert present.status == "unemployed"


async def test_a_broken_row_of_the_present_state_unregisters_nobody(setup: ImportSetup) -> None:
    await setup.take(people("1"))
    rows = people("1")
    rows["registration"] = [
        registration("1", from_="2019-01-01", to="2019-05-01"),
        registration("1", contact_due="wkrótce"),
    ]
    run = await setup.take(rows, at=AT + DAY)
    assert run.state == "done"
    [present] = await setup.rows(RegistrationRow)
    assert (present.status, present.since) == ("unemployed", date(2026, 3, 2))
    assert len(await setup.rows(RegistrationPeriodRow)) == 2


async def test_who_moves_keeps_the_id_the_card_and_the_history(setup: ImportSetup) -> None:
    await setup.take(people("1", "2"))
    known = await setup.client("1")
    async with setup.engine.begin() as connection:
        await connection.execute(
            insert(CardRow).values(number="700000001", client_id=known.id, issued_at=AT, issued_by="k")
        )
    rows = {
        "person": [person("501", office=LOMZA, pesel=pesel(1))],
        "registration": [registration("501", from_="2026-11-20")],
    }
    run = await setup.take(rows, office=LOMZA, at=AT + DAY)
    assert (run.state, run.counts["person"]["moved"]) == ("done", 1)
    moved = await setup.client("501", LOMZA)
    assert moved.id == known.id
    [card] = await setup.rows(CardRow)
    assert card.client_id == known.id
    # The office of before still lists the person, with the old registration: it does not come back.
    again = await setup.take(people("1", "2"), at=AT + 2 * DAY)
    assert (again.state, again.counts["person"]["elsewhere"], again.counts["person"]["gone"]) == ("done", 1, 0)
    assert (await setup.client("501", LOMZA)).id == known.id


async def test_who_is_registered_in_two_offices_belongs_to_the_later_one_in_any_order(setup: ImportSetup) -> None:
    later = {
        "person": [person("501", office=LOMZA, pesel=pesel(1))],
        "registration": [registration("501", from_="2026-11-20")],
    }
    await setup.take(later, office=LOMZA)
    run = await setup.take(people("1"))
    assert run.counts["person"]["elsewhere"] == 1
    assert [one.office for one in await setup.rows(Client)] == [LOMZA]


async def test_a_key_that_was_given_to_another_person_is_rejected(setup: ImportSetup) -> None:
    await setup.take(people("1", "2"))
    rows = people("1", "2")
    rows["person"][0] = person("1", pesel=pesel(900), last_name="Inna", birth_date="1970-05-05")
    run = await setup.take(rows, at=AT + DAY)
    assert run.state == "done"
    assert [one.code for one in await setup.rows(ImportRejectRow)] == ["other_person"]
    assert (await setup.client("1")).last_name == "Żółć"
    assert (await setup.client("1")).gone_at is None


async def test_keys_that_two_persons_have_swapped_follow_the_persons(setup: ImportSetup) -> None:
    rows = people("1", "2")
    rows["person"][1] = person("2", last_name="Druga")
    await setup.take(rows)
    first, second = (await setup.client("1")).id, (await setup.client("2")).id
    rows["person"] = [person("2", pesel=pesel(1)), person("1", pesel=pesel(2), last_name="Druga")]
    run = await setup.take(rows, at=AT + DAY)
    assert run.state == "done"
    assert ((await setup.client("2")).id, (await setup.client("1")).id) == (first, second)


async def test_what_a_client_has_told_us_of_consent_is_kept(setup: ImportSetup) -> None:
    await setup.take(everything_of())
    async with setup.engine.begin() as connection:
        [row] = (await connection.execute(select(ConsentRow.client_id).where(ConsentRow.channel == "sms"))).all()
        said = Said(
            client_id=row.client_id, purpose="contact", channel="sms", what="withdrawn", source="line", at=AT
        )
        await note_said(connection, said, AddressHashes("p" * 40))
    await setup.take(everything_of(), at=AT + DAY)
    [consent] = await setup.rows(ConsentRow, ConsentRow.channel == "sms")
    assert (consent.is_given, consent.source) == (False, "line")


async def test_clients_who_did_not_come_by_an_import_stay(setup: ImportSetup) -> None:
    async with setup.engine.begin() as connection:
        await connection.execute(
            insert(Client).values(id="client-anna", office=KOLNO, first_name="Anna", last_name="Kowalska")
        )
    await setup.take(people("1"))
    [made_up] = await setup.rows(Client, Client.id == "client-anna")
    assert made_up.gone_at is None
