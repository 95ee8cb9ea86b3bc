"""A colleague in the own conversation."""

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.routes.desk.desk_schemas import CallOfDesk
from core.facts.kinds.colleagues import ColleagueMode

_CALL = "call-s724-1795559785-42"
_MODE = (
    "apart: the caller hears music while the two talk; together: all three talk; aside: the one who is called "
    "hears both, and only the consultant hears that one"
)


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

    colleague: str | None = Field(
        default=None,
        pattern="^[a-z0-9-]{1,40}$",
        description="A consultant, or the code of an office: who is ready there",
    )
    target: str | None = Field(
        default=None, pattern="^[a-z0-9-]{1,60}$", description="Or an entry of the list of numbers outside"
    )
    mode: ColleagueMode = Field(description=_MODE)
    hands_over: bool = Field(default=False, description="Whoever answers has the call at once")

    @model_validator(mode="after")
    def _is_of_one(self) -> "ColleagueIn":
        if (self.colleague is None) == (self.target is None):
            raise ValueError("Prosimy wskazać jedną osobę albo jeden numer.")
        return self


_WHY_NOT = "A Polish clause; empty for one who can be reached"


class ColleagueOut(BaseModel):
    """A consultant."""

    id: str = Field(examples=["k20620-1"])
    name: str = Field(examples=["Konsultant 1 (Łomża)"])
    office: str = Field(examples=["20620"])
    state: str = Field(examples=["available"])
    state_name: str = Field(examples=["gotowy"])
    why_not: str = Field(description=_WHY_NOT, examples=["rozmawia"])


class OfficeTargetOut(BaseModel):
    """An office, to whose queue the call can be handed on."""

    code: str = Field(examples=["20620"])
    ready: int = Field(description="Consultants who can be rung now")
    waiting: int = Field(description="Callers")
    is_near: bool = Field(description="The own office, or a neighbour by the rules of its queue")
    why_not: str = Field(description=_WHY_NOT, examples=["jest teraz nieczynny"])


class NumberTargetOut(BaseModel):
    """A number outside of the centre."""

    id: str = Field(examples=["zus-lomza"])
    name: str = Field(examples=["ZUS w Łomży"])
    purpose: str = Field(description="What it is for; empty: nobody has said", examples=["Emerytury, renty"])
    hours: str = Field(description="When somebody answers there; empty: nobody has said")
    why_not: str = Field(description=_WHY_NOT, examples=["z tej linii nie wolno łączyć z tym numerem"])


class TargetsOut(BaseModel):
    """Those who were found."""

    people: list[ColleagueOut]
    has_more: bool
    offices: list[OfficeTargetOut] = Field(default=[])
    numbers: list[NumberTargetOut] = Field(default=[])
