"""What verification reads and counts, on the real database."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import anyio
import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from core.clock import SystemClock
from core.db.tables.centre.verification_tables import AttemptGuard, VerifiedNumber
from core.db.tables.person_tables import CardRow, Client
from ivr.identity.attempts import Attempts, after_one_in_day
from ivr.identity.counting import ClientOnCard, Decision, Subjects
from ivr.identity.store import VerificationStore, forget_tries
from tests.support.clients.cards import card_row, put_anna_with_card
from tests.support.database.postgres import engine_for, fresh_database

pytestmark = pytest.mark.anyio

CARD = "123456782"


@pytest.fixture
async def dsn() -> AsyncIterator[str]:
    async with fresh_database() as url:
        async with engine_for(url) as engine:
            await put_anna_with_card(engine, CARD)
        yield url


@pytest.fixture
async def engine(dsn: str) -> AsyncIterator[AsyncEngine]:
    """As the application makes it: a dead connection is noticed only when it is used."""
    async with engine_for(dsn, checks_first=False) as made:
        yield made


async def test_a_card_is_found_by_its_number(engine: AsyncEngine) -> None:
    store = VerificationStore(engine)
    found = await store.client_on_card(CARD)
    assert found is not None
    assert (found.id, found.office) == ("client-anna", "20060")
    assert await store.client_on_card("987654324") is None


@pytest.mark.parametrize("state", ["locked", "replaced", "revoked"])
async def test_a_card_that_the_office_has_locked_or_ended_is_answered_like_none(
    engine: AsyncEngine, state: str
) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(CardRow).values(state=state))
    assert await VerificationStore(engine).client_on_card(CARD) is None


async def test_the_card_that_took_the_place_of_another_is_found(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(CardRow).values(state="replaced", replaced_by="987654324"))
        await connection.execute(insert(CardRow).values(card_row("client-anna", "987654324", pin_hash=None)))
    store = VerificationStore(engine)
    assert await store.client_on_card(CARD) is None
    assert await store.client_on_card("987654324") == ClientOnCard("client-anna", "20060", None)


async def test_the_card_of_somebody_whom_the_office_knows_no_more_is_answered_like_none(
    engine: AsyncEngine,
) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(Client).values(gone_at=SystemClock().now()))
    assert await VerificationStore(engine).client_on_card(CARD) is None


async def test_a_client_has_one_card_that_is_in_use(engine: AsyncEngine) -> None:
    with pytest.raises(IntegrityError):
        async with engine.begin() as connection:
            await connection.execute(insert(CardRow).values(card_row("client-anna", "987654324", state="locked")))


async def test_connections_that_died_with_a_restarted_server_are_made_anew(engine: AsyncEngine, dsn: str) -> None:
    store = VerificationStore(engine)
    await store.client_on_card(CARD)
    async with engine_for(dsn) as other, other.connect() as connection:
        await connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    assert await store.client_on_card(CARD) is not None


def subjects(card: str, number: str = "") -> Subjects:
    shown = f"caller:{number}" if number else None
    names = (
        (f"pair:{card}:{number}", True),
        (f"card:{card}", True),
        (shown or "without", False),
        ("centre", False),
    )
    return Subjects(names, f"card:{card}", shown)


def fails(attempts: Sequence[Attempts], _is_known: bool) -> Decision[None]:
    now = SystemClock().now()
    return Decision([after_one_in_day(a, now) for a in attempts], None)


def verifies(attempts: Sequence[Attempts], is_known: bool) -> Decision[bool]:
    return Decision(attempts, is_known, is_verified=True)


def looks(attempts: Sequence[Attempts], is_known: bool) -> Decision[tuple[Sequence[Attempts], bool]]:
    return Decision(attempts, (attempts, is_known))


async def count(engine: AsyncEngine, table: type[AttemptGuard] | type[VerifiedNumber]) -> int:
    async with engine.connect() as connection:
        return int(await connection.scalar(select(func.count()).select_from(table)) or 0)


async def test_tries_at_the_same_moment_are_all_counted(engine: AsyncEngine) -> None:
    store, now = VerificationStore(engine), SystemClock().now()
    cards, numbers = ("a", "b", "c"), ("1", "2", "")
    async with anyio.create_task_group() as lines:
        for card in cards:
            for number in numbers:
                for _ in range(4):
                    lines.start_soon(store.judge, subjects(card, number), fails, now)
    for card in cards:
        (pair, of_card, caller, centre), _ = await store.judge(subjects(card, "1"), looks, now)
        assert [a.failures_in_day for a in (pair, of_card, caller, centre)] == [4, 12, 12, 36]


async def test_what_stands_comes_back_as_it_was_judged(engine: AsyncEngine) -> None:
    store, now = VerificationStore(engine), SystemClock().now()
    stands = [
        Attempts(2, 7, now - timedelta(hours=1), 3, now + timedelta(hours=2), now - timedelta(minutes=n))
        for n in range(4)
    ]
    assert await store.judge(subjects("a", "1"), lambda _, is_known: Decision(stands, is_known), now) is False
    assert await store.judge(subjects("a", "1"), looks, now) == (stands, False)


async def test_a_number_is_known_once_it_has_verified_the_card_and_for_that_card_alone(
    engine: AsyncEngine,
) -> None:
    store, now = VerificationStore(engine), SystemClock().now()
    assert not await store.judge(subjects("a", "1"), verifies, now)
    assert await store.judge(subjects("a", "1"), verifies, now + timedelta(days=1))
    for other in (subjects("b", "1"), subjects("a", "2"), subjects("a")):
        _, is_known = await store.judge(other, looks, now)
        assert not is_known
    assert not await store.judge(subjects("c"), verifies, now), "a call without a number is nobody in particular"
    async with engine.connect() as connection:
        [row] = (await connection.execute(select(VerifiedNumber.__table__))).all()
    assert row == ("card:a", "caller:1", now + timedelta(days=1))


async def test_a_decision_that_fails_leaves_everything_as_it_was(engine: AsyncEngine) -> None:
    store, now = VerificationStore(engine), SystemClock().now()

    def breaks(attempts: Sequence[Attempts], is_known: bool) -> Decision[None]:
        raise ValueError

    with pytest.raises(ValueError):
        await store.judge(subjects("a", "1"), breaks, now)
    assert await count(engine, AttemptGuard) == 0


async def test_unlocking_forgets_what_was_counted_for_a_card_from_every_number_and_nothing_else(
    engine: AsyncEngine,
) -> None:
    store, now = VerificationStore(engine), SystemClock().now()
    await store.judge(subjects("a", "1"), verifies, now)
    for card, number in (("a", "1"), ("a", "2"), ("a", ""), ("b", "1")):
        await store.judge(subjects(card, number), fails, now)
    async with engine.begin() as connection:
        await forget_tries(connection, "card:a")
    async with engine.connect() as connection:
        left = (await connection.scalars(select(AttemptGuard.subject))).all()
    assert sorted(left) == ["caller:1", "caller:2", "card:b", "centre", "pair:b:1", "without"]
    assert await count(engine, VerifiedNumber) == 1
