"""A database of an earlier release is brought to the present schema with everything in it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from anyio import to_thread
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

import core.db
from core.db.migrate import upgrade
from core.db.tables.centre_tables import Base, CallRow, Office
from core.db.tables.contact_tables import ContactRow
from core.db.tables.knowledge_tables import ArticleRow, ArticleVersionRow
from core.db.tables.person_tables import CardRow, Client
from core.fact_log.personal_key_store import seal_old_facts
from core.metrics.call_parts import Beside, Entry
from ivr.defaults import offices
from knowledge.defaults import articles as shipped_articles
from reports.figures.figure_check_store import differences_of
from tests.support.database import engine_for, fresh_database
from tests.support.fact_rows import raw_rows, standing_facts
from tests.support.facts import NINE
from tests.support.figured_calls import MadeUpCall, Stand, all_facts
from tests.support.knowledge import content, put_article
from tests.support.report_house import calls_in, catch_up, expected_by_quarter, kept_by_quarter, write

pytestmark = pytest.mark.anyio


def config(dsn: str) -> Config:
    made = Config()
    made.set_main_option("script_location", str(Path(core.db.__file__).parent / "migrations"))
    made.attributes["dsn"] = dsn
    return made


@pytest.fixture
async def dsn() -> AsyncIterator[str]:
    async with fresh_database() as url:
        yield url


async def rows(engine: AsyncEngine, table: Any) -> list[dict[str, Any]]:
    async with engine.connect() as connection:
        return [dict(row._mapping) for row in await connection.execute(select(table.__table__))]


async def test_a_database_of_the_first_release_keeps_its_rows(dsn: str) -> None:
    await to_thread.run_sync(command.downgrade, config(dsn), "0001")
    async with engine_for(dsn) as engine:
        async with engine.begin() as connection:
            for code, seat in (("20060", "Kolno"), ("29999", "Nowe Miasto")):
                await connection.execute(
                    text(
                        "INSERT INTO office (code, name, seat, locative, area_code, postal_code, is_province) "
                        "VALUES (:code, :seat, :seat, :seat, '86', '18-500', false)"
                    ),
                    {"code": code, "seat": seat},
                )
            await connection.execute(
                text(
                    "INSERT INTO call (id, dialled_number, caller_number, started_at) "
                    "VALUES ('call-1', '9510', '600100200', now())"
                )
            )
        await to_thread.run_sync(upgrade, dsn)
        genitives = {row["code"]: row["genitive"] for row in await rows(engine, Office)}
        assert genitives == {"20060": "Kolna", "29999": "Nowe Miasto"}
        [call] = await rows(engine, CallRow)
        assert (call["id"], call["direction"], call["topic"]) == ("call-1", "inbound", None)


async def test_facts_of_before_there_were_keys_are_sealed_and_cannot_be_lost_by_going_back(dsn: str) -> None:
    await to_thread.run_sync(command.downgrade, config(dsn), "0012")
    async with engine_for(dsn) as engine:
        async with engine.begin() as connection:
            await connection.execute(
                text(
                    "INSERT INTO event (id, type, at, call_id, data) VALUES ('event-1', 'CallerVerified', now(), "
                    """'call-1', '{"client_id": "client-anna", "office": "20060", "level": 2, "ticks": null}')"""
                )
            )
        await to_thread.run_sync(upgrade, dsn)
        before = await standing_facts(engine)
        assert await seal_old_facts(engine) == 1
        assert await standing_facts(engine) == before
        assert "client-anna" not in await raw_rows(engine)
        with pytest.raises(DBAPIError, match="facts are sealed"):
            await to_thread.run_sync(command.downgrade, config(dsn), "0012")
        assert await standing_facts(engine) == before


async def test_calls_of_before_there_were_reports_are_in_them_after_the_update(dsn: str) -> None:
    """Counted by their facts; entries of consultants and callers who called again, too. Back, and forth again."""
    await to_thread.run_sync(command.downgrade, config(dsn), "0020")
    stand = Stand("20060", wait=12.0, agent="k1", talk=60.0, wrap_up=20.0)
    calls = [
        MadeUpCall(id=f"call-{n}", at=NINE - timedelta(days=40 * n), office="20060", stands=(stand,))
        for n in range(3)
    ]
    facts = all_facts(calls)
    async with engine_for(dsn) as engine:
        await write(engine, facts)
        async with engine.begin() as connection:
            await connection.execute(_OFFICE)
            await connection.execute(
                insert(Client).values(id="anna", office="20060", first_name="A", last_name="N")
            )
            entry = {"client_id": "anna", "at": NINE, "channel": "call", "call_id": "call-0", "account": "k1"}
            await connection.execute(insert(ContactRow).values(id="contact-1", outcome="solved", **entry))
        until = NINE + timedelta(hours=1)
        for version in ("0021", "0020", "head"):
            step = command.downgrade if version == "0020" else command.upgrade
            await to_thread.run_sync(step, config(dsn), version)
            if version == "0020":
                continue
            await catch_up(engine, until)
            beside = {"call-0": Beside(entries=(Entry(outcome="solved"),))}
            async with engine.connect() as connection:
                assert await kept_by_quarter(connection) == expected_by_quarter(calls_in(facts, beside))
            assert await differences_of(engine, NINE.date()) == []


_OFFICE = text(
    "INSERT INTO office (code, name, seat, locative, genitive, area_code, postal_code, is_province) "
    "VALUES ('20060', 'PUP', 'Kolno', 'w Kolnie', 'Kolna', '86', '18-500', false)"
)


async def test_a_client_of_before_keeps_the_card(dsn: str) -> None:
    await to_thread.run_sync(command.downgrade, config(dsn), "0010")
    async with engine_for(dsn) as engine:
        async with engine.begin() as connection:
            await connection.execute(_OFFICE)
            await connection.execute(
                text(
                    "INSERT INTO client (id, card_number, pin_hash, office, first_name, last_name) "
                    "VALUES ('client-anna', '123456782', 'hash-one', '20060', 'Anna', 'Nowak')"
                )
            )
        await to_thread.run_sync(upgrade, dsn)
        [client] = await rows(engine, Client)
        assert (client["id"], client["version"], client["language"]) == ("client-anna", 1, "pl")
        [card] = await rows(engine, CardRow)
        assert (card["number"], card["client_id"], card["pin_hash"]) == (
            "123456782",
            "client-anna",
            "hash-one",
        )
        assert (card["state"], card["issued_by"], card["ended_at"]) == ("active", "seed", None)


async def test_a_step_back_keeps_every_client_and_the_card_that_is_in_use(dsn: str) -> None:
    async with engine_for(dsn) as engine:
        async with engine.begin() as connection:
            await connection.execute(_OFFICE)
            for name in ("anna", "jan"):
                await connection.execute(
                    insert(Client).values(id=name, office="20060", first_name=name, last_name="Nowak")
                )
            issued = {"client_id": "anna", "issued_at": text("now()"), "issued_by": "seed"}
            for number, state in (("111111118", "replaced"), ("123456782", "active")):
                await connection.execute(
                    insert(CardRow).values(number=number, state=state, pin_hash=f"hash-{number}", **issued)
                )
        await to_thread.run_sync(command.downgrade, config(dsn), "0010")
        async with engine.connect() as connection:
            found = await connection.execute(text("SELECT id, card_number, pin_hash FROM client ORDER BY id"))
            assert [tuple(row) for row in found] == [
                ("anna", "123456782", "hash-123456782"),
                ("jan", "none-jan", "-"),  # nobody can key it, and no PIN fits
            ]
        await to_thread.run_sync(upgrade, dsn)


async def test_the_migrations_make_the_tables_that_the_code_knows(dsn: str) -> None:
    def differences(connection: Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))

    async with engine_for(dsn) as engine, engine.connect() as connection:
        assert await connection.run_sync(differences) == []


def test_the_migration_knows_the_same_genitives_as_what_ships() -> None:
    folder = Path(core.db.__file__).parent / "migrations" / "versions"
    source = (folder / "0002_queues.py").read_text("utf-8")
    for office in offices():
        assert f'"{office["code"]}": "{office["genitive"]}"' in source


_ANSWERS = (
    "INSERT INTO knowledge_item (id, topic, place, office, language, title, short_answer, legal_status_on, "
    "valid_from, valid_until) VALUES "
    "('zasilek-1', 'zasilek', 1, NULL, 'pl', 'Zasiłek', 'Po swojemu.', '2025-06-01', '2025-06-01', NULL), "
    "('karta-1', 'karta', 1, NULL, 'pl', 'Zgubiona karta lub kod PIN', "
    "'Nowy kod PIN i nową kartę mogą Państwo otrzymać osobiście w swoim powiatowym urzędzie pracy, za okazaniem "
    "dokumentu tożsamości. Kodu PIN nie podajemy przez telefon i nikt z urzędu o niego nie zapyta.', "
    "'2025-06-01', '2025-06-01', NULL), "
    "('linia 9510', 'linia', 1, NULL, 'pl', 'Linia', 'Własna.', '2025-06-01', '2025-06-01', NULL), "
    "('Kolno: pokój', 'zasilek', 2, '20060', 'pl', 'W Kolnie', 'Pokój piąty.', '2026-01-01', '2026-01-01', "
    "'2027-12-31'), "
    "('kolno-pok-j', 'oferty', 3, NULL, 'uk', 'Оферти', 'Запитайте.', '2026-01-01', '2026-01-01', NULL)"
)


async def test_short_answers_of_before_become_pointers_and_what_was_shipped_comes_anew(dsn: str) -> None:
    await to_thread.run_sync(command.downgrade, config(dsn), "0016")
    async with engine_for(dsn) as engine:
        async with engine.begin() as connection:
            await connection.execute(_OFFICE)
            await connection.execute(text(_ANSWERS))
        await to_thread.run_sync(upgrade, dsn)
        articles = {row["id"]: row for row in await rows(engine, ArticleRow)}
        # What ships has ids of its own, and comes besides: linia-9510 is one of them.
        own = {"dawny-linia-9510", "dawny-zasilek-1"}  # of which the second was shipped, and changed
        assert set(articles) == own | {"dawny-kolno-pok-j", "dawny-kolno-pok-j-2"}
        assert not [each.id for each in shipped_articles() if each.id.startswith("dawny-")]
        versions = {row["article_id"]: row for row in await rows(engine, ArticleVersionRow)}
        moved = versions[next(id for id, row in articles.items() if row["office"] == "20060")]
        assert (moved["state"], moved["is_pointer"], moved["written_by"], moved["source_certainty"]) == (
            "published",
            True,
            "system",
            "low",
        )
        assert moved["texts"]["pl"]["short_answer"] == "Pokój piąty."
        assert str(moved["valid_until"]) == "2027-12-31"
        other = articles[next(id for id, row in articles.items() if id not in own and row["office"] is None)]
        assert (other["owner"], other["topic"], other["place"]) == (
            "20060",
            "oferty",
            3,
        )
        [kolno] = await rows(engine, Office)
        assert (kolno["page"], kolno["certainty"]) == (
            "https://kolno.praca.gov.pl",
            None,
        )


async def test_a_step_back_gives_calls_their_short_answers_again_and_a_step_forward_does_not_double_them(
    dsn: str,
) -> None:
    async with engine_for(dsn) as engine:
        async with engine.begin() as connection:
            await connection.execute(_OFFICE)
        await put_article(engine, "shipped", content("Z produktu."), office="20060", owner="20060")
        await put_article(engine, "own", content("Własna."), office="20060", owner="20060", written_by="anna")
        await put_article(engine, "with-rate", content("{stawka:x}"), office="20060", owner="20060")
        await put_article(engine, "draft", office="20060", owner="20060", state="draft")
        await to_thread.run_sync(command.downgrade, config(dsn), "0016")
        async with engine.connect() as connection:
            found = await connection.execute(text("SELECT id, short_answer FROM knowledge_item ORDER BY id"))
            assert [tuple(row) for row in found] == [("own", "Własna."), ("shipped:shipped", "Z produktu.")]
        await to_thread.run_sync(upgrade, dsn)
        assert [row["id"] for row in await rows(engine, ArticleRow)] == ["dawny-own"]
