"""What a scenario does with a caller. Pure."""

from typing import Literal

import msgspec

from core.facts.event import Event
from core.questions.client_data import ClientTopic


class NodeEntered(Event, kw_only=True, frozen=True, tag=True):
    """`node` is a path if the node stands in a sub-scenario: „outer/inner”."""

    node: str
    kind: str


class AnnouncementPlayed(Event, kw_only=True, frozen=True, tag=True):
    """Written when it is over: `heard_time` in seconds, `is_interrupted` when a key cut it short.

    `in_polish`: of `prompts`, those that could not be said in the `language` of the call.
    """

    prompts: list[str]
    heard_time: float
    is_interrupted: bool = False
    has_failed: bool = False
    language: str = "pl"
    in_polish: list[str] = msgspec.field(default_factory=list)


class KeysEntered(Event, kw_only=True, frozen=True, tag=True):
    """Only how many keys and what came of them. `keys` is given only by steps that ask for nothing secret."""

    node: str
    length: int
    outcome: str
    keys: str | None = None


OfficeSource = Literal["client_record", "postal_code", "gmina", "menu", "default"]


class OfficeChosen(Event, kw_only=True, frozen=True, tag=True):
    office: str
    by: OfficeSource


class TopicChosen(Event, kw_only=True, frozen=True, tag=True):
    """What the call is about: unemployed, seeker, employer, other."""

    topic: str


class VariableSet(Event, kw_only=True, frozen=True, tag=True):
    """The scenario remembered something of the call. The value stands in one of two fields, the personal one where
    it says something of a person; a secret has no such fact at all.
    """

    name: str
    value: str = ""
    personal_value: str = ""
    is_personal: bool = False


class HoursChecked(Event, kw_only=True, frozen=True, tag=True):
    """Is anybody there for callers of `office` at this moment? `reason` is plain Polish."""

    office: str
    outcome: Literal["open", "evening", "closed", "holiday"]
    reason: str


class LanguageChosen(Event, kw_only=True, frozen=True, tag=True):
    """The caller is spoken to in this language from now on: pl, en, uk."""

    language: str


class ClientDataTold(Event, kw_only=True, frozen=True, tag=True):
    """What the line told a client of the own data: never the data, only which and what came of it.

    `skipped`: the caller had pressed a key already, so nothing was read out.
    """

    topic: ClientTopic
    outcome: Literal[
        "told", "none", "skipped", "unavailable", "not_verified", "confirmed", "declined", "not_due", "already"
    ]


class ContactConfirmed(Event, kw_only=True, frozen=True, tag=True):
    """A client's contact with the office was noted; the evidence stands under `confirmation`."""

    client_id: str
    confirmation: str


class EmergencyHeard(Event, kw_only=True, frozen=True, tag=True):
    """The caller has heard an emergency message, or went on by a key: it is not said again in this call."""

    message: str


class ContactRequested(Event, kw_only=True, frozen=True, tag=True):
    """The caller wants to be rung about an offer or a training (`subject`: its id), by people of `office`."""

    about: Literal["offer", "training"]
    subject: str
    office: str
    callback_number: str
    client_id: str | None = None


class WebServiceCalled(Event, kw_only=True, frozen=True, tag=True):
    """A node asked an outside service. What was asked is in no fact; what is kept of the answer is a `VariableSet`
    each."""

    node: str
    host: str
    outcome: Literal["done", "failed", "timeout"]
    took_time: float


class SurveyAnswered(Event, kw_only=True, frozen=True, tag=True):
    """A caller rated the service from 1 (very bad) to 5. `agent` and `office` are whom it was about.

    Kept out of the timeline of the call, which the consultant reads.
    """

    node: str
    about: Literal["conversation", "self_service"]
    rating: int
    is_solved: bool | None = None  # None: not asked, or not answered
    agent: str | None = None
    office: str | None = None
