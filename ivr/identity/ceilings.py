"""How much one caller may take of the centre: `ivr/data/ceilings.json`. Pure.

The ceilings are for lines that are held for ever and for machines that dial: no person should meet one. No
announcement names these numbers.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from core.caller_number import caller_number
from core.facts.kinds.calls import EndReason
from ivr.outside.phone_number import national

CEILINGS_FILE = Path(str(resources.files("ivr") / "data" / "ceilings.json"))

LAST_WORDS: dict[EndReason, str] = {"time_limit": "E06", "too_many_calls": "E07"}
"""The announcement that tells a caller which ceiling was reached."""


def _is_number(number: str) -> str:
    if not caller_number(number):
        raise ValueError("this is no caller's number: digits, and one + before them")
    return number


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    scenario_minutes: int = Field(ge=5, le=24 * 60)
    calls_at_once: int = Field(ge=2, le=1000)
    numbers_without_ceiling: list[Annotated[str, AfterValidator(_is_number)]] = Field(max_length=10_000)


@dataclass(frozen=True, slots=True)
class Ceilings:
    scenario_time: float
    """Seconds that a call may spend in the scenario; queues, conversations and transfers do not count."""
    calls_at_once: int
    """How many calls one caller's number may have at the same time."""
    without_ceiling: frozenset[str] = frozenset()
    """Numbers that may have any number of calls: switchboards that show one number for a whole house."""

    def are_too_many(self, number: str, calls: int) -> bool:
        """May `number` not have so many calls at once? Those who show no number are nobody in particular, and
        their calls are not those of one caller."""
        return number != "" and calls > self.calls_at_once and _plain(number) not in self.without_ceiling


def read_ceilings(path: Path = CEILINGS_FILE) -> Ceilings:
    """Raises OSError, and pydantic.ValidationError if the file says what cannot be right."""
    found = _File.model_validate_json(path.read_bytes())
    return Ceilings(
        scenario_time=found.scenario_minutes * 60.0,
        calls_at_once=found.calls_at_once,
        without_ceiling=frozenset(map(_plain, found.numbers_without_ceiling)),
    )


@cache
def default_ceilings() -> Ceilings:
    """Those of this installation, read once."""
    return read_ceilings()


def _plain(number: str) -> str:
    """The same for every way in which an operator may send a Polish number."""
    return national(number) or number
