"""The contract with systems of other institutions, version 1: what is asked, and what is answered. Pure.

Within a version fields are added, and none changes its meaning or goes. The schema for the other side is
`docs/other-systems-v1.schema.json`, made of this.
"""

import json
from datetime import date, datetime, time
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.json_schema import models_json_schema

from clients.persons.referral_state import ReferralState
from clients.pesel import is_pesel
from core.zone import WARSAW

A_DAY: Final = 500
"""Inquiries of one system since midnight (Warsaw), whatever keys it has."""

_LINE = r"^[^\x00-\x1f\x7f]+$"
SystemName: TypeAlias = Annotated[str, Field(min_length=1, max_length=80, pattern=_LINE)]
LegalBasis: TypeAlias = Annotated[
    str, Field(min_length=5, max_length=200, pattern=_LINE, description="The provision, in words")
]
CaseNumber: TypeAlias = Annotated[
    str,
    Field(min_length=1, max_length=60, pattern=_LINE, repr=False, description="Of the institution that asks"),
]
Status: TypeAlias = Literal["unemployed", "seeker"]


def _right(pesel: str) -> str:
    if not is_pesel(pesel):
        raise ValueError("to nie jest numer PESEL")
    return pesel


class Inquiry(BaseModel):
    """About one person. The PESEL is compared by a keyed hash, and kept nowhere."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        hide_input_in_errors=True,
        json_schema_extra={
            "examples": [
                {
                    "version": "v1",
                    "pesel": "44851400154",
                    "legal_basis": "art. 105 ust. 1 ustawy o pomocy społecznej",
                    "case_number": "MOPS.5123.17.2026",
                }
            ]
        },
    )

    version: Literal["v1"]
    pesel: Annotated[str, Field(pattern="^[0-9]{11}$", repr=False), AfterValidator(_right)]
    legal_basis: LegalBasis
    case_number: CaseNumber


class SystemQuestion(BaseModel):
    """Of our own people, about a client: which system is asked, by which provision, for which case of ours."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)

    system: SystemName = Field(examples=["POMOST Kolno"])
    legal_basis: LegalBasis
    case_number: CaseNumber


class Referral(BaseModel):
    """The last one. `given`: nothing has come back yet."""

    kind: Literal["offer", "training"]
    state: ReferralState
    given_on: date | None


class Registration(BaseModel):
    """Of one office, as its own system last told."""

    office: str = Field(examples=["20060"])
    status: Status
    since: date
    referral: Referral | None


class InquiryAnswer(BaseModel):
    """Nobody is told apart who is unknown, not registered, or of an office that this system may not ask."""

    version: Literal["v1"] = "v1"
    inquiry_id: str = Field(examples=["inquiry-019ab3c4d5e0000-4f2a91c3d0"])
    as_of: datetime
    is_registered: bool
    registrations: list[Registration]


class RowAnswer(BaseModel):
    """To a row of a file of inquiries, by its number: either an answer, or in Polish why there is none."""

    row: int = Field(ge=1)
    answer: InquiryAnswer | None = None
    wrong_pl: str | None = None


class FileAnswer(BaseModel):
    """The first line of a file of answers; the only one, with the reason, if all of the file was refused."""

    version: Literal["v1"] = "v1"
    file: str = Field(examples=["2026-12-01-1.jsonl"])
    state: Literal["answered", "refused"]
    reason_pl: str | None = None
    rows: int = 0
    answered: int = 0


def midnight_before(now: datetime) -> datetime:
    """When the day of the ceiling began."""
    return datetime.combine(now.astimezone(WARSAW).date(), time(), WARSAW)


def may_ask(asked_today: int) -> bool:
    return asked_today < A_DAY


def inquiry_of(asked: SystemQuestion, pesel: str) -> Inquiry:
    """Raises ValueError for what is no PESEL."""
    return Inquiry(version="v1", pesel=pesel, legal_basis=asked.legal_basis, case_number=asked.case_number)


def reason_of(system: str, inquiry: Inquiry | SystemQuestion) -> str:
    """As it stands in the person's access log."""
    return f"{system}; {inquiry.legal_basis}; sprawa {inquiry.case_number}"


def schema_text() -> str:
    """For the other side: JSON Schema, the messages under `$defs` by name (`Inquiry`, …)."""
    told: list[tuple[type[BaseModel], Literal["validation", "serialization"]]] = [
        (Inquiry, "validation"),
        (InquiryAnswer, "serialization"),
        (RowAnswer, "serialization"),
        (FileAnswer, "serialization"),
    ]
    _, schema = models_json_schema(told)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "System 7/24, other systems, v1"}
    return json.dumps({**head, **schema}, ensure_ascii=False, indent=2) + "\n"
