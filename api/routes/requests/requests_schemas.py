"""Requests of persons about their data, and legal holds."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.routes.clients.clients_schemas import CALL_ID, ID
from api.schemas.paging import Cursor, Place, place_of
from clients.erasure.plan import Category
from clients.importing.files.columns import SHORT
from clients.requests.desk_store import OpenedRequest, PersonOfRequest
from clients.requests.hold_store import WantedHold
from clients.requests.readmission_store import WantedReadmission
from clients.requests.request import Action, RequestKind, RequestState
from clients.requests.request_store import Sort, WantedRequest
from core.db.pages import MAX_PAGE_OF_TEXTS
from core.reasons import written_reason

_LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
_REFERENCE = r"^[A-Za-z0-9ĄĆĘŁŃÓŚŹŻąćęłńóśźż./ -]{1,60}$"

Note: TypeAlias = Annotated[
    str, Field(min_length=3, max_length=2000, pattern=_LINES), AfterValidator(written_reason)
]


class RequestIn(BaseModel):
    """A request that has come in."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={
            "examples": [
                {
                    "client_id": "client-20060-0",
                    "kind": "erasure",
                    "received_on": "2026-11-24",
                    "reference": "KP.123.4.2026",
                    "note": "Wniosek złożony osobiście.",
                }
            ]
        },
    )

    client_id: str = Field(pattern=ID)
    kind: RequestKind
    received_on: date = Field(description="The day on which it reached the office: the month counts from it")
    reference: str | None = Field(
        default=None, pattern=_REFERENCE, description="The case in the office's own files"
    )
    note: Note | None = None

    def wanted(self) -> WantedRequest:
        return WantedRequest(self.client_id, self.kind, self.received_on, self.reference, self.note)


class StepIn(BaseModel):
    """A step. `note`: required for `identify` (how), `extend` and `refuse` (why)."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={"examples": [{"action": "identify", "note": "Dowód osobisty okazany w urzędzie."}]},
    )

    action: Literal["note", "identify", "extend", "carry_out", "refuse", "lift"] = Field(
        description="`carry_out`: what was asked is done; a restriction begins. `lift`: a restriction is over. "
        "`extend`: by two months"
    )
    note: Note | None = None


class ApprovalIn(BaseModel):
    """Why the erasure is right, if there is something to say."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, json_schema_extra={"examples": [{}]})

    note: Note | None = None


class ReadmissionIn(BaseModel):
    """Who was erased has registered again under the same key."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={
            "examples": [{"office": "20060", "ext_id": "4712", "reason": "Ponowna rejestracja w urzędzie."}]
        },
    )

    office: str = Field(pattern=r"^[0-9]{5}$")
    ext_id: str = Field(
        min_length=1, max_length=SHORT, pattern=r"^[^\x00-\x1f\x7f]+$", description="In the office's own system"
    )
    reason: Note

    def wanted(self) -> WantedReadmission:
        return WantedReadmission(self.office, self.ext_id, self.reason)


class StepOut(BaseModel):
    """What was done, when and by whom. `system`: the centre itself."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    at: datetime
    account: str
    action: Action
    note: str | None = Field(description="Null also once the person was erased")


class KeptOut(BaseModel):
    """What a legal hold has kept of somebody who was erased."""

    hold: str
    call_id: str | None = Field(description="This call alone; null: the categories")
    categories: list[Category]
    basis: str


class RequestOut(BaseModel):
    """A request as a list shows it, which is no look at anybody."""

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(examples=["request-019ab3c4d5e0000-4f2a91c3d0"])
    office: str
    client_id: str | None = Field(description="Null once the person was erased")
    initials: str | None = Field(description="Of who asks; null once the person was erased", examples=["A. N."])
    kind: RequestKind
    state: RequestState
    reference: str | None
    received_on: date
    due_on: date = Field(description="The last day for the answer")
    received_at: datetime
    received_by: str
    approved_by: str | None
    closed_at: datetime | None
    outcome_pl: str | None
    waits_for: Literal["call", "callback", "facts"] | None = Field(
        description="Why an approved erasure is not carried out yet: a call of the person, or one that has just "
        "ended; a call-back; facts that are not in the database yet"
    )
    kept: list[KeptOut] | None = Field(description="What legal holds have kept, and why")
    version: int


