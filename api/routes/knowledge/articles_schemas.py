"""Articles of the knowledge base: what is asked and answered. Nobody's data are in them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Self, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from api.schemas.copying import copied
from api.schemas.paging import OFFICE
from core.reasons import written_reason
from knowledge.articles.article import EVERYBODY, Article, Placing, Version, VersionState
from knowledge.articles.content import ArticleContent, ArticleText
from knowledge.articles.difference import FieldDifference, PartKind
from knowledge.markdown import too_much_in
from knowledge.rates.rate import Certainty, Language, RateNotInForce, Rates, filled

ARTICLE_ID = "^[a-z0-9][a-z0-9-]{0,59}$"
_TEXT = r"^[^\x00]*$"
Line: TypeAlias = Annotated[str, StringConstraints(max_length=1000, pattern=_TEXT, strip_whitespace=True)]
Lines: TypeAlias = Annotated[list[Line], Field(max_length=100)]
Topic: TypeAlias = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}$", examples=["zasilek"])]
PlaceInTopic: TypeAlias = Annotated[int, Field(ge=0, le=10_000, strict=True)]
Audiences: TypeAlias = Annotated[
    list[Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]],
    Field(
        min_length=1, max_length=20, examples=[["unemployed"]], description=f"Topics of calls, or `{EVERYBODY}`"
    ),
]
Day: TypeAlias = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]


def _showable(markdown: str) -> str:
    if (sentence := too_much_in(markdown)) is not None:
        raise ValueError(sentence)
    return markdown


Markdown: TypeAlias = Annotated[
    str, Field(max_length=40_000, pattern=_TEXT, description="Markdown"), AfterValidator(_showable)
]


class ArticleTextIn(BaseModel):
    """The words in one language. A draft may have gaps; what is sent to be checked may not."""

    model_config = ConfigDict(extra="forbid")

    title: Line = ""
    questions: Lines = []
    short_answer: Annotated[str, Field(max_length=1000, pattern=_TEXT)] = ""
    full_answer: Markdown = ""
    steps: Lines = []
    documents: Lines = []

    @property
    def text(self) -> ArticleText:
        return ArticleText(
            self.title,
            tuple(self.questions),
            self.short_answer,
            self.full_answer,
            tuple(self.steps),
            tuple(self.documents),
        )


class ContentIn(BaseModel):
    """What an article is to say, whole: what is left out is taken away. Days "until" are included."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "texts": {
                        "pl": {"title": "Zasiłek", "short_answer": "Zasiłek wynosi {stawka:zasilek_90_dni}."}
                    },
                    "legal_basis": "",
                    "legal_status_on": "2026-06-01",
                    "valid_from": "2026-06-01",
                    "review_by": "2027-05-01",
                    "source": "do sprawdzenia przez redakcję",
                    "source_certainty": "low",
                }
            ]
        },
    )

    texts: dict[Language, ArticleTextIn] = Field(max_length=3)
    is_pointer: bool = Field(default=False, strict=True, description="Says only what it is about and whom to ask")
    legal_basis: Line = ""
    legal_status_on: Day | None = None
    valid_from: Day
    valid_until: Day | None = None
    review_by: Day
    source: Line = ""
    source_certainty: Certainty
    source_holds_until: Day | None = None

    @property
    def content(self) -> ArticleContent:
        return ArticleContent(
            texts={language: text.text for language, text in self.texts.items()},
            is_pointer=self.is_pointer,
            legal_basis=self.legal_basis,
            legal_status_on=self.legal_status_on,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            review_by=self.review_by,
            source=self.source,
            source_certainty=self.source_certainty,
            source_holds_until=self.source_holds_until,
        )


class ArticleIn(BaseModel):
    """A new article with its first draft."""

    model_config = ConfigDict(extra="forbid")

    id: str | None = Field(default=None, pattern=ARTICLE_ID, description="None: made from the title")
    topic: Topic
    place: PlaceInTopic = 1
    office: str | None = Field(default=None, pattern=OFFICE, description="None: for the whole province")
    owner: str | None = Field(
        default=None,
        pattern=OFFICE,
        description="Whose editors keep it; None: of `office`, else the provincial one",
    )
    audiences: Audiences = [EVERYBODY]
    content: ContentIn

    @property
    def placing(self) -> Placing:
        return Placing(self.topic, self.place, tuple(dict.fromkeys(self.audiences)))


class DraftIn(BaseModel):
    """The draft as it is to stand. What is said of the place of a published article holds from publishing on."""

    model_config = ConfigDict(extra="forbid")

    content: ContentIn
    topic: Topic | None = Field(default=None, description="None: as it is")
    place: PlaceInTopic | None = Field(default=None, description="None: as it is")
    audiences: Audiences | None = Field(default=None, description="None: as they are")

    def placing(self, present: Placing) -> Placing:
        return Placing(
            self.topic or present.topic,
            present.place if self.place is None else self.place,
            present.audiences if self.audiences is None else tuple(dict.fromkeys(self.audiences)),
        )


