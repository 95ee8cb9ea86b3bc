from typing import Any, get_args

import msgspec
import pytest

from core.facts.events import PERSONAL_FIELDS, AnyEvent
from core.facts.kinds.callbacks import CallbackEnded, CallbackOrdered, CallbackPutOff, CallbackTried
from core.facts.kinds.calls import CallFailed, CallStarted
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.conversations import (
    CallerRequeued,
    CallHeld,
    CallTransferred,
    ConversationEnded,
    PageBack,
    PageLost,
)
from core.facts.kinds.offers import Candidate, OfferEnded, OfferMade
from core.facts.kinds.recordings import (
    RecordingConsentAnswered,
    RecordingEnded,
    RecordingFailed,
    RecordingPaused,
    RecordingResumed,
    RecordingStarted,
    RecordingWithdrawn,
)
from core.facts.kinds.scenarios import AnnouncementPlayed, KeysEntered, LanguageChosen, NodeEntered, VariableSet
from core.facts.kinds.transfers import TransferEnded
from core.facts.kinds.verification import VerificationTried
from core.facts.kinds.waiting import (
    HomeOfficePreferred,
    QueueEntered,
    QueueLeft,
    QueueOverflowed,
    WaitBegan,
    WaitEstimateChecked,
    WaitEstimated,
)
from core.ids import new_id
from core.zone import WARSAW
from ivr.kinds import describe_kinds
from reports.calls import timeline_words_pl as words
from reports.calls.call_timeline import people_in, seconds, timeline
from tests.support.calls.call_facts import NINE, OWN_OFFICE, Story, a_served_call
from tests.support.calls.fake_centre import a_centre
from tests.support.calls.fake_services import ANNA, ANNAS_PIN
from tests.support.timing.virtual_time import in_virtual_time

OFFICES = {"20060": "Kolno", "20000": "WUP Białystok"}


def sentence(event: AnyEvent) -> str:
    [step] = timeline([msgspec.structs.replace(event, id=new_id("event"), at=NINE)], OFFICES)
    return step.text


def test_a_served_call_reads_as_a_story() -> None:
    steps = timeline(a_served_call().facts, OFFICES)
    assert [(step.offset, step.text) for step in steps] == [
        (0, "Połączenie z numerem 9510"),
        (8, "Potwierdzono tożsamość: klient urzędu Kolno"),
        (8, "Właściwy urząd: Kolno (z danych klienta)"),
        (9, "Wejście do kolejki Kolno, miejsce 1"),
        (11, f"Zaoferowano konsultantowi k20060-1: {OWN_OFFICE}"),
        (14, "Konsultant k20060-1 odebrał po 3,0 s"),
        (14, "Opuściła kolejkę Kolno po 5 s: połączona z konsultantem"),
        (14, "Rozmowa z konsultantem k20060-1"),
        (44, "Koniec rozmowy po 30,0 s: rozłączył się konsultant"),
        (45, "Koniec połączenia po 45,0 s: scenariusz doszedł do końca"),
    ]


def test_a_drop_is_told_though_other_changes_of_state_are_not() -> None:
    story = Story().rings().waits().is_answered()
    story.then(AgentStateChanged(agent="k20060-1", old="ringing", event="accept", new="talking"))
    kinds = [step.kind for step in timeline(story.is_dropped().facts, OFFICES)]
    assert kinds == [
        "call_started",
        "queue_entered",
        "offer_ended",
        "queue_left",
        "conversation_started",
        "conversation_ended",
        "dropped",
    ]


def test_details_hold_the_fields_of_the_fact_and_nothing_personal() -> None:
    steps = timeline(a_served_call().facts, OFFICES)
    assert steps[3].details == {
        "queue": "20060",
        "position": 1,
        "topic": None,
        "resumed_time": 0.0,
        "waited_time": 0.0,
        "priority": None,
        "is_held": False,
    }
    assert not any(step.details.keys() & PERSONAL_FIELDS for step in steps)
    assert "600100200" not in repr(steps)


