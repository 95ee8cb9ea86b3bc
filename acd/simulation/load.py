"""The load model: how many people call, when, how long they talk, how long they wait. Data. Pure.

The figures delivered are those of an average weekday of the fourteen county offices at the end of 2025.
"""

import json
import math
from collections.abc import Callable
from importlib import resources
from random import Random
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from acd.live.queues import QueueOffice

_FILE = resources.files("acd") / "data" / "load_model.json"
Share = Annotated[float, Field(ge=0, le=1)]
Hours = Annotated[tuple[float, ...], Field(min_length=24, max_length=24)]


class Duration(BaseModel):
    """How a time scatters. `mean` in seconds; `sigma` is that of the logarithm and counts for "lognormal" only."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["lognormal", "exponential", "fixed", "endless"] = "lognormal"
    mean: float = Field(default=0.0, ge=0)
    sigma: float = Field(default=0.0, ge=0, le=3)

    def sampler(self, random: Random) -> Callable[[], float]:
        """A function that draws seconds; infinite ones for "endless"."""
        if self.kind == "endless":
            return lambda: math.inf
        if self.mean == 0 or self.kind == "fixed":
            return lambda: self.mean
        if self.kind == "exponential":
            return lambda: random.expovariate(1 / self.mean)
        mu = math.log(self.mean) - self.sigma**2 / 2
        return lambda: random.lognormvariate(mu, self.sigma)


class PhoneLine(BaseModel):
    """One dialled number. `contained`: the share of its callers whom self-service satisfies."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    share: Share
    contained: Share
    patience: Duration


class OfficeFacts(BaseModel):
    """An office: how many it has registered, and the consultants of a full crew and of a thin one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seat: str
    genitive: str
    registered: int = Field(ge=0)
    crew_24: int = Field(ge=0)
    crew_13: int = Field(ge=0)


class LoadModel(BaseModel):
    """What is assumed about callers. Times in seconds; `month` begins with January, `weekday` with Monday."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    calls_per_1000_registered: float = Field(ge=0)
    hour_percent: Hours
    weekday: tuple[float, ...] = Field(min_length=7, max_length=7)
    month: tuple[float, ...] = Field(min_length=12, max_length=12)
    daily_variation: float = Field(ge=0, le=2)  # coefficient of variation of the level of a whole day
    lines: dict[str, PhoneLine] = Field(min_length=1)
    balk_share: Share  # of callers who leave within `balk_time`
    balk_time: float = Field(ge=0)
    ivr_time: Duration
    talk_time: Duration
    wrap_up_time: Duration
    retry_share: Share  # of those not served who call again
    retry_after: float = Field(gt=0)  # mean of an exponential
    retries: int = Field(ge=0, le=20)
    offices: dict[str, OfficeFacts]


def default_load() -> dict[str, object]:
    """The figures as they are delivered; a scenario changes what it wants to."""
    found: dict[str, object] = json.loads(_FILE.read_text("utf-8"))
    return found


def offices(model: LoadModel) -> dict[str, QueueOffice]:
    """As the distribution wants them: the provincial one is the one where nobody is registered."""
    return {
        code: QueueOffice(facts.seat, facts.genitive, is_province=facts.registered == 0)
        for code, facts in model.offices.items()
    }
