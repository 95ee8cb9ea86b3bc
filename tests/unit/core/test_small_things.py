"""The small parts of core that everything stands on."""

import asyncio
import io
import json
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import anyio
import msgspec
import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from core.bus import Bus
from core.call import Call
from core.clock import LoopClock, SystemClock
from core.errors import ScenarioRefused, TransitionRefused
from core.events import PERSONAL_FIELDS, AnyEvent, CallEnded, CallFailed, CallStarted, NodeEntered
from core.ids import new_id
from core.logging import _frames_only
from core.racing import first_of
from core.secrets import InstallationSecrets
from core.settings import Settings
from core.telephony import Keys
from tests.support.fake_telephony import FakeExchange
from tests.support.virtual_time import in_virtual_time

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


# -- ids


def test_ids_say_what_they_are_are_all_different_and_sort_in_the_order_of_their_making() -> None:
    made = [new_id("call") for _ in range(5000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert all(re.fullmatch(r"call-[0-9a-f]{15}-[0-9a-f]{10}", each) for each in made)


def test_ids_keep_their_order_when_the_wall_clock_steps_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = new_id("event")
    monkeypatch.setattr("core.ids.time.time_ns", lambda: 1)
    after = [new_id("event") for _ in range(100)]
    assert [before, *after] == sorted([before, *after])


# -- bus


@in_virtual_time
async def test_every_listener_gets_the_same_stamped_fact_in_the_order_of_joining() -> None:
    clock = LoopClock(NINE)
    bus = Bus(clock)
    heard: list[tuple[str, AnyEvent]] = []
    bus.listen(lambda event: heard.append(("first", event)))
    bus.listen(lambda event: heard.append(("second", event)))
    await anyio.sleep(90)
    bus.publish(NodeEntered(node="powitanie", kind="announcement"), call_id="call-1")
    assert [name for name, _ in heard] == ["first", "second"]
    fact = heard[0][1]
    assert heard[1][1] is fact
    assert (fact.call_id, fact.at) == ("call-1", NINE + timedelta(seconds=90))
    assert fact.id.startswith("event-")


@in_virtual_time
async def test_a_fact_keeps_its_own_call_where_none_is_given() -> None:
    bus = Bus(LoopClock(NINE))
    heard: list[AnyEvent] = []
    bus.listen(heard.append)
    bus.publish(CallFailed(error="Any", call_id="call-7"))
    assert heard[0].call_id == "call-7"


# -- racing

Wait = Callable[[], Awaitable[object]]


def _after(seconds: float, error: Exception | None = None) -> Wait:
    async def wait() -> None:
        await anyio.sleep(seconds)
        if error is not None:
            raise error

    return wait


@in_virtual_time
async def test_the_first_that_ends_wins_and_the_others_are_cancelled() -> None:
    ended: list[int] = []

    def watched(number: int, seconds: float) -> Wait:
        async def wait() -> None:
            try:
                await anyio.sleep(seconds)
            finally:
                ended.append(number)

        return wait

    began = anyio.current_time()
    assert await first_of(watched(0, 9), watched(1, 2), watched(2, 5)) == 1
    assert anyio.current_time() == began + 2
    assert sorted(ended) == [0, 1, 2]


@in_virtual_time
async def test_an_error_comes_out_as_it_is_and_in_no_group() -> None:
    with pytest.raises(TransitionRefused):
        await first_of(_after(5), _after(1, TransitionRefused()))


@in_virtual_time
async def test_an_error_that_comes_too_late_does_not_matter() -> None:
    assert await first_of(_after(1), _after(2, TransitionRefused())) == 0


@in_virtual_time
async def test_cancelling_a_race_cancels_all_who_run() -> None:
    with anyio.move_on_after(3) as scope:
        await first_of(anyio.sleep_forever, anyio.sleep_forever)
    assert scope.cancelled_caught


# -- keys


@in_virtual_time
async def test_keys_are_read_in_their_order_and_type_ahead_works() -> None:
    keys = Keys()
    for key in "12#":
        keys.press(key)
    assert (keys.peek(), len(keys)) == ("1", 3)
    assert [await keys.next(5) for _ in range(4)] == ["1", "2", "#", None]


@in_virtual_time
async def test_waiting_for_a_key_ends_with_the_key_or_with_the_time() -> None:
    keys = Keys()
    began = anyio.current_time()
    assert await keys.next(4) is None
    assert anyio.current_time() == began + 4
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_press_later, keys, 2.0)
        assert await keys.next(4) == "5"
    assert anyio.current_time() == began + 6


async def _press_later(keys: Keys, seconds: float) -> None:
    await anyio.sleep(seconds)
    keys.press("5")


@in_virtual_time
async def test_a_key_that_is_waited_for_stays_in_its_place() -> None:
    keys = Keys()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_press_later, keys, 1.0)
        assert await keys.pressed() == "5"
    assert keys.take() == "5"
    with pytest.raises(IndexError):
        keys.take()


