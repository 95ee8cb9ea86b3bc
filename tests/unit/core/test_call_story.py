"""What the desk is told of a call, by the call's facts."""

from datetime import timedelta

import msgspec
import pytest

from core.facts.kinds.callbacks import CallbackOrdered
from core.facts.kinds.calls import CallAdopted, CallStarted, WatchdogActed
from core.facts.kinds.colleagues import ListeningInBegan, ListeningInEnded
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.conversations import CallerRequeued, CallTransferred, ConversationStarted, PageBack, PageLost
from core.facts.kinds.messages import SmsOrdered, VoiceMessageLeft
from core.facts.kinds.offers import OfferEnded, OfferMade
from core.facts.kinds.recordings import (
    ConsentKind,
    RecordingConsentAnswered,
    RecordingEnded,
    RecordingPaused,
    RecordingResumed,
    RecordingStarted,
    RecordingWithdrawn,
)
from core.facts.kinds.scenarios import (
    AnnouncementPlayed,
    ClientDataTold,
    ContactConfirmed,
    KeysEntered,
    LanguageChosen,
    NodeEntered,
    OfficeChosen,
    TopicChosen,
    VariableSet,
)
from core.facts.kinds.verification import VerificationTried
from core.facts.kinds.waiting import QueueEntered, WaitBegan
from core.facts.offer_reason import After, Own
from core.live.call_story import (
    LONGEST_PATH,
    MOST_HEARD,
    Arrival,
    CallStory,
    folded_call,
    story_at_desk,
)
from core.live.live import AgentCall, AgentLive, live_object
from core.live.live_packing import packs
from core.relay.relay import MOST_BYTES
from tests.support.calls.call_facts import NINE, OWN_OFFICE, Story

MINE, OTHERS = "k20060-1", "k20620-1"


def shown(story: Story) -> CallStory:
    return folded_call(story.facts).story


def test_a_call_with_a_card_as_the_consultant_sees_it() -> None:
    story = Story().rings().then(NodeEntered(node="karta", kind="verification"))
    story.is_verified().then(TopicChosen(topic="unemployed")).waits().is_offered()
    call = shown(story)
    assert (call.dialled_number, call.office, call.queue, call.topic) == ("9510", "20060", "20060", "unemployed")
    assert (call.verified_by, call.reason, call.language) == ("card", OWN_OFFICE, "pl")
    assert (call.office_by, call.why, call.arrival) == ("client_record", Own("longest_idle"), None)
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
    assert (shown(story).wrong_tries, shown(story).office_by, shown(story).told) == (2, "postal_code", ["visit"])


def test_the_answer_about_recording_stands_with_its_kind_until_there_is_another_one() -> None:
    story = Story().rings()
    kinds: list[ConsentKind] = ["key", "spoken", "statutory"]
    for kind in kinds:
        for is_given in (True, False):
            answer = RecordingConsentAnswered(is_given=is_given, key=None, prompt="N02", text_sha256="", kind=kind)
            story.then(answer)
            assert shown(story).consent == (kind if is_given else "")


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
    assert secret not in repr(shown(story))
    assert "client-anna" not in repr(shown(story))


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
    assert folded_call(story.facts).agent is None
    story.then(QueueEntered(queue="20060", position=1, waited_time=30.0))
    story.is_offered("k20060-2")
    call = shown(story)
    assert (call.answered, call.path[-1]) == (None, "powrót na dawne miejsce w kolejce")
    assert folded_call(story.facts).agent == "k20060-2"


def test_a_wait_after_a_question_begins_with_the_answer() -> None:
    story = Story().rings().waits().then(WaitBegan(queue="20060", question_time=7.0), 7)
    assert shown(story).joined == story.now


def test_a_consultant_who_did_not_answer_has_the_call_no_more() -> None:
    story = Story().rings().waits().is_offered()
    story.then(OfferEnded(reservation="o", agent="k20060-1", outcome="no_answer", ring_time=20.0))
    assert folded_call(story.facts).agent is None
    assert shown(story).path[-1] == "konsultant nie odebrał"


