"""Consultants: their telephones ring, they answer after a moment, talk, hang up; and sometimes one vanishes."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

import anyio

from chaos.encrypted_line import EncryptedLine
from chaos.media import Leg, Media
from chaos.sip_line import SipLine, sound_offer, sound_place
from chaos.sound_cipher import SoundCipher
from chaos.sounds import CONSULTANT_TONES, tone
from chaos.stories import CallStory, Ring, Role, Side
from softphone.sip import SipMessage

Reality = Literal["idle", "ringing", "talking", "gone"]

_PACE = 0.1  # seconds
_FOUND_WITHIN = 40.0  # seconds after a telephone came back, in which Asterisk finds it
_ANSWERS_AFTER = (0.8, 2.5)  # seconds of ringing
_NOBODY_THERE = 45.0  # seconds without the caller's voice after which a consultant gives up
_OVERTIME = 2.0  # times the planned talk, when the caller who was to hang up does not
_OF_COLLEAGUES = ("Pyta ", "Przekazuje ")  # what the display of a telephone says before the name
_OF_SUPERVISORS = "Odsłuch "


@dataclass(eq=False)
class Desk:
    """One consultant's telephone."""

    user: str
    tone: int
    line: SipLine
    ring: Ring | None = None
    invite: SipMessage | None = None
    answer: SipMessage | None = None
    leg: Leg | None = None
    answer_at: float = 0.0
    talk_time: float = 0.0
    talking_since: float | None = None
    gone_until: float = 0.0
    missed: int = 0  # calls that came while it was gone
    is_employed: bool = True  # logged in and ready, as far as anybody outside of the centre can know

    def has_just_come_back(self, now: float) -> bool:
        """Asterisk asks a telephone of a fixed address every 30 s whether it is there."""
        return 0.0 < self.gone_until <= now < self.gone_until + _FOUND_WITHIN

    def reality(self, now: float) -> Reality:
        """What anybody in the room would say."""
        if now < self.gone_until:
            return "gone"
        if self.ring is None:
            return "idle"
        return "ringing" if self.ring.answered_at is None else "talking"


