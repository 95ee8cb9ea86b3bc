"""Consultants and their states."""

from datetime import date, datetime
from typing import Annotated, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from acd.live.agent_state import NAMES_PL, AgentState
from acd.pause_reasons import AFTER_LOGIN, SHIPPED_REASONS, pause_title
from acd.store import AgentNow
from acd.telephone import REALM
from api.schemas.copying import copied
from api.schemas.paging import OFFICE
from core.lists.topics import Topic
from core.relay.commands import AgentWish

Level: TypeAlias = Annotated[int, Field(ge=1, le=5)]


_REASON = next(reason for reason in SHIPPED_REASONS.values() if reason.id != AFTER_LOGIN)  # for examples


class AgentOut(BaseModel):
    """A consultant now, as the last recorded change says."""

    id: str = Field(examples=["k20060-1"])
    display_name: str = Field(examples=["Konsultant 1 (Kolno)"])
    office: str = Field(examples=["20060"])
    state: AgentState
    state_name: str = Field(description="In Polish", examples=["gotowy"])
    since: datetime | None = Field(description="None: never logged in", examples=["2026-11-24T09:00:00Z"])
    pause_reason: str | None = Field(examples=[_REASON.id])
    pause_reason_name: str | None = Field(description="In Polish", examples=[_REASON.title])
    call_id: str | None = Field(description="The call in progress, or the one that wrap-up belongs to")
    queues: list[str] = Field(description="Queues served besides the own office's", examples=[["20060"]])
    skills: dict[str, int] = Field(description="Level by topic, from 1 to 5", examples=[{"employer": 3}])
    dismissed_at: datetime | None = Field(description="None: is a consultant now")

    @classmethod
    def of(cls, agent: AgentNow) -> Self:
        return copied(
            cls,
            agent,
            state_name=NAMES_PL[agent.state],
            pause_reason_name=pause_title(agent.pause_reason),
            queues=list(agent.queues),
            skills=dict(agent.skills),
        )


class WishIn(BaseModel):
    """What a consultant wants. During a call, `pause` and `log_out` are kept for its end."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"wish": "ready"}, {"wish": "pause", "pause_reason": _REASON.id}]},
    )

    wish: AgentWish
    pause_reason: str | None = Field(
        default=None,
        pattern="^[a-z_]{1,40}$",
        description="With `pause`, and only there: a code of GET /api/pause-reasons",
    )

    @model_validator(mode="after")
    def _reason_with_pause_only(self) -> Self:
        if self.wish == "pause" and self.pause_reason is None:
            raise ValueError("Przerwa wymaga podania powodu (pause_reason).")
        if self.wish != "pause" and self.pause_reason is not None:
            raise ValueError("Powód (pause_reason) podaje się tylko dla przerwy.")
        return self


class WishDone(BaseModel):
    """The wish was carried out, or is kept for the end of the call; `state` is the state now."""

    agent: str = Field(examples=["k20060-1"])
    state: AgentState
    state_name: str = Field(examples=["przerwa"])


class ServedIn(BaseModel):
    """What a consultant serves from now on; what is left out is taken away."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"queues": ["20060"], "skills": {"employer": 3}}]}
    )

    queues: list[Annotated[str, Field(pattern=OFFICE)]] = Field(
        default=[], max_length=100, description="Queues of other offices, served as the own one's"
    )
    skills: dict[Topic, Level] = Field(default={}, description="Level by topic, from 1 to 5")


DisplayName: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]+$")
]


Day = Annotated[date, Field(description="Of Warsaw", examples=["2026-12-01"])]


class ServingIn(BaseModel):
    """From which day to which a consultant is to serve the queue of another office. Both days are included."""

    model_config = ConfigDict(extra="forbid")

    office: str = Field(pattern=OFFICE, description="Whose queue it is", examples=["20000"])
    first_day: Day
    last_day: Day | None = Field(default=None, description="Null: until somebody ends it")


class ServingEnd(BaseModel):
    """When it ends."""

    model_config = ConfigDict(extra="forbid")

    last_day: Day | None = Field(description="Null: not before somebody ends it")


class HireIn(ServedIn):
    """Somebody who becomes a consultant."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "id": "k20060-7",
                    "display_name": "Żaneta Łoś",
                    "office": "20060",
                    "queues": [],
                    "skills": {"seeker": 2},
                }
            ]
        },
    )

    id: str = Field(
        pattern="^[a-z0-9][a-z0-9_.-]{0,39}$",
        description="Of the account and of the telephone, in small letters; it is never given to another person",
    )
    display_name: DisplayName = Field(description="As colleagues see it")
    office: str = Field(pattern=OFFICE)


class AgentChange(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"display_name": "Żaneta Kos"}]})

    display_name: DisplayName | None = None
    office: str | None = Field(default=None, pattern=OFFICE, description="Only to an office that one manages, too")


class TelephoneOrdered(BaseModel):
    """What to enter into a SIP telephone but the password: the owner makes that (POST /api/me/telephone)."""

    sip_user: str = Field(examples=["k20060-7"])
    sip_realm: str = Field(examples=[REALM])
    sip_port: int = Field(description="Of this centre, UDP and TCP", examples=[5060])


class TelephoneOut(TelephoneOrdered):
    """What to enter into a SIP telephone. The password is shown this once: it can be replaced, not read again."""

    sip_password: str = Field(examples=["mrkv-7h2p-wxqd-b4tz-nc8e"])


class Hired(BaseModel):
    """A new consultant. Whoever hires sees no secret."""

    agent: AgentOut
    telephone: TelephoneOrdered


class WhyNoCalls(BaseModel):
    """Why a consultant gets no calls now."""

    agent: str = Field(examples=["k20060-1"])
    sentences: list[str] = Field(
        description="In Polish",
        examples=[[f"Trwa przerwa ({_REASON.title}). Rozmowy wrócą po zgłoszeniu gotowości."]],
    )
