"""A figure that was reckoned of what it needs alone is the same as of everything."""

import pytest

from core.metrics.counters import AGENT, FAMILIES, JOB_OFFER, MATTER, PLAIN
from core.metrics.dictionary import METRICS
from core.metrics.metric import cases
from core.metrics.needed import counters_of
from core.metrics.sums import Sums

OFFICES = ("20610", "20620")
OF_TWO_OFFICES = ("flow", "inflow", "consulted", "handed")
EVERYTHING = Sums(
    {
        **{name: 7 + n for n, name in enumerate((*PLAIN, *MATTER, *JOB_OFFER))},
        "offered": 10_000,
        **{f"{name}|{n}": 3 + n for name in FAMILIES for n in range(1, 6) if name not in OF_TWO_OFFICES},
        **{f"{name}|{one}>{other}": 5 for name in OF_TWO_OFFICES for one in OFFICES for other in OFFICES},
        **{f"{name}|k{n}": 1000 + n for name in AGENT for n in range(3)},
        **{f"supervised|{what}": 9 for what in ("listened", "whispered", "barged_in", "took_over")},
        **{f"supervised|{what}": 9 for what in ("help_asked", "help_came")},
        **{f"state_ms|{state}": 5000 for state in ("available", "talking", "offline")},
    }
)


@pytest.mark.parametrize("key", METRICS)
def test_a_figure_needs_nothing_but_what_is_read_for_it(key: str) -> None:
    metric = METRICS[key]
    needed = counters_of([metric])
    part = Sums({name: n for name, n in EVERYTHING.counts.items() if {name, name.partition("|")[0]} & needed})
    assert metric.compute(part) == metric.compute(EVERYTHING)
    assert metric.compute(EVERYTHING).value is not None
    assert cases(metric, part) == cases(metric, EVERYTHING)
    if metric.parts is not None:
        assert metric.parts(part) == metric.parts(EVERYTHING)


def test_most_figures_need_no_family_at_all() -> None:
    assert counters_of([METRICS["calls"], METRICS["asa"]]) == frozenset(PLAIN)
    assert counters_of([METRICS["service_level"]]) - set(PLAIN) == {"wait"}
    assert counters_of([]) == frozenset(PLAIN)
