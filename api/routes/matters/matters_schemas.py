"""Matters: what may be asked and told, and the answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.schemas.paging import OFFICE, Cursor, Place, place_of
from messaging.matters.matter import (
    Direction,
    MatterChannel,
    MatterOutcome,
    MatterState,
    MatterStep,
    Scan,
    may_be_fetched,
)
from messaging.matters.reading_store import MatterSeen, MessageSeen
from messaging.outbox import State

Text: TypeAlias = Annotated[
    str, Field(min_length=1, max_length=20_000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$")
]
NUMBER = "^[A-Z]{3}/20[0-9]{2}/[0-9]{6}$"


class MatterQuery(BaseModel):
    """Which matters are wanted. What is left out does not restrict; an unknown field is refused."""

    model_config = ConfigDict(extra="forbid")

    office: str | None = Field(default=None, pattern=OFFICE, examples=["20060"])
    state: MatterState | None = Field(default=None, description="`open`: by their terms, the first to end first")
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
    values: dict[str, str] = Field(description="Of a step: the outcome, offices, the number of a joined one")
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


class MatterDetail(Matter):
    """A matter with all that was written about it, the oldest first."""

    client_id: str | None = Field(description="By the address alone, which proves nothing")
    follows: str | None = Field(description="The matter to which its writer said to belong, and has no part in")
    joined_to: str | None = Field(description="Where its messages are now")
    messages: list[MatterMessage]

    @classmethod
    def whole(cls, seen: MatterSeen, messages: Sequence[MessageSeen], *, has_scanner: bool) -> Self:
        told = [MatterMessage.of(one, has_scanner=has_scanner) for one in messages]
        return cls.model_validate(
            {name: getattr(seen, name) for name in MatterSeen.__dataclass_fields__} | {"messages": told}
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
    `take_back` with `message`."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={"examples": [{"step": "close", "outcome": "settled"}]},
    )

    step: Literal["note", "close", "hand_on", "join", "take_back"]
    text: Text | None = None
    outcome: Literal["settled", "not_ours", "no_answer_needed"] | None = None
    office: str | None = Field(default=None, pattern=OFFICE)
    number: str | None = Field(default=None, pattern=NUMBER)
    message: str | None = Field(default=None, pattern="^[A-Za-z0-9-]{1,64}$")

    @model_validator(mode="after")
    def _has_what_it_takes(self) -> Self:
        given = {name for name in _TAKES.values() if getattr(self, name) is not None}
        if given != {_TAKES[self.step]}:
            raise ValueError(f"{self.step} takes {_TAKES[self.step]}, and nothing else")
        return self


_TAKES = {"note": "text", "close": "outcome", "hand_on": "office", "join": "number", "take_back": "message"}
