"""A caller's visit."""

from datetime import UTC, datetime

import anyio

from core.call import Call
from core.clock import LoopClock
from core.facts.bus import Bus
from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallEnded
from tests.support.calls.fake_telephony import FakeExchange
from tests.support.timing.virtual_time import in_virtual_time

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


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
