"""What walking through scenarios costs: the interpreter alone, on fake telephony and in virtual time.

Nothing of Asterisk, of speech or of the database takes part; the fakes' own cost does. What is measured is the
processor time of the one thread, and the memory that Python holds at the most.
"""

import gc
import time
import tracemalloc
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import anyio

from bench.figures import table
from core.bus import Bus
from core.call import Call
from core.clock import LoopClock
from ivr import defaults
from ivr.destinations import EnterQueue, HangUp
from ivr.graph.scenario import Scenario, read_scenario
from ivr.interpreter import Walk
from ivr.visit import Tools
from tests.support.centre import presses
from tests.support.fake_services import FakeVerifier, FakeVoice
from tests.support.fake_telephony import FakeExchange
from tests.support.virtual_time import VirtualTimeLoop

CALLS = 200  # at once
_THIRDS = 150  # of the chain; 3 nodes each stay below the most that one walk may pass
WALKS = 30
# An employer of Łomża, who asks for a consultant, agrees to a recording and rates the conversation.
_KEYS = ((16.0, "2"), (7.0, "0"), (7.0, "18400"), (7.0, "1"), (6.0, "1"), (9.0, "5"), (5.0, "1"))
_MONDAY = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Scenarios:
    """`node_time`: processor seconds of a node in a chain; the others of `calls` that walk at once, from the first
    announcement into the queue and on to the goodbye."""

    node_time: float
    calls: int
    calls_time: float
    nodes: int
    calls_bytes: int

    def figures(self) -> dict[str, float]:
        """Named for the usual number of calls."""
        return {
            "interpreter_us_per_node": 1e6 * self.node_time,
            "scenario_200_calls_cpu_ms": 1e3 * self.calls_time,
            "scenario_200_calls_kib": self.calls_bytes / 1024,
        }

    def table(self) -> str:
        """A row for each figure."""
        each = 1e3 * self.calls_time / self.calls
        rows = [
            ["a node of a chain, CPU µs", f"{1e6 * self.node_time:.1f}"],
            [f"{self.calls} calls at once, {self.nodes} nodes, CPU ms", f"{1e3 * self.calls_time:.0f}"],
            ["of these each call, CPU ms", f"{each:.2f}"],
            [f"{self.calls} calls at once, KiB at the most", f"{self.calls_bytes / 1024:.0f}"],
        ]
        return table(["scenarios, on fakes", ""], rows)


def measure_scenarios(calls_at_once: int = CALLS, walks: int = WALKS) -> Scenarios:
    """`walks` through the chain, one after the other."""
    chain = _chain()
    node_time = _cost(lambda: _walk_all(chain, walks)) / (walks * len(chain.nodes))
    line = read_scenario(defaults.scenarios()["linia-9524"])
    nodes = 0

    async def calls() -> None:
        nonlocal nodes
        nodes = await _walk_all(line, calls_at_once, at_once=True)

    calls_time = _cost(calls)
    tracemalloc.start()
    try:
        _in_virtual_time(calls)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return Scenarios(node_time, calls_at_once, calls_time, nodes, peak)


def _chain() -> Scenario:
    """A condition that reads three names, a variable and an announcement, in turn."""
    nodes: dict[str, Any] = {"zero": _node("set_variable", "w0", variable="n", expression="0")}
    for n in range(_THIRDS):
        case = {"expression": f"n == {n} and hour(teraz) >= 7 and temat != 'other'", "outcome": "tak"}
        nodes[f"w{n}"] = {
            "kind": "condition",
            "settings": {"cases": [case]},
            "next": {"tak": f"z{n}", "else": "koniec"},
        }
        nodes[f"z{n}"] = _node("set_variable", f"s{n}", variable="n", expression="n + 1")
        nodes[f"s{n}"] = _node("announcement", f"w{n + 1}" if n + 1 < _THIRDS else "koniec", prompts=["W01"])
    nodes["koniec"] = {"kind": "goodbye"}
    return read_scenario({"name": "pomiar", "title": "Pomiar", "start": "zero", "nodes": nodes})


def _node(kind: str, then: str, **settings: Any) -> dict[str, Any]:
    return {"kind": kind, "settings": settings, "next": {"done": then}}


async def _walk_all(scenario: Scenario, count: int, *, at_once: bool = False) -> int:
    """`count` calls, one after the other or all together; how many nodes they passed."""
    clock = LoopClock(_MONDAY)
    bus = Bus(clock)
    passed = 0

    def count_nodes(event: Any) -> None:
        nonlocal passed
        passed += type(event).__name__ == "NodeEntered"

    bus.listen(count_nodes)
    tools = Tools(FakeVoice(), FakeVerifier(), defaults.office_directory(), hours=defaults.opening_hours())
    if at_once:
        async with anyio.create_task_group() as tasks:
            for _ in range(count):
                tasks.start_soon(_walk, scenario, bus, clock, tools, _KEYS)
    else:
        for _ in range(count):
            await _walk(scenario, bus, clock, tools, ())
    return passed


async def _walk(
    scenario: Scenario, bus: Bus, clock: LoopClock, tools: Tools, keys: tuple[tuple[float, str], ...]
) -> None:
    caller = FakeExchange().caller(dialled_number="9524")
    walk = Walk(Call(caller, bus, clock), scenario, tools)
    async with anyio.create_task_group() as party:
        party.start_soon(presses, caller, *keys)
        step = await walk.next_destination()
        while isinstance(step, EnterQueue):
            if step.question is not None:
                await step.question()
            step = await walk.next_destination(after="served")
        assert isinstance(step, HangUp)
        party.cancel_scope.cancel()


def _cost(work: Callable[[], Awaitable[Any]]) -> float:
    """Processor seconds of this thread, the best of three: whatever else the machine does only adds, and at first
    something is read that is known afterwards."""
    costs = []
    for _ in range(3):
        gc.collect()
        began = time.thread_time()
        _in_virtual_time(work)
        costs.append(time.thread_time() - began)
    return min(costs)


def _in_virtual_time(work: Callable[[], Awaitable[Any]]) -> None:
    anyio.run(work, backend_options={"loop_factory": VirtualTimeLoop})
