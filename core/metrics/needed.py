"""Which counters figures are reckoned of, so that nothing else has to be read for them. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from core.metrics.counters import PLAIN
from core.metrics.metric import Metric
from core.metrics.sums import Sums

_OF_TWO_OFFICES = ("flow", "inflow", "consulted", "handed")


class _Asked(Sums):
    """Has 1 of everything, and remembers what was asked for."""

    __slots__ = ("names",)

    def __init__(self) -> None:
        super().__init__()
        self.names = set[str]()

    @property
    def counts(self) -> Mapping[str, int]:
        raise ValueError("a figure is not reckoned of everything that there is")

    def __iter__(self) -> Iterator[str]:
        raise ValueError("a figure is not reckoned of everything that there is")

    def __getitem__(self, name: str) -> int:
        self.names.add(name)
        return 1

    def __bool__(self) -> bool:
        return True

    def family(self, name: str) -> dict[str, int]:
        self.names.add(name)
        return {"1>2" if name in _OF_TWO_OFFICES else "1": 1}


@cache
def _asked_by(metric: Metric) -> frozenset[str]:
    asked = _Asked()
    metric.compute(asked)
    if metric.parts is not None:
        metric.parts(asked)
    return frozenset(asked.names | {name.removeprefix("-") for name in metric.opens})


def counters_of(metrics: Iterable[Metric]) -> frozenset[str]:
    """For `reports.figures.figure_query.Query.counters`: every plain counter, which tell whether anything was
    counted at all, and of the families, which cost the most, those of which these figures and their parts are
    made."""
    return frozenset(PLAIN).union(*map(_asked_by, metrics))
