"""`make check-search`: ask the shipped base every question of a half of the judged set, and print figures.

`HALF` is `test` unless it is `tuning`. Of the test half nothing but figures is printed, whatever is asked for: a
search that is mended by what it missed there can no longer be judged by it. The other half says what it missed.
"""

import os
import sys
from collections.abc import Callable, Sequence

import anyio

from bench.figures import table
from bench.judged_search.judged import HALVES, Half, Judged, answers, grades, half_of, questions
from bench.judged_search.scoring import FIRST, Honesty, Outcome, Score, honesty, score
from bench.judged_search.shipped_base import ShippedSearches, name_of

FEW = 20
"""Below so many questions one more or less is five points: the row is marked."""


def main() -> int:
    """0 when all were asked; 2 for a half that there is not."""
    half = os.environ.get("HALF") or "test"
    if half not in HALVES:
        print(f"HALF is {' or '.join(HALVES)}, not {half}", file=sys.stderr)
        return 2
    asked = [question for question in questions() if half_of(question.text) == half]
    found, narrowed = anyio.run(_both, asked)
    print(report(half, found, narrowed))
    return 0


async def _both(asked: Sequence[Judged]) -> tuple[list[Outcome], list[Outcome]]:
    """What they find in any language, as at the desk, and when their own language is chosen."""
    searches = ShippedSearches()
    found = [await _ask(searches, one, chooses=False) for one in asked]
    return found, [await _ask(searches, one, chooses=True) for one in asked]


async def _ask(searches: ShippedSearches, question: Judged, *, chooses: bool) -> Outcome:
    hits = await searches.ask(question.text, question.language if chooses else None)
    names = [name_of(hit) for hit in hits.hits]
    return Outcome(question, grades(question, answers()), names, hits.is_answered and bool(names))


def report(half: Half, found: Sequence[Outcome], narrowed: Sequence[Outcome]) -> str:
    head = ["what is asked", "questions", f"first {FIRST}", "first", f"nDCG@{FIRST}"]
    rows = [
        _row("all", score(found)),
        _row("all, with their language chosen", score(narrowed)),
        *_rows(found, "kind", lambda one: one.kind),
        *_rows(found, "language", lambda one: one.language),
        *_rows(found, "written", lambda one: one.slip),
    ]
    parts = [
        f"Half: {half}, {len(found)} questions. The rows count those of which the base has something;",
        f"* fewer than {FEW}.",
        "",
        table(head, rows),
        "",
        table(["no answer", "questions", "were answered"], _said(honesty(found))),
        f"of the questions said to have no answer, {_percent(honesty(found).precision)} have none",
    ]
    if half == "tuning":
        parts += ["", "Missed:", *(_missed(one) for one in found if one.expected == "answer" and not one.is_found)]
        parts += ["", "Answered, though there is nothing:"]
        parts += [one.question.text for one in found if one.expected == "nothing" and one.is_answered]
    return "\n".join(parts)


def _rows(found: Sequence[Outcome], name: str, of: Callable[[Judged], str]) -> list[list[str]]:
    groups: dict[str, list[Outcome]] = {}
    for one in found:
        groups.setdefault(of(one.question), []).append(one)
    scores = {group: score(outcomes) for group, outcomes in sorted(groups.items())}
    return [_row(f"{name}: {group}", one) for group, one in scores.items() if one.asked]


def _row(name: str, found: Score) -> list[str]:
    mark = "*" if found.asked < FEW else ""
    shares = [_percent(found.found), _percent(found.first), f"{found.ndcg:.3f}"]
    return [name, f"{found.asked}{mark}", *shares]


def _said(said: Honesty) -> list[list[str]]:
    return [
        ["nothing of a labour office (should be 0)", str(said.nothing), str(said.falsely)],
        ["nothing in the base yet (should be 0)", str(said.nothing_yet), str(said.falsely_yet)],
        ["there is one (should be all)", str(said.answerable), str(said.answerable - said.silent)],
    ]


def _missed(one: Outcome) -> str:
    return f"{one.question.text} [{one.question.language}, {one.question.subject}]: {', '.join(one.hits[:FIRST])}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


if __name__ == "__main__":
    sys.exit(main())
