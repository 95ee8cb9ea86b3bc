"""What consultants write down of calls, and proposals of corrections."""

from datetime import date, datetime
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from api.routes.clients.clients_schemas import CallOfAccess
from api.schemas.copying import copied
from api.schemas.paging import Cursor, Place, place_of
from api.schemas.words import Reason
from clients.contacts.correction import CorrectedField
from clients.contacts.correction_store import WantedCorrection
from clients.contacts.entry import EntryContent, EntryOutcome, StoredEntry
from core.db.pages import MAX_PAGE_OF_TEXTS
from core.lists.topics import Topic

_LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"


class EntryIn(BaseModel):
    """What was typed so far: the whole entry, whatever of it has changed."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"note": "Pyta o szkolenie.", "topic": "unemployed", "outcome": "informed"}]
        },
    )

    note: str = Field(default="", max_length=4000, pattern=_LINES)
    topic: Topic | None = Field(default=None, description="One of the list of topics")
    outcome: EntryOutcome | None = None
    is_ninety_day: bool = Field(
        default=False,
        description="The conversation is the regular contact, of every 90 or 30 days; only of a verified caller "
        "who is registered as unemployed",
    )
    evidence: str = Field(
        default="", max_length=500, pattern=_LINES, description="What proves it; empty: the check of the identity"
    )

    def content(self) -> EntryContent:
        return EntryContent(self.note, self.topic, self.outcome, self.is_ninety_day, self.evidence)


class EntryOut(BaseModel):
    """An entry as it stands."""

    model_config = ConfigDict(from_attributes=True)

    note: str
    topic: str | None
    outcome: EntryOutcome | None
    is_ninety_day: bool
    evidence: str
    version: int = Field(description="0: there is none yet")
    is_exported: bool = Field(description="The office has it, and it cannot be changed any more")

    @classmethod
    def of(cls, stored: StoredEntry) -> "EntryOut":
        return copied(cls, stored.content, stored)


class CorrectionIn(BaseModel):
    """What a client says is otherwise than the card has it."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={"examples": [{"field": "phone", "new_value": "600100200"}]},
    )

    field: CorrectedField
    new_value: str = Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")
    call_id: CallOfAccess | None = None
    reason: Reason | None = None

    def wanted(self, card_version: int) -> WantedCorrection:
        return WantedCorrection(self.field, self.new_value, card_version, self.call_id, self.reason)


CorrectionState: TypeAlias = Literal["open", "accepted", "refused"]


class CorrectionOut(BaseModel):
    """A proposal, and what the office decided."""

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(examples=["correction-019ab3c4d5e0000-4f2a91c3d0"])
    client_id: str
    field: CorrectedField
    old_value: str | None = Field(description="As the card had it then")
    new_value: str
    proposed_at: datetime
    account: str = Field(description="Who wrote it down")
    call_id: str | None
    state: CorrectionState
    decided_at: datetime | None
    decided_by: str | None


class CorrectionOfClient(CorrectionOut):
    """A proposal with whose data it would change: whoever decides has to find the person."""

    first_name: str
    last_name: str
    birth_date: date | None


class CorrectionQuery(BaseModel):
    """Which proposals are wanted."""

    model_config = ConfigDict(extra="forbid")

    state: CorrectionState | None = None
    limit: int = Field(default=50, ge=1, le=MAX_PAGE_OF_TEXTS)
    after: Cursor | None = None

    def place(self) -> Place | None:
        """Where the page begins; None for the first one."""
        return place_of(self.after)


class CorrectionPage(BaseModel):
    """Proposals, newest first."""

    corrections: list[CorrectionOfClient]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")


class DecisionIn(BaseModel):
    """What the office decided."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"decision": "accepted"}]})

    decision: Literal["accepted", "refused"]
