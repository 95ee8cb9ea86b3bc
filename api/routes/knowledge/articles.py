"""Articles of the knowledge base: reading them, writing them, and the steps to what everybody is told."""

from typing import Annotated

from fastapi import Path, Query, Response

from api.aside import aside
from api.auth import Shared, Staff, needs
from api.errors import answers
from api.http.routing import Router
from api.knowledge_rights import check_edit, check_publish, may_edit, may_publish, owners_seen, sees_all
from api.request_user import User
from api.routes.knowledge.article_lists_schemas import ArticlePage, ArticleQuery, ArticleSummary
from api.routes.knowledge.articles_schemas import (
    ARTICLE_ID,
    ArticleDifferenceOut,
    ArticleIn,
    ArticleOut,
    ArticleReasonIn,
    ArticleVersionOut,
    DraftIn,
    FieldDifferenceOut,
    ForReviewerIn,
    VersionPage,
)
from api.routes.knowledge.rendering import add_html
from api.schemas.etag import IfMatch, tag_of, version_of
from api.services import Services
from api.today import today
from core.errors import NotAllowed, NotFound
from core.rights import Right
from knowledge.articles import article_store
from knowledge.articles.article import Article
from knowledge.articles.article_store import NewArticle, free_id, read_article, read_one_version, read_versions
from knowledge.articles.audience import check_audiences
from knowledge.articles.difference import differences
from knowledge.articles.list_store import OF_EDITORS, Wanted, list_articles
from knowledge.articles.owner import check_owner
from knowledge.articles.slug import slug_of
from knowledge.personal import refuse_personal
from knowledge.rates.rate_store import load_rates

router = Router(prefix="/api/articles", tags=["articles"])

Editor = Annotated[User, needs(Right.EDIT_ARTICLES)]
Publisher = Annotated[User, needs(Right.PUBLISH_ARTICLES)]
ArticleId = Annotated[str, Path(pattern=ARTICLE_ID, examples=["zasilek-kto"])]
Number = Annotated[int, Path(ge=1, le=1_000_000)]


@router.get("", responses=answers(401, 403, 422, 429))
async def get_articles(wanted: Annotated[ArticleQuery, Query()], user: Staff, shared: Shared) -> ArticlePage:
    """Articles by their ids: what is published, what of it is expired today or to be looked at again, and for
    editors what they have to do. 403 for a list of what is not published, without the right to write or publish.
    """
    shared.limits.take(user.username, "knowledge")
    own, day = owners_seen(user), today(shared)
    if wanted.list in OF_EDITORS and own is not None and not own:
        raise NotAllowed
    asked = Wanted(wanted.list, own, wanted.office, wanted.topic, wanted.audience)
    found, following, rates = await list_articles(
        shared.engine, asked, day, limit=wanted.limit, after=wanted.cursor
    )
    return ArticlePage(
        articles=[
            ArticleSummary.of(article, rates, day, sees_all=sees_all(user, article), name=wanted.list)
            for article in found
        ],
        next_cursor=following,
    )


@router.post("", status_code=201, responses=answers(401, 403, 413, 422, 429))
async def make_article(wanted: ArticleIn, user: Editor, shared: Shared, response: Response) -> ArticleOut:
    """Begin an article: it has a draft, and nobody is told it yet.

    422 with `settings_refused` and in `fields` what is wrong, such as an id that is taken. 403 for an article of
    another office, or of the province, without a right that reaches so far.
    """
    shared.limits.take(user.username, "save")
    province = await article_store.province(shared.engine)
    owner = wanted.owner or wanted.office or province
    check_edit(user, wanted.office, owner)
    check_owner(wanted.office, owner, province)
    content = wanted.content.content
    check_audiences(wanted.placing.audiences)
    article_id = wanted.id or await free_id(shared.engine, slug_of(content.title))
    new = NewArticle(article_id, wanted.placing, wanted.office, owner, content)
    article = await article_store.make_article(shared.engine, new, user.username, shared.clock.now())
    return await _shown(article, user, shared, response)


