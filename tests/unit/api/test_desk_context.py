"""When the facts that are written say as much as the live state, and what is taken from there when they do not."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.routes.desk.desk_context_answer import completed, is_to_be_written, is_whole, missing, wanted_articles
from core.facts.events import (
    AnnouncementPlayed,
    CallerVerified,
    ClientDataTold,
    LanguageChosen,
    NodeEntered,
    OfferMade,
    OfficeChosen,
    QueueEntered,
)
from core.facts.offer_reason import After
from core.live.live import AgentCall
from core.questions.public_answers import ShortAnswersOn
from reports.desk.desk_store import CallAtDesk, KnowledgeNode
from reports.desk.desk_story import DeskStory, desk_story
from reports.desk.desk_words_pl import reasons
from tests.support.facts import NINE, Story

MINE, OTHERS = "k20060-1", "k20620-1"
OFFICES = {"20060": "Kolno", "20620": "Łomża"}
OVERFLOW = After(15)


def live(phase: str = "offered", **more: object) -> AgentCall:
    return AgentCall(id="call-1", phase=phase, since=NINE, **{"dialled_number": "9510", **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "says", "expected"),
    [
        (Story().rings(), live(), False),
        (Story().rings().waits().is_offered(), live(), True),
        (Story().rings().waits().is_offered(), live(verified_by="card"), False),
        (Story().rings().is_verified().waits().is_offered(), live(verified_by="card"), True),
        (Story().rings().waits().is_offered().is_answered(), live(), True),
        (Story().rings().waits().is_offered(OTHERS), live(), False),
        (Story().rings().waits().is_offered().is_answered().talks(30), live(), False),
        (Story().rings().waits().is_offered(), live("talking"), True),
        (Story().rings().waits().is_offered(), None, True),
        (Story().rings(), None, False),
    ],
    ids=[
        "before the offer",
        "offered",
        "who calls is not written yet",
        "who calls is written",
        "answered meanwhile",
        "offered to somebody else before",
        "offered again after a conversation",
        "the answer is not written yet",
        "the live state is silent",
        "nothing is known",
    ],
)
def test_the_facts_are_whole_when_they_say_as_much_as_the_live_state(
    told: Story, says: AgentCall | None, expected: bool
) -> None:
    assert is_whole(desk_story(MINE, told.facts), says) is expected


def test_what_is_waited_for_is_the_offer_and_with_it_stands_who_calls() -> None:
    unwritten = desk_story(MINE, Story().rings().facts)
    written = desk_story(MINE, Story().rings().waits().is_offered().facts)
    missed = desk_story(MINE, Story().rings().is_verified().waits().is_offered().is_dropped().facts)
    assert missing(unwritten, live(verified_by="card")) is OfferMade
    assert missing(missed, live(verified_by="card")) is OfferMade
    assert missing(written, live(verified_by="card")) is CallerVerified
    assert missing(written, live()) is None


def test_of_a_call_back_whose_caller_is_not_reached_yet_there_is_nothing_to_wait_for() -> None:
    assert not is_to_be_written(live(dialled_number="", is_callback=True))
    assert is_to_be_written(live())
    assert not is_to_be_written(None)


def test_what_is_not_written_is_taken_from_the_live_state() -> None:
    story = desk_story(MINE, Story().rings().facts)
    says = live(
        office="20620",
        queue="20620",
        topic="employer",
        language="uk",
        verified_by="code",
        joined=NINE - timedelta(seconds=20),
        offered=NINE,
        why=OVERFLOW,
        transferred_by=OTHERS,
    )
    completed(story, says)
    assert (story.office, story.queue, story.topic, story.language) == ("20620", "20620", "employer", "uk")
    assert (story.level, story.verified_by) == (2, "code")
    assert [reason.kind for reason in reasons(story, "20060", OFFICES, {}, None)] == ["transfer", "overflow"]


@given(st.integers(0, 11), st.sampled_from(["offered", "talking", "held", "page_lost"]), st.booleans())
def test_whatever_is_written_the_live_state_completes_it(count: int, phase: str, is_verified: bool) -> None:
    told = Story().rings().is_verified().waits().is_offered().is_answered().talks(30)
    story = desk_story(MINE, told.facts[:count])
    completed(story, live(phase, queue="20060", verified_by="card" if is_verified else "", why=OVERFLOW))
    assert is_whole(story, live("talking", verified_by="card" if is_verified else ""))
    assert reasons(story, "20060", OFFICES, {}, None)


def test_articles_are_looked_for_by_what_the_caller_heard_and_what_self_service_told() -> None:
    told = Story().rings().is_verified().then(NodeEntered(node="zasilek", kind="knowledge"))
    told.then(AnnouncementPlayed(prompts=["B01"], heard_time=9.0))
    told.then(ClientDataTold(topic="trainings", outcome="told"))
    told.then(ClientDataTold(topic="offers", outcome="skipped"))
    told.then(QueueEntered(queue="20060", position=1, topic="unemployed"))
    story = desk_story(MINE, told.facts)
    call = CallAtDesk(story, OFFICES, {}, read={"zasilek": KnowledgeNode("zasilek", 2)})
    wanted = wanted_articles(call)
    assert (wanted.topic, wanted.office, wanted.language) == ("unemployed", "20060", "pl")
    assert wanted.heard == [ShortAnswersOn("zasilek", "20060", "pl", 2)]
    assert set(wanted.near) == {"szkolenia"}
    assert wanted_articles(CallAtDesk(DeskStory(MINE), OFFICES, {})).touched == []


def test_what_was_heard_was_asked_for_the_office_and_in_the_language_of_that_moment() -> None:
    told = Story().rings("9524").then(NodeEntered(node="zasilek", kind="knowledge"))
    told.then(AnnouncementPlayed(prompts=["B01"], heard_time=9.0)).then(LanguageChosen(language="uk"))
    told.then(OfficeChosen(office="20060", by="menu")).then(NodeEntered(node="kontakt", kind="knowledge"))
    told.then(AnnouncementPlayed(prompts=["B01"], heard_time=9.0)).then(OfficeChosen(office="20620", by="menu"))
    read = {"zasilek": KnowledgeNode("zasilek", 2), "kontakt": KnowledgeNode("kontakt", 1)}
    wanted = wanted_articles(CallAtDesk(desk_story(MINE, told.facts), OFFICES, {}, read=read))
    assert (wanted.office, wanted.language) == ("20620", "uk")
    assert wanted.heard == [
        ShortAnswersOn("zasilek", None, "pl", 2),
        ShortAnswersOn("kontakt", "20060", "uk", 1),
    ]
