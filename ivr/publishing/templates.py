"""With what a new line may begin: whole scenarios with their test cases, which are data (`ivr/data/templates`)."""

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Annotated, Any

from pydantic import Field

_FOLDER = resources.files("ivr") / "data" / "templates"


@dataclass(frozen=True, slots=True)
class ScenarioTemplate:
    """The graph bears the template's name until it is given the one of the line."""

    id: Annotated[str, Field(examples=["prosta-linia"])]
    title: Annotated[str, Field(description="In Polish")]
    description: Annotated[str, Field(description="What a caller meets, in Polish")]
    graph: dict[str, Any]
    cases: list[dict[str, Any]]


@lru_cache
def scenario_templates() -> tuple[ScenarioTemplate, ...]:
    """By title."""
    found = [
        ScenarioTemplate(id=file.name.removesuffix(".json"), **json.loads(file.read_text("utf-8")))
        for file in _FOLDER.iterdir()
        if file.name.endswith(".json")
    ]
    return tuple(sorted(found, key=lambda template: template.title))
