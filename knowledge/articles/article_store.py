"""Articles in the database: reading one, and every step from the first draft to the withdrawal.

Each step is on the version of the article that its caller has read; whatever callers may meet of it is told to the
other processes (`core.questions.public_answers.NEWS`) within the same transaction. A trigger writes the audit log.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.centre.office_tables import Office
from core.db.tables.knowledge_tables import ArticleRow, ArticleVersionRow, KnowledgeProposalRow
from core.db.tables.search_tables import UnansweredSearchRow
from core.errors import NotFound, StaleVersion
from core.ids import new_id
from core.questions.public_answers import NEWS
from core.relay.relay import tell_on_commit
from knowledge.articles.article import Article, Placing, Version
from knowledge.articles.content import ArticleContent, faults_of, personal_faults
from knowledge.articles.rows import content_values, moved_values, placing_values, read_version
from knowledge.articles.workflow import (
    ArticleRefused,
    ArticleStepRefused,
    after,
    check_discard,
    check_publisher,
)
from knowledge.rates.card_store import cards_of
from knowledge.rates.rate_store import rate_codes

MAX_VERSIONS = 100  # in a page
_VERSION = ArticleVersionRow.__table__.c
_NAMED = "Ten szkic jest odpowiedzią na propozycję albo na pytanie z wyszukiwarki. Nie można go usunąć."


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article as somebody begins it."""

    id: str
    placing: Placing
    office: str | None
    owner: str
    content: ArticleContent


async def read_article(engine: AsyncEngine, article_id: str) -> Article:
    """Raises NotFound."""
    async with engine.connect() as connection:
        return await _one(connection, article_id)


async def read_articles(connection: AsyncConnection, ids: Sequence[str]) -> list[Article]:
    """Those of these ids that there are, by id."""
    rows = await connection.execute(
        select(ArticleRow.__table__).where(ArticleRow.id.in_(ids)).order_by(ArticleRow.id)
    )
    heads = [row._mapping for row in rows]
    versions: dict[str, dict[str, Version]] = {head["id"]: {} for head in heads}
    newest = (
        select(ArticleVersionRow.__table__)
        .where(_VERSION.article_id.in_(list(versions)), _VERSION.state != "replaced")
        .order_by(_VERSION.article_id, _VERSION.number)
    )
    for row in await connection.execute(newest):
        kind = "open" if row.state in ("draft", "review") else row.state
        versions[row.article_id][kind] = read_version(row._mapping)
    return [_article(head, versions[head["id"]]) for head in heads]


async def read_versions(
    engine: AsyncEngine, article_id: str, *, limit: int, below: int | None, sees_all: bool
) -> tuple[list[Version], int | None]:
    """Versions, newest first, and where the next page begins. Those never published only if one sees all.

    Raises NotFound.
    """
    limit = min(limit, MAX_VERSIONS)
    query = select(ArticleVersionRow.__table__).where(_VERSION.article_id == article_id)
    if below is not None:
        query = query.where(_VERSION.number < below)
    if not sees_all:
        query = query.where(_VERSION.published_at.is_not(None))
    async with engine.connect() as connection:
        await _one(connection, article_id)
        rows = (await connection.execute(query.order_by(_VERSION.number.desc()).limit(limit + 1))).all()
    found = [read_version(row._mapping) for row in rows[:limit]]
    return found, found[-1].number if len(rows) > limit else None


async def read_one_version(engine: AsyncEngine, article_id: str, number: int, *, sees_all: bool) -> Version:
    """Raises NotFound, also for one that was never published unless one sees all."""
    query = select(ArticleVersionRow.__table__).where(_VERSION.article_id == article_id, _VERSION.number == number)
    async with engine.connect() as connection:
        row = (await connection.execute(query)).one_or_none()
    if row is None or (row.published_at is None and not sees_all):
        raise NotFound
    return read_version(row._mapping)


async def province(engine: AsyncEngine) -> str:
    """The provincial office, whose editors keep what is of no other office. Raises NotFound if there is none."""
    async with engine.connect() as connection:
        found = await connection.scalar(
            select(Office.code).where(Office.is_province).order_by(Office.code).limit(1)
        )
    if found is None:
        raise NotFound
    return found


