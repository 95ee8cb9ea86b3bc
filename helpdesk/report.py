"""Reports to the help desk: their kinds and states, and which step whoever may take from where. Pure.

A problem is taken up by the help desk, asked about, answered and solved. A change is proposed, considered,
accepted or rejected by those who decide, and done with a version. A problem that turns out to be a wish becomes a
change.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

from core.errors import S724Error

ReportKind: TypeAlias = Literal["problem", "change"]

ReportState: TypeAlias = Literal[
    "open",  # of a problem: nobody has it
    "taken",  # the help desk has it
    "waiting",  # for an answer of who has reported it
    "solved",
    "proposed",  # of a change, from here on
    "considered",
    "accepted",
    "rejected",
    "done",
]

ReportStep: TypeAlias = Literal[
    "take",
    "give_back",
    "ask",
    "answer",
    "solve",
    "make_change",
    "reply",
    "reopen",
    "consider",
    "accept",
    "reject",
    "finish",
]
STEPS: Final[tuple[ReportStep, ...]] = get_args(ReportStep)

Part: TypeAlias = Literal["reporter", "desk", "deciders"]
"""As what somebody takes a step: who has reported it, who works at the help desk, who decides about changes."""

IN_QUEUE: Final[tuple[ReportState, ...]] = ("open", "taken")
"""What waits for the help desk."""
TO_DECIDE: Final[tuple[ReportState, ...]] = ("proposed", "considered")
"""What waits for those who decide."""

_UNSOLVED: Final = frozenset[ReportState]({"open", "taken", "waiting"})
_UNDECIDED: Final = frozenset[ReportState](TO_DECIDE)
_CHANGES: Final = frozenset[ReportState]({"proposed", "considered", "accepted", "rejected"})


class ReportStepRefused(S724Error):
    """The state does not allow the step, or who asks has no part in it. Nothing was changed."""

    code = "report_step_refused"
    message_pl = "Tego nie można teraz zrobić z tym zgłoszeniem."


class PersonalNumberRefused(S724Error):
    """The words have what looks like somebody's number; nothing was saved. It is never repeated."""

    code = "settings_refused"
    message_pl = "Nie zapisano: tekst wygląda tak, jakby zawierał dane osoby."

    def __init__(self) -> None:
        super().__init__()
        self.fields = [
            ("words", "Tekst wygląda tak, jakby zawierał numer PESEL, telefonu albo karty. Proszę go usunąć.")
        ]


@dataclass(frozen=True, slots=True)
class StepRule:
    """`to`: the state then; None: as before. `takes_words`: it says something, and is nothing without.

    `is_worked`: it is of the help desk's work, which one person does at a time.
    """

    parts: frozenset[Part]
    of: frozenset[ReportState]
    to: ReportState | None
    takes_words: bool = True
    is_worked: bool = False


def _by(*parts: Part) -> frozenset[Part]:
    return frozenset(parts)


RULES: Final[Mapping[ReportStep, StepRule]] = {
    "take": StepRule(_by("desk"), _UNSOLVED, "taken", takes_words=False, is_worked=True),
    "give_back": StepRule(_by("desk"), frozenset({"taken", "waiting"}), "open", takes_words=False, is_worked=True),
    "ask": StepRule(_by("desk"), frozenset({"open", "taken"}), "waiting", is_worked=True),
    "answer": StepRule(_by("desk", "deciders"), _UNSOLVED | _CHANGES, None, is_worked=True),
    "solve": StepRule(_by("desk"), _UNSOLVED, "solved", is_worked=True),
    "make_change": StepRule(_by("desk"), _UNSOLVED, "proposed", takes_words=False, is_worked=True),
    "reply": StepRule(_by("reporter"), _UNSOLVED | _CHANGES, None),
    "reopen": StepRule(_by("reporter", "desk"), frozenset({"solved"}), "open"),
    "consider": StepRule(_by("deciders"), frozenset({"proposed", "accepted", "rejected"}), "considered", False),
    "accept": StepRule(_by("deciders"), _UNDECIDED, "accepted"),
    "reject": StepRule(_by("deciders"), _UNDECIDED, "rejected"),
    "finish": StepRule(_by("desk", "deciders"), frozenset({"accepted"}), "done", takes_words=False),
}


def may_take(step: ReportStep, state: ReportState, parts: frozenset[Part]) -> bool:
    """Is the step open in that state to somebody with these parts?"""
    rule = RULES[step]
    if state not in rule.of or not rule.parts & parts:
        return False
    # A problem is the help desk's alone, whoever decides about changes.
    return step != "answer" or state in _CHANGES or "desk" in parts


def open_steps(state: ReportState, parts: frozenset[Part], *, is_own: bool) -> Iterator[ReportStep]:
    """What somebody may do now, in the order of `STEPS`; `is_own`: who looks has it already."""
    for step in STEPS:
        if (step == "take" and is_own) or (step == "give_back" and not is_own):
            continue
        if may_take(step, state, parts):
            yield step


def state_after(step: ReportStep, state: ReportState, *, has_holder: bool) -> ReportState:
    """The state after a step that may be taken. `has_holder`: the help desk has it before the step."""
    if step == "reply" and state == "waiting":
        return "taken" if has_holder else "open"
    if step == "answer" and state == "open":
        return "taken"
    return RULES[step].to or state


def holds_after(step: ReportStep, state: ReportState) -> Literal["actor", "nobody", "as before"]:
    """Who has the report after the step: whoever works on it takes it up with that."""
    if step in ("take", "ask", "solve") or (step == "answer" and state in _UNSOLVED):
        return "actor"
    if step in ("give_back", "make_change", "reopen"):
        return "nobody"
    return "as before"
