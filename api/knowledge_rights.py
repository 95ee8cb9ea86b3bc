"""Who may see and change which articles. Pure."""

from api.request_user import User
from core.errors import NotAllowed
from core.rights import Right
from knowledge.articles.article import Article


def keeper(office: str | None, owner: str) -> str | None:
    """Whose editors may change it: the owner's, but what is for the clients of all offices (no office) is the
    whole province's (None), whoever owns it."""
    return None if office is None else owner


def may_edit(user: User, article: Article) -> bool:
    """See `keeper`; what is the province's takes a reach of the province."""
    return user.may_for(Right.EDIT_ARTICLES, keeper(article.office, article.owner))


def may_publish(user: User, article: Article) -> bool:
    """May this account publish what is open? Never what it has written in."""
    is_own = article.open is not None and user.username in article.open.writers
    return user.may_for(Right.PUBLISH_ARTICLES, keeper(article.office, article.owner)) and not is_own


def sees_all(user: User, article: Article) -> bool:
    """May what is not published be seen?"""
    return may_edit(user, article) or user.may_for(Right.PUBLISH_ARTICLES, keeper(article.office, article.owner))


def owners_seen(user: User) -> frozenset[str] | None:
    """The offices whose unpublished articles may be seen; None: of all. What is of no office is the province's."""
    seen: frozenset[str] = frozenset()
    for right in (Right.EDIT_ARTICLES, Right.PUBLISH_ARTICLES):
        if user.may(right):
            offices = user.offices_of(right)
            if offices is None:
                return None
            seen |= offices
    return seen


def check_edit(user: User, office: str | None, owner: str) -> None:
    """Raises NotAllowed."""
    if not user.may_for(Right.EDIT_ARTICLES, keeper(office, owner)):
        raise NotAllowed


def check_publish(user: User, article: Article) -> None:
    """Raises NotAllowed."""
    if not user.may_for(Right.PUBLISH_ARTICLES, keeper(article.office, article.owner)):
        raise NotAllowed
