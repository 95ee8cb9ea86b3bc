"""A colleague in the own conversation."""

from pydantic import BaseModel, ConfigDict, Field

from api.routes.desk.desk_schemas import CallOfDesk
from core.facts.events import ColleagueMode

_CALL = "call-s724-1795559785-42"
_MODE = "apart: the caller hears music while the two talk; together: all three talk"


class OfCallIn(BaseModel):
    """Which conversation."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"call": _CALL}]})

    call: CallOfDesk


class ColleagueModeIn(OfCallIn):
    """How they talk from now on."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"call": _CALL, "mode": "together"}]}
    )

    mode: ColleagueMode = Field(description=_MODE)


class ColleagueIn(OfCallIn):
    """Who is to be rung."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"call": _CALL, "colleague": "k20620-1", "mode": "apart"}]},
    )

    colleague: str = Field(pattern="^[a-z0-9-]{1,40}$")
    mode: ColleagueMode = Field(description=_MODE)


class ColleagueOut(BaseModel):
    """A consultant who is at work."""

    id: str = Field(examples=["k20620-1"])
    name: str = Field(examples=["Konsultant 1 (Łomża)"])
    office: str = Field(examples=["20620"])
    state: str = Field(examples=["available"])
    state_name: str = Field(examples=["gotowy"])
    can_be_called: bool


class ColleaguesOut(BaseModel):
    """Those who were found."""

    colleagues: list[ColleagueOut]
    has_more: bool
