"""Trainings, institutions, and lists of trainings."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.copying import copied
from api.schemas.paging import OFFICE
from market.trainings.enrolment import State
from market.trainings.institution_store import Institution
from market.trainings.training import Mode, Training

MARKET_ID = "^[a-z0-9-]{1,80}$"
_LINE = r"^[^\x00-\x1f\x7f]*$"
_INPUT = ConfigDict(extra="forbid", str_strip_whitespace=True)


class TrainingIn(BaseModel):
    """A training, whole. Days are included; `price` in grosze for one person, null where the office pays."""

    model_config = _INPUT

    office: str | None = Field(pattern=OFFICE, description="Whose it is; null: the province's")
    title: str = Field(min_length=3, max_length=200, pattern=_LINE)
    town: str = Field(min_length=2, max_length=100, pattern=_LINE)
    hours: int = Field(ge=1, le=5000)
    starts_on: date
    sign_up_until: date
    ends_on: date | None = None
    occupation: str | None = Field(default=None, pattern="^[0-9]{6}$", description="KZiS; null: for all")
    institution_id: str | None = Field(default=None, pattern=MARKET_ID)
    programme: str = Field(default="", max_length=20_000)
    place: str = Field(default="", max_length=200, pattern=_LINE)
    for_whom: str = Field(default="", max_length=500, pattern=_LINE)
    certificate: str = Field(default="", max_length=200, pattern=_LINE)
    mode: Mode = Mode.STATIONARY
    seats: int | None = Field(default=None, ge=1, le=10_000, description="null: nobody is enrolled here")
    price: int | None = Field(default=None, ge=0, le=100_000_00)

    def training(self) -> Training:
        return Training(**self.model_dump())


class TrainingOut(BaseModel):
    """A training. Its ETag is `version`. `taken`: seats with somebody, those included who are asked now."""

    id: str
    office: str | None
    title: str
    town: str
    hours: int
    starts_on: date
    sign_up_until: date
    ends_on: date | None
    occupation: str | None
    institution_id: str | None
    institution: str | None = Field(description="Its name")
    programme: str
    place: str
    for_whom: str
    certificate: str
    mode: Mode
    seats: int | None
    taken: int
    waiting: int
    price: int | None
    cancelled_at: datetime | None
    version: int

    @classmethod
    def of(cls, row: Any) -> "TrainingOut":
        return copied(cls, row)


class TrainingList(BaseModel):
    trainings: list[TrainingOut]


class EnrolmentIn(BaseModel):
    """Whom to enrol. The client has agreed: whoever sends this says so, and stands in the entry."""

    model_config = _INPUT

    client_id: str = Field(min_length=1, max_length=80)
    has_agreed: Literal[True]
    reason: str | None = Field(default=None, min_length=3, max_length=500, description="Where no call gives one")


class EnrolmentOut(BaseModel):
    """An entry of the list. `place`: the order of signing up. Names only where the viewer may look for them."""

    id: str
    client_id: str
    office: str
    place: int
    state: State
    asked_until: datetime | None
    signed_up_at: datetime
    first_name: str | None = None
    last_name: str | None = None


class EnrolmentList(BaseModel):
    """Of the clients of the own offices; how many others are in the list is told by the training."""

    enrolments: list[EnrolmentOut]


class EnrolmentState(BaseModel):
    """What became of an entry."""

    id: str
    place: int
    state: State
    asked_until: datetime | None


class SeatAnswerIn(BaseModel):
    """Whether who was asked takes the seat."""

    model_config = _INPUT

    takes_it: bool


class InstitutionIn(BaseModel):
    """An institution, whole."""

    model_config = _INPUT

    name: str = Field(min_length=2, max_length=200, pattern=_LINE)
    town: str = Field(min_length=2, max_length=100, pattern=_LINE)
    ris_number: str | None = Field(
        default=None, pattern=r"^[0-9]\.[0-9]{2}/[0-9]{5}/[0-9]{4}$", examples=["2.20/00012/2020"]
    )
    nip: str | None = Field(default=None, max_length=20)
    address: str | None = Field(default=None, max_length=200, pattern=_LINE)
    telephone: str | None = Field(default=None, max_length=40, pattern=_LINE)
    email: str | None = Field(default=None, max_length=200, pattern=r"^[^@\s]+@[^@\s]+$")
    page: str | None = Field(default=None, max_length=300, pattern=r"^https?://\S+$")

    def institution(self) -> Institution:
        return Institution(**self.model_dump())


class InstitutionOut(BaseModel):
    """An institution. Its ETag is `version`."""

    id: str
    name: str
    town: str
    ris_number: str | None
    nip: str | None
    address: str | None
    telephone: str | None
    email: str | None
    page: str | None
    version: int

    @classmethod
    def of(cls, row: Any) -> "InstitutionOut":
        return copied(cls, row)


class InstitutionList(BaseModel):
    institutions: list[InstitutionOut]
