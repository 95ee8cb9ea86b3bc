"""One call may fail, the centre may not: whatever happens in a call stays in it and is written down once."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Literal

import anyio
import pytest
import structlog

from ari_app.call_guard import guard_call, guard_channel
from ari_app.telephony.line import CLEAN_UP_TIME
from core.call import Call
from core.clock import LoopClock
from core.errors import CeilingReached, ChannelGone, PlaybackFailed, TelephonyFailed
from core.facts.bus import Bus
from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallEnded, CallFailed
from ivr.prompts.ports import Spoken, Voice
from ivr.speech.values import Value
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_services import FakeVoice
from tests.support.calls.fake_telephony import FakeExchange
from tests.support.timing.virtual_time import in_virtual_time

SECRET = "739206"


Script = Callable[[Call], Awaitable[None]]


class GuardedCall:
    """One caller and what is written down of the call."""

    def __init__(self) -> None:
        self.exchange = FakeExchange()
        self.caller = self.exchange.caller()
        clock = LoopClock(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
        bus = Bus(clock)
        self.events: list[AnyEvent] = []
        bus.listen(self.events.append)
        self.call = Call(self.caller, bus, clock)

    async def serve(self, script: Script, voice: Voice | None = None) -> None:
        await guard_call(self.call, partial(script, self.call), voice or FakeVoice())

    @property
    def end(self) -> str:
        """Why the call ended; exactly one fact must say it, as the last one, and the caller must be gone."""
        assert not self.exchange.open_channels
        last = self.events[-1]
        assert [e for e in self.events if isinstance(e, CallEnded)] == [last]
        assert isinstance(last, CallEnded)
        return last.reason

    @property
    def failures(self) -> list[str]:
        return [e.error for e in self.events if isinstance(e, CallFailed)]


async def _nothing(call: Call) -> None:
    await anyio.sleep(3)


@in_virtual_time
async def test_a_call_that_comes_to_its_end_is_completed_and_hung_up() -> None:
    guarded = GuardedCall()
    await guarded.serve(_nothing)
    assert guarded.end == "completed"
    last = guarded.events[-1]
    assert isinstance(last, CallEnded)
    assert last.duration_time == 3.0


@pytest.mark.parametrize(
    "error",
    [
        TelephonyFailed(),
        PlaybackFailed(),
        KeyError(SECRET),
        RuntimeError(f"quotes {SECRET}"),
        AssertionError(),
        ExceptionGroup("several", [ValueError(SECRET)]),
        TimeoutError(),
    ],
    ids=lambda error: type(error).__name__,
)
@in_virtual_time
async def test_no_error_of_a_call_escapes_and_only_its_name_is_written(error: Exception) -> None:
    guarded = GuardedCall()

    async def fails(call: Call) -> None:
        await anyio.sleep(1)
        raise error

    with structlog.testing.capture_logs() as lines:
        await guarded.serve(fails)
    assert guarded.end == "failed"
    assert guarded.failures == [type(error).__name__]
    assert guarded.caller.heard == ["E01"]
    for entry in lines:
        entry.pop("exc_info", None)  # the real renderer writes only its frames
    assert SECRET not in repr(lines) + repr(guarded.events)


@in_virtual_time
async def test_a_caller_who_hangs_up_during_the_apology_does_not_hide_our_fault() -> None:
    guarded = GuardedCall()

    async def fails(call: Call) -> None:
        raise TelephonyFailed

    async with anyio.create_task_group() as party:
        party.start_soon(guarded.serve, fails)
        await anyio.sleep(1)
        guarded.caller.far_end_hangs_up()
    assert guarded.end == "failed"


class _Broken(FakeVoice):
    def __init__(self, error: Exception) -> None:
        self.error = error

    async def spoken(self, prompt: str, *, language: str = "pl", **values: Value) -> Spoken:
        raise self.error


@pytest.mark.parametrize("error", [PlaybackFailed(), RuntimeError(SECRET)], ids=lambda error: type(error).__name__)
@in_virtual_time
async def test_an_apology_that_fails_too_stays_in_the_call(error: Exception) -> None:
    guarded = GuardedCall()

    async def fails(call: Call) -> None:
        raise TelephonyFailed

    with structlog.testing.capture_logs():
        await guarded.serve(fails, voice=_Broken(error))
    assert guarded.end == "failed"


@in_virtual_time
async def test_an_apology_does_not_take_for_ever() -> None:
    guarded = GuardedCall()
    guarded.exchange.sound_time = 1e6

    async def fails(call: Call) -> None:
        raise TelephonyFailed

    began = anyio.current_time()
    await guarded.serve(fails)
    assert guarded.end == "failed"
    assert anyio.current_time() - began == pytest.approx(15)
    assert not guarded.exchange.playing


@in_virtual_time
async def test_a_hang_up_ends_the_script_wherever_it_is() -> None:
    guarded = GuardedCall()
    cleaned = []

    async def waits(call: Call) -> None:
        try:
            await anyio.sleep_forever()
        finally:
            cleaned.append(True)

    async with anyio.create_task_group() as party:
        party.start_soon(guarded.serve, waits)
        await anyio.sleep(5)
        guarded.caller.far_end_hangs_up()
    assert guarded.end == "caller_hung_up"
    assert cleaned
    assert not guarded.failures


@in_virtual_time
async def test_a_command_that_meets_the_hang_up_is_the_callers_going_and_no_fault() -> None:
    guarded = GuardedCall()

    async def meets(call: Call) -> None:
        guarded.caller.far_end_hangs_up()
        raise ChannelGone

    await guarded.serve(meets)
    assert guarded.end == "caller_hung_up"
    assert not guarded.failures


@in_virtual_time
async def test_somebody_elses_going_that_nobody_minded_is_a_fault_and_not_the_callers_going() -> None:
    guarded = GuardedCall()

    async def loses_the_consultant(call: Call) -> None:
        raise ChannelGone

    await guarded.serve(loses_the_consultant)
    assert guarded.end == "failed"


@in_virtual_time
async def test_a_caller_gone_before_the_script_began() -> None:
    guarded = GuardedCall()
    guarded.caller.far_end_hangs_up()
    await guarded.serve(_nothing)
    assert guarded.end == "caller_hung_up"


@in_virtual_time
async def test_a_call_that_is_cut_off_by_the_end_of_the_process_is_interrupted() -> None:
    guarded = GuardedCall()
    async with anyio.create_task_group() as process:
        process.start_soon(guarded.serve, _nothing)
        await anyio.sleep(1)
        process.cancel_scope.cancel()
    assert guarded.end == "interrupted"


@in_virtual_time
async def test_a_hang_up_that_fails_is_tried_again() -> None:
    guarded = GuardedCall()
    guarded.exchange.fail_at = 1
    with structlog.testing.capture_logs() as lines:
        await guarded.serve(_nothing)
    assert guarded.end == "completed"
    assert [entry["log_level"] for entry in lines] == ["error"]


@in_virtual_time
async def test_a_hang_up_that_never_succeeds_does_not_hold_the_call_for_ever() -> None:
    guarded = GuardedCall()

    async def never() -> None:
        raise TelephonyFailed

    guarded.caller.hang_up = never  # type: ignore[method-assign]
    began = anyio.current_time()
    with structlog.testing.capture_logs():
        await guarded.serve(_nothing)
    assert anyio.current_time() - began == pytest.approx(3 + CLEAN_UP_TIME)
    assert isinstance(guarded.events[-1], CallEnded)


@in_virtual_time
async def test_one_call_that_fails_touches_no_other() -> None:
    unlucky, lucky = GuardedCall(), GuardedCall()

    async def fails(call: Call) -> None:
        await anyio.sleep(1)
        raise KeyError

    with structlog.testing.capture_logs():
        async with anyio.create_task_group() as process:
            process.start_soon(unlucky.serve, fails)
            process.start_soon(lucky.serve, _nothing)
    assert (unlucky.end, lucky.end) == ("failed", "completed")


@pytest.mark.parametrize(("reason", "prompt"), [("time_limit", "E06"), ("too_many_calls", "E07")])
@in_virtual_time
async def test_a_ceiling_is_told_to_the_caller_and_is_no_failure(
    reason: Literal["time_limit", "too_many_calls"], prompt: str
) -> None:
    guarded = GuardedCall()

    async def reaches(call: Call) -> None:
        raise CeilingReached(reason)

    await guarded.serve(reaches)
    assert (guarded.end, guarded.caller.heard, guarded.failures) == (reason, [prompt], [])


# -- channels that are no calls


@asynccontextmanager
async def a_channel() -> AsyncIterator[FakeChannel]:
    exchange = FakeExchange()
    yield exchange.caller()
    assert not exchange.open_channels


@in_virtual_time
async def test_a_channel_without_a_purpose_is_hung_up() -> None:
    async with a_channel() as channel:
        await guard_channel(channel, None)


@pytest.mark.parametrize(
    "error", [ChannelGone(), TelephonyFailed(), KeyError()], ids=lambda error: type(error).__name__
)
@in_virtual_time
async def test_whatever_becomes_of_its_script_a_channel_is_hung_up(error: Exception) -> None:
    async def fails() -> None:
        raise error

    async with a_channel() as channel:
        with structlog.testing.capture_logs() as lines:
            await guard_channel(channel, fails)
        assert len(lines) == (not isinstance(error, ChannelGone))


@in_virtual_time
async def test_a_hang_up_ends_the_script_of_a_channel() -> None:
    async with a_channel() as channel, anyio.create_task_group() as tasks:
        tasks.start_soon(guard_channel, channel, anyio.sleep_forever)
        await anyio.sleep(1)
        channel.far_end_hangs_up()
