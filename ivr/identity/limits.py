"""How many wrong tries lock and for how long: `ivr/data/verification.json`, for every process that verifies.

What the rules mean: `ivr.identity.attempts` and `ivr.identity.judgement`. No announcement names these numbers,
except how many tries are left, which is worked out. The text message with a code names how long the code is valid:
a test compares the two.

Pure.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import resources
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

LIMITS_FILE = Path(str(resources.files("ivr") / "data" / "verification.json"))


@dataclass(frozen=True, slots=True)
class LockRule:
    """`in_row` wrong tries lock for `lock_time`; each further lock is twice as long, up to `longest_time`."""

    in_row: int
    lock_time: timedelta
    longest_time: timedelta


@dataclass(frozen=True, slots=True)
class BucketRule:
    """So many tries may be used up; one comes back after each `give_back_time`."""

    tries: int
    give_back_time: timedelta


@dataclass(frozen=True, slots=True)
class CeilingRule:
    """So many wrong tries `within_time` are too many for the whole centre: answers take `delay_time` longer."""

    tries: int
    within_time: timedelta
    delay_time: float  # seconds


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    in_row: int = Field(ge=1, le=100)


class _Day(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    in_day: int = Field(ge=1, le=1000)


class _WithoutNumber(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    tries: int = Field(ge=1, le=1000)
    give_back_minutes: int = Field(ge=1, le=60)

    @model_validator(mode="after")
    def _is_full_again_in_a_day(self) -> "_WithoutNumber":
        if self.tries * self.give_back_minutes > 24 * 60:
            raise ValueError("all tries must be given back within a day: what is older is forgotten")
        return self


class _Centre(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    tries: int = Field(ge=1, le=100_000)
    within_minutes: int = Field(ge=1, le=24 * 60)
    delay_seconds: float = Field(ge=0, le=5)


class _CodeOrders(_Row, _Day):
    @model_validator(mode="after")
    def _row_fits_into_day(self) -> "_CodeOrders":
        if self.in_day < self.in_row:
            raise ValueError("in_day is smaller than in_row: no row would ever be long enough")
        return self


class _Code(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    tries: int = Field(ge=1, le=10)
    valid_minutes: int = Field(ge=1, le=60)


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    lock_minutes: int = Field(ge=1, le=24 * 60)
    longest_lock_hours: int = Field(ge=1, le=24)
    card_and_number: _Row
    card: _Day
    caller: _Row
    without_number: _WithoutNumber
    centre: _Centre
    code_orders: _CodeOrders
    code: _Code

    @model_validator(mode="after")
    def _fit_together(self) -> "_File":
        if self.lock_minutes > self.longest_lock_hours * 60:
            raise ValueError("lock_minutes is more than longest_lock_hours")
        if self.card.in_day < self.card_and_number.in_row:
            raise ValueError("card.in_day is smaller than card_and_number.in_row: one caller would close a card")
        return self


@dataclass(frozen=True, slots=True)
class VerificationLimits:
    pair: LockRule  # a card together with a caller's number; PINs and codes together, for whatever was keyed
    caller: LockRule  # the caller's own number: wider, since one telephone may serve a whole village
    card_in_day: int  # wrong tries, from whatever numbers, after which only numbers verified before may try
    without_number: BucketRule  # for all calls that show no number together
    centre: CeilingRule
    code_orders: LockRule  # codes for a card by one number before a pause
    codes_in_day: int  # for one card: nobody is flooded with messages
    code_tries: int  # for one code
    code_valid_time: timedelta


def read_limits(path: Path = LIMITS_FILE) -> VerificationLimits:
    """Raises OSError, and pydantic.ValidationError if the file says what cannot be right."""
    found = _File.model_validate_json(path.read_bytes())

    lock_time = timedelta(minutes=found.lock_minutes)
    longest_time = timedelta(hours=found.longest_lock_hours)

    def lock_rule(row: _Row) -> LockRule:
        return LockRule(row.in_row, lock_time, longest_time)

    bucket, centre = found.without_number, found.centre
    return VerificationLimits(
        pair=lock_rule(found.card_and_number),
        caller=lock_rule(found.caller),
        card_in_day=found.card.in_day,
        without_number=BucketRule(bucket.tries, timedelta(minutes=bucket.give_back_minutes)),
        centre=CeilingRule(centre.tries, timedelta(minutes=centre.within_minutes), centre.delay_seconds),
        code_orders=lock_rule(found.code_orders),
        codes_in_day=found.code_orders.in_day,
        code_tries=found.code.tries,
        code_valid_time=timedelta(minutes=found.code.valid_minutes),
    )


@cache
def default_limits() -> VerificationLimits:
    """Those of this installation, read once."""
    return read_limits()
