"""Ceilings of looks at clients: what may be asked, and the answers."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.schemas.copying import copied
from api.schemas.paging import OFFICE
from clients.access_ceiling_store import StoredCeiling, version_of
from clients.access_ceilings import MOST, SHIPPED, Ceiling, CeilingRole, CeilingRule
from core.reasons import written_reason


class LookCeilingOut(BaseModel):
    """A rule for a span of days."""

    id: str = Field(examples=["rule-019ab3c4d5e0000-4f2a91c3d0"])
    office: str | None = Field(description="None: of the province", examples=["20060"])
    role: CeilingRole
    cards: int = Field(description="Different clients whom one account may open on a day")
    names: int = Field(description="Lines that searches may show it")
    valid_from: date
    valid_to: date | None = Field(
        description="Not included; None: until further notice; as valid_from: was replaced before it began"
    )
    basis: str = Field(description="Why so many, in Polish")
    changed_by: str
    changed_at: datetime

    @classmethod
    def of(cls, stored: StoredCeiling) -> Self:
        rule = stored.rule
        return copied(cls, stored, rule, cards=rule.ceiling.cards, names=rule.ceiling.names)


class ShippedCeiling(BaseModel):
    """What holds without a rule."""

    role: CeilingRole
    cards: int
    names: int


class LookCeilingsOut(BaseModel):
    """All rules, the latest first, and what holds without one."""

    rules: list[LookCeilingOut]
    shipped: list[ShippedCeiling]
    version: int = Field(description="For If-Match")

    @classmethod
    def of(cls, stored: Sequence[StoredCeiling]) -> Self:
        shipped = [ShippedCeiling(role=role, cards=c.cards, names=c.names) for role, c in SHIPPED.items()]
        return cls(rules=list(map(LookCeilingOut.of, stored)), shipped=shipped, version=version_of(stored))


class LookCeilingIn(BaseModel):
    """A ceiling from a day on."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={
            "examples": [
                {
                    "office": "20060",
                    "role": "consultant",
                    "cards": 120,
                    "names": 200,
                    "valid_from": "2027-01-01",
                    "basis": "Zarządzenie nr 7/2026",
                }
            ]
        },
    )

    office: str | None = Field(default=None, pattern=OFFICE, description="None: of the province")
    role: CeilingRole
    cards: int = Field(ge=1, le=MOST, strict=True)
    names: int = Field(ge=1, le=MOST, strict=True)
    valid_from: date = Field(description="Today or later; the day begins at midnight in Warsaw")
    basis: Annotated[str, AfterValidator(written_reason)] = Field(
        min_length=3, max_length=500, pattern=r"^[^\x00-\x1f\x7f]+$", description="Why"
    )

    @property
    def rule(self) -> CeilingRule:
        return CeilingRule(self.office, self.role, Ceiling(self.cards, self.names), self.valid_from, None)