async def free_id(engine: AsyncEngine, slug: str) -> str:
    """The slug, or the slug with the first number that makes it an id that no article has."""
    async with engine.connect() as connection:
        query = select(ArticleRow.id).where(ArticleRow.id.startswith(slug, autoescape=True))
        taken = set((await connection.scalars(query)).all())
    found, number = slug, 2
    while found in taken:
        found, number = f"{slug}-{number}", number + 1
    return found


async def make_article(engine: AsyncEngine, new: NewArticle, account: str, now: datetime) -> Article:
    """A new article with its first draft. Raises ArticleRefused if there is one of that id, or no such office, or
    if somebody's PESEL stands in it."""
    _refuse_personal(new.content)
    head = {
        "id": new.id,
        **placing_values(new.placing),
        "office": new.office,
        "owner": new.owner,
        "version": 1,
        "made_at": now,
        "made_by": account,
    }
    try:
        async with engine.begin() as connection:
            await connection.execute(insert(ArticleRow).values(head))
            await _write(connection, new.id, 1, new.content, None, account, now)
            return await _one(connection, new.id)
    except IntegrityError as error:
        if "fk_article_" in str(error.orig):
            raise ArticleRefused([("office", "Nie ma takiego urzędu.")]) from error
        raise ArticleRefused([("id", f"Artykuł o identyfikatorze „{new.id}” już istnieje.")]) from error


async def save_draft(
    engine: AsyncEngine,
    article_id: str,
    read: int,
    content: ArticleContent,
    placing: Placing,
    account: str,
    now: datetime,
) -> Article:
    """What is being written as it is to stand; a new version if nothing is being written.

    Where the article stands changes at once as long as callers have never met it, else with the publishing.
    Raises NotFound, StaleVersion, ArticleStepRefused, ArticleRefused for somebody's PESEL.
    """
    _refuse_personal(content)
    async with engine.begin() as connection:
        article = await _changing(connection, article_id, read)
        moved = placing if placing != article.placing else None
        if article.published is None:
            await connection.execute(
                update(ArticleRow).where(ArticleRow.id == article_id).values(placing_values(placing))
            )
            moved = None
        if article.open is None:
            top = select(func.max(_VERSION.number)).where(_VERSION.article_id == article_id)
            number = (await connection.scalar(top) or 0) + 1
            await _write(connection, article_id, number, content, moved, account, now)
        else:
            after("save", article.open)
            await _set(
                connection,
                article_id,
                article.open,
                **content_values(content),
                **moved_values(moved),
                written_at=now,
                written_by=account,
                writers=sorted(article.open.writers | {account}),
            )
        return await _one(connection, article_id)


async def discard_draft(engine: AsyncEngine, article_id: str, read: int) -> Article | None:
    """Give up what is being written; an article that never had anything else goes with it (None).

    Raises NotFound, StaleVersion, ArticleStepRefused; the latter also while a proposal or an unanswered search
    names such an article.
    """
    try:
        async with engine.begin() as connection:
            return await _discard(connection, article_id, read)
    except IntegrityError as error:  # named by somebody meanwhile
        raise ArticleStepRefused(_NAMED) from error


async def _discard(connection: AsyncConnection, article_id: str, read: int) -> Article | None:
    article = await _changing(connection, article_id, read)
    check_discard(article.open)
    assert article.open is not None
    await connection.execute(
        delete(ArticleVersionRow).where(_VERSION.article_id == article_id, _VERSION.number == article.open.number)
    )
    others = select(func.count()).where(_VERSION.article_id == article_id)
    if await connection.scalar(others):
        return await _one(connection, article_id)
    for names in (KnowledgeProposalRow, UnansweredSearchRow):
        if await connection.scalar(select(exists().where(names.article_id == article_id))):
            raise ArticleStepRefused(_NAMED)
    await connection.execute(delete(ArticleRow).where(ArticleRow.id == article_id))
    return None


async def submit(engine: AsyncEngine, article_id: str, read: int, note: str | None = None) -> Article:
    """To be checked by somebody else, with a word for whoever does. Raises NotFound, StaleVersion,
    ArticleStepRefused, ArticleRefused."""
    async with engine.begin() as connection:
        article = await _changing(connection, article_id, read)
        state = after("submit", article.open)
        assert article.open is not None
        await _check(connection, article.open.content)
        await _set(connection, article_id, article.open, state=state, sent_back_for=None, for_reviewer=note)
        return await _one(connection, article_id)


