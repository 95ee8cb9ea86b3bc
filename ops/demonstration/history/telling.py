"""What a caller of a made-up day does before a queue, as facts."""

from abc import ABC, abstractmethod
from random import Random
from typing import Literal

import msgspec

from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallEnded, CallStarted, EndReason
from core.facts.kinds.recordings import RecordingConsentAnswered
from core.facts.kinds.scenarios import (
    AnnouncementPlayed,
    ClientDataTold,
    HoursChecked,
    LanguageChosen,
    NodeEntered,
    OfficeChosen,
    TopicChosen,
)
from core.facts.kinds.verification import CallerVerified, VerificationTried
from core.ids import fact_id_of
from core.questions.client_data import ClientTopic
from ops.demonstration.history.call_facts import MARK, CallFacts, Consent, Who, call_id_of, ticks_of
from ops.demonstration.history.day import Day, Step, Story
from ops.demonstration.history.ways import ANSWERS, CLIENTS_LINE, kinds_of, to_answers, to_queue

CONSENT_PROMPT = "N02"
KNOWN_WAY = 12.0
"""Seconds to a queue for a caller who has just been there."""
_TOLD: tuple[tuple[str, ClientTopic], ...] = (
    ("wizyta", "visit"),
    ("wyplata", "benefit"),
    ("oferty", "offers"),
    ("szkolenia", "trainings"),
)
_CLOSED = {
    "closed": "Urząd pracuje od poniedziałku do piątku od 7:30 do 15:30.",
    "holiday": "Dzień wolny od pracy.",
}
_OPEN = "Urząd pracuje dziś od 7:30 do 15:30."


