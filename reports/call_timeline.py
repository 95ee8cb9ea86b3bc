"""What happened in a call, step by step, in plain Polish sentences. Pure.

The caller is „osoba dzwoniąca”, hence the feminine forms. Whatever a caller keyed as a secret is in no fact, and
so in no step; personal data stay in the record of the call.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, assert_never

import msgspec

from core.events import (
    PERSONAL_FIELDS,
    AgentStateChanged,
    AnnouncementPlayed,
    AnyEvent,
    CallEnded,
    CallerVerified,
    CallFailed,
    CallStarted,
    CardUnlocked,
    ConversationEnded,
    ConversationStarted,
    EndReason,
    KeysEntered,
    NodeEntered,
    OfferEnded,
    OfferMade,
    OfferOutcome,
    OfficeChosen,
    Party,
    PinChanged,
    QueueEntered,
    QueueLeft,
    QueueLeftReason,
    QueueOverflowed,
    RecordingConsentAnswered,
    RecordingEnded,
    RecordingFailed,
    RecordingStarted,
    VerificationTried,
)
from reports.call_record import is_drop

Offices = Mapping[str, str]
"""The short name of each office by its code, such as Kolno."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `offset` counts seconds since the call came in; `kind` is for programs, `text` for people."""

    at: datetime
    offset: float
    kind: str
    text: str
    details: dict[str, Any]


def timeline(events: Iterable[AnyEvent], offices: Offices) -> list[Step]:
    """The steps of one call from its facts in their order.

    Changes of the consultant's state are left out, except for the one that no other fact tells: a drop.
    """
    steps: list[Step] = []
    start: datetime | None = None
    for event in events:
        told = _told(event, offices)
        if told is None or event.at is None:
            continue
        start = start or event.at
        kind, text = told
        offset = round((event.at - start).total_seconds(), 3)
        steps.append(Step(event.at, offset, kind, text, _details(event)))
    return steps


def _details(event: AnyEvent) -> dict[str, Any]:
    values: dict[str, Any] = msgspec.to_builtins(event)
    return {k: v for k, v in values.items() if k not in {"id", "at", "call_id", "type"} | PERSONAL_FIELDS}


def _told(event: AnyEvent, offices: Offices) -> tuple[str, str] | None:
    """Kind and sentence."""
    match event:
        case CallStarted(dialled_number=number, scenario=scenario, scenario_version=version):
            if scenario is None:
                return "call_started", f"Zadzwoniła na numer {number}, którego nikt nie obsługuje"
            return "call_started", f"Zadzwoniła na numer {number} (scenariusz {scenario}, wersja {version})"
        case NodeEntered():
            return "node", f"Scenariusz: węzeł „{event.node}” ({event.kind})"
        case AnnouncementPlayed():
            return "announcement", _announcement(event)
        case KeysEntered():
            return "keys", _keys(event)
        case VerificationTried():
            return "verification", f"{_VERIFICATION[event.outcome]} (próba {event.attempt})"
        case CallerVerified(office=office, level=level):
            return "verified", f"Potwierdzono tożsamość: klient urzędu {_office(office, offices)}, poziom {level}"
        case OfficeChosen(office=office, by=by):
            return "office", f"Właściwy urząd: {_office(office, offices)} ({_CHOSEN_BY[by]})"
        case RecordingConsentAnswered():
            return "recording_consent", _consent(event)
        case AgentStateChanged():
            if not is_drop(event):
                return None
            return "dropped", f"Konsultant {event.agent} rozłączył się od razu, połączenie wraca do kolejki"
        case CardUnlocked() | PinChanged():
            return None  # belongs to no call
        case CallFailed():
            return "call_failed", f"Błąd w obsłudze połączenia: {event.error}"
        case CallEnded(reason=reason, duration_time=duration):
            return "call_ended", f"Koniec po {seconds(duration)}: {_END[reason]}"
    return _told_of_consultants(event, offices)


