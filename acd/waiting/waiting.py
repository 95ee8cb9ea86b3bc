"""Waiting for a consultant: a place, offers one after the other, until somebody answers."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Literal

import anyio

from acd.live.kept_places import identities_of
from acd.live.matchmaker import Matchmaker
from acd.live.offers import Place, Reservation
from acd.waiting.agent_leg import AgentLeg
from acd.waiting.arrival import JOINS_NOW, Arrival, HoldsPlace, Joins
from acd.waiting.callbacks import Callbacks, CutOff
from acd.waiting.caller_announcement import announce_caller
from acd.waiting.queue_announcements import CALLBACK_KEY, KEY_TIME, CallerWait, QueueAnnouncements
from acd.waiting.queue_voice import QueueVoice
from core.call import Call
from core.errors import ChannelGone, NotAnswered
from core.facts.kinds.offers import OfferEnded, OfferMade, OfferOutcome
from core.facts.kinds.waiting import (
    MAY_COME_BACK,
    HomeOfficePreferred,
    QueueEntered,
    QueueLeft,
    QueueLeftReason,
    QueueOverflowed,
    WaitBegan,
)
from core.telephony.telephony import Channel, Telephony

Unserved = Literal["nobody_there", "full", "callback"]
"""How a wait ends without a consultant; the names of the queue node's ways on."""

QUESTION_TIME = 60.0  # seconds for which a question holds a caller's place at most

Question = Callable[[], Awaitable[None]]  # `ivr.destinations.Question`


