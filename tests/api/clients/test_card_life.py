"""A card from its issue to its end: who may do what, what stands in the logs, and that no PIN is kept in clear."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import anyio
import pytest
from httpx import AsyncClient
from sqlalchemy import insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from api.account_limits import LIMITS
from api.clients import card_store
from core.db.tables.centre.office_tables import DialledNumber
from core.db.tables.centre.verification_tables import AttemptGuard
from core.db.tables.client_tables import AccessLogRow
from core.db.tables.person_tables import CardRow, Client
from core.db.tables.staff_tables import AuditRow
from ivr.identity.pin import PinHasher, is_card_number, refuse_trivial
from ivr.identity.store import VerificationStore
from tests.api.conftest import LogIn
from tests.support.database.fact_rows import standing_facts
from tests.support.plugins.more import ANOTHER, first_of
from tests.support.timing.standing_clock import StandingClock
from tests.support.web.pdf_text import pdf_text, pin_in

pytestmark = pytest.mark.anyio

PEPPER = "p" * 40
HASHER = PinHasher(PEPPER)
ANNA, STRANGER = "client-anna", "client-of-bialystok"


@pytest.fixture(autouse=True)
async def _people(engine: AsyncEngine, tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text(json.dumps({"ari_password": "-", "pin_pepper": PEPPER}))
    anna = {"first_name": "Anna Maria", "last_name": "Święcka-Łapińska", "birth_date": date(1985, 4, 21)}
    lives = {"gmina": "2006011", "postal_code": "18-500", "street": "ul. 3 Maja", "house": "12/3"}
    free = {"number": "9510", "scenario": "9510", "is_free": True, "description": "-"}
    async with engine.begin() as connection:
        await connection.execute(insert(Client).values(id=ANNA, office="20060", **anna, **lives))
        await connection.execute(
            insert(Client).values(id=STRANGER, office="20610", first_name="Jan", last_name="Kot")
        )
        await connection.execute(insert(DialledNumber).values(free))


@pytest.fixture
async def supervisor(log_in: LogIn) -> AsyncClient:
    return await log_in("kierownik-20060")


async def issued(supervisor: AsyncClient) -> str:
    answer = await supervisor.post("/api/cards", json={"client_id": ANNA})
    assert answer.status_code == 201, answer.text
    number: str = answer.json()["number"]
    return number


async def printed(supervisor: AsyncClient, number: str) -> str:
    """The PIN that stands in the letter."""
    answer = await supervisor.post("/api/cards/letter", json={"card_number": number})
    assert answer.status_code == 200, answer.text
    return pin_in(answer.content)


async def cards(engine: AsyncEngine) -> list[Any]:
    async with engine.connect() as connection:
        return list(await connection.execute(select(CardRow.__table__).order_by(CardRow.issued_at)))


async def opens(engine: AsyncEngine, number: str, pin: str) -> bool:
    """Does the line let somebody in who keys these?"""
    holder = await VerificationStore(engine).client_on_card(number)
    return HASHER.matches(None if holder is None else holder.pin_hash, number, pin)


async def looks(engine: AsyncEngine) -> list[tuple[Any, ...]]:
    row = AccessLogRow
    query = select(row.who, row.client_id, row.office, row.purpose, row.outcome).where(row.topic == "card")
    async with engine.connect() as connection:
        return [tuple(entry) for entry in await connection.execute(query.order_by(row.at, row.id))]


async def test_a_card_has_a_right_number_and_no_pin_until_its_letter_is_printed(
    supervisor: AsyncClient, engine: AsyncEngine
) -> None:
    answer = await supervisor.post("/api/cards", json={"client_id": ANNA})
    card = answer.json()
    assert is_card_number(card["number"])
    assert (card["state"], card["has_pin"], card["letter_printed_at"]) == ("active", False, None)
    assert card["issued_by"] == "kierownik-20060"
    [row] = await cards(engine)
    assert (row.client_id, row.pin_hash) == (ANNA, None)
    assert not await opens(engine, card["number"], "739206")


async def test_the_letter_tells_a_pin_that_opens_and_is_printed_once(
    supervisor: AsyncClient, engine: AsyncEngine
) -> None:
    number = await issued(supervisor)
    answer = await supervisor.post("/api/cards/letter", json={"card_number": number})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    assert number not in answer.headers["content-disposition"]
    told = pdf_text(answer.content)
    for wanted in ("Anna Maria Święcka-Łapińska", "ul. 3 Maja 12/3", "18-500 Kolno", "Urząd 20060", "9510"):
        assert wanted in told
    pin = pin_in(answer.content)
    refuse_trivial(pin, birth_year=1985, card_number=number)
    assert await opens(engine, number, pin)
    [row] = await cards(engine)
    assert row.letter_printed_at is not None
    again = await supervisor.post("/api/cards/letter", json={"card_number": number})
    assert (again.status_code, again.json()["code"]) == (409, "letter_printed")
    assert await opens(engine, number, pin), "the refused letter changed nothing"


async def test_the_letter_goes_to_the_address_for_letters(supervisor: AsyncClient, engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(Client).values(mailing_address="skr. poczt. 7, 18-400 Łomża"))
    answer = await supervisor.post("/api/cards/letter", json={"card_number": await issued(supervisor)})
    told = pdf_text(answer.content)
    assert "skr. poczt. 7" in told
    assert "18-400 Łomża" in told
    assert "ul. 3 Maja" not in told


async def test_of_two_who_print_at_the_same_time_one_gets_the_letter(
    supervisor: AsyncClient, engine: AsyncEngine
) -> None:
    number = await issued(supervisor)
    answers: list[Any] = []

    async def prints() -> None:
        answers.append(await supervisor.post("/api/cards/letter", json={"card_number": number}))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(prints)
        tasks.start_soon(prints)
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    [pdf] = [answer.content for answer in answers if answer.status_code == 200]
    assert await opens(engine, number, pin_in(pdf))


async def test_the_pin_stands_in_no_table_in_clear(supervisor: AsyncClient, engine: AsyncEngine) -> None:
    pin = await printed(supervisor, await issued(supervisor))
    async with engine.connect() as connection:
        names = (
            await connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        ).all()
        for name in names:
            rows = (await connection.scalars(text(f'SELECT whole::text FROM "{name}" AS whole'))).all()
            # Six digits of a moment's fraction of a second can look like a PIN.
            held = [re.sub(r"\d\d:\d\d:\d\d\.\d+", "", row) for row in rows]
            assert not [row for row in held if re.search(rf"(?<!\d){pin}(?!\d)", row)], name


async def test_a_letter_that_cannot_be_made_issues_no_pin(
    supervisor: AsyncClient, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await issued(supervisor)

    async def fails(*_: object) -> bytes:
        raise RuntimeError("the template is gone")

    with monkeypatch.context() as broken:
        broken.setattr(card_store, "aside", fails)
        answer = await supervisor.post("/api/cards/letter", json={"card_number": number})
    assert answer.status_code == 500
    [row] = await cards(engine)
    assert (row.pin_hash, row.letter_printed_at) == (None, None)
    assert await printed(supervisor, number)


async def test_after_a_reset_the_old_pin_opens_nothing_and_a_letter_with_another_one_can_be_printed(
    supervisor: AsyncClient, engine: AsyncEngine, clock: StandingClock
) -> None:
    number = await issued(supervisor)
    old = await printed(supervisor, number)
    card = HASHER.subject("card", number)
    counted = {"failures_in_row": 2, "failures_in_day": 9, "day_started_at": clock.now(), "locks": 1}
    async with engine.begin() as connection:
        values = {"subject": card, "card": card, "changed_at": clock.now(), **counted}
        await connection.execute(insert(AttemptGuard).values(values))
    answer = await supervisor.post("/api/cards/pin/reset", json={"card_number": number})
    assert answer.status_code == 204
    assert not await opens(engine, number, old)
    async with engine.connect() as connection:
        assert (await connection.scalars(select(AttemptGuard.subject))).all() == []
    new = await printed(supervisor, number)
    assert await opens(engine, number, new)


async def test_a_locked_card_opens_nothing_until_it_is_unlocked(
    supervisor: AsyncClient, engine: AsyncEngine
) -> None:
    number = await issued(supervisor)
    pin = await printed(supervisor, number)
    locked = await supervisor.post("/api/cards/lock", json={"card_number": number})
    assert (locked.status_code, locked.json()["state"]) == (200, "locked")
    assert not await opens(engine, number, pin)
    assert (await supervisor.post("/api/cards/unlock", json={"card_number": number})).status_code == 204
    assert await opens(engine, number, pin)


async def test_a_replaced_card_opens_nothing_and_the_new_one_gets_a_pin_of_its_own(
    supervisor: AsyncClient, engine: AsyncEngine, clock: StandingClock
) -> None:
    old = await issued(supervisor)
    old_pin = await printed(supervisor, old)
    clock.passes(minutes=3)
    answer = await supervisor.post("/api/cards/replace", json={"card_number": old})
    new = answer.json()["number"]
    assert (answer.status_code, answer.json()["has_pin"]) == (200, False)
    assert new != old
    assert not await opens(engine, old, old_pin)
    assert not await opens(engine, new, old_pin)
    first, second = await cards(engine)
    assert (first.state, first.replaced_by, first.ended_by) == ("replaced", new, "kierownik-20060")
    assert first.pin_hash is None
    assert (second.state, second.client_id) == ("active", ANNA)
    assert await opens(engine, new, await printed(supervisor, new))


async def test_after_a_revocation_another_card_can_be_issued(supervisor: AsyncClient, engine: AsyncEngine) -> None:
    old = await issued(supervisor)
    pin = await printed(supervisor, old)
    assert (await supervisor.post("/api/cards/revoke", json={"card_number": old})).status_code == 204
    assert not await opens(engine, old, pin)
    assert await issued(supervisor) != old


@pytest.mark.parametrize(
    "path",
    first_of(
        3,
        ["letter", "pin/reset", "lock", "unlock", "replace", "revoke"],
        ANOTHER,
        "tests/api/clients/test_card_life.py::test_a_card_that_has_ended_is_answered_like_none",
    ),
)
async def test_a_card_that_has_ended_is_answered_like_none(
    supervisor: AsyncClient, engine: AsyncEngine, path: str
) -> None:
    number = await issued(supervisor)
    await supervisor.post("/api/cards/revoke", json={"card_number": number})
    answer = await supervisor.post(f"/api/cards/{path}", json={"card_number": number})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_nobody_gets_a_second_card_in_use(supervisor: AsyncClient, engine: AsyncEngine) -> None:
    number = await issued(supervisor)
    for state in ("active", "locked"):
        async with engine.begin() as connection:
            await connection.execute(update(CardRow).values(state=state))
        answer = await supervisor.post("/api/cards", json={"client_id": ANNA})
        assert (answer.status_code, answer.json()["code"]) == (409, "card_exists")
    assert [row.number for row in await cards(engine)] == [number]


async def test_a_client_of_another_office_gets_no_card_and_that_office_sees_who_asked(
    supervisor: AsyncClient, engine: AsyncEngine
) -> None:
    refused = await supervisor.post("/api/cards", json={"client_id": STRANGER})
    unknown = await supervisor.post("/api/cards", json={"client_id": "client-of-nobody"})
    assert (refused.status_code, refused.json()) == (unknown.status_code, unknown.json()) == (404, refused.json())
    assert await cards(engine) == []
    assert set(await looks(engine)) == {
        ("kierownik-20060", STRANGER, "20610", "card_issue", "refused"),
        ("kierownik-20060", None, "20060", "card_issue", "none"),
    }


async def test_the_provincial_office_neither_issues_a_countys_card_nor_prints_its_letter(
    log_in: LogIn, supervisor: AsyncClient, engine: AsyncEngine
) -> None:
    """The letter would tell it name, address and the PIN that makes anybody the client."""
    number = await issued(supervisor)
    province = await log_in("kierownik-wup")
    assert (await province.post("/api/cards", json={"client_id": STRANGER})).status_code == 404
    for path in ("letter", "pin/reset", "replace", "revoke"):
        answer = await province.post(f"/api/cards/{path}", json={"card_number": number})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), path
    answer = await province.put("/api/cards/pin", json={"card_number": number, "pin": "618204"})
    assert answer.status_code == 404
    [card] = await cards(engine)
    assert (card.state, card.pin_hash) == ("active", None)


async def test_the_provincial_office_locks_and_unlocks_a_card_of_a_county_that_is_closed(
    log_in: LogIn, supervisor: AsyncClient, engine: AsyncEngine
) -> None:
    number = await issued(supervisor)
    pin = await printed(supervisor, number)
    province = await log_in("kierownik-wup")
    locked = await province.post("/api/cards/lock", json={"card_number": number})
    assert (locked.status_code, locked.json()["state"]) == (200, "locked")
    assert not await opens(engine, number, pin)
    assert (await province.post("/api/cards/unlock", json={"card_number": number})).status_code == 204
    assert await opens(engine, number, pin)


async def test_the_log_says_that_a_letter_shows_name_and_address_too(
    supervisor: AsyncClient, engine: AsyncEngine, clock: StandingClock
) -> None:
    number = await issued(supervisor)
    for path in ("letter", "letter", "lock"):
        clock.passes(seconds=1)
        await supervisor.post(f"/api/cards/{path}", json={"card_number": number})
    query = select(AccessLogRow.purpose, AccessLogRow.field_groups).order_by(AccessLogRow.at)
    async with engine.connect() as connection:
        assert [tuple(row) for row in await connection.execute(query)] == [
            ("card_issue", ["cards"]),
            ("pin_letter", ["identity", "contact_data", "cards"]),
            ("pin_letter", None),  # it was refused
            ("card_lock", ["cards"]),
        ]


async def test_a_client_whom_the_office_knows_no_more_gets_no_card(
    supervisor: AsyncClient, engine: AsyncEngine, clock: StandingClock
) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(Client).where(Client.id == ANNA).values(gone_at=clock.now()))
    assert (await supervisor.post("/api/cards", json={"client_id": ANNA})).status_code == 404


async def test_a_consultant_may_do_nothing_with_cards(log_in: LogIn, supervisor: AsyncClient) -> None:
    number = await issued(supervisor)
    consultant = await log_in("k20060-1")
    for path in ("letter", "pin/reset", "lock", "unlock", "replace", "revoke"):
        answer = await consultant.post(f"/api/cards/{path}", json={"card_number": number})
        assert answer.status_code == 403, path
    assert (await consultant.post("/api/cards", json={"client_id": ANNA})).status_code == 403


async def test_everything_that_happened_to_a_card_stands_in_both_logs_without_the_number(
    supervisor: AsyncClient, engine: AsyncEngine, clock: StandingClock
) -> None:
    number = await issued(supervisor)
    for path in ("letter", "letter", "lock", "unlock", "pin/reset", "replace"):
        clock.passes(seconds=1)
        await supervisor.post(f"/api/cards/{path}", json={"card_number": number})
    assert [(purpose, outcome) for *_, purpose, outcome in await looks(engine)] == [
        ("card_issue", "written"),
        ("pin_letter", "written"),
        ("pin_letter", "refused"),
        ("card_lock", "written"),
        ("card_unlock", "written"),
        ("pin_reset", "written"),
        ("card_replace", "written"),
    ]
    async with engine.connect() as connection:
        audit = [dict(row._mapping) for row in await connection.execute(select(AuditRow.__table__))]
    facts = await standing_facts(engine)
    operations = {entry["operation"] for entry in audit if entry["subject"] == "card"}
    assert operations == {"issue_card", "print_pin_letter", "lock_card", "unlock", "reset_pin", "replace_card"}
    assert {entry["office"] for entry in audit if entry["subject"] == "card"} == {"20060"}
    assert number not in str(audit) + str(facts)
    assert {"PinChanged", "CardUnlocked"} <= {fact.type for fact in facts}


async def test_a_chosen_pin_with_the_year_of_birth_is_refused_and_the_refusal_is_written_down(
    supervisor: AsyncClient, engine: AsyncEngine
) -> None:
    number = await issued(supervisor)
    answer = await supervisor.put("/api/cards/pin", json={"card_number": number, "pin": "719857"})
    assert (answer.status_code, answer.json()["code"]) == (422, "pin_refused")
    assert "roku urodzenia" in answer.json()["message"]
    assert not await opens(engine, number, "719857")
    assert ("pin_change", "refused") in [look[-2:] for look in await looks(engine)]


async def test_a_chosen_pin_opens_and_needs_no_letter(supervisor: AsyncClient, engine: AsyncEngine) -> None:
    number = await issued(supervisor)
    chosen = "618204" if "618204" not in number else "739206"
    answer = await supervisor.put("/api/cards/pin", json={"card_number": number, "pin": chosen})
    assert answer.status_code == 204
    assert await opens(engine, number, chosen)
    assert (await supervisor.post("/api/cards/letter", json={"card_number": number})).status_code == 409


@pytest.mark.parametrize(
    "body",
    first_of(
        3,
        [
            {},
            {"client_id": "x' OR 1=1"},
            {"client_id": ANNA, "pin": "1"},
            {"client_id": 7},
            {"client_id": "\u0000"},
        ],
        ANOTHER,
        "tests/api/clients/test_card_life.py::test_bad_input_is_told_and_changes_nothing",
    ),
)
async def test_bad_input_is_told_and_changes_nothing(
    supervisor: AsyncClient, engine: AsyncEngine, body: dict[str, Any]
) -> None:
    answer = await supervisor.post("/api/cards", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert await cards(engine) == []


async def test_a_mistyped_card_number_is_told_by_its_check_digit(supervisor: AsyncClient) -> None:
    answer = await supervisor.post("/api/cards/lock", json={"card_number": "123456783"})
    assert answer.status_code == 422
    assert "ostatnia cyfra" in answer.json()["fields"][0]["message"]
    assert "123456783" not in answer.text


async def test_nobody_does_things_with_cards_without_end(supervisor: AsyncClient) -> None:
    at_once = LIMITS["card"].at_once
    for _ in range(at_once):
        assert (await supervisor.post("/api/cards/lock", json={"card_number": "123456782"})).status_code == 404
    answer = await supervisor.post("/api/cards/letter", json={"card_number": "123456782"})
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests")
    assert int(answer.headers["Retry-After"]) <= LIMITS["card"].every
