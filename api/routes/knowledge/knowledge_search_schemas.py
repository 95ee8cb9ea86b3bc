"""Searching the knowledge base, and what nobody found in it."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from api.routes.knowledge.articles_schemas import ARTICLE_ID
from api.schemas.paging import OFFICE, decoded
from core.db.pages import MAX_PAGE_OF_TEXTS
from core.search.language.words import Language
from core.search.segment import Filters
from knowledge.asked.asked import AskedKind
from knowledge.search.corpus import KINDS, Kind
from knowledge.search.finding import AskedPlace
from knowledge.search.searching import Hits, KnowledgeHit
from knowledge.search.unanswered_store import Place, UnansweredSearch, Which


def _readable(text: object) -> object:
    """Half a sign, which no program can write down, counts as none; NUL as a space."""
    return text.encode("utf-8", "ignore").decode().replace("\0", " ") if isinstance(text, str) else text


Typed = Annotated[
    str,
    Field(
        max_length=200, description="As it is typed, also when it is not complete yet", examples=["zgubiłem kar"]
    ),
    BeforeValidator(_readable),
]


class _Wanted(BaseModel):
    q: Typed
    language: Language | None = Field(default=None, description="Of articles; without it all of them are searched")
    office: str | None = Field(
        default=None, pattern=OFFICE, description="What holds for its clients: its own and the province's"
    )
    audience: str | None = Field(default=None, pattern="^[a-z_]{1,40}$", description="A topic of calls")
    kinds: list[Kind] | None = Field(default=None, min_length=1, max_length=len(KINDS))

    def filters(self) -> Filters:
        kinds = None if self.kinds is None else frozenset(self.kinds)
        return Filters(self.language, self.office, self.audience, kinds)


class KnowledgeSearchIn(_Wanted):
    """A question, and among what to look. It stands in the body: it must get into no address and no log."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"q": "zgubiłem kartę", "limit": 8}]}
    )

    limit: int = Field(default=10, ge=1, le=20)


class SuggestionsIn(_Wanted):
    """The beginning of a question."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"q": "zasił"}]})

    limit: int = Field(default=8, ge=1, le=8)


class KnowledgeHits(BaseModel):
    """What was found, the best first."""

    hits: list[KnowledgeHit]
    corrected: str | None = Field(description="The question with its slips mended, by which was searched")
    is_answered: bool = Field(description="False: nothing says enough about it")
    asked: Annotated[AskedKind | None, Field(description="The kind of question; null where nothing shows it")]
    place: Annotated[
        AskedPlace | None, Field(description="What is to be reached, where that is asked: its answer is the card")
    ]
    took_ms: float

    @classmethod
    def of(cls, found: Hits, took_ms: float) -> "KnowledgeHits":
        return cls(
            hits=found.hits,
            corrected=found.corrected,
            is_answered=found.is_answered,
            asked=found.asked,
            place=found.place,
            took_ms=took_ms,
        )


class Suggestions(BaseModel):
    """How the question may go on."""

    suggestions: list[str]


class UnansweredIn(BaseModel):
    """Nothing of what was found helps. Kept are only ordinary words of it, without who asked."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"q": "zasiłek dla strażaka"}]})

    q: Typed
    language: Language | None = None


class UnansweredNoted(BaseModel):
    """`is_kept` is false if there was nothing in it but names, numbers, and words that nobody knows."""

    is_kept: bool


class UseIn(BaseModel):
    """Something that was found, or offered before anything was typed (`q` empty), and was opened or read aloud."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"what": "opened", "kind": "article", "id": "zasilek-kto", "q": "zasiłek"}]
        },
    )

    what: Literal["opened", "read_aloud"]
    kind: Kind
    id: str = Field(pattern="^[A-Za-z0-9-]{1,64}$")
    q: Typed = ""
    language: Language | None = None


def _place(cursor: str) -> Place:
    place: Place = decoded(cursor, Place)
    weight, row_id = place
    if not (0 <= weight < 2**31 and row_id.isascii() and row_id.isprintable()):
        raise ValueError("Nieznany kursor.")
    return place


def _ours(cursor: str) -> str:
    _place(cursor)
    return cursor


WeightCursor = Annotated[
    str,
    Field(max_length=200, description="`next_cursor` of the page before; the other fields must stay the same"),
    AfterValidator(_ours),
]


class UnansweredQuery(BaseModel):
    """Which page is wanted."""

    model_config = ConfigDict(extra="forbid")

    which: Which = Field(
        default="all", description="Where nothing was found or helped, or where only nothing was opened"
    )
    limit: int = Field(default=50, ge=1, le=MAX_PAGE_OF_TEXTS)
    cursor: WeightCursor | None = None

    @property
    def place(self) -> Place | None:
        """Where the page begins; None for the first one."""
        return None if self.cursor is None else _place(self.cursor)


class UnansweredPage(BaseModel):
    """Open ones, the weightiest first."""

    unanswered: list[UnansweredSearch]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")


class UnansweredClosing(BaseModel):
    """Worked off: with the article that answers it, or without."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"article_id": "zasilek-kto"}]})

    article_id: str | None = Field(default=None, pattern=ARTICLE_ID)