def _told_of_consultants(
    event: QueueEntered
    | QueueOverflowed
    | QueueLeft
    | OfferMade
    | OfferEnded
    | ConversationStarted
    | ConversationEnded
    | RecordingStarted
    | RecordingEnded
    | RecordingFailed,
    offices: Offices,
) -> tuple[str, str]:
    match event:
        case QueueEntered(queue=queue, position=position):
            return "queue_entered", f"Weszła do kolejki {_office(queue, offices)}, miejsce {position}"
        case QueueOverflowed(queue=queue, to_queue=to, reason=reason):
            way = f"{_office(queue, offices)} → {_office(to, offices)}"
            return "overflow", f"Połączenie może odebrać inny urząd, {way}: {reason}"
        case QueueLeft(queue=queue, reason=why, wait_time=wait):
            return "queue_left", f"Opuściła kolejkę {_office(queue, offices)} po {seconds(wait)}: {_LEFT[why]}"
        case OfferMade(agent=agent, reason=reason):
            return "offer", f"Zaoferowano konsultantowi {agent}: {reason}"
        case OfferEnded(agent=agent, outcome=outcome, ring_time=ring):
            return "offer_ended", f"{_OFFER[outcome].format(agent)} (dzwonił {seconds(ring)})"
        case ConversationStarted(agent=agent):
            return "conversation_started", f"Rozmowa z konsultantem {agent}"
        case ConversationEnded(agent=agent, ended_by=party, talk_time=talk):
            return "conversation_ended", f"Koniec rozmowy z {agent} po {seconds(talk)}: {_ENDED_BY[party]}"
        case RecordingStarted():
            return "recording_started", "Rozmowa jest nagrywana"
        case RecordingEnded(duration_time=duration):
            return "recording_ended", f"Nagranie zamknięte ({seconds(duration)})"
        case RecordingFailed():
            return "recording_failed", "Nagranie się nie udało"
    assert_never(event)


def seconds(time: float) -> str:
    """A duration for people: „7,4 s”, „2 min 5 s”, „1 h 0 min 12 s”."""
    if time < 60 and round(time, 1) < 60:
        return f"{time:.1f} s".replace(".", ",")
    minutes, rest = divmod(round(time), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min {rest} s" if hours else f"{minutes} min {rest} s"


def _office(code: str, offices: Offices) -> str:
    return offices.get(code, code)


def _announcement(event: AnnouncementPlayed) -> str:
    what = ("Zapowiedź " if len(event.prompts) == 1 else "Zapowiedzi ") + ", ".join(event.prompts)
    if event.has_failed:
        return f"{what}: nie udało się odtworzyć"
    how = ", przerwana klawiszem" if event.is_interrupted else ""
    return f"{what} ({seconds(event.heard_time)}{how})"


def _keys(event: KeysEntered) -> str:
    match event.outcome:
        case "nothing":
            said = "Nic nie nacisnęła"
        case "too_few":
            said = "Podała za mało cyfr"
        case "too_many":
            said = "Podała za dużo cyfr"
        case "entered":
            said = "Podała cyfry"
        case "failed" if event.keys is None:
            said = "Nie wybrała żadnej możliwości"
        case outcome:
            said = "Nacisnęła" + (f" {event.keys}" if event.keys else " klawisz") + f", wynik: {outcome}"
    return f"{said} (węzeł „{event.node}”)"


def _consent(event: RecordingConsentAnswered) -> str:
    key = "nie nacisnęła klawisza" if event.key is None else f"klawisz {event.key}"
    return f"{'Zgodziła' if event.is_given else 'Nie zgodziła'} się na nagranie rozmowy ({key})"


_VERIFICATION = {
    "verified": "Numer i PIN się zgadzają",
    "wrong": "Numer lub PIN się nie zgadza",
    "locked": "Weryfikacja jest zablokowana",
    "unavailable": "Nie można było sprawdzić numeru i PIN-u",
}
_CHOSEN_BY = {
    "client_record": "z danych klienta",
    "postal_code": "z kodu pocztowego",
    "menu": "wybrany z menu",
    "default": "domyślnie",
}
_LEFT: dict[QueueLeftReason, str] = {
    "connected": "połączona z konsultantem",
    "abandoned": "rozłączyła się",
    "nobody_there": "nikt nie może odebrać",
    "failed": "błąd systemu",
}
_OFFER: dict[OfferOutcome, str] = {
    "accepted": "Konsultant {} odebrał",
    "no_answer": "Konsultant {} nie odebrał",
    "declined": "Konsultant {} odrzucił połączenie",
    "busy": "Telefon konsultanta {} był zajęty",
    "unreachable": "Telefon konsultanta {} był niedostępny",
    "caller_gone": "Osoba dzwoniąca rozłączyła się, zanim konsultant {} odebrał",
    "failed": "Do konsultanta {} nie udało się zadzwonić",
}
_ENDED_BY: dict[Party, str] = {
    "caller": "rozłączyła się osoba dzwoniąca",
    "agent": "rozłączył się konsultant",
    "system": "rozłączył system",
}
_END: dict[EndReason, str] = {
    "caller_hung_up": "osoba dzwoniąca się rozłączyła",
    "completed": "scenariusz doszedł do końca",
    "unknown_number": "nikt nie obsługuje wybranego numeru",
    "failed": "błąd systemu",
    "interrupted": "przerwane, bo program obsługujący połączenia przestał działać",
}
