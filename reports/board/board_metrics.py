"""Which figures the live board shows, and the counters that they need. Pure.

Only such as come of the facts of calls alone: what consultants enter, who has called before, and time in states
are for reports.
"""

from collections.abc import Mapping
from typing import Final

from core.metrics.dictionary import METRICS
from core.metrics.sums import Sums

BOARD_METRICS: Final = (
    *("calls", "self_service_finished", "offered", "answered", "answered_share"),
    *("abandoned", "abandoned_short", "abandoned_share", "turned_away", "unmet_demand"),
    *("service_level", "asa", "longest_wait", "wait_to_abandon"),
    *("talks", "aht", "transfers", "missed_offers"),
    *("overflow_matrix", "overflow_share", "helped"),
    *("callbacks_ordered", "callbacks_kept", "callbacks_failed", "survey_mean"),
)
"""By key of the dictionary."""

BOARD_COUNTERS: Final = (
    *("calls", "path_self_service", "offered", "answered", "answered_elsewhere", "abandoned", "abandoned_short"),
    *("nobody_there", "too_long", "full", "waiting", "answered_wait_ms", "abandoned_wait_ms"),
    *("talks", "talk_ms", "hold_ms", "wrap_up_ms", "transfers", "offers", "offers_missed"),
    *("callbacks_ordered", "callbacks_kept", "callbacks_failed", "survey_answers", "survey_points"),
    "talks_consented_unrecorded",
)
"""Columns of the sums that these need (a test holds them against the figures), and that alarms need."""

BOARD_FAMILIES: Final = ("wait", "abandon", "flow", "inflow")


_COUNTERS, _FAMILIES = frozenset(BOARD_COUNTERS), frozenset(BOARD_FAMILIES)


def is_of_board(name: str) -> bool:
    """Does the board need a counter, or one of a family?"""
    family, bar, _ = name.partition("|")
    return family in (_FAMILIES if bar else _COUNTERS)


def figures_of(sums: Sums) -> Mapping[str, tuple[float | None, int]]:
    """Every figure of the board, as `Window.figures` has them."""
    found = {key: METRICS[key].compute(sums) for key in BOARD_METRICS}
    return {key: (figure.value, figure.n) for key, figure in found.items()}
