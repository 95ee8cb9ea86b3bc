"""Rules of recording: what may be asked, and the answers."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.copying import copied
from api.schemas.paging import OFFICE
from core.facts.kinds.recordings import RecordingMode
from recordings.policy import LONGEST_BASIS
from recordings.rule_store import StoredRule, version_of

_TOPIC = "^[a-z0-9_-]{1,64}$"


class RecordingRuleOut(BaseModel):
    """A rule for a span of days."""

    id: str = Field(examples=["rule-019ab3c4d5e0000-4f2a91c3d0"])
    office: str | None = Field(description="None: of the province", examples=["20060"])
    topic: str | None = Field(description="None: for every topic", examples=["employer"])
    mode: RecordingMode | None = Field(description="None: the wider rule holds again")
    basis: str = Field(description="The provision, in Polish; empty where there is none")
    valid_from: date
    valid_to: date | None = Field(
        description="Not included; None: until further notice; as valid_from: was replaced before it began"
    )
    is_in_force: bool = Field(description="Today")
    changed_by: str
    changed_at: datetime

    @classmethod
    def of(cls, stored: StoredRule, today: date) -> Self:
        rule = stored.rule
        return copied(cls, stored, rule, is_in_force=rule.holds_on(today))


class RecordingRulesOut(BaseModel):
    """The rules that one may see, the latest first."""

    rules: list[RecordingRuleOut]
    version: int = Field(description="For If-Match")

    @classmethod
    def of(cls, stored: Sequence[StoredRule], offices: Collection[str] | None, today: date) -> Self:
        """As somebody sees them whose right holds for these offices, or for all; the province's are for each."""
        seen = [row for row in stored if offices is None or row.rule.office is None or row.rule.office in offices]
        return cls(rules=[RecordingRuleOut.of(row, today) for row in seen], version=version_of(stored))


class RecordingRuleIn(BaseModel):
    """A rule from a day on."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"office": "20060", "topic": None, "mode": "on_demand", "basis": "", "valid_from": "2027-01-01"}
            ]
        },
    )

    office: str | None = Field(default=None, pattern=OFFICE, description="None: of the province")
    topic: str | None = Field(default=None, pattern=_TOPIC, description="None: for every topic")
    mode: RecordingMode | None = Field(description="None: the wider rule holds again")
    basis: str = Field(
        default="",
        max_length=LONGEST_BASIS,
        pattern=r"^[^\x00-\x1f\x7f]*$",
        description="The provision; needed for `statutory`",
    )
    valid_from: date = Field(description="Today or later; the day begins at midnight in Warsaw")
