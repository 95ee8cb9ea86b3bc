"""An article and its versions, as they stand. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from knowledge.articles.content import ArticleContent
from knowledge.articles.in_force import why_not
from knowledge.rates.rate import Rates

VersionState: TypeAlias = Literal["draft", "review", "published", "withdrawn", "replaced"]

EVERYBODY = "everybody"
"""The audience of what is for all topics of calls."""


@dataclass(frozen=True, slots=True)
class Placing:
    """Where an article stands: what scenarios read, in which order, and for which callers it is."""

    topic: str
    place: int
    audiences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One version. `moved_to`: where the article is to stand from its publishing on; None: where it stands.

    `written_by` saved it last (None: it came with the product), `writers` are all who did, `checked_by` published
    it.
    """

    number: int
    state: VersionState
    content: ArticleContent
    moved_to: Placing | None
    written_at: datetime
    written_by: str | None
    writers: frozenset[str]
    sent_back_for: str | None
    published_at: datetime | None
    checked_by: str | None
    ended_at: datetime | None
    ended_by: str | None
    withdrawn_for: str | None
    for_reviewer: str | None = None

    @property
    def is_open(self) -> bool:
        return self.state in ("draft", "review")


@dataclass(frozen=True, slots=True)
class Article:
    """An article with what is published of it, what is being written, and what was withdrawn last if neither is.

    `version` is its ETag. `office`: for whose clients it is, `owner`: whose editors keep it.
    """

    id: str
    placing: Placing
    office: str | None
    owner: str
    version: int
    published: Version | None
    open: Version | None
    withdrawn: Version | None

    @property
    def wanted_placing(self) -> Placing:
        """Where it is to stand once what is being written is published."""
        if self.open is not None and self.open.moved_to is not None:
            return self.open.moved_to
        return self.placing

    def why_not(self, rates: Rates, day: date) -> str | None:
        """Why it may not be told on that day: a Polish sentence; None if it may."""
        if self.published is None:
            return "Artykuł nie jest opublikowany."
        return why_not(self.published.content, rates, day)