def test_what_a_scenario_remembers_is_told_unless_it_is_personal() -> None:
    story = Story().rings()
    story.then(VariableSet(name="proby", value="2"))
    story.then(VariableSet(name="pesel", personal_value="80010112345", is_personal=True))
    steps = timeline(story.facts, OFFICES)[1:]
    assert [step.text for step in steps] == ["Zapamiętano „proby”: „2”", "Zapamiętano „pesel” (dane osobowe)"]
    assert "80010112345" not in repr(steps)


def test_a_step_whose_fact_has_lost_what_it_said_of_a_person_says_so() -> None:
    story = Story().rings(caller="").then(VariableSet(name="pesel", is_personal=True))
    started, remembered = timeline(story.facts, OFFICES, forgotten={story.facts[1].id})
    assert "usunięto" not in started.text
    assert remembered.text == "Zapamiętano „pesel” (dane osobowe); dane usunięto"


def test_candidates_of_an_offer_can_be_read_by_a_program() -> None:
    offer = OfferMade(
        reservation="offer-1",
        agent="k20060-1",
        queue="20060",
        reason=OWN_OFFICE,
        candidates=[Candidate("k20060-1", "20060", 12.0, 1)],
    )
    [step] = timeline([msgspec.structs.replace(offer, at=NINE)], OFFICES)
    [candidate] = step.details["candidates"]
    assert candidate == {
        "agent": "k20060-1",
        "office": "20060",
        "idle_time": 12.0,
        "rank": 1,
        "load": 0.0,
        "calls": 0.0,
        "handled_time": 0.0,
        "ready_time": 0.0,
    }


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (
            CallStarted(channel_id="c", dialled_number="9999", caller_number=""),
            "Połączenie z numerem 9999, którego nikt nie obsługuje",
        ),
        (NodeEntered(node="kod", kind="postal_code"), "Krok scenariusza: Urząd według kodu pocztowego"),
        (
            AnnouncementPlayed(prompts=["W01"], heard_time=3.2, is_interrupted=True),
            "Zapowiedź W01 (3,2 s, przerwana klawiszem)",
        ),
        (AnnouncementPlayed(prompts=["W01", "N01"], heard_time=3.2), "Zapowiedzi W01, N01 (3,2 s)"),
        (
            AnnouncementPlayed(prompts=["W01", "N01"], heard_time=3.2, language="uk", in_polish=["N01"]),
            "Zapowiedzi W01, N01 (3,2 s, po polsku: N01)",
        ),
        (LanguageChosen(language="uk"), "Język rozmowy: ukraiński"),
        (
            AnnouncementPlayed(prompts=["W01"], heard_time=0, has_failed=True),
            "Zapowiedź W01: nie udało się odtworzyć",
        ),
        (KeysEntered(node="karta/pin", length=0, outcome="entered"), "Podała cyfry"),
        (KeysEntered(node="kod", length=0, outcome="nothing"), "Nic nie nacisnęła"),
        (KeysEntered(node="kod", length=2, outcome="too_few"), "Podała za mało cyfr"),
        (KeysEntered(node="kod", length=9, outcome="too_many"), "Podała za dużo cyfr"),
        (
            KeysEntered(node="kto", length=1, outcome="employer", keys="2"),
            "Nacisnęła 2",
        ),
        (
            KeysEntered(node="karta", length=1, outcome="no_card"),
            "Nacisnęła klawisz",
        ),
        (
            KeysEntered(node="kto", length=0, outcome="failed"),
            "Nie wybrała żadnej możliwości",
        ),
        (VerificationTried(outcome="wrong", attempt=2), "Numer lub PIN się nie zgadza (próba 2)"),
        (
            RecordingConsentAnswered(is_given=True, key="1", prompt="N02", text_sha256=""),
            "Zgodziła się na nagranie rozmowy (klawisz 1)",
        ),
        (
            RecordingConsentAnswered(is_given=False, key=None, prompt="N02", text_sha256=""),
            "Nie zgodziła się na nagranie rozmowy (nie nacisnęła klawisza)",
        ),
        (
            CallStarted(
                channel_id="c",
                dialled_number="600100200",
                caller_number="600100200",
                direction="callback",
                callback="callback-1",
            ),
            "Centrum oddzwania na zamówienie",
        ),
        (QueueEntered(queue="20620", position=3), "Wejście do kolejki 20620, miejsce 3"),
        (
            QueueEntered(queue="20060", position=1, topic="employer", resumed_time=42),
            "Wejście do kolejki Kolno, miejsce 1, pracodawca (wraca na dawne miejsce, starsze o 42,0 s)",
        ),
        (
            WaitBegan(queue="20060", question_time=17.2),
            "Czeka na konsultanta, po 17,2 s odpowiadania na pytanie w kolejce",
        ),
        (
            WaitEstimated(queue="20060", low_time=60, high_time=125, waited_time=30),
            "Przewidywane dalsze oczekiwanie: od 1 min 0 s do 2 min 5 s (dotąd 30,0 s)",
        ),
        (WaitEstimateChecked(queue="20060", error_time=0), "Oczekiwanie trwało tyle, ile zapowiedziano"),
        (
            WaitEstimateChecked(queue="20060", error_time=35),
            "Oczekiwanie trwało o 35,0 s dłużej, niż zapowiedziano",
        ),
        (
            WaitEstimateChecked(queue="20060", error_time=-5),
            "Oczekiwanie trwało o 5,0 s krócej, niż zapowiedziano",
        ),
        (HomeOfficePreferred(queue="20060"), "Woli czekać na konsultanta swojego urzędu: Kolno"),
        (
            CallbackOrdered(callback="c", queue="20060", callback_number="600100200", due_at=NINE),
            "Zamówiła oddzwonienie, zachowując miejsce w kolejce Kolno",
        ),
        (
            CallbackOrdered(
                callback="c", queue="20060", callback_number="600100200", due_at=NINE, not_before=NINE
            ),
            f"Zamówiła oddzwonienie, Kolno, nie wcześniej niż {NINE.astimezone(WARSAW):%d.%m.%Y, %-H:%M}",
        ),
        (
            CallbackPutOff(callback="c", not_before=NINE),
            f"Oddzwonienie przełożono na {NINE.astimezone(WARSAW):%d.%m.%Y, %H:%M}, "
            "bo o umówionej porze urząd jest nieczynny",
        ),
        (
            CallbackTried(callback="c", attempt=2, outcome="no_answer", origin="call-0"),
            "Oddzwonienie, próba 2: nikt nie odebrał",
        ),
        (CallbackEnded(callback="c", outcome="given_up"), "Zamówione oddzwonienie: nie udało się mimo prób"),
        (
            OfferMade(
                reservation="o",
                agent="k1",
                queue="20060",
                reason=OWN_OFFICE,
                candidates=[],
                overtaken="własny klient urzędu ma 20 s pierwszeństwa",
            ),
            f"Zaoferowano konsultantowi k1: {OWN_OFFICE}; przed dłużej czekającymi: "
            "własny klient urzędu ma 20 s pierwszeństwa",
        ),
        (
            ConversationEnded(agent="k1", ended_by="agent", talk_time=61, hold_time=20),
            "Koniec rozmowy po 1 min 1 s, w tym zawieszona 20,0 s: rozłączył się konsultant",
        ),
        (
            QueueOverflowed(queue="20060", to_queue="20000", reason="nikt nie pracuje"),
            "Połączenie może odebrać inny urząd, Kolno → WUP Białystok: nikt nie pracuje",
        ),
        (
            QueueLeft(queue="20060", reason="abandoned", wait_time=125),
            "Opuściła kolejkę Kolno po 2 min 5 s: rozłączyła się",
        ),
        (
            OfferEnded(reservation="o", agent="k1", outcome="no_answer", ring_time=20),
            "Konsultant k1 nie odebrał (dzwonił 20,0 s)",
        ),
        (
            ConversationEnded(agent="k1", ended_by="caller", talk_time=61),
            "Koniec rozmowy po 1 min 1 s: rozłączyła się osoba dzwoniąca",
        ),
        (RecordingStarted(recording="rec-1", file="a.wav"), "Rozmowa jest nagrywana"),
        (RecordingEnded(recording="rec-1", file="a.wav", duration_time=30), "Nagranie zamknięte (30,0 s)"),
        (
            RecordingPaused(recording="rec-1", at_time=12, why="asked"),
            "Cisza w nagraniu od 12,0 s: wstrzymał konsultant",
        ),
        (RecordingResumed(recording="rec-1", at_time=20), "Nagranie znów z dźwiękiem od 20,0 s"),
        (
            RecordingWithdrawn(recording="rec-1", by="k20060-1", way="telephone"),
            "Wycofano zgodę na nagranie (konsultant, kodem telefonu, k20060-1): nagranie zniszczone",
        ),
        (
            RecordingConsentAnswered(
                is_given=True, key=None, prompt="N06", text_sha256="", kind="statutory", language="pl"
            ),
            "Zapowiedziano, że rozmowa będzie nagrywana z mocy przepisu",
        ),
        (
            RecordingConsentAnswered(
                is_given=True, key=None, prompt="", text_sha256="", kind="spoken", by="k20060-1"
            ),
            "Zgodziła się na nagranie rozmowy na pytanie konsultanta k20060-1",
        ),
        (RecordingFailed(recording="rec-1"), "Nagranie się nie udało"),
        (
            RecordingFailed(recording="rec-1", fault="disk_full"),
            "Rozmowa nie jest nagrywana: brak miejsca na dysku",
        ),
        (
            RecordingEnded(recording="rec-1", file="a.wav", duration_time=30, fault="disk_full"),
            "Nagrywanie przerwane po 30,0 s: brak miejsca na dysku, rozmowa trwa",
        ),
        (CallFailed(error="TelephonyFailed"), "Błąd w obsłudze połączenia"),
    ],
)
def test_each_fact_has_its_sentence(event: AnyEvent, text: str) -> None:
    assert sentence(event) == text


