"""Lists of articles: which are wanted, and a row about each."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from api.routes.knowledge.articles_schemas import ARTICLE_ID
from api.schemas.copying import copied
from api.schemas.paging import OFFICE
from knowledge.articles.article import Article, VersionState
from knowledge.articles.list_store import ListName
from knowledge.rates.rate import Certainty, Language, Rates


class ArticleSummary(BaseModel):
    """An article in a list: of what is published, else of what is being written, else of what was withdrawn."""

    id: str
    topic: str
    place: int
    office: str | None
    owner: str
    audiences: list[str]
    version: int
    title: str
    languages: list[Language]
    state: VersionState = Field(description="Of the version that this row is about")
    open_state: Literal["draft", "review"] | None = Field(description="Null also for who may not edit it")
    is_pointer: bool
    legal_status_on: date | None
    valid_from: date
    valid_until: date | None
    review_by: date
    source_certainty: Certainty
    written_at: datetime
    written_by: str | None
    is_in_force: bool
    why_not: str | None

    @classmethod
    def of(cls, article: Article, rates: Rates, day: date, *, sees_all: bool, name: ListName) -> Self:
        """`name`: drafts are about what is being written, the list of the withdrawn about what was withdrawn."""
        match name:
            case "drafts" | "in_review":
                versions = (article.open, article.published, article.withdrawn)
            case "withdrawn":
                versions = (article.withdrawn, article.published, article.open)
            case _:
                versions = (article.published, article.open, article.withdrawn)
        about = next(version for version in versions if version is not None)
        why_not = article.why_not(rates, day)
        open_state: Literal["draft", "review"] | None = None
        if sees_all and article.open is not None:
            open_state = "review" if article.open.state == "review" else "draft"
        return copied(
            cls,
            article,
            about,
            about.content,
            topic=article.placing.topic,
            place=article.placing.place,
            audiences=list(article.placing.audiences),
            title=about.content.title,
            languages=list(about.content.texts),
            open_state=open_state,
            is_in_force=why_not is None,
            why_not=why_not,
        )


class ArticleQuery(BaseModel):
    """Which articles are wanted. `list`: those by itself; drafts, in_review, withdrawn are for editors."""

    model_config = ConfigDict(extra="forbid")

    list: ListName = "published"
    office: str | None = Field(
        default=None, pattern=OFFICE, description="Those of this office, and those of the whole province"
    )
    topic: str | None = Field(default=None, pattern=r"^[a-z0-9_]{1,40}$")
    audience: str | None = Field(
        default=None, pattern=r"^[a-z_]{1,40}$", description="For these callers, or for everybody"
    )
    limit: int = Field(default=50, ge=1, le=100)
    cursor: str | None = Field(
        default=None,
        pattern=ARTICLE_ID,
        description="`next_cursor` of the page before; the rest must stay the same",
    )


class ArticlePage(BaseModel):
    """Articles by their ids."""

    articles: Sequence[ArticleSummary]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")
