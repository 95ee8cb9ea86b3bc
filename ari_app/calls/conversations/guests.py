"""Somebody who is called into a conversation: rung, there, gone; each with a task of its own.

The conversation does not wait for a guest and cannot fail by one. Who hears whom, the conversation decides
(`ari_app.calls.conversations.parties`).
"""

from abc import ABC, abstractmethod
from contextlib import AbstractAsyncContextManager

import anyio
import structlog
from anyio.abc import TaskStatus

from acd.waiting.agent_leg import AgentLeg
from ari_app.calls.conversations.talk import Talk
from ari_app.calls.guest_so_far import GuestSoFar
from core.clock import Clock
from core.errors import ChannelGone, NotAnswered, TelephonyFailed, TransitionRefused
from core.facts.kinds.colleagues import ColleagueCame, ColleagueEnd, ColleagueMode, ColleagueMoved
from core.tasks.cancel_group import CancelGroup
from core.tasks.flag import Flag
from core.tasks.racing import first_of
from core.telephony.telephony import Channel, Telephony

log = structlog.get_logger()

RING_TIME = 20.0  # seconds for which a guest's telephone rings
LOST_TIME = 1.0  # seconds in which an ear that is lost may have been lost with the consultant, who hands over so
_NOT_REACHED: dict[str, ColleagueEnd] = {
    "no_answer": "no_answer",
    "declined": "declined",
    "busy": "busy",
    "unreachable": "unreachable",
}
"""Why a telephone was not answered; whatever else there is, is a fault."""


class CalledIn(ABC):
    """One guest of one conversation; a `ari_app.calls.conversations.guest.Guest`."""

    def __init__(self, talk: Talk, so_far: GuestSoFar, clock: Clock) -> None:
        self._talk = talk
        self._so_far = so_far
        self._clock = clock
        self._channel: Channel | None = None
        self._why: ColleagueEnd | None = None
        self._has_call = False
        self._lost = Flag()
        self._running = CancelGroup()

    @property
    def channel(self) -> Channel | None:
        """From the answer on."""
        return self._channel

    @property
    def call_id(self) -> str:
        return self._talk.call_id

    @property
    def hands_over(self) -> bool:
        """Has whoever answers the call at once?"""
        return self._so_far.called.hands_over

    @property
    def is_over(self) -> bool:
        return self._why is not None

    # -- what is told; takes effect at once

    def moves(self, mode: ColleagueMode) -> None:
        """They talk in that mode from now on. Raises TransitionRefused for somebody who has not come."""
        if self._channel is None:
            raise TransitionRefused("Ta osoba jeszcze nie odebrała.")
        so_far = self._so_far
        if mode == so_far.mode:
            return
        so_far.moves(mode, self._clock.monotonic())
        called = so_far.called
        self._talk.call.record(
            ColleagueMoved(agent=called.agent, colleague=called.colleague, target=called.target, mode=mode)
        )
        self._talk.moves(mode)

    def back(self) -> None:
        """The consultant needs the guest no more."""
        self.end("back" if self._channel is not None else "withdrawn")

    def over(self) -> None:
        """The conversation is over: whoever is still there has nobody to talk with."""
        self.end("over")

    async def talks_on(self) -> None:
        """Return when the telephone is hung up."""
        if self._channel is not None:
            await self._channel.gone()

    def lost(self) -> None:
        """What the guest heard beside the consultant is heard no more, and nobody has asked for that."""
        self._lost.set()

    @abstractmethod
    def has_call(self, bridge_id: str) -> AgentLeg | None:
        """See Guest."""

    def end(self, why: ColleagueEnd) -> None:
        """State the one end of it, the first that is told; the telephone is silent a moment later. Of a guest who
        has the call: the call is over."""
        self._state(why)
        self._running.cancel()

    def _state(self, why: ColleagueEnd) -> None:
        if self._why is not None:
            return
        self._why = why
        self._talk.call.record(self._so_far.ended(why, self._clock.monotonic()))
        if not self._has_call:
            self._talk.guest_gone(self)

    # -- what makes it so

    async def run(self, telephony: Telephony) -> None:
        """Ring, and stay until one of both ends. Never raises; nothing is left in the exchange."""
        await self._guarded(self._rung(telephony), None)

    async def run_again(self, telephony: Telephony, task_status: TaskStatus[None]) -> None:
        """As `run`, of one who has answered to a process before this one; `task_status` is told at once."""
        came = self._so_far.came
        assert came is not None, "whoever was only rung is rung no more"
        leg = telephony.leg_again(self._endpoint, came.leg, beside=self._talk.call.caller)
        await self._guarded(leg, task_status)

    async def _guarded(
        self, telephone: AbstractAsyncContextManager[Channel], task_status: TaskStatus[None] | None
    ) -> None:
        who = self._so_far.called.colleague or self._so_far.called.target
        try:
            with self._running.scope(is_over=self.is_over):
                async with telephone as channel:
                    if task_status is not None:
                        self._channel = channel
                        self._is_there(channel, is_new=False)
                        task_status.started()
                    elif not self._comes(channel):
                        return
                    await self._stays(channel)
        except NotAnswered as error:
            self._state(_NOT_REACHED.get(error.outcome, "failed"))
        except (TelephonyFailed, ChannelGone) as error:
            log.warning("a guest was lost", who=who, error=type(error).__name__)
        except Exception as error:
            log.exception("a guest was lost", who=who, error=type(error).__name__)
        finally:
            self._state("failed")
            self._gone()

    def _comes(self, channel: Channel) -> bool:
        so_far, now = self._so_far, self._clock.monotonic()
        if self.is_over:
            return False
        came = self._is_there(channel, is_new=True)
        if came is None:
            return False
        so_far.came, so_far.since, so_far.ring_time = came, now, now - so_far.began
        self._channel = channel
        self._talk.call.record(came)
        self._talk.came()
        return True

    async def _stays(self, channel: Channel) -> None:
        while channel.is_up:
            self._lost = Flag()
            await first_of(channel.gone, self._lost.wait)
            with anyio.move_on_after(LOST_TIME):
                await channel.gone()
            if channel.is_up and not self.is_over and self._so_far.mode == "aside":
                self._state("failed")
                return
        self._state("left")

    @property
    @abstractmethod
    def _endpoint(self) -> str:
        """Of the telephone; empty outside of the centre."""

    @abstractmethod
    def _rung(self, telephony: Telephony) -> AbstractAsyncContextManager[Channel]:
        """The telephone, which rings for RING_TIME seconds."""

    @abstractmethod
    def _is_there(self, channel: Channel, *, is_new: bool) -> ColleagueCame | None:
        """The telephone was answered, just now if `is_new`: the fact of it, or None for somebody who is not to
        come any more."""

    @abstractmethod
    def _gone(self) -> None:
        """The telephone is silent, whatever happened."""
