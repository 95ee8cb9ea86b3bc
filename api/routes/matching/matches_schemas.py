"""What of the job market fits a client, and what was tried of it."""

from datetime import date
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from clients.persons.referral_state import ReferralState
from clients.persons.referral_store import Sent
from market.matching.matches_store import Fitting
from market.offers.offer import PayUnit


class MatchesIn(BaseModel):
    """For whom, and in which call."""

    model_config = ConfigDict(extra="forbid")

    call_id: str | None = Field(default=None, max_length=80, description="The call that gives the occasion")


class SentOut(BaseModel):
    """That the office has sent the client there, and what came of it."""

    given_on: date | None
    state: ReferralState
    outcome: str | None = Field(description="In the words of the office's own system")

    @classmethod
    def of(cls, sent: Sent | None) -> Self | None:
        return None if sent is None else cls(given_on=sent.given_on, state=sent.state, outcome=sent.outcome)


class MatchingOffer(BaseModel):
    """An offer that fits. Pay: gross, in grosze, for `pay_unit`."""

    id: str = Field(examples=["offer-1"])
    position: str
    town: str
    employer_name: str | None
    pay_from: int | None
    pay_to: int | None
    pay_unit: PayUnit
    valid_until: date
    is_verified: bool = Field(description="False: told to no caller yet")
    score: int = Field(description="From 0 to 100")
    match_pl: str = Field(description="Why, in one sentence", examples=["Ten sam zawód, sąsiedni powiat."])
    referral: SentOut | None = Field(description="null: the client was not sent there")

    @classmethod
    def of(cls, fitting: Fitting, sent: Sent | None) -> Self:
        row: Any = fitting.row
        return cls(
            id=row.id,
            position=row.position,
            town=row.town,
            employer_name=row.employer_name,
            pay_from=row.pay_from,
            pay_to=row.pay_to,
            pay_unit=row.pay_unit,
            valid_until=row.valid_until,
            is_verified=row.state == "verified",
            score=fitting.match.score,
            match_pl=fitting.sentence_pl,
            referral=SentOut.of(sent),
        )


class MatchingTraining(BaseModel):
    """A training that fits and can be signed up for. `free`: seats; null where nobody counts them."""

    id: str = Field(examples=["training-1"])
    title: str
    town: str
    starts_on: date
    sign_up_until: date
    free: int | None
    score: int = Field(description="From 0 to 100")
    match_pl: str = Field(description="Why, in one sentence")
    referral: SentOut | None = Field(description="null: the client was not sent there")

    @classmethod
    def of(cls, fitting: Fitting, sent: Sent | None) -> Self:
        row: Any = fitting.row
        return cls(
            id=row.id,
            title=row.title,
            town=row.town,
            starts_on=row.starts_on,
            sign_up_until=row.sign_up_until,
            free=None if row.seats is None else max(0, row.seats - row.taken),
            score=fitting.match.score,
            match_pl=fitting.sentence_pl,
            referral=SentOut.of(sent),
        )


class MatchesFound(BaseModel):
    """The best first. `sees_referrals`: False where one may not see them, so that none is shown."""

    offers: list[MatchingOffer]
    trainings: list[MatchingTraining]
    sees_referrals: bool
