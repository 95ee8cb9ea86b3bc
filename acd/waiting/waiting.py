"""Waiting for a consultant: a place, offers one after the other, until somebody answers."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Literal

import anyio

from acd.live.kept_places import identities_of
from acd.live.matchmaker import Matchmaker
from acd.live.offers import Place, Reservation
from acd.waiting.agent_leg import AgentLeg
from acd.waiting.callbacks import Callbacks
from acd.waiting.queue_announcements import CALLBACK_KEY, KEY_TIME, CallerWait, QueueAnnouncements
from acd.waiting.queue_voice import QueueVoice
from acd.waiting.whisper import whisper
from core.call import Call
from core.errors import ChannelGone, NotAnswered
from core.facts.events import (
    HomeOfficePreferred,
    OfferEnded,
    OfferMade,
    OfferOutcome,
    QueueEntered,
    QueueLeft,
    QueueLeftReason,
    QueueOverflowed,
    WaitBegan,
)
from core.telephony.telephony import Telephony

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
    ) -> None:
        """`caller_name(call, office)` is what the consultant's telephone shows while it rings."""
        self.matchmaker = matchmaker
        self._telephony = telephony
        self._voice = voice
        self._caller_name = caller_name
        self.callbacks = callbacks
        self._announcements = QueueAnnouncements(matchmaker, voice, callbacks)

    @asynccontextmanager
    async def agent_for(
        self,
        call: Call,
        office: str,
        topic: str | None = None,
        joined: float | None = None,
        place: Place | None = None,
        *,
        due: float | None = None,
        stays_home: bool = False,
        question: Question | None = None,
    ) -> AsyncIterator[AgentLeg | Unserved]:
        """Wait in the queue of `office` and yield the consultant who answered, or how else the wait ended.

        `joined` gives back an earlier wait, and with it the place of that moment, or of `due`; `place` is one
        already held: by a caller who was rung back and from now on waits like anybody, or by one who waited when
        an earlier process died. `stays_home`: the caller has asked for the own office's consultants, as with
        key 9. A caller who joins is asked `question` first, at a place that is held meanwhile, and waits from then
        on. At the end of the block the consultant's leg is hung up and wrap-up begins. A caller who hangs up
        leaves the queue at once, and whoever is rung stops ringing. Callers of an office that takes nobody in any
        more join the provincial office's queue.
        """
        mm = self.matchmaker
        office = mm.queue_for(office, comes_back=joined is not None) if place is None else place.entry.office
        known_by = identities_of(call.context.client_id, call.caller.caller_number)
        if place is None and joined is None and mm.is_full(office) and not mm.has_kept_place(office, known_by):
            yield await self._turn_away(call, office, topic)
            return
        # One who comes back from a conversation may hold a place, too: taken up by another process.
        is_callback = place is not None and (
            place.entry.priority == "callback" or not (place.is_resumed or place.entry.priority == "dropped")
        )
        if place is None:
            place = mm.enter(
                call.id,
                office,
                joined=joined,
                due=due,
                topic=topic,
                priority="dropped" if joined is not None else None,
                identities=known_by,
                stays_home=stays_home,
                is_held=question is not None,
            )
        else:
            mm.is_on_the_line(place)
            place.entry.call_id = call.id
            if place.reservation is not None:
                place.reservation.agent.call_id = call.id
        wait = CallerWait(call, place, is_callback=is_callback, announced=int(place.is_resumed))
        if not place.is_resumed:
            call.record(_entered(call, place))
            if place.entry.stays_home:
                call.record(HomeOfficePreferred(queue=office))
        reason: QueueLeftReason = "abandoned"
        has_left = False

        def left(why: QueueLeftReason) -> None:
            nonlocal has_left
            if not has_left:
                has_left = True
                if why != "callback":  # or the place stays, and is the order's
                    mm.leave(place, may_come_back=why == "abandoned")
                # A caller who was rung back has not waited on the line since the order was made; one who is
                # asked something does not wait yet.
                since = max(place.entry.joined, call.started)
                wait_time = 0.0 if place.is_held else round(call.clock.monotonic() - since, 3)
                call.record(QueueLeft(queue=office, reason=why, wait_time=wait_time))

        try:
            if place.is_resumed:
                await call.caller.silence()  # an announcement may be under way; the music begins again
            if place.is_held:
                await self._ask(wait, question)
            while (reservation := await self._wait_for_offer(wait)) is not None:
                async with self._offer(wait, reservation) as leg:
                    if leg is not None:
                        left("connected")
                        self._announcements.check_estimate(wait)
                        yield leg
                        return
            if wait.ordered is not None:
                left("callback")
                await self.callbacks.accept(call, wait.ordered, place)
                yield "callback"
                return
            left("nobody_there" if place.is_hopeless else "too_long")
            yield "nobody_there"
        except ChannelGone:
            raise  # the hang-up met a command before it could cancel this: abandoned
        except Exception:
            reason = "failed"
            raise
        finally:
            wait.said.hush()
            left(reason)

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
            wait.said.hush()
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
        call, place, agent, mm = wait.call, wait.place, reservation.agent, self.matchmaker
        self._record_offer(wait, reservation)
        began = call.clock.monotonic()
        is_open = True

        def close(how: OfferOutcome) -> bool:
            nonlocal is_open
            if not is_open:
                return False
            is_open = False
            if how == "accepted" and not mm.accepted(place, reservation):
                how = "failed"  # its lease was over before
            ring_time = round(call.clock.monotonic() - began, 3)
            call.record(OfferEnded(reservation=reservation.id, agent=agent.id, outcome=how, ring_time=ring_time))
            if how == "caller_gone":
                mm.leave(place, may_come_back=True)
            elif how == "withdrawn":
                self._announcements.prefer_home(wait)
            elif how == "interrupted":
                mm.released(place, reservation)
            elif how != "accepted":
                mm.refused(place, reservation, is_phone_lost=how in ("unreachable", "busy"))
            return how == "accepted"

        leg: AgentLeg | None = None
        page = agent.page
        mm.ringing(reservation)

        async def quiet() -> None:
            wait.said.hush()
            await call.caller.start_music()

        try:
            async with self._telephony.ringing(
                agent.endpoint,
                caller_id=call.caller.caller_number,
                caller_name=self._caller_name(call, _home(call, place)),
                ring_time=reservation.ring_time,
                after_ringing=quiet,
                meanwhile=(lambda: self._announcements.tell_of_sharing(wait))
                if reservation.why.is_shared
                else None,
            ) as channel:
                if close("accepted"):
                    entry = place.entry
                    leg = AgentLeg(
                        agent,
                        channel,
                        entry.joined,
                        matchmaker=mm,
                        call_id=call.id,
                        queue=entry.office,
                        topic=entry.topic,
                        page=page,
                    )
                    if mm.policy(place.entry.office).whispers:
                        office = _home(call, place)
                        await whisper(
                            call, channel, self._voice, office, place.entry.topic, is_callback=wait.is_callback
                        )
                    await call.caller.stop_music()
                    yield leg
                    return
        except NotAnswered as error:
            close(error.outcome)
        finally:
            # Only now that the telephone is silent: one that is still busy could not take the next call.
            close("caller_gone")
            wait.said.hush()
            if leg is not None:
                leg.over()
        yield None

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
