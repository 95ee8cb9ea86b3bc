"""One call may fail, the centre may not: whatever happens in a call stays in it and is written down once."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import anyio
import pytest
import structlog

from ari_app.call_guard import Script, guard, supervise
from ari_app.telephony.line import CLEAN_UP_TIME
from core.bus import Bus
from core.call import Call
from core.clock import LoopClock
from core.errors import ChannelGone, PlaybackFailed, TelephonyFailed
from core.events import AnyEvent, CallEnded, CallFailed, CallStarted
from ivr import defaults
from ivr.graph.scenario import read_scenario
from ivr.number_route import NumberRoute
from ivr.prompts.ports import Spoken, Voice
from ivr.speech.values import Value
from tests.support.fake_channel import FakeChannel
from tests.support.fake_services import FakeVoice
from tests.support.fake_telephony import FakeExchange
from tests.support.virtual_time import in_virtual_time

ENTRY = NumberRoute("9510", True, read_scenario(defaults.scenarios()["linia-9510"]))
SECRET = "739206"


class Line:
    """One caller and what is written down of the call."""

    def __init__(self) -> None:
        self.exchange = FakeExchange()
        self.caller = self.exchange.caller()
        clock = LoopClock(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
        bus = Bus(clock)
        self.events: list[AnyEvent] = []
        bus.listen(self.events.append)
        self.call = Call(self.caller, bus, clock)

    async def serve(self, script: Script, entry: NumberRoute | None = ENTRY, voice: Voice | None = None) -> None:
        await supervise(self.call, entry, script, voice or FakeVoice())

    @property
    def end(self) -> str:
        """Why the call ended; exactly one fact must say it, as the last one, and the caller must be gone."""
        assert not self.exchange.open_channels
        assert isinstance(self.events[0], CallStarted)
        last = self.events[-1]
        assert [e for e in self.events if isinstance(e, CallEnded)] == [last]
        assert isinstance(last, CallEnded)
        return last.reason

    @property
    def failures(self) -> list[str]:
        return [e.error for e in self.events if isinstance(e, CallFailed)]


def _script(work: Callable[[Call], Awaitable[None]]) -> Script:
    async def script(call: Call, entry: NumberRoute) -> None:
        await work(call)

    return script


async def _nothing(call: Call) -> None:
    await anyio.sleep(3)


@in_virtual_time
async def test_a_call_that_comes_to_its_end_is_completed_and_hung_up() -> None:
    line = Line()
    await line.serve(_script(_nothing))
    assert line.end == "completed"
    last = line.events[-1]
    assert isinstance(last, CallEnded)
    assert last.duration_time == 3.0


@in_virtual_time
async def test_what_is_written_at_the_start() -> None:
    line = Line()
    await line.serve(_script(_nothing))
    started = line.events[0]
    assert isinstance(started, CallStarted)
    assert (started.dialled_number, started.caller_number) == ("9510", "600100200")
    assert (started.is_free, started.scenario) == (True, "linia-9510")


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
    line = Line()

    async def fails(call: Call) -> None:
        await anyio.sleep(1)
        raise error

    with structlog.testing.capture_logs() as lines:
        await line.serve(_script(fails))
    assert line.end == "failed"
    assert line.failures == [type(error).__name__]
    assert line.caller.heard == ["E01"]
    for entry in lines:
        entry.pop("exc_info", None)  # the real renderer writes only its frames
    assert SECRET not in repr(lines) + repr(line.events)


@in_virtual_time
async def test_a_caller_who_hangs_up_during_the_apology_does_not_hide_our_fault() -> None:
    line = Line()

    async def fails(call: Call) -> None:
        raise TelephonyFailed

    async with anyio.create_task_group() as party:
        party.start_soon(line.serve, _script(fails))
        await anyio.sleep(1)
        line.caller.far_end_hangs_up()
    assert line.end == "failed"


class _Broken(FakeVoice):
    def __init__(self, error: Exception) -> None:
        self.error = error

    async def spoken(self, prompt: str, *, language: str = "pl", **values: Value) -> Spoken:
        raise self.error


@pytest.mark.parametrize("error", [PlaybackFailed(), RuntimeError(SECRET)], ids=lambda error: type(error).__name__)
@in_virtual_time
async def test_an_apology_that_fails_too_stays_in_the_call(error: Exception) -> None:
    line = Line()

    async def fails(call: Call) -> None:
        raise TelephonyFailed

    with structlog.testing.capture_logs():
        await line.serve(_script(fails), voice=_Broken(error))
    assert line.end == "failed"


@in_virtual_time
async def test_an_apology_does_not_take_for_ever() -> None:
    line = Line()
    line.exchange.sound_time = 1e6

    async def fails(call: Call) -> None:
        raise TelephonyFailed

    began = anyio.current_time()
    await line.serve(_script(fails))
    assert line.end == "failed"
    assert anyio.current_time() - began == pytest.approx(15)
    assert not line.exchange.playing


@in_virtual_time
async def test_a_hang_up_ends_the_script_wherever_it_is() -> None:
    line = Line()
    cleaned = []

    async def waits(call: Call) -> None:
        try:
            await anyio.sleep_forever()
        finally:
            cleaned.append(True)

    async with anyio.create_task_group() as party:
        party.start_soon(line.serve, _script(waits))
        await anyio.sleep(5)
        line.caller.far_end_hangs_up()
    assert line.end == "caller_hung_up"
    assert cleaned
    assert not line.failures


@in_virtual_time
async def test_a_command_that_meets_the_hang_up_is_the_callers_going_and_no_fault() -> None:
    line = Line()

    async def meets(call: Call) -> None:
        line.caller.far_end_hangs_up()
        raise ChannelGone

    await line.serve(_script(meets))
    assert line.end == "caller_hung_up"
    assert not line.failures


@in_virtual_time
async def test_somebody_elses_going_that_nobody_minded_is_a_fault_and_not_the_callers_going() -> None:
    line = Line()

    async def loses_the_consultant(call: Call) -> None:
        raise ChannelGone

    await line.serve(_script(loses_the_consultant))
    assert line.end == "failed"


@in_virtual_time
async def test_a_caller_gone_before_the_script_began() -> None:
    line = Line()
    line.caller.far_end_hangs_up()
    await line.serve(_script(_nothing))
    assert line.end == "caller_hung_up"


@in_virtual_time
async def test_a_call_that_is_cut_off_by_the_end_of_the_process_is_interrupted() -> None:
    line = Line()
    async with anyio.create_task_group() as process:
        process.start_soon(line.serve, _script(_nothing))
        await anyio.sleep(1)
        process.cancel_scope.cancel()
    assert line.end == "interrupted"


@in_virtual_time
async def test_a_number_that_nobody_owns_is_refused_and_never_answered() -> None:
    line = Line()
    await line.serve(_script(_nothing), entry=None)
    assert line.end == "unknown_number"
    assert line.caller.rejected
    assert not line.caller.is_answered


@in_virtual_time
async def test_a_refusal_whose_hang_up_is_reported_before_its_answer_is_still_a_refusal() -> None:
    line = Line()

    async def reported_first() -> None:
        line.caller.far_end_hangs_up()
        await anyio.lowlevel.checkpoint()

    line.caller.reject = reported_first  # type: ignore[method-assign]
    await line.serve(_script(_nothing), entry=None)
    assert line.end == "unknown_number"


@in_virtual_time
async def test_a_refusal_that_fails_stays_in_the_call_and_costs_no_announcement() -> None:
    line = Line()
    line.exchange.fail_at = 1
    with structlog.testing.capture_logs():
        await line.serve(_script(_nothing), entry=None)
    assert line.end == "failed"
    assert line.failures == ["TelephonyFailed"]
    assert not line.caller.heard


@in_virtual_time
async def test_a_hang_up_that_fails_is_tried_again() -> None:
    line = Line()
    line.exchange.fail_at = 1
    with structlog.testing.capture_logs() as lines:
        await line.serve(_script(_nothing))
    assert line.end == "completed"
    assert [entry["log_level"] for entry in lines] == ["error"]


@in_virtual_time
async def test_a_hang_up_that_never_succeeds_does_not_hold_the_call_for_ever() -> None:
    line = Line()

    async def never() -> None:
        raise TelephonyFailed

    line.caller.hang_up = never  # type: ignore[method-assign]
    began = anyio.current_time()
    with structlog.testing.capture_logs():
        await line.serve(_script(_nothing))
    assert anyio.current_time() - began == pytest.approx(3 + CLEAN_UP_TIME)
    assert isinstance(line.events[-1], CallEnded)


@in_virtual_time
async def test_one_call_that_fails_touches_no_other() -> None:
    unlucky, lucky = Line(), Line()

    async def fails(call: Call) -> None:
        await anyio.sleep(1)
        raise KeyError

    with structlog.testing.capture_logs():
        async with anyio.create_task_group() as process:
            process.start_soon(unlucky.serve, _script(fails))
            process.start_soon(lucky.serve, _script(_nothing))
    assert (unlucky.end, lucky.end) == ("failed", "completed")


# -- channels that are no calls


@asynccontextmanager
async def a_channel() -> AsyncIterator[FakeChannel]:
    exchange = FakeExchange()
    yield exchange.caller()
    assert not exchange.open_channels


@in_virtual_time
async def test_a_channel_without_a_purpose_is_hung_up() -> None:
    async with a_channel() as channel:
        await guard(channel, None)


@pytest.mark.parametrize(
    "error", [ChannelGone(), TelephonyFailed(), KeyError()], ids=lambda error: type(error).__name__
)
@in_virtual_time
async def test_whatever_becomes_of_its_script_a_channel_is_hung_up(error: Exception) -> None:
    async def fails() -> None:
        raise error

    async with a_channel() as channel:
        with structlog.testing.capture_logs() as lines:
            await guard(channel, fails)
        assert len(lines) == (not isinstance(error, ChannelGone))


@in_virtual_time
async def test_a_hang_up_ends_the_script_of_a_channel() -> None:
    async with a_channel() as channel, anyio.create_task_group() as tasks:
        tasks.start_soon(guard, channel, anyio.sleep_forever)
        await anyio.sleep(1)
        channel.far_end_hangs_up()
