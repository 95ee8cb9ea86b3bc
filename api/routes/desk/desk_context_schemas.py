"""What goes with a call on the consultant's desk: who calls as far as it is known, why here, articles."""

from datetime import datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from clients.access import FieldGroup
from clients.contacts.history import Contact
from clients.contacts.open_matter import OpenMatter

_CALL = "call-s724-1795559785-42"

HomeOfficeKnownBy: TypeAlias = Literal[
    "client_record", "postal_code", "gmina", "menu", "default", "callback", "unknown"
]
ReasonKind: TypeAlias = Literal["own", "overflow", "transfer", "callback", "rung_out", "came_back", "other"]


class _Out(BaseModel):
    # What is answered has every field, those with a default, too: the description says so.
    model_config = ConfigDict(frozen=True, from_attributes=True, json_schema_serialization_defaults_required=True)


class CallerVerificationOut(_Out):
    """How sure it is who calls."""

    level: int = Field(
        ge=0, le=2, description="0: nobody knows; 1: rung back on a client's number; 2: card and PIN, or a code"
    )
    by: Literal["card", "code", ""] = ""
    wrong_tries: int = Field(default=0, description="Of this call; what was keyed is in no fact")
    words: str = Field(examples=["Osoba zweryfikowana kartą i PIN-em."])


class NamedOfficeOut(_Out):
    """An office, as people call it."""

    code: str = Field(examples=["20060"])
    seat: str = Field(description="„WUP Białystok” for the province's", examples=["Kolno"])


class HomeOfficeOut(_Out):
    """Whose caller it is, and how that is known. No office: nobody knows."""

    office: NamedOfficeOut | None
    known_by: HomeOfficeKnownBy
    is_own: bool = Field(description="Is it the consultant's own?")
    words: str = Field(examples=["Kolno, z danych klienta."])


class ReasonOut(_Out):
    """Why the call came to this desk."""

    kind: ReasonKind
    words: str = Field(examples=["Łomża: ponad 15 s oczekiwania, pomagamy."])
    account: str | None = Field(default=None, description="Who handed the call on")
    at: datetime | None = None


class NextVisitOut(_Out):
    """The next appointment in the office."""

    at: datetime
    room: str
    adviser: str
    purpose: str | None
    words: str = Field(examples=["Wizyta 17.11.2026 o 9:30, pokój 12."])


class CallerOut(_Out):
    """What is known of the verified client, as far as this account may see it now: see `clients.access`.

    What may not be seen is null; an empty list says that there is nothing.
    """

    client_id: str = Field(examples=["client-019ab3c4d5e0000-4f2a91c3d0"])
    office: NamedOfficeOut
    groups: list[FieldGroup] = Field(description="What of the client may be seen now")
    last_contacts: Annotated[list[Contact] | None, Field(max_length=5)] = Field(
        description="Newest first, of all channels, without this call"
    )
    open_matters: list[OpenMatter] | None = Field(
        description="Without the group `history` the regular contact alone: no sign that there is nothing else"
    )
    next_visit: NextVisitOut | None = Field(description="Null: none, or it may not be seen")


class ArticleOfCall(_Out):
    """An article for the topic: published and in force."""

    id: str = Field(examples=["zasilek-kto"])
    topic: str = Field(examples=["zasilek"])
    title: str
    short_answer: str = Field(description="Filled with the rates of today")
    language: str = Field(examples=["pl"])
    office: NamedOfficeOut | None = Field(description="Null: it holds for the province")
    is_pointer: bool
    is_heard: bool = Field(description="The caller has heard the short answer on the way")


class HeardTopicOut(_Out):
    """A topic of the knowledge base that was read to the caller on the way."""

    topic: str = Field(examples=["zasilek"])
    at: datetime
    words: str = Field(examples=["Zasiłek dla bezrobotnych: kto go dostaje"])


class DeskContextOut(_Out):
    """What a consultant should know before saying hello, besides what the live state tells of the call."""

    call_id: str = Field(examples=[_CALL])
    verification: CallerVerificationOut
    home_office: HomeOfficeOut
    why_here: Annotated[list[ReasonOut], Field(min_length=1)] = Field(description="The most telling one first")
    caller: CallerOut | None = Field(
        description="Null: nobody knows who calls, it is not written yet, or nothing of the client may be seen"
    )
    is_caller_late: bool = Field(description="The caller is verified, and who it is is not written yet")
    articles: Annotated[list[ArticleOfCall], Field(max_length=5)] = Field(description="The likeliest first")
    heard: list[HeardTopicOut]
