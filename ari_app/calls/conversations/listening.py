"""One supervisor takes part in one conversation: listens, whispers, barges in, or takes it over.

The supervisor's telephone rings once; the way of taking part is changed without another call. What nobody else may
hear, a secret that is keyed or a caller on hold, is not heard here either, whichever way (`recordings.hearers`).
"""

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass

import anyio
import structlog

from acd.revocation_store import Hearing
from acd.waiting.agent_leg import AgentLeg
from ari_app.calls.conversations.talk import Talk
from ari_app.telephony.line import CLEAN_UP_TIME
from core.errors import ChannelGone, NotAnswered, TelephonyFailed, TransitionRefused
from core.facts.kinds.colleagues import (
    ListeningInBegan,
    ListeningInEnd,
    ListeningInEnded,
    ListeningInMoved,
    SupervisorMode,
)
from core.relay.commands import ListeningClaim, ListeningState
from core.tasks.cancel_group import CancelGroup
from core.tasks.settling import Settling
from core.telephony.telephony import Channel, Ear, EarFor, Telephony

log = structlog.get_logger()

RING_TIME = 20.0  # seconds for which the supervisor's telephone rings
LOST_TIME = 1.0  # seconds after which an ear that is lost has nothing to do with the end of the conversation


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who hears whom: accounts. `name` of the consultant, as the telephone shows it; `is_told`: see the fact;
    `session`, `home` and `claim`: see the command ListenIn. Without `hears_caller` there is whispering alone."""

    agent: str
    name: str
    listener: str
    endpoint: str
    is_told: bool
    session: str
    home: str
    mode: SupervisorMode = "listen"
    claim: ListeningClaim = "both"

    @property
    def hears_caller(self) -> bool:
        return self.claim != "consultant"

    @property
    def hearing(self) -> Hearing:
        """What has to be allowed for as long as it goes on."""
        return Hearing(self.listener, self.session, self.agent, self.home, self.claim)


class Listening:
    """One supervisor and one conversation; a `recordings.hearers.Hearer`."""

    def __init__(self, wanted: Wanted, talk: Talk, telephony: Telephony) -> None:
        self.wanted = wanted
        self.talk = talk
        self.telephone: str | None = None  # what is known of its password; None before the first look
        self._telephony = telephony
        self._clock = talk.call.clock
        self._mode: SupervisorMode = wanted.mode
        self._leg: Channel | None = None
        self._taken: AgentLeg | None = None
        self._is_muted_now = False  # is nothing to be heard?
        self._is_shut: bool | None = True  # at the exchange; None: on its way, or nobody knows
        self._is_lost = False
        self._began: float | None = None
        self._since = 0.0  # of the mode
        self._times: dict[SupervisorMode, float] = {"listen": 0.0, "whisper": 0.0, "barge_in": 0.0}
        self._why: ListeningInEnd | None = None
        self._settling = Settling(lambda: self._is_as_wanted)
        self._moved = CancelGroup()
        self._taking_part = CancelGroup()
        self._ringing = CancelGroup()  # to the end of the telephone's call

    @property
    def is_over(self) -> bool:
        return self._why is not None

    @property
    def leg(self) -> Channel:
        """From the answer on. Raises TransitionRefused before, and afterwards."""
        if self._leg is None or self._began is None or self.is_over:
            raise TransitionRefused("Ten telefon jeszcze nie odebrał albo odsłuch już się skończył.")
        return self._leg

    @property
    def state(self) -> ListeningState:
        """As people are told."""
        if self.is_over:
            return "none"
        if self._began is None:
            return "ringing"
        if self._is_shut is not False:
            return "silent"
        return {"listen": "listening", "whisper": "whispering", "barge_in": "talking"}[self._mode]  # type: ignore[return-value]

    # -- what is told; takes effect at once

    def moves(self, mode: SupervisorMode) -> None:
        """The supervisor takes part in that way from now on. Raises TransitionRefused; nothing was done then."""
        _ = self.leg
        if not self.wanted.hears_caller and mode != "whisper":
            raise TransitionRefused(
                "Ta rozmowa dotyczy klienta innego urzędu: można tylko podpowiadać konsultantowi."
            )
        if mode == self._mode:
            return
        self._count()
        self._mode = mode
        wanted = self.wanted
        self.talk.call.record(ListeningInMoved(agent=wanted.agent, listener=wanted.listener, mode=mode))
        self._comes_to_help()
        self._moved.cancel()

    def mute(self, *, is_muted: bool) -> None:
        """See Hearer."""
        self._is_muted_now = is_muted
        self._settling.changed()

    async def settled(self, seconds: float) -> bool:
        """See Hearer. A listening that has not begun is silent, and so is one whose telephone is hung up."""
        return await self._settling.settled(seconds)

    def over(self) -> None:
        """See Hearer."""
        self.end("conversation")

    def end(self, why: ListeningInEnd) -> None:
        """State the one end of it, the first that is told; the telephone is hung up a moment later, but of who
        takes the call over."""
        if self._why is not None:
            return
        self._count()
        self._why = why
        if self._began is not None:
            ended = ListeningInEnded(
                agent=self.wanted.agent,
                listener=self.wanted.listener,
                listened_time=round(self._clock.monotonic() - self._began, 3),
                why=why,
                whispered_time=round(self._times["whisper"], 3),
                barged_in_time=round(self._times["barge_in"], 3),
            )
            self.talk.call.record(ended)
        self._taking_part.cancel()
        if why != "took_over":
            self._ringing.cancel()

    def takes_over(self, leg: AgentLeg) -> None:
        """The supervisor has the call from now on, at the telephone that is there. Raises TransitionRefused when
        the conversation is over; nothing was done then."""
        self.talk.check_open()
        self._taken = leg
        self.end("took_over")
        self.talk.taken_over(_Taker(self, leg))

    def release(self) -> None:
        """The call that was taken over has ended: the telephone is hung up a moment later."""
        self._ringing.cancel()

    def _count(self) -> None:
        now = self._clock.monotonic()
        if self._began is not None:
            self._times[self._mode] += now - self._since
        self._since = now

    def _comes_to_help(self) -> None:
        if self._mode != "listen":
            self.talk.help.ended("came")

    @property
    def _is_as_wanted(self) -> bool:
        return self._is_shut is True or not self._is_muted_now

    # -- what makes it so

    async def run(self) -> None:
        """Ring, and take part until one of both ends. Never raises; nothing is left in the exchange."""
        try:
            await self._ring()
        except NotAnswered as error:
            log.info("nobody came to listen in", listener=self.wanted.listener, outcome=error.outcome)
        except (TelephonyFailed, ChannelGone) as error:
            log.warning("a listening in ended", listener=self.wanted.listener, error=type(error).__name__)
        except Exception as error:
            log.exception("a listening in failed", listener=self.wanted.listener, error=type(error).__name__)
        finally:
            self._is_silent()
            self.end("failed")

    async def _ring(self) -> None:
        wanted = self.wanted
        with ExitStack() as heard:
            heard.enter_context(self.talk.recording.hearers.one(self))
            with self._ringing.scope(is_over=self.is_over):
                async with self._telephony.ringing(
                    wanted.endpoint,
                    caller_id=wanted.agent,
                    caller_name=f"Odsłuch {wanted.name}",
                    ring_time=RING_TIME,
                    is_listening=True,
                    beside=self.talk.call.caller,
                ) as leg:
                    self._leg = leg
                    with self._taking_part.scope(is_over=self.is_over), leg.while_up():
                        await self._take_part(leg)
                    if self._taken is None:
                        self.end("listener")
                        return
                    heard.close()  # others may listen to whoever has the call now
                    await leg.gone()

    async def _take_part(self, leg: Channel) -> None:
        """Until cancelled."""
        self._began = self._since = self._clock.monotonic()
        wanted = self.wanted
        self.talk.call.record(
            ListeningInBegan(
                agent=wanted.agent,
                listener=wanted.listener,
                is_told=wanted.is_told,
                mode=wanted.mode,
                hears_both=wanted.hears_caller,
            )
        )
        self._comes_to_help()
        while True:
            mode = self._mode
            with self._moved.scope(is_over=False):
                async with self._door(leg, mode) as door:
                    await self._open_and_shut(door, mode)
            self._is_silent()

    @asynccontextmanager
    async def _door(self, leg: Channel, mode: SupervisorMode) -> AsyncIterator[Ear]:
        """How the conversation is heard, and who is heard there. Shut at first."""
        if mode == "barge_in":
            place = _Place(self.talk, leg)
            try:
                yield place
            finally:
                with anyio.move_on_after(CLEAN_UP_TIME, shield=True):
                    await place.shut()
            return
        party = self.talk.call.caller if mode == "listen" else self.talk.leg.channel
        whispers: EarFor = "whispering" if self.wanted.hears_caller else "advising"
        ear_for = "listening" if mode == "listen" else whispers
        async with self._telephony.overhearing(party, leg, self._lost, ear_for) as ear:
            yield ear

    async def _open_and_shut(self, door: Ear, mode: SupervisorMode) -> None:
        """Until cancelled."""
        while True:
            self._settling.look()
            if self._is_lost:
                await self._do_without(mode)
                return
            if self._is_shut is not self._is_muted_now:
                is_muted, self._is_shut = self._is_muted_now, None
                try:
                    await (door.shut() if is_muted else door.open())
                except ChannelGone:
                    self._lost()
                    continue
                self._is_shut = is_muted
                continue  # something else may be wanted by now
            await self._settling.news()

    async def _do_without(self, mode: SupervisorMode) -> None:
        """An ear is lost: with the caller, and then the conversation's end is told within a moment; or with the
        telephone at which the consultant was whispered to, and then the conversation is listened to."""
        await anyio.sleep(LOST_TIME)
        if mode != "whisper" or not self.wanted.hears_caller:
            raise TelephonyFailed
        self._is_lost = False
        self.moves("listen")

    def _lost(self) -> None:
        """The ear is no more."""
        self._is_lost = True
        self._is_silent()
        self._settling.changed()

    def _is_silent(self) -> None:
        self._is_shut = True
        self._settling.tell()


class _Place:
    """A supervisor's place among those who talk; a `core.telephony.telephony.Ear`."""

    def __init__(self, talk: Talk, leg: Channel) -> None:
        self._talk = talk
        self._leg = leg

    async def open(self) -> None:
        await self._talk.barge_in(self._leg)

    async def shut(self) -> None:
        await self._talk.barge_out()


class _Taker:
    """A supervisor who has taken the call over; a `ari_app.calls.conversations.guest.Guest`."""

    def __init__(self, listening: Listening, leg: AgentLeg) -> None:
        self._listening = listening
        self._leg = leg

    @property
    def channel(self) -> Channel:
        return self._leg.channel

    @property
    def hands_over(self) -> bool:
        return False

    def over(self) -> None:
        self._listening.release()

    def lost(self) -> None:
        pass

    def has_call(self, bridge_id: str) -> AgentLeg:
        return self._leg

    async def talks_on(self) -> None:
        await self._leg.channel.gone()
