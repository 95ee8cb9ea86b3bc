"""What happened in a call, step by step, in plain Polish sentences. Pure.

The caller is „osoba dzwoniąca”, hence the feminine forms. Whatever a caller keyed as a secret is in no fact, and
so in no step; personal data stay in the record of the call. A number that the centre rang is the caller's own.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Annotated, Any, assert_never

import msgspec
from pydantic import Field

from core.facts.events import PERSONAL_FIELDS, AnyEvent
from core.facts.kinds.callbacks import CallbackEnded, CallbackOrdered, CallbackPutOff, CallbackTried
from core.facts.kinds.calls import CallAdopted, CallEnded, CallFailed, CallStarted, EmergencyEntered, WatchdogActed
from core.facts.kinds.colleagues import (
    ColleagueCalled,
    ColleagueCame,
    ColleagueEnded,
    ColleagueMoved,
    HelpAsked,
    HelpEnded,
    ListeningInBegan,
    ListeningInEnded,
    ListeningInMoved,
)
from core.facts.kinds.consultants import AgentStateChanged, AgentWishKept, ConsultantRemoved, ServedQueuesChanged
from core.facts.kinds.conversations import (
    CallerRequeued,
    CallHeld,
    CallTransferred,
    ConversationEnded,
    ConversationStarted,
    PageBack,
    PageLost,
)
from core.facts.kinds.messages import (
    SmsOrdered,
    VoiceMessageAccessed,
    VoiceMessageDiscarded,
    VoiceMessageLeft,
    VoiceMessageStarted,
)
from core.facts.kinds.offers import OfferEnded, OfferMade
from core.facts.kinds.recordings import (
    RecordingConsentAnswered,
    RecordingEnded,
    RecordingFailed,
    RecordingPaused,
    RecordingResumed,
    RecordingStarted,
    RecordingWithdrawn,
)
from core.facts.kinds.ringing_out import ClientDialEnded, ClientDialled
from core.facts.kinds.scenarios import (
    AnnouncementPlayed,
    ClientDataTold,
    ContactConfirmed,
    ContactRequested,
    EmergencyHeard,
    HoursChecked,
    KeysEntered,
    LanguageChosen,
    NodeEntered,
    OfficeChosen,
    SurveyAnswered,
    TopicChosen,
    VariableSet,
    WebServiceCalled,
)
from core.facts.kinds.transfers import TransferAnswered, TransferEnded, TransferStarted, TransferTargetChanged
from core.facts.kinds.verification import (
    CallerVerified,
    CardUnlocked,
    ManyWrongTries,
    PinChanged,
    VerificationTried,
)
from core.facts.kinds.waiting import (
    HomeOfficePreferred,
    OverflowPreferenceAnswered,
    QueueEntered,
    QueueLeft,
    QueueOverflowed,
    WaitBegan,
    WaitEstimateChecked,
    WaitEstimated,
)
from core.lists.topics import topic_title
from core.zone import WARSAW
from reports.calls import timeline_words_pl as words
from reports.calls.call_record import is_drop

Offices = Mapping[str, str]
"""The short name of each office by its code, such as Kolno."""

People = Mapping[str, str]
"""How colleagues call each account."""


@dataclass(frozen=True, slots=True)
class TimelineStep:
    """One step of a call."""

    at: datetime
    offset: Annotated[float, Field(description="Seconds since the call came in", examples=[12.4])]
    kind: Annotated[str, Field(description="For programs", examples=["queue_entered"])]
    text: Annotated[
        str, Field(description="For people, in Polish", examples=["Wejście do kolejki Kolno, miejsce 1"])
    ]
    details: Annotated[
        dict[str, Any],
        Field(description="The fields of the fact", examples=[{"queue": "20060", "position": 1}]),
    ]


def timeline(
    events: Iterable[AnyEvent], offices: Offices, people: People | None = None, forgotten: Collection[str] = ()
) -> list[TimelineStep]:
    """The steps of one call from its facts in their order. `people`: as they are called in sentences; without them
    accounts are. `forgotten`: ids of facts that have lost what they said of a person; their steps say so.

    Changes of the consultant's state are left out, except for the one that no other fact tells: a drop.
    """
    steps: list[TimelineStep] = []
    start: datetime | None = None
    for event in events:
        told = told_of(_by_names(event, people), offices)
        if told is None or event.at is None:
            continue
        start = start or event.at
        kind, text = told
        text = _without_role_twice(text)
        if event.id in forgotten:
            text = f"{text}; {words.FORGOTTEN}"
        offset = round((event.at - start).total_seconds(), 3)
        step = TimelineStep(event.at, offset, kind, text, _details(event))
        # That another office may answer is recorded after the offer to it, and is why it was made.
        is_cause = kind == "overflow" and bool(steps) and steps[-1].kind == "offer"
        steps.insert(len(steps) - is_cause, step)
    return steps


STAFF_FIELDS = ("agent", "colleague", "by", "account")
"""Fields of facts in which an account stands. In some of them other words do, too, such as a way of choosing."""


def people_in(events: Iterable[AnyEvent]) -> set[str]:
    """The accounts that the sentences name, and whatever else stands where an account may."""
    found = (getattr(event, name, None) for event in events for name in STAFF_FIELDS)
    return {each for each in found if isinstance(each, str) and each}


def _by_names(event: AnyEvent, people: People | None) -> AnyEvent:
    """Consultants are accounts, also those that are gone; in the other fields may stand other words."""
    if people is None:
        return event
    named: dict[str, Any] = {}
    for name in STAFF_FIELDS:
        value = getattr(event, name, None)
        if isinstance(value, str) and value:
            is_account = name in ("agent", "colleague", "account")
            named[name] = people.get(value, words.NOBODY_ANY_MORE if is_account else value)
    return msgspec.structs.replace(event, **named) if named else event


_ROLE_TWICE = re.compile(r"\b(konsultant(?:a|owi|em)?) Konsultant (?=\S)", re.IGNORECASE)


def _without_role_twice(text: str) -> str:
    """Somebody may be called "Konsultant 1 (Kolno)": the sentence has said already what they are."""
    return _ROLE_TWICE.sub(r"\1 ", text)


def _details(event: AnyEvent) -> dict[str, Any]:
    values: dict[str, Any] = msgspec.to_builtins(event)
    hidden = {"id", "at", "ticks", "call_id", "type"} | PERSONAL_FIELDS
    if isinstance(event, CallStarted) and event.direction != "inbound":
        hidden |= {"dialled_number"}
    return {k: v for k, v in values.items() if k not in hidden}


def told_of(event: AnyEvent, offices: Offices) -> tuple[str, str] | None:
    """Kind and sentence of one fact; None for what is no step of a call."""
    match event:
        case CallStarted(direction="callback"):
            return "call_started", "Centrum oddzwania na zamówienie"
        case CallStarted(direction="outbound"):
            return "call_started", "Konsultant dzwoni do klienta"
        case CallStarted(dialled_number=number, scenario=None):
            return "call_started", f"Połączenie z numerem {number}, którego nikt nie obsługuje"
        case CallStarted(dialled_number=number):
            return "call_started", f"Połączenie z numerem {number}"
        case NodeEntered():
            return "node", f"Krok scenariusza: {words.NODES.get(event.kind, words.NODE)}"
        case AnnouncementPlayed():
            return "announcement", _announcement(event)
        case KeysEntered():
            return "keys", _keys(event)
        case VerificationTried():
            return "verification", f"{words.VERIFICATION[event.outcome]} (próba {event.attempt})"
        case CallerVerified(office=office):
            return "verified", f"Potwierdzono tożsamość: klient urzędu {_office(office, offices)}"
        case OfficeChosen(office=office, by=by):
            return "office", f"Właściwy urząd: {_office(office, offices)} ({words.CHOSEN_BY[by]})"
        case TopicChosen(topic=topic):
            return "topic", f"Sprawa: {topic_title(topic)}"
        case VariableSet(name=name, is_personal=True):
            return "variable", f"Zapamiętano „{name}” (dane osobowe)"
        case VariableSet(name=name, value=value):
            return "variable", f"Zapamiętano „{name}”: „{value}”"
        case HoursChecked(office=office, outcome=outcome, reason=reason):
            return "hours", f"Godziny pracy, {_office(office, offices)}: {words.HOURS[outcome]} ({reason})"
        case LanguageChosen(language=language):
            return "language", f"Język rozmowy: {words.LANGUAGES.get(language, language)}"
        case RecordingConsentAnswered():
            return "recording_consent", _consent(event)
        case ClientDataTold(topic=topic, outcome=outcome):
            return "client_data", f"Dane klienta, {words.CLIENT_TOPICS[topic]}: {words.TOLD[outcome]}"
        case ContactConfirmed(confirmation=confirmation):
            return "contact_confirmed", f"Zapisano potwierdzenie kontaktu z urzędem ({confirmation})"
        case AgentStateChanged():
            if not is_drop(event):
                return None
            return "dropped", f"Konsultant {event.agent} rozłączył się od razu, połączenie wraca do kolejki"
        case AgentWishKept():
            return None  # the change of state that follows tells it
        case ClientDialled(agent=agent, reason=reason):
            return "client_dialled", f"Dzwoni konsultant {agent}, sprawa: {words.DIAL_REASONS[reason]}"
        case ClientDialEnded(outcome=dial, ring_time=rang):
            return "client_dial_ended", words.DIAL_ENDED[dial].format(seconds(rang))
        case ColleagueCalled() | ColleagueCame() | ColleagueMoved() | ColleagueEnded():
            return _told_of_colleagues(event)
        case ListeningInBegan() | ListeningInMoved() | ListeningInEnded() | HelpAsked() | HelpEnded():
            return None  # whether the consultant learns of it is the office's rule
        case SurveyAnswered():
            return None  # the consultant who is rated reads this
        case TransferStarted(target=target):
            return "transfer_started", f"Przełączanie poza centrum: {target}"
        case TransferAnswered(target=target):
            return "transfer_answered", f"Połączono z: {target}"
        case TransferEnded(target=target, outcome=transfer, talk_time=talk):
            return (
                "transfer_ended",
                f"Koniec przełączenia ({target}): {words.TRANSFER[transfer].format(seconds(talk))}",
            )
        case EmergencyHeard():
            return None  # the announcement before it tells it
        case OverflowPreferenceAnswered(stays_home=stays_home):
            wish = "czekać na swój urząd" if stays_home else "połączyć się z konsultantem dowolnego urzędu"
            return "overflow_preference", f"Przed kolejką: woli {wish}"
        case WebServiceCalled(host=host, outcome=service, took_time=took):
            return "web_service", f"Usługa zewnętrzna {host}: {words.SERVICE[service]} ({seconds(took)})"
        case SmsOrdered(template=template, segments=segments):
            return "sms_ordered", f"Zamówiono SMS „{template}” (części: {segments})"
        case ContactRequested(about=about, office=office):
            what = words.CONTACT_ABOUT[about]
            return "contact_requested", f"Prośba o kontakt w sprawie {what} ({_office(office, offices)})"
        case VoiceMessageStarted(office=office):
            return "message_started", f"Nagrywanie wiadomości dla urzędu {_office(office, offices)}"
        case VoiceMessageLeft(office=office, duration_time=lasted):
            length = "" if lasted is None else f", {seconds(lasted)}"
            return "message_left", f"Wiadomość dla urzędu {_office(office, offices)} została przyjęta{length}"
        case VoiceMessageDiscarded(why=why):
            return "message_discarded", f"Wiadomość usunięto: {words.DISCARDED[why]}"
        case VoiceMessageAccessed(what=what, account=account):
            return "message_accessed", f"{words.MESSAGE_ACCESSED[what]}: {account}"
        case TransferTargetChanged() | ManyWrongTries():
            return None  # belongs to no call
        case CardUnlocked() | PinChanged() | ServedQueuesChanged() | ConsultantRemoved():
            return None  # belongs to no call
        case CallAdopted(stage=stage, away_time=away):
            return (
                "call_adopted",
                f"Program był nieobecny do {seconds(away)}, połączenie trwało: {words.STAGE[stage]}",
            )
        case EmergencyEntered(by=by):
            return "emergency", f"Aplikacja była niedostępna, tryb awaryjny: {words.FALLBACK_PATH[by]}"
        case WatchdogActed(action=action, away_time=away):
            return "watchdog", words.WATCHDOG[action].format(seconds(away))
        case CallFailed():
            return "call_failed", "Błąd w obsłudze połączenia"
        case CallEnded(reason=reason, duration_time=duration):
            return "call_ended", f"Koniec połączenia po {seconds(duration)}: {words.END[reason]}"
        case (
            QueueEntered()
            | WaitBegan()
            | QueueLeft()
            | WaitEstimated()
            | WaitEstimateChecked()
            | HomeOfficePreferred()
            | CallbackOrdered()
            | CallbackPutOff()
            | CallbackTried()
            | CallbackEnded()
        ):
            return _told_of_waiting(event, offices)
        case CallHeld() | PageLost() | PageBack() | CallerRequeued() | CallTransferred():
            return _told_of_desk(event, offices)
    return _told_of_consultants(event, offices)


def _told_of_desk(
    event: CallHeld | PageLost | PageBack | CallerRequeued | CallTransferred, offices: Offices
) -> tuple[str, str]:
    match event:
        case CallHeld(agent=agent, is_held=is_held):
            return "held" if is_held else "unheld", words.HELD[is_held].format(agent)
        case PageLost(agent=agent):
            return "page_lost", words.PAGE_LOST.format(agent)
        case PageBack(agent=agent):
            return "page_back", words.PAGE_BACK.format(agent)
        case CallerRequeued(agent=agent, why=why):
            return "requeued", words.REQUEUED[why].format(agent)
        case CallTransferred(agent=agent, to_office=office, topic=topic):
            about = f", sprawa: {topic_title(topic)}" if topic else ""
            return "transferred", words.TRANSFERRED.format(agent, _office(office, offices)) + about
    assert_never(event)


def _told_of_colleagues(
    event: ColleagueCalled | ColleagueCame | ColleagueMoved | ColleagueEnded,
) -> tuple[str, str]:
    who = words.OUTSIDE.format(event.target) if event.target else words.COLLEAGUE.format(event.colleague)
    match event:
        case ColleagueCalled(agent=agent):
            said = words.PROMISED if event.hands_over else words.COLLEAGUE_CALLED
            return "colleague_called", said.format(agent, who)
        case ColleagueCame(mode=mode):
            return "colleague_came", words.COLLEAGUE_CAME[mode].format(who)
        case ColleagueMoved(mode=mode):
            return "colleague_moved", words.COLLEAGUE_MOVED[mode].format(who)
        case ColleagueEnded(why=why):
            times = [
                (words.TALKED_APART, event.apart_time),
                (words.TALKED_TOGETHER, event.together_time),
                (words.HEARD_ASIDE, event.aside_time),
            ]
            lasted = "".join(said.format(seconds(time)) for said, time in times if time)
            return "colleague_ended", words.COLLEAGUE_ENDED[why].format(who) + lasted
    assert_never(event)


def _told_of_waiting(
    event: QueueEntered
    | WaitBegan
    | QueueLeft
    | WaitEstimated
    | WaitEstimateChecked
    | HomeOfficePreferred
    | CallbackOrdered
    | CallbackPutOff
    | CallbackTried
    | CallbackEnded,
    offices: Offices,
) -> tuple[str, str]:
    match event:
        case QueueEntered():
            return "queue_entered", _entered(event, offices)
        case WaitBegan(question_time=asked):
            return "wait_began", f"Czeka na konsultanta, po {seconds(asked)} odpowiadania na pytanie w kolejce"
        case QueueLeft(queue=queue, reason=why, wait_time=wait):
            return (
                "queue_left",
                f"Opuściła kolejkę {_office(queue, offices)} po {whole_seconds(wait)}: {words.LEFT[why]}",
            )
        case WaitEstimated(low_time=low, high_time=high, waited_time=waited):
            span = f"od {seconds(low)} do {seconds(high)}"
            return "wait_estimated", f"Przewidywane dalsze oczekiwanie: {span} (dotąd {seconds(waited)})"
        case WaitEstimateChecked(error_time=error):
            return "wait_estimate_checked", _error(error)
        case HomeOfficePreferred(queue=queue):
            return "home_office_preferred", f"Woli czekać na konsultanta swojego urzędu: {_office(queue, offices)}"
        case CallbackOrdered(queue=queue, not_before=later, cause="fault"):
            when = "" if later is None else f", nie wcześniej niż {_moment(later)}"
            said = f"Centrum oddzwoni, bo połączenie przerwała awaria: {_office(queue, offices)}{when}"
            return "callback_ordered", said
        case CallbackOrdered(queue=queue, not_before=None):
            return (
                "callback_ordered",
                f"Zamówiła oddzwonienie, zachowując miejsce w kolejce {_office(queue, offices)}",
            )
        case CallbackOrdered(queue=queue, not_before=later):
            said = f"Zamówiła oddzwonienie, {_office(queue, offices)}, nie wcześniej niż {_moment(later)}"
            return "callback_ordered", said
        case CallbackPutOff(not_before=later):
            said = f"Oddzwonienie przełożono na {_moment(later)}, bo o umówionej porze urząd jest nieczynny"
            return "callback_put_off", said
        case CallbackTried(attempt=attempt, outcome=outcome):
            return "callback_tried", f"Oddzwonienie, próba {attempt}: {words.TRIED[outcome]}"
        case CallbackEnded(outcome=outcome):
            return "callback_ended", f"Zamówione oddzwonienie: {words.CALLBACK_ENDED[outcome]}"
    assert_never(event)


def _told_of_consultants(
    event: QueueOverflowed
    | OfferMade
    | OfferEnded
    | ConversationStarted
    | ConversationEnded
    | RecordingStarted
    | RecordingPaused
    | RecordingResumed
    | RecordingWithdrawn
    | RecordingEnded
    | RecordingFailed,
    offices: Offices,
) -> tuple[str, str]:
    match event:
        case QueueOverflowed(queue=queue, to_queue=to, reason=reason):
            way = f"{_office(queue, offices)} → {_office(to, offices)}"
            return "overflow", f"Połączenie może odebrać inny urząd, {way}: {reason}"
        case OfferMade(agent=agent, reason=reason, overtaken=overtaken, is_shared=is_shared):
            why = "" if is_shared else f": {reason}"  # why it goes elsewhere the overflow tells
            past = f"; przed dłużej czekającymi: {overtaken}" if overtaken else ""
            return "offer", f"Zaoferowano konsultantowi {agent}{why}{past}"
        case OfferEnded(agent=agent, outcome="accepted", ring_time=ring):
            return "offer_ended", f"{words.OFFER['accepted'].format(agent)} po {seconds(ring)}"
        case OfferEnded(agent=agent, outcome=outcome, ring_time=ring):
            return "offer_ended", f"{words.OFFER[outcome].format(agent)} (dzwonił {seconds(ring)})"
        case ConversationStarted(agent=agent):
            return "conversation_started", f"Rozmowa z konsultantem {agent}"
        case ConversationEnded(ended_by=party, talk_time=talk, hold_time=hold):
            held = f", w tym zawieszona {seconds(hold)}" if hold else ""
            return (
                "conversation_ended",
                f"Koniec rozmowy po {seconds(talk)}{held}: {words.ENDED_BY[party]}",
            )
        case RecordingStarted():
            return "recording_started", "Rozmowa jest nagrywana"
        case RecordingPaused(at_time=at_time, why=why):
            return "recording_paused", f"Cisza w nagraniu od {seconds(at_time)}: {words.RECORDING_PAUSES[why]}"
        case RecordingResumed(at_time=at_time):
            return "recording_resumed", f"Nagranie znów z dźwiękiem od {seconds(at_time)}"
        case RecordingWithdrawn(by=by, way=way):
            text = f"Wycofano zgodę na nagranie ({words.WITHDRAWN[way]}, {by}): nagranie zniszczone"
            return "recording_withdrawn", text
        case RecordingEnded(duration_time=duration, fault="disk_full"):
            text = f"Nagrywanie przerwane po {seconds(duration)}: brak miejsca na dysku, rozmowa trwa"
            return "recording_ended", text
        case RecordingEnded(duration_time=duration):
            return "recording_ended", f"Nagranie zamknięte ({seconds(duration)})"
        case RecordingFailed(fault="disk_full"):
            return "recording_failed", "Rozmowa nie jest nagrywana: brak miejsca na dysku"
        case RecordingFailed():
            return "recording_failed", "Nagranie się nie udało"
    assert_never(event)


def _moment(at: datetime | None) -> str:
    """As the clock on the wall shows it."""
    return "" if at is None else f"{at.astimezone(WARSAW):%d.%m.%Y, %-H:%M}"


def seconds(time: float) -> str:
    """A duration for people: „7,4 s”, „2 min 5 s”, „1 h 0 min 12 s”."""
    if time < 60 and round(time, 1) < 60:
        return f"{time:.1f} s".replace(".", ",")
    minutes, rest = divmod(round(time), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min {rest} s" if hours else f"{minutes} min {rest} s"


def whole_seconds(time: float) -> str:
    """A wait as it is told everywhere: „6 s” of 5.4 s, „2 min 5 s”."""
    whole = ceil(round(time, 3))
    return f"{whole} s" if whole < 60 else seconds(whole)


def _entered(event: QueueEntered, offices: Offices) -> str:
    topic = f", {topic_title(event.topic)}" if event.topic else ""
    back = f" (wraca na dawne miejsce, starsze o {seconds(event.resumed_time)})" if event.resumed_time else ""
    place = f", miejsce {event.position}" if event.position else ""
    return f"Wejście do kolejki {_office(event.queue, offices)}{place}{topic}{back}"


def _error(error_time: float) -> str:
    if error_time == 0:
        return "Oczekiwanie trwało tyle, ile zapowiedziano"
    than = "dłużej" if error_time > 0 else "krócej"
    return f"Oczekiwanie trwało o {seconds(abs(error_time))} {than}, niż zapowiedziano"


def _office(code: str, offices: Offices) -> str:
    return offices.get(code, code)


def _announcement(event: AnnouncementPlayed) -> str:
    what = ("Zapowiedź " if len(event.prompts) == 1 else "Zapowiedzi ") + ", ".join(event.prompts)
    if event.has_failed:
        return f"{what}: nie udało się odtworzyć"
    how = ", przerwana klawiszem" if event.is_interrupted else ""
    how += f", po polsku: {', '.join(event.in_polish)}" if event.in_polish else ""
    return f"{what} ({seconds(event.heard_time)}{how})"


def _keys(event: KeysEntered) -> str:
    if event.outcome in words.KEYS:
        return words.KEYS[event.outcome]
    if event.outcome == "failed" and event.keys is None:
        return "Nie wybrała żadnej możliwości"
    return f"Nacisnęła {event.keys}" if event.keys else "Nacisnęła klawisz"


def _consent(event: RecordingConsentAnswered) -> str:
    if event.kind == "statutory":
        told = "Zapowiedziano" if event.is_given else "Nie udało się zapowiedzieć"
        return f"{told}, że rozmowa będzie nagrywana z mocy przepisu"
    if event.kind == "spoken":
        return f"Zgodziła się na nagranie rozmowy na pytanie konsultanta {event.by or ''}".rstrip()
    key = "nie nacisnęła klawisza" if event.key is None else f"klawisz {event.key}"
    return f"{'Zgodziła' if event.is_given else 'Nie zgodziła'} się na nagranie rozmowy ({key})"
