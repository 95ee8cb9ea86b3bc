"""Offices, the postal codes that they serve, and their branches."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from api.schemas.copying import copied
from api.schemas.words import POSTAL_CODE, Words
from ivr.office_errors_pl import OfficeDetails, Reached
from ivr.office_store import StoredOffice
from ivr.places.branch_store import BranchDetails, StoredBranch
from knowledge.rates.rate import Certainty

CERTAINTY = TypeAdapter[Certainty | None](Certainty | None)
Email = Annotated[str, Field(max_length=200, pattern=r"^[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+$")]
PageAddress = Annotated[str, Field(max_length=200, pattern=r"^https?://[^\s\x00-\x1f\x7f]+$")]
CheckedOn = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
Prefix = Annotated[str, Field(pattern="^[0-9]{1,5}$")]


class OfficeIn(BaseModel):
    """What an office is to be. What is left out is taken away."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={
            "examples": [
                {
                    "name": "Powiatowy Urząd Pracy w Kolnie",
                    "seat": "Kolno",
                    "locative": "w Kolnie",
                    "genitive": "Kolna",
                    "area_code": "86",
                    "postal_code": "18-500",
                    "address": "ul. Wojska Polskiego 46",
                    "postal_prefixes": ["185"],
                }
            ]
        },
    )

    name: Words
    seat: Words = Field(description="The town, as consultants read and hear it")
    locative: Words = Field(description='"w Kolnie", as announcements say it')
    genitive: Words = Field(description='"Kolna", as reasons say it: "przekazano do Kolna"')
    area_code: str = Field(pattern="^[0-9]{2}$", description="Of its telephones")
    postal_code: str = Field(pattern=POSTAL_CODE)
    address: Words | None = None
    telephone: str | None = Field(default=None, pattern="^[0-9 ]{3,20}$")
    email: Email | None = None
    page: PageAddress | None = None
    certainty: Certainty | None = Field(default=None, description="Of the address and of this; None: nobody knows")
    checked_on: CheckedOn | None = Field(default=None, description="When somebody of the office last saw to it")
    is_province: bool = Field(
        default=False, strict=True, description="The provincial office, competent for every caller"
    )
    postal_prefixes: list[Prefix] = Field(
        default=[], max_length=500, description="First digits of the postal codes that it serves; the longest wins"
    )

    @property
    def details(self) -> OfficeDetails:
        return OfficeDetails(
            name=self.name,
            seat=self.seat,
            locative=self.locative,
            genitive=self.genitive,
            area_code=self.area_code,
            postal_code=self.postal_code,
            address=self.address,
            is_province=self.is_province,
            postal_prefixes=tuple(dict.fromkeys(self.postal_prefixes)),
            reached=Reached(self.telephone, self.email, self.page, self.certainty, self.checked_on),
        )


class DeputyIn(BaseModel):
    """Another office, or none."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"deputy": "20610"}]})

    deputy: str | None = Field(pattern="^[0-9]{5}$")


class OfficeOut(BaseModel):
    """An office."""

    code: str = Field(examples=["20060"])
    name: str = Field(examples=["Powiatowy Urząd Pracy w Kolnie"])
    seat: str = Field(examples=["Kolno"])
    locative: str = Field(examples=["w Kolnie"])
    genitive: str = Field(examples=["Kolna"])
    area_code: str = Field(examples=["86"])
    postal_code: str = Field(examples=["18-500"])
    address: str | None
    telephone: str | None
    email: str | None
    page: str | None
    certainty: Certainty | None = Field(description="Of the address and of this; None: nobody knows")
    checked_on: date | None
    is_province: bool
    postal_prefixes: list[str] = Field(examples=[["185"]])
    deputy: str | None = Field(description="Whose people confirm where it has nobody else", examples=["20610"])
    deactivated_at: datetime | None = Field(description="None: it takes callers")

    @classmethod
    def of(cls, stored: StoredOffice) -> Self:
        details = stored.details
        return copied(
            cls,
            stored,
            details,
            telephone=details.reached.telephone,
            email=details.reached.email,
            page=details.reached.page,
            certainty=CERTAINTY.validate_python(details.reached.certainty),
            checked_on=details.reached.checked_on,
            postal_prefixes=list(details.postal_prefixes),
        )


class BranchIn(BaseModel):
    """What a branch is to be."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={
            "examples": [
                {
                    "name": "Filia w Stawiskach",
                    "town": "Stawiski",
                    "postal_code": "18-520",
                    "address": "pl. Wolności 13",
                    "telephone": "862785533",
                }
            ]
        },
    )

    name: Words
    town: Words
    postal_code: str = Field(pattern=POSTAL_CODE)
    address: Words
    telephone: str = Field(pattern="^[0-9 ]{0,20}$", description="Empty: it has none of its own")
    email: Email | None = None
    page: PageAddress | None = None
    certainty: Certainty | None = Field(default=None, description="Of the address and of this; None: nobody knows")
    checked_on: CheckedOn | None = Field(default=None, description="When somebody of the office last saw to it")

    @property
    def details(self) -> BranchDetails:
        return BranchDetails(
            self.name,
            self.town,
            self.postal_code,
            self.address,
            self.telephone,
            self.email,
            self.page,
            self.certainty,
            self.checked_on,
        )


class BranchOut(BaseModel):
    """Another place where an office receives people."""

    id: str = Field(examples=["kolno-stawiski"])
    office: str = Field(examples=["20060"])
    name: str = Field(examples=["Filia w Stawiskach"])
    town: str = Field(examples=["Stawiski"])
    postal_code: str = Field(examples=["18-520"])
    address: str
    telephone: str
    email: str | None
    page: str | None
    certainty: Certainty | None = Field(description="Of the address and of this; None: nobody knows")
    checked_on: date | None
    deactivated_at: datetime | None = Field(description="None: people are received there")

    @classmethod
    def of(cls, stored: StoredBranch) -> Self:
        details = stored.details
        return copied(cls, stored, details, certainty=CERTAINTY.validate_python(details.certainty))
