"""What an employer asks and is told by the port. This is a contract: within a version fields are added, and none
changes its meaning or goes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.paging import OFFICE
from api.schemas.program_keys import ProgramKeyIn
from clients.candidates.candidate import ToldContact
from market.candidates.anonymity import BANDS, Filters
from market.candidates.interest import STATES_PL, Gives, State
from market.candidates.interest_store import ToldClient, Wish
from market.candidates.publication_store import Shown

GROUP_ID = "^group-[A-Za-z0-9-]{1,60}$"
REQUEST_ID = "^wish-[A-Za-z0-9-]{1,60}$"
_LINE = r"^[^\x00-\x1f\x7f]+$"
_TEXT = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"
Word = Annotated[str, Field(min_length=1, max_length=80, pattern=_LINE)]
Years = Literal["bez doświadczenia", "1–2 lata", "3–5 lat", "6–10 lat", "ponad 10 lat"]
assert [name for _, name in BANDS] == list(get_args(Years))


class EmployerKeyIn(ProgramKeyIn):
    """A key for one employer."""

    employer_id: str = Field(min_length=1, max_length=80, pattern=_LINE, description="GET /api/employers finds it")


class ProfileSearchIn(BaseModel):
    """Conditions that all hold; each leaves a group whole or takes it away."""

    model_config = ConfigDict(
        extra="forbid", str_strip_whitespace=True, json_schema_extra={"examples": [{"occupation": "7212"}]}
    )

    occupation: str = Field(default="", pattern="^[0-9]{0,6}$", description="First digits of the code (KZiS)")
    offices: Annotated[set[Annotated[str, Field(pattern=OFFICE)]], Field(max_length=20)] = set()
    years: set[Years] = set()
    licences: Annotated[set[Word], Field(max_length=5)] = set()
    languages: Annotated[set[Word], Field(max_length=5)] = set()
    limit: int = Field(default=20, ge=1, le=20)

    def filters(self) -> Filters:
        return Filters(
            self.occupation,
            frozenset(self.offices),
            frozenset(self.years),
            frozenset(word.lower() for word in self.licences),
            frozenset(word.lower() for word in self.languages),
        )


class ProfileGroup(BaseModel):
    """At least five people who look alike. Nothing tells them apart."""

    id: str = Field(examples=["group-019ab3c4d5e0000-4f2a91c3d0"])
    occupation: str = Field(description="First digits of the code (KZiS) that all of them have")
    office: str | None = Field(description="Whose registered they are; null: of several counties")
    years: str | None = Field(description="Of work in the occupation; null: not told")
    licences: list[str]
    languages: list[str]
    at_least: int = Field(description="So many people or more: 5, 10, 20, 50 …")

    @classmethod
    def of(cls, shown: Shown) -> Self:
        look = shown.group.look
        return cls(
            id=shown.id,
            occupation=look.occupation,
            office=look.office,
            years=look.years,
            licences=sorted(look.licences),
            languages=sorted(look.languages),
            at_least=shown.group.at_least,
        )


class ProfilesFound(BaseModel):
    """The largest group first."""

    as_of: datetime | None = Field(description="When people were put into groups; null: not yet")
    groups: Sequence[ProfileGroup]


class InterestIn(BaseModel):
    """Whom the employer would like to meet, for what."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={
            "examples": [
                {
                    "group_id": "group-019ab3c4d5e0000-4f2a91c3d0",
                    "position": "Spawacz MAG",
                    "message": "Praca w Łomży od stycznia, jedna zmiana.",
                    "contact": "Anna Kowal, 86 215 00 00",
                }
            ]
        },
    )

    group_id: str = Field(pattern=GROUP_ID)
    position: str = Field(min_length=2, max_length=120, pattern=_LINE)
    message: str = Field(default="", max_length=2000, pattern=_TEXT, description="Read to who is asked")
    contact: str = Field(min_length=3, max_length=200, pattern=_LINE, description="Whom to ring at the employer")

    @property
    def wish(self) -> Wish:
        return Wish(self.group_id, self.position, self.message, self.contact)


class InterestTaken(BaseModel):
    """The offices ask now."""

    id: str = Field(examples=["wish-019ab3c4d5e0000-4f2a91c3d0"])


class OwnInterest(BaseModel):
    """What became of it: never how many were asked, nor who has refused."""

    id: str
    position: str
    since: datetime
    state: State
    state_pl: str

    @classmethod
    def of(cls, rows: Sequence[Any]) -> Self:
        """`rows`: one of each office that asks."""
        states = [State(row.state) for row in rows]
        order = (State.OPEN, State.GIVEN, State.NOBODY, State.OVER, State.WITHDRAWN)
        state = next(each for each in order if each in states)
        first = rows[0]
        return cls(
            id=first.request_id, position=first.position, since=first.since, state=state, state_pl=STATES_PL[state]
        )


class GivenContact(BaseModel):
    """Somebody who has agreed to be rung or written to by this employer."""

    name: str
    phone: str | None = Field(description="Null: not to be used, or not known")
    email: str | None

    @classmethod
    def of(cls, told: ToldClient, contact: ToldContact) -> Self:
        return cls(
            name=contact.name,
            phone=contact.phone if Gives.PHONE in told.gives else None,
            email=contact.email if Gives.EMAIL in told.gives else None,
        )


class Contacts(BaseModel):
    """For 30 days each; each reading is written down for the person."""

    contacts: list[GivenContact]
