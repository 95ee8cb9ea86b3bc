"""Callers: they ring, key what they are asked for, wait, talk, and hang up as their plan says."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import anyio

from chaos import telephone_keys as keys
from chaos.media import Leg, Media
from chaos.people import Person
from chaos.sip_line import PlainLine, sound_port
from chaos.sounds import CALLER_TONES, tone
from chaos.stories import CallStory, LeavesIn, Ring
from softphone.sip import Address, SipMessage

_PACE = 0.1  # seconds between two looks at what a caller hears
# Callers who go before they are served, of all; the rest is divided between the two sides of a conversation.
_LEAVING: tuple[tuple[LeavesIn, float], ...] = (("scenario", 0.04), ("waiting", 0.04), ("ringing", 0.05))
_ENDS_TALK = 0.3  # the share of conversations that the caller ends
_RINGING_PATIENCE = 0.4  # seconds a telephone rings until that caller goes
_CONSENT_AFTER = 1.8  # seconds of the question: an earlier key is no answer to it (decision 0005)
_SKIPPED = ("W01", "W04", "N01", "E05", "A08", "N03", "H04", "S04")  # what callers do not listen to a second time
_THINKS = (0.3, 1.5)  # seconds from the beginning of a question to the first key
_ANSWER_TIME = 32.0  # seconds after which a call that nobody answers is given up


@dataclass(eq=False)
class Telephone:
    """One caller's telephone in a call."""

    story: CallStory
    person: Person
    invite: SipMessage
    leg: Leg
    choice: random.Random
    talk_time: float
    waits: float  # seconds in the queue after which an impatient caller goes
    final: SipMessage | None = None
    to_press: str = ""
    press_at: float = 0.0
    talking_since: float | None = None


