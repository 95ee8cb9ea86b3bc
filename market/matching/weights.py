"""How much each part of a match counts: data, never code. Pure."""

import json
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Weights(BaseModel):
    """Parts of a whole that need not be a hundred. Raises ValidationError for what cannot be weighed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    occupation: float = Field(ge=0, le=100, title="Zawód")
    place: float = Field(ge=0, le=100, title="Odległość")
    shifts: float = Field(ge=0, le=100, title="Zmianowość")
    licences: float = Field(ge=0, le=100, title="Uprawnienia")
    languages: float = Field(ge=0, le=100, title="Języki")
    experience: float = Field(ge=0, le=100, title="Doświadczenie")
    pay: float = Field(ge=0, le=100, title="Wynagrodzenie")

    @model_validator(mode="after")
    def _occupation_counts(self) -> "Weights":
        if self.occupation <= 0:
            raise ValueError("zawód musi się liczyć: bez niego każda oferta pasuje do każdego")
        return self

    def of(self, part: str) -> float:
        found: float = getattr(self, part)
        return found


def default_weights() -> Weights:
    """Those of a new installation."""
    file = resources.files("market.matching") / "data" / "weights.json"
    return Weights.model_validate(json.loads(file.read_text("utf-8")))
