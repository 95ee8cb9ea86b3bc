"""The desk of one-time codes: the same time whatever is wrong, three tries, five minutes, nothing told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import anyio
import pytest

from core.clock import LoopClock
from core.facts.bus import Bus
from core.keys.secret_box import locker, new_identity, unlocked
from ivr.identity.limits import default_limits
from ivr.identity.one_time_code import EVEN_TIME, CodeDesk
from tests.support.timing.running import running
from tests.support.timing.virtual_time import in_virtual_time
from tests.unit.ivr.identity.test_verification import CARD, HASHER, UNKNOWN, VILLAGE, Data

IDENTITY = new_identity()
LIMITS = default_limits()


@dataclass
class CodeTables(Data):
    """The tables, by hand, with what was ordered."""

    number: str | None = "600100299"
    orders: list[tuple[str, bytes]] = field(default_factory=list)
    order_time: float = 0.05

    async def sms_number(self, client_id: str) -> str | None:
        await anyio.sleep(0.01)
        return self.number

    async def order_code(
        self, order_id: str, office: str, number: str, secret: bytes, now: datetime, expires_at: datetime
    ) -> None:
        await anyio.sleep(self.order_time)
        assert expires_at - now == LIMITS.code_valid_time
        self.orders.append((number, secret))

    def code(self) -> str:
        """What the sender would send last."""
        return unlocked(IDENTITY, self.orders[-1][1]).decode()


@asynccontextmanager
async def a_desk(data: CodeTables, *, can_send: bool = True) -> AsyncIterator[CodeDesk]:
    clock = LoopClock(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    desk = CodeDesk(data, HASHER, clock, Bus(clock), locker(IDENTITY) if can_send else None)
    async with running(desk.run):
        yield desk


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


@in_virtual_time
async def test_the_code_that_was_sent_verifies_once() -> None:
    data = CodeTables()
    async with a_desk(data) as desk:
        assert await desk.order("call-1", CARD, VILLAGE) == "sent"
        assert [number for number, _ in data.orders] == ["600100299"]
        code = data.code()
        assert len(code) == 6
        verdict = await desk.check("call-1", code, VILLAGE)
        assert (verdict.outcome, verdict.client_id, verdict.office) == ("verified", "client-anna", "20060")
        assert (await desk.check("call-1", code, VILLAGE)).outcome == "wrong"


@in_virtual_time
async def test_a_code_is_good_in_its_own_call_only() -> None:
    data = CodeTables()
    async with a_desk(data) as desk:
        await desk.order("call-1", CARD, "")
        code = data.code()
        await desk.order("call-2", UNKNOWN, "")
        assert (await desk.check("call-2", code, "")).outcome == "wrong"
        assert (await desk.check("call-3", code, "")).outcome == "wrong"
        assert (await desk.check("call-1", code, "")).outcome == "verified"


@in_virtual_time
async def test_three_wrong_tries_void_the_code_and_lock_the_card_for_pins_too() -> None:
    """For the caller's number alone: the owner, who has another, gets in."""
    data = CodeTables()
    async with a_desk(data) as desk:
        await desk.order("call-1", CARD, "")
        code = data.code()
        outcomes = [(await desk.check("call-1", other_than(code), "")).outcome for _ in range(3)]
        assert outcomes == ["wrong", "wrong", "locked"]
        assert (await desk.check("call-1", code, "")).outcome == "wrong"
        assert await desk.order("call-2", CARD, "") == "locked"
        assert data.attempts[HASHER.subject("pair", f"{CARD}:")].locked_until is not None
        assert await desk.order("call-3", CARD, VILLAGE) == "sent"
        assert (await desk.check("call-3", data.code(), VILLAGE)).outcome == "verified"


@in_virtual_time
async def test_a_code_expires() -> None:
    data = CodeTables()
    async with a_desk(data) as desk:
        await desk.order("call-1", CARD, "")
        await anyio.sleep(LIMITS.code_valid_time.total_seconds())
        assert (await desk.check("call-1", data.code(), "")).outcome == "wrong"
        await desk.order("call-2", UNKNOWN, "")
        assert list(desk._codes) == ["call-2"], "nothing that is over stays in memory"