@router.get("/{article_id}", responses=answers(401, 403, 404, 422, 429))
async def get_article(article_id: ArticleId, user: Staff, shared: Shared, response: Response) -> ArticleOut:
    """What is published of an article, its rates filled in; for who may edit it also what is being written.

    Expired articles are shown, and say so. 404 for one that was never published, if one may not edit it.
    """
    shared.limits.take(user.username, "knowledge")
    return await _shown(await _seen(article_id, user, shared), user, shared, response)


@router.get("/{article_id}/versions", responses=answers(401, 403, 404, 422, 429))
async def get_article_versions(
    article_id: ArticleId,
    user: Staff,
    shared: Shared,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[
        int | None, Query(ge=1, le=1_000_000, description="`next_cursor` of the page before")
    ] = None,
) -> VersionPage:
    """Versions, newest first; without the right to edit it only those that were ever published. Without
    `full_html`: ask for the one version."""
    shared.limits.take(user.username, "knowledge")
    article = await _seen(article_id, user, shared)
    found, below = await read_versions(
        shared.engine, article_id, limit=limit, below=cursor, sees_all=sees_all(user, article)
    )
    rates, day = await load_rates(shared.engine), today(shared)
    return VersionPage(
        versions=[ArticleVersionOut.of(version, rates, day) for version in found],
        next_cursor=below,
    )


@router.get("/{article_id}/versions/{version}", responses=answers(401, 403, 404, 422, 429))
async def get_article_version(
    article_id: ArticleId, version: Number, user: Staff, shared: Shared
) -> ArticleVersionOut:
    """One version by its number, with the rates of today."""
    shared.limits.take(user.username, "knowledge")
    article = await _seen(article_id, user, shared)
    found = await read_one_version(shared.engine, article_id, version, sees_all=sees_all(user, article))
    rates, day = await load_rates(shared.engine), today(shared)
    shown = ArticleVersionOut.of(found, rates, day)
    await add_html(shown, rates, day)
    return shown


@router.get("/{article_id}/difference", responses=answers(401, 403, 404, 422, 429))
async def get_article_difference(
    article_id: ArticleId,
    user: Staff,
    shared: Shared,
    before: Annotated[int, Query(ge=1, le=1_000_000, description="The number of a version")],
    after: Annotated[int, Query(ge=1, le=1_000_000, description="The number of a version")],
) -> ArticleDifferenceOut:
    """What changed from one version to another, word by word, in each field and language that differs."""
    shared.limits.take(user.username, "knowledge")
    everything = sees_all(user, await _seen(article_id, user, shared))
    first = await read_one_version(shared.engine, article_id, before, sees_all=everything)
    second = await read_one_version(shared.engine, article_id, after, sees_all=everything)
    found = await aside(differences, first.content, second.content)
    return ArticleDifferenceOut(fields=[FieldDifferenceOut.of(each) for each in found])


@router.put("/{article_id}/draft", responses=answers(401, 403, 404, 409, 412, 413, 422, 429))
async def save_article_draft(
    article_id: ArticleId, wanted: DraftIn, read_on: IfMatch, user: Editor, shared: Shared, response: Response
) -> ArticleOut:
    """Save what is being written, whole; begins a new version if there is none. It may have gaps.

    412 with `stale_version` if somebody else was faster; 409 with `article_step_refused` while it waits to be
    checked. Topic, place and audiences of a published article change with the publishing.
    """
    shared.limits.take(user.username, "save")
    article = await _editable(article_id, user, shared)
    placing = wanted.placing(article.wanted_placing)
    check_audiences(placing.audiences)
    saved = await article_store.save_draft(
        shared.engine,
        article_id,
        version_of(read_on),
        wanted.content.content,
        placing,
        user.username,
        shared.clock.now(),
    )
    return await _shown(saved, user, shared, response)


@router.delete("/{article_id}/draft", status_code=204, responses=answers(401, 403, 404, 409, 412, 422, 429))
async def discard_article_draft(article_id: ArticleId, read_on: IfMatch, user: Editor, shared: Shared) -> None:
    """Give up a draft. An article that never had anything else goes with it.

    409 with `article_step_refused` if there is none, or it waits to be checked.
    """
    shared.limits.take(user.username, "save")
    await _editable(article_id, user, shared)
    await article_store.discard_draft(shared.engine, article_id, version_of(read_on))


