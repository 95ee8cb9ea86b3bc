"""The tables of a profile: what a call costs, ours and native beside each other."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bench.profile import python_stacks, stacks
from bench.profile.measurement import PYTHON, Counted, Sampled
from bench.profile.processes import Usage
from bench.profile.stacks import Sample
from bench.profile.tables import Rows, Table, side_by_side

SIDES = ("ours", "native", "difference")
_LEAST = 0.05  # milliseconds; less is noise
_MOST_FUNCTIONS = 40


@dataclass(frozen=True, slots=True)
class Profile:
    """What was measured. `idle` is what each program uses in a second in which nobody calls."""

    idle: Mapping[str, Usage]
    ours: tuple[Counted, Sampled]
    native: tuple[Counted, Sampled]


def tables(profile: Profile) -> list[Table]:
    """Those for which there is something."""
    found = [_programs(profile), _packets(profile), _waits(profile)]
    if profile.ours[1].asterisk and profile.native[1].asterisk:
        found += _asterisk(profile)
    found += [_messages(profile.ours[0]), _message_kinds(profile.ours[0])]
    found += [table for name in PYTHON for table in _python(profile.ours, name)]
    found += [_statements(profile.ours[0]), _facts(profile.ours[0])]
    return [table for table in found if table.rows]


def ms_of(counted: Counted, program: str) -> float:
    """Processor milliseconds of a call in a program."""
    used = counted.usage.get(program)
    return 1000 * used.seconds / counted.load.calls if used else 0.0


def _programs(profile: Profile) -> Table:
    rows: Rows = {}
    for name in ("asterisk", *PYTHON, "postgres"):
        values: list[float | None] = []
        for counted in (profile.ours[0], profile.native[0]):
            used = counted.usage.get(name)
            calls = counted.load.calls
            values += [1000 * used.user / calls, 1000 * used.system / calls] if used else [None, None]
        at_rest = profile.idle.get(name)
        rows[name] = (*values, 1000 * at_rest.seconds if at_rest else None)
    columns = (
        "CPU ms of a call",
        "ours, user",
        "ours, system",
        "native, user",
        "native, system",
        "idle, ms a second",
    )
    return Table("What a call costs", columns, rows)


def _packets(profile: Profile) -> Table:
    ours, native = profile.ours[0], profile.native[0]
    rows: Rows = {}
    if ours.packets and native.packets:
        for name, value in (
            ("RTP to Asterisk", "rtp_in"),
            ("RTP from Asterisk", "rtp_out"),
            ("RTCP to Asterisk", "rtcp_in"),
            ("RTCP from Asterisk", "rtcp_out"),
        ):
            mine = getattr(ours.packets, value) / ours.load.calls
            its = getattr(native.packets, value) / native.load.calls
            rows[name] = (mine, its, mine - its)
    return Table("Packets of a call", ("packets", *SIDES), rows, digits=1)


def _waits(profile: Profile) -> Table:
    """Of Asterisk and of the application: how often the processor was given to another, and system calls."""
    rows: Rows = {}
    for program in ("asterisk", "ari_app"):
        mine, its = (
            {
                f"{program}: {name}": number / sampled.load.calls
                for name, number in sampled.counts.get(program, {}).items()
            }
            for _, sampled in (profile.ours, profile.native)
        )
        rows |= side_by_side(mine, its)
    return Table("System calls and switches of a call", ("number", *SIDES), rows, digits=0)


def _asterisk(profile: Profile) -> list[Table]:
    def compared(
        title: str,
        kind: Callable[[Sample, str], str | set[str]],
        *,
        most: int = 1000,
        note: str = "",
    ) -> Table:
        found = [_ms_of_kinds(side, kind) for side in (profile.ours, profile.native)]
        rows = side_by_side(*found, most=most, least=_LEAST)
        return Table(title, ("Asterisk, CPU ms of a call", *SIDES), rows, notes=(note,) if note else ())

    return [
        compared("For what Asterisk works", stacks.work),
        compared("Threads of Asterisk", lambda _, thread: thread, note="By the function with which they begin."),
        compared("Files whose code ran", lambda sample, _: stacks.module(sample)),
        compared(
            "Parts of Asterisk",
            lambda sample, _: stacks.module_of_asterisk(sample),
            note="Libraries and the kernel count for the part that called them.",
        ),
        compared(
            "Parts of Asterisk, with all that they called",
            lambda sample, _: stacks.modules_on_stack(sample),
            note="These overlap: a part counts whenever it waits for what runs.",
        ),
        compared("System calls", lambda sample, _: stacks.system_call(sample)),
        compared(
            "Functions, with all that they called",
            lambda sample, _: stacks.functions_on_stack(sample),
            most=_MOST_FUNCTIONS,
            note="Those that Debian's files name: exported ones.",
        ),
        compared(
            "Functions alone",
            lambda sample, _: stacks.function(sample),
            most=_MOST_FUNCTIONS,
            note="`in` names the next exported function that called one without a name.",
        ),
    ]


def _ms_of_kinds(side: tuple[Counted, Sampled], kind: Callable[[Sample, str], str | set[str]]) -> dict[str, float]:
    counted, sampled = side
    cost = ms_of(counted, "asterisk")
    found = stacks.shares(sampled.asterisk, lambda one: kind(one, sampled.threads.get(one.thread, "unnamed")))
    return {name: share * cost for name, share in found.items()}


def _messages(counted: Counted) -> Table:
    rows: Rows = {}
    for kind in ("request", "answer", "event"):
        those = [sent for name, sent in counted.messages.items() if name.split()[0] == kind]
        rows[f"{kind}s"] = (sum(each.number for each in those), sum(each.size for each in those))
    rows["all"] = (sum(row[0] or 0.0 for row in rows.values()), sum(row[1] or 0.0 for row in rows.values()))
    return Table("ARI messages of a call", ("ari_app and Asterisk", "number", "bytes"), rows, digits=1)


def _message_kinds(counted: Counted) -> Table:
    ordered = sorted(counted.messages.items(), key=lambda item: -item[1].size)
    rows: Rows = {name: (sent.number, sent.size) for name, sent in ordered if sent.number >= 0.01}
    return Table("ARI messages by kind", ("message", "number", "bytes"), rows)


def _python(side: tuple[Counted, Sampled], program: str) -> list[Table]:
    counted, sampled = side
    cost = ms_of(counted, program)
    found = python_stacks.costs(sampled.functions.get(program, {}))
    by_module = stacks.shares(sampled.modules.get(program, []), stacks.module)
    most = _MOST_FUNCTIONS if program == "ari_app" else 10
    head = "CPU ms of a call"
    return [
        Table(f"{program}: files whose code ran", (head, "ours"), _scaled(by_module, cost)),
        Table(
            f"{program}: functions, with all that they called",
            (head, "ours"),
            _scaled(found.cumulated, cost, most),
        ),
        Table(f"{program}: functions alone", (head, "ours"), _scaled(found.own, cost, most)),
    ]


def _scaled(shares: Mapping[str, float], cost: float, most: int = 1000) -> Rows:
    rows: Rows = {name: (share * cost,) for name, share in shares.items() if share * cost >= _LEAST / 5}
    return dict(list(rows.items())[:most])


def _statements(counted: Counted) -> Table:
    calls = counted.load.calls
    known: Sequence[tuple[str, float, float, float]] = [
        (one.query, one.calls / calls, one.ms / calls, one.wal_bytes / calls)
        for one in counted.database.statements
    ]
    rows: Rows = {
        "all": (sum(one[1] for one in known), sum(one[2] for one in known), sum(one[3] for one in known))
    }
    rows["transactions"] = (counted.database.transactions / calls, None, None)
    for query, number, ms, size in known:
        if ms >= _LEAST / 5 or number >= 1:
            rows[f"`{query[:90]}`"] = (number, ms, size)
    columns = ("PostgreSQL, for each call", "number", "ms inside", "bytes written ahead")
    return Table("Statements of a call", columns, rows)


def _facts(counted: Counted) -> Table:
    known = [
        (one.type, one.number / counted.load.calls, one.size / counted.load.calls)
        for one in counted.database.facts
    ]
    rows: Rows = {"all": (sum(one[1] for one in known), sum(one[2] for one in known))}
    rows |= {name: (number, size) for name, number, size in known}
    return Table("Facts of a call", ("type", "number", "bytes in the log"), rows)