class Telling(ABC):
    """States the facts of one story, up to the queue; `_step` says what comes then."""

    def __init__(self, day: Day, story: Story, who: Who, consent: Consent | None, *, leaves_message: bool) -> None:
        self._day, self._story, self._who, self._consent = day, story, who, consent
        self._leaves_message = leaves_message
        self._random = Random(f"{day.day} {story.number}")
        self._call_id = call_id_of(day, story)
        # Who calls again joins a queue at once in a simulation; in the centre there is a way to it.
        way = KNOWN_WAY if story.caller.joins == story.caller.at else 0.0
        self._now, self._number = story.caller.at - way, 0
        self._began = self._now
        self._back_began = self._back_queued = 0.0  # of the call by which the centre rings back
        self._is_open = ""  # the reservation that rings
        self._rang_at = 0.0
        self._rings = 0
        self._promised: Step | None = None
        self._talk: tuple[str, float] | None = None
        caller = story.caller
        self._told = CallFacts(
            self._call_id,
            story.number,
            day.moment(self._now),
            client=who.client,
            office=caller.office,
            topic=who.topic,
        )

    def all(self) -> CallFacts:
        """All facts of the call but for the states of consultants, in the order of time."""
        self._begins()
        if self._story.caller.joins is None:
            self._serves_itself()
        elif self._story.steps:
            self._asks_for_somebody()
            for step in self._story.steps:
                self._now, self._number = max(self._now, step.at), step.number
                self._step(step)
        self._told.facts.sort(key=lambda fact: (fact.at, fact.ticks or 0.0))
        return self._told

    # -- before the queue

    def _begins(self) -> None:
        caller, who = self._story.caller, self._who
        self._number = -1
        self._say(
            CallStarted(
                channel_id=f"{MARK}{self._day.day:%Y%m%d}-{self._story.number:04}",
                dialled_number=caller.line,
                caller_number=who.number,
                is_free=caller.line == CLIENTS_LINE,
                scenario=f"linia-{caller.line}",
                scenario_version=1,
            )
        )

    def _walks(self, way: tuple[str, ...], until: float) -> None:
        """Through these nodes, and in the last one at `until`."""
        pace = max(0.0, until - self._now) / (len(way) - 1)
        for place, node in enumerate(way):
            self._wait(pace if place else 0.0)
            self._enters(node)
            self._happens_in(node)

    def _happens_in(self, node: str) -> None:
        who, office = self._who, self._story.caller.office
        match node:
            case "jezyk" if who.language != "pl":
                self._say(LanguageChosen(language=who.language))
            case "weryfikacja":
                self._proves()
            case "temat" | "temat_praca" | "temat_pracodawca" | "temat_inny" | "temat_bez_danych":
                self._say(TopicChosen(topic=who.topic))
            case "urzad" | "kod_pocztowy":
                self._say(OfficeChosen(office=office, by=who.office_by))
            case "zgoda":
                self._consents()
            case "godziny":
                reason = _OPEN if self._hours == "open" else _CLOSED[self._hours]
                self._say(HoursChecked(office=office, outcome=self._hours, reason=reason))

    def _proves(self) -> None:
        if self._who.is_wrong:
            self._say(VerificationTried(outcome="wrong", attempt=1))
        if self._who.client is None:
            return
        self._say(VerificationTried(outcome="verified", attempt=2 if self._who.is_wrong else 1))
        office = self._story.caller.office
        self._say(CallerVerified(client_id=self._who.client, office=office, level=2))
        self._say(OfficeChosen(office=office, by="client_record"))

    def _consents(self) -> None:
        if self._hours == "open" and self._consent is not None:
            self._say(
                RecordingConsentAnswered(
                    is_given=self._consent.is_given,
                    key="1" if self._consent.is_given else None,
                    prompt=CONSENT_PROMPT,
                    text_sha256=self._consent.text_sha256,
                    language=self._who.language,
                )
            )

    @property
    def _hours(self) -> Literal["open", "closed", "holiday"]:
        if self._story.steps[0].kind != "closed":
            return "open"
        is_free = not self._day.is_open and self._day.day.weekday() < 5
        return "holiday" if is_free else "closed"

    def _serves_itself(self) -> None:
        caller, who, is_client = self._story.caller, self._who, self._who.client is not None
        way = to_answers(caller.line, who.topic, is_client=is_client)
        self._walks(way, self._now + self._random.uniform(18, 50))
        if not is_client:
            self._say(OfficeChosen(office=caller.office, by=who.office_by))
        self._wait(self._random.uniform(3, 9))
        if is_client:
            node, topic = self._random.choice(_TOLD)
            self._enters(node)
            self._wait(self._random.uniform(9, 24))
            self._say(ClientDataTold(topic=topic, outcome="told" if self._random.random() < 0.9 else "none"))
        else:
            self._enters(self._random.choice(ANSWERS[way[-1]]))
            heard = round(self._random.uniform(8, 35), 2)
            self._wait(heard)
            self._say(AnnouncementPlayed(prompts=[], heard_time=heard))
        self._wait(self._random.uniform(2, 14))
        self._told.is_self_service = True
        self._ends("caller_hung_up")

    def _asks_for_somebody(self) -> None:
        caller = self._story.caller
        assert caller.joins is not None
        way = to_queue(caller.line, self._who.topic, is_client=self._who.client is not None)
        self._walks(way, caller.joins - 0.002)

    @abstractmethod
    def _step(self, step: Step) -> None: ...

    # -- saying

    def _enters(self, node: str, *, of: str = "") -> None:
        self._say(NodeEntered(node=node, kind=kinds_of(self._story.caller.line)[node]), of=of)

    def _ends(self, reason: EndReason, *, of: str = "") -> None:
        call = of or self._call_id
        began = self._back_began if call.endswith("-back") else self._began
        self._say(CallEnded(reason=reason, duration_time=round(self._now - began, 3)), of=of)

    def _wait(self, seconds: float) -> None:
        self._now += seconds

    def _say(self, fact: AnyEvent, *, of: str = "") -> None:
        call, facts = of or self._call_id, self._told.facts
        at = self._day.moment(self._now)
        fact_id = f"event-{call.removeprefix('call-')}-{len(facts):03}"
        if isinstance(fact, CallStarted | CallEnded):
            fact_id = fact_id_of(type(fact).__name__, call)
        ticks = ticks_of(self._now, max(self._number, 0), len(facts))
        facts.append(msgspec.structs.replace(fact, id=fact_id, at=at, ticks=ticks, call_id=call))
