"""What the offices' portal is told: what anybody may know, and nothing of how it came about. This is a contract:
within a version fields are added, and none changes its meaning or goes."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal, Self, TypeAlias, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.routes.knowledge.contact_directory_schemas import DirectoryDay, DirectoryMove
from api.routes.knowledge.knowledge_search_schemas import Typed
from api.routes.matters.matters_schemas import Text
from api.schemas.copying import copied
from api.schemas.paging import OFFICE, decoded
from api.schemas.words import Words
from knowledge.articles.in_force import holds_until
from knowledge.articles.published import Published, short_answer_of
from knowledge.articles.told_store import Told
from knowledge.contact_directory.directory_store import ListedBranch, ListedOffice, Reached
from knowledge.rates.rate import Certainty, Language, Rate, Rates, filled, rates_named, written
from knowledge.search.finding import AskedPlace

TOPIC = "^[a-z0-9_]{1,40}$"
Contact = Literal["postal_code", "address", "telephone", "email", "page"]
_CONTACTS: tuple[Contact, ...] = get_args(Contact)

TopicPlace: TypeAlias = tuple[str, int, str]
"""Where an article stands in the list: topic, place in it, id."""


def _ours(cursor: str) -> str:
    decoded(cursor, TopicPlace)
    return cursor


_Wanted = Annotated[
    Language, Field(description="An article that is not written in it comes in Polish; `language` says so")
]


class ToldArticlesQuery(BaseModel):
    """Which articles are wanted."""

    model_config = ConfigDict(extra="forbid")

    language: _Wanted = "pl"
    office: str | None = Field(
        default=None,
        pattern=OFFICE,
        description="What its clients are told: on a topic on which it has articles of its own, these alone. "
        "None: what holds for the whole province",
    )
    topic: str | None = Field(default=None, pattern=TOPIC)
    limit: int = Field(default=50, ge=1, le=100)
    cursor: Annotated[str, Field(max_length=400), AfterValidator(_ours)] | None = Field(
        default=None, description="`next_cursor` of the page before; the other fields must stay the same"
    )

    @property
    def after(self) -> TopicPlace | None:
        """After which article the page begins; None for the first one."""
        return None if self.cursor is None else decoded(self.cursor, TopicPlace)


class ToldArticle(BaseModel):
    """An article in force, by what a caller is read of it."""

    id: str = Field(examples=["zasilek-kto"])
    topic: str = Field(examples=["zasilek"])
    place: int = Field(description="In its topic: the lowest first")
    office: str | None = Field(description="For whose clients; null: for those of the whole province")
    audiences: list[str] = Field(description="Topics of calls, or `everybody`")
    language: Language = Field(description="In which this is written")
    languages: list[Language] = Field(description="In which there is an answer")
    title: str
    short_answer: str = Field(description="Word for word what callers hear on this day")
    is_pointer: bool = Field(description="It says only what it is about and which office to ask")
    holds_until: date | None = Field(
        description="The last day on which just this is told, its amounts included; null: no end is known"
    )

    @classmethod
    def of(cls, article: Published, language: Language, rates: Rates, day: date) -> Self:
        return cls(**_values(article, language, rates, day))


class ToldArticles(BaseModel):
    """By topic, place and id."""

    day: date = Field(description="On which all this is told, in Warsaw; at midnight ask anew")
    articles: Sequence[ToldArticle]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")


class ToldAmount(BaseModel):
    """An amount that the article names, as it is on this day."""

    code: str = Field(examples=["zasilek_90_dni"])
    title: str = Field(description="In Polish")
    amount: str = Field(description="In złote", examples=["1721.90"])
    text: str = Field(description="As it stands in the answers", examples=["1721,90 zł"])
    valid_from: date
    valid_until: date | None = Field(description="Included; null: until further notice")
    is_made_up: bool = Field(description="Of a demonstration, and no law")

    @classmethod
    def of(cls, rate: Rate, language: Language) -> Self:
        return copied(cls, rate, amount=f"{rate.amount:.2f}", text=written(rate, language))


class WholeToldArticle(ToldArticle):
    """The whole of it."""

    day: date = Field(description="On which all this is told, in Warsaw; at midnight ask anew")
    full_html: str = Field(description="The conditions, as HTML that is safe to show, with the amounts of the day")
    steps: list[str] = Field(description="What to do, in this order")
    documents: list[str] = Field(description="What to bring")
    amounts: list[ToldAmount]
    legal_basis: str | None = Field(description="Null: none is given")
    legal_status_on: date | None = Field(description="The day for which the law was checked; null for a pointer")
    valid_from: date

    @classmethod
    def of_told(cls, told: Told, html: str) -> Self:
        """`html`: made of its full answer."""
        [(article, language)] = told.articles
        content, rates, day = article.content, told.rates, told.day
        text = content.texts[language]
        codes = dict.fromkeys(
            code for part in (text.short_answer, text.full_answer, *text.steps) for code in rates_named(part)
        )
        named = [rate for code in codes if (rate := rates.on(code, day)) is not None]
        return cls(
            **_values(article, language, rates, day),
            day=day,
            full_html=html,
            steps=[filled(step, rates, day, language) for step in text.steps],
            documents=list(text.documents),
            amounts=[ToldAmount.of(rate, language) for rate in named],
            legal_basis=content.legal_basis or None,
            legal_status_on=content.legal_status_on,
            valid_from=content.valid_from,
        )


class ToldSearchIn(BaseModel):
    """A question of somebody who reads the portal; in the body, since it must get into no address and no log."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"q": "ile wynosi zasiłek"}]})

    q: Typed
    language: Language | None = Field(default=None, description="Of answers; without it all of them are searched")
    office: str | None = Field(default=None, pattern=OFFICE, description="What its clients are told")
    limit: int = Field(default=10, ge=1, le=20)


