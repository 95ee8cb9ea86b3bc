"""Limits of the board: what may be asked, and the answers."""

from datetime import date, datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from acd.pause_reasons import pause_title
from api.schemas.copying import copied
from api.schemas.paging import OFFICE
from reports.board.board_limits import LONGEST, SHIPPED, LimitKind, LimitRule, StoredLimit

_VALUE = "Seconds, of the service level percent; 0: no limit; null: what else holds is the limit again"


class BoardLimitIn(BaseModel):
    """From where on an alarm is raised, from a day on."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "kind": "pause_long",
                    "reason": "meal",
                    "office": "20060",
                    "value": 1800,
                    "valid_from": "2026-12-01",
                }
            ]
        },
    )

    kind: LimitKind
    reason: str = Field(default="", pattern=r"^([a-z_]{1,40})?$", description="Of the pause, for `pause_long`")
    office: str | None = Field(default=None, pattern=OFFICE, description="None: the whole province's")
    value: float | None = Field(strict=True, ge=0, le=LONGEST, allow_inf_nan=False, description=_VALUE)
    valid_from: date

    @property
    def rule(self) -> LimitRule:
        return LimitRule(self.kind, self.reason, self.office, self.value, self.valid_from)


class BoardLimitOut(BaseModel):
    """A rule. The one of an office goes before that of the province."""

    kind: LimitKind
    reason: str
    reason_name: str | None = Field(description="In Polish; None where there is none", examples=["posiłek"])
    office: str | None
    value: float | None = Field(description=_VALUE)
    valid_from: date
    changed_by: str
    changed_at: datetime

    @classmethod
    def of(cls, stored: StoredLimit) -> Self:
        rule = stored.rule
        return copied(cls, stored, rule, reason_name=pause_title(rule.reason or None))


class ShippedLimit(BaseModel):
    """What holds without a rule."""

    kind: LimitKind
    reason: str
    reason_name: str | None
    value: float


class BoardLimitsOut(BaseModel):
    """All rules by kind, reason, office and first day, and what holds without one."""

    rules: list[BoardLimitOut]
    shipped: list[ShippedLimit]

    @classmethod
    def of(cls, stored: list[StoredLimit]) -> Self:
        shipped = [
            ShippedLimit(kind=kind, reason=reason, reason_name=pause_title(reason or None), value=value)
            for (kind, reason), value in SHIPPED.items()
        ]
        return cls(rules=list(map(BoardLimitOut.of, stored)), shipped=shipped)