async def send_back(engine: AsyncEngine, article_id: str, read: int, reason: str) -> Article:
    """To be written anew. Raises NotFound, StaleVersion, ArticleStepRefused."""
    async with engine.begin() as connection:
        article = await _changing(connection, article_id, read)
        state = after("send_back", article.open)
        assert article.open is not None
        await _set(connection, article_id, article.open, state=state, sent_back_for=reason)
        return await _one(connection, article_id)


async def publish(engine: AsyncEngine, article_id: str, read: int, account: str, now: datetime) -> Article:
    """From now on this is what everybody is told; what was published before is replaced.

    Raises NotFound, StaleVersion, ArticleStepRefused, OwnArticle, ArticleRefused.
    """
    async with engine.begin() as connection:
        article = await _changing(connection, article_id, read)
        state = after("publish", article.open)
        version = article.open
        assert version is not None
        check_publisher(version, account)
        await _check(connection, version.content)
        if article.published is not None:
            await _set(connection, article_id, article.published, state="replaced", ended_at=now, ended_by=account)
        await _set(connection, article_id, version, state=state, published_at=now, checked_by=account)
        if version.moved_to is not None:
            head = update(ArticleRow).where(ArticleRow.id == article_id)
            await connection.execute(head.values(placing_values(version.moved_to)))
        await tell_on_commit(connection, NEWS)
        return await _one(connection, article_id)


async def withdraw(
    engine: AsyncEngine, article_id: str, read: int, reason: str, account: str, now: datetime
) -> Article:
    """Nobody is told it any more. Raises NotFound, StaleVersion, ArticleStepRefused."""
    async with engine.begin() as connection:
        article = await _changing(connection, article_id, read)
        state = after("withdraw", article.published)
        assert article.published is not None
        await _set(
            connection,
            article_id,
            article.published,
            state=state,
            ended_at=now,
            ended_by=account,
            withdrawn_for=reason,
        )
        await tell_on_commit(connection, NEWS)
        return await _one(connection, article_id)


def _refuse_personal(content: ArticleContent) -> None:
    if faults := personal_faults(content):
        raise ArticleRefused(faults)


async def _check(connection: AsyncConnection, content: ArticleContent) -> None:
    if faults := faults_of(content, await rate_codes(connection), await cards_of(connection)):
        raise ArticleRefused(faults)


async def _changing(connection: AsyncConnection, article_id: str, read: int) -> Article:
    """The article, which nobody else changes until the transaction ends; its version is counted up."""
    locked = select(ArticleRow.version).where(ArticleRow.id == article_id).with_for_update()
    version = await connection.scalar(locked)
    if version is None:
        raise NotFound
    if version != read:
        raise StaleVersion(version)
    await connection.execute(update(ArticleRow).where(ArticleRow.id == article_id).values(version=version + 1))
    return await _one(connection, article_id)


async def _write(
    connection: AsyncConnection,
    article_id: str,
    number: int,
    content: ArticleContent,
    moved: Placing | None,
    account: str,
    now: datetime,
) -> None:
    values = {
        "id": new_id("article"),
        "article_id": article_id,
        "number": number,
        "state": "draft",
        **content_values(content),
        **moved_values(moved),
        "written_at": now,
        "written_by": account,
        "writers": [account],
    }
    await connection.execute(insert(ArticleVersionRow).values(values))


async def _set(connection: AsyncConnection, article_id: str, version: Version, **values: Any) -> None:
    row = update(ArticleVersionRow).where(_VERSION.article_id == article_id, _VERSION.number == version.number)
    await connection.execute(row.values(values))


async def _one(connection: AsyncConnection, article_id: str) -> Article:
    found = await read_articles(connection, [article_id])
    if not found:
        raise NotFound
    return found[0]


def _article(head: Mapping[Any, Any], versions: Mapping[str, Version]) -> Article:
    is_out = "published" not in versions
    return Article(
        id=head["id"],
        placing=Placing(head["topic"], head["place"], tuple(head["audiences"])),
        office=head["office"],
        owner=head["owner"],
        version=head["version"],
        published=versions.get("published"),
        open=versions.get("open"),
        withdrawn=versions.get("withdrawn") if is_out else None,
    )
