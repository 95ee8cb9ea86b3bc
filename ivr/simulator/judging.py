"""Did a simulated call do what its case expects? Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from ivr.simulator.case import ENDS_PL, GAP, ScenarioCase
from ivr.simulator.trace import Trace

_SHOWN = 12  # nodes quoted of a path


@dataclass(frozen=True, slots=True)
class Judgement:
    """`problems` are Polish sentences; none of them: the case is green."""

    case: ScenarioCase
    trace: Trace
    problems: tuple[str, ...]

    @property
    def is_green(self) -> bool:
        return not self.problems


def judge(case: ScenarioCase, trace: Trace) -> Judgement:
    found = list(trace.faults)
    if case.path and not fits(case.path, trace.nodes):
        found.append(f"Droga była inna: {_shown(trace.nodes)}, a nie {_shown(case.path)}.")
    if (missing := _first_missing(case.prompts, trace.prompts)) is not None:
        found.append(
            f"Nie odtworzono zapowiedzi „{missing}” (albo nie w tym miejscu). Było: {_shown(trace.prompts)}."
        )
    if case.end is not None and trace.end != case.end:
        happened = "połączenie trwa" if trace.end is None else ENDS_PL[trace.end]
        found.append(f"Koniec był inny: {happened}, a nie: {ENDS_PL[case.end]}.")
    elif case.end is None and trace.end == "too_long" and not found:
        found.append("Połączenie nie miało końca.")
    return Judgement(case, trace, tuple(dict.fromkeys(found)))


def fits(expected: Sequence[str], nodes: Sequence[str]) -> bool:
    """Is `nodes` the path that is expected? A gap stands for any number of nodes."""
    reached = {0}  # how many nodes may be explained by what was read of `expected`
    for name in expected:
        if name == GAP:
            reached = set(range(min(reached), len(nodes) + 1)) if reached else set()
        else:
            reached = {n + 1 for n in reached if n < len(nodes) and nodes[n] == name}
    return len(nodes) in reached


def _first_missing(expected: Sequence[str], heard: Sequence[str]) -> str | None:
    rest = iter(heard)
    return next((prompt for prompt in expected if prompt not in rest), None)


def _shown(names: Sequence[str]) -> str:
    shown = [*names[:_SHOWN], "…"] if len(names) > _SHOWN else names
    return " → ".join(shown) or "(nic)"
