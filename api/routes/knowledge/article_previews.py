"""How an article is read before anybody but its editor sees it."""

from typing import Annotated

from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.knowledge.article_previews_schemas import ArticlePreviewIn, PreviewFault, PreviewOut, SmsOut
from api.routes.knowledge.articles_schemas import filled_or_none
from api.routes.knowledge.rendering import html_of
from api.scenarios.previews import answer_said
from api.services import Services
from api.today import today
from core.messages.sms import length_of
from core.rights import Right
from ivr.prompts.list_store import list_pronunciations
from ivr.speech.spoken_form import Dictionary, spoken_form
from ivr.speech.texts import stretches
from knowledge.articles.content import text_faults
from knowledge.rates.rate_store import load_rates

router = Router(prefix="/api/articles", tags=["articles"])

Editor = Annotated[User, needs(Right.EDIT_ARTICLES, Right.PUBLISH_ARTICLES)]
"""Whoever checks an article hears it, too."""


@router.post("/preview", responses=answers(401, 403, 413, 422, 429))
async def preview_article(wanted: ArticlePreviewIn, user: Editor, shared: Shared) -> PreviewOut:
    """The words in one language as they are read today, and what is wrong with them; nothing is saved.

    How they sound to a caller: POST /api/prompts/preview with `spoken` as its `text`. A rate that is not in force
    leaves the text of the message as it was typed.
    """
    shared.limits.take(user.username, "save")
    text, language, day = wanted.text.text, wanted.language, today(shared)
    rates = await load_rates(shared.engine)
    full = filled_or_none(text.full_answer, language, rates, day)
    short = filled_or_none(text.short_answer, language, rates, day)
    spoken = None if short is None else await answer_said(shared.engine, shared.clock, short, language)
    length = length_of(short or text.short_answer)
    return PreviewOut(
        faults=[
            PreviewFault(field=field, message=message)
            for field, message in text_faults(text, rates.codes, rates.cards)
        ],
        html=None if full is None else await html_of(full),
        short_answer_filled=short,
        spoken=spoken,
        in_words=None if spoken is None else await _in_words(spoken, language, shared),
        steps=[filled_or_none(step, language, rates, day) or step for step in text.steps],
        sms=SmsOut(signs=length.units, parts=length.segments, is_unicode=length.encoding == "UCS-2"),
    )


async def _in_words(said: str, language: str, shared: Services) -> str:
    words = await list_pronunciations(shared.engine)
    dictionary = Dictionary({(each.language, each.word): each.spoken for each in words})
    return " ".join(spoken_form(part, now, dictionary) for now, part in stretches(said, language))
