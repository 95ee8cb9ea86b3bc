"""Templates of messages: written by one person, published by another, picked for answers."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import Query

from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.proposals import proposed
from api.request_user import User
from api.routes.matters.matters import MatterId
from api.routes.templates.templates_schemas import (
    CODE,
    AnswerTemplate,
    AnswerTemplates,
    TemplateIn,
    TemplatePreview,
    TemplatePreviewIn,
    TemplatesOut,
)
from api.schemas.proposals import ProposalOut
from api.services import Services
from api.today import today
from core.errors import NotAllowed
from core.rights import Right
from core.two_persons.four_eyes import Act
from knowledge.articles.in_force import is_in_force
from knowledge.articles.published import language_read, short_answer_of
from knowledge.articles.published_store import all_published
from knowledge.rates.rate_store import load_rates
from messaging.mail.markdown import html_body_of, plain_of
from messaging.matters.reading_store import read_matter
from messaging.templates.rendering import TemplateFaulty
from messaging.templates.template import Template, answers_of, articles_in, filled, preview
from messaging.templates.template_store import check_template, list_templates, office_name, version_of

router = Router(prefix="/api", tags=["templates"])

Reader = Annotated[User, needs(Right.EDIT_TEMPLATES, Right.PUBLISH_TEMPLATES)]
Editor = Annotated[User, needs(Right.EDIT_TEMPLATES)]
Answerer = Annotated[User, needs(Right.ANSWER_MATTERS)]


@router.get("/message-templates", responses=answers(401, 403, 422))
async def get_message_templates(
    user: Reader, shared: Shared, code: Annotated[str | None, Query(pattern=CODE)] = None
) -> TemplatesOut:
    """All templates with what was and what is planned, or those of one code; an office's goes before the
    province's, and that before what ships."""
    stored = await list_templates(shared.engine)
    return TemplatesOut.of([one for one in stored if code in (None, one.template.code)])


@router.post("/message-templates/preview", responses=answers(401, 403, 413, 422, 429))
async def preview_message_template(wanted: TemplatePreviewIn, user: Reader, shared: Shared) -> TemplatePreview:
    """How it would leave, and what is wrong with it; nothing is saved."""
    shared.limits.take(user.username, "save")
    template = wanted.template
    found = preview(template, await sentences(shared, articles_in(template), template.office, today(shared)))
    is_mail = template.channel == "email"
    plain = plain_of(found.text) if is_mail else found.text
    return TemplatePreview.of(found, plain, html_body_of(found.text) if is_mail else "")


@router.post("/message-templates", status_code=202, responses=answers(401, 403, 404, 409, 413, 422, 429))
async def propose_message_template(wanted: TemplateIn, user: Editor, shared: Shared) -> ProposalOut:
    """Propose a template; it holds from its day on when another person has published it.

    403 for one of an office that is not the own, or of the province. 422 with `settings_refused` for a day that is
    over, and for what cannot be filled with the examples. 409 with `no_second_person`.
    """
    shared.limits.take(user.username, "save")
    if not user.may_for(Right.EDIT_TEMPLATES, wanted.office):
        raise NotAllowed
    template, day = wanted.template, today(shared)
    stored = await list_templates(shared.engine)
    version = version_of(stored, template.code, template.office)
    words = await sentences(shared, articles_in(template), template.office, day)
    await check_template(shared.engine, template, words, version, day)
    rest = {name: value for name, value in wanted.model_dump(mode="json").items() if name != "source"}
    details = {"leaves": preview(template, words).text, **rest, "template": template.source, "version": version}
    return await proposed(shared, user, Act.PUBLISH_TEMPLATE, wanted.office, wanted.title, details)


@router.get("/matters/{matter_id}/templates", responses=answers(401, 403, 404, 422, 429))
async def get_answer_templates(matter_id: MatterId, user: Answerer, shared: Shared) -> AnswerTemplates:
    """What can be picked for an answer to whoever wrote last, filled for the matter: with its number and title,
    which stand in the list of matters, too, and nothing else of it."""
    shared.limits.take(user.username, "look")
    seen, messages = await read_matter(shared.engine, user.offices_of(Right.ANSWER_MATTERS), matter_id)
    channel = next((one.channel for one in reversed(messages) if one.direction == "in" and one.channel), None)
    if channel is None:
        return AnswerTemplates(templates=[])
    day = today(shared)
    rows = [one.template for one in await list_templates(shared.engine)]
    found = answers_of(rows, channel, seen.office, day)
    articles = {each for one in found for each in articles_in(one)}
    words = await sentences(shared, articles, seen.office, day)
    values = {"numer": seen.number, "temat": seen.title, "urzad": await office_name(shared.engine, seen.office)}
    return AnswerTemplates(templates=[made for one in found if (made := _picked(one, values, words)) is not None])


def _picked(template: Template, values: dict[str, str], words: dict[str, str]) -> AnswerTemplate | None:
    try:
        text = filled(replace(template, subject=""), values, words)[1]
    except TemplateFaulty:
        return None
    return AnswerTemplate(code=template.code, title=template.title, text=text)


async def sentences(shared: Services, articles: Collection[str], office: str | None, day: date) -> dict[str, str]:
    """Short answers in Polish of these articles, of those that hold on the day and for the office."""
    if not articles:
        return {}
    rates = await load_rates(shared.engine)
    async with shared.engine.connect() as connection:
        found = await all_published(connection)
    return {
        one.id: short_answer_of(one, "pl", rates, day).text
        for one in found
        if one.id in articles
        and one.office in (None, office)
        and is_in_force(one.content, rates, day)
        and language_read(one.content, "pl") is not None
    }
