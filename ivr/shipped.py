"""The data that an installation begins with: offices, numbers, scenarios. After that the database rules."""

import json
from dataclasses import dataclass
from importlib import resources
from typing import Any

from ivr.offices import OfficeDirectory, office_infos

_DATA = resources.files("ivr") / "data"


@dataclass(frozen=True, slots=True)
class ShippedNumber:
    number: str
    scenario: str
    is_free: bool
    description: str


def offices() -> list[dict[str, Any]]:
    """The 14 county offices and the provincial one, with the postal prefixes they serve."""
    data: list[dict[str, Any]] = json.loads((_DATA / "offices.json").read_text("utf-8"))
    return data


def office_directory() -> OfficeDirectory:
    rows = offices()
    return OfficeDirectory(
        office_infos(rows),
        {prefix: o["code"] for o in rows for prefix in o["postal_prefixes"]},
    )


def pronunciations() -> list[dict[str, str]]:
    """How names of places and abbreviations are to be spoken, by language."""
    data: list[dict[str, str]] = json.loads((_DATA / "pronunciation.json").read_text("utf-8"))
    return data


def numbers() -> list[ShippedNumber]:
    return [ShippedNumber(**row) for row in json.loads((_DATA / "numbers.json").read_text("utf-8"))]


def scenarios() -> dict[str, dict[str, Any]]:
    """Scenario graphs by name."""
    graphs = [
        json.loads(file.read_text("utf-8"))
        for file in sorted((_DATA / "scenarios").iterdir(), key=lambda f: f.name)
    ]
    return {graph["name"]: graph for graph in graphs}
