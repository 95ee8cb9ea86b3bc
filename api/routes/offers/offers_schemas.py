"""Offers, and what is asked of them."""

from datetime import date, datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.copying import copied
from api.schemas.paging import OFFICE
from market.offers.asking import OfferFilters
from market.offers.offer import Kind, PayUnit, Source, WorkMode

OFFER_ID = "^[a-z0-9-]{1,80}$"
GMINA = "^[0-9]{7}$"
RingNumber = Literal[0, 1, 2, 3, 4]


class OfferSearchIn(BaseModel):
    """Filters that all hold. Without any: all that are open today."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    q: str = Field(default="", max_length=200, description="Words of the position, the town or the employer")
    occupation: str = Field(default="", pattern="^[0-9]{0,6}$", description="First digits of the code (KZiS)")
    office: str | None = Field(default=None, pattern=OFFICE)
    home: str | None = Field(default=None, pattern=GMINA, description="Gmina from which nearness is reckoned")
    ring: RingNumber | None = Field(
        default=None, description="At most so far: 0 same gmina, 1 county, 2 neighbouring county, 3 province"
    )
    kind: Kind | None = None
    source: Source | None = None
    state: Literal["verified", "unverified"] | None = None
    least_pay: int | None = Field(default=None, ge=1, le=100_000_00, description="Grosze a month, gross")
    is_for_disabled: bool = False
    open_only: bool = Field(default=True, description="Without those that have not begun or are over")
    limit: int = Field(default=50, ge=1, le=200)
    offset: int = Field(default=0, ge=0, le=800)

    def filters(self, today: date) -> OfferFilters:
        return OfferFilters(
            words=self.q,
            occupation=self.occupation,
            office=self.office,
            home=self.home,
            ring=self.ring,
            kind=self.kind,
            source=self.source,
            state=self.state,
            least_pay=self.least_pay,
            is_for_disabled=self.is_for_disabled,
            on=today if self.open_only else None,
        )


class OfferOut(BaseModel):
    """An offer as a list shows it. Pay: gross, in grosze, for `pay_unit`. Days are included."""

    id: str
    office: str
    source: Source
    state: str
    kind: Kind
    occupation: str | None
    position: str
    town: str
    county: str | None
    gmina: str | None
    pay_from: int | None
    pay_to: int | None
    pay_unit: PayUnit
    contract: str
    places: int
    employer_name: str | None
    valid_from: date
    valid_until: date
    ring: RingNumber | None = Field(default=None, description="How near; null if no home was asked for")
    km: int | None = Field(default=None, description="As the crow flies; null where coordinates are not known")

    @classmethod
    def of(cls, row: Any) -> Self:
        return copied(cls, row)


class OfferHits(BaseModel):
    """`total`: at most 1000, which means that many or more."""

    offers: list[OfferOut]
    total: int


class OfferCounts(BaseModel):
    """By the office's code; offices without any are left out. At most 1000 of each, which means so many or
    more."""

    offices: dict[str, int]


class SameOffer(BaseModel):
    """The same offer from another side. `is_told`: that one is told instead of the one that was asked for."""

    id: str
    source: Source
    position: str
    ext_id: str | None
    office: str
    is_told: bool


class OfferDetails(OfferOut):
    """An offer, whole. `record`: all that came, by the official names and as it came. `same`: where else it is."""

    same: list[SameOffer] = Field(default=[])

    ext_id: str | None
    starts_on: date | None
    shifts: str | None
    work_mode: WorkMode | None
    is_for_registered: bool
    is_for_disabled: bool
    changed_at: datetime | None
    record: dict[str, Any] | None
