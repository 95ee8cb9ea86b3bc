"""The dictionary of figures: every figure of the centre, by key. Pure.

Whatever shows a figure takes it from here, board, report, export and simulation, and shows the same words.
"""

from collections.abc import Mapping
from types import MappingProxyType

from core.metrics.callbacks import CALLBACKS
from core.metrics.calls import CALLS
from core.metrics.colleagues import COLLEAGUES
from core.metrics.flows import FLOWS
from core.metrics.load import LOAD
from core.metrics.market import MARKET
from core.metrics.matters import MATTERS
from core.metrics.metric import Figure, Metric
from core.metrics.quality import QUALITY
from core.metrics.recordings import RECORDINGS
from core.metrics.selfservice import SELFSERVICE
from core.metrics.sums import Sums
from core.metrics.talking import TALKING
from core.metrics.waiting import WAITING, at_threshold

SUBJECTS: Mapping[str, tuple[Metric, ...]] = MappingProxyType(
    {
        "Połączenia": CALLS,
        "Czekanie": WAITING,
        "Rozmowy": TALKING,
        "Druga osoba w rozmowie": COLLEAGUES,
        "Obciążenie": LOAD,
        "Pomoc innych urzędów": FLOWS,
        "Samoobsługa i tożsamość": SELFSERVICE,
        "Oddzwonienia i telefony do klientów": CALLBACKS,
        "Tematy, wyniki i oceny": QUALITY,
        "Nagrania": RECORDINGS,
        "Sprawy pisemne": MATTERS,
        "Rynek pracy": MARKET,
    }
)
"""By subject, as people read them."""

METRICS: Mapping[str, Metric] = MappingProxyType(
    {found.key: found for figures in SUBJECTS.values() for found in figures}
)


def metric_at(key: str, threshold: int | None = None) -> Metric:
    """A figure, with another threshold in whole seconds if one is given. Raises KeyError for an unknown key,
    ValueError, with a Polish sentence, for a threshold that the figure cannot have."""
    found = METRICS[key]
    return found if threshold is None else at_threshold(found, threshold)


def figure(key: str, sums: Sums, threshold: int | None = None) -> Figure:
    """The value of a figure. Raises as `metric_at`."""
    return metric_at(key, threshold).compute(sums)
