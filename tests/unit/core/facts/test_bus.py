"""Facts reach every listener."""

from datetime import UTC, datetime, timedelta

import anyio

from core.clock import LoopClock
from core.facts.bus import Bus
from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallFailed
from core.facts.kinds.scenarios import NodeEntered
from tests.support.timing.virtual_time import in_virtual_time

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


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
