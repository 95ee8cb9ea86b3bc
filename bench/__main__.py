"""`make bench`: measure, print a table, and write the figures into `var/bench.json`.

Calls are measured on two sides of the same Asterisk: the centre and the native dialplan. `BENCH_RATES` (5,10,20)
are calls a second, `BENCH_ROUNDS` (3) how often each side gets them, in turn, and `BENCH_SECONDS` (20) for how
long; `BENCH_PROBES` (200) calls of each side for the first sound, `BENCH_GAPS` (100) the gaps of each side between
two calls of a consultant, `BENCH_TRANSFER_SECONDS` (90) for how long calls are handed over beside others,
`BENCH_LAG_SECONDS` (300) for how long calls go on beside reports that follow, and `BENCH_LAG_HOUR` (3600) how many
seconds of facts they have before.
`BENCH_CAPACITY_SECONDS` is explained in `bench/capacity.py`, `BENCH_APPLICATION_SECONDS` in
`bench/application.py`.
`BENCH_ONLY` names the parts to measure (decision,live,board,board_page,editor,desk,gap,greeting,looks,context,
search,management,transfer,report_lag,load,reports,capacity,application,messaging,market,rest,overload).
`BENCH_KEEP=1` leaves the folder of the measurement, logs included.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from bench import report
from bench.access_log import READERS as CARD_READERS
from bench.access_log import access_calls, measure_access_log
from bench.application import measure_application
from bench.board import READERS as BOARDS
from bench.board import measure_board
from bench.board_page import measure_board_page
from bench.capacity import measure_capacity
from bench.centre import MeasuredCentre, measured_centre
from bench.context import RATE as CONTEXT_RATE
from bench.context import SECONDS as CONTEXT_SECONDS
from bench.context import context_calls, measure_context
from bench.decision import measure_decisions
from bench.desk import measure_desk
from bench.editor import NODES as EDITOR_NODES
from bench.editor import measure_editor
from bench.figures import merge
from bench.gap import load_calls, measure_gaps
from bench.greeting import measure_greeting
from bench.knowledge_search import DOCUMENTS, measure_search, search_calls
from bench.live import CALLS, READERS, measure_live
from bench.management import management_calls, measure_management
from bench.market import calls_beside as searched_calls
from bench.market import measure_market
from bench.messages_beside import beside_calls, measure_messages_beside
from bench.messaging import measure_messaging
from bench.offers_beside import calls_beside, measure_offers_beside
from bench.overload import measure_overload
from bench.report import Measurement
from bench.report_lag import HOUR, lag_calls, measure_report_lag
from bench.report_lag import SECONDS as LAG_SECONDS
from bench.reports import measure_reports
from bench.rest import measure_rest
from bench.rounds import BY_RATE, measure_loads
from bench.transfer import SECONDS as TRANSFER_SECONDS
from bench.transfer import measure_transfers, transfer_calls
from core.settings import Settings
from ops.console import Failed, complain, say

_BESIDE_THE_CENTRE = (
    "decision",
    "live",
    "board",
    "board_page",
    "editor",
    "desk",
    "reports",
    "capacity",
    "application",
    "rest",
    "overload",
)
# One that all of these share.
_IN_THE_CENTRE = (
    "gap",
    "greeting",
    "looks",
    "context",
    "search",
    "management",
    "messaging",  # and once more without calls, beside the centre
    "market",  # the import of offers, and searches among them
    "transfer",
    "report_lag",
    "load",
)
PARTS = _BESIDE_THE_CENTRE + _IN_THE_CENTRE
ACCESS_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured."""

    parts: Sequence[str]
    seconds: float
    rates: Sequence[float]
    rounds: int
    probes: int
    gaps: int
    transfer_seconds: float
    lag_seconds: float
    lag_hour: float

    @classmethod
    def of_the_environment(cls) -> Self:
        """Raises Failed for a part that does not exist."""
        parts = [part.strip() for part in os.environ.get("BENCH_ONLY", ",".join(PARTS)).split(",") if part.strip()]
        if unknown := [part for part in parts if part not in PARTS]:
            raise Failed(f"BENCH_ONLY: there is no part {unknown[0]!r}, only {', '.join(PARTS)}")
        return cls(
            parts,
            seconds=float(os.environ.get("BENCH_SECONDS", "20")),
            rates=[float(rate) for rate in os.environ.get("BENCH_RATES", "5,10,20").split(",")],
            rounds=int(os.environ.get("BENCH_ROUNDS", "3")),
            probes=int(os.environ.get("BENCH_PROBES", "200")),
            gaps=int(os.environ.get("BENCH_GAPS", "100")),
            transfer_seconds=float(os.environ.get("BENCH_TRANSFER_SECONDS", str(TRANSFER_SECONDS))),
            lag_seconds=float(os.environ.get("BENCH_LAG_SECONDS", str(LAG_SECONDS))),
            lag_hour=float(os.environ.get("BENCH_LAG_HOUR", str(HOUR))),
        )

    @property
    def clients(self) -> int:
        """How many callers with a card any part of it needs at most."""
        loads = [max(1, round(rate * self.seconds)) for rate in self.rates if "load" in self.parts]
        beside = [access_calls(ACCESS_SECONDS)] if "looks" in self.parts else []
        beside += [context_calls(CONTEXT_SECONDS)] if "context" in self.parts else []
        beside += [search_calls()] if "search" in self.parts else []
        beside += [management_calls()] if "management" in self.parts else []
        beside += [beside_calls()] if "messaging" in self.parts else []
        beside += [calls_beside(), searched_calls()] if "market" in self.parts else []
        beside += [transfer_calls(self.transfer_seconds)] if "transfer" in self.parts else []
        beside += [lag_calls(self.lag_seconds)] if "report_lag" in self.parts else []
        return max([1, *loads, *beside, load_calls(self.gaps) if "gap" in self.parts else 1])


