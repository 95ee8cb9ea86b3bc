"""States what happened to a call while no application was there to see it."""

from collections.abc import Mapping
from datetime import timedelta

import msgspec

from ari_app.calls.unfinished_call import UnfinishedCall
from core.clock import Clock
from core.facts.bus import Bus
from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallEnded, EndReason
from core.facts.kinds.colleagues import HelpEnded, ListeningInEnded
from core.facts.kinds.conversations import ConversationEnded, Party
from core.facts.kinds.messages import VoiceMessageDiscarded, VoiceMessageLeft, VoiceMessageStarted
from core.facts.kinds.offers import OfferEnded, OfferMade
from core.facts.kinds.recordings import RecordingEnded, RecordingStarted
from core.facts.kinds.ringing_out import ClientDialEnded, DialOutcome
from core.facts.kinds.transfers import TransferEnded
from core.facts.kinds.waiting import QueueLeft, QueueLeftReason
from ivr.nodes.voice_message import SHORTEST


class MissedFacts:
    """Facts of the moment at which a caller left, or the application died. Moments are monotonic."""

    def __init__(self, bus: Bus, clock: Clock, ends: Mapping[str, float], last_alive: float) -> None:
        """`ends`: when channels ended that did so lately. `last_alive`: see `PriorState`."""
        self._bus = bus
        self._clock = clock
        self._ends = ends
        self._last_alive = last_alive

    def end_of_leg(self, leg: str | None) -> float | None:
        """When the other party's channel ended, if that is known."""
        return self._ends.get(leg or "")

    def saw_end(self, call: UnfinishedCall) -> bool:
        """Has Asterisk noted when the caller's channel ended?"""
        return call.started.channel_id in self._ends

    def end_of(self, call: UnfinishedCall) -> float:
        """When the caller left; if that stands nowhere, the last moment of which something is known."""
        return self._ends.get(call.started.channel_id, max(call.last, self._last_alive))

    def away_time(self, call: UnfinishedCall) -> float:
        """For how many seconds nobody has served the call."""
        return round(max(0.0, self._clock.monotonic() - self.end_of(call)), 3)

    def offer_ended(self, call: UnfinishedCall, offer: OfferMade) -> None:
        ring_time = self._time_since(offer.ticks or call.last, call)
        self._state(
            call,
            OfferEnded(
                reservation=offer.reservation, agent=offer.agent, outcome="interrupted", ring_time=ring_time
            ),
        )

    def queue_left(self, call: UnfinishedCall, reason: QueueLeftReason) -> None:
        assert call.place is not None
        wait_time = self._time_since(max(call.place.joined, call.began), call)
        self._state(call, QueueLeft(queue=call.place.queue, reason=reason, wait_time=wait_time))

    def talk_ended(self, call: UnfinishedCall, *, by: Party) -> None:
        """The end of a conversation, with a consultant or outside of the centre, if one was under way."""
        talk, transfer = call.talking, call.transfer
        if talk is not None and talk.bridge_id is not None:
            held = talk.hold_time + (0.0 if talk.held_since is None else self.end_of(call) - talk.held_since)
            ended = ConversationEnded(
                agent=talk.agent,
                ended_by=by,
                talk_time=self._time_since(talk.began, call),
                hold_time=round(held, 3),
            )
            self._state(call, ended)
            self._help_ended(call, talk.agent)
        if transfer is not None:
            talk_time = self._time_since(transfer.began, call)
            self._state(call, TransferEnded(target=transfer.target, outcome="connected", talk_time=talk_time))

    def _help_ended(self, call: UnfinishedCall, agent: str) -> None:
        if call.help_since is not None:
            waited = self._time_since(call.help_since, call)
            self._state(call, HelpEnded(agent=agent, why="conversation", waited_time=waited))
            call.help_since = None

    def listening_ended(self, call: UnfinishedCall) -> None:
        """Whoever listened in hears nothing any more: the telephone was hung up."""
        if (began := call.listening) is not None:
            heard = self._time_since(began.ticks or call.last, call)
            ended = ListeningInEnded(
                agent=began.agent, listener=began.listener, listened_time=heard, why="interrupted"
            )
            self._state(call, ended)
            call.listening = None

    def guest_ended(self, call: UnfinishedCall, *, is_over: bool) -> None:
        """Whoever was called in is there no more: has hung up, maybe with the end of the call, which `is_over`
        then, or the telephone that still rang was silenced."""
        if (guest := call.guest) is not None:
            left = None if guest.came is None else self.end_of_leg(guest.came.leg)
            end = self.end_of(call)
            if guest.came is None:
                ended = guest.ended("interrupted", end)
            else:
                ended = guest.ended("over" if is_over else "left", end if is_over or left is None else left)
            self._state(call, ended)
            call.guest = None

    def dial_ended(self, call: UnfinishedCall, outcome: DialOutcome) -> None:
        """Nobody rings the client any more: who has answered talks, and whoever has not rings no longer."""
        if (dialled := call.dialling) is not None:
            ended = ClientDialEnded(
                agent=dialled.agent,
                outcome=outcome,
                ring_time=self._time_since(dialled.ticks or call.last, call),
                callback=dialled.callback,
            )
            self._state(call, ended)
            call.take(msgspec.structs.replace(ended, ticks=self._clock.monotonic()))

    def recording_ended(self, call: UnfinishedCall, recording: RecordingStarted) -> None:
        duration = self._time_since(recording.ticks or call.last, call)
        self._state(
            call, RecordingEnded(recording=recording.recording, file=recording.file, duration_time=duration)
        )

    def message_ended(self, call: UnfinishedCall, message: VoiceMessageStarted) -> bool:
        """Whoever hung up has left the message, as while the application is there; False if it was too short and
        its file is to go.
        """
        if self.end_of(call) - (message.ticks or call.last) < SHORTEST:
            self._state(call, VoiceMessageDiscarded(message=message.message, why="too_short"))
            return False
        kept = VoiceMessageLeft(
            message=message.message,
            file=message.file,
            office=message.office,
            duration_time=None,
            caller_number=call.started.caller_number,
            client_id=call.context.client_id,
        )
        self._state(call, kept)
        return True

    def call_ended(self, call: UnfinishedCall, *, was_cut_off: bool) -> None:
        reason: EndReason = "interrupted" if was_cut_off else "caller_hung_up"
        self._state(call, CallEnded(reason=reason, duration_time=self._time_since(call.began, call)))

    def _time_since(self, began: float, call: UnfinishedCall) -> float:
        """Seconds until the caller left."""
        return round(max(0.0, self.end_of(call) - began), 3)

    def _state(self, call: UnfinishedCall, fact: AnyEvent) -> None:
        age = max(0.0, self._clock.monotonic() - self.end_of(call))
        at = self._clock.now() - timedelta(seconds=age)
        self._bus.publish(msgspec.structs.replace(fact, at=max(at, call.last_at)), call.call_id)