def test_who_handed_the_call_on_stands_there_for_the_next_consultant() -> None:
    story = Story().rings().waits().is_offered()
    story.then(CallTransferred(agent="k20060-1", to_office="20620", topic="employer"))
    assert folded_call(story.facts).agent is None
    call = shown(story.is_offered())
    assert (call.transferred_by, call.topic, call.path[-1]) == (
        "k20060-1",
        "employer",
        "przekazanie przez konsultanta",
    )


def test_a_page_is_lost_until_it_is_back_or_the_caller_waits_again() -> None:
    story = Story().rings().waits().is_offered()
    lost = folded_call([*story.facts, PageLost(agent="k20060-1", at=NINE)])
    assert lost.page_lost == NINE
    lost.take(PageBack(agent="k20060-1", leg="c2"))
    assert lost.page_lost is None
    lost.take(CallerRequeued(agent="k20060-1"))
    assert (lost.agent, lost.story.path[-1]) == (None, "stanowisko konsultanta utraciło połączenie")


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


# -- how the caller came into this wait


def a_transfer() -> Story:
    """Of Kolno's caller, from Kolno to Łomża, up to the offer there."""
    told = Story().rings().is_verified().waits().is_offered(MINE).is_answered(MINE)
    told.then(CallTransferred(agent=MINE, to_office="20620", topic="employer"), after=30).talks(0, agent=MINE)
    told.changes(MINE, "talking", "hang_up", "wrap_up")
    told.then(QueueEntered(queue="20620", position=1, topic="employer", waited_time=5, priority="dropped"), 2)
    return told.is_offered(OTHERS, "20620")


def arrival_of(told: Story) -> Arrival:
    arrival = shown(told).arrival
    assert arrival is not None
    return arrival


def test_whoever_is_handed_on_has_waited_as_long_as_before_and_comes_from_a_colleague() -> None:
    told = a_transfer()
    arrival, story = arrival_of(told), shown(told)
    assert (arrival.kind, arrival.account, arrival.office) == ("transfer", MINE, "20060")
    assert (story.queue, story.topic, story.transferred_by) == ("20620", "employer", MINE)
    entered = next(fact.at for fact in reversed(told.facts) if isinstance(fact, QueueEntered))
    assert entered is not None and story.joined == entered - timedelta(seconds=5)


@pytest.mark.parametrize(
    ("kind", "account", "cause"),
    [
        ("lost_page", OTHERS, [CallerRequeued(agent=OTHERS)]),
        ("not_taken_over", OTHERS, [CallerRequeued(agent=OTHERS, why="colleague")]),
        ("dropped", OTHERS, [AgentStateChanged(agent=OTHERS, old="talking", event="miss", new="no_answer")]),
        ("after_outage", None, [WatchdogActed(action="to_application", away_time=9)]),
        ("kept_place", None, []),
    ],
)
def test_the_cause_of_a_wait_that_does_not_come_out_of_the_scenario_is_told(
    kind: str, account: str | None, cause: list[CallerRequeued | AgentStateChanged | WatchdogActed]
) -> None:
    told = Story().rings().waits().is_offered(OTHERS).is_answered(OTHERS)
    for fact in cause:
        told.then(fact)
    told.then(QueueEntered(queue="20060", position=1, resumed_time=80, priority="dropped")).is_offered(MINE)
    assert (arrival_of(told).kind, arrival_of(told).account) == (kind, account)
    assert arrival_of(told).resumed_time == (80 if kind == "kept_place" else 0)


def test_an_application_that_died_changes_nothing_of_what_is_told() -> None:
    told = Story().rings().is_verified().waits(after=4).is_offered()
    before = shown(told)
    told.then(OfferEnded(reservation="r", agent=MINE, outcome="interrupted", ring_time=1))
    told.then(CallAdopted(stage="waiting", away_time=3), after=3).is_offered()
    assert msgspec.structs.replace(shown(told), offered=before.offered) == before