@dataclass(eq=False)
class Callers:
    """`run` it until cancelled. `place` begins a call; `stories` are all calls, those in progress too."""

    server: Address
    media: Media
    seed: int
    talk_times: tuple[float, float]
    stories: list[CallStory] = field(default_factory=list)
    on_end: Callable[[CallStory], None] = lambda story: None
    _up: dict[str, Telephone] = field(default_factory=dict)  # by Call-ID

    def __post_init__(self) -> None:
        self._line = PlainLine()
        self._line.server, self._line.on_message = self.server, self._on_message
        self._numbers = iter(range(601_000_000, 699_000_000))

    async def run(self) -> None:
        """Until cancelled."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._line.run)
            while True:
                await anyio.sleep(_PACE)
                now = time.time()
                for telephone in list(self._up.values()):
                    self._look(telephone, now)

    def close(self) -> None:
        self._line.close()

    @property
    def in_progress(self) -> list[CallStory]:
        return [telephone.story for telephone in self._up.values()]

    def find(self, number: str) -> CallStory | None:
        """The call in progress from that number."""
        return next((story for story in self.in_progress if story.number == number), None)

    def has_company(self, ring: Ring | None) -> bool:
        """Has somebody been called into the conversation for which a telephone was rung?"""
        story = None if ring is None else self.find(ring.caller)
        return story is not None and bool(story.colleagues or story.supervisors)

    def place(self, dialled: str, person: Person, leaves_in: LeavesIn | None = None) -> CallStory:
        """Begin a call; what this caller does follows from the seed and the call's number alone."""
        count = len(self.stories)
        choice = random.Random(f"{self.seed}:caller:{count}")
        leg = self.media.open()
        story = CallStory(
            number=f"48{next(self._numbers)}",
            office=person.office,
            tone=CALLER_TONES[count % len(CALLER_TONES)],
            is_recorded=choice.random() < 0.5,
            leaves_in=leaves_in or _plan(choice),
            placed_at=time.time(),
            heard=leg.heard,
        )
        invite = self._line.invite(dialled, story.number, leg.port)
        talk_time = choice.uniform(*self.talk_times)
        telephone = Telephone(story, person, invite, leg, choice, talk_time, choice.uniform(2.0, 8.0))
        self.stories.append(story)
        self._up[invite.call_id] = telephone
        self._line.insist(invite)
        return story

    def hang_up(self, story: CallStory) -> None:
        """Now; harmless when it is over."""
        for telephone in list(self._up.values()):
            if telephone.story is story:
                self._leave(telephone)

    def forget_all(self) -> None:
        """Asterisk is gone with every call: nobody sends a BYE."""
        for telephone in list(self._up.values()):
            telephone.story.is_excused = True
            self._over(telephone, "centre")

    # -- what a caller does

    def _look(self, telephone: Telephone, now: float) -> None:
        story, leg = telephone.story, telephone.leg
        if story.answered_at is None:
            if now - story.placed_at > _ANSWER_TIME:
                self._leave(telephone)
            return
        while leg.heard.begun:
            at, name = leg.heard.begun.popleft()
            self._asked(telephone, name, at)
        if telephone.to_press and now >= telephone.press_at:
            leg.press(telephone.to_press)
            story.keyed_at = now + keys.seconds(telephone.to_press)
            telephone.to_press = ""
        self._perhaps_leave(telephone, now)

    def _asked(self, telephone: Telephone, name: str, at: float) -> None:
        """Whoever hears a question again answers it again, from its first key."""
        person, story = telephone.person, telephone.story
        answers = {
            "A01": f"{person.card_number}#",
            "A02": f"{person.pin}#",
            "M01": "0",
            "N02": "1" if story.is_recorded else "2",
            "S01": "5",  # the rating may be pressed before its question
            "S02": "5",
            "S03": "1",
            "H07": "0",  # the data cannot be reached: a consultant, please
            "C01": person.postal_code,
        }
        if name in _SKIPPED and story.heard_names().count(name) > 1:
            answers[name] = "#"  # known already
        if name not in answers:
            return
        thinks = telephone.choice.uniform(*_THINKS)
        telephone.press_at = at + (_CONSENT_AFTER if name == "N02" else 0.0) + thinks
        telephone.to_press = answers[name]
        if telephone.leg.is_keying:
            telephone.leg.keys.clear()
        if story.leaves_in == "scenario" and name == "A02":
            telephone.to_press = person.pin[:2]  # and then goes

    def _perhaps_leave(self, telephone: Telephone, now: float) -> None:
        story = telephone.story
        rings = [ring for ring in story.rings if ring.busy_with is None]
        # Whoever talks talks on, though an old INVITE may reach another telephone meanwhile.
        ring = next(
            (r for r in rings if r.answered_at is not None and r.ended_at is None), rings[-1] if rings else None
        )
        match story.leaves_in:
            case "scenario":
                is_time = "A02" in story.heard_names() and bool(story.keyed_at) and not telephone.to_press
                is_time = is_time and not telephone.leg.is_keying and now > (story.keyed_at or now)
            case "waiting":
                is_time = self._waits_since(story, now) > telephone.waits
            case "ringing":
                is_time = ring is not None and ring.ended_at is None and now - ring.rang_at > _RINGING_PATIENCE
            case "talk":
                is_time = (
                    telephone.talking_since is not None and now - telephone.talking_since > telephone.talk_time
                )
            case "served":
                is_time = False
        if ring is not None and ring.answered_at is not None and ring.ended_at is None:
            if telephone.talking_since is None and story.heard.has_tone(ring.tone):
                telephone.talking_since = now
            telephone.leg.says = tone(story.tone)  # with whoever comes after, too
        elif ring is not None and ring.ended_at is not None:
            telephone.leg.says = None
        if is_time:
            self._leave(telephone)

    def _waits_since(self, story: CallStory, now: float) -> float:
        if story.rings or story.keyed_at is None or "N02" not in story.heard_names():
            return 0.0
        return now - story.keyed_at

    # -- SIP

    def _on_message(self, message: SipMessage, at: float) -> None:
        telephone = self._up.get(message.call_id)
        if message.is_request:
            if message.method == "ACK":
                return
            self._line.send(message.reply(200, "OK"))
            if message.method == "BYE" and telephone is not None:
                self._over(telephone, "centre")
        elif telephone is not None and message.method == "INVITE" and message.status >= 200:
            self._line.send(telephone.invite.acknowledge(message))
            if message.status >= 300:
                telephone.story.refused_with = message.status
                self._over(telephone, "centre")
            elif telephone.final is None:
                telephone.final = message
                telephone.leg.remote = (self.server[0], sound_port(message))
                telephone.story.answered_at = at

    def _leave(self, telephone: Telephone) -> None:
        if telephone.final is None:
            self._line.settle(telephone.invite.transaction)
            self._line.insist(telephone.invite.cancel())
        else:
            self._line.insist(telephone.invite.bye(telephone.final))
        self._over(telephone, "caller")

    def _over(self, telephone: Telephone, by: str) -> None:
        story = telephone.story
        story.ended_at, story.ended_by = time.time(), "caller" if by == "caller" else "centre"
        self._up.pop(telephone.invite.call_id, None)
        self.media.close(telephone.leg)
        self.on_end(story)


def _plan(choice: random.Random) -> LeavesIn:
    drawn = choice.random()
    for leaves_in, share in _LEAVING:
        if drawn < share:
            return leaves_in
        drawn -= share
    return "talk" if choice.random() < _ENDS_TALK else "served"


def in_turn(people: list[Person]) -> Iterator[Person]:
    """One after the other for ever: no two calls at once have a card while there are more cards than calls."""
    while True:
        yield from people