def main() -> int:
    """0 when everything was measured, whatever the figures; 1 with one line when it could not be."""
    folder = Path(tempfile.mkdtemp(prefix="s724-bench-"))
    try:
        plan = Plan.of_the_environment()
        measured = _measure(folder, plan)
        file = Settings().state / "bench.json"
        merge(file, report.figures(measured), forget=BY_RATE if "load" in plan.parts else None)
        say(f"\n{report.tables(measured)}\n\nWritten to {file}")
    except KeyboardInterrupt:
        shutil.rmtree(folder)
        return 1
    except Failed as failure:
        complain(failure)
        say(f"The logs are in {folder}.")
        return 1
    if os.environ.get("BENCH_KEEP"):
        say(f"Everything of the measurement is in {folder}.")
    else:
        shutil.rmtree(folder)
    return 0


def _measure(folder: Path, plan: Plan) -> list[Measurement]:
    measured: list[Measurement] = []
    if "decision" in plan.parts:
        say("Decisions of the distribution ...")
        measured.append(measure_decisions())
    if "live" in plan.parts:
        say(f"{READERS} pages at {CALLS:g} calls a second ...")
        measured.append(measure_live(folder / "live"))
    if "board" in plan.parts:
        say(f"{BOARDS} boards at {CALLS:g} calls a second ...")
        measured.append(measure_board(folder / "board"))
    if "desk" in plan.parts:
        say("The desk in a browser ...")
        measured.append(measure_desk(folder / "desk"))
    if "board_page" in plan.parts:
        say("The board in a browser ...")
        measured.append(measure_board_page(folder / "board-page"))
    if "editor" in plan.parts:
        say(f"A scenario of {EDITOR_NODES} nodes on the drawing board ...")
        measured.append(measure_editor(folder / "editor"))
    if set(plan.parts) & set(_IN_THE_CENTRE):
        with measured_centre(folder, plan.clients) as centre:
            measured += _measure_calls(centre, folder, plan)
    if "reports" in plan.parts:
        say("Reports over millions of calls ...")
        measured.append(measure_reports(folder / "reports"))
    if "capacity" in plan.parts:
        measured.append(measure_capacity(folder / "capacity"))
    if "application" in plan.parts:
        measured.append(measure_application(folder / "application"))
    if "messaging" in plan.parts:
        say("Mail and text messages, alone ...")
        measured.append(measure_messaging(folder / "messaging"))
    if "overload" in plan.parts:
        measured.append(measure_overload(folder / "overload"))
    if "rest" in plan.parts:
        say("A centre in which nobody calls, and its starts ...")
        measured.append(measure_rest(folder / "rest"))
    return measured


def _measure_calls(centre: MeasuredCentre, folder: Path, plan: Plan) -> Iterator[Measurement]:
    if "greeting" in plan.parts:
        say(f"The first announcement, {plan.probes} calls of each ...")
        yield measure_greeting(centre, plan.probes)
    if "gap" in plan.parts:
        say(f"From a hang-up to the next call, {plan.gaps} gaps of each, idle and under load ...")
        gaps = measure_gaps(centre, plan.gaps, folder / "load-gaps")
        if failed := gaps.loaded.failed:
            say(f"  {failed} of the {gaps.loaded.placed} calls of that load failed for the caller")
        yield gaps
    if "load" in plan.parts:  # others leave 100,000 articles, which the application reads anew beside calls
        yield measure_loads(centre, folder, plan.rates, plan.seconds, plan.rounds)
    if "looks" in plan.parts:
        say(f"{CARD_READERS} readers of clients a second beside calls ...")
        yield measure_access_log(centre, ACCESS_SECONDS, folder / "looks")
    if "context" in plan.parts:
        say(f"The context of a call on the desk, at {CONTEXT_RATE:g} calls a second ...")
        yield measure_context(centre, CONTEXT_SECONDS, folder / "context")
    if "search" in plan.parts:
        say(f"{DOCUMENTS:,} documents are searched beside calls ...")
        yield measure_search(centre, folder / "search")
    if "management" in plan.parts:
        say("Pages of the management are opened beside calls ...")
        yield measure_management(centre, folder / "management")
    if "messaging" in plan.parts:
        say("Mail and text messages beside calls ...")
        yield measure_messages_beside(centre, folder / "messages-beside")
    if "market" in plan.parts:
        say("Offers of the central base beside calls ...")
        yield measure_offers_beside(centre, folder / "offers-beside")
        say("Searches among offers and candidates beside calls ...")
        yield measure_market(centre, folder / "market")
    if "transfer" in plan.parts:
        say("Calls are handed over, alone and beside calls ...")
        yield measure_transfers(centre, plan.transfer_seconds, folder / "transfer")
    if "report_lag" in plan.parts:
        say("An hour of facts comes in beside calls, and reports follow ...")
        yield measure_report_lag(centre, plan.lag_seconds, folder / "report-lag", plan.lag_hour)


if __name__ == "__main__":
    sys.exit(main())
