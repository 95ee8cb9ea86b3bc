"""How free consultants are ranked: interchangeable pure functions, one a rule. The smallest value is chosen.

To add a rule, add its function and an entry to `STRATEGIES` here, its name to `StrategyName` in
`core.facts.offer_reason` and its words to `RULES_PL` in `core.facts.offer_reason_pl`. Queues can choose it then
(`QueuePolicy.strategy`), and `make simulate` can try it. A rule looks at what `Workload` remembers of a
consultant; if it has to see more, `Team._enter` knows of every change of state.

Ties go to whoever has been idle longest, counted from the end of wrap-up, then to the id: every decision can be
repeated.

Pure.
"""

from collections.abc import Callable
from dataclasses import dataclass

from acd.choice.workload import Workload
from core.facts.offer_reason import StrategyName


@dataclass(frozen=True, slots=True)
class Weights:
    """How number and time of calls are mixed: `calls_weight` 0 looks at time only, 1 at the number only."""

    calls_weight: float = 0.05
    usual_handle_time: float = 290.0  # seconds; what one call weighs when calls are counted


Strategy = Callable[[Workload, float, Weights], float]
"""`strategy(workload, now, weights)`: the load of a consultant, in the strategy's own unit."""


def fair(workload: Workload, now: float, weights: Weights) -> float:
    """The share of ready time that was work: number and time of calls, mixed, for each second of ready time.

    Longest idle and "fewest calls today" both flood whoever logged in last; a rate does not.
    """
    rate = workload.rate(now)
    number = rate.calls * weights.usual_handle_time
    return weights.calls_weight * number + (1 - weights.calls_weight) * rate.handled


def least_occupied(workload: Workload, now: float, weights: Weights) -> float:
    """The share of ready time spent on calls; their number does not matter."""
    return workload.rate(now).handled


def longest_idle(workload: Workload, now: float, weights: Weights) -> float:
    """Nothing but the tie-break."""
    return 0.0


def fewest_calls(workload: Workload, now: float, weights: Weights) -> float:
    """The number of calls in the window, however long somebody was there. Floods whoever logged in last."""
    return workload.calls(now)


def least_talk_time(workload: Workload, now: float, weights: Weights) -> float:
    """Seconds of handling in the window, however long somebody was there. Floods whoever logged in last."""
    return workload.handled_time(now)


def round_robin(workload: Workload, now: float, weights: Weights) -> float:
    """When the last call in the window began: everybody in turn, whatever came of it. A pause costs no turn."""
    return workload.last_call_began(now)


STRATEGIES: dict[StrategyName, Strategy] = {
    "fair": fair,
    "least_occupied": least_occupied,
    "longest_idle": longest_idle,
    "fewest_calls": fewest_calls,
    "least_talk_time": least_talk_time,
    "round_robin": round_robin,
}
