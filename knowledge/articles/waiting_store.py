"""Which articles wait for an editor: to be checked and published, sent back, or to be looked at again."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, and_, func, true

from core.db.tables.knowledge_tables import ArticleRow, ArticleVersionRow
from core.todo.work_store import Waiting, waiting

_ARTICLE = ArticleRow.__table__.c
_VERSION = ArticleVersionRow.__table__.c
_TITLE = func.coalesce(*(_VERSION.texts[language]["title"].astext for language in ("pl", "en", "uk")), _ARTICLE.id)


def articles_in_review(owners: Collection[str] | None, account: str) -> Waiting:
    """Of these owners' offices, or all with those of the province. Never what the account has written in itself:
    it may not publish that."""
    return (
        waiting(
            "article",
            subject=_ARTICLE.id,
            office=_ARTICLE.office,
            since=_VERSION.written_at,
            title=_TITLE,
            entered_by=_VERSION.written_by,
        )
        .join_from(ArticleRow.__table__, ArticleVersionRow.__table__, _VERSION.article_id == _ARTICLE.id)
        .where(
            _VERSION.state == "review", func.array_position(_VERSION.writers, account).is_(None), _kept_by(owners)
        )
    )


def articles_sent_back(account: str) -> Waiting:
    """What the account has written in, and who checked it has sent back. `title`: the article's."""
    return (
        waiting(
            "article_returned",
            subject=_ARTICLE.id,
            office=_ARTICLE.office,
            since=_VERSION.written_at,
            title=_TITLE,
        )
        .join_from(ArticleRow.__table__, ArticleVersionRow.__table__, _VERSION.article_id == _ARTICLE.id)
        .where(
            _VERSION.state == "draft",
            _VERSION.sent_back_for.is_not(None),
            func.array_position(_VERSION.writers, account).is_not(None),
        )
    )


def articles_to_look_at_again(owners: Collection[str] | None, today: date) -> Waiting:
    """Published ones whose day to be looked at again has come."""
    return (
        waiting(
            "article_due",
            subject=_ARTICLE.id,
            office=_ARTICLE.office,
            since=_VERSION.published_at,
            due_on=_VERSION.review_by,
            title=_TITLE,
        )
        .join_from(ArticleRow.__table__, ArticleVersionRow.__table__, _VERSION.article_id == _ARTICLE.id)
        .where(_VERSION.state == "published", _VERSION.review_by <= today, _kept_by(owners))
    )


def _kept_by(owners: Collection[str] | None) -> ColumnElement[bool]:
    """As `api.knowledge_rights.keeper`: what is of no office is the province's."""
    return true() if owners is None else and_(_ARTICLE.office.is_not(None), _ARTICLE.owner.in_(owners))
