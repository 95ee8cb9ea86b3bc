"""The attack as it was done, on the real tables: cards and PINs guessed from rotating numbers, and without one."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import anyio
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.clock import SystemClock
from core.db.tables.centre.verification_tables import AttemptGuard
from core.facts.bus import Bus
from core.facts.events import AnyEvent
from core.facts.kinds.verification import ManyWrongTries
from core.keys.secret_box import locker, new_identity
from ivr.identity.code_store import CodeStore
from ivr.identity.limits import default_limits
from ivr.identity.one_time_code import CodeDesk
from ivr.identity.pin import PinHasher
from ivr.identity.store import VerificationStore
from ivr.identity.verification import ANSWER_TIME, VerificationDesk
from tests.support.clients.cards import put_anna_with_card
from tests.support.database.postgres import engine_for

pytestmark = pytest.mark.anyio

CARD, PIN, WRONG = "123456782", "739206", "739207"
OWN, NEW = "600100200", "862781000"
HASHER = PinHasher("a pepper that is long enough: 0123456789")
# The tries come at once here; so that the tests do not, the answers are held back for a shorter time.
LIMITS = replace(default_limits(), centre=replace(default_limits().centre, delay_time=1.2))


@dataclass
class Line:
    """A centre's desks, and what they told."""

    verification: VerificationDesk
    codes: CodeDesk
    facts: list[AnyEvent]
    outcomes: Counter[str] = field(default_factory=Counter)

    async def tries(self, card: str, pin: str, number: str) -> float:
        """How long the answer took."""
        began = anyio.current_time()
        self.outcomes[(await self.verification.check(card, pin, number)).outcome] += 1
        return anyio.current_time() - began


@pytest.fixture
async def anna(engine: AsyncEngine) -> None:
    await put_anna_with_card(engine, CARD, HASHER.hash(CARD, PIN))


@pytest.fixture
async def line(dsn: str, anna: None) -> AsyncIterator[Line]:
    async with a_line(dsn) as made:
        yield made


@asynccontextmanager
async def a_line(dsn: str) -> AsyncIterator[Line]:
    clock, facts = SystemClock(), list[AnyEvent]()
    bus = Bus(clock)
    bus.listen(facts.append)
    async with engine_for(dsn, checks_first=False) as engine, anyio.create_task_group() as tasks:
        desk = VerificationDesk(VerificationStore(engine), HASHER, clock, bus, LIMITS)
        codes = CodeDesk(CodeStore(engine), HASHER, clock, bus, locker(new_identity()), LIMITS)
        tasks.start_soon(desk.run)
        tasks.start_soon(codes.run)
        yield Line(desk, codes, facts)
        tasks.cancel_scope.cancel()


def alarms(line: Line) -> list[int]:
    return [fact.tries for fact in line.facts if isinstance(fact, ManyWrongTries)]


async def _guessed(times: int, guess: Callable[[int], Awaitable[float]], *, at_once: int) -> None:
    """Some at a time, as real lines would: what waits too long for its answer is "unavailable"."""
    lines = anyio.CapacityLimiter(at_once)

    async def one(number: int) -> None:
        async with lines:
            await guess(number)

    async with anyio.create_task_group() as guesses:
        for n in range(times):
            guesses.start_soon(one, n)


async def test_a_hundred_and_twenty_guesses_over_many_cards_from_rotating_numbers_are_slow_and_raise_the_alarm(
    line: Line,
) -> None:
    assert await line.tries(CARD, PIN, OWN) < LIMITS.centre.delay_time
    await _guessed(120, lambda n: line.tries(f"2{n:08}", WRONG, f"60010{n:04}"), at_once=10)
    assert line.outcomes == {"verified": 1, "wrong": 120}, "nobody is refused for that"
    assert alarms(line) == [LIMITS.centre.tries]
    assert await line.tries("300000001", WRONG, NEW) >= LIMITS.centre.delay_time
    assert await line.tries(CARD, PIN, OWN) < LIMITS.centre.delay_time, "verified before from this number"
    assert await line.tries(CARD, PIN, NEW) >= LIMITS.centre.delay_time, "right, but a stranger until now"
    assert await line.tries(CARD, PIN, NEW) < LIMITS.centre.delay_time
    assert LIMITS.centre.delay_time < ANSWER_TIME
    assert line.outcomes["verified"] == 4


async def test_most_of_sixty_guesses_without_a_number_are_refused(line: Line, engine: AsyncEngine) -> None:
    await _guessed(60, lambda n: line.tries(f"2{n:08}", WRONG, ""), at_once=6)
    assert line.outcomes == {"wrong": 19, "locked": 41}
    async with engine.connect() as connection:
        judged = (
            await connection.scalars(select(AttemptGuard.failures_in_day).where(AttemptGuard.card.is_(None)))
        ).all()
    assert sorted(judged) == [20, 20], "the bucket, and the whole centre"
    await line.tries(CARD, PIN, OWN)
    assert line.outcomes["verified"] == 1, "it locks only calls without a number"


@pytest.mark.parametrize("stranger", ["", "600900900"])
async def test_five_tries_of_a_stranger_on_a_known_card_do_not_keep_the_owner_out(
    line: Line, stranger: str
) -> None:
    await line.tries(CARD, PIN, OWN)
    for _ in range(5):
        await line.tries(CARD, WRONG, stranger)
    assert line.outcomes == {"verified": 1, "wrong": 2, "locked": 3}
    await line.tries(CARD, PIN, OWN)
    assert line.outcomes["verified"] == 2


async def test_a_whole_day_of_strangers_does_not_keep_out_the_number_that_was_verified_before(line: Line) -> None:
    await line.tries(CARD, PIN, OWN)
    async with anyio.create_task_group() as guesses:
        for n in range(30):
            guesses.start_soon(line.tries, CARD, WRONG, f"60010{n:04}")
    assert line.outcomes == {"verified": 1, "wrong": LIMITS.card_in_day - 1, "locked": 31 - LIMITS.card_in_day}
    await line.tries(CARD, PIN, NEW)
    assert line.outcomes["verified"] == 1
    await line.tries(CARD, PIN, OWN)
    assert line.outcomes["verified"] == 2


async def test_strangers_orders_and_wrong_codes_do_not_keep_the_owner_out(line: Line) -> None:
    await line.tries(CARD, PIN, OWN)
    async with anyio.create_task_group() as orders:
        for n in range(12):
            orders.start_soon(line.codes.order, f"call-{n}", CARD, f"60010{n:04}")
    for _ in range(3):
        await line.codes.check("call-0", "000000", "600100000")
    assert await line.codes.order("call-new", CARD, NEW) == "locked"
    assert await line.codes.order("call-own", CARD, OWN) == "sent"


async def test_desks_of_two_processes_count_together(line: Line, dsn: str) -> None:
    async with a_line(dsn) as other:
        for desk in (line, other, line):
            await desk.tries(CARD, WRONG, NEW)
        await other.tries(CARD, PIN, NEW)
    assert line.outcomes == {"wrong": 1, "locked": 1}
    assert other.outcomes == {"wrong": 1, "locked": 1}
