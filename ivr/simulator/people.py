"""Who speaks, who is known, and what is known of them in a simulated call. Nothing real is reached."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Literal

import anyio

from core.client_data import (
    ContactEvidence,
    ContactState,
    NextPayment,
    NextVisit,
    NotedContact,
    Offer,
    Offers,
    Payment,
    PlannedVisit,
    Registration,
    ShortAnswer,
    ShortAnswers,
    Training,
    Trainings,
    Unavailable,
)
from core.clock import WARSAW, Clock
from core.errors import S724Error
from ivr.identity.ports import Verdict
from ivr.prompts.library import PlaceholderMissing, PromptLibrary, TextMissing
from ivr.prompts.ports import Spoken
from ivr.prompts.sound_times import SoundTimes, time_to_say
from ivr.simulator.case import KNOWN_CARD, KNOWN_CODE, KNOWN_NUMBER, KNOWN_PIN, Surroundings
from ivr.simulator.trace import Heard
from ivr.speech.rendering import DEFAULT, CaseMissing
from ivr.speech.texts import filled
from ivr.speech.values import Value

BEEP = "beep"
CHECK_TIME = 0.3  # seconds that a check takes
TRIES = 3
_CLIENT = "client-simulated"
_BEEP_TIME = 0.5
_CONTACT_EVERY = timedelta(days=90)


class SimulatedVoice:
    """`ivr.prompts.ports.Voice`: words with the time that they take, and no sound."""

    def __init__(self, library: PromptLibrary, sounds: SoundTimes) -> None:
        self.faults: list[str] = []
        self._library = library
        self._sounds = sounds
        self._said: list[Heard] = []

    async def spoken(self, prompt: str, *, language: str = DEFAULT, **values: Value) -> Spoken:
        """See Voice: what lacks a text in the language is said in Polish. What cannot be spoken is a fault of the
        scenario."""
        await anyio.lowlevel.checkpoint()
        try:
            language, text = self._words(prompt, language, values)
            names = self._library.prompt(prompt).names(language)
        except S724Error as error:
            self.faults.append(error.message_pl)
            raise
        time = time_to_say(prompt, text, language, self._sounds)
        used = {name: filled(prompt, f"{{{name}}}", values, language) for name in sorted(names)}
        self._said.append(Heard(0.0, prompt, text, used, round(time, 3)))
        return Spoken(prompt, text, str(len(self._said) - 1), language)

    def _words(self, prompt: str, language: str, values: Mapping[str, Value]) -> tuple[str, str]:
        if language != DEFAULT:
            try:
                return language, self._library.text(prompt, language=language, **values)
            except (TextMissing, PlaceholderMissing, CaseMissing):
                pass
        return DEFAULT, self._library.text(prompt, language=DEFAULT, **values)

    def was_not_heard(self, spoken: Spoken) -> None:
        """There is no file that could be damaged."""

    def said(self, sound: str) -> Heard:
        """What a sound of this voice says, as something new to be heard."""
        if sound == BEEP:
            return Heard(0.0, BEEP, "(sygnał)", {}, _BEEP_TIME)
        said = self._said[int(sound)]
        return Heard(0.0, said.prompt, said.text, said.values, said.duration_time)


class SimulatedPerson:
    """`Verifier`, `Codes`, `Contacts`, `ClientData` and `PublicAnswers`: knows one made-up person at most, whose
    dates follow from that of the call; locks after three wrong tries as the real ones.
    """

    def __init__(self, surroundings: Surroundings, clock: Clock) -> None:
        self._surroundings = surroundings
        self._clock = clock
        self._wrong: dict[str, int] = {}
        self._code_for: str | None = None  # the card for which a code was ordered
        self._has_confirmed = False

    @property
    def _is_away(self) -> bool:
        return self._surroundings.is_data_away

    async def check(self, card_number: str, pin: str, caller_number: str) -> Verdict:
        """See Verifier."""
        await anyio.sleep(CHECK_TIME)
        return self._judged(card_number, is_right=(card_number, pin) == (KNOWN_CARD, KNOWN_PIN))

    def _judged(self, card_number: str, *, is_right: bool) -> Verdict:
        office = self._surroundings.card_office
        if self._is_away:
            return Verdict("unavailable")
        wrong = self._wrong.get(card_number, 0)
        if wrong >= TRIES:
            return Verdict("locked")
        if office is not None and is_right:
            return Verdict("verified", client_id=_CLIENT, office=office)
        self._wrong[card_number] = wrong + 1
        left = TRIES - self._wrong[card_number]
        return Verdict("wrong", attempts_left=left) if left else Verdict("locked")

    async def order_code(self, card_number: str) -> Literal["sent", "locked", "unavailable"]:
        await anyio.sleep(CHECK_TIME)
        if self._is_away:
            return "unavailable"
        self._code_for = card_number
        return "locked" if self._wrong.get(card_number, 0) >= TRIES else "sent"

    async def check_code(self, code: str) -> Verdict:
        await anyio.sleep(CHECK_TIME)
        is_right = self._code_for == KNOWN_CARD and code == KNOWN_CODE
        return self._judged(self._code_for or "", is_right=is_right)

    async def sms_number(self, client_id: str) -> str | None:
        """See Contacts."""
        await anyio.sleep(CHECK_TIME)
        return None if self._is_away else KNOWN_NUMBER

    # -- ClientData

    @property
    def _today(self) -> datetime:
        return self._clock.now().astimezone(WARSAW).replace(hour=0, minute=0, second=0, microsecond=0)

    async def next_visit(self, client_id: str, call_id: str) -> NextVisit | Unavailable:
        """In a week at a quarter past nine."""
        if await self._looks():
            return Unavailable()
        at = (self._today + timedelta(days=7)).replace(hour=9, minute=15)
        return NextVisit(PlannedVisit(at, "12", "Maria Przykładowa"), self._due_on)

    @property
    def _due_on(self) -> date:
        return (self._today + timedelta(days=9)).date()

    async def contact(self, client_id: str, call_id: str) -> ContactState | Unavailable:
        """Due in nine days, unless it was confirmed in this call."""
        if await self._looks():
            return Unavailable()
        today = self._today.date()
        if self._has_confirmed:
            due = today + _CONTACT_EVERY
            return ContactState(True, today, due, _CONTACT_EVERY.days, is_noted_today=True)
        return ContactState(True, self._due_on - _CONTACT_EVERY, self._due_on, 9)

    async def confirm_contact(
        self, client_id: str, call_id: str, evidence: ContactEvidence
    ) -> NotedContact | Unavailable:
        """Noted for this call only."""
        if await self._looks():
            return Unavailable()
        today, is_new = self._today.date(), not self._has_confirmed
        self._has_confirmed = True
        return NotedContact(today, self._due_on, today + _CONTACT_EVERY, is_new)

    async def benefit(self, client_id: str, call_id: str, *, with_amount: bool) -> NextPayment | Unavailable:
        """Of the month before, in two weeks."""
        if await self._looks():
            return Unavailable()
        month = (self._today.replace(day=1) - timedelta(days=1)).replace(day=1).date()
        pay_on = (self._today + timedelta(days=14)).date()
        return NextPayment(Payment("zasiłek", month, pay_on, 150000 if with_amount else None))

    async def registration(self, client_id: str, call_id: str) -> Registration | Unavailable:
        """Unemployed since half a year."""
        if await self._looks():
            return Unavailable()
        return Registration("unemployed", (self._today - timedelta(days=182)).date(), is_insured=True)

    async def offers(self, client_id: str, call_id: str, *, everywhere: bool, most: int) -> Offers | Unavailable:
        """Two."""
        if await self._looks():
            return Unavailable()
        until = (self._today + timedelta(days=30)).date()
        found = [
            Offer(f"offer-{number}", position, town, 500000, 600000, "umowa o pracę", until)
            for number, (position, town) in enumerate([("magazynier", "Kolno"), ("sprzedawca", "Łomża")], 1)
        ]
        return Offers(tuple(found[:most]))

    async def trainings(self, client_id: str, call_id: str, *, most: int) -> Trainings | Unavailable:
        """One."""
        if await self._looks():
            return Unavailable()
        today = self._today.date()
        starts, sign_up = today + timedelta(days=40), today + timedelta(days=30)
        return Trainings((Training("training-1", "obsługa komputera", "Kolno", 40, starts, sign_up),)[:most])

    # -- PublicAnswers

    async def short_answers(
        self, topic: str, office: str | None, language: str, *, most: int
    ) -> ShortAnswers | Unavailable:
        """Says what it stands for: the articles themselves change without the scenario."""
        if await self._looks():
            return Unavailable()
        text = "W tym miejscu rozmówca słyszy odpowiedź z bazy wiedzy."
        return ShortAnswers((ShortAnswer(text, self._today.date()),)[:most])

    async def _looks(self) -> bool:
        """True where the data cannot be reached."""
        await anyio.sleep(CHECK_TIME)
        return self._is_away


class SimulatedCodes:
    """`ivr.identity.ports.Codes`: the made-up person gets the code of the documentation, everybody else none."""

    def __init__(self, person: SimulatedPerson) -> None:
        self._person = person

    async def order(
        self, call_id: str, card_number: str, caller_number: str
    ) -> Literal["sent", "locked", "unavailable"]:
        """See Codes."""
        return await self._person.order_code(card_number)

    async def check(self, call_id: str, code: str, caller_number: str) -> Verdict:
        """See Codes."""
        return await self._person.check_code(code)