@in_virtual_time
async def test_known_unknown_and_without_a_number_take_the_same_time() -> None:
    times = set[float]()
    for card, number in ((CARD, "600100299"), (CARD, None), (UNKNOWN, None), (CARD, "857001122")):
        data = CodeTables(number=number)
        async with a_desk(data) as desk:
            began = anyio.current_time()
            assert await desk.order("call-1", card, VILLAGE) == "sent"
            ordered = anyio.current_time()
            assert (await desk.check("call-1", "000000", VILLAGE)).outcome == "wrong"
            times |= {round(ordered - began, 6), round(anyio.current_time() - ordered, 6)}
        assert len(data.orders) == (card == CARD and number == "600100299")
    assert times == {EVEN_TIME}


@pytest.mark.parametrize("card", [CARD, UNKNOWN])
@in_virtual_time
async def test_too_many_codes_for_one_card_are_refused_whether_it_exists_or_not(card: str) -> None:
    data = CodeTables()
    async with a_desk(data) as desk:
        outcomes = [await desk.order(f"call-{number}", card, "") for number in range(4)]
        assert outcomes == ["sent", "sent", "sent", "locked"]
        await anyio.sleep(LIMITS.code_orders.lock_time.total_seconds() + 1)
        assert await desk.order("call-9", card, "") == "sent"


@pytest.mark.parametrize("card", [CARD, UNKNOWN])
@in_virtual_time
async def test_strangers_flood_nobody_with_codes_and_keep_nobody_out_who_was_verified_before(card: str) -> None:
    data = CodeTables()
    async with a_desk(data) as desk:
        if card == CARD:
            assert await desk.order("call-own", CARD, VILLAGE) == "sent"
            assert (await desk.check("call-own", data.code(), VILLAGE)).outcome == "verified"
        left = LIMITS.codes_in_day - len(data.orders)
        outcomes = [await desk.order(f"call-{n}", card, f"60010{n:04}") for n in range(LIMITS.codes_in_day + 4)]
        assert outcomes == ["sent"] * left + ["locked"] * (LIMITS.codes_in_day + 4 - left)
        assert await desk.order("call-own", card, VILLAGE) == ("sent" if card == CARD else "locked")
        await anyio.sleep(timedelta(days=1).total_seconds())
        assert await desk.order("call-late", card, "600200300") == "sent"


@in_virtual_time
async def test_above_the_ceiling_strangers_wait_longer_for_codes_too() -> None:
    data = CodeTables()
    async with a_desk(data) as desk:
        await desk.order("call-own", CARD, VILLAGE)
        await desk.check("call-own", data.code(), VILLAGE)
        for n in range(LIMITS.centre.tries):
            await desk.order(f"call-{n}", f"2{n:08}", f"60010{n:04}")
            await desk.check(f"call-{n}", "000000", f"60010{n:04}")
        for number, delay in (("600200300", LIMITS.centre.delay_time), (VILLAGE, 0)):
            began = anyio.current_time()
            assert await desk.order("call-late", CARD, number) == "sent"
            ordered = anyio.current_time()
            assert (await desk.check("call-late", data.code(), number)).outcome == "verified"
            assert ordered - began == pytest.approx(EVEN_TIME + delay)
        assert anyio.current_time() - ordered == pytest.approx(EVEN_TIME)


@in_virtual_time
async def test_a_right_code_ends_the_row_of_orders() -> None:
    data = CodeTables()
    async with a_desk(data) as desk:
        for number in range(5):
            assert await desk.order(f"call-{number}", CARD, "") == "sent"
            assert (await desk.check(f"call-{number}", data.code(), "")).outcome == "verified"


@in_virtual_time
async def test_data_that_are_away_and_a_centre_that_cannot_send_say_so() -> None:
    async with a_desk(CodeTables(error=OSError())) as desk:
        assert await desk.order("call-1", CARD, "") == "unavailable"
    async with a_desk(CodeTables(is_frozen=True)) as desk:
        assert await desk.order("call-1", CARD, "") == "unavailable"
    async with a_desk(CodeTables(), can_send=False) as desk:
        assert await desk.order("call-1", CARD, "") == "unavailable"


@in_virtual_time
async def test_nothing_printed_shows_a_code() -> None:
    data = CodeTables()
    async with a_desk(data) as desk:
        await desk.order("call-1", CARD, "")
        assert data.code() not in repr(desk._codes) + repr(vars(desk)) + repr(data.orders)


def test_a_damaged_key_is_noticed_at_the_start() -> None:
    with pytest.raises(ValueError, match="damaged"):
        locker("AGE-SECRET-KEY-1")
