"""Names of columns of the summaries of reports, beside those of the dictionary's plain counters. Pure."""

from typing import Final

from core.metrics.counters import COLLEAGUE, DIAL

AGENT_COUNTERS: Final = (
    *("agent_calls", "agent_talk_ms", "agent_hold_ms", "agent_wrap_up_ms", "agent_transfers"),
    *("agent_offers", "agent_missed"),
    *(f"agent_{name}" for name in (*COLLEAGUE, *DIAL)),
)
"""What a call adds to its consultants' own sums, as columns of `report_agent_quarter`."""

STATES: Final = (
    *("paused", "available", "reserved", "ringing", "talking", "hold", "dialling", "wrap_up", "no_answer"),
    "unreachable",
)
"""States of consultants whose time is kept: all of `acd.live.agent_state` but `offline`, of which no figure is
made."""

STATE_COLUMNS: Final = ("agent_ready_ms", "agent_handled_ms", *(f"state_{state}_ms" for state in STATES))

WAITS: Final = ("wait", "abandon")
"""Families that by day stand in `report_wait`: the histograms of waits."""

NODE_COUNTERS: Final = ("calls", "entered", "hung_up", "over")
"""Of nodes of scenarios: calls that came, each once a day; how often that was; how often callers hung up there;
and how often nothing followed in that graph for another reason. Beside them stand families: `next|<node>`, how
often that one followed, and `stay|<seconds>`, the histogram of stays (`core.metrics.node_stays`)."""
