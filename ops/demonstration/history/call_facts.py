"""The facts of a made-up call as a whole, what stands behind them, and those about consultants' states.

Ids follow from the day and the place of the call, so that what was written once is never written twice. All have
`MARK` in them: that is how a made-up call is known.
"""

from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from acd.pause_reasons import given_reasons
from core.facts.events import AnyEvent
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.scenarios import OfficeSource
from ops.demonstration.history.day import Day, Story, consultant

MARK = "made-up-"
"""In the id of every call that is made up here."""


@dataclass(frozen=True, slots=True)
class Who:
    """Whose call it is. `client`: None for a caller whom nobody knows. `is_wrong`: the first PIN was."""

    number: str
    client: str | None = None
    topic: str = "other"
    language: str = "pl"
    office_by: OfficeSource = "postal_code"
    is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class Consent:
    """How the question of recording was answered: the SHA-256 of its words stands with it."""

    is_given: bool
    text_sha256: str


@dataclass(slots=True)
class CallFacts:
    """A call, and the call-back that it has ordered: their facts in the order of time.

    `conversation`: the id of the call that was talked in, with whom, and from when on; of `client`.
    """

    call_id: str
    number: int
    started_at: datetime
    facts: list[AnyEvent] = field(default_factory=list)
    client: str | None = None
    office: str = ""
    topic: str = ""
    talked_in: str = ""
    agent: str = ""
    talked_at: datetime | None = None
    ended_at: datetime | None = None
    talk_time: float = 0.0
    is_self_service: bool = False
    recording: str = ""  # the file, below the folder of recordings
    message: str = ""  # the same of a voice message
    message_time: float = 0.0


def call_id_of(day: Day, story: Story) -> str:
    return f"call-{MARK}{day.day:%Y%m%d}-{story.number:04}"


def states_of(day: Day) -> tuple[dict[int, list[AgentStateChanged]], list[AgentStateChanged]]:
    """Changes of consultants' states: by the number of the story that each belongs to, and those of no call."""
    of_calls: dict[int, list[AgentStateChanged]] = {}
    others: list[AgentStateChanged] = []
    reasons = [reason.id for reason in given_reasons()]
    for change in day.states:
        at, old = day.moment(change.at), change.fact
        reason = old.pause_reason
        if reason in reasons and old.new == "paused":
            reason = reasons[change.number % len(reasons)]
        fact = msgspec.structs.replace(
            old,
            id=f"state-{MARK}{day.day:%Y%m%d}-{change.number:06}",
            at=at,
            ticks=ticks_of(change.at, change.number),
            agent=consultant(old.agent),
            pause_reason=reason,
            call_id=None if change.story is None else _call_at(day, change.story, change.at),
        )
        if change.story is None:
            others.append(fact)
        else:
            of_calls.setdefault(change.story.number, []).append(fact)
    return of_calls, others


def _call_at(day: Day, story: Story, at: float) -> str:
    """The call that goes on then: the one that came in, the order of a call-back, or the call-back."""
    call_id, ordered = call_id_of(day, story), story.find("ordered")
    if ordered is None or at < ordered.at:
        return call_id
    rings = next((step for step in story.steps if step.kind == "rings" and step.at >= ordered.at), None)
    return back_of(call_id) if rings is not None and at >= rings.at else order_of(call_id)


def back_of(call_id: str) -> str:
    return f"{call_id}-back"


def order_of(call_id: str) -> str:
    return call_id.replace("call-", "callback-", 1)


def ticks_of(seconds: float, number: int, place: int = 0) -> float:
    """In which order things happened in one moment of the day."""
    return seconds + number * 1e-7 + place * 1e-9