class FoundPlace(BaseModel):
    """The office or branch that a question is about; `office`: the code of its office."""

    kind: Literal["office", "branch"]
    id: str
    office: str

    @classmethod
    def of(cls, place: AskedPlace) -> Self:
        return copied(cls, place)


class ToldHits(BaseModel):
    """The best first; what is not in force is not among them."""

    day: date
    hits: Sequence[ToldArticle]
    place: FoundPlace | None = Field(
        description="What is to be reached, where that is asked: GET /api/portal/v1/offices has how"
    )
    is_answered: bool = Field(description="False: nothing that may be told says enough about it; say so")
    corrected: str | None = Field(description="The question with its slips mended, by which was searched")


class _ToldPlace(BaseModel):
    postal_code: str | None
    address: str | None
    telephone: str | None
    email: str | None
    page: str | None
    not_filled_in: list[Contact] = Field(
        description="What the office has not told yet: to be shown as such, and not left out"
    )
    certainty: Certainty | None = Field(description="Of all this; null: nobody knows")
    checked_on: date | None = Field(description="When somebody last checked it; null: never")


class ToldBranch(_ToldPlace):
    """Another place where an office receives people."""

    id: str
    name: str
    town: str

    @classmethod
    def of(cls, branch: ListedBranch) -> Self:
        return copied(cls, branch, branch.reached, not_filled_in=_missing(branch.reached))


class ToldOffice(_ToldPlace):
    """An office: how it is reached, and when."""

    code: str
    name: str
    seat: str
    is_province: bool
    days: Sequence[DirectoryDay] = Field(description="When people answer, today and the six days that follow")
    branches: Sequence[ToldBranch]
    moves: Sequence[DirectoryMove] = Field(description="What is planned, the next one first")

    @classmethod
    def of(cls, office: ListedOffice, days: Sequence[DirectoryDay]) -> Self:
        return copied(
            cls,
            office,
            office.reached,
            not_filled_in=_missing(office.reached),
            days=days,
            branches=[ToldBranch.of(branch) for branch in office.branches],
            moves=[DirectoryMove.model_validate(move) for move in office.moves],
        )


class ToldOffices(BaseModel):
    """By code."""

    day: date
    offices: Sequence[ToldOffice]


def _values(article: Published, language: Language, rates: Rates, day: date) -> dict[str, object]:
    texts = article.content.texts
    return {
        "id": article.id,
        "topic": article.topic,
        "place": article.place,
        "office": article.office,
        "audiences": list(article.audiences),
        "language": language,
        "languages": [one for one, text in texts.items() if text.short_answer],
        "title": texts[language].title,
        "short_answer": short_answer_of(article, language, rates, day).text,
        "is_pointer": article.content.is_pointer,
        "holds_until": holds_until(article.content, rates, day),
    }


def _missing(reached: Reached) -> list[Contact]:
    return [name for name in _CONTACTS if getattr(reached, name) is None]


class ToldFormIn(BaseModel):
    """What somebody has written to an office."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={
            "examples": [
                {
                    "form": "0f8c1f5e-6a0b-4c58-9b7e-2d0c3f1a9e11",
                    "office": "20060",
                    "subject": "Staż",
                    "text": "Czy jest możliwy staż?",
                    "email": "anna@example.pl",
                }
            ]
        },
    )

    form: str = Field(pattern="^[A-Za-z0-9-]{16,64}$", description="Made by the portal; the same when sent again")
    office: str = Field(pattern=OFFICE)
    subject: Words
    text: Text
    name: str = Field(default="", max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")
    email: str = Field(max_length=254, pattern=r"^[^\s@<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")


class ToldFormTaken(BaseModel):
    """The matter that came of it."""

    number: str = Field(examples=["KOL/2026/000123"])
    due_at: datetime | None = Field(description="Until when the office is to answer")