@router.post("/{article_id}/submit", responses=answers(401, 403, 404, 409, 412, 413, 422, 429))
async def submit_article(
    article_id: ArticleId,
    read_on: IfMatch,
    user: Editor,
    shared: Shared,
    response: Response,
    wanted: ForReviewerIn | None = None,
) -> ArticleOut:
    """Hand the draft over to be checked by somebody else, with a word for whoever does. 422 with
    `settings_refused` and in `fields` what is wrong with it, such as a text that is too long or an amount that is
    no rate."""
    shared.limits.take(user.username, "save")
    note = None if wanted is None else wanted.note
    if note is not None:
        refuse_personal("note", note)
    await _editable(article_id, user, shared)
    article = await article_store.submit(shared.engine, article_id, version_of(read_on), note)
    return await _shown(article, user, shared, response)


@router.post("/{article_id}/send-back", responses=answers(401, 403, 404, 409, 412, 413, 422, 429))
async def send_article_back(
    article_id: ArticleId,
    wanted: ArticleReasonIn,
    read_on: IfMatch,
    user: Publisher,
    shared: Shared,
    response: Response,
) -> ArticleOut:
    """It is a draft again, with what has to change; its writer may take it back so, too."""
    shared.limits.take(user.username, "save")
    refuse_personal("reason", wanted.reason)
    await _publishable(article_id, user, shared)
    article = await article_store.send_back(shared.engine, article_id, version_of(read_on), wanted.reason)
    return await _shown(article, user, shared, response)


@router.post("/{article_id}/publish", responses=answers(401, 403, 404, 409, 412, 422, 429))
async def publish_article(
    article_id: ArticleId, read_on: IfMatch, user: Publisher, shared: Shared, response: Response
) -> ArticleOut:
    """From now on this is what callers and consultants are told; the version before stays in the history.

    403 with `four_eyes_needed` for who wrote it; 409 with `article_step_refused` if nothing waits to be checked;
    422 with `settings_refused` if it names a rate that is none any more.
    """
    shared.limits.take(user.username, "save")
    await _publishable(article_id, user, shared)
    article = await article_store.publish(
        shared.engine, article_id, version_of(read_on), user.username, shared.clock.now()
    )
    return await _shown(article, user, shared, response)


@router.post("/{article_id}/withdraw", responses=answers(401, 403, 404, 409, 412, 413, 422, 429))
async def withdraw_article(
    article_id: ArticleId,
    wanted: ArticleReasonIn,
    read_on: IfMatch,
    user: Publisher,
    shared: Shared,
    response: Response,
) -> ArticleOut:
    """Nobody is told it any more. What is being written of it stays."""
    shared.limits.take(user.username, "save")
    refuse_personal("reason", wanted.reason)
    await _publishable(article_id, user, shared)
    article = await article_store.withdraw(
        shared.engine, article_id, version_of(read_on), wanted.reason, user.username, shared.clock.now()
    )
    return await _shown(article, user, shared, response)


async def _seen(article_id: str, user: User, shared: Services) -> Article:
    article = await read_article(shared.engine, article_id)
    if article.published is None and not sees_all(user, article):
        raise NotFound
    return article


async def _editable(article_id: str, user: User, shared: Services) -> Article:
    article = await read_article(shared.engine, article_id)
    check_edit(user, article.office, article.owner)
    return article


async def _publishable(article_id: str, user: User, shared: Services) -> None:
    check_publish(user, await read_article(shared.engine, article_id))


async def _shown(article: Article, user: User, shared: Services, response: Response) -> ArticleOut:
    response.headers["ETag"] = tag_of(article.version)
    rates, day = await load_rates(shared.engine), today(shared)
    shown = ArticleOut.of(
        article,
        rates,
        day,
        may_edit=may_edit(user, article),
        may_publish=may_publish(user, article),
        sees_all=sees_all(user, article),
    )
    for version in (shown.published, shown.open, shown.withdrawn):
        await add_html(version, rates, day)
    return shown
