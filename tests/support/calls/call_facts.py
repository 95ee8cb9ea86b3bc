"""Facts as they would have been stated, with ids and times, without anything having happened."""

from datetime import UTC, datetime, timedelta

import msgspec

from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallEnded, CallStarted
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.conversations import ConversationEnded, ConversationStarted, Party
from core.facts.kinds.offers import OfferEnded, OfferMade
from core.facts.kinds.scenarios import OfficeChosen
from core.facts.kinds.verification import CallerVerified
from core.facts.kinds.waiting import QueueEntered, QueueLeft, QueueLeftReason
from core.facts.offer_reason import Own
from core.ids import new_id

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
OWN_OFFICE = "własny urząd, najdłużej bez rozmowy"


class Story:
    """What happened in one call, fact by fact; `now` moves on by what `then` is told."""

    def __init__(self, call_id: str | None = None, start: datetime = NINE) -> None:
        self.call_id = call_id or new_id("call")
        self.start = self.now = start
        self.facts: list[AnyEvent] = []

    def then(self, event: AnyEvent, after: float = 0.0) -> "Story":
        """The next fact, `after` seconds later."""
        self.now += timedelta(seconds=after)
        stamped = msgspec.structs.replace(event, id=new_id("event"), at=self.now, call_id=self.call_id)
        self.facts.append(stamped)
        return self

    def rings(self, number: str = "9510", caller: str = "600100200") -> "Story":
        return self.then(
            CallStarted(
                channel_id=new_id("chan"),
                dialled_number=number,
                caller_number=caller,
                is_free=number == "9510",
                scenario=number,
                scenario_version=1,
            )
        )

    def is_verified(self, office: str = "20060", client: str = "client-anna") -> "Story":
        self.then(CallerVerified(client_id=client, office=office, level=2), after=8)
        return self.then(OfficeChosen(office=office, by="client_record"))

    def waits(self, queue: str = "20060", after: float = 1.0) -> "Story":
        return self.then(QueueEntered(queue=queue, position=1), after)

    def is_offered(self, agent: str = "k20060-1", queue: str = "20060", after: float = 2.0) -> "Story":
        return self.then(
            OfferMade(
                reservation=new_id("offer"),
                agent=agent,
                queue=queue,
                reason=OWN_OFFICE,
                why=Own("longest_idle"),
                candidates=[],
            ),
            after,
        )

    def is_answered(self, agent: str = "k20060-1", queue: str = "20060", wait_time: float = 5.0) -> "Story":
        self.then(OfferEnded(reservation="offer", agent=agent, outcome="accepted", ring_time=3.0), after=3)
        self.leaves("connected", queue, wait_time)
        return self.then(ConversationStarted(agent=agent, bridge_id=new_id("bridge")))

    def leaves(self, reason: QueueLeftReason, queue: str = "20060", wait_time: float = 5.0) -> "Story":
        return self.then(QueueLeft(queue=queue, reason=reason, wait_time=wait_time))

    def changes(self, agent: str, old: str, event: str, new: str) -> "Story":
        """The consultant's state changes at this moment."""
        return self.then(AgentStateChanged(agent=agent, old=old, event=event, new=new))

    def talks(self, seconds: float, ended_by: Party = "agent", agent: str = "k20060-1") -> "Story":
        return self.then(ConversationEnded(agent=agent, ended_by=ended_by, talk_time=seconds), after=seconds)

    def is_dropped(self, agent: str = "k20060-1") -> "Story":
        """The consultant hung up at once: what the distribution says of it."""
        self.talks(1.0, agent=agent)
        return self.then(AgentStateChanged(agent=agent, old="talking", event="miss", new="no_answer"))

    def ends(self, after: float = 1.0) -> "Story":
        self.now += timedelta(seconds=after)
        duration = (self.now - self.start).total_seconds()
        return self.then(CallEnded(reason="completed", duration_time=duration))


def a_served_call(agent: str = "k20060-1", office: str = "20060", start: datetime = NINE) -> Story:
    """A whole call that reached a consultant."""
    story = Story(start=start).rings().is_verified(office).waits(office)
    return story.is_offered(agent, office).is_answered(agent, office).talks(30, agent=agent).ends()
