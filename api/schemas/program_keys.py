"""Keys for programs, as they are asked for."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class ProgramKeyIn(BaseModel):
    """A key for a program of the office."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={"examples": [{"name": "Power BI", "days": 180}]},
    )

    name: Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]+$")] = Field(
        description="Which program it is for"
    )
    days: int = Field(default=180, strict=True, ge=1, le=366, description="For how long it opens anything")
