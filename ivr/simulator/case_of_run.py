"""A call that was tried out as a test case, which is played before it is handed out.

What the caller did hangs on the announcements that were heard before, so that a test outlives another recording. A
case whose call is not the same is written more exactly, in the end by the moments of the run alone.
"""

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Any

from pydantic import ValidationError

from core.errors import S724Error
from ivr.graph.scenario import Scenario
from ivr.simulator.actions import Action, Deed, HangsUp, JumpTo, LeaveQueue, Press
from ivr.simulator.case import (
    GAP,
    LONGEST_NAME,
    LONGEST_WAIT,
    MOST_EXPECTED,
    MOST_STEPS,
    CaseContext,
    QueueOutcome,
    ScenarioCase,
    Step,
)
from ivr.simulator.judging import Judgement, judge
from ivr.simulator.play import KEY_EVERY, SimulationContext, play_case, play_run
from ivr.simulator.trace import Heard, Trace

_ROUNDINGS = (1, 3)  # decimals of the seconds of a step: as people write them, and as the run was


class TooLongForACase(S724Error):
    """More steps than a test case has."""

    code = "too_long_for_a_case"
    message_pl = f"Ta rozmowa ma zbyt wiele kroków na jeden test (najwięcej {MOST_STEPS})."


def case_of_run(
    name: str,
    scenario: Scenario,
    around: CaseContext,
    actions: Sequence[Action],
    context: SimulationContext,
    queue: QueueOutcome | None = None,
) -> Judgement:
    """The case with the judgement of its own call: green, unless the run itself had a fault, or the call has one
    after the last action, from where the case goes on without the caller. Blocks for some calls.

    Raises TooLongForACase; pydantic's ValidationError for a name that is none.
    """
    trace, deeds = play_run(scenario, around, actions, context, queue)
    first: Judgement | None = None
    for outcome, steps in _written(deeds, trace, queue):
        case = _case(name, around, trace, outcome, steps)
        judged = judge(case, play_case(scenario, case, context))
        if is_same(trace, judged.trace):
            return judged
        first = first or judged
    if first is None:
        raise TooLongForACase
    return first


def is_same(run: Trace, case: Trace) -> bool:
    """Did the case's call go the same way, and say the same words, as far as the run went?"""
    said, of_case = [(h.prompt, h.text) for h in run.heard], [(h.prompt, h.text) for h in case.heard]
    if run.end is not None:
        return (run.nodes, said, run.end) == (case.nodes, of_case, case.end)
    return (run.nodes, said) == (case.nodes[: len(run.nodes)], of_case[: len(said)])


def _case(
    name: str, around: CaseContext, trace: Trace, queue: QueueOutcome | None, steps: Sequence[Step]
) -> ScenarioCase:
    given: dict[str, Any] = {"name": name, "surroundings": around, "queue": queue, "steps": list(steps)}
    is_waiting = trace.state == "queue" and queue is None
    goes_on = trace.end is None and not is_waiting
    end = "queue" if is_waiting else trace.end
    return ScenarioCase(**given, path=_path(trace, goes_on=goes_on), prompts=_prompts(trace), end=end)


def _path(trace: Trace, *, goes_on: bool) -> list[str]:
    nodes = [node if len(node) <= LONGEST_NAME else GAP for node in trace.nodes]
    is_cut = goes_on or len(nodes) > MOST_EXPECTED
    return [*nodes[: MOST_EXPECTED - 1], GAP] if is_cut else nodes


def _prompts(trace: Trace) -> list[str]:
    return [prompt for prompt in trace.prompts if len(prompt) <= LONGEST_NAME][:MOST_EXPECTED]


def _written(
    deeds: Sequence[Deed], trace: Trace, queue: QueueOutcome | None
) -> Iterator[tuple[QueueOutcome | None, Sequence[Step]]]:
    """Ways to write it down, the one that reads best first: what comes of the queue, and the steps."""
    leaves = [deed.does.outcome for deed in deeds if isinstance(deed.does, LeaveQueue)]
    others = [deed for deed in deeds if not isinstance(deed.does, LeaveQueue)]
    ways: list[tuple[QueueOutcome | None, Sequence[Deed], bool, int]] = []
    if len(leaves) == 1 and len(trace.queues) == 1:
        ways.append((leaves[0], others, True, 1))
    ways += [(queue, deeds, True, decimals) for decimals in _ROUNDINGS]
    ways.append((queue, deeds, False, _ROUNDINGS[-1]))
    for outcome, done, is_anchored, decimals in ways:
        try:
            steps = list(_steps(done, trace.heard if is_anchored else [], decimals))
        except ValidationError:
            continue  # an announcement whose name a step cannot hold
        if len(steps) <= MOST_STEPS:
            yield outcome, steps


def _steps(deeds: Sequence[Deed], heard: Sequence[Heard], decimals: int) -> Iterator[Step]:
    """Each deed after the last announcement that began before it, if one did since the deed before; as a step
    waits for announcements: each that has begun counts once, and those before it are passed over."""
    known, before, last = (
        0,
        0,
        0.0,
    )  # announcements passed over, and begun before the last deed; when that was over
    for deed in deeds:
        at = deed.heard - 1
        anchor = heard[at] if max(known, before) <= at < len(heard) else None
        since = last
        after: str | None = None
        if anchor is not None:
            for earlier in heard[known:at]:
                if earlier.prompt == anchor.prompt:
                    yield Step(after_prompt=anchor.prompt, wait=0.0)
            known, since, after = at + 1, max(last, anchor.at), anchor.prompt
        wait = max(0.0, deed.at - since)
        while wait > LONGEST_WAIT:
            yield Step(after_prompt=after, wait=LONGEST_WAIT)
            wait, after = wait - LONGEST_WAIT, None
        yield _step(deed, after, ceil(round(wait, 4) * 10**decimals) / 10**decimals)
        before = deed.heard
        last = deed.at + (KEY_EVERY * (len(deed.does.keys) - 1) if isinstance(deed.does, Press) else 0.0)


def _step(deed: Deed, after: str | None, wait: float) -> Step:
    wait = min(wait, LONGEST_WAIT)
    match deed.does:
        case Press(keys=keys):
            return Step(after_prompt=after, wait=wait, keys=keys)
        case JumpTo(at=moment):
            return Step(after_prompt=after, wait=wait, jump_to=moment)
        case LeaveQueue(outcome=outcome):
            return Step(after_prompt=after, wait=wait, leave_queue=outcome)
        case HangsUp():
            return Step(after_prompt=after, wait=wait, hangs_up=True)
