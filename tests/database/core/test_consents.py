"""The register of consents: nothing in it is changed, the states follow from it, what has ended stays ended."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Boolean as Flag
from sqlalchemy import Column, DateTime, MetaData, Table, Text, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.consents.addresses import AddressHashes
from core.consents.consent import Channel, Purpose, Source, What
from core.consents.gate import Allowed, Refused, may_send
from core.consents.import_store import adopt, note_imported
from core.consents.rebuilding_store import rebuild
from core.consents.register_store import (
    Said,
    consents_of,
    evidence_digest,
    note_said,
    note_said_by_address,
    suppressed,
)
from core.db.tables.messages.consent_tables import ConsentEventRow, ConsentEvidenceRow, ConsentRow
from core.db.tables.person_tables import Client
from core.errors import NotFound
from core.proof.chain_store import LOGS, make_blocks
from core.proof.proof_check import verify_log
from tests.support.calls.call_facts import NINE
from tests.support.database.offices import put_offices
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

HASHES = AddressHashes("p" * 40)
ANNA, SMS = "client-anna", "600100200"


@pytest.fixture
async def people(engine: AsyncEngine) -> AsyncEngine:
    """Anna and her other row, at another office, with the same number."""
    await put_offices(engine, "20060", "20070")
    async with engine.begin() as connection:
        for client, office in ((ANNA, "20060"), ("client-anna-too", "20070")):
            row = {"id": client, "office": office, "first_name": "Anna", "last_name": "N", "sms_number": SMS}
            await connection.execute(insert(Client).values(**row, phone=SMS, email="anna@example.pl"))
    return engine


async def said(
    connection: AsyncConnection,
    what: What,
    *,
    purpose: Purpose = "offers",
    channel: Channel = "sms",
    source: Source = "consultant",
    days: int = 0,
    **more: Any,
) -> str:
    at = NINE + timedelta(days=days)
    one = Said(client_id=ANNA, purpose=purpose, channel=channel, what=what, source=source, at=at, **more)
    return (await note_said(connection, one, HASHES)).state


async def imported(connection: AsyncConnection, is_given: bool, *, days: int = 0, purpose: str = "offers") -> int:
    """An extract says so of Anna."""
    name = f"told_{days}_{purpose}"
    told = Table(
        name,
        MetaData(),
        *(Column(one, Text) for one in ("client_id", "purpose", "channel")),
        Column("is_given", Flag),
        Column("since", DateTime(timezone=True)),
        prefixes=["TEMPORARY"],
    )
    await connection.run_sync(told.create)
    row = {"client_id": ANNA, "purpose": purpose, "channel": "sms", "is_given": is_given}
    await connection.execute(insert(told).values(**row, since=NINE + timedelta(days=days)))
    return await note_imported(connection, select(told).subquery("told"), "20060", "extract-1")


async def state(connection: AsyncConnection) -> str:
    [one] = await consents_of(connection, ANNA)
    return one.state


async def test_an_event_is_never_changed_and_stands_in_the_chain(people: AsyncEngine) -> None:
    async with people.begin() as connection:
        await said(connection, "given", evidence={"words": "Czy zgadza się Pani?", "key": "1"})
    for change in (
        update(ConsentEventRow).values(what="given"),
        delete(ConsentEventRow),
        text("TRUNCATE consent_event CASCADE"),
    ):
        with pytest.raises(DBAPIError, match="not changed"):
            async with people.begin() as connection:
                await connection.execute(change)
    log, clock = LOGS["consent_event"], StandingClock(NINE + timedelta(minutes=1))
    assert await make_blocks(people, log, clock) == 1
    proof = await verify_log(people, log, {}, clock.now())
    assert (proof.rows, proof.wrong, proof.tail) == (1, 0, 0)


async def test_the_evidence_stands_apart_and_what_stays_of_it_proves_it(people: AsyncEngine) -> None:
    evidence = {"words": "Czy zgadza się Pani?", "key": "1"}
    async with people.begin() as connection:
        await said(connection, "given", evidence=evidence, text_id="text-1", by="k20060-1")
        event = (await connection.execute(select(ConsentEventRow.__table__))).one()
        proof = (await connection.execute(select(ConsentEvidenceRow.__table__))).one()
    assert (event.client_id, event.office, event.by, event.text_id) == (ANNA, "20060", "k20060-1", "text-1")
    assert proof.evidence == evidence
    assert event.evidence == evidence_digest(proof.salt, evidence)
    assert "zgadza" not in str(event)


async def test_the_last_word_counts_and_only_asking_leaves_no_consent(people: AsyncEngine) -> None:
    async with people.begin() as connection:
        assert await said(connection, "asked") == "none"
        assert await said(connection, "given", days=1) == "given"
        assert await said(connection, "asked", days=2) == "given"
        assert await said(connection, "withdrawn", days=3) == "withdrawn"
        [row] = (await connection.execute(select(ConsentRow.__table__))).all()
    assert (row.is_given, row.since) == (False, NINE + timedelta(days=3))


async def test_a_stranger_has_said_nothing(people: AsyncEngine) -> None:
    with pytest.raises(NotFound):
        async with people.begin() as connection:
            one = Said(client_id="-", purpose="offers", channel="sms", what="given", source="line", at=NINE)
            await note_said(connection, one, HASHES)


async def test_an_extract_is_one_event_for_each_word_that_is_another_one(people: AsyncEngine) -> None:
    async with people.begin() as connection:
        assert [await imported(connection, given, days=day) for day, given in enumerate((True, True, False))] == [
            1,
            0,
            1,
        ]
        assert list(await connection.scalars(select(ConsentEventRow.what).order_by(ConsentEventRow.number))) == [
            "given",
            "withdrawn",
        ]
        assert await state(connection) == "withdrawn"


async def test_an_extract_never_overrules_a_withdrawal_and_brings_one(people: AsyncEngine) -> None:
    async with people.begin() as connection:
        await imported(connection, True)
        await said(connection, "withdrawn", days=1)
        await imported(connection, False, days=2)
        await imported(connection, True, days=3)
        assert await state(connection) == "withdrawn"
        await said(connection, "given", days=4)
        await imported(connection, False, days=5)
        assert await state(connection) == "withdrawn"


async def test_what_an_office_never_had_takes_nothing_of_what_was_said_to_us(people: AsyncEngine) -> None:
    async with people.begin() as connection:
        await said(connection, "given")
        await imported(connection, False, days=1)
        assert await state(connection) == "given"


async def test_the_rule_of_extracts_in_sql_is_that_of_the_register(people: AsyncEngine) -> None:
    async with people.begin() as connection:
        for day, (who, word) in enumerate(
            [
                ("import", True),
                ("own", "given"),
                ("import", False),
                ("import", True),
                ("own", "refused"),
                ("import", False),
                ("import", True),
                ("own", "given"),
            ]
        ):
            if who == "import":
                await imported(connection, bool(word), days=day)
            else:
                await said(connection, "given" if word == "given" else "refused", days=day)
            await connection.execute(text("SAVEPOINT here"))
    rebuilt = await rebuild(people)
    assert (rebuilt.states, rebuilt.wrong) == (1, [])


async def test_a_state_that_nobody_ever_said_is_found_and_put_right(people: AsyncEngine) -> None:
    async with people.begin() as connection:
        await said(connection, "withdrawn")
        await connection.execute(update(ConsentRow).values(state="given"))
        false = {"client_id": ANNA, "purpose": "survey", "channel": "sms", "state": "given", "since": NINE}
        await connection.execute(insert(ConsentRow).values(**false, source="line"))
    assert len((await rebuild(people)).wrong) == 2
    async with people.begin() as connection:
        states = {one.purpose: one.state for one in await consents_of(connection, ANNA)}
        await connection.execute(delete(ConsentRow))
    assert states == {"offers": "withdrawn", "survey": "none"}
    assert len((await rebuild(people)).wrong) == 1
    async with people.connect() as connection:
        assert await state(connection) == "withdrawn"


async def test_stop_ends_everything_for_the_number_in_all_offices_and_outlives_the_person(
    people: AsyncEngine,
) -> None:
    async with people.begin() as connection:
        await said(connection, "given")
        clients = await note_said_by_address(
            connection, "+48600100200", "sms", ["offers", "contact"], "withdrawn", "sms", NINE, HASHES, "in-1"
        )
        assert clients == 2
        assert {one.state for one in await consents_of(connection, "client-anna-too")} == {"withdrawn"}
        await connection.execute(delete(Client))
        assert await consents_of(connection, ANNA) == []
        ended = await suppressed(connection, "sms", SMS, "20060", HASHES)
        assert ended == {"offers", "contact"}
        assert await suppressed(connection, "phone", SMS, "20060", HASHES) == frozenset()
    assert isinstance(may_send("offers", "sms", [], ended, NINE), Refused)
    assert may_send("service", "sms", [], ended, NINE) == Allowed()


async def test_a_withdrawal_at_one_office_is_not_one_at_another_and_a_new_consent_revokes_it(
    people: AsyncEngine,
) -> None:
    async with people.begin() as connection:
        await said(connection, "withdrawn")
        assert await suppressed(connection, "sms", SMS, "20060", HASHES) == {"offers"}
        assert await suppressed(connection, "sms", SMS, "20070", HASHES) == frozenset()
        await said(connection, "given", days=1)
        assert await suppressed(connection, "sms", SMS, "20060", HASHES) == frozenset()
        await said(connection, "objected", days=2)
        assert await suppressed(connection, "sms", SMS, "20060", HASHES) == {"offers"}


async def test_people_who_are_made_up_have_their_events_too(people: AsyncEngine) -> None:
    async with people.begin() as connection:
        row = {"client_id": ANNA, "purpose": "contact", "channel": "sms", "state": "refused", "since": NINE}
        await connection.execute(insert(ConsentRow).values(**row, source="import"))
        assert await adopt(connection, [ANNA], "population") == 1
        assert await adopt(connection, [ANNA], "population") == 0
    assert (await rebuild(people)).wrong == []