@in_virtual_time
async def test_a_key_ends_what_lasts_until_one_is_pressed_and_stays_in_its_place() -> None:
    keys = Keys()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_press_later, keys, 2.0)
        began = anyio.current_time()
        with keys.until_pressed() as listening:
            await anyio.sleep(5)
    assert (anyio.current_time() - began, listening.cancelled_caught, keys.peek()) == (2.0, True, "5")
    with keys.until_pressed() as listening:
        await anyio.sleep(5)
    assert (anyio.current_time() - began, listening.cancelled_caught) == (2.0, True)


@in_virtual_time
async def test_what_is_over_before_a_key_is_pressed_was_not_ended_by_it() -> None:
    keys, over = Keys(), anyio.Event()

    def both_in_one_moment() -> None:
        over.set()
        keys.press("5")

    asyncio.get_running_loop().call_later(1.0, both_in_one_moment)
    with keys.until_pressed() as listening:
        await over.wait()
    assert not listening.cancelled_caught
    keys.press("6")  # nobody listens any more
    assert len(keys) == 2


@given(st.lists(st.sampled_from("0123456789*#"), max_size=200))
def test_no_more_keys_wait_than_the_limit_and_the_first_ones_stay(pressed: list[str]) -> None:
    @in_virtual_time
    async def story() -> None:
        keys = Keys()
        for key in pressed:
            keys.press(key)
        assert len(keys) == min(len(pressed), Keys.LIMIT)
        assert [keys.take() for _ in range(len(keys))] == pressed[: Keys.LIMIT]

    story()


@in_virtual_time
async def test_forgotten_keys_are_gone_and_new_ones_count() -> None:
    keys = Keys()
    keys.press("1")
    keys.clear()
    assert keys.peek() is None
    keys.press("2")
    assert await keys.next(0) == "2"


# -- clock and call


@in_virtual_time
async def test_both_times_of_a_virtual_clock_move_together() -> None:
    clock = LoopClock(NINE)
    began = clock.monotonic()
    await anyio.sleep(600)
    assert clock.now() == NINE + timedelta(minutes=10)
    assert clock.monotonic() - began == 600


def test_the_machines_clock_is_aware_and_its_durations_never_go_back() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert clock.monotonic() <= clock.monotonic()


@in_virtual_time
async def test_a_call_has_an_id_of_its_own_and_states_facts_under_it() -> None:
    clock = LoopClock(NINE)
    bus = Bus(clock)
    facts: list[AnyEvent] = []
    bus.listen(facts.append)
    caller = FakeExchange().caller()
    call = Call(caller, bus, clock)
    await anyio.sleep(12.5)
    call.record(CallEnded(reason="completed", duration_time=call.duration_time))
    assert call.id != caller.id
    assert facts[0].call_id == call.id
    assert isinstance(facts[0], CallEnded)
    assert facts[0].duration_time == 12.5


# -- what is never told


def test_hours_are_passed_over_in_a_demonstration_unless_somebody_says_otherwise() -> None:
    assert Settings(demonstration=True).is_always_open
    assert not Settings(demonstration=False).is_always_open
    assert not Settings(demonstration=True, hours="plan").is_always_open
    assert Settings(demonstration=False, hours="always").is_always_open


def test_secrets_are_not_printed() -> None:
    secrets = InstallationSecrets(ari_password="one", pin_pepper="two")
    for value in ("one", "two", "three"):
        assert value not in repr(secrets)
        assert value not in f"{secrets}"


def test_only_the_listed_fields_of_facts_hold_personal_data_and_none_holds_a_secret() -> None:
    fields = {field for kind in AnyEvent.__args__ for field in kind.__struct_fields__}
    assert fields >= PERSONAL_FIELDS
    assert not {f for f in fields if "pin" in f or "secret" in f or "password" in f}


def test_facts_come_back_from_json_as_they_were() -> None:
    fact = CallStarted(id="event-1", at=NINE, channel_id="c", dialled_number="9510", caller_number="")
    assert msgspec.json.decode(msgspec.json.encode(fact), type=AnyEvent) == fact


def test_an_error_in_a_log_is_its_name_and_its_way_and_never_its_text() -> None:
    out = io.StringIO()
    log = structlog.wrap_logger(
        structlog.WriteLogger(out), processors=[_frames_only, structlog.processors.JSONRenderer()]
    )
    try:
        raise ValueError("the caller keyed 739206")
    except ValueError:
        log.exception("call failed")
    line = json.loads(out.getvalue())
    assert line["error_type"] == "ValueError"
    assert "test_small_things.py" in line["frames"][-1]
    assert "739206" not in out.getvalue()


def test_a_refused_scenario_tells_every_problem() -> None:
    refused = ScenarioRefused(["Węzeł „a”: błąd.", "Węzeł „b”: błąd."])
    assert refused.problems == ["Węzeł „a”: błąd.", "Węzeł „b”: błąd."]
    assert all(problem in refused.message_pl for problem in refused.problems)


def test_virtual_time_notices_a_test_in_which_nothing_can_ever_happen() -> None:
    @in_virtual_time
    async def stuck() -> None:
        await anyio.Event().wait()

    with pytest.raises(AssertionError, match="nothing will ever happen"):
        stuck()
