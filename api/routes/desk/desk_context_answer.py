"""Puts together what the desk is told of a call: from its facts, from the client's data, from the live state."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

from api.routes.desk import desk_context_schemas as out
from api.user import User
from clients.access import in_order
from clients.persons.card import Visit
from clients.persons.desk_access_store import CallerAtDesk
from core.facts.events import CallerVerified, ClientDataTold, OfferMade
from core.lists.topics import topic_title
from core.live.live import AgentCall
from core.questions.public_answers import ShortAnswersOn
from core.zone import WARSAW
from knowledge.for_desk.choice import NEAR, DeskArticle, Wanted
from reports.desk import desk_words_pl as words
from reports.desk.desk_path import path_of
from reports.desk.desk_store import CallAtDesk
from reports.desk.desk_story import Arrival, DeskStory

_TOLD = frozenset({"told", "none", "confirmed", "declined", "not_due", "already"})
_UNSHARED = "własny urząd"  # begins the reasons of offers within the own office: `acd.choice.selection`


def is_whole(story: DeskStory, live: AgentCall | None) -> bool:
    """Is everything written that the live state knows of already?"""
    return missing(story, live) is None


def missing(story: DeskStory, live: AgentCall | None) -> type[OfferMade | CallerVerified] | None:
    """The fact that is to be written before everything is that the live state knows of. Facts are written in the
    order in which they were stated: with an offer stands who calls."""
    if story.offer is None:
        return OfferMade
    if live is None:
        return None
    if live.phase == "offered" and story.phase not in ("offered", "talking"):
        return OfferMade
    return CallerVerified if live.verified_by and not story.level else None


def is_to_be_written(live: AgentCall | None) -> bool:
    """Are there facts of this call at all? Of a call-back whose caller has not been reached yet there are none."""
    return live is not None and live.dialled_number != ""


def completed(story: DeskStory, live: AgentCall) -> None:
    """Put into the story what the live state knows sooner. No personal datum stands in it."""
    story.dialled_number = story.dialled_number or live.dialled_number
    story.is_callback = story.is_callback or live.is_callback
    story.office = live.office or story.office
    if live.verified_by and not story.level:
        story.verified_by, story.level, story.office_by = live.verified_by, 2, "client_record"
    story.topic, story.language = live.topic or story.topic, live.language
    story.queue, story.joined = live.queue or story.queue, live.joined or story.joined
    story.waited_until = live.answered
    if live.reason:
        story.offer = OfferMade(
            at=live.offered,
            reservation="",
            agent=story.agent,
            queue=live.queue,
            reason=live.reason,
            candidates=[],
            is_shared=not live.reason.startswith(_UNSHARED),
        )
    if live.transferred_by and story.arrival is None:
        story.arrival = Arrival("transfer", None, live.transferred_by)


def wanted_articles(call: CallAtDesk) -> Wanted:
    """For which call articles are looked for."""
    story = call.story
    heard = [
        ShortAnswersOn(read.topic, one.office or None, one.language, read.most)
        for one in story.heard
        if (read := call.read.get(one.node)) is not None
    ]
    told = [fact.topic for fact in story.facts if isinstance(fact, ClientDataTold) and fact.outcome in _TOLD]
    near = {topic for one in told for topic in NEAR[one]}
    return Wanted(story.topic, story.office or None, story.language, heard, near)


def context_out(
    call_id: str,
    call: CallAtDesk,
    caller: CallerAtDesk | None,
    articles: tuple[Sequence[DeskArticle], Mapping[str, str]],
    user: User,
    live: AgentCall | None,
    now: datetime,
    *,
    is_complete: bool,
    is_over: bool,
) -> out.DeskContextOut:
    """The answer. `is_over`: the conversation has ended, whatever is written of it."""
    story, offices = call.story, call.offices
    shown, titles = articles
    in_words = {node: titles.get(read.topic, read.topic.replace("_", " ")) for node, read in call.read.items()}
    waited, wait_words = words.wait_pl(story, now)
    known_by = words.known_by(story)
    return out.DeskContextOut(
        call_id=call_id,
        phase="wrap_up" if is_over else _phase(story, live),
        is_whole=is_complete,
        dialled_number=story.dialled_number,
        started_at=story.started_at,
        is_callback=story.is_callback,
        verification=out.CallerVerificationOut(
            level=words.level_of(story, call.order),
            by=story.verified_by,
            wrong_tries=story.wrong_tries,
            words=words.verification_pl(story, call.order),
        ),
        home_office=out.HomeOfficeOut(
            office=_office(story.office, offices),
            known_by=cast(out.HomeOfficeKnownBy, known_by),
            is_own=story.office in user.offices,
            words=words.home_office_pl(story.office, known_by, offices),
        ),
        why_here=[
            out.ReasonOut.model_validate(reason)
            for reason in words.reasons(story, user.office, offices, call.people, call.order)
        ],
        path=[out.PathStepOut.model_validate(step) for step in path_of(story, offices, in_words)],
        topic=None if story.topic is None else out.TopicOfCall(id=story.topic, title=topic_title(story.topic)),
        wait=out.WaitOut(
            queue=_office(story.queue, offices),
            since=story.joined,
            until=story.waited_until,
            seconds=round(waited, 1),
            words=wait_words,
        ),
        recording=out.RecordingOut(
            is_recorded=story.recording == "running",
            is_allowed=bool(story.consent),
            words=words.recording_pl(story),
        ),
        language=out.LanguageOut(code=story.language, words=words.language_pl(story.language)),
        caller=None if caller is None else _caller(caller, offices),
        articles=[
            out.ArticleOfCall(
                id=one.id,
                topic=one.topic,
                title=one.title,
                short_answer=one.short_answer,
                language=one.language,
                office=_office(one.office or "", offices),
                is_pointer=one.is_pointer,
                is_heard=one.is_heard,
            )
            for one in shown
        ],
        heard=[
            out.HeardTopicOut(topic=call.read[heard.node].topic, at=heard.at, words=in_words[heard.node])
            for heard in story.heard
            if heard.node in call.read and heard.at is not None
        ],
    )


def _phase(story: DeskStory, live: AgentCall | None) -> out.Phase:
    if live is not None:
        return live.phase
    if story.phase in ("", "over"):
        return "wrap_up" if story.phase == "over" else "offered"
    return cast(out.Phase, story.phase)


def _office(code: str, offices: Mapping[str, str]) -> out.NamedOfficeOut | None:
    return out.NamedOfficeOut(code=code, seat=offices.get(code, code)) if code else None


def _caller(caller: CallerAtDesk, offices: Mapping[str, str]) -> out.CallerOut:
    return out.CallerOut(
        client_id=caller.client_id,
        office=out.NamedOfficeOut(code=caller.office, seat=offices.get(caller.office, caller.office)),
        groups=in_order(caller.groups),
        last_contacts=caller.last_contacts,
        open_matters=caller.open_matters,
        next_visit=None if caller.next_visit is None else _visit(caller.next_visit),
    )


def _visit(visit: Visit) -> out.NextVisitOut:
    local = visit.at.astimezone(WARSAW)
    return out.NextVisitOut(
        at=visit.at,
        room=visit.room,
        adviser=visit.adviser,
        purpose=visit.purpose,
        words=f"Wizyta {local:%d.%m.%Y} o {local:%H:%M}, pokój {visit.room}.",
    )
