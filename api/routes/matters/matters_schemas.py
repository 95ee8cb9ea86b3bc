"""Matters: what may be asked and told, and the answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.schemas.paging import OFFICE, Cursor, Place, place_of
from messaging.matters.draft_store import Draft
from messaging.matters.holder_store import Colleague
from messaging.matters.matter import (
    Direction,
    MatterChannel,
    MatterOutcome,
    MatterState,
    MatterStep,
    Scan,
    may_be_fetched,
)
from messaging.matters.reading_store import MatterSeen, MessageSeen, Term
from messaging.outbox import State

_SIGNS = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
Text: TypeAlias = Annotated[str, Field(min_length=1, max_length=20_000, pattern=_SIGNS)]
Title: TypeAlias = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
MESSAGE = "^[A-Za-z0-9-]{1,64}$"
NUMBER = "^[A-Z]{3}/20[0-9]{2}/[0-9]{6}$"


class MatterQuery(BaseModel):
    """Which matters are wanted. What is left out does not restrict; an unknown field is refused."""

    model_config = ConfigDict(extra="forbid")

    office: str | None = Field(default=None, pattern=OFFICE, examples=["20060"])
    state: MatterState | None = Field(default=None, description="`open`: by their terms, the first to end first")
    term: Term | None = Field(default=None, description="Of open ones: past, ends within two hours, or after that")
    holder: str | None = Field(default=None, max_length=64, description="Who has it", examples=["k20060-1"])
    is_held: bool | None = Field(default=None, description="Has anybody got it?")
    is_drafted: bool = Field(default=False, description="Those alone that the one who asks has begun to answer")


class MatterPageQuery(MatterQuery):
    """The same, page by page."""

    limit: int = Field(default=50, ge=1, le=100)
    cursor: Cursor | None = None

    @property
    def place(self) -> Place | None:
        return place_of(self.cursor)


class Matter(BaseModel):
    """A matter. Its ETag is `version`. Times in UTC."""

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(examples=["matter-019ab3c4d5e0000-4f2a91c3d0"])
    number: str = Field(description="By which people call it", examples=["KOL/2026/000123"])
    office: str = Field(examples=["20060"])
    state: MatterState
    outcome: MatterOutcome | None
    title: str = Field(description="The subject of the first mail")
    opened_at: datetime
    due_at: datetime | None = Field(description="Until when it is to be answered, by the office's working hours")
    changed_at: datetime
    closed_at: datetime | None
    first_answered_at: datetime | None
    holder: str | None = Field(description="Who has taken it up")
    holder_name: str | None
    waits_since: datetime | None = Field(
        description="Of an open one: when the person wrote what nobody has answered"
    )
    version: int


class MatterPage(BaseModel):
    """Matters: open ones by their terms, others by their last change, the newest first."""

    matters: Sequence[Matter]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")


class MatterFile(BaseModel):
    """A file that came with a mail. `kind`: by its first bytes, whatever its name says."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    kind: str = Field(examples=["application/pdf"])
    size: int = Field(description="Bytes")
    scan: Scan | None = Field(description="What a scanner has said; null: nothing yet, or there is none")
    is_safe: bool = Field(description="May be fetched")


class MatterMessage(BaseModel):
    """What was written, noted or done. `is_erased`: its words are gone."""

    id: str
    direction: Direction
    channel: MatterChannel | None = Field(description="Of what came or went")
    step: MatterStep | None
    values: dict[str, str] = Field(description="Of a step: the outcome, offices, the number of the other matter")
    at: datetime
    author: str | None = Field(description="Of the staff")
    author_name: str | None
    sender: str = Field(description="The address, which proves nothing")
    sender_name: str
    subject: str
    text: str = Field(description="All of it")
    reply: str = Field(description="What is new in it, without what it quotes; empty: all is new")
    is_automatic: bool = Field(description="A program has written it")
    is_readable: bool = Field(description="False: it could not be read, and is there as it came")
    is_erased: bool
    faults: list[str]
    sending: State | None = Field(description="What became of an answer")
    reason: str | None = Field(description="Why it has not gone or arrived")
    files: list[MatterFile]

    @classmethod
    def of(cls, seen: MessageSeen, *, has_scanner: bool) -> Self:
        content = seen.content
        return cls.model_validate(
            {
                **{name: getattr(seen, name) for name in _OF_ROW},
                **{name: "" if content is None else getattr(content, name) for name in _OF_CONTENT},
                "values": {} if content is None else content.values,
                "faults": [] if content is None else content.faults,
                "is_erased": content is None,
                "files": [
                    {name: getattr(file, name) for name in ("id", "name", "kind", "size", "scan")}
                    | {"is_safe": may_be_fetched(file.kind, file.scan, has_scanner=has_scanner)}
                    for file in seen.files
                ],
            }
        )


