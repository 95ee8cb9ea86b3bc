"""What an application that died left open in the facts of a call, closed when the call is moved. Pure.

A wait, an offer, a conversation, a recording: each has one end. The application can state none of them any more
once the call is no longer in its hands.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from core.facts.events import AnyEvent
from core.facts.kinds.colleagues import ColleagueCalled, ColleagueEnded
from core.facts.kinds.conversations import ConversationEnded, ConversationStarted
from core.facts.kinds.offers import OfferEnded, OfferMade
from core.facts.kinds.recordings import RecordingEnded, RecordingFailed, RecordingStarted
from core.facts.kinds.waiting import QueueEntered, QueueLeft
from core.ids import fact_id_of


def closing(facts: Iterable[AnyEvent], now: datetime) -> list[AnyEvent]:
    """The ends of what is open, in the order in which they would have come; the same if asked again."""
    open_facts: dict[type[AnyEvent], AnyEvent] = {}
    for fact in facts:
        match fact:
            case OfferMade() | QueueEntered() | ConversationStarted() | RecordingStarted() | ColleagueCalled():
                open_facts[type(fact)] = fact
            case OfferEnded():
                open_facts.pop(OfferMade, None)
            case ColleagueEnded():
                open_facts.pop(ColleagueCalled, None)
            case QueueLeft():
                open_facts.pop(QueueEntered, None)
            case ConversationEnded():
                open_facts.pop(ConversationStarted, None)
            case RecordingEnded() | RecordingFailed():
                open_facts.pop(RecordingStarted, None)
            case _:
                pass
    ends = [_end(fact, now) for fact in open_facts.values()]
    order: list[type] = [OfferEnded, QueueLeft, RecordingEnded, ColleagueEnded, ConversationEnded]
    return sorted((end for end in ends if end is not None), key=lambda end: order.index(type(end)))


def _end(begun: AnyEvent, now: datetime) -> AnyEvent | None:
    lasted = 0.0 if begun.at is None else round(max(0.0, (now - begun.at).total_seconds()), 3)
    end: AnyEvent
    match begun:
        case OfferMade():
            end = OfferEnded(
                reservation=begun.reservation, agent=begun.agent, outcome="interrupted", ring_time=lasted
            )
        case QueueEntered():
            end = QueueLeft(queue=begun.queue, reason="emergency", wait_time=round(lasted + begun.waited_time, 3))
        case ConversationStarted():
            end = ConversationEnded(agent=begun.agent, ended_by="agent", talk_time=lasted)
        case RecordingStarted():
            end = RecordingEnded(recording=begun.recording, file=begun.file, duration_time=lasted)
        case ColleagueCalled():
            end = ColleagueEnded(
                agent=begun.agent,
                colleague=begun.colleague,
                target=begun.target,
                why="interrupted",
                ring_time=lasted,
            )
        case _:
            return None
    return msgspec.structs.replace(end, id=fact_id_of(f"{type(end).__name__}-of-{begun.id}", begun.call_id or ""))
