"""Anchors: what the last block of each chain was at the end of a day, signed, to be kept elsewhere. Pure.

Whoever can write to the database can make a chain anew from any block on. He cannot make the anchor say so that
lies in another house. Each anchor names the one before by its SHA-256, so none can be taken out.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core.proof.chain import Finding
from core.proof.signing import SigningKey, is_signed_by
from core.zone import WARSAW

ANCHORS = "anchors"
"""The place of a chain's name in a finding about an anchor itself."""


@dataclass(frozen=True, slots=True)
class AnchoredBlock:
    """The last block of a chain: its number and its digest (hexadecimal)."""

    block: int
    digest: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """`day` is one of Warsaw. `logs`: those that had a block then. `previous`: SHA-256 of the file before."""

    day: date
    made_at: datetime
    logs: Mapping[str, AnchoredBlock]
    previous: str | None


@dataclass(frozen=True, slots=True)
class AnchorFile:
    """The bytes of a file, and its signature as text (base64)."""

    day: date
    content: bytes
    signature: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def end_of(day: date) -> datetime:
    """The moment at which a day in Warsaw is over."""
    return datetime.combine(day + timedelta(days=1), time(), WARSAW)


def missing_days(first: date | None, last: date | None, now: datetime) -> list[date]:
    """The days that are over and have no anchor yet. `first`: that of the first block; `last`: anchored last."""
    begin = last + timedelta(days=1) if last is not None else first
    if begin is None:
        return []
    today = now.astimezone(WARSAW).date()
    return [begin + timedelta(days=number) for number in range(max(0, (today - begin).days))]


def written(anchor: Anchor, key: SigningKey) -> AnchorFile:
    """The file of an anchor."""
    told = {
        "format": 1,
        "day": anchor.day.isoformat(),
        "made_at": anchor.made_at.isoformat(),
        "logs": {log: {"block": one.block, "digest": one.digest} for log, one in sorted(anchor.logs.items())},
        "previous": anchor.previous,
    }
    content = (json.dumps(told, indent=1) + "\n").encode()
    return AnchorFile(anchor.day, content, key.sign(content))


def read(content: bytes) -> Anchor:
    """What a file says. Raises ValueError for one that is no anchor."""
    try:
        told = json.loads(content)
        if told["format"] != 1:
            raise ValueError("another format")
        return Anchor(
            day=date.fromisoformat(told["day"]),
            made_at=datetime.fromisoformat(told["made_at"]),
            logs={log: AnchoredBlock(int(one["block"]), str(one["digest"])) for log, one in told["logs"].items()},
            previous=told["previous"],
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("this is no anchor") from error


def check_files(files: Sequence[AnchorFile], public_key: str) -> Iterator[Finding]:
    """What is wrong with the files themselves, in the order of their days: signatures, and gaps between them.

    Those before the first one may be kept elsewhere.
    """
    before: AnchorFile | None = None
    for file in files:
        anchor = _read_or_none(file)
        if anchor is None or not is_signed_by(public_key, file.content, file.signature) or anchor.day != file.day:
            yield Finding("anchor_changed", ANCHORS, 0, at=end_of(file.day))
        elif before is not None and anchor.previous != before.sha256:
            is_gap = before.day + timedelta(days=1) != file.day
            at = end_of(before.day + timedelta(days=1) if is_gap else file.day)
            yield Finding("anchor_missing" if is_gap else "anchor_changed", ANCHORS, 0, at=at)
        before = file


def anchored_blocks(files: Iterable[AnchorFile], public_key: str) -> dict[tuple[str, int], tuple[str, date]]:
    """The digest of each block that an anchor names, and the first day that does. What is not signed is passed
    over: `check_files` tells of it."""
    found: dict[tuple[str, int], tuple[str, date]] = {}
    for file in files:
        anchor = _read_or_none(file)
        if anchor is not None and is_signed_by(public_key, file.content, file.signature):
            for log, one in anchor.logs.items():
                found.setdefault((log, one.block), (one.digest, anchor.day))
    return found


def _read_or_none(file: AnchorFile) -> Anchor | None:
    try:
        return read(file.content)
    except ValueError:
        return None
