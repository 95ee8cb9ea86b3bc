"""Offices, the postal codes that they serve, and their branches."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.words import POSTAL_CODE, Words
from ivr.branch_store import BranchDetails, StoredBranch
from ivr.office_errors_pl import OfficeDetails
from ivr.office_store import StoredOffice

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
        )


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
    is_province: bool
    postal_prefixes: list[str] = Field(examples=[["185"]])
    deactivated_at: datetime | None = Field(description="None: it takes callers")

    @classmethod
    def of(cls, stored: StoredOffice) -> Self:
        details = stored.details
        return cls(
            code=stored.code,
            name=details.name,
            seat=details.seat,
            locative=details.locative,
            genitive=details.genitive,
            area_code=details.area_code,
            postal_code=details.postal_code,
            address=details.address,
            is_province=details.is_province,
            postal_prefixes=list(details.postal_prefixes),
            deactivated_at=stored.deactivated_at,
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

    @property
    def details(self) -> BranchDetails:
        return BranchDetails(self.name, self.town, self.postal_code, self.address, self.telephone)


class BranchOut(BaseModel):
    """Another place where an office receives people."""

    id: str = Field(examples=["kolno-stawiski"])
    office: str = Field(examples=["20060"])
    name: str = Field(examples=["Filia w Stawiskach"])
    town: str = Field(examples=["Stawiski"])
    postal_code: str = Field(examples=["18-520"])
    address: str
    telephone: str
    deactivated_at: datetime | None = Field(description="None: people are received there")

    @classmethod
    def of(cls, stored: StoredBranch) -> Self:
        details = stored.details
        return cls(
            id=stored.id,
            office=stored.office,
            name=details.name,
            town=details.town,
            postal_code=details.postal_code,
            address=details.address,
            telephone=details.telephone,
            deactivated_at=stored.deactivated_at,
        )
