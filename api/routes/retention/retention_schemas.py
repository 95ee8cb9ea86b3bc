"""Rules of retention and runs: what may be asked, and the answers. Nobody's data are in them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.schemas.copying import copied
from api.schemas.paging import OFFICE, Cursor, Place, place_of
from core.db.pages import MAX_PAGE
from core.db.tables.retention_tables import RetentionRunRow
from core.reasons import written_reason
from core.retention.retention import OF_KIND, Kind, Rules
from core.retention.retention_rule_store import StoredRule, version_of

LONGEST_BASIS = 500  # characters


class RuleRowOut(BaseModel):
    """A rule for a span of days."""

    id: str = Field(examples=["rule-019ab3c4d5e0000-4f2a91c3d0"])
    office: str | None = Field(description="None: of the province", examples=["20060"])
    days: int | None = Field(description="None: the office goes by the rule of the province")
    valid_from: date
    valid_to: date | None = Field(
        description="Not included; None: until further notice; as valid_from: was replaced before it began"
    )
    basis: str = Field(description="Why so many days, in Polish")
    changed_by: str = Field(examples=["kierownik-20060"])
    changed_at: datetime

    @classmethod
    def of(cls, stored: StoredRule) -> Self:
        return copied(
            cls,
            stored,
            office=stored.rule.office,
            days=stored.rule.days,
            valid_from=stored.rule.valid_from,
            valid_to=stored.rule.valid_to,
        )


class OwnDays(BaseModel):
    """What holds for an office today."""

    office: str = Field(examples=["20060"])
    days: int
    is_own: bool = Field(description="The office has chosen it; else it is the province's")


class RetentionRuleOut(BaseModel):
    """For how long a kind of data is kept: the rules of today, and their history with what is planned."""

    kind: Kind
    title: str = Field(description="In Polish", examples=["Nagrania rozmów"])
    what_happens: str = Field(description="What is done to what is due, in Polish")
    days: int = Field(description="Today, of the province")
    shortest: int
    longest: int
    is_of_office: bool = Field(description="An office may choose; else there is one rule for the province")
    is_announced: bool = Field(description="Callers are told this number")
    offices: list[OwnDays] = Field(description="Those that one may see; empty unless an office may choose")
    rows: list[RuleRowOut] = Field(description="The province's and those of the offices above; the latest first")
    version: int = Field(description="For If-Match")

    @classmethod
    def of(
        cls, kind: Kind, stored: Sequence[StoredRule], rules: Rules, offices: Sequence[str], today: date
    ) -> Self:
        """As somebody sees it whose right holds for these offices."""
        of_kind = OF_KIND[kind]
        seen = sorted(offices) if of_kind.is_of_office else []
        return cls(
            kind=kind,
            title=of_kind.title_pl,
            what_happens=of_kind.what_pl,
            days=rules.days(kind, None, today),
            shortest=of_kind.shortest,
            longest=of_kind.longest,
            is_of_office=of_kind.is_of_office,
            is_announced=of_kind.is_announced,
            offices=[
                OwnDays(office=each, days=rules.days(kind, each, today), is_own=rules.is_own(kind, each, today))
                for each in seen
            ],
            rows=[RuleRowOut.of(row) for row in stored if row.rule.office is None or row.rule.office in seen],
            version=version_of(stored),
        )


class RetentionRuleIn(BaseModel):
    """A rule from a day on."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"office": "20060", "days": 14, "valid_from": "2027-01-01", "basis": "Zarządzenie nr 7/2026"}
            ]
        },
    )

    office: str | None = Field(default=None, pattern=OFFICE, description="None: of the province")
    days: int | None = Field(
        ge=1, le=36_500, description="None: the office goes by the rule of the province again"
    )
    valid_from: date = Field(description="Today or later; the day begins at midnight in Warsaw")
    basis: Annotated[str, AfterValidator(written_reason)] = Field(
        min_length=3,
        max_length=LONGEST_BASIS,
        pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$",
        description="Why",
    )


class KindCounts(BaseModel):
    """What a run has let go of, or would. `held`: rows that are due and that a legal hold keeps."""

    kind: Kind
    title: str
    rows: int
    files: int = Field(description="Files and folders")
    held: int


class RetentionRunOut(BaseModel):
    """A run, dry or real."""

    id: str = Field(examples=["retention-019ab3c4d5e0000-4f2a91c3d0"])
    is_dry: bool = Field(description="Only counts, and changes nothing")
    state: Literal["waiting", "running", "done", "failed"] = Field(
        description="`failed`: by a fault, or files that could not be deleted; the next run does what is left"
    )
    day: date = Field(description="By the rules of which day")
    asked_by: str = Field(description="An account; `system`: every night")
    asked_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    counts: list[KindCounts] = Field(description="As far as it has come")

    @classmethod
    def of(cls, run: RetentionRunRow) -> Self:
        counts = [
            KindCounts(kind=kind, title=OF_KIND[kind].title_pl, **{k: run.counts[kind][k] for k in _COUNTED})
            for kind in OF_KIND
            if kind in run.counts
        ]
        return copied(cls, run, counts=counts)


_COUNTED = ("rows", "files", "held")


class RetentionRunIn(BaseModel):
    """A run that is wanted."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"is_dry": True}]})

    is_dry: bool = Field(description="Only count")


class RetentionRunQuery(BaseModel):
    """Which runs are wanted."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=50, ge=1, le=MAX_PAGE)
    cursor: Cursor | None = None

    def place(self) -> Place | None:
        """Where the page begins; None for the first one."""
        return place_of(self.cursor)


class RetentionRunPage(BaseModel):
    """Runs, newest first."""

    runs: list[RetentionRunOut]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")
