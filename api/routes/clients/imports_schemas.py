"""Imports from the offices' own systems: what may be asked, and the answers. Nobody's data are in them."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.copying import copied
from api.schemas.paging import OFFICE, Cursor, Place, place_of
from clients.importing.files.manifest import ExtractKind
from clients.importing.files.rejects import RepairKind
from clients.importing.judgement import MOST_GOING
from clients.importing.run_store import RunState
from core.db.pages import MAX_PAGE
from core.db.tables.exchange_tables import ImportRejectRow, ImportRepairRow, ImportRunRow

RUN_ID = "^[a-z0-9-]{1,72}$"


class ImportQuery(BaseModel):
    """Which imports are wanted."""

    model_config = ConfigDict(extra="forbid")

    office: str | None = Field(default=None, pattern=OFFICE, examples=["20060"])
    limit: int = Field(default=50, ge=1, le=MAX_PAGE)
    cursor: Cursor | None = None

    def place(self) -> Place | None:
        """Where the page begins; None for the first one."""
        return place_of(self.cursor)


class ImportIn(BaseModel):
    """What is to be taken in."""

    model_config = ConfigDict(extra="forbid")

    source: str | None = Field(
        default=None,
        pattern=r"^[0-9]{5}/[A-Za-z0-9][A-Za-z0-9._-]{0,99}$",
        description="A folder below that of the deliveries, `<office>/<extract>`; none: every one that waits, of "
        "the offices that one may ask for",
        examples=["20060/2026-11-24"],
    )


class EntityCounts(BaseModel):
    """What came of the rows of a kind of file. `same`: as they stand. `gone`: of a quarantined import, those that
    would go."""

    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    gone: int = 0
    rejected: int = 0
    moved: int = Field(default=0, description="Persons who came from another office; they keep card and history")
    elsewhere: int = Field(default=0, description="Persons whom another office has registered later: left there")


class ImportOut(BaseModel):
    """An import of an extract, which is taken in as a whole or not at all. Times are UTC."""

    id: str = Field(examples=["import-019ab3c4d5e0000-4f2a91c3d0"])
    office: str = Field(examples=["20060"])
    kind: ExtractKind
    extract_at: datetime | None = Field(description="Of which moment the data are")
    first_seq: int | None = Field(description="A delta has the changes after this one")
    last_seq: int | None
    source: str = Field(description="Where it was delivered")
    state: RunState = Field(
        description="`quarantined`: it would take away more than "
        f"{MOST_GOING:.0%} of a kind of data, and waits for somebody's word. `refused`: it cannot be taken in, or "
        "is not the next one. `failed`: a fault of ours; it may be asked for again"
    )
    progress: float = Field(ge=0, le=1)
    counts: dict[str, EntityCounts] = Field(description="By kind of file")
    repairs: int = Field(description="Values that were read wrongly by somebody before us, and put right")
    rejects: int = Field(description="Rows that were not taken in")
    error: str | None = Field(description="Why it was refused, quarantined or failed, in Polish")
    asked_at: datetime
    ended_at: datetime | None
    asked_by: str = Field(description="`system`: nobody did, it was night")
    confirmed_by: str | None

    @classmethod
    def of(cls, run: ImportRunRow) -> Self:
        counts = {name: EntityCounts.model_validate(found) for name, found in run.counts.items()}
        return copied(
            cls,
            run,
            counts=counts,
            rejects=sum(found.rejected for found in counts.values()),
            error=run.error_pl,
            asked_at=run.began_at,
        )


class ImportPage(BaseModel):
    """Imports, newest first."""

    imports: list[ImportOut]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")


class ReportQuery(BaseModel):
    """A part of a report, by where it begins."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=100, ge=1, le=MAX_PAGE)
    after: int = Field(default=0, ge=0, le=2**31 - 1, description="`place` of the last entry of the part before")


class RejectOut(BaseModel):
    """A row that was not taken in, or was without the value of a column. No value is told."""

    place: int
    file: str = Field(examples=["person.csv"])
    line: int | None = Field(description="From 1, the header included")
    column: str | None = Field(examples=["pesel"])
    code: str = Field(examples=["wrong_pesel"])
    reason: str = Field(examples=["Numer PESEL ma złą długość, datę urodzenia albo cyfrę kontrolną."])

    @classmethod
    def of(cls, row: ImportRejectRow) -> Self:
        return copied(cls, row, column=row.column_name, reason=row.reason_pl)


class RejectPage(BaseModel):
    """Rejects in the order of the files; fewer than asked for: there are no more."""

    rejects: list[RejectOut]


class RepairOut(BaseModel):
    """A value that was put right. `mojibake`: letters of one code page that were read as another; `space`: a word
    that was torn; `encoding`: a line, or as line 0 a file, in another encoding than UTF-8."""

    place: int
    file: str = Field(examples=["person.csv"])
    line: int
    column: str = Field(description="Empty for a whole line or file", examples=["last_name"])
    kind: RepairKind

    @classmethod
    def of(cls, place: int, row: ImportRepairRow) -> Self:
        return copied(cls, row, place=place, column=row.column_name)


class RepairPage(BaseModel):
    """Repairs by file, line and column; fewer than asked for: there are no more."""

    repairs: list[RepairOut]
