"""What a page shows of a call, by the call's facts."""

from datetime import timedelta

from ari_app.calls.call_story import LONGEST_PATH, call_story
from core.facts.events import (
    AgentStateChanged,
    CallbackOrdered,
    CallerRequeued,
    CallTransferred,
    ClientDataTold,
    ContactConfirmed,
    ConversationStarted,
    KeysEntered,
    LanguageChosen,
    ListeningInBegan,
    ListeningInEnded,
    NodeEntered,
    OfferEnded,
    OfficeChosen,
    PageBack,
    PageLost,
    QueueEntered,
    RecordingConsentAnswered,
    RecordingEnded,
    RecordingPaused,
    RecordingResumed,
    RecordingStarted,
    RecordingWithdrawn,
    SmsOrdered,
    TopicChosen,
    VariableSet,
    VerificationTried,
    VoiceMessageLeft,
    WaitBegan,
)
from core.live.live import AgentCall
from tests.support.facts import NINE, OWN_OFFICE, Story


def shown(story: Story) -> AgentCall:
    return call_story(story.facts).agent_call(story.call_id, "offered", NINE)


def test_a_call_with_a_card_as_the_consultant_sees_it() -> None:
    story = Story().rings().then(NodeEntered(node="karta", kind="verification"))
    story.is_verified().then(TopicChosen(topic="unemployed")).waits().is_offered()
    call = shown(story)
    assert (call.dialled_number, call.office, call.queue, call.topic) == ("9510", "20060", "20060", "unemployed")
    assert (call.verified_by, call.reason, call.language) == ("card", OWN_OFFICE, "pl")
    assert call.path == ["weryfikacja: karta i PIN", "temat: osoba bezrobotna", "kolejka"]
    assert (call.joined, call.offered) == (NINE + timedelta(seconds=9), NINE + timedelta(seconds=11))
    assert (call.answered, call.recording, call.hold_time) == (None, "", 0)


def test_who_proved_it_by_a_code() -> None:
    story = Story().rings("9524").then(NodeEntered(node="kod", kind="one_time_code")).is_verified()
    assert shown(story).verified_by == "code"
    assert shown(story).path == ["weryfikacja: kod jednorazowy"]


def test_the_way_of_a_caller_in_short_phrases() -> None:
    story = Story().rings("9524")
    for fact in (
        NodeEntered(node="jezyk", kind="language"),
        KeysEntered(node="jezyk", length=1, outcome="uk", keys="3"),
        LanguageChosen(language="uk"),
        VerificationTried(outcome="wrong", attempt=1),
        VerificationTried(outcome="wrong", attempt=2),
        OfficeChosen(office="20060", by="postal_code"),
        NodeEntered(node="menu", kind="menu"),
        KeysEntered(node="menu", length=1, outcome="2", keys="2"),
        ClientDataTold(topic="visit", outcome="told"),
        ClientDataTold(topic="offers", outcome="unavailable"),
        ClientDataTold(topic="benefit", outcome="skipped"),
        RecordingConsentAnswered(is_given=False, key="2", prompt="P01", text_sha256=""),
        QueueEntered(queue="20060", position=1, resumed_time=40.0),
    ):
        story.then(fact)
    assert shown(story).path == [
        "język: ukraiński",
        "nieudana weryfikacja",
        "wybór urzędu: kod pocztowy",
        "menu: 2",
        "informacja: najbliższa wizyta",
        "dane niedostępne: oferty pracy",
        "brak zgody na nagrywanie",
        "powrót na dawne miejsce w kolejce",
    ]


def test_a_long_way_keeps_its_end() -> None:
    story = Story().rings().then(NodeEntered(node="menu", kind="menu"))
    for number in range(30):
        story.then(KeysEntered(node="menu", length=1, outcome="x", keys=str(number % 10)))
    assert len(shown(story).path) == LONGEST_PATH
    assert shown(story).path[-1] == "menu: 9"


def test_nothing_personal_is_taken_from_any_fact() -> None:
    secret = "600100200-tajne"
    story = Story().rings(caller=secret).is_verified()
    story.then(NodeEntered(node="cyfry", kind="collect_digits"))
    for fact in (
        KeysEntered(node="cyfry", length=15, outcome="entered", keys=secret),
        VariableSet(name="pesel", personal_value=secret, is_personal=True),
        ContactConfirmed(client_id=secret, confirmation=secret),
        SmsOrdered(
            order="o", template="t", sms_number=secret, sms_values={"imie": secret}, segments=1, office="20060"
        ),
        CallbackOrdered(callback="c", queue="20060", callback_number=secret, due_at=NINE, client_id=secret),
        VoiceMessageLeft(
            message="m", file=secret, office="20060", duration_time=3.0, caller_number=secret, client_id=secret
        ),
        RecordingStarted(recording="r", file=secret),
    ):
        story.then(fact)
    assert secret not in repr(call_story(story.facts))
    assert "client-anna" not in repr(call_story(story.facts))


