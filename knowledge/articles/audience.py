"""For which callers an article is: topics of calls, or everybody. Pure."""

from collections.abc import Iterable

from core.lists.topics import TOPICS, topic_faults
from knowledge.articles.article import EVERYBODY
from knowledge.articles.workflow import ArticleRefused


def check_audiences(audiences: Iterable[str]) -> None:
    """Raises ArticleRefused for what is no topic of calls. One that was deactivated may stay."""
    unknown = [each for each in audiences if each != EVERYBODY and TOPICS.known(each) is None]
    if unknown:
        raise ArticleRefused([("audiences", sentence) for sentence in topic_faults(unknown)])
