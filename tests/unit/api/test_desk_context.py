"""For which call articles are looked for."""

from api.routes.desk.desk_context_answer import wanted_articles
from core.facts.kinds.scenarios import (
    AnnouncementPlayed,
    ClientDataTold,
    LanguageChosen,
    NodeEntered,
    OfficeChosen,
)
from core.facts.kinds.waiting import QueueEntered
from core.live.call_story import CallStory, folded_call
from core.questions.public_answers import ShortAnswersOn
from reports.desk.desk_store import CallAtDesk, KnowledgeNode
from tests.support.calls.call_facts import Story

OFFICES = {"20060": "Kolno", "20620": "Łomża"}


def test_articles_are_looked_for_by_what_the_caller_heard_and_what_self_service_told() -> None:
    told = Story().rings().is_verified().then(NodeEntered(node="zasilek", kind="knowledge"))
    told.then(AnnouncementPlayed(prompts=["B01"], heard_time=9.0))
    told.then(ClientDataTold(topic="trainings", outcome="told"))
    told.then(ClientDataTold(topic="offers", outcome="skipped"))
    told.then(QueueEntered(queue="20060", position=1, topic="unemployed"))
    story = folded_call(told.facts).story
    call = CallAtDesk(story, OFFICES, {}, read={"zasilek": KnowledgeNode("zasilek", 2)})
    wanted = wanted_articles(call)
    assert (wanted.topic, wanted.office, wanted.language) == ("unemployed", "20060", "pl")
    assert wanted.heard == [ShortAnswersOn("zasilek", "20060", "pl", 2)]
    assert set(wanted.near) == {"szkolenia"}
    assert wanted_articles(CallAtDesk(CallStory(), OFFICES, {})).touched == []


def test_what_was_heard_was_asked_for_the_office_and_in_the_language_of_that_moment() -> None:
    told = Story().rings("9524").then(NodeEntered(node="zasilek", kind="knowledge"))
    told.then(AnnouncementPlayed(prompts=["B01"], heard_time=9.0)).then(LanguageChosen(language="uk"))
    told.then(OfficeChosen(office="20060", by="menu")).then(NodeEntered(node="kontakt", kind="knowledge"))
    told.then(AnnouncementPlayed(prompts=["B01"], heard_time=9.0)).then(OfficeChosen(office="20620", by="menu"))
    read = {"zasilek": KnowledgeNode("zasilek", 2), "kontakt": KnowledgeNode("kontakt", 1)}
    wanted = wanted_articles(CallAtDesk(folded_call(told.facts).story, OFFICES, {}, read=read))
    assert (wanted.office, wanted.language) == ("20620", "uk")
    assert wanted.heard == [
        ShortAnswersOn("zasilek", None, "pl", 2),
        ShortAnswersOn("kontakt", "20060", "uk", 1),
    ]
