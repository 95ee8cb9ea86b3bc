"""Offers that are taken in by telephone, the employers that give them, and occupations."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.copying import copied
from market.intake.intake import ApplyTo, Contract, Intake
from market.intake.intake_store import intake_of
from market.offers.offer import Kind, PayUnit, State, WorkMode

INTAKE_ID = "^intake-[0-9a-z-]{1,60}$"
CALL_ID = r"^[\w.:-]{1,80}$"
_LINE = r"^[^\x00-\x1f\x7f]*$"
_INPUT = ConfigDict(extra="forbid")


def _line(most: int, description: str) -> Any:
    return Field(default="", max_length=most, pattern=_LINE, description=description)


class IntakeIn(BaseModel):
    """The form as it stands; anything may be missing or wrong while it is a draft. Pay in złote, gross; days as
    2026-12-01. In the order of the form; in brackets the names of the official description."""

    model_config = _INPUT

    nip: str = _line(20, "(nip)")
    regon: str = _line(20, "(regon)")
    employer: str = _line(200, "(pracodawca)")
    employer_town: str = _line(100, "(miejscowoscPracodawca)")
    is_employer_told: bool = Field(default=True, description="(publikowacDanePracodawcy)")
    contact_person: str = _line(120, "(osobaDoKontaktu)")
    contact_phone: str = _line(40, "(nrTelefonu)")
    contact_email: str = _line(200, "(email)")
    apply_to: ApplyTo = Field(default=ApplyTo.OFFICE, description="(sposobAplikowania)")
    kind: Kind = Field(default=Kind.WORK, description="(typOferty)")
    position: str = _line(200, "(stanowisko)")
    occupation: str = _line(6, "(kodZawodu) KZiS, six digits")
    duties: str = Field(default="", max_length=4000, description="(zakresObowiazkow)")
    gmina: str = _line(7, "(gmina) TERYT, seven digits")
    town: str = _line(100, "(miejscowosc)")
    street: str = _line(120, "(ulica)")
    contract: Contract | None = Field(default=None, description="(rodzajZatrudnienia)")
    part: str = _line(20, "(wymiarEtatu)")
    shifts: str = _line(60, "(zmianowosc)")
    work_mode: WorkMode | None = Field(default=None, description="(trybyPracy)")
    pay_from: str = _line(20, "(wynagrodzenieBrutto)")
    pay_to: str = _line(20, "(wynagrodzenieBrutto)")
    pay_unit: PayUnit = Field(default=PayUnit.MONTH, description="(systemWynagradzania)")
    starts_on: str = _line(10, "(dataRozpoczeciaPracy)")
    valid_until: str = _line(10, "(ofertaWaznaDo)")
    places: str = _line(5, "(lWolnychMiejsc)")
    places_for_disabled: str = _line(5, "(lWolnychMiejscDlaNiepeln)")
    education: str = _line(200, "(wyksztalcenia)")
    experience: str = _line(200, "(staze)")
    licences: str = _line(300, "(uprawnienia)")
    languages: str = _line(200, "(jezyki)")
    requirements: str = Field(default="", max_length=2000, description="(inneWymagania)")
    is_for_registered: bool = Field(default=False, description="(ofertaDlaOsobZarej)")
    is_for_ukrainians: bool = Field(default=False, description="(pracodZainteresZatrUA)")

    def intake(self) -> Intake:
        return Intake(**self.model_dump())


class IntakeBegin(BaseModel):
    """`call_id`: the own conversation with the employer, if there is one."""

    model_config = _INPUT

    call_id: str | None = Field(default=None, pattern=CALL_ID)


class IntakeSummary(BaseModel):
    """An offer that is being taken in, as a list shows it."""

    id: str
    office: str
    state: State
    position: str
    employer: str
    town: str
    begun_by: str
    begun_at: datetime
    changed_at: datetime
    submitted_at: datetime | None
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None = Field(description="Why it was sent back, rejected or withdrawn")
    offer_id: str | None = Field(description="The offer that it has become")
    may_decide: bool = Field(description="It waits, and this account has not written of it")

    @classmethod
    def of(cls, row: Any, username: str) -> "IntakeSummary":
        intake = intake_of(row.typed)
        may_decide = row.state == State.SUBMITTED and username not in row.writers
        return copied(cls, row, intake, may_decide=may_decide)


class IntakeOut(IntakeSummary):
    """Whole. Its ETag is `version`. `doubts`: what whoever verifies it has to look at, in Polish."""

    typed: IntakeIn
    occupation_name: str | None
    doubts: list[str]
    version: int


class IntakeList(BaseModel):
    """What was changed last first."""

    intakes: list[IntakeSummary]


class IntakeDecision(BaseModel):
    """`draft`: it goes back to be completed. A reason is needed for that, and for `rejected`."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    state: Literal["verified", "unverified", "rejected", "draft"]
    reason: str = Field(default="", max_length=500)


class IntakeWithdrawal(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    reason: str = Field(default="", max_length=500)


class EmployerHit(BaseModel):
    """What registers of firms tell everybody of an employer."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    town: str | None
    nip: str | None
    regon: str | None


class EmployerHits(BaseModel):
    employers: list[EmployerHit]


class OccupationHit(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    code: str = Field(examples=["721204"])
    name: str = Field(examples=["Spawacz"])


class OccupationHits(BaseModel):
    occupations: list[OccupationHit]


class OccupationFileIn(BaseModel):
    """The official file of occupations as text: a code of six digits and a name a line."""

    model_config = _INPUT

    content: str = Field(min_length=1, max_length=900_000)


class OccupationReject(BaseModel):
    line: int
    reason_pl: str


class OccupationsTaken(BaseModel):
    """How many occupations were taken in, and the lines that could not be: at most 200 of them."""

    taken: int
    rejects: list[OccupationReject]