@dataclass(eq=False)
class Consultants:
    """All of them: `encrypted` are those of `users` behind the `encrypted_line`. `run` it until cancelled."""

    line: SipLine
    encrypted_line: EncryptedLine
    users: list[str]
    encrypted: list[str]
    media: Media
    seed: int
    talk_times: tuple[float, float]
    find: Callable[[str], CallStory | None]
    rings: list[Ring] = field(default_factory=list)
    is_application_away: bool = False  # as whoever carries out the faults knows
    in_clear: list[tuple[str, float]] = field(default_factory=list)
    """Which encrypted telephone was offered its sound without a key, and when."""

    def __post_init__(self) -> None:
        for line in (self.line, self.encrypted_line):
            line.on_message = partial(self._on_message, line)
        tones = CONSULTANT_TONES
        self.desks = {
            user: Desk(user, tones[n % len(tones)], self.encrypted_line if user in self.encrypted else self.line)
            for n, user in enumerate(self.users)
        }
        self._choice = random.Random(f"{self.seed}:consultants")

    async def run(self) -> None:
        """Until cancelled."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self.line.run)
            tasks.start_soon(self.encrypted_line.run)
            while True:
                await anyio.sleep(_PACE)
                now = time.time()
                for desk in self.desks.values():
                    self._look(desk, now)

    def calls_encrypted(self) -> int:
        """Conversations of the telephones that speak SIP over TLS."""
        return sum(ring.user in self.encrypted and ring.answered_at is not None for ring in self.rings)

    def close(self) -> None:
        self.line.close()
        self.encrypted_line.close()

    def vanish(self, desk: Desk, seconds: float) -> None:
        """Its network is gone for so long; afterwards it begins anew, with no call."""
        desk.gone_until = time.time() + seconds
        if desk.ring is not None:
            desk.ring.vanished_at = time.time()
            desk.missed += desk.ring.answered_at is None
        if desk.leg is not None:
            desk.leg.is_gone = True
        self._end(desk, "consultant")

    def forget_all(self) -> None:
        """Asterisk is gone with every call."""
        for desk in self.desks.values():
            self._end(desk, "centre")

    def _look(self, desk: Desk, now: float) -> None:
        ring = desk.ring
        if ring is None or desk.invite is None:
            return
        if ring.answered_at is None:
            if now >= desk.answer_at:
                self._pick_up(desk, desk.invite, ring, now)
            return
        if ring.role != "consultant" and ring.has_call_since is None:  # somebody else says when it is enough
            if now - ring.answered_at > _OVERTIME * desk.talk_time + _NOBODY_THERE:
                self.hang_up(desk)
            return
        desk.talking_since = desk.talking_since or ring.has_call_since
        story = self.find(ring.caller)
        if desk.talking_since is None:
            if story is not None and ring.heard.has_tone(story.tone):
                desk.talking_since = now
            elif now - ring.answered_at > _NOBODY_THERE:
                self.hang_up(desk)
            return
        planned = desk.talk_time
        if story is None or story.leaves_in == "talk":  # the caller ends it, or has gone: the centre will say so
            planned = _OVERTIME * desk.talk_time + 10.0
        if now - desk.talking_since > planned:
            self.hang_up(desk)

    def _pick_up(self, desk: Desk, invite: SipMessage, ring: Ring, now: float) -> None:
        desk.leg = self.media.open()
        if desk.line is self.encrypted_line:
            desk.leg.cipher = self._cipher(desk, invite)
        desk.leg.remote = sound_place(invite, desk.line.server)
        desk.leg.says = tone(desk.tone)
        ring.heard, ring.answered_at = desk.leg.heard, now
        desk.answer = desk.line.answer(invite, desk.user, _sound_answer(desk.line, desk.leg))
        desk.line.insist(desk.answer)

    def _cipher(self, desk: Desk, invite: SipMessage) -> SoundCipher | None:
        try:
            return SoundCipher(invite)
        except LookupError:
            self.in_clear.append((desk.user, time.time()))
            return None

    def hang_up(self, desk: Desk) -> None:
        """Now; harmless when nobody is on the line."""
        if desk.invite is not None:
            desk.line.insist(desk.line.bye_of_called(desk.invite))
        self._end(desk, "consultant")

    def _end(self, desk: Desk, by: Side) -> None:
        if desk.ring is not None:
            desk.ring.ended_at, desk.ring.ended_by = time.time(), by
            self._hands_over(desk.ring)
        if desk.answer is not None:
            desk.line.settle(desk.answer.transaction)
        if desk.leg is not None:
            self.media.close(desk.leg)
        desk.ring = desk.invite = desk.answer = desk.leg = desk.talking_since = None

    def _hands_over(self, ring: Ring) -> None:
        """Who goes while a colleague is there leaves the call to that one; whose network is gone, does not."""
        story = self.find(ring.caller)
        if story is None or ring.vanished_at is not None:
            return
        for other in story.rings:
            is_there = other.answered_at is not None and other.ended_at is None
            if other.role == "colleague" and is_there and other.has_call_since is None:
                other.has_call_since = ring.ended_at

    # -- SIP

    def _on_message(self, line: SipLine, message: SipMessage, at: float) -> None:
        if not message.is_request:
            return
        user = _user_of(message)
        desk = self.desks.get(user)
        if desk is None:
            line.send(message.reply(404, "Not Found"))
            return
        is_own = desk.invite is not None and desk.invite.call_id == message.call_id
        if at < desk.gone_until:
            desk.missed += message.method == "INVITE" and not is_own
            return
        match message.method:
            case "INVITE" if is_own:
                self._invited_again(desk, message)
            case "INVITE":
                self._invited(desk, message, at)
            case "ACK":
                if is_own and desk.answer is not None:
                    line.settle(desk.answer.transaction)
            case "CANCEL" if is_own and desk.invite is not None:
                line.send(message.reply(200, "OK"))
                line.send(line.answer(desk.invite, user, refused="487 Request Terminated"))
                self._end(desk, "centre")
            case "BYE" if is_own:
                line.send(message.reply(200, "OK"))
                self._end(desk, "centre")
            case "BYE" | "CANCEL":
                line.send(message.reply(481, "Call/Transaction Does Not Exist"))
            case _:
                line.send(message.reply(200, "OK"))

    def _invited(self, desk: Desk, invite: SipMessage, at: float) -> None:
        story = self.find(invite.caller)
        ring = Ring(desk.user, invite.caller, at, desk.tone, busy_with=desk.ring)
        ring.is_fallback = self.is_application_away
        ring.role = _role(invite)
        ring.sound_of = sound_place(invite, desk.line.server)[0]
        self.rings.append(ring)
        if story is not None:
            story.rings.append(ring)
        if ring.busy_with is not None:
            ring.ended_at, ring.ended_by = at, "consultant"
            desk.line.send(self._refusal(invite))
            return
        desk.ring, desk.invite = ring, invite
        desk.answer_at = at + self._choice.uniform(*_ANSWERS_AFTER)
        desk.talk_time = self._choice.uniform(*self.talk_times)
        desk.line.send(desk.line.answer(invite, desk.user))

    def _invited_again(self, desk: Desk, invite: SipMessage) -> None:
        """A repetition, or a change of the sound within the call: both get what holds."""
        if desk.leg is not None:
            place = sound_place(invite, desk.line.server)
            desk.leg.remote = place if place[1] else desk.leg.remote
            if desk.leg.cipher is not None and not desk.leg.cipher.offered_again(invite):
                self.in_clear.append((desk.user, time.time()))
            desk.line.send(desk.line.answer(invite, desk.user, _sound_answer(desk.line, desk.leg)))
        else:
            desk.line.send(desk.line.answer(invite, desk.user))

    @staticmethod
    def _refusal(invite: SipMessage) -> SipMessage:
        return invite.reply(486, "Busy Here")


def _sound_answer(line: SipLine, leg: Leg) -> bytes:
    if leg.cipher is None:
        return sound_offer(line.host, leg.port)
    return sound_offer(line.host, leg.port, profile=leg.cipher.profile, more=leg.cipher.line)


def _role(invite: SipMessage) -> Role:
    shown = invite.get("from").lstrip('"')
    if shown.startswith(_OF_COLLEAGUES):
        return "colleague"
    return "supervisor" if shown.startswith(_OF_SUPERVISORS) else "consultant"


def _user_of(message: SipMessage) -> str:
    return message.start.partition("sip:")[2].partition("@")[0]
