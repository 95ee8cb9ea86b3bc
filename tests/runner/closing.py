"""The lines that close a run: what it took, how many calls it carried, and whether it is green. Pure."""

from collections.abc import Mapping, Sequence
from statistics import median

from tests.runner.machine import Meanwhile, processors
from tests.runner.outcomes import Spent
from tests.runner.parallelism import Parallelism
from tests.runner.parts import NO_TESTS, Result

DEAREST = 10
LONGEST = 10


def verdict(results: Sequence[Result], again: Mapping[str, str] | None) -> tuple[bool, list[str]]:
    """Whether the run is green, and the lines that say why.

    `again`: which tests failed a second time, and why; None if nothing was run once more.
    """
    failures = [failure for result in results for failure in result.failures]
    hard = [f for f in failures if not f.is_real or again is None or f.test in again]
    lines = [f"unsteady: {f.test} ({f.why})" for f in failures if f not in hard]
    for f in hard:
        second = f"; then alone: {again[f.test]}" if again and f.test in again else ""
        lines.append(f"failed: {f.test} ({f.why}{second})")
    broken_off = [result for result in results if result.is_unexplained]
    lines += [f"{result.name} {result.trouble or 'was broken off'}" for result in broken_off]
    ran_nothing = all(result.status == NO_TESTS for result in results)
    if ran_nothing:
        lines.append("no test was run")
    return not (hard or ran_nothing or broken_off), lines


def costs(phases: Sequence[tuple[Sequence[Result], Meanwhile]]) -> list[str]:
    """Minutes by part, and what the machine did while parts ran beside each other."""
    lines = [f"{'minutes':<36} {'wall':>6} {'processor':>10}"]
    total, own = Meanwhile(0, 0, 0), 0.0
    for results, meanwhile in phases:
        lines += [_row(f"  {result.name}", result.wall, result.processor) for result in results]
        total += meanwhile
        own += sum(result.processor for result in results)
    lines.append(_row("  the whole run", total.wall, own))
    lines.append(
        f"  the machine meanwhile: {total.busy / 60:.1f} of {total.wall * processors() / 60:.1f} minutes of its "
        f"{processors()} processors were used, {total.stolen / 60:.1f} went to other machines"
    )
    return lines


def _row(name: str, wall: float, processor: float) -> str:
    return f"{name:<36} {wall / 60:>6.1f} {processor / 60:>10.1f}"


def calls_at_once(parallel: Mapping[str, Parallelism]) -> str:
    """One line about how many tests with telephones ran beside each other."""
    return "calls at once: " + "; ".join(
        f"{name} {each.highest} at most, {each.now} at last, lowered {each.lowered} times"
        for name, each in parallel.items()
    )


def stretch(spent: Sequence[Spent]) -> list[str]:
    """How much longer than on an idle machine the work of tests with telephones took."""
    found = sorted(1 + each.waited / each.ran for each in spent if each.sound and each.ran)
    if not found:
        return []
    middle, worst = median(found), found[-1]
    return [f"work of the telephones' processes took {middle:.1f} times as long as alone, {worst:.1f} at worst"]


def dearest(spent: Sequence[Spent]) -> list[str]:
    """The tests that took most processor time."""
    most = sorted(spent, key=lambda each: each.processor, reverse=True)[:DEAREST]
    rows = [f"  {each.processor:6.1f} of {each.wall:6.1f}  {each.test}" for each in most]
    return ["dearest tests, in seconds of a processor of its worker, of those it took:", *rows] if rows else []


def longest(spent: Sequence[Spent]) -> list[str]:
    """The tests that took most time, what they waited for included."""
    most = sorted(spent, key=lambda each: each.wall, reverse=True)[:LONGEST]
    rows = [f"  {each.wall:6.1f}  {each.test}" for each in most]
    return ["longest tests, in seconds:", *rows] if rows else []


def seconds(results: Sequence[Result]) -> str:
    """A line for every test, the longest first: its seconds, those of a processor of its worker, part, name."""
    rows = [(each.wall, each.processor, result.name, each.test) for result in results for each in result.spent]
    lines = (f"{wall:.1f}\t{processor:.1f}\t{part}\t{test}" for wall, processor, part, test in sorted(rows)[::-1])
    return "".join(f"{line}\n" for line in ("seconds\tprocessor\tpart\ttest", *lines))