_OF_ROW = (
    *(
        "id",
        "direction",
        "channel",
        "step",
        "at",
        "author",
        "author_name",
        "is_automatic",
        "is_readable",
        "sending",
    ),
    "reason",
)
_OF_CONTENT = ("sender", "sender_name", "subject", "text", "reply")


class MatterDraft(BaseModel):
    """What the one who asks has begun to answer, and put aside."""

    model_config = ConfigDict(from_attributes=True)

    text: str
    at: datetime


class MatterDraftIn(BaseModel):
    """The answer as far as it is typed; empty: there is none any more."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"text": "Dzień dobry, sta"}]})

    text: Annotated[str, Field(max_length=20_000, pattern=_SIGNS)]


class MatterHolderIn(BaseModel):
    """To whom it is given; null: to nobody."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"account": "k20060-1"}]})

    account: str | None = Field(max_length=64)


class MatterColleague(BaseModel):
    """Somebody who answers matters of the office."""

    model_config = ConfigDict(from_attributes=True)

    username: str = Field(examples=["k20060-1"])
    display_name: str = Field(examples=["Anna Nowak"])


class MatterColleagues(BaseModel):
    """To whom a matter may be given, by name."""

    colleagues: list[MatterColleague]

    @classmethod
    def of(cls, found: Sequence[Colleague]) -> Self:
        return cls(colleagues=[MatterColleague.model_validate(one) for one in found])


class MatterDetail(Matter):
    """A matter with all that was written about it, the oldest first."""

    client_id: str | None = Field(description="By the address alone, which proves nothing")
    follows: str | None = Field(description="The matter to which its writer said to belong, and has no part in")
    joined_to: str | None = Field(description="Where its messages are now")
    draft: MatterDraft | None = Field(description="The own one")
    messages: list[MatterMessage]

    @classmethod
    def whole(
        cls, seen: MatterSeen, messages: Sequence[MessageSeen], draft: Draft | None, *, has_scanner: bool
    ) -> Self:
        told = [MatterMessage.of(one, has_scanner=has_scanner) for one in messages]
        kept = None if draft is None else MatterDraft.model_validate(draft)
        return cls.model_validate(
            {name: getattr(seen, name) for name in MatterSeen.__dataclass_fields__}
            | {"messages": told, "draft": kept}
        )


class MatterAnswerIn(BaseModel):
    """An answer, which goes in ten seconds to who has written last."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={"examples": [{"text": "Dzień dobry, staż jest możliwy."}]},
    )

    text: Text


class MatterStepIn(BaseModel):
    """A step: `note` with `text`, `close` with `outcome`, `hand_on` with `office`, `join` with `number`,
    `take_apart` (of a joined one) with nothing, `split` with `messages` and `title`, `take_back` with
    `message`."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={"examples": [{"step": "close", "outcome": "settled"}]},
    )

    step: Literal["note", "close", "hand_on", "join", "take_apart", "split", "take_back"]
    text: Text | None = None
    outcome: Literal["settled", "not_ours", "no_answer_needed"] | None = None
    office: str | None = Field(default=None, pattern=OFFICE)
    number: str | None = Field(default=None, pattern=NUMBER)
    message: str | None = Field(default=None, pattern=MESSAGE)
    messages: list[Annotated[str, Field(pattern=MESSAGE)]] | None = Field(
        default=None, min_length=1, max_length=200
    )
    title: Title | None = None

    @model_validator(mode="after")
    def _has_what_it_takes(self) -> Self:
        given = {name for name in _TAKEN if getattr(self, name) is not None}
        if given != _TAKES[self.step]:
            wanted = " and ".join(sorted(_TAKES[self.step])) or "nothing"
            raise ValueError(f"{self.step} takes {wanted}, and nothing else")
        return self


_TAKES: Mapping[str, frozenset[str]] = {
    "note": frozenset({"text"}),
    "close": frozenset({"outcome"}),
    "hand_on": frozenset({"office"}),
    "join": frozenset({"number"}),
    "take_apart": frozenset(),
    "split": frozenset({"messages", "title"}),
    "take_back": frozenset({"message"}),
}
_TAKEN = frozenset[str]().union(*_TAKES.values())
