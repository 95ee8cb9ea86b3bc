"""The port through which the offices' portal asks (docs/portal-port.md): it reads what callers are told, and
takes what people write to an office. A key opens it (`portal_keys`)."""

from datetime import datetime, time, timedelta
from typing import Annotated

from anyio import to_thread
from fastapi import Depends, Path, Query, Response

from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.knowledge.articles_schemas import ARTICLE_ID
from api.routes.knowledge.contact_directory import DAYS
from api.routes.knowledge.contact_directory_schemas import days_of
from api.routes.knowledge.rendering import html_of
from api.routes.portal.portal_schemas import (
    FoundPlace,
    ToldArticle,
    ToldArticles,
    ToldArticlesQuery,
    ToldFormIn,
    ToldFormTaken,
    ToldHits,
    ToldOffice,
    ToldOffices,
    ToldSearchIn,
    WholeToldArticle,
)
from api.schemas.paging import OFFICE, encoded
from api.today import today
from core.consents.addresses import AddressHashes
from core.errors import NotFound
from core.rights import Right
from core.search.segment import Filters
from core.secrets import read_secrets
from core.zone import WARSAW
from ivr.hours.opening_hours import OfficeHours
from ivr.hours.store import load_hours
from knowledge.articles.told_store import told_article, told_articles, told_of_found
from knowledge.contact_directory.directory_store import contact_directory
from knowledge.rates.rate import Language, filled
from messaging.matters.form_store import Form, open_by_form

router = Router(prefix="/api/portal/v1", tags=["portal"])

KEPT = 60  # seconds for which a portal may keep an answer; never past midnight
_ARTICLES = frozenset({"article"})


def kept_for(now: datetime) -> int:
    """Seconds for which what is told now holds, at most `KEPT`: at midnight in Warsaw amounts change."""
    here = now.astimezone(WARSAW)
    midnight = datetime.combine(here.date() + timedelta(days=1), time(), WARSAW)
    return min(KEPT, int((midnight - now).total_seconds()))


def _keeps(shared: Shared, response: Response) -> None:
    response.headers["Cache-Control"] = f"private, max-age={kept_for(shared.clock.now())}"


Portal = Annotated[User, needs(Right.SERVE_PORTAL)]
_kept = [Depends(_keeps)]


@router.get("/articles", dependencies=_kept, responses=answers(401, 403, 422, 429))
async def list_told_articles(
    wanted: Annotated[ToldArticlesQuery, Query()], user: Portal, shared: Shared
) -> ToldArticles:
    """What callers are told today, topic by topic: articles in force, each in the language that is wanted, or in
    Polish. A portal may keep it for as long as `Cache-Control` says."""
    shared.limits.take(user.key_id or user.username, "portal")
    told = await told_articles(shared.engine, wanted.office, wanted.language, today(shared), wanted.topic)
    rest = [
        (article, language)
        for article, language in told.articles
        if wanted.after is None or (article.topic, article.place, article.id) > wanted.after
    ]
    page = rest[: wanted.limit]
    last = page[-1][0] if len(rest) > len(page) else None
    return ToldArticles(
        day=told.day,
        articles=[ToldArticle.of(article, language, told.rates, told.day) for article, language in page],
        next_cursor=None if last is None else encoded((last.topic, last.place, last.id)),
    )


@router.get("/articles/{article_id}", dependencies=_kept, responses=answers(401, 403, 404, 422, 429))
async def get_told_article(
    article_id: Annotated[str, Path(pattern=ARTICLE_ID, examples=["zasilek-kto"])],
    user: Portal,
    shared: Shared,
    language: Annotated[Language, Query(description="In Polish where it is not written in it")] = "pl",
) -> WholeToldArticle:
    """One article: what callers hear of it, conditions, steps, the amounts of the day, legal basis, how long it
    holds. 404 for what is not in force today, whatever there is of it."""
    shared.limits.take(user.key_id or user.username, "portal")
    told = await told_article(shared.engine, article_id, language, today(shared))
    [(article, written_in)] = told.articles
    full = filled(article.content.texts[written_in].full_answer, told.rates, told.day, written_in)
    return WholeToldArticle.of_told(told, await html_of(full))


@router.post("/search", responses=answers(401, 403, 413, 422, 429))
async def search_told_articles(wanted: ToldSearchIn, user: Portal, shared: Shared) -> ToldHits:
    """The search of the consultants, over what is told today: articles, and which office a question is about.

    `is_answered` is false also where the article that fits best may not be told today. Nobody writes down what was
    asked.
    """
    shared.limits.take(user.key_id or user.username, "portal_search")
    filters = Filters(wanted.language, wanted.office, None, _ARTICLES)
    found = await shared.searches.search(wanted.q, filters, wanted.limit)
    articles = [(hit.id, hit.language) for hit in found.hits if hit.kind == "article"]
    told = await told_of_found(shared.engine, articles, wanted.office, today(shared))
    hits = [ToldArticle.of(article, language, told.rates, told.day) for article, language in told.articles]
    is_best_told = bool(hits) and hits[0].id == articles[0][0]
    return ToldHits(
        day=told.day,
        hits=hits,
        place=None if found.place is None else FoundPlace.of(found.place),
        is_answered=found.is_answered and (found.place is not None or is_best_told),
        corrected=found.corrected,
    )


@router.get("/offices", dependencies=_kept, responses=answers(401, 403, 404, 422, 429))
async def list_told_offices(
    user: Portal,
    shared: Shared,
    office: Annotated[str | None, Query(pattern=OFFICE, description="None: all offices")] = None,
) -> ToldOffices:
    """The offices with their branches: address, telephone, hours of seven days. What an office has not told yet is
    null, and named in `not_filled_in`. 404 for an office that is none."""
    shared.limits.take(user.key_id or user.username, "portal")
    found = await contact_directory(shared.engine, office)
    if office is not None and not found:
        raise NotFound
    hours, first = await load_hours(shared.engine), today(shared)
    days = [first + timedelta(days=number) for number in range(DAYS)]
    return ToldOffices(
        day=first,
        offices=[
            ToldOffice.of(each, days_of(hours.offices.get(each.code, OfficeHours()), days)) for each in found
        ],
    )


@router.post("/matters", status_code=201, responses=answers(401, 403, 409, 413, 422, 429))
async def write_to_office(wanted: ToldFormIn, user: Portal, shared: Shared) -> ToldFormTaken:
    """Take what somebody has written to an office in a form: it is a matter then, whose number is told by e-mail,
    too. Sent again with the same `form`, it is the same matter. The address proves nothing of who that is.

    409 with `matter_refused` for an office that answers no e-mail.
    """
    shared.limits.take(user.key_id or user.username, "portal_form")
    secrets = await to_thread.run_sync(read_secrets, shared.settings.home)
    number, due_at = await open_by_form(
        shared.engine,
        AddressHashes(secrets.pin_pepper),
        shared.settings.offices_of_mailboxes,
        await load_hours(shared.engine, is_always_open=shared.settings.is_always_open),
        Form(wanted.form, wanted.office, wanted.subject, wanted.text, wanted.name, wanted.email),
        shared.clock.now(),
        confirms=bool(shared.settings.smtp),
    )
    return ToldFormTaken(number=number, due_at=due_at)