class Acd:
    """Queues and consultants, as a call script uses them."""

    def __init__(
        self,
        matchmaker: Matchmaker,
        telephony: Telephony,
        voice: QueueVoice,
        caller_name: Callable[[Call, str], str],
        callbacks: Callbacks,
        says_little: Callable[[], bool] = lambda: False,
    ) -> None:
        """`caller_name(call, office)` is what the consultant's telephone shows while it rings. `says_little()`:
        is the machine full, so that who waits hears music alone?"""
        self.matchmaker = matchmaker
        self._telephony = telephony
        self._voice = voice
        self._caller_name = caller_name
        self.callbacks = callbacks
        self._announcements = QueueAnnouncements(matchmaker, voice, callbacks, says_little)

    @asynccontextmanager
    async def agent_for(
        self,
        call: Call,
        office: str,
        topic: str | None = None,
        arrival: Arrival = JOINS_NOW,
        *,
        stays_home: bool = False,
        question: Question | None = None,
    ) -> AsyncIterator[AgentLeg | Unserved]:
        """Wait in the queue of `office` and yield the consultant who answered, or how else the wait ended.

        `stays_home`: the caller has asked for the own office's consultants, as with key 9. A caller is asked
        `question` first, at a place that is held meanwhile, and waits from then on. At the end of the block the
        consultant's leg is hung up and wrap-up begins. A caller who hangs up leaves the queue at once, and whoever
        is rung stops ringing. Callers of an office that takes nobody in any more join the provincial office's
        queue.
        """
        place = self._place(call, office, topic, arrival, stays_home=stays_home, is_held=question is not None)
        if place is None:
            yield await self._turn_away(call, self.matchmaker.queue_for(office), topic)
            return
        wait = CallerWait(call, place, announced=int(place.is_resumed))
        if not place.is_resumed:
            call.record(_entered(call, place))
            if place.entry.stays_home:
                call.record(HomeOfficePreferred(queue=place.entry.office))
        reason: QueueLeftReason = "abandoned"
        try:
            if place.is_resumed:
                await call.caller.stop_sounds()  # an announcement may be under way; the music begins again
            if place.is_held:
                await self._ask(wait, question)
            while (reservation := await self._wait_for_offer(wait)) is not None:
                async with self._offer(wait, reservation) as leg:
                    if leg is not None:
                        self._left(wait, "connected")
                        self._announcements.check_estimate(wait)
                        yield leg
                        return
            if wait.ordered is not None:
                self._left(wait, "callback")
                await self.callbacks.accept(call, wait.ordered, place)
                yield "callback"
                return
            self._left(wait, "nobody_there" if place.is_hopeless else "too_long")
            yield "nobody_there"
        except ChannelGone:
            raise  # the end of the channel met a command before it could cancel this
        except Exception:
            reason = "failed"
            raise
        finally:
            wait.said.stop()
            self._left(wait, reason)

    def cut_off(self, call: Call, leg: AgentLeg) -> None:
        """The exchange died with a caller who talked: who calls again, or is rung back, is the first in line, as
        one who was there before all who wait; with the same consultant, who is free. To be said once."""
        known_by = identities_of(call.context.client_id, call.caller.caller_number)
        with self.matchmaker.resuming():  # nobody else is given the consultant before the caller stands in line
            self.matchmaker.keep_place(leg.queue, known_by, leg.joined, call.clock.monotonic())
            self.callbacks.after_fault(_cut_off(call, leg.queue, leg.topic, leg.joined, leg.agent.id))
            leg.over()

    def _place(
        self, call: Call, office: str, topic: str | None, arrival: Arrival, *, stays_home: bool, is_held: bool
    ) -> Place | None:
        """The place at which the caller waits; None for one who joins a full queue."""
        mm, known_by = self.matchmaker, identities_of(call.context.client_id, call.caller.caller_number)
        if isinstance(arrival, HoldsPlace):
            place = arrival.place
            mm.is_on_the_line(place)
            place.entry.call_id = call.id
            if place.reservation is not None:
                place.reservation.agent.call_id = call.id
            return place
        back = None if isinstance(arrival, Joins) else arrival
        office = mm.queue_for(office, comes_back=back is not None)
        if back is None and mm.is_full(office) and not mm.has_kept_place(office, known_by):
            return None
        self.callbacks.came_back(call)
        return mm.enter(
            call.id,
            office,
            joined=None if back is None else back.joined,
            due=None if back is None else back.due,
            topic=topic,
            priority=None if back is None else "dropped",
            identities=known_by,
            stays_home=stays_home,
            is_held=is_held,
        )

    def _left(self, wait: CallerWait, reason: QueueLeftReason) -> None:
        """The caller has left the queue. Harmless when that was said."""
        if wait.has_left:
            return
        wait.has_left = True
        call, place = wait.call, wait.place
        if reason in ("abandoned", "failed") and call.caller.is_cut_off:
            reason = "interrupted"
        if reason != "callback":  # or the place stays, and is the order's
            self.matchmaker.leave(place, may_come_back=reason in MAY_COME_BACK)
        # A caller who was rung back has not waited on the line since the order was made; one who is asked
        # something does not wait yet.
        since = max(place.entry.joined, call.started)
        wait_time = 0.0 if place.is_held and reason != "interrupted" else round(call.clock.monotonic() - since, 3)
        call.record(QueueLeft(queue=place.entry.office, reason=reason, wait_time=wait_time))
        if reason == "interrupted":
            entry = place.entry
            self.callbacks.after_fault(_cut_off(call, entry.office, entry.topic, entry.due))

    async def _ask(self, wait: CallerWait, question: Question | None) -> None:
        """Nobody is rung meanwhile: a consultant who answered would listen to a question for the caller."""
        call, place = wait.call, wait.place
        if question is not None:
            with anyio.move_on_after(QUESTION_TIME):
                with place.until_decided():
                    await question()
        question_time = round(call.clock.monotonic() - place.entry.joined, 3)
        call.record(WaitBegan(queue=place.entry.office, question_time=question_time))
        self.matchmaker.is_ready(place)

    async def _wait_for_offer(self, wait: CallerWait) -> Reservation | None:
        """Music and announcements until a consultant is promised.

        None when nobody is there to wait for, when the wait was too long, or when a call-back was ordered.
        """
        place, clock = wait.place, wait.call.clock
        longest = self.matchmaker.policy(place.entry.office).longest_wait_time
        # Somebody who is rung back joined long before this call began, and has not been on the line since.
        waited = clock.monotonic() - max(place.entry.joined, wait.call.started)
        with anyio.move_on_after(max(0.0, longest - waited)):
            while not place.is_decided and wait.ordered is None:
                with place.until_decided():
                    await self._announcements.announce(wait)
        if place.reservation is None:
            wait.said.stop()
        return place.reservation

    async def _turn_away(self, call: Call, office: str, topic: str | None) -> Unserved:
        """The queue is full: say so, and ring back later whoever wants it."""
        position = self.matchmaker.waiting(office) + 1
        call.record(QueueEntered(queue=office, position=position, topic=topic))
        order = None
        try:
            call.caller.keys.clear()
            await self._announcements.say(call, partial(self._voice.full, may_order=self.callbacks.are_possible))
            if self.callbacks.are_possible and await call.caller.keys.next(KEY_TIME) == CALLBACK_KEY:
                order = await self.callbacks.talk_over(call, call.context.office or office, topic)
        finally:
            reason: QueueLeftReason = "full" if order is None else "callback"
            call.record(QueueLeft(queue=office, reason=reason, wait_time=0.0))
        if order is None:
            return "full"
        await self.callbacks.accept(call, order)
        return "callback"

    # -- an offer

    @asynccontextmanager
    async def _offer(self, wait: CallerWait, reservation: Reservation) -> AsyncIterator[AgentLeg | None]:
        """Ring the promised consultant; yields the answered leg, or None when the offer came to nothing."""
        call, agent = wait.call, reservation.agent
        self._record_offer(wait, reservation)
        offer = _Offer(wait, reservation, began=call.clock.monotonic(), page=agent.page)
        leg: AgentLeg | None = None
        self.matchmaker.ringing(reservation)

        async def quiet() -> None:
            wait.said.stop()
            await call.caller.start_music()

        try:
            async with self._telephony.ringing(
                agent.endpoint,
                caller_id=call.caller.caller_number,
                caller_name=self._caller_name(call, _home(call, wait.place)),
                ring_time=reservation.ring_time,
                after_ringing=quiet,
                meanwhile=partial(self._announcements.tell_of_sharing, wait)
                if reservation.why.is_shared
                else None,
                beside=call.caller,
            ) as channel:
                if self._close(offer, "accepted"):
                    leg = self._leg(offer, channel)
                    await self._announce_caller(wait, channel)
                    await call.caller.stop_music()
                    yield leg
                    return
        except NotAnswered as error:
            self._close(offer, error.outcome)
        finally:
            # Only now that the telephone is silent: one that is still busy could not take the next call.
            self._close(offer, "caller_gone")
            wait.said.stop()
            if leg is not None:
                leg.over()
        yield None

    def _close(self, offer: "_Offer", outcome: OfferOutcome) -> bool:
        """The offer has ended so; is it accepted? Harmless, and False, when it had ended before."""
        if not offer.is_open:
            return False
        offer.is_open = False
        mm, wait, reservation, place = self.matchmaker, offer.wait, offer.reservation, offer.wait.place
        if outcome == "accepted" and not mm.accepted(place, reservation):
            outcome = "failed"  # its lease was over before
        ring_time = round(wait.call.clock.monotonic() - offer.began, 3)
        agent = reservation.agent.id
        wait.call.record(OfferEnded(reservation=reservation.id, agent=agent, outcome=outcome, ring_time=ring_time))
        match outcome:
            case "accepted":
                return True
            case "caller_gone":
                mm.leave(place, may_come_back=True)
            case "withdrawn":
                self._announcements.prefer_home(wait)
            case "interrupted":
                mm.released(place, reservation)
            case _:
                mm.refused(place, reservation, is_phone_lost=outcome in ("unreachable", "busy"))
        return False

    def _leg(self, offer: "_Offer", channel: Channel) -> AgentLeg:
        entry = offer.wait.place.entry
        return AgentLeg(
            offer.reservation.agent,
            channel,
            entry.joined,
            matchmaker=self.matchmaker,
            call_id=offer.wait.call.id,
            queue=entry.office,
            topic=entry.topic,
            page=offer.page,
        )

    async def _announce_caller(self, wait: CallerWait, channel: Channel) -> None:
        """Tell the consultant what the call is about, if the queue's rules want it."""
        call, entry = wait.call, wait.place.entry
        if self.matchmaker.policy(entry.office).whispers:
            office = _home(call, wait.place)
            await announce_caller(call, channel, self._voice, office, entry.topic, is_callback=entry.is_of_order)

    def _record_offer(self, wait: CallerWait, reservation: Reservation) -> None:
        call, office, agent, choice = wait.call, wait.place.entry.office, reservation.agent, reservation.choice
        reason = self.matchmaker.queues.reason_pl(choice.why, agent.office)
        call.record(
            OfferMade(
                reservation=reservation.id,
                agent=agent.id,
                queue=office,
                reason=reason,
                why=choice.why,
                candidates=choice.candidates,
                candidate_count=choice.candidate_count,
                is_shared=choice.why.is_shared,
                overtaken=choice.overtaken,
                page=agent.page,
            )
        )
        if choice.why.is_shared:
            call.record(QueueOverflowed(queue=office, to_queue=agent.office, reason=reason))


@dataclass(slots=True)
class _Offer:
    """One offer while the telephone rings. `began` in monotonic seconds; `page`: which was rung, if any."""

    wait: CallerWait
    reservation: Reservation
    began: float
    page: str
    is_open: bool = True


def _home(call: Call, place: Place) -> str:
    """Whose client calls: in the queue of an evening pool that need not be the office of the queue."""
    return call.context.office or place.entry.office


def _entered(call: Call, place: Place) -> QueueEntered:
    entry = place.entry
    return QueueEntered(
        queue=entry.office,
        position=place.position,
        topic=entry.topic,
        resumed_time=round(place.resumed_time, 3),
        waited_time=round(call.clock.monotonic() - max(entry.joined, call.started), 3),
        priority=entry.priority,
        is_held=place.is_held,
    )


def _cut_off(call: Call, office: str, topic: str | None, due: float, agent: str | None = None) -> CutOff:
    caller, context = call.caller, call.context
    return CutOff(
        *(call.id, caller.caller_number, caller.dialled_number, context.client_id, context.language),
        *(office, topic, due, agent),
    )