class OtherRequest(BaseModel):
    """What the same person asks for besides."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    kind: RequestKind
    state: RequestState
    reference: str | None
    received_on: date
    due_on: date


class RequestDetails(RequestOut):
    """A request with everything that was done."""

    person: PersonOfRequest | None = Field(description="Null once the person was erased")
    steps: list[StepOut]
    others: list[OtherRequest] = Field(
        description="Of the same person, and not answered yet: an erasure leaves them without a person"
    )

    @classmethod
    def of(cls, opened: OpenedRequest) -> Self:
        row: dict[str, Any] = dict(opened.request.row._mapping)
        steps = [StepOut.model_validate(step) for step in opened.request.steps]
        others = [OtherRequest.model_validate(other) for other in opened.others]
        told = {"initials": opened.initials, "person": opened.person, "steps": steps, "others": others}
        return cls.model_validate({**row, **told})


class RequestQuery(BaseModel):
    """Which requests are wanted; left out, nothing is restricted."""

    model_config = ConfigDict(extra="forbid")

    state: RequestState | None = None
    is_open: bool | None = Field(default=None, description="True: those not answered yet; false: the others")
    kind: RequestKind | None = None
    sort: Sort = Field(default="-received", description="`-`: the latest first")
    limit: int = Field(default=50, ge=1, le=MAX_PAGE_OF_TEXTS)
    after: Cursor | None = None

    def place(self) -> Place | None:
        return place_of(self.after)


class RequestPage(BaseModel):
    """Requests in the order that was asked for, newest first by default."""

    requests: list[RequestOut]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")


class LegalHoldIn(BaseModel):
    """What may not be erased: of a client, or of one call."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={
            "examples": [
                {
                    "client_id": "client-20060-0",
                    "categories": ["benefits", "contacts"],
                    "reason": "Spór o zwrot świadczenia.",
                    "basis": "art. 17 ust. 3 lit. e RODO",
                    "until": "2027-12-31",
                }
            ]
        },
    )

    client_id: str | None = Field(default=None, pattern=ID)
    call_id: str | None = Field(default=None, pattern=CALL_ID, description="The call with its recordings")
    categories: Annotated[list[Category], Field(min_length=1, max_length=6)] | None = Field(
        default=None, description="Of a client; null: everything"
    )
    reason: Note
    basis: Annotated[str, AfterValidator(written_reason)] = Field(
        min_length=3, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$", description="The provision"
    )
    until: date | None = Field(default=None, description="Included; null: until somebody ends it")

    def wanted(self) -> WantedHold:
        categories = None if self.categories is None else tuple(dict.fromkeys(self.categories))
        return WantedHold(self.client_id, self.call_id, categories, self.reason, self.basis, self.until)


class HoldOut(BaseModel):
    """A legal hold."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    office: str
    client_id: str | None
    call_id: str | None
    categories: list[Category] | None
    reason: str | None
    basis: str
    set_by: str
    set_at: datetime
    until: date | None
    ended_by: str | None
    ended_at: datetime | None
    version: int


class HoldQuery(BaseModel):
    """Which holds are wanted."""

    model_config = ConfigDict(extra="forbid")

    in_force: bool | None = Field(default=None, description="True: those in force; false: the others")
    limit: int = Field(default=50, ge=1, le=MAX_PAGE_OF_TEXTS)
    after: Cursor | None = None

    def place(self) -> Place | None:
        return place_of(self.after)


class HoldPage(BaseModel):
    """Holds, newest first."""

    holds: list[HoldOut]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")