def test_a_number_that_the_centre_rang_is_in_no_step() -> None:
    number = "600100200"
    story = Story().then(
        CallStarted(
            channel_id="c", dialled_number=number, caller_number=number, direction="callback", callback="c-1"
        )
    )
    story.then(
        CallbackOrdered(callback="c-1", queue="20060", callback_number=number, due_at=NINE, client_id="anna")
    )
    told = repr(timeline(story.facts, OFFICES))
    assert number not in told
    assert "anna" not in told


def values(annotation: Any) -> list[Any]:
    return list(get_args(annotation))


@pytest.mark.parametrize(
    "kind",
    [OfferEnded, QueueLeft, ConversationEnded, VerificationTried, CallbackTried, CallbackEnded, TransferEnded],
)
def test_no_outcome_is_without_words(kind: type[AnyEvent]) -> None:
    sample: dict[type, Any] = {str: "k1", float: 1.0, int: 1}
    fields = {f.name: f for f in msgspec.structs.fields(kind) if f.required}
    [chosen] = [name for name, field in fields.items() if values(field.type)]
    for value in values(fields[chosen].type):
        others = {name: sample[field.type] for name, field in fields.items() if name != chosen}
        event = msgspec.convert({"type": kind.__name__, **others, chosen: value}, AnyEvent)
        assert sentence(event)


