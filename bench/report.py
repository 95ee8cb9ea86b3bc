"""The figures of a measurement by their names, and the tables that are printed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench.announcement import Announcement
from bench.cpu import Part
from bench.decision import Decisions
from bench.desk import LINE_BITS, LINE_DELAY_MS, DeskTimes
from bench.figures import percentile, table
from bench.gap import Gaps, LoadedGaps
from bench.greeting import Greeting
from bench.live import CALLS, READERS, LiveTimes
from bench.load import Load
from bench.scenarios import Scenarios

BY_RATE = "failed_calls_at_"  # older figures of this kind go
_PARTS: tuple[Part, ...] = ("asterisk", "python", "postgres")


@dataclass(slots=True)
class Measured:
    """What was measured; parts that were left out are empty."""

    decisions: list[Decisions] = field(default_factory=list)
    scenarios: Scenarios | None = None
    announcement: Announcement | None = None
    live: LiveTimes | None = None
    desk: DeskTimes | None = None
    gaps: tuple[Gaps, LoadedGaps] | None = None
    greeting: Greeting | None = None
    ours: list[Load] = field(default_factory=list)
    native: list[Load] = field(default_factory=list)


def figures(measured: Measured) -> dict[str, float]:
    """Every figure. Those of what calls cost are of the highest rate."""
    found: dict[str, float] = _decision_figures(measured.decisions)
    if measured.scenarios is not None:
        found |= _scenario_figures(measured.scenarios)
    if measured.announcement is not None:
        found |= _announcement_figures(measured.announcement)
    if measured.live is not None:
        found |= _live_figures(measured.live)
    if measured.desk is not None:
        found |= _desk_figures(measured.desk)
    if measured.gaps is not None:
        found |= _gap_figures(*measured.gaps)
    if measured.greeting is not None:
        found |= _greeting_figures(measured.greeting)
    if measured.ours:
        found |= _load_figures(measured.ours, measured.native)
    return {name: round(value, 3) for name, value in found.items()}


def tables(measured: Measured) -> str:
    """All of them, an empty line between two."""
    shown = []
    if measured.decisions:
        shown.append(_decision_table(measured.decisions))
    if measured.scenarios is not None:
        shown.append(_scenario_table(measured.scenarios))
    if measured.announcement is not None:
        shown.append(_announcement_table(measured.announcement))
    if measured.live is not None:
        shown.append(_live_table(measured.live))
    if measured.desk is not None:
        shown.append(_desk_table(measured.desk))
    if measured.gaps is not None:
        shown.append(_gap_table(*measured.gaps))
    if measured.greeting is not None:
        shown.append(_greeting_table(measured.greeting))
    if measured.ours:
        shown.append(_load_table(measured.ours, measured.native))
    return "\n\n".join(shown)


def _ms(seconds: Sequence[float], share: float) -> float:
    return 1000 * percentile(seconds, share)


def _decision_figures(decisions: Sequence[Decisions]) -> dict[str, float]:
    """Of both kinds of decisions the dearer one."""
    found = {f"decision_ms_p99_{each.people}": _dearer(each) for each in decisions}
    if len(decisions) > 1:
        found["decision_growth"] = _dearer(decisions[-1]) / _dearer(decisions[0])
    return found


def _dearer(decisions: Decisions) -> float:
    return max(_ms(decisions.freed, 0.99), _ms(decisions.arrived, 0.99))


def _decision_table(decisions: Sequence[Decisions]) -> str:
    kinds: list[tuple[str, Callable[[Decisions], list[float]]]] = [
        ("a consultant becomes free", lambda each: each.freed),
        ("a caller arrives", lambda each: each.arrived),
    ]
    rows = [
        [f"{each.people}, {name}", *(f"{_ms(times(each), share):.2f}" for share in (0.5, 0.99, 1.0))]
        for each in decisions
        for name, times in kinds
    ]
    return table(["consultants and callers; CPU ms of a decision", "half", "99 %", "all"], rows)


def _scenario_figures(scenarios: Scenarios) -> dict[str, float]:
    return {
        "interpreter_us_per_node": 1e6 * scenarios.node_time,
        "scenario_200_calls_cpu_ms": 1e3 * scenarios.calls_time,
        "scenario_200_calls_kib": scenarios.calls_bytes / 1024,
    }


def _scenario_table(scenarios: Scenarios) -> str:
    each = 1e3 * scenarios.calls_time / scenarios.calls
    rows = [
        ["a node of a chain, CPU µs", f"{1e6 * scenarios.node_time:.1f}"],
        [f"{scenarios.calls} calls at once, {scenarios.nodes} nodes, CPU ms", f"{1e3 * scenarios.calls_time:.0f}"],
        ["of these each call, CPU ms", f"{each:.2f}"],
        [f"{scenarios.calls} calls at once, KiB at the most", f"{scenarios.calls_bytes / 1024:.0f}"],
    ]
    return table(["scenarios, on fakes", ""], rows)


def _announcement_figures(times: Announcement) -> dict[str, float]:
    return {
        "first_announcement_cold_ms": _ms(times.cold, 0.5),
        "first_announcement_cached_ms": _ms(times.cached, 0.5),
    }


def _announcement_table(times: Announcement) -> str:
    rows = [
        [name, *(f"{_ms(seconds, share):.2f}" for share in (0.5, 0.99, 1.0))]
        for name, seconds in (("spoken for the first time", times.cold), ("known already", times.cached))
    ]
    return table(["an announcement is ready; ms", "half", "99 %", "all"], rows)


def _live_figures(live: LiveTimes) -> dict[str, float]:
    return {
        "live_ms_p50": _ms(live.delays, 0.5),
        "live_ms_p99": _ms(live.delays, 0.99),
        "live_api_mib": live.memory / 2**20,
        "live_api_core_share": live.load,
    }


def _live_table(live: LiveTimes) -> str:
    rows = [
        [f"change to page, ms, {name}", f"{_ms(live.delays, share):.1f}"]
        for name, share in (("half", 0.5), ("99 %", 0.99), ("all", 1.0))
    ]
    rows += [
        ["changes a second", f"{live.changes:.0f}"],
        ["events a second, of all pages", f"{live.events:.0f}"],
        ["the web service, MiB", f"{live.memory / 2**20:.0f}"],
        ["the web service, of a core", f"{live.load:.2f}"],
    ]
    return table([f"{READERS} pages, {CALLS:g} calls a second", ""], rows)


def _desk_figures(times: DeskTimes) -> dict[str, float]:
    """Of both directions of sound the dearer one."""
    found = {
        "pixel_ms_p95": _ms(times.pixels, 0.95),
        "page_kb_gzip": times.page_bytes / 1000,
        "first_load_slow_line_s": times.first_load,
    }
    for media in times.media:
        name = "opus" if "opus" in media.codec.lower() else "g711"
        found[f"desk_kbit_s_{name}"] = max(media.sent, media.received)
    return found


def _desk_table(times: DeskTimes) -> str:
    rows = [
        [f"an offer until its card is painted ({name}), ms", f"{_ms(times.pixels, share):.0f}"]
        for name, share in (("half", 0.5), ("95 %", 0.95), ("all", 1.0))
    ]
    slow = f"{LINE_BITS / 1e6:g} Mb/s, {LINE_DELAY_MS} ms"
    rows += [
        ["until the desk can be used, kB over the line", f"{times.page_bytes / 1000:.1f}"],
        [f"until the desk can be used at {slow}, s", f"{times.first_load:.1f}"],
    ]
    rows += [
        [f"{media.codec}, kbit/s on IP, sent and received", f"{media.sent:.0f}, {media.received:.0f}"]
        for media in times.media
    ]
    return table(["the desk in a browser", ""], rows)


def _gap_figures(idle: Gaps, loaded: LoadedGaps) -> dict[str, float]:
    found = {}
    for load, gaps in (("", idle), ("_loaded", loaded.gaps)):
        for side, seconds in (("offer", gaps.ours), ("app_queue", gaps.native)):
            found[f"{side}_gap{load}_ms_p50"] = _ms(seconds, 0.5)
            found[f"{side}_gap{load}_ms_p99"] = _ms(seconds, 0.99)
    return found | {"offer_gap_load_failed_calls": loaded.failed}


def _gap_table(idle: Gaps, loaded: LoadedGaps) -> str:
    rows = []
    for load, gaps in (("idle", idle), (f"{loaded.rate:g} calls a second", loaded.gaps)):
        for name, share in (("half", 0.5), ("99 %", 0.99), ("all", 1.0)):
            ours, native = _ms(gaps.ours, share), _ms(gaps.native, share)
            rows.append([f"{load}, {name} of the gaps", f"{ours:.1f}", f"{native:.1f}", f"{ours / native:.3f}"])
    return table(["hang-up to next INVITE, ms", "centre", "app_queue", "ratio"], rows)


def _greeting_figures(greeting: Greeting) -> dict[str, float]:
    return {
        "first_audio_ms_p50": _ms(greeting.ours, 0.5),
        "first_audio_ms_p95": _ms(greeting.ours, 0.95),
        "first_audio_native_ms_p50": _ms(greeting.native, 0.5),
        "first_audio_native_ms_p95": _ms(greeting.native, 0.95),
        "first_audio_ratio_p50": greeting.ratio(0.5),
        "first_audio_ratio_p95": greeting.ratio(0.95),
        "first_audio_silent_calls": greeting.silent,
    }


def _greeting_table(greeting: Greeting) -> str:
    rows = [
        [
            name,
            f"{_ms(greeting.ours, share):.1f}",
            f"{_ms(greeting.native, share):.1f}",
            f"{greeting.ratio(share):.2f}",
        ]
        for name, share in (("half of the calls", 0.5), ("95 % of the calls", 0.95))
    ]
    return table(["INVITE to first announcement, ms", "centre", "native", "ratio"], rows)


def _load_figures(ours: Sequence[Load], native: Sequence[Load]) -> dict[str, float]:
    return {
        "placed_calls": sum(load.calls for load in ours),
        "failed_calls": sum(load.failed for load in ours),
        "failed_calls_native": sum(load.failed for load in native),
        "cpu_ms_per_call_asterisk": ours[-1].cpu_ms.get("asterisk", 0.0),
        "cpu_ms_per_call_python": ours[-1].cpu_ms.get("python", 0.0),
        "cpu_ms_per_call_postgres": ours[-1].cpu_ms.get("postgres", 0.0),
        "cpu_ms_per_call_native": native[-1].cpu_ms.get("asterisk", 0.0),
        **{f"{BY_RATE}{load.rate:g}": load.failed for load in ours},
    }


def _load_table(ours: Sequence[Load], native: Sequence[Load]) -> str:
    rows = []
    for centre, peer in zip(ours, native, strict=True):
        for who, load, parts in (("centre", centre, _PARTS), ("native", peer, _PARTS[:1])):
            costs = [f"{load.cpu_ms.get(part, 0.0):.1f}" if part in parts else "" for part in _PARTS]
            rows.append([f"{load.rate:g} a second, {who}", str(load.calls), str(load.failed), *costs])
    return table(["calls, and CPU ms for each", "placed", "failed", *_PARTS], rows)
