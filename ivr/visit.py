"""One call's way through one scenario: what a node is given to work with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from math import inf
from typing import Protocol

from core.call import Call
from core.facts.kinds.recordings import RecordingMode
from core.facts.kinds.scenarios import OfficeChosen, OfficeSource, VariableSet
from core.questions.client_data import ClientData, NoClientData
from core.questions.job_market import MarketAnswers, NoMarketAnswers
from core.questions.public_answers import AnswerTold, NoPublicAnswers, PublicAnswers
from core.retention.retention import RulesInForce
from core.zone import WARSAW
from ivr import defaults
from ivr.destinations import Question
from ivr.emergency_message import EmergencyMessages, NoEmergencyMessage
from ivr.expressions.tree import Value as Fact
from ivr.gmina import GminaIndex
from ivr.hours.opening_hours import OpeningHours
from ivr.identity.ports import Codes, NoCodes, Verifier
from ivr.offices import Offices
from ivr.outside.ports import Contacts, NoContacts, NoWebServices, WebServices
from ivr.outside.transfer_targets import TransferTargets
from ivr.prompts.ports import Voice
from ivr.speech.values import Count, Value


class Space(Protocol):
    """Room on the disk for what callers say."""

    @property
    def is_full(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class UnlimitedSpace:
    """Nothing is recorded, so there is always room."""

    is_full: bool = False


class RecordingModes(Protocol):
    """When conversations are recorded."""

    def mode(self, office: str | None, topic: str | None, now: datetime) -> RecordingMode:
        """What holds for a conversation with that office about that topic."""
        ...


@dataclass(frozen=True, slots=True)
class EverybodyIsAsked:
    """The rule that ships."""

    def mode(self, office: str | None, topic: str | None, now: datetime) -> RecordingMode:
        return "opt_in"


class Staff(Protocol):
    """The consultants who are there at this moment."""

    def could_be_helped(self, office: str) -> bool:
        """Is anybody of another office there who could take a call from the queue of `office`?"""
        ...


@dataclass(frozen=True, slots=True)
class UnknownStaff:
    """Nobody knows who is there: opening hours alone say what callers may be told."""

    def could_be_helped(self, office: str) -> bool:
        return True


def _not_counted(told: AnswerTold) -> None:
    """Where nobody learns from what is told."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What every node of every call shares."""

    voice: Voice
    verifier: Verifier
    offices: Offices
    gminas: GminaIndex = field(default_factory=defaults.gminas)
    transfers: TransferTargets = field(default_factory=TransferTargets)
    codes: Codes = field(default_factory=NoCodes)
    contacts: Contacts = field(default_factory=NoContacts)
    web_services: WebServices = field(default_factory=NoWebServices)
    space: Space = field(default_factory=UnlimitedSpace)
    recording: RecordingModes = field(default_factory=EverybodyIsAsked)
    beep: str = "beep"  # the sound after which callers speak: a path without extension
    client_data: ClientData = field(default_factory=NoClientData)
    answers: PublicAnswers = field(default_factory=NoPublicAnswers)
    market: MarketAnswers = field(default_factory=NoMarketAnswers)
    retention: RulesInForce = field(default_factory=RulesInForce)  # for how many days recordings are kept
    emergency: EmergencyMessages = field(default_factory=NoEmergencyMessage)
    staff: Staff = field(default_factory=UnknownStaff)
    slow_voice: Voice | None = None  # `voice`, speaking slower; None where there is none
    on_answer_told: Callable[[AnswerTold], None] = _not_counted
    sends_mail: bool = False  # does anything send mail?
    sends_sms: bool = False  # does anything send the text messages that are ordered?
    longest_walk_time: float = inf  # seconds that a call may spend in nodes; see `ivr.identity.ceilings`
    hours: OpeningHours = field(kw_only=True)


@dataclass(slots=True)
class Visit:
    """A call inside a scenario."""

    call: Call
    tools: Tools
    number_office: str | None = None  # whose the dialled number is
    began: float = 0.0  # when this walk did, monotonic seconds
    question: Question | None = None  # put off until the caller stands in a queue

    @property
    def office(self) -> str | None:
        """The office with which the caller has to do, as far as that is known."""
        return self.call.context.office or self.number_office

    @property
    def voice(self) -> Voice:
        return self.tools.voice

    def choose_office(self, office: str, *, by: OfficeSource) -> None:
        """From here on the caller has to do with this office, and the call's facts say so."""
        self.call.context.office = office
        self.call.record(OfficeChosen(office=office, by=by))

    def competent_office(self) -> str:
        """The office of the call; one that has chosen none gets the provincial one, which is competent for all."""
        if self.call.context.office is None:
            self.choose_office(self.tools.offices.province().code, by="default")
        assert self.call.context.office is not None
        return self.call.context.office

    def take_question(self) -> Question | None:
        """What was put off until the queue. It is nobody else's any more."""
        question, self.question = self.question, None
        return question

    def remember(self, name: str, value: str, *, is_personal: bool = False, is_secret: bool = False) -> None:
        """Set a variable of the call. It outlives this process, except for a secret, which no fact tells of.

        `is_personal`: the value says something of a person, and is kept as such.
        """
        context = self.call.context
        was_known = name in context.variables
        for kept in (context.secrets, context.variables):
            kept.pop(name, None)
        (context.personal.add if is_personal else context.personal.discard)(name)
        if is_secret:
            context.secrets[name] = value
            if was_known:
                self.call.record(VariableSet(name=name))  # whoever takes the call up shall not have the old value
            return
        context.variables[name] = value
        if is_personal:
            self.call.record(VariableSet(name=name, personal_value=value, is_personal=True))
        else:
            self.call.record(VariableSet(name=name, value=value))

    def names(self) -> dict[str, Fact]:
        """What expressions may read: variables, and the facts of `ivr.expressions.parser`, which come first."""
        context = self.call.context
        return {
            **context.variables,
            **context.secrets,
            "jezyk": context.language,
            "urzad": context.office,
            "temat": context.topic,
            "zweryfikowany": context.verification_level >= 2,
            "poziom": context.verification_level,
            "nagrywanie": context.is_recording_allowed,
            "numer_wybrany": self.call.caller.dialled_number,
            "teraz": self.call.clock.now().astimezone(WARSAW),
        }

    def values(self) -> dict[str, Value]:
        """Placeholders that any announcement of a scenario may use, as far as they are known yet."""
        # Of the caller's office; before that is known the longest of all offices, which is true for any of them.
        code = self.call.context.office
        days = self.tools.retention.announced_days(code, self.call.clock.now())
        values: dict[str, Value] = {"liczba_dni": Count(days, "dzień")}
        if code is not None:
            values |= self.tools.offices.get(code).values
        return values