@pytest.mark.parametrize(
    ("time", "text"),
    [
        (0, "0,0 s"),
        (7.44, "7,4 s"),
        (59.94, "59,9 s"),
        (59.97, "1 min 0 s"),
        (125, "2 min 5 s"),
        (3612, "1 h 0 min 12 s"),
    ],
)
def test_durations_are_written_as_people_read_them(time: float, text: str) -> None:
    assert seconds(time) == text


@in_virtual_time
async def test_a_whole_call_has_a_step_for_each_fact_and_shows_no_secret() -> None:
    async with a_centre() as centre:
        centre.consultant("k20060-1")
        caller = centre.exchange.caller()
        call = await centre.visit(caller, (1, ANNA + "#"), (2, ANNAS_PIN + "#"), (3, "0"), (5, "1"))
        facts = [event for event in centre.events if event.call_id == call.id]
        steps = timeline(facts, OFFICES)
        told = [fact for fact in facts if not isinstance(fact, AgentStateChanged)]
        assert len(steps) == len(told) > 20
        assert [step.at for step in steps] == [fact.at for fact in told]
        assert (steps[0].kind, steps[-1].kind) == ("call_started", "call_ended")
        assert {"queue_entered", "offer", "conversation_started", "recording_ended"} <= {s.kind for s in steps}
        assert ANNA not in repr(steps)
        assert ANNAS_PIN not in repr(steps)


