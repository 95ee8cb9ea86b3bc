"""How many wrong tries lock and for how long: `ivr/data/verification.json`, for every process that verifies.

No announcement names these numbers, except how many tries are left, which is worked out. The text message with a
code names how long the code is valid: a test compares the two.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import resources
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

LIMITS_FILE = Path(str(resources.files("ivr") / "data" / "verification.json"))


@dataclass(frozen=True, slots=True)
class Limits:
    """Wrong tries: `in_row` of them lock for `lock_time`, `in_day` within 24 hours until the office resets it.

    `in_day` is None if there is no such lock.
    """

    in_row: int
    in_day: int | None
    lock_time: timedelta


class _Tries(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    in_row: int = Field(ge=1, le=100)
    in_day: int | None = Field(ge=1, le=1000)

    @model_validator(mode="after")
    def _row_fits_into_day(self) -> "_Tries":
        if self.in_day is not None and self.in_day < self.in_row:
            raise ValueError("in_day is smaller than in_row: the first lock would be the last")
        return self


class _Code(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    tries: int = Field(ge=1, le=10)
    valid_minutes: int = Field(ge=1, le=60)


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    lock_minutes: int = Field(ge=1, le=24 * 60)
    card: _Tries
    caller: _Tries
    code_orders: _Tries
    code: _Code


@dataclass(frozen=True, slots=True)
class VerificationLimits:
    card: Limits  # PINs and codes together, for whatever number was keyed
    caller: Limits  # for the caller's own number: wider, since one telephone may serve a whole village
    code_orders: Limits  # codes for one card before a pause: nobody is flooded with messages
    code_tries: int  # for one code
    code_valid_time: timedelta


def read_limits(path: Path = LIMITS_FILE) -> VerificationLimits:
    """Raises OSError, and pydantic.ValidationError if the file says what cannot be right."""
    found = _File.model_validate_json(path.read_bytes())
    lock_time = timedelta(minutes=found.lock_minutes)

    def limits(tries: _Tries) -> Limits:
        return Limits(tries.in_row, tries.in_day, lock_time)

    return VerificationLimits(
        limits(found.card),
        limits(found.caller),
        limits(found.code_orders),
        found.code.tries,
        timedelta(minutes=found.code.valid_minutes),
    )


@cache
def default_limits() -> VerificationLimits:
    """Those of this installation, read once."""
    return read_limits()
