"""What a verification of all chains and anchors has found, as it is kept and shown. Pure."""

from datetime import date, datetime
from typing import Any, Self

import msgspec

from core.proof.chain import Finding

MOST_FINDINGS = 100
"""That are kept of each log; how many there were is told besides."""


class LogProof(msgspec.Struct, frozen=True, kw_only=True):
    """Of one log: its blocks, the rows in them, the blocks whose rows have gone by rule, the rows that are in no
    block yet (at most those of the last minute). `findings`: the first ones, in order; `wrong`: how many.
    `without_row`: numbers in its blocks that no row ever had there, the first of them in block `first_without`:
    transactions that were rolled back, or rows that were deleted before anybody had seen them."""

    log: str
    blocks: int
    rows: int
    expired_blocks: int
    tail: int
    tail_since: datetime | None
    wrong: int
    findings: list[Finding]
    without_row: int = 0
    first_without: int | None = None


class AnchorProof(msgspec.Struct, frozen=True, kw_only=True):
    """Of the signed files: how many, of which days, and what is wrong with the files themselves."""

    files: int
    first_day: date | None
    last_day: date | None
    findings: list[Finding]


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one verification has found."""

    logs: list[LogProof]
    anchors: AnchorProof

    @property
    def is_intact(self) -> bool:
        return not self.anchors.findings and not any(log.wrong for log in self.logs)

    def as_document(self) -> dict[str, Any]:
        """For the database."""
        made: dict[str, Any] = msgspec.to_builtins(self)
        return made

    @classmethod
    def of_document(cls, document: dict[str, Any]) -> Self:
        """Raises msgspec.ValidationError for what `as_document` has not made."""
        return msgspec.convert(document, cls)


_TOLD = {
    "changed": "a row was changed",
    "missing": "a row is missing",
    "foreign": "a row was put in",
    "block_changed": "a block was changed",
    "block_missing": "a block is missing",
    "expired_early": "the rows of a block are gone before any rule lets them go",
    "anchor_differs": "a block is not the one that was anchored",
    "anchor_changed": "an anchor is not as it was signed",
    "anchor_missing": "an anchor is missing",
}


def told(finding: Finding) -> str:
    """One line for who runs the installation."""
    where = [finding.log]
    if finding.block:
        where.append(f"block {finding.block}")
    if finding.number is not None:
        where.append(f"row {finding.number}")
    if finding.at is not None:
        where.append(finding.at.isoformat(timespec="seconds"))
    if finding.who is not None:
        where.append(finding.who)
    return f"{_TOLD[finding.fault]}: {', '.join(where)}"
