"""What the kinds that tell a client's own data have in common: who may hear it, and how it is said."""

from collections.abc import Sequence
from typing import Literal

from core.facts.kinds.scenarios import ClientDataTold
from core.questions.client_data import ClientTopic
from ivr.dialogue import MOST_REPEATS, PromptToSay, play_out
from ivr.graph.kind_rules import NodeOutcome
from ivr.visit import Visit

NEEDED_LEVEL = 2  # card and PIN or stronger: domain of the line, levels of verification

TELLING_OUTCOMES = (
    NodeOutcome("told", "podano"),
    NodeOutcome("none", "brak"),
    NodeOutcome("unavailable", "dane niedostępne"),
    NodeOutcome("not_verified", "niezweryfikowany"),
)

UNTRIED = frozenset({"none", "unavailable", "not_verified"})
"""The made-up client of a test case has everything; and who is not verified is led elsewhere before."""

Told = Literal["told", "none", "not_due", "already", "confirmed", "declined", "unavailable", "not_verified"]
Said = Told | Literal["skipped"]


def client_of(visit: Visit) -> str | None:
    """The client who may hear the own data; None for a caller who is not verified.

    Every kind asks this by itself: no fault of a scenario leads past it.
    """
    context = visit.call.context
    return context.client_id if context.verification_level >= NEEDED_LEVEL else None


def state(visit: Visit, topic: ClientTopic, outcome: Said) -> None:
    """What the client was told of, never what it was."""
    visit.call.record(ClientDataTold(topic=topic, outcome=outcome))


def refuse(visit: Visit, topic: ClientTopic) -> str:
    state(visit, topic, "not_verified")
    return "not_verified"


def lacks(visit: Visit, topic: ClientTopic) -> str:
    state(visit, topic, "unavailable")
    return "unavailable"


async def tell(visit: Visit, topic: ClientTopic, lines: Sequence[PromptToSay], outcome: Told) -> str:
    """Read `lines` out and return `outcome`, or `unavailable` if they cannot be spoken.

    `*` begins anew, `#` goes on, any other key cuts it short and stays for what follows; with one waiting already
    nothing is read. A hang-up in the middle counts as told.
    """
    said: Said = "skipped"
    keys = visit.call.caller.keys
    try:
        for _ in range(1 + MOST_REPEATS):
            if not len(keys):
                said = outcome
                ending = await play_out(visit.call, visit.voice, lines, until_key=True)
                if ending == "failed":
                    said = "unavailable"
                if ending != "interrupted":
                    break
            if keys.peek() not in ("*", "#") or keys.take() == "#":
                break
    finally:
        state(visit, topic, said)
    return "unavailable" if said == "unavailable" else outcome
