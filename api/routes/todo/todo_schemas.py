"""Work that waits: what may be asked, and the answers."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from core.todo.work import WaitingWork, WorkKind, WorkOutcome

MOST = 300
"""What nobody would read on one page; the counts tell how much there is."""


class TodoQuery(BaseModel):
    """Which work is wanted; an unknown field is refused."""

    model_config = ConfigDict(extra="forbid")

    kind: WorkKind | None = None
    limit: int = Field(default=100, ge=1, le=MOST)


class TodoEntry(BaseModel):
    """A thing that waits, without whose it is. Times in UTC."""

    kind: WorkKind
    id: str = Field(description="In its feature", examples=["msg-019ab3c4d5e0000-4f2a91c3d0"])
    office: str | None = Field(description="None: of the whole province", examples=["20060"])
    since: datetime
    due_on: date | None = Field(description="The last day, included; null: none is set")
    what: str = Field(
        description="A word of the feature's list: seconds of a message, outcome of a call-back's last trial, "
        "field of a correction, kind of a request, an import, a proposal or a standard, state of an assessment, "
        "act of two persons"
    )
    title: str = Field(description="What it is called: an article, a topic, a case number, a subject")
    entered_by: str | None = Field(description="Of the staff", examples=["k20060-1"])
    holder: str | None = Field(description="Who has it", examples=["k20060-1"])
    holder_name: str | None = Field(examples=["Anna Nowak"])
    held_since: datetime | None
    is_others: bool = Field(description="Somebody else has it today: it can be taken up when it is given back")
    may_give_back: bool = Field(description="It is this account's, or one may give it back for whoever has it")

    @classmethod
    def of(cls, work: WaitingWork, *, is_others: bool, may_give_back: bool) -> Self:
        return cls(
            kind=work.kind,
            id=work.subject,
            office=work.office,
            since=work.since,
            due_on=work.due_on,
            what=work.what,
            title=work.title,
            entered_by=work.entered_by,
            holder=work.holder,
            holder_name=work.holder_name,
            held_since=work.held_since,
            is_others=is_others,
            may_give_back=may_give_back,
        )


class TodoCount(BaseModel):
    """How much of a kind waits."""

    kind: WorkKind
    open: int = Field(description="What nobody else has today")
    mine: int = Field(description="What this account has itself")
    late: int = Field(description="Of the open, what is past its last day")


class TodoList(BaseModel):
    """By deadline, then by age; what has no deadline is wanted on the day after it came."""

    entries: list[TodoEntry]
    has_more: bool


class TodoCounts(BaseModel):
    """Kinds of which there is something."""

    counts: list[TodoCount]


class ContactRequestOut(BaseModel):
    """What a caller wants to be rung about, and where."""

    id: str = Field(examples=["ask-019ab3c4d5e0000-4f2a91c3d0"])
    about: Literal["offer", "training"]
    subject: str = Field(description="The id of the offer or training", examples=["offer-1"])
    title: str = Field(description="What it is called; empty when it is gone", examples=["Magazynier"])
    town: str = Field(examples=["Kolno"])
    callback_number: str = Field(examples=["600100200"])
    is_verified: bool = Field(description="The caller had proved who it is")
    left_at: datetime


class CloseIn(BaseModel):
    """How it ended."""

    model_config = ConfigDict(extra="forbid")

    outcome: Annotated[WorkOutcome, Field(description="`not_reached`: tried, and nobody was reached")]
