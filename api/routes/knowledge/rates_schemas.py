"""Rates: amounts that articles name by their code."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.routes.knowledge.articles_schemas import Day
from api.schemas.copying import copied
from api.schemas.words import Words
from knowledge.articles.in_force import is_in_force
from knowledge.articles.published import Published
from knowledge.rates.card import Card
from knowledge.rates.rate import Certainty, Rate, RateRefused, Rates
from knowledge.rates.rate_store import Key, ReadRate, StoredRate
from knowledge.rates.standing import Standing, State, standing_of

RATE_CODE = r"^[A-Za-z0-9_.-]{1,60}$"
MOST_AT_ONCE = 30
"""Rates of one announcement."""


class RateIn(BaseModel):
    """An amount by its code. What was planned for these days gives way."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    code: str = Field(pattern=RATE_CODE)
    title: Words
    amount: Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)] = Field(description="In złote")
    version: int = Field(ge=0, description="Of the code, as it was read; 0: there is none yet")


class RatesIn(BaseModel):
    """The rates of one announcement: of the same days and from the same source."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={
            "examples": [
                {
                    "valid_from": "2030-06-01",
                    "valid_until": "2031-05-31",
                    "source": "Obwieszczenie ministra",
                    "source_certainty": "high",
                    "rates": [
                        {
                            "code": "zasilek_90_dni",
                            "title": "Zasiłek dla bezrobotnych: pierwsze 90 dni",
                            "amount": "1721.90",
                            "version": 1,
                        }
                    ],
                }
            ]
        },
    )

    valid_from: Day
    valid_until: Day | None = Field(default=None, description="Included; None: until further notice")
    source: Words
    source_certainty: Certainty
    rates: Annotated[list[RateIn], Field(min_length=1, max_length=MOST_AT_ONCE)]

    @property
    def wanted(self) -> list[ReadRate]:
        """Raises RateRefused."""
        if self.valid_until is not None and self.valid_until < self.valid_from:
            raise RateRefused("valid_until", "Ostatni dzień nie może być przed pierwszym.")
        codes = [each.code for each in self.rates]
        twice = next((n for n, code in enumerate(codes) if code in codes[:n]), None)
        if twice is not None:
            raise RateRefused(f"rates.{twice}.code", "Ta stawka jest już wyżej. Każdą podaje się raz.")
        return [
            ReadRate(
                Rate(
                    each.code,
                    each.title,
                    each.amount,
                    self.valid_from,
                    self.valid_until,
                    self.source,
                    self.source_certainty,
                ),
                each.version,
            )
            for each in self.rates
        ]


class RateOut(BaseModel):
    """An amount for a span of days."""

    code: str = Field(examples=["zasilek_90_dni"])
    title: str
    amount: str = Field(description="In złote", examples=["1721.90"])
    valid_from: date
    valid_until: date | None = Field(description="Included")
    source: str
    source_certainty: Certainty
    is_made_up: bool = Field(description="Of a demonstration: no law has it, and it is told as such")
    is_in_force: bool = Field(description="Today")
    version: int = Field(description="Of its code, all spans together: what a change names")
    changed_at: datetime
    changed_by: str | None = Field(description="None: it came with the product")

    @classmethod
    def of(cls, stored: StoredRate, day: date) -> Self:
        rate = stored.rate
        return copied(cls, rate, stored, amount=f"{rate.amount:.2f}", is_in_force=rate.holds_on(day))


class RateList(BaseModel):
    """Spans of rates, by code and the first day."""

    rates: Sequence[RateOut]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")


class NamingArticle(BaseModel):
    """An article that names a rate."""

    id: str
    title: str
    is_told: bool = Field(description="Today; false: nobody hears or reads it, since a rate or a day is over")


class RateStanding(BaseModel):
    """A rate with all that is known of it."""

    code: str = Field(examples=["zasilek_90_dni"])
    title: str
    version: int = Field(description="What a change names; 0: there is none yet, and articles name it")
    state: State = Field(
        description="`ends`: within 30 days, and nothing follows; `unknown`: articles name it, and there is none"
    )
    ends_on: date | None = Field(description="The last day after which none holds; null: until further notice")
    today: RateOut | None
    planned: Sequence[RateOut] = Field(description="The next one first")
    past: Sequence[RateOut] = Field(description="The newest first")
    articles: Sequence[NamingArticle]


class RatesOverview(BaseModel):
    """All rates: what ended or is missing first, then by code."""

    rates: Sequence[RateStanding]


def overview(
    stored: Sequence[StoredRate], cards: Mapping[str, Card], articles: Sequence[Published], day: date
) -> RatesOverview:
    """`stored`: all spans of all rates; `articles`: all that are published."""
    rates = Rates((each.rate for each in stored), cards)
    out = {(each.rate.code, each.rate.valid_from): RateOut.of(each, day) for each in stored}
    versions = {each.rate.code: each.version for each in stored}
    naming: dict[str, list[NamingArticle]] = {}
    for article in articles:
        told = NamingArticle(
            id=article.id, title=article.content.title, is_told=is_in_force(article.content, rates, day)
        )
        for code in article.content.rates:
            naming.setdefault(code, []).append(told)
    found = [
        _standing(code, versions.get(code, 0), standing_of(rates.of(code), day), out, naming.get(code, []))
        for code in rates.codes | naming.keys()
    ]
    return RatesOverview(rates=sorted(found, key=lambda one: (_ORDER[one.state], one.code)))


_ORDER: Mapping[State, int] = {"unknown": 0, "ended": 0, "ends": 1, "planned": 2, "holds": 2}


def _standing(
    code: str,
    version: int,
    standing: Standing,
    out: Mapping[Key, RateOut],
    articles: Sequence[NamingArticle],
) -> RateStanding:
    def shown(rate: Rate) -> RateOut:
        return out[rate.code, rate.valid_from]

    known = [*([standing.today] if standing.today else []), *standing.planned, *standing.past]
    titles = [rate.title for rate in known if not rate.is_made_up] or [rate.title for rate in known]
    return RateStanding(
        code=code,
        title=titles[0] if titles else code,
        version=version,
        state=standing.state,
        ends_on=standing.ends_on,
        today=None if standing.today is None else shown(standing.today),
        planned=[shown(rate) for rate in standing.planned],
        past=[shown(rate) for rate in standing.past],
        articles=articles,
    )


def key_of(cursor: str | None) -> Key | None:
    """Raises ValueError for a cursor that we did not give out."""
    if cursor is None:
        return None
    code, _, day = cursor.rpartition(":")
    try:
        return code, date.fromisoformat(day)
    except ValueError:
        raise ValueError("Nieznany kursor.") from None


def rate_cursor(key: Key | None) -> str | None:
    return None if key is None else f"{key[0]}:{key[1].isoformat()}"


def _ours(cursor: str) -> str:
    key_of(cursor)
    return cursor


RateCursor: TypeAlias = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9_.-]{1,60}:[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="`next_cursor` of before"),
    AfterValidator(_ours),
]
