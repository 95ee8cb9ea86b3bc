"""Puts together what the desk is told with a call: sentences of its story, the client's data, articles."""

from collections.abc import Mapping, Sequence
from typing import cast

from api.request_user import User
from api.routes.desk import desk_context_schemas as out
from clients.access import in_order
from clients.persons.card import Visit
from clients.persons.desk_access_store import CallerAtDesk
from core.questions.public_answers import ShortAnswersOn
from core.zone import WARSAW
from knowledge.for_desk.choice import NEAR, DeskArticle, Wanted
from reports.desk import desk_words_pl as words
from reports.desk.desk_store import CallAtDesk


def wanted_articles(call: CallAtDesk) -> Wanted:
    """For which call articles are looked for."""
    story = call.story
    heard = [
        ShortAnswersOn(read.topic, one.office or None, one.language, read.most)
        for one in story.heard
        if (read := call.read.get(one.node)) is not None
    ]
    near = {topic for one in story.told for topic in NEAR[one]}
    return Wanted(story.topic, story.office or None, story.language, heard, near)


def context_out(
    call_id: str,
    call: CallAtDesk,
    caller: CallerAtDesk | None,
    articles: tuple[Sequence[DeskArticle], Mapping[str, str]],
    user: User,
    *,
    is_caller_late: bool,
) -> out.DeskContextOut:
    """The answer."""
    story, offices = call.story, call.offices
    shown, titles = articles
    in_words = {node: titles.get(read.topic, read.topic.replace("_", " ")) for node, read in call.read.items()}
    known_by = words.known_by(story)
    return out.DeskContextOut(
        call_id=call_id,
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
        caller=None if caller is None else _caller(caller, offices),
        is_caller_late=is_caller_late,
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
        words=f"Wizyta {local:%d.%m.%Y} o {local:%-H:%M}, pokój {visit.room}.",
    )
