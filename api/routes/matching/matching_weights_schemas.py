"""Weights of matching: what may be proposed, the answers, and what another rule would change."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from api.routes.offers.offers_schemas import GMINA
from api.schemas.copying import copied
from core.reasons import written_reason
from market.matching.matches_store import Fitting
from market.matching.weights import Weights, default_weights
from market.matching.weights_store import WeightsRule

_WEIGHTS: dict[str, JsonValue] = {
    "occupation": 40, "place": 35, "shifts": 10, "licences": 5, "languages": 5, "experience": 5, "pay": 0,
}  # fmt: skip


class MatchingWeightsRule(BaseModel):
    """A rule for a span of days."""

    id: str = Field(examples=["weights-019ab3c4d5e0000-4f2a91c3d0"])
    weights: Weights
    valid_from: date
    valid_to: date | None = Field(
        description="Not included; None: until further notice; as valid_from: was replaced before it began"
    )
    basis: str = Field(description="Why, in Polish")
    changed_by: str
    confirmed_by: str = Field(description="The second person")
    changed_at: datetime


class MatchingWeightsOut(BaseModel):
    """All rules, the latest first, and what holds without one."""

    rules: list[MatchingWeightsRule]
    shipped: Weights
    version: int = Field(description="For If-Match")

    @classmethod
    def of(cls, stored: Sequence[WeightsRule]) -> Self:
        rules = [copied(MatchingWeightsRule, rule) for rule in stored]
        return cls(rules=rules, shipped=default_weights(), version=len(stored))


class MatchingWeightsIn(BaseModel):
    """Weights from a day on."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={
            "examples": [{"weights": _WEIGHTS, "valid_from": "2027-01-01", "basis": "Zarządzenie nr 7/2026"}]
        },
    )

    weights: Weights
    valid_from: date = Field(description="Today or later; the day begins at midnight in Warsaw")
    basis: Annotated[str, AfterValidator(written_reason)] = Field(
        min_length=3, max_length=500, pattern=r"^[^\x00-\x1f\x7f]+$", description="Why"
    )


class MatchingPreviewIn(BaseModel):
    """Other weights, and for whom to try them: somebody made up, never a client."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"weights": _WEIGHTS, "occupation": "721204", "gmina": "2006011"}]},
    )

    weights: Weights
    occupation: str = Field(pattern="^[0-9]{6}$", description="Looked for (KZiS)")
    gmina: str = Field(pattern=GMINA, description="Where the person lives")


class PreviewedOffer(BaseModel):
    """An offer that stands among the first by the weights of today or by the others."""

    id: str
    position: str
    town: str
    place_now: int | None = Field(description="From 1; None: not among those that are told")
    place_then: int | None
    score_now: int | None = Field(description="0 to 100")
    score_then: int | None
    why_pl: str = Field(description="In one sentence", examples=["Ten sam zawód, sąsiedni powiat."])


class MatchingPreview(BaseModel):
    """The first offers as they would stand, then those that would not be among them any more."""

    offers: list[PreviewedOffer]

    @classmethod
    def of(cls, now: Sequence[Fitting], then: Sequence[Fitting], first: int) -> Self:
        """`first`: so many of each."""
        before = {each.row.id: (place, each) for place, each in enumerate(now, 1)}
        after = {each.row.id: (place, each) for place, each in enumerate(then, 1)}
        shown = dict.fromkeys(each.row.id for each in (*then[:first], *now[:first]))
        return cls(offers=[_previewed(before.get(offer), after.get(offer)) for offer in shown])


def _previewed(now: tuple[int, Fitting] | None, then: tuple[int, Fitting] | None) -> PreviewedOffer:
    """By one of both at least."""
    known = then or now
    assert known is not None
    row = known[1].row
    return PreviewedOffer(
        id=row.id,
        position=row.position,
        town=row.town,
        place_now=now[0] if now else None,
        place_then=then[0] if then else None,
        score_now=now[1].match.score if now else None,
        score_then=then[1].match.score if then else None,
        why_pl=known[1].sentence_pl,
    )
