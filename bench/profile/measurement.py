"""One side of the profile: a load that is only counted, and one that is sampled.

What a call costs is of the first load, whose processes nobody looks into; how it is shared out is of the second.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from bench.centre import MeasuredCentre
from bench.load import Load
from bench.profile import messages, sampling, statements
from bench.profile.messages import Messages
from bench.profile.packets import PacketCounter, Packets
from bench.profile.processes import NOTHING, Usage, pid_of, usage_by_program
from bench.profile.stacks import Sample
from bench.profile.statements import Database
from bench.profile.threads import watched_threads
from ops.paths import make_private

LoadOf = Callable[[MeasuredCentre, Path, float, int], Load]
PYTHON = ("ari_app", "api", "agi_scripts", "watchdog")


@dataclass(frozen=True, slots=True)
class Counted:
    """Of a load: everything of all its calls together, but the messages, which are for each call."""

    load: Load
    usage: dict[str, Usage]
    messages: dict[str, Messages]
    database: Database
    packets: Packets | None


@dataclass(slots=True)
class Sampled:
    """Of a load, as far as the machine lets us look."""

    load: Load
    asterisk: list[Sample] = field(default_factory=list)
    threads: dict[int, str] = field(default_factory=dict)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)  # by program: what the kernel counts
    modules: dict[str, list[Sample]] = field(default_factory=dict)  # by Python program, without stacks
    functions: dict[str, Counter[tuple[str, ...]]] = field(default_factory=dict)  # by Python program


def count(centre: MeasuredCentre, place: LoadOf, folder: Path, rate: float, calls: int) -> Counted:
    """Place the calls and count what came of them."""
    settings = centre.settings
    before = messages.read(settings.state)
    start = statements.start(settings.dsn)
    usage = usage_by_program(centre.pids)
    with _packet_counter(centre.addresses.asterisk_rtp) as counter:
        load = place(centre, folder, rate, calls)
        packets = counter.packets() if counter else None
    used = between(usage, usage_by_program(centre.pids))
    sent = messages.between(before, messages.read(settings.state), load.calls)
    return Counted(load, used, sent, statements.read(settings.dsn, start), packets)


def sample(
    centre: MeasuredCentre,
    place: LoadOf,
    folder: Path,
    rate: float,
    calls: int,
    *,
    has_perf: bool,
    has_py_spy: bool,
) -> Sampled:
    """Place the calls and look into the processes meanwhile. Raises Failed when a tool ends too early."""
    make_private(folder)
    pids = {name: pid_of(name, centre.pids) for name in ("asterisk", *PYTHON)}
    with ExitStack() as tools:
        if has_perf:
            tools.enter_context(sampling.perf_record(folder / "asterisk.perf", pids["asterisk"], stacks=True))
            for name in ("asterisk", "ari_app"):
                tools.enter_context(sampling.perf_stat(folder / f"{name}.stat", pids[name]))
            for name in PYTHON:
                tools.enter_context(sampling.perf_record(folder / f"{name}.perf", pids[name], stacks=False))
        if has_py_spy:
            for name in PYTHON:
                tools.enter_context(sampling.py_spy_record(folder / f"{name}.spy", pids[name]))
        threads = tools.enter_context(watched_threads(centre.installation.console))
        found = Sampled(place(centre, folder / "load", rate, calls))
    found.threads = threads
    if has_perf:
        found.asterisk = sampling.perf_samples(folder / "asterisk.perf")
        found.counts = {name: sampling.perf_counts(folder / f"{name}.stat") for name in ("asterisk", "ari_app")}
        found.modules = {name: sampling.perf_samples(folder / f"{name}.perf") for name in PYTHON}
    if has_py_spy:
        found.functions = {name: sampling.py_spy_stacks(folder / f"{name}.spy") for name in PYTHON}
    return found


def between(before: dict[str, Usage], after: dict[str, Usage]) -> dict[str, Usage]:
    """What each program has used from one moment to the other."""
    return {name: used - before.get(name, NOTHING) for name, used in after.items()}


@contextmanager
def _packet_counter(ports: str) -> Iterator[PacketCounter | None]:
    first, _, last = ports.partition("-")
    try:
        counter: PacketCounter | nullcontext[None] = PacketCounter(int(first), int(last))
    except PermissionError:
        counter = nullcontext()
    with counter as ready:
        yield ready
