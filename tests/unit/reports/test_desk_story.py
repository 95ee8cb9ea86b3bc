"""What a call's facts tell the desk: nothing of anybody's identity, and nothing that came after its own part."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.facts.events import (
    AgentStateChanged,
    AnnouncementPlayed,
    CallAdopted,
    CallHeld,
    CallTransferred,
    KeysEntered,
    NodeEntered,
    OfferEnded,
    QueueEntered,
    RecordingConsentAnswered,
    RecordingEnded,
    RecordingStarted,
    VerificationTried,
    WaitBegan,
)
from reports.desk.desk_path import LONGEST_PATH, path_of
from reports.desk.desk_story import desk_story
from tests.support.facts import NINE, Story, a_served_call

OFFICES = {"20060": "Kolno", "20620": "Łomża", "20000": "WUP Białystok"}
MINE, OTHERS = "k20060-1", "k20620-1"


def test_the_story_of_an_offer_has_who_calls_whose_it_is_and_since_when_the_caller_waits() -> None:
    story = desk_story(MINE, Story().rings().is_verified().waits(after=20).is_offered(after=7).facts)
    assert (story.level, story.verified_by, story.office, story.office_by) == (2, "card", "20060", "client_record")
    assert (story.queue, story.phase, story.dialled_number) == ("20060", "offered", "9510")
    assert story.joined == NINE + timedelta(seconds=28)
    assert story.waited_until is None


def test_a_code_is_told_from_a_card_by_the_node_that_asked() -> None:
    told = Story().rings().then(NodeEntered(node="kod", kind="one_time_code")).is_verified()
    assert desk_story(MINE, told.facts).verified_by == "code"


def test_wrong_tries_are_counted_and_nothing_of_them_is_kept() -> None:
    told = Story().rings()
    for attempt in (1, 2):
        told.then(VerificationTried(outcome="wrong", attempt=attempt))
    assert desk_story(MINE, told.facts).wrong_tries == 2


def test_a_wait_begins_when_a_question_in_the_queue_was_answered() -> None:
    told = Story().rings().then(QueueEntered(queue="20060", position=1, is_held=True))
    told.then(WaitBegan(queue="20060", question_time=9), after=9).is_offered(after=3)
    assert desk_story(MINE, told.facts).joined == NINE + timedelta(seconds=9)


def test_whoever_is_handed_on_has_waited_as_long_as_before_and_comes_from_a_colleague() -> None:
    told = a_transfer()
    story = desk_story(OTHERS, told.facts)
    assert story.arrival is not None
    assert (story.arrival.kind, story.arrival.account, story.arrival.office) == ("transfer", MINE, "20060")
    assert (story.queue, story.topic) == ("20620", "employer")
    entered = next(fact.at for fact in reversed(told.facts) if isinstance(fact, QueueEntered))
    assert entered is not None and story.joined == entered - timedelta(seconds=5)


def test_whoever_has_handed_a_call_on_is_told_nothing_of_what_came_then() -> None:
    told = a_transfer()
    told.is_answered(OTHERS, "20620").then(RecordingStarted(recording="rec", file="f"))
    story = desk_story(MINE, told.facts)
    assert (story.phase, story.queue, story.recording) == ("over", "20060", "none")
    assert not any(getattr(fact, "agent", MINE) == OTHERS for fact in story.facts)


def test_a_call_that_comes_back_to_the_same_desk_is_told_as_a_whole() -> None:
    told = a_transfer()
    told.is_answered(OTHERS, "20620").then(CallTransferred(agent=OTHERS, to_office="20060")).talks(9, agent=OTHERS)
    told.then(QueueEntered(queue="20060", position=1, priority="dropped")).is_offered(MINE)
    story = desk_story(MINE, told.facts)
    assert story.phase == "offered"
    assert story.arrival is not None and story.arrival.account == OTHERS


def test_a_conversation_that_a_consultant_dropped_at_once_is_told_as_the_cause() -> None:
    told = Story().rings().waits().is_offered(OTHERS).is_answered(OTHERS).is_dropped(OTHERS)
    told.then(QueueEntered(queue="20060", position=1, priority="dropped")).is_offered(MINE)
    story = desk_story(MINE, told.facts)
    assert story.arrival is not None and story.arrival.kind == "dropped"


def test_an_old_place_given_back_is_told_and_waits_from_now() -> None:
    told = Story().rings().then(QueueEntered(queue="20060", position=1, resumed_time=80)).is_offered()
    story = desk_story(MINE, told.facts)
    assert story.arrival is not None
    assert (story.arrival.kind, story.arrival.resumed_time) == ("kept_place", 80)
    assert story.joined == NINE


def test_an_application_that_died_changes_nothing_of_what_is_told() -> None:
    told = Story().rings().is_verified().waits(after=4).is_offered()
    before = desk_story(MINE, told.facts)
    told.then(OfferEnded(reservation="r", agent=MINE, outcome="interrupted", ring_time=1))
    told.then(CallAdopted(stage="waiting", away_time=3), after=3).is_offered()
    after = desk_story(MINE, told.facts)
    for field in ("level", "verified_by", "office", "office_by", "queue", "joined", "phase", "topic"):
        assert getattr(after, field) == getattr(before, field), field


def test_hold_is_told_from_the_desk_and_from_the_telephone() -> None:
    told = Story().rings().waits().is_offered().is_answered()
    assert desk_story(MINE, told.facts).phase == "talking"
    told.then(CallHeld(agent=MINE, is_held=True))
    assert desk_story(MINE, told.facts).phase == "held"
    told.then(CallHeld(agent=MINE, is_held=False)).changes(MINE, "talking", "hold", "hold")
    assert desk_story(MINE, told.facts).phase == "held"


def test_a_recording_is_told_with_the_answer_that_allowed_it() -> None:
    told = Story().rings()
    told.then(RecordingConsentAnswered(is_given=True, key="1", prompt="N02", text_sha256="x"))
    told.waits().is_offered().is_answered().then(RecordingStarted(recording="r", file="f"))
    story = desk_story(MINE, told.facts)
    assert (story.consent, story.recording) == (True, "running")
    told.then(RecordingEnded(recording="r", file="f", duration_time=4, fault="disk_full"))
    assert desk_story(MINE, told.facts).recording == "disk_full"


def test_only_a_node_of_the_knowledge_base_of_which_something_was_heard_counts_as_heard() -> None:
    told = Story().rings().then(NodeEntered(node="zasilek", kind="knowledge"))
    told.then(AnnouncementPlayed(prompts=["B01"], heard_time=0.2, is_interrupted=True))
    told.then(NodeEntered(node="info/kontakt", kind="knowledge"))
    told.then(AnnouncementPlayed(prompts=["B01"], heard_time=14.0))
    told.then(AnnouncementPlayed(prompts=["B01"], heard_time=14.0))
    assert [heard.node for heard in desk_story(MINE, told.facts).heard] == ["info/kontakt"]


def test_the_path_names_menus_what_was_pressed_and_where_it_led() -> None:
    told = Story().rings().is_verified().then(NodeEntered(node="menu", kind="menu"))
    told.then(AnnouncementPlayed(prompts=["M01"], heard_time=3.0))
    told.then(KeysEntered(node="menu", length=1, outcome="benefit", keys="2"))
    told.then(NodeEntered(node="zasilek_info", kind="knowledge"))
    told.then(AnnouncementPlayed(prompts=["B01"], heard_time=14.0)).waits().is_offered()
    steps = path_of(desk_story(MINE, told.facts), OFFICES, {"zasilek_info": "Kto dostaje zasiłek"})
    words = [(step.kind, step.text) for step in steps]
    assert ("menu", "Menu „menu”: klawisz 2, dalej „zasilek info”") in words
    assert ("knowledge", "Baza wiedzy: Kto dostaje zasiłek") in words
    assert words[0] == ("call_started", "Zadzwoniła na numer 9510 (scenariusz 9510, wersja 1)")
    assert not any(kind in ("node", "announcement", "keys") for kind, _ in words)
    assert [step.offset for step in steps] == sorted(step.offset for step in steps)


def test_the_path_is_of_a_length_that_can_be_read() -> None:
    told = Story().rings()
    for round_ in range(LONGEST_PATH):
        told.then(NodeEntered(node=f"menu_{round_}", kind="menu"))
        told.then(KeysEntered(node=f"menu_{round_}", length=1, outcome="x", keys="1"))
    told.waits().is_offered()
    steps = path_of(desk_story(MINE, told.facts), OFFICES, {})
    assert len(steps) == LONGEST_PATH
    assert steps[-1].kind == "offer"


@given(st.integers(0, 60))
def test_a_story_can_be_told_of_any_beginning_of_a_call(count: int) -> None:
    facts = [*a_transfer().facts, *a_served_call().facts][:count]
    story = desk_story(OTHERS, facts)
    assert path_of(story, OFFICES, {}) == path_of(desk_story(OTHERS, facts), OFFICES, {})


def test_no_number_and_no_client_stands_in_what_is_told() -> None:
    facts = Story().rings(caller="600100200").is_verified(client="client-anna").waits().is_offered().facts
    steps = path_of(desk_story(MINE, facts), OFFICES, {})
    assert steps
    assert "600100200" not in str(steps) and "client-anna" not in str(steps)


def a_transfer() -> Story:
    """Of Kolno's caller, from Kolno to Łomża, up to the offer there."""
    told = Story().rings().is_verified().waits().is_offered(MINE).is_answered(MINE)
    told.then(CallTransferred(agent=MINE, to_office="20620", topic="employer"), after=30).talks(0, agent=MINE)
    told.then(AgentStateChanged(agent=MINE, old="talking", event="hang_up", new="wrap_up"))
    told.then(QueueEntered(queue="20620", position=1, topic="employer", waited_time=5, priority="dropped"), 2)
    return told.is_offered(OTHERS, "20620")
