"""What the caller did and heard on the way to this desk, as short steps in the words of the timeline. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from core.facts.events import (
    AgentStateChanged,
    AnyEvent,
    CallHeld,
    ClientDataTold,
    KeysEntered,
    NodeEntered,
    PageBack,
    PageLost,
)
from reports.calls.call_timeline import Offices, told_of
from reports.desk.desk_story import DeskStory

LONGEST_PATH = 40
"""Steps; the newest. Nobody reads more before saying hello."""

_TOLD = frozenset(
    {
        *("call_started", "verification", "verified", "office", "topic", "language", "recording_consent"),
        *("client_data", "contact_confirmed", "web_service", "sms_ordered", "message_left", "overflow_preference"),
        *("queue_entered", "queue_left", "wait_estimated", "home_office_preferred", "overflow", "offer"),
        *("offer_ended", "conversation_started", "conversation_ended", "requeued", "transferred", "dropped"),
        *("callback_ordered", "callback_put_off", "callback_tried", "transfer_started", "transfer_answered"),
        *("transfer_ended", "emergency", "watchdog", "call_adopted", "recording_started", "recording_ended"),
        *("recording_failed", "recording_paused", "recording_resumed", "recording_withdrawn"),
    }
)
"""Kinds of steps of the timeline that say something of the caller, or of why the call is here. What the machine
said, which keys were pressed into it, and what a scenario remembers are left out."""


@dataclass(frozen=True, slots=True)
class PathStep:
    """`offset` in seconds since the call came in; `kind` is for programs, `text` for people."""

    at: datetime
    offset: float
    kind: str
    text: str


def path_of(story: DeskStory, offices: Offices, topics: Mapping[str, str]) -> list[PathStep]:
    """The newest steps, oldest first. `topics`: what nodes of the knowledge base read, in words, by node."""
    heard = {one.node for one in story.heard}
    found: list[PathStep] = []
    kind = ""
    for place, fact in enumerate(story.facts):
        if isinstance(fact, NodeEntered):
            kind = fact.kind
        step = _step(story, place, kind, offices, topics, heard)
        if step is not None and fact.at is not None:
            start = story.started_at or fact.at
            offset = round((fact.at - start).total_seconds(), 3)
            if not found or found[-1].text != step[1]:
                found.append(PathStep(fact.at, offset, *step))
    return found[-LONGEST_PATH:]


def _step(
    story: DeskStory,
    place: int,
    kind: str,
    offices: Offices,
    topics: Mapping[str, str],
    heard: Collection[str],
) -> tuple[str, str] | None:
    fact = story.facts[place]
    match fact:
        case NodeEntered(kind="knowledge", node=node) if node in heard:
            return "knowledge", f"Baza wiedzy: {topics.get(node, name_of(node))}"
        case KeysEntered(keys=str(key), length=1) if kind in ("menu", "office_menu"):
            way = _way_on(story.facts, place)
            return "menu", f"Menu „{name_of(fact.node)}”: klawisz {key}{'' if way is None else f', {way}'}"
        case NodeEntered() | KeysEntered() | AgentStateChanged(event="hold" | "unhold"):
            return None
        case ClientDataTold(outcome="skipped") | CallHeld() | PageLost() | PageBack():
            return None
        case _:
            told = told_of(fact, offices)
            return told if told is not None and told[0] in _TOLD else None


def _way_on(facts: list[AnyEvent], place: int) -> str | None:
    """Where a choice in a menu has led: the node that was entered next, if the caller came to it at once."""
    after = next((fact for fact in facts[place + 1 :] if isinstance(fact, NodeEntered)), None)
    return None if after is None else f"dalej „{name_of(after.node)}”"


def name_of(node: str) -> str:
    """A node's name as people read it: the last part of its path, without underscores."""
    return node.rpartition("/")[2].replace("_", " ")
