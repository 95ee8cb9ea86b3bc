"""Employers: what may be asked and written, and the answers."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from api.routes.offers.offer_intakes_schemas import CALL_ID
from api.routes.offers.offers_schemas import OfferOut
from api.schemas.copying import copied
from api.schemas.paging import OFFICE
from market.employers.card_store import CardRows
from market.employers.employer import Agreement, AgreementKind, Contact, Employer
from market.offers.offer import State

EMPLOYER_ID = "^[A-Za-z0-9_.-]{1,100}$"
_LINE = r"^[^\x00-\x1f\x7f]+$"
_TELEPHONE = r"^[0-9+ ()-]{6,25}$"
_EMAIL = r"^[^@\s]+@[^@\s]+$"
_INPUT = ConfigDict(extra="forbid", str_strip_whitespace=True)


class EmployerSearchIn(BaseModel):
    """Filters that all hold. Without any: all employers."""

    model_config = _INPUT

    q: str = Field(
        default="", max_length=100, description="Words of the name or the town, or a number's beginning"
    )
    office: str | None = Field(default=None, pattern=OFFICE, description="Who knows the employer")
    with_offers: bool = Field(default=False, description="Only with an offer that is open today")
    limit: int = Field(default=50, ge=1, le=200)
    offset: int = Field(default=0, ge=0, le=800)


class EmployerLine(BaseModel):
    """An employer in a list: what a firm's register tells everybody."""

    id: str
    name: str
    town: str | None
    nip: str | None
    regon: str | None
    offices: list[str] = Field(description="Who knows the employer")
    offers: int = Field(description="Open today, of those that came from the office or by telephone")
    may_open: bool = Field(description="This account may open the card: one of its offices knows the employer")


class EmployerLines(BaseModel):
    """By name. `total`: at most 1000, which means that many or more."""

    employers: list[EmployerLine]
    total: int


class EmployerCounts(BaseModel):
    """By the office's code; offices without any are left out."""

    offices: dict[str, int]


class EmployerIn(BaseModel):
    """An entry, whole."""

    model_config = _INPUT

    name: str = Field(min_length=2, max_length=200, pattern=_LINE)
    town: str | None = Field(default=None, max_length=100, pattern=_LINE)
    nip: str | None = Field(default=None, max_length=20, pattern=_LINE)
    regon: str | None = Field(default=None, max_length=20, pattern=_LINE)
    phone: str | None = Field(default=None, max_length=25, pattern=_TELEPHONE)
    email: str | None = Field(default=None, max_length=200, pattern=_EMAIL)

    def employer(self) -> Employer:
        return Employer(**self.model_dump())


class ContactIn(BaseModel):
    """Somebody to turn to at the employer's."""

    model_config = _INPUT

    name: str = Field(min_length=2, max_length=120, pattern=_LINE)
    role: str = Field(default="", max_length=100)
    phone: str | None = Field(default=None, max_length=25, pattern=_TELEPHONE)
    email: str | None = Field(default=None, max_length=200, pattern=_EMAIL)

    def contact(self) -> Contact:
        return Contact(**self.model_dump())


class NoteIn(BaseModel):
    """What was said or agreed. `call_id`: in which conversation, if there was one."""

    model_config = _INPUT

    text: str = Field(min_length=3, max_length=2000)
    call_id: str | None = Field(default=None, pattern=CALL_ID)


class AgreementIn(BaseModel):
    """An agreement of the office with the employer. Days are included."""

    model_config = _INPUT

    kind: AgreementKind
    number: str = Field(min_length=1, max_length=60, pattern=_LINE)
    signed_on: date
    valid_until: date | None = None
    places: int | None = Field(default=None, ge=1, le=9999, description="Jobs or internships")
    about: str = Field(default="", max_length=500)

    def agreement(self) -> Agreement:
        return Agreement(**self.model_dump())


class JoinIn(BaseModel):
    """`other`: the entry that is the same employer."""

    model_config = _INPUT

    other: str = Field(pattern=EMPLOYER_ID)


class EmployerEntry(BaseModel):
    """What one office has of the employer. `is_imported`: it is changed in the office's own system."""

    id: str
    office: str
    name: str
    town: str | None
    nip: str | None
    regon: str | None
    phone: str | None
    email: str | None
    is_imported: bool
    changed_at: datetime | None
    version: int

    @classmethod
    def of(cls, row: Any) -> Self:
        return copied(cls, row, is_imported=row.ext_id is not None)


class ContactOut(BaseModel):
    id: str
    office: str
    name: str
    role: str
    phone: str | None
    email: str | None
    version: int


class NoteOut(BaseModel):
    id: str
    office: str
    text: str
    call_id: str | None
    written_by: str
    written_at: datetime


class AgreementOut(BaseModel):
    id: str
    office: str
    kind: AgreementKind
    number: str
    signed_on: date
    valid_until: date | None
    places: int | None
    about: str
    version: int


class EmployerIntake(BaseModel):
    """An offer that was taken in by telephone."""

    id: str
    office: str
    state: State
    position: str
    changed_at: datetime
    may_open: bool


class EmployerCall(BaseModel):
    """A conversation in which an offer was taken in or a note was written."""

    call_id: str
    at: datetime
    by: str


class DuplicateOut(BaseModel):
    """Another entry that may be the same employer. `why`: `number`, the same NIP or REGON; `name`, a name alike in
    the same town."""

    id: str
    office: str
    name: str
    town: str | None
    nip: str | None
    regon: str | None
    why: Literal["number", "name"]


class EmployerCard(BaseModel):
    """All that offices know of an employer. `entries`: the one whose card it is first, then those joined to it."""

    id: str
    name: str
    entries: list[EmployerEntry]
    contacts: list[ContactOut]
    notes: list[NoteOut]
    agreements: list[AgreementOut]
    offers: list[OfferOut]
    intakes: list[EmployerIntake]
    calls: list[EmployerCall]
    duplicates: list[DuplicateOut]
    may_join: bool = Field(description="This account may join entries to it, and separate them")

    @classmethod
    def of(cls, card: CardRows, offices: Collection[str] | None, *, may_join: bool) -> Self:
        """`offices`: of the account; None: all."""
        numbers = {getattr(entry, name) for entry in card.entries for name in ("nip", "regon")} - {None}
        return cls(
            id=card.main.id,
            name=card.main.name,
            entries=[EmployerEntry.of(row) for row in card.entries],
            contacts=[copied(ContactOut, row) for row in card.contacts],
            notes=[copied(NoteOut, row) for row in card.notes],
            agreements=[copied(AgreementOut, row) for row in card.agreements],
            offers=[OfferOut.of(row) for row in card.offers],
            intakes=[
                copied(
                    EmployerIntake,
                    row,
                    position=row.typed.get("position", ""),
                    may_open=offices is None or row.office in offices,
                )
                for row in card.intakes
            ],
            calls=[copied(EmployerCall, row) for row in card.calls],
            duplicates=[
                copied(DuplicateOut, row, why="number" if {row.nip, row.regon} & numbers else "name")
                for row in card.duplicates
            ],
            may_join=may_join,
        )
