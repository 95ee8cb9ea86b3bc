"""Employers' interest in people of the office: what is asked, and the answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from api.routes.market.candidates_schemas import FoundCandidate
from clients.candidates.candidate import Candidate
from market.candidates.interest import Answer, Channel, Gives, State

ClientId = Annotated[str, Field(pattern="^[A-Za-z0-9_.-]{1,80}$")]
INTEREST_ID = "^interest-[A-Za-z0-9-]{1,60}$"


class InterestSummary(BaseModel):
    """An employer would like to meet somebody."""

    id: str = Field(examples=["interest-019ab3c4d5e0000-4f2a91c3d0"])
    office: str
    employer: str
    town: str | None
    position: str
    occupation: str = Field(description="First digits of the code of those who are looked for")
    state: State
    since: datetime

    @classmethod
    def of(cls, row: Any) -> Self:
        return cls(**_values(row))


class InterestList(BaseModel):
    interests: list[InterestSummary]


class PersonOfInterest(BaseModel):
    """Somebody of the group, with what was said; `answer` null: not asked."""

    person: FoundCandidate
    answer: Answer | None
    channel: Channel | None
    gives: list[Gives]
    asked_at: datetime | None
    answered_at: datetime | None


class InterestOut(InterestSummary):
    """With who may be asked, a page of them; who was asked comes first."""

    message: str = Field(description="Read to who is asked")
    contact: str = Field(description="Whom to ring at the employer")
    years: str | None
    licences: list[str]
    languages: list[str]
    people: list[PersonOfInterest]
    has_more: bool

    @classmethod
    def whole(cls, row: Any, people: Sequence[Candidate], asked: Sequence[Any], *, has_more: bool) -> Self:
        said = {each.client_id: each for each in asked}
        told = []
        for person in people:
            own = said.get(person.id)
            told.append(
                PersonOfInterest(
                    person=FoundCandidate.of(person, None),
                    answer=None if own is None else Answer(own.answer),
                    channel=None if own is None else Channel(own.channel),
                    gives=[] if own is None else [Gives(each) for each in own.gives],
                    asked_at=None if own is None else own.asked_at,
                    answered_at=None if own is None else own.answered_at,
                )
            )
        return cls(
            **_values(row),
            message=row.message,
            contact=row.contact,
            years=row.look["years"],
            licences=row.look["licences"],
            languages=row.look["languages"],
            people=told,
            has_more=has_more,
        )


class AskIn(BaseModel):
    """Somebody is being asked."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"client_id": "client-1", "channel": "phone"}]}
    )

    client_id: ClientId
    channel: Channel


class PersonAnswerIn(BaseModel):
    """What somebody has said, and of what the employer may have."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"client_id": "client-1", "answer": "agreed", "gives": ["phone"]}]},
    )

    client_id: ClientId
    answer: Literal[Answer.AGREED, Answer.REFUSED, Answer.NOT_REACHED]
    gives: set[Gives] = set()


def _values(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "office": row.office,
        "employer": row.employer,
        "town": row.town,
        "position": row.position,
        "occupation": row.look["occupation"],
        "state": State(row.state),
        "since": row.since,
    }
