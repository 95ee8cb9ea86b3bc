"""Callers: they ring, key what they are asked for, wait, talk, and hang up as their plan says."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import anyio

from chaos import telephone_keys as keys
from chaos.media import Leg, Media
from chaos.people import Person
from chaos.sip_line import PlainLine, sound_offer, sound_place
from chaos.sounds import CALLER_TONES, MUSIC, tone
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
_ACCEPTS_AFTER = 4.0  # seconds of the greeting of a centre that rings, and of a key that came to nothing
_NATIONAL = 9  # digits
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
    answer: SipMessage | None = None  # ours, to the centre that rang


@dataclass(eq=False)
class Callers:
    """`run` it until cancelled. `place` begins a call; `stories` are all calls, those in progress too."""

    server: Address
    media: Media
    seed: int
    talk_times: tuple[float, float]
    stories: list[CallStory] = field(default_factory=list)
    on_end: Callable[[CallStory], None] = lambda story: None
    line: PlainLine = field(default_factory=PlainLine)
    country: str = "48"
    """What every number begins with."""
    _up: dict[str, Telephone] = field(default_factory=dict)  # by Call-ID
    _homes: dict[str, Person] = field(default_factory=dict)  # who called from which number, and can be rung there

    def __post_init__(self) -> None:
        self.line.server, self.line.on_message = self.server, self._on_message
        self._numbers = iter(range(601_000_000, 699_000_000))

    async def run(self) -> None:
        """Until cancelled."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self.line.run)
            while True:
                await anyio.sleep(_PACE)
                now = time.time()
                for telephone in list(self._up.values()):
                    self._look(telephone, now)

    def close(self) -> None:
        self.line.close()

    @property
    def up(self) -> list[Telephone]:
        """Those in a call."""
        return list(self._up.values())

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
        is_recorded = choice.random() < 0.5
        story = self._story(
            f"{self.country}{next(self._numbers)}",
            person,
            leg,
            leaves_in or _plan(choice),
            time.time(),
            is_recorded,
        )
        invite = self.line.invite(dialled, story.number, leg.port)
        talk_time = choice.uniform(*self.talk_times)
        telephone = Telephone(story, person, invite, leg, choice, talk_time, choice.uniform(2.0, 8.0))
        self.stories.append(story)
        self._homes[story.number] = person
        self._up[invite.call_id] = telephone
        self.line.insist(invite)
        return story

    def _story(
        self,
        number: str,
        person: Person,
        leg: Leg,
        leaves_in: LeavesIn,
        at: float,
        is_recorded: bool = False,
    ) -> CallStory:
        return CallStory(
            number=number,
            office=person.office,
            tone=CALLER_TONES[len(self.stories) % len(CALLER_TONES)],
            is_recorded=is_recorded,
            leaves_in=leaves_in,
            placed_at=at,
            heard=leg.heard,
        )

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
        if story.is_rung_back:
            self._accept(telephone, now)
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
                if telephone is not None and telephone.answer is not None:
                    self.line.settle(telephone.answer.transaction)
                return
            if message.method == "INVITE" and not message.to_tag:
                self._rung(message, telephone, at)
                return
            self.line.send(message.reply(200, "OK"))
            if message.method == "BYE" and telephone is not None:
                self._over(telephone, "centre")
        elif telephone is not None and message.method == "INVITE" and message.status >= 200:
            self.line.send(self.line.acknowledge(telephone.invite, message))
            if message.status >= 300:
                telephone.story.refused_with = message.status
                self._over(telephone, "centre")
            elif telephone.final is None:
                telephone.final = message
                telephone.leg.remote = sound_place(message, self.server)
                telephone.story.sound_of = telephone.leg.remote[0]
                telephone.story.answered_at = at

    def _rung(self, invite: SipMessage, telephone: Telephone | None, at: float) -> None:
        """The centre rings: whoever is at home answers at once."""
        if telephone is not None:  # a repetition
            if telephone.answer is not None:
                self.line.send(telephone.answer)
            return
        number = _called(invite)
        person = self._homes.get(number)
        if person is None or self.find(number) is not None:
            self.line.send(self.line.answer(invite, number, refused="486 Busy Here"))
            return
        leg = self.media.open()
        story = self._story(number, person, leg, "served", at)
        story.is_rung_back, story.answered_at = True, at
        leg.remote = sound_place(invite, self.server)
        story.sound_of = leg.remote[0]
        choice = random.Random(f"{self.seed}:rung:{number}")
        answer = self.line.answer(invite, number, sound_offer(self.line.host, leg.port))
        telephone = Telephone(story, person, invite, leg, choice, choice.uniform(*self.talk_times), 0.0)
        telephone.answer = answer
        self.stories.append(story)
        self._up[invite.call_id] = telephone
        self.line.insist(answer)

    def _accept(self, telephone: Telephone, now: float) -> None:
        """Whoever was rung presses the key that the centre asks for, again where nothing came of it."""
        story = telephone.story
        is_taken = bool(story.rings) or MUSIC in story.heard_names()
        since = story.keyed_at or story.answered_at or now
        if not is_taken and not telephone.to_press and now - since > _ACCEPTS_AFTER:
            telephone.to_press, telephone.press_at = "1", now

    def _leave(self, telephone: Telephone) -> None:
        if telephone.answer is not None:
            self.line.insist(self.line.bye_of_called(telephone.invite))
        elif telephone.final is None:
            self.line.settle(telephone.invite.transaction)
            self.line.insist(telephone.invite.cancel())
        else:
            self.line.insist(self.line.bye(telephone.invite, telephone.final))
        self._over(telephone, "caller")

    def _over(self, telephone: Telephone, by: str) -> None:
        story = telephone.story
        story.ended_at, story.ended_by = time.time(), "caller" if by == "caller" else "centre"
        self._up.pop(telephone.invite.call_id, None)
        self.media.close(telephone.leg)
        self.on_end(story)


def _called(invite: SipMessage) -> str:
    """The nine digits that are rung."""
    return invite.start.partition("sip:")[2].partition("@")[0][-_NATIONAL:]


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
