"""Clients: what may be asked, and the answers. What stands on a card: `clients.persons.card`."""

import re
from datetime import date
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from api.schemas.paging import OFFICE, Cursor, Place, place_of
from api.schemas.words import Reason
from clients.contacts.history import Contact
from clients.persons.card import ClientCard, FoundClient
from clients.persons.person_store import MAX_FOUND, PersonSearch
from core.db.pages import MAX_PAGE_OF_TEXTS

ID = "^[A-Za-z0-9._-]{1,64}$"
CALL_ID = "^[A-Za-z0-9-]{1,64}$"
_CALL = "call-s724-1795559785-42"

PersonName: TypeAlias = Annotated[str, Field(min_length=2, max_length=80, pattern=r"^[^\x00-\x1f\x7f]+$")]

CallOfAccess: TypeAlias = Annotated[
    str, Field(pattern=CALL_ID, description="The own call for which this is needed", examples=[_CALL])
]


def day_alone(value: object) -> object:
    """Year, month and day alone: Pydantic would take a number for seconds since 1970."""
    if value is not None and not (isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)):
        raise ValueError("wymagana jest data, na przykład 1980-05-17")
    return value


class ClientSearch(BaseModel):
    """Whom somebody looks for, by a name, a birth date, a telephone or a card. An unknown field is refused."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={"examples": [{"last_name": "Nowak", "first_name": "Anna"}]},
    )

    office: str | None = Field(default=None, pattern=OFFICE, examples=["20060"])
    last_name: PersonName | None = Field(
        default=None, description="Its beginning, in any case, with or without marks"
    )
    first_name: PersonName | None = Field(
        default=None, description="Its beginning, in any case, with or without marks"
    )
    birth_date: Annotated[date | None, BeforeValidator(day_alone)] = None
    phone: str | None = Field(default=None, pattern=r"^\+?[0-9]{1,20}$", description="Exactly")
    card_number: str | None = Field(default=None, pattern="^[0-9]{9}$", description="Of a card in use")
    limit: int = Field(default=20, ge=1, le=MAX_FOUND)
    after: str | None = Field(default=None, pattern=ID, description="`next_cursor` of the page before")

    @model_validator(mode="after")
    def _names_somebody(self) -> Self:
        if not any((self.last_name, self.birth_date, self.phone, self.card_number)):
            raise ValueError("wymagane jest nazwisko, data urodzenia, telefon albo numer karty")
        return self

    def wanted(self) -> PersonSearch:
        return PersonSearch(
            office=self.office,
            last_name=self.last_name,
            first_name=self.first_name,
            birth_date=self.birth_date,
            phone=self.phone,
            card_number=self.card_number,
        )


class ClientsFound(BaseModel):
    """Clients by name."""

    clients: list[FoundClient]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")


class LookIn(BaseModel):
    """Why somebody opens a card. Nothing is needed during a call, call-back or message of that client."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={"examples": [{"reason": "Pytanie klienta w okienku"}, {"call_id": _CALL}, {}]},
    )

    reason: Reason | None = None
    call_id: CallOfAccess | None = None


class DeskClientOut(BaseModel):
    """Who calls: the card, as far as it may be seen now."""

    call_id: str = Field(examples=[_CALL])
    client: ClientCard | None = Field(description="Null: nobody knows who calls")


class HistoryQuery(BaseModel):
    """Which page of the history is wanted."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=50, ge=1, le=MAX_PAGE_OF_TEXTS)
    after: Cursor | None = None
    call_id: CallOfAccess | None = None

    def place(self) -> Place | None:
        """Where the page begins; None for the first one."""
        return place_of(self.after)


class HistoryPage(BaseModel):
    """Contacts, newest first."""

    contacts: list[Contact]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")


class AttributeCounts(BaseModel):
    """How many clients are what: by office and value. Null: too few persons to be told, or too easily reckoned."""

    attribute: Literal["status", "rural", "long_term", "sex", "age"]
    values: list[str] = Field(examples=[["unemployed", "seeker", "none"]])
    offices: dict[str, dict[str, int | None]] = Field(
        examples=[{"20060": {"unemployed": 1953, "seeker": 61, "none": 0}}]
    )
    totals: dict[str, int | None] | None = Field(description="Of these offices together; null: not to be told")


class ClientStatistics(BaseModel):
    """Figures without identities."""

    fewest: int = Field(description="Smaller counts are not shown")
    clients: dict[str, int | None] = Field(description="All clients by office")
    attributes: list[AttributeCounts]