def test_hold_times_and_the_recording_of_a_conversation() -> None:
    story = Story().rings().is_verified().waits().is_offered().is_answered()
    story.then(RecordingStarted(recording="r", file="r.wav"))
    for old, event, new, after in (
        ("talking", "hold", "hold", 5),
        ("hold", "unhold", "talking", 20),
        ("talking", "hold", "hold", 5),
    ):
        story.then(AgentStateChanged(agent="k20060-1", old=old, event=event, new=new), after)
    call = shown(story)
    assert (call.recording, call.hold_time) == ("on", 20.0)
    assert call.answered is not None
    story.then(RecordingEnded(recording="r", file="r.wav", duration_time=30.0))
    assert shown(story).recording == ""


def test_who_was_dropped_begins_anew_with_the_next_consultant() -> None:
    story = Story().rings().is_verified().waits().is_offered().is_answered().is_dropped()
    assert call_story(story.facts).agent is None
    story.then(QueueEntered(queue="20060", position=1, waited_time=30.0))
    story.is_offered("k20060-2")
    call = shown(story)
    assert (call.answered, call.path[-1]) == (None, "powrót na dawne miejsce w kolejce")
    assert call_story(story.facts).agent == "k20060-2"


def test_a_wait_after_a_question_begins_with_the_answer() -> None:
    story = Story().rings().waits().then(WaitBegan(queue="20060", question_time=7.0), 7)
    assert shown(story).joined == story.now


def test_a_consultant_who_did_not_answer_has_the_call_no_more() -> None:
    story = Story().rings().waits().is_offered()
    story.then(OfferEnded(reservation="o", agent="k20060-1", outcome="no_answer", ring_time=20.0))
    assert call_story(story.facts).agent is None
    assert shown(story).path[-1] == "konsultant nie odebrał"


def test_who_handed_the_call_on_stands_there_for_the_next_consultant() -> None:
    story = Story().rings().waits().is_offered()
    story.then(CallTransferred(agent="k20060-1", to_office="20620", topic="employer"))
    assert call_story(story.facts).agent is None
    call = shown(story.is_offered())
    assert (call.transferred_by, call.topic, call.path[-1]) == (
        "k20060-1",
        "employer",
        "przekazanie przez konsultanta",
    )


def test_a_page_is_lost_until_it_is_back_or_the_caller_waits_again() -> None:
    story = Story().rings().waits().is_offered()
    lost = call_story([*story.facts, PageLost(agent="k20060-1", at=NINE)])
    assert lost.page_lost == NINE
    lost.take(PageBack(agent="k20060-1", leg="c2"))
    assert lost.page_lost is None
    lost.take(CallerRequeued(agent="k20060-1"))
    assert (lost.agent, lost.path[-1]) == (None, "stanowisko konsultanta utraciło połączenie")


def test_what_becomes_of_the_recording_is_shown_and_a_withdrawal_stays() -> None:
    story = Story().rings().is_verified().waits().is_offered().is_answered()
    seen = []
    for fact in (
        RecordingStarted(recording="r", file="r.wav"),
        RecordingPaused(recording="r", at_time=1.0, why="asked"),
        RecordingResumed(recording="r", at_time=2.0),
        RecordingEnded(recording="r", file="r.wav", duration_time=3.0, fault="disk_full"),
        RecordingWithdrawn(recording="r", by="k20060-1", way="page"),
        ConversationStarted(agent="k20060-2", bridge_id="b"),
    ):
        story.then(fact)
        seen.append(shown(story).recording)
    assert seen == ["on", "paused", "on", "failed", "withdrawn", "withdrawn"]


def test_that_somebody_listens_is_shown_only_where_the_consultant_is_told() -> None:
    for is_told in (True, False):
        story = Story().rings().is_verified().waits().is_answered("k20060-1")
        story.then(ListeningInBegan(agent="k20060-1", listener="kierownik-20060", is_told=is_told))
        assert shown(story).is_listened == is_told
        story.then(
            ListeningInEnded(agent="k20060-1", listener="kierownik-20060", listened_time=3.0, why="listener")
        )
        assert not shown(story).is_listened
