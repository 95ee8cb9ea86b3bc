"""The short answers that an installation begins with. After that the database rules."""

import json
from datetime import date
from importlib import resources
from typing import Any

_DATA = resources.files("knowledge") / "data"
_IN_FORCE = date(2025, 6, 1)  # the act that they speak of


def short_answers() -> list[dict[str, Any]]:
    """Rows of `knowledge_item`, valid in the whole province."""
    rows: list[dict[str, Any]] = json.loads((_DATA / "answers_pl.json").read_text("utf-8"))
    return [
        {
            **row,
            "language": "pl",
            "office": None,
            "legal_status_on": date.fromisoformat(row["legal_status_on"]),
            "valid_from": _IN_FORCE,
            "valid_until": date.fromisoformat(row["valid_until"]) if "valid_until" in row else None,
        }
        for row in rows
    ]
