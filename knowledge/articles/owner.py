"""Who keeps an article. Pure."""

from knowledge.articles.workflow import ArticleRefused


def check_owner(office: str | None, owner: str, province: str) -> None:
    """What is for the clients of one office is kept by that office or by the province. Raises ArticleRefused."""
    if office is not None and owner not in (office, province):
        raise ArticleRefused([("owner", "Artykuł urzędu prowadzi ten urząd albo województwo.")])
