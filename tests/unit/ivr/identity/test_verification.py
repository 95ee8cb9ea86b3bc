"""The desk that checks card and PIN: the same time whatever is wrong, nothing for free, nothing told."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import anyio
import asyncpg
import pytest
import structlog
from sqlalchemy.exc import OperationalError

from core.clock import LoopClock
from core.facts.bus import Bus
from core.facts.events import AnyEvent
from core.facts.kinds.verification import ManyWrongTries
from core.tasks.off_call_worker import MAX_WAITING
from ivr.identity import verification
from ivr.identity.counting import ClientOnCard
from ivr.identity.limits import LIMITS_FILE, VerificationLimits, default_limits, read_limits
from ivr.identity.pin import PinHasher
from ivr.identity.ports import Verdict
from ivr.identity.verification import ANSWER_TIME, AT_ONCE, EVEN_TIME, VerificationDesk
from tests.support.scenarios.attempt_counters import CountersInMemory
from tests.support.timing.virtual_time import in_virtual_time

CARD, PIN, WRONG = "123456782", "739206", "739207"
UNKNOWN = "987654324"
VILLAGE = "862781000"
HASHER = PinHasher("a pepper that is long enough: 0123456789")
STORED = HASHER.hash(CARD, PIN)
HASH_TIME = 0.005
LIMITS = default_limits()
LOCK_TIME = LIMITS.pair.lock_time


@dataclass
class Data(CountersInMemory):
    """The tables, by hand. A known card is found more slowly than an unknown one, and writing takes time."""

    error: Exception | None = None
    look_up_time: float = 0.0
    is_frozen: bool = False

    async def client_on_card(self, card_number: str) -> ClientOnCard | None:
        if self.error is not None:
            raise self.error
        if self.is_frozen:
            await anyio.sleep_forever()
        await anyio.sleep(self.look_up_time + (0.03 if card_number == CARD else 0.01))
        return ClientOnCard("client-anna", "20060", STORED) if card_number == CARD else None


class _NoThread:
    """Virtual time cannot wait for a thread: the hash takes its time on the loop, and is the real one."""

    @staticmethod
    async def run_sync(work: Callable[..., Any], *args: Any) -> Any:
        await anyio.sleep(HASH_TIME)
        return work(*args)


@pytest.fixture(autouse=True)
def _no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "to_thread", _NoThread)


@asynccontextmanager
async def _desk(
    data: Data, limits: VerificationLimits | None = None, facts: list[AnyEvent] | None = None
) -> AsyncIterator[VerificationDesk]:
    async with anyio.create_task_group() as tasks:
        clock = LoopClock(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
        bus = Bus(clock)
        if facts is not None:
            bus.listen(facts.append)
        desk = VerificationDesk(data, HASHER, clock, bus, limits)
        tasks.start_soon(desk.run)
        yield desk
        tasks.cancel_scope.cancel()


async def _timed(desk: VerificationDesk, card: str, pin: str, number: str = "") -> tuple[Verdict, float]:
    began = anyio.current_time()
    verdict = await desk.check(card, pin, number)
    return verdict, anyio.current_time() - began


@in_virtual_time
async def test_the_right_pin_tells_who_and_which_office() -> None:
    async with _desk(Data()) as desk:
        verdict = await desk.check(CARD, PIN, VILLAGE)
    assert (verdict.outcome, verdict.client_id, verdict.office) == ("verified", "client-anna", "20060")


@in_virtual_time
async def test_unknown_wrong_right_and_locked_take_the_same_time() -> None:
    times: dict[str, float] = {}
    async with _desk(Data()) as desk:
        times["right"] = (await _timed(desk, CARD, PIN))[1]
        for number in (1, 2, 3):
            verdict, times[f"wrong {number}"] = await _timed(desk, CARD, WRONG)
        assert verdict.outcome == "locked"
        for name, pin in (("locked, wrong", WRONG), ("locked, right", PIN)):
            verdict, times[name] = await _timed(desk, CARD, pin)
            assert verdict.outcome == "locked"
        verdict, times["unknown"] = await _timed(desk, UNKNOWN, PIN)
        assert verdict == Verdict("wrong", attempts_left=2)
    assert max(times.values()) - min(times.values()) < 1e-6, times
    assert min(times.values()) == pytest.approx(EVEN_TIME)


@in_virtual_time
async def test_an_unknown_number_is_answered_and_locked_word_for_word_like_a_wrong_pin() -> None:
    async with _desk(Data()) as desk:
        known = [await desk.check(CARD, WRONG, "") for _ in range(7)]
        unknown = [await desk.check(UNKNOWN, WRONG, "") for _ in range(7)]
    assert known == unknown
    assert [v.outcome for v in known] == ["wrong", "wrong", "locked", "locked", "locked", "locked", "locked"]
    assert [v.attempts_left for v in known[:2]] == [2, 1]


@in_virtual_time
async def test_three_wrong_tries_lock_for_fifteen_minutes_the_next_three_for_thirty_and_never_for_good() -> None:
    async with _desk(Data()) as desk:
        for minutes in (15, 30):
            for _ in range(3):
                await desk.check(CARD, WRONG, VILLAGE)
            await anyio.sleep(minutes * 60 - 1)
            assert (await desk.check(CARD, PIN, VILLAGE)).outcome == "locked"
            await anyio.sleep(2)
        assert (await desk.check(CARD, PIN, VILLAGE)).outcome == "verified"


@pytest.mark.parametrize("number", ["", "600100201"])
@in_virtual_time
async def test_a_strangers_tries_on_a_known_card_do_not_keep_the_owner_out(number: str) -> None:
    async with _desk(Data()) as desk:
        outcomes = [(await desk.check(CARD, WRONG, number)).outcome for _ in range(5)]
        assert outcomes == ["wrong", "wrong", "locked", "locked", "locked"]
        assert (await desk.check(CARD, PIN, number)).outcome == "locked"
        assert (await desk.check(CARD, PIN, VILLAGE)).outcome == "verified"


@in_virtual_time
async def test_strangers_with_many_numbers_keep_out_only_numbers_that_have_never_verified_the_card() -> None:
    async with _desk(Data()) as desk:
        assert (await desk.check(CARD, PIN, VILLAGE)).outcome == "verified"
        outcomes = [(await desk.check(CARD, WRONG, f"60010{n:04}")).outcome for n in range(15)]
        assert outcomes == ["wrong"] * (LIMITS.card_in_day - 1) + ["locked"] * 6
        assert (await desk.check(CARD, PIN, "862781001")).outcome == "locked"
        assert (await desk.check(CARD, PIN, "")).outcome == "locked"
        assert (await desk.check(CARD, PIN, VILLAGE)).outcome == "verified"
        await anyio.sleep(timedelta(days=1).total_seconds())
        assert (await desk.check(CARD, PIN, "862781001")).outcome == "verified"


@in_virtual_time
async def test_a_lock_of_thirty_minutes_needs_one_number_in_the_data_file_and_nothing_else(tmp_path: Path) -> None:
    changed = tmp_path / "verification.json"
    as_delivered = LIMITS_FILE.read_text("utf-8")
    changed.write_text(as_delivered.replace('"lock_minutes": 15', '"lock_minutes": 30'), "utf-8")
    async with _desk(Data(), read_limits(changed)) as desk:
        for _ in range(3):
            await desk.check(CARD, WRONG, "")
        await anyio.sleep(29 * 60)
        assert (await desk.check(CARD, PIN, "")).outcome == "locked"
        await anyio.sleep(61)
        assert (await desk.check(CARD, PIN, "")).outcome == "verified"


@in_virtual_time
async def test_tries_while_it_is_locked_do_not_prolong_the_lock() -> None:
    async with _desk(Data()) as desk:
        for _ in range(3):
            await desk.check(CARD, WRONG, "")
        await anyio.sleep(LOCK_TIME.total_seconds() / 2)
        await desk.check(CARD, WRONG, "")
        await anyio.sleep(LOCK_TIME.total_seconds() / 2 + 1)
        assert (await desk.check(CARD, PIN, "")).outcome == "verified"


@in_virtual_time
async def test_guessing_one_pin_on_many_cards_locks_the_callers_own_number() -> None:
    async with _desk(Data()) as desk:
        outcomes = [(await desk.check(f"20000000{n:02}", WRONG, VILLAGE)).outcome for n in range(11)]
        assert outcomes == ["wrong"] * 9 + ["locked"] * 2
        assert (await desk.check(CARD, PIN, VILLAGE)).outcome == "locked"
        assert (await desk.check(CARD, PIN, "862781001")).outcome == "verified"


@in_virtual_time
async def test_a_withheld_number_locks_nobody_elses_until_there_are_many() -> None:
    async with _desk(Data()) as desk:
        for n in range(12):
            await desk.check(f"20000000{n:02}", WRONG, "")
        assert (await desk.check(CARD, PIN, "")).outcome == "verified"


@in_virtual_time
async def test_of_sixty_guesses_without_a_number_most_are_refused_and_then_one_every_three_minutes() -> None:
    data = Data()
    async with _desk(data) as desk:
        outcomes = [(await desk.check(f"20000000{n:02}", WRONG, "")).outcome for n in range(60)]
        assert outcomes == ["wrong"] * 19 + ["locked"] * 41
        assert (await desk.check(CARD, PIN, "")).outcome == "locked"
        assert (await desk.check(CARD, PIN, VILLAGE)).outcome == "verified", "it locks only calls without one"
        await anyio.sleep(LIMITS.without_number.give_back_time.total_seconds())
        assert (await desk.check(CARD, PIN, "")).outcome == "verified"
        assert (await desk.check(UNKNOWN, WRONG, "")).outcome == "locked", "the one try was used up"


@in_virtual_time
async def test_guessing_over_many_cards_from_rotating_numbers_raises_the_alarm_and_is_slow() -> None:
    facts: list[AnyEvent] = []
    with structlog.testing.capture_logs() as lines:
        async with _desk(Data(), facts=facts) as desk:
            assert (await desk.check(CARD, PIN, VILLAGE)).outcome == "verified"
            took = []
            for n in range(120):
                verdict, time = await _timed(desk, f"2{n:08}", WRONG, f"60010{n:04}")
                assert verdict.outcome == "wrong"
                took.append(time)
            slow = EVEN_TIME + LIMITS.centre.delay_time
            ceiling = LIMITS.centre.tries
            assert took == pytest.approx([EVEN_TIME] * (ceiling - 1) + [slow] * (120 - ceiling + 1))
            # A stranger waits as long whether right or wrong; whoever was verified from here waits for nothing.
            verdict, time = await _timed(desk, CARD, PIN, "862781001")
            assert verdict.outcome == "verified"
            assert time == pytest.approx(slow)
            assert (await _timed(desk, CARD, PIN, VILLAGE))[1] == pytest.approx(EVEN_TIME)
    alarms = [fact for fact in facts if isinstance(fact, ManyWrongTries)]
    assert alarms[0].tries == ceiling
    assert len(alarms) == 3, "at the ceiling, and once a minute"
    assert {alarm.call_id for alarm in alarms} == {None}
    told = [line for line in lines if line["event"] == "many wrong tries"]
    assert [(line["log_level"], line["tries"]) for line in told] == [("error", a.tries) for a in alarms]


@in_virtual_time
async def test_who_waits_until_all_answers_come_takes_nobody_s_turn() -> None:
    """Else eight turns of a quarter of a second would carry 32 callers a second, and on a full machine fewer."""
    async with _desk(Data()) as desk:
        took: list[float] = []

        async def caller(n: int) -> None:
            took.append((await _timed(desk, CARD, PIN, f"60020{n:04}"))[1])

        async with anyio.create_task_group() as lines:
            for n in range(5 * AT_ONCE):
                lines.start_soon(caller, n)
    assert took == [pytest.approx(EVEN_TIME)] * (5 * AT_ONCE)


@in_virtual_time
async def test_callers_who_wait_for_a_slow_answer_take_nobody_s_turn() -> None:
    async with _desk(Data()) as desk:
        await desk.check(CARD, PIN, VILLAGE)
        for n in range(LIMITS.centre.tries):
            await desk.check(f"2{n:08}", WRONG, f"60010{n:04}")
        took: list[float] = []

        async def stranger(n: int) -> None:
            await desk.check(f"3{n:08}", WRONG, f"60020{n:04}")

        async def owner() -> None:
            await anyio.sleep(EVEN_TIME + 0.1)  # the strangers' answers are there, and held back
            took.append((await _timed(desk, CARD, PIN, VILLAGE))[1])

        async with anyio.create_task_group() as lines:
            for n in range(AT_ONCE):
                lines.start_soon(stranger, n)
            lines.start_soon(owner)
    assert took == [pytest.approx(EVEN_TIME)]


@in_virtual_time
async def test_hanging_up_early_does_not_make_a_guess_free() -> None:
    data = Data()
    async with _desk(data) as desk:
        for _ in range(3):
            with anyio.move_on_after(0.001):
                await desk.check(CARD, WRONG, "")
        await anyio.sleep(1)
        assert data.judged == 3
        assert (await desk.check(CARD, PIN, "")).outcome == "locked"


@in_virtual_time
async def test_many_calls_at_once_get_no_more_tries_than_one() -> None:
    async with _desk(Data()) as desk:
        verdicts: list[Verdict] = []

        async def line(number: int) -> None:
            verdicts.append(await desk.check(CARD, f"83{number:02}", ""))

        async with anyio.create_task_group() as lines:
            for number in range(30):
                lines.start_soon(line, number)
    assert [v.outcome for v in verdicts].count("wrong") == 2


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(),
        OperationalError("SELECT", {}, Exception()),
        asyncpg.CannotConnectNowError("the database system is starting up"),
        ValueError("whatever else"),
    ],
    ids=lambda error: type(error).__name__,
)
@in_virtual_time
async def test_data_that_are_away_are_unavailable_and_the_desk_goes_on(error: Exception) -> None:
    data = Data(error=error)
    async with _desk(data) as desk:
        for _ in range(AT_ONCE * 2):
            assert await desk.check(CARD, PIN, "") == Verdict("unavailable")
        data.error = None
        assert (await desk.check(CARD, PIN, "")).outcome == "verified"


@in_virtual_time
async def test_data_that_do_not_answer_are_unavailable_in_time_and_the_desk_recovers() -> None:
    data = Data(is_frozen=True)
    async with _desk(data) as desk:
        verdict, took = await _timed(desk, CARD, PIN)
        assert verdict == Verdict("unavailable")
        assert took == pytest.approx(ANSWER_TIME)
        data.is_frozen = False
        assert (await desk.check(CARD, PIN, "")).outcome == "verified"


@in_virtual_time
async def test_too_many_questions_at_once_are_unavailable_at_once() -> None:
    data = Data(is_frozen=True)
    async with _desk(data) as desk:
        await anyio.lowlevel.checkpoint()
        verdicts: list[tuple[Verdict, float]] = []

        async def line() -> None:
            verdicts.append(await _timed(desk, CARD, PIN))

        async with anyio.create_task_group() as lines:
            for _ in range(MAX_WAITING + AT_ONCE + 50):
                lines.start_soon(line)
    assert {v.outcome for v, _ in verdicts} == {"unavailable"}
    at_once = [took for _, took in verdicts if took == 0]
    assert len(at_once) >= 50
    assert max(took for _, took in verdicts) == pytest.approx(ANSWER_TIME)


@in_virtual_time
async def test_twenty_calls_a_second_are_answered_in_time() -> None:
    async with _desk(Data(look_up_time=0.05)) as desk:
        took: list[float] = []

        async def line(at: float) -> None:
            await anyio.sleep(at)
            took.append((await _timed(desk, CARD, PIN))[1])

        async with anyio.create_task_group() as lines:
            for number in range(100):
                lines.start_soon(line, number / 20)
    assert max(took) < 1


@in_virtual_time
async def test_the_pin_is_in_no_log_no_text_and_is_forgotten_with_the_answer(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    questions: list[verification._CardAndPin] = []

    class Kept(verification._CardAndPin):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args)
            questions.append(self)

    monkeypatch.setattr(verification, "_CardAndPin", Kept)
    data = Data()
    with structlog.testing.capture_logs() as lines:
        async with _desk(data) as desk:
            for pin in (PIN, WRONG):
                verdict = await desk.check(CARD, pin, VILLAGE)
                assert pin not in repr(verdict)
            data.error = ValueError(f"something that quotes {PIN}")
            await desk.check(CARD, PIN, VILLAGE)
            assert PIN not in repr(desk)
    assert lines, "the fault is told"
    for line in lines:
        line.pop("exc_info", None)  # the real renderer writes only its frames; see core.logging
    for text in (repr(lines), caplog.text, repr(data.attempts), repr(data.verified), repr(questions)):
        assert PIN not in text
        assert WRONG not in text
        assert VILLAGE not in text
    assert [q.pin for q in questions] == [""] * 3
