"""Rows of cards for tests."""

from datetime import UTC, datetime
from typing import Any

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def card_row(client_id: str, number: str, pin_hash: str | None = "-", **more: Any) -> dict[str, Any]:
    """A card as the seed issues it. No PIN fits the hash that stands there unless another is given."""
    return {
        "number": number,
        "client_id": client_id,
        "pin_hash": pin_hash,
        "issued_at": LONG_AGO,
        "issued_by": "seed",
        **more,
    }