# -- what the caller has heard


def test_only_a_node_of_the_knowledge_base_of_which_something_was_heard_counts_as_heard() -> None:
    told = Story("call-1").then(
        CallStarted(
            channel_id="c",
            dialled_number="9524",
            caller_number="6",
            scenario="9524",
            scenario_version=3,
            subscenario_versions={"info": 2},
        )
    )
    told.then(NodeEntered(node="zasilek", kind="knowledge"))
    told.then(AnnouncementPlayed(prompts=["B01"], heard_time=0.2, is_interrupted=True))
    assert (shown(told).heard, shown(told).versions) == ([], {})
    told.then(LanguageChosen(language="uk")).then(OfficeChosen(office="20060", by="menu"))
    told.then(NodeEntered(node="info/kontakt", kind="knowledge"))
    told.then(AnnouncementPlayed(prompts=["B01"], heard_time=14.0))
    told.then(AnnouncementPlayed(prompts=["B01"], heard_time=14.0))
    told.then(NodeEntered(node="menu", kind="menu")).then(AnnouncementPlayed(prompts=["M01"], heard_time=3.0))
    told.then(OfficeChosen(office="20620", by="menu"))
    [heard] = shown(told).heard
    assert (heard.node, heard.office, heard.language) == ("info/kontakt", "20060", "uk")
    assert shown(told).versions == {"9524": 3, "info": 2}


def test_the_longest_story_goes_through_the_live_feed() -> None:
    told = Story().then(
        CallStarted(
            channel_id="c",
            dialled_number="48857000000",
            caller_number="6",
            scenario="scenariusz",
            scenario_version=12,
            subscenario_versions={f"podscenariusz_numer_{number}": 12 for number in range(20)},
        )
    )
    told.is_verified()
    for number in range(2 * MOST_HEARD):
        told.then(NodeEntered(node=f"{number:ż>40}/{number:ż>40}", kind="knowledge"))
        told.then(AnnouncementPlayed(prompts=["B01"], heard_time=14.0))
        told.then(TopicChosen(topic=f"{number:ż>200}"))
    told.waits()
    long = "ż" * 2000
    told.then(
        OfferMade(
            reservation="r", agent=MINE, queue="20060", reason=long, why=After(15), candidates=[], overtaken=long
        )
    )
    story = shown(told)
    assert (len(story.heard), len(story.path)) == (MOST_HEARD, LONGEST_PATH)
    call = AgentCall(**msgspec.structs.asdict(story), id=told.call_id, phase="offered", since=NINE)
    value = AgentLive(office="20060", state="ringing", since=NINE, call=call)
    assert packs([live_object("agent", MINE, value)], MOST_BYTES)[1] == []


# -- what a desk may know


def test_whoever_has_handed_a_call_on_is_told_nothing_of_what_came_then() -> None:
    told = a_transfer()
    story = story_at_desk(MINE, told.facts)
    assert (story.queue, story.offered is not None, story.path[-1]) == ("20060", True, "rozmowa z konsultantem")
    later = told.is_answered(OTHERS, "20620").then(RecordingStarted(recording="rec", file="f"))
    assert story_at_desk(MINE, later.facts) == story


def test_a_call_that_comes_back_to_the_same_desk_is_told_as_a_whole() -> None:
    told = a_transfer()
    told.is_answered(OTHERS, "20620").then(CallTransferred(agent=OTHERS, to_office="20060")).talks(9, agent=OTHERS)
    told.then(QueueEntered(queue="20060", position=1, priority="dropped")).is_offered(MINE)
    story = story_at_desk(MINE, told.facts)
    assert story == shown(told)
    assert story.arrival is not None and story.arrival.account == OTHERS


def test_what_is_sent_is_read_as_it_was() -> None:
    story = shown(a_transfer())
    assert msgspec.json.decode(msgspec.json.encode(story), type=CallStory) == story
