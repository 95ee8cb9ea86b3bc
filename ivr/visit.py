"""One call's way through one scenario: what a node is given to work with."""

from dataclasses import dataclass, field

from core.call import Call
from core.clock import WARSAW
from core.events import VariableSet
from ivr import defaults
from ivr.destinations import Question
from ivr.expressions.tree import Value as Fact
from ivr.gmina import GminaIndex
from ivr.outside.transfer_targets import TransferTargets
from ivr.ports import (
    NO_DATA,
    AllIsWell,
    ClientData,
    Codes,
    Contacts,
    Emergency,
    NoCodes,
    NoContacts,
    NoWebServices,
    Offices,
    OpeningHours,
    Plenty,
    PublicAnswers,
    Room,
    Verifier,
    Voice,
    WebServices,
)
from ivr.speech.values import Count, Value


@dataclass(frozen=True, slots=True)
class Tools:
    """What every node of every call shares."""

    voice: Voice
    verifier: Verifier
    offices: Offices
    gminas: GminaIndex = field(default_factory=shipped.gminas)
    transfers: TransferTargets = field(default_factory=TransferTargets)
    codes: Codes = field(default_factory=NoCodes)
    contacts: Contacts = field(default_factory=NoContacts)
    web_services: WebServices = field(default_factory=NoWebServices)
    room: Room = field(default_factory=Plenty)
    beep: str = "beep"  # the sound after which callers speak: a path without extension
    client_data: ClientData = NO_DATA
    answers: PublicAnswers = NO_DATA
    recording_days: int = 30  # how long recordings are kept, as the privacy notice says
    emergency: Emergency = field(default_factory=AllIsWell)
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
        values: dict[str, Value] = {"liczba_dni": Count(self.tools.recording_days, "dzień")}
        code = self.call.context.office
        if code is not None:
            values["w_miejscowosci"] = self.tools.offices.get(code).place
        return values