def test_what_happens_at_the_desk_is_told_in_plain_words() -> None:
    story = Story().rings()
    for fact in (
        CallHeld(agent="k20060-1", is_held=True),
        CallHeld(agent="k20060-1", is_held=False),
        PageLost(agent="k20060-1"),
        PageBack(agent="k20060-1", leg="agent-2"),
        CallerRequeued(agent="k20060-1"),
        CallTransferred(agent="k20060-1", to_office="20620", topic="employer"),
    ):
        story.then(fact)
    assert [step.text for step in timeline(story.facts, OFFICES)][1:] == [
        "Konsultant k20060-1 zawiesił rozmowę, osoba dzwoniąca słyszy muzykę",
        "Konsultant k20060-1 wznowił rozmowę",
        "Strona stanowiska konsultanta k20060-1 przestała działać, osoba dzwoniąca słyszy muzykę",
        "Konsultant k20060-1 wrócił na stanowisko, rozmowa trwa dalej",
        "Konsultant k20060-1 nie wrócił na stanowisko, połączenie wraca do kolejki na dawne miejsce",
        f"Konsultant k20060-1 przekazał rozmowę do kolejki: {OFFICES.get('20620', '20620')}, sprawa: pracodawca",
    ]


def test_why_another_office_was_asked_stands_before_the_offer_to_it_and_once() -> None:
    reason = "przekazano do Łomży: ponad 15 s oczekiwania"
    story = Story().rings()
    offer = OfferMade(
        reservation="r", agent="k20620-1", queue="20060", reason=reason, candidates=[], is_shared=True
    )
    story.then(offer)
    story.then(QueueOverflowed(queue="20060", to_queue="20620", reason=reason))
    steps = timeline(story.facts, OFFICES)[1:]
    assert [step.kind for step in steps] == ["overflow", "offer"]
    assert sum(reason in step.text for step in steps) == 1
    assert steps[1].text == "Zaoferowano konsultantowi k20620-1"
    assert steps[1].details["reason"] == reason


def test_people_have_their_names_in_the_sentences_and_their_accounts_in_the_details() -> None:
    facts = a_served_call().facts
    assert people_in(facts) >= {"k20060-1"}
    steps = timeline(facts, OFFICES, {"k20060-1": "Maria Nowak"})
    told = [step.text for step in steps]
    assert "Rozmowa z konsultantem Maria Nowak" in told
    assert "Właściwy urząd: Kolno (z danych klienta)" in told  # `by` is no account there
    assert not any("k20060-1" in text for text in told)
    assert [step.details["agent"] for step in steps if step.kind == "conversation_started"] == ["k20060-1"]
    assert "Rozmowa z konsultantem (konto usunięte)" in [step.text for step in timeline(facts, OFFICES, {})]


def test_what_somebody_is_stands_once_in_a_sentence_also_where_the_name_begins_with_it() -> None:
    told = [step.text for step in timeline(a_served_call().facts, OFFICES, {"k20060-1": "Konsultant 1 (Kolno)"})]
    assert "Rozmowa z konsultantem 1 (Kolno)" in told
    assert "Konsultant 1 (Kolno) odebrał po 3,0 s" in told
    assert any(text.startswith("Zaoferowano konsultantowi 1 (Kolno): ") for text in told)
    assert any(text.startswith("Koniec rozmowy po ") for text in told)


def test_every_kind_of_node_has_the_words_of_the_editor() -> None:
    assert {kind.name: kind.label for kind in describe_kinds()} == words.NODES
