"""Which counters figures are reckoned of, so that no more is read than is shown. Pure."""

from collections.abc import Iterable

from core.metrics.metric import Metric
from core.metrics.sums import Sums

_FOUND_WHERE_ANYTHING_IS = frozenset(
    {
        *("calls", "callback_calls", "offered", "talks", "drops", "offers", "callbacks_ordered"),
        *("survey_asked", "survey_answers", "entries"),
    }
)
"""One of these is there where anything was counted at all: a figure that is 0 then stays 0 and not nothing."""


def needed_counters(metrics: Iterable[Metric]) -> frozenset[str]:
    """The plain counters and families of these figures and of their parts."""
    noting = _Noting()
    for metric in metrics:
        metric.compute(noting)
        if metric.parts is not None:
            metric.parts(noting)
    return frozenset(noting.asked) | _FOUND_WHERE_ANYTHING_IS


class _Noting(Sums):
    """Notes what it is asked for. Whatever that is, there is some of it, so that no figure stops short."""

    def __init__(self) -> None:
        super().__init__({"x": 1})
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> int:
        self.asked.add(name)
        return 7 + len(self.asked)

    def family(self, name: str) -> dict[str, int]:
        self.asked.add(name)
        return {"1": 7 + len(self.asked)}
