"""The data that an installation begins with: offices, numbers, scenarios. After that the database rules."""

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Any

from ivr.gmina import Gmina, GminaIndex
from ivr.hours.opening_hours import Hours, OfficeHours
from ivr.hours.week_plan import WeekPlan
from ivr.offices import OfficeDirectory, office_infos

_DATA = resources.files("ivr") / "data"
_USUAL_OFFICE = "20610"  # its hours are those of most


@dataclass(frozen=True, slots=True)
class DefaultNumber:
    number: str
    scenario: str
    is_free: bool
    description: str


def offices() -> list[dict[str, Any]]:
    """The 14 county offices and the provincial one, with the postal prefixes they serve."""
    data: list[dict[str, Any]] = json.loads((_DATA / "offices.json").read_text("utf-8"))
    return data


def branches() -> list[dict[str, Any]]:
    """Where else offices receive people. What nobody knows is empty."""
    data: list[dict[str, Any]] = json.loads((_DATA / "branches.json").read_text("utf-8"))
    return data


def office_directory() -> OfficeDirectory:
    rows = offices()
    return OfficeDirectory(
        office_infos(rows),
        {prefix: o["code"] for o in rows for prefix in o["postal_prefixes"]},
    )


@lru_cache
def gminas() -> GminaIndex:
    """The gminas of the province (TERC of 1 January 2024, GUS) with the office that serves each."""
    rows = json.loads((_DATA / "gminy.json").read_text("utf-8"))
    return GminaIndex(Gmina(row["name"], row["office"]) for row in rows)


def pronunciations() -> list[dict[str, str]]:
    """How names of places and abbreviations are to be spoken, by language."""
    data: list[dict[str, str]] = json.loads((_DATA / "pronunciation.json").read_text("utf-8"))
    return data


def numbers() -> list[DefaultNumber]:
    return [DefaultNumber(**row) for row in json.loads((_DATA / "numbers.json").read_text("utf-8"))]


def scenarios() -> dict[str, dict[str, Any]]:
    """Scenario graphs by name."""
    graphs = [
        json.loads(file.read_text("utf-8"))
        for file in sorted((_DATA / "scenarios").iterdir(), key=lambda f: f.name)
    ]
    return {graph["name"]: graph for graph in graphs}


def opening_plans(valid_from: date) -> dict[str, list[WeekPlan]]:
    """The hours of each office from a day on, and those of the pool of the provincial one."""
    found = json.loads((_DATA / "hours.json").read_text("utf-8"))
    return {
        office: [WeekPlan.model_validate({**plan, "valid_from": valid_from}) for plan in plans]
        for office, plans in found.items()
    }


def plans_of_new_office(valid_from: date) -> list[WeekPlan]:
    """The hours that an office begins with which people add: those of most offices."""
    return opening_plans(valid_from)[_USUAL_OFFICE]


def opening_hours(valid_from: date = date(2020, 1, 1)) -> Hours:
    """As they are in force if nothing was changed."""
    return Hours({office: OfficeHours(plans=tuple(plans)) for office, plans in opening_plans(valid_from).items()})
