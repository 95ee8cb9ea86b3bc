"""Waiting for a consultant: music, announcements, offers one after the other, until somebody answers."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import anyio

from acd.matchmaker import Agent, Matchmaker, Place, Reservation
from core.call import Call
from core.errors import ChannelGone, NotAnswered, PlaybackFailed
from core.events import (
    OfferEnded,
    OfferMade,
    OfferOutcome,
    QueueEntered,
    QueueLeft,
    QueueLeftReason,
    QueueOverflowed,
)
from core.racing import first_of
from core.telephony import Channel, Telephony


class QueueVoice(Protocol):
    """What is said to those who wait: sounds to play, in order. Raises PlaybackFailed where speech fails."""

    async def all_busy(self) -> Sequence[str]: ...

    async def place(self, place: int) -> Sequence[str]: ...


@dataclass(slots=True)
class AgentLeg:
    """A consultant who answered, on an open channel."""

    agent: Agent
    channel: Channel
    joined: float  # when the caller joined the queue, monotonic seconds
    has_dropped_caller: bool = False  # set by the conversation: ended by the consultant at once


class Acd:
    """Queues and consultants, as a call script uses them."""

    def __init__(
        self,
        matchmaker: Matchmaker,
        telephony: Telephony,
        voice: QueueVoice,
        caller_name: Callable[[Call, str], str],
    ) -> None:
        """`caller_name(call, office)` is what the consultant's telephone shows while it rings."""
        self.matchmaker = matchmaker
        self._telephony = telephony
        self._voice = voice
        self._caller_name = caller_name

    @asynccontextmanager
    async def agent_for(
        self, call: Call, office: str, joined: float | None = None
    ) -> AsyncIterator[AgentLeg | None]:
        """Wait in the queue of `office` and yield the consultant who answered, or None when nobody is there.

        `joined` gives back an earlier place. The consultant's leg is hung up and wrap-up begins at the end of the
        block. A caller who hangs up leaves the queue at once, and whoever is being rung stops ringing.
        """
        place = self.matchmaker.enter(call.id, office, joined)
        call.record(QueueEntered(queue=office, position=self.matchmaker.place_in_line(place)))
        reason: QueueLeftReason = "abandoned"
        has_left = False

        def left(why: QueueLeftReason) -> None:
            nonlocal has_left
            if not has_left:
                has_left = True
                self.matchmaker.leave(place)
                wait_time = round(call.clock.monotonic() - place.entry.joined, 3)
                call.record(QueueLeft(queue=office, reason=why, wait_time=wait_time))

        try:
            while (reservation := await self._wait_for_offer(call, place)) is not None:
                async with self._offer(call, place, reservation) as leg:
                    if leg is not None:
                        left("connected")
                        yield leg
                        return
            left("nobody_there")
            yield None
        except ChannelGone:
            raise  # the hang-up met a command before it could cancel this: abandoned
        except Exception:
            reason = "failed"
            raise
        finally:
            left(reason)

    async def _wait_for_offer(self, call: Call, place: Place) -> Reservation | None:
        """Music and announcements until a consultant is promised; None when nobody is there to wait for."""
        waited = call.clock.monotonic() - place.entry.joined
        with anyio.move_on_after(max(0.0, self.matchmaker.policy.longest_wait_time - waited)):
            if not place.is_decided:
                await first_of(place.decided, lambda: self._entertain(call, place))
        return place.reservation

    async def _entertain(self, call: Call, place: Place) -> None:
        """Tell the caller that all are busy, then music, and the place in the queue now and then."""
        words: Callable[[], Awaitable[Sequence[str]]] = self._voice.all_busy
        while True:
            await self._say(call, words)
            await call.caller.start_music()
            await anyio.sleep(self.matchmaker.policy.announce_every)
            words = partial(self._voice.place, self.matchmaker.place_in_line(place))

    async def _say(self, call: Call, words: Callable[[], Awaitable[Sequence[str]]]) -> None:
        try:
            playback = await call.caller.play(await words())
            try:
                await playback.finished()
            finally:
                playback.stop()
        except PlaybackFailed:
            return  # the music goes on, and that is what matters here

    @asynccontextmanager
    async def _offer(self, call: Call, place: Place, reservation: Reservation) -> AsyncIterator[AgentLeg | None]:
        """Ring the promised consultant; yields the answered leg, or None when the offer came to nothing."""
        agent, mm = reservation.agent, self.matchmaker
        call.record(
            OfferMade(
                reservation=reservation.id,
                agent=agent.id,
                queue=place.entry.office,
                reason=reservation.reason,
                candidates=reservation.candidates,
            )
        )
        if agent.office != place.entry.office:
            call.record(
                QueueOverflowed(queue=place.entry.office, to_queue=agent.office, reason=reservation.reason)
            )
        began = call.clock.monotonic()
        is_open = True

        def close(how: OfferOutcome) -> None:
            nonlocal is_open
            if is_open:
                is_open = False
                ring_time = round(call.clock.monotonic() - began, 3)
                call.record(
                    OfferEnded(reservation=reservation.id, agent=agent.id, outcome=how, ring_time=ring_time)
                )
                if how == "accepted":
                    mm.accepted(place, reservation)
                elif how == "caller_gone":
                    mm.leave(place)
                else:
                    mm.refused(place, reservation, is_phone_lost=how == "unreachable")

        leg: AgentLeg | None = None
        mm.ringing(reservation)
        try:
            await call.caller.start_music()
            async with self._telephony.ringing(
                agent.id,
                caller_id=call.caller.caller_number,
                caller_name=self._caller_name(call, place.entry.office),
                ring_time=mm.policy.ring_time,
            ) as channel:
                close("accepted")
                leg = AgentLeg(agent, channel, place.entry.joined)
                await call.caller.stop_music()
                yield leg
            return
        except NotAnswered as error:
            close(error.outcome)
        finally:
            # Only now that the telephone is silent: one that is still busy could not take the next call.
            close("caller_gone")
            if leg is not None:
                mm.conversation_over(agent, is_dropped=leg.has_dropped_caller)
        yield None
