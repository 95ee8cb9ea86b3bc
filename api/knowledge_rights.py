"""Who may see and change which articles. Pure."""

from api.user import User
from core.errors import NotAllowed
from core.rights import Right
from knowledge.articles.article import Article


def may_edit(user: User, article: Article) -> bool:
    """An article belongs to the office that keeps it; what is the province's takes a reach of the province."""
    return user.may_for(Right.EDIT_ARTICLES, article.owner)


def may_publish(user: User, article: Article) -> bool:
    """May this account publish what is open? Never what it has written in."""
    is_own = article.open is not None and user.username in article.open.writers
    return user.may_for(Right.PUBLISH_ARTICLES, article.owner) and not is_own


def sees_all(user: User, article: Article) -> bool:
    """May what is not published be seen?"""
    return may_edit(user, article) or user.may_for(Right.PUBLISH_ARTICLES, article.owner)


def owners_seen(user: User) -> frozenset[str] | None:
    """The offices whose unpublished articles may be seen; None: of all."""
    seen: frozenset[str] = frozenset()
    for right in (Right.EDIT_ARTICLES, Right.PUBLISH_ARTICLES):
        if user.may(right):
            offices = user.offices_of(right)
            if offices is None:
                return None
            seen |= offices
    return seen


def check_edit(user: User, owner: str) -> None:
    """Raises NotAllowed."""
    if not user.may_for(Right.EDIT_ARTICLES, owner):
        raise NotAllowed


def check_publish(user: User, owner: str) -> None:
    """Raises NotAllowed."""
    if not user.may_for(Right.PUBLISH_ARTICLES, owner):
        raise NotAllowed