class ForReviewerIn(BaseModel):
    """A word for whoever checks a version."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    note: Annotated[str, AfterValidator(written_reason)] | None = Field(
        default=None, min_length=1, max_length=500, pattern=r"^[^\x00]+$", examples=["Zmieniła się tylko kwota."]
    )


class ArticleReasonIn(BaseModel):
    """Why, for colleagues: no personal data."""

    model_config = ConfigDict(
        extra="forbid", str_strip_whitespace=True, json_schema_extra={"examples": [{"reason": "Zmiana przepisów"}]}
    )

    reason: Annotated[str, AfterValidator(written_reason)] = Field(
        min_length=1, max_length=500, pattern=r"^[^\x00]+$"
    )


class TextOut(BaseModel):
    """The words in one language."""

    title: str
    questions: list[str]
    short_answer: str = Field(description="As it was written, rates by their codes")
    short_answer_filled: str | None = Field(description="As it is told today; null if a rate is not in force")
    full_answer: str = Field(description="Markdown, as it was written")
    full_html: str | None = Field(
        description="Safe HTML with today's rates; null if a rate is not in force, and in lists"
    )
    steps: list[str] = Field(description="With today's rates, where they are in force")
    documents: list[str]

    @classmethod
    def of(cls, text: ArticleText, language: Language, rates: Rates, day: date) -> Self:
        """Without HTML: that is made apart, by `api.routes.knowledge.rendering`."""
        return copied(
            cls,
            text,
            questions=list(text.questions),
            short_answer_filled=filled_or_none(text.short_answer, language, rates, day),
            full_html=None,
            steps=[filled_or_none(step, language, rates, day) or step for step in text.steps],
            documents=list(text.documents),
        )


def filled_or_none(text: str, language: Language, rates: Rates, day: date) -> str | None:
    """The text with the rates of that day; None if one is not in force."""
    try:
        return filled(text, rates, day, language)
    except RateNotInForce:
        return None


class ArticleVersionOut(BaseModel):
    """One version of an article."""

    number: int
    state: VersionState
    topic: str | None = Field(description="From its publishing on; null: it does not change")
    place: int | None
    audiences: list[str] | None
    is_pointer: bool
    legal_basis: str
    legal_status_on: date | None
    valid_from: date
    valid_until: date | None = Field(description="Included")
    review_by: date
    source: str
    source_certainty: Certainty
    source_holds_until: date | None = Field(description="Included")
    texts: dict[Language, TextOut]
    written_at: datetime
    written_by: str | None = Field(description="None: it came with the product")
    published_at: datetime | None
    checked_by: str | None = Field(description="Who published it")
    ended_at: datetime | None = Field(description="Replaced or withdrawn")
    ended_by: str | None
    sent_back_for: str | None
    for_reviewer: str | None = Field(description="What its writer tells whoever checks it")
    withdrawn_for: str | None

    @classmethod
    def of(cls, version: Version, rates: Rates, day: date) -> Self:
        content, moved = version.content, version.moved_to
        return copied(
            cls,
            version,
            content,
            topic=moved.topic if moved else None,
            place=moved.place if moved else None,
            audiences=list(moved.audiences) if moved else None,
            texts={language: TextOut.of(text, language, rates, day) for language, text in content.texts.items()},
        )


class ArticleOut(BaseModel):
    """An article. Its ETag is `version`."""

    id: str = Field(examples=["zasilek-kto"])
    topic: str = Field(examples=["zasilek"])
    place: int
    office: str | None = Field(description="For whose clients; null: the whole province")
    owner: str = Field(description="Whose editors keep it", examples=["20000"])
    audiences: list[str]
    version: int
    published: ArticleVersionOut | None
    open: ArticleVersionOut | None = Field(
        description="What is being written or checked; only for who may edit it"
    )
    withdrawn: ArticleVersionOut | None = Field(
        description="The last one, if none is published; only for who may edit it"
    )
    is_in_force: bool = Field(description="May it be told today?")
    why_not: str | None = Field(description="In Polish, if it may not")
    may_edit: bool = Field(description="May this account?")
    may_publish: bool = Field(description="May this account publish what is open? Never what it wrote itself")

    @classmethod
    def of(
        cls, article: Article, rates: Rates, day: date, *, may_edit: bool, may_publish: bool, sees_all: bool
    ) -> Self:
        def shown(version: Version | None) -> ArticleVersionOut | None:
            return None if version is None else ArticleVersionOut.of(version, rates, day)

        why_not = article.why_not(rates, day)
        return copied(
            cls,
            article,
            topic=article.placing.topic,
            place=article.placing.place,
            audiences=list(article.placing.audiences),
            published=shown(article.published),
            open=shown(article.open) if sees_all else None,
            withdrawn=shown(article.withdrawn) if sees_all else None,
            is_in_force=why_not is None,
            why_not=why_not,
            may_edit=may_edit,
            may_publish=may_publish,
        )


class VersionPage(BaseModel):
    """Versions of an article, newest first."""

    versions: Sequence[ArticleVersionOut]
    next_cursor: int | None = Field(description="Leads to the next page; null on the last")


class DifferencePart(BaseModel):
    kind: PartKind
    text: str


class FieldDifferenceOut(BaseModel):
    """What changed in a field: its words in their order."""

    field: str = Field(examples=["short_answer"])
    language: Language | None = Field(description="Null: of the whole article")
    parts: Sequence[DifferencePart]

    @classmethod
    def of(cls, found: FieldDifference) -> Self:
        parts = [DifferencePart(kind=kind, text=text) for kind, text in found.parts]
        return cls(field=found.field, language=found.language, parts=parts)


class ArticleDifferenceOut(BaseModel):
    """Only fields that differ."""

    fields: Sequence[FieldDifferenceOut]
