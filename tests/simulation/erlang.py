"""What queueing theory says about one office with exponential times: the yardstick of the simulation. Pure.

Erlang-C: callers wait without end. Erlang-A: each one gives up after an exponential patience (Garnett, Mandelbaum,
Reiman, "Designing a call center with impatient customers", 2002).
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Expectation:
    """In the steady state. Times in seconds; `mean_wait` is of all callers, those who give up included."""

    wait_share: float  # who do not find a free consultant at once
    abandoned_share: float
    mean_wait: float
    answered_in_time: float  # within the seconds asked for, of all callers; NaN if it is not reckoned


def erlang_c(rate: float, handle_time: float, consultants: int, within: float = 20.0) -> Expectation:
    """`rate` callers a second, each taking `handle_time` seconds on average.

    Raises ValueError if the consultants cannot do the work, since the queue then grows without end.
    """
    load = rate * handle_time
    if not 0 < load < consultants:
        raise ValueError(f"{consultants} consultants cannot do a load of {load:.2f}")
    blocked = 1.0  # Erlang-B, by its recursion: no factorials, no overflow
    for n in range(1, consultants + 1):
        blocked = load * blocked / (n + load * blocked)
    waits = blocked / (1 - load / consultants * (1 - blocked))
    spare = (consultants - load) / handle_time
    return Expectation(waits, 0.0, waits / spare, 1 - waits * math.exp(-spare * within))


def erlang_a(rate: float, handle_time: float, consultants: int, patience: float) -> Expectation:
    """`patience` is the mean in seconds. The probabilities of the birth-death chain are summed.

    Raises ValueError for times or a number of consultants that are not positive.
    """
    if min(rate, handle_time, patience) <= 0 or consultants < 1:
        raise ValueError("rate, times and consultants must be positive")
    service, leaving = 1 / handle_time, 1 / patience
    weights = [1.0]
    n = 0
    while n < consultants or weights[-1] > 1e-14 * sum(weights):
        n += 1
        weights.append(weights[-1] * rate / (min(n, consultants) * service + max(0, n - consultants) * leaving))
    total = sum(weights)
    queue = sum(max(0, n - consultants) * weight for n, weight in enumerate(weights)) / total
    waits = sum(weights[consultants:]) / total
    return Expectation(waits, leaving * queue / rate, queue / rate, math.nan)
