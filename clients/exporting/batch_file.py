"""A file for an office's own system, and the signature by which it knows that it is ours and whole. Pure.

CSV with `;` and a header, UTF-8, lines end with CR LF (RFC 4180). What a spreadsheet would compute has an
apostrophe before it. The signature: `core.proof.signing`.
"""

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

from core.cells import without_formula
from core.proof.signing import SigningKey
from core.zone import WARSAW

BatchKind: TypeAlias = Literal["contacts", "ninety_day", "corrections"]
BATCH_KINDS: tuple[BatchKind, ...] = get_args(BatchKind)

HEADERS: dict[BatchKind, tuple[str, ...]] = {
    "contacts": ("id", "ext_id", "at", "channel", "direction", "topic", "outcome", "note", "consultant"),
    "ninety_day": ("id", "ext_id", "at", "channel", "evidence", "consultant"),
    "corrections": ("id", "ext_id", "field", "old_value", "new_value", "proposed_at", "accepted_at"),
}
"""`at` and the other moments are in Warsaw, with their offset. `ext_id` is the key of the office's own system."""


class SignedFile(NamedTuple):
    """`signature` as text (base64); `sha256` of the content."""

    content: bytes
    sha256: str
    signature: str


class Signer:
    """Signs with the installation's key. Raises ValueError for a key that is none."""

    def __init__(self, key: str) -> None:
        self._key = SigningKey(key)

    def __repr__(self) -> str:
        return "Signer(…)"

    def signed(self, kind: BatchKind, rows: Iterable[Sequence[Any]]) -> SignedFile:
        content = _csv(HEADERS[kind], rows)
        return SignedFile(content, hashlib.sha256(content).hexdigest(), self._key.sign(content))

    @property
    def public_key(self) -> str:
        """By which offices check signatures: PEM."""
        return self._key.public_key


def _csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_shown(value) for value in row] for row in rows)
    return out.getvalue().encode()


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(WARSAW).isoformat(timespec="seconds")
    return "" if value is None else without_formula(str(value))
