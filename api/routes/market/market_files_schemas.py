"""Tables of the job market: what is sent, and what becomes of each line."""

from typing import Annotated, Self

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field

from market.files.taking_store import Becomes, Taken

SHOWN = 500
"""Lines and rejects that an answer names; all are counted."""


class TableIn(BaseModel):
    """A file as a spreadsheet saves it."""

    model_config = ConfigDict(extra="forbid")

    file: Annotated[
        Base64Bytes,
        Field(
            max_length=2_900_000,
            description="CSV, UTF-8 or windows-1250, in base64",
            examples=["aWRlbnR5ZmlrYXRvcjt1cnrEhWQK"],
        ),
    ]
    is_trial: bool = Field(default=True, description="Say what would become of each line, and write nothing")


class TableLine(BaseModel):
    """A line of the file. The one with the columns is 1."""

    line: int
    title: str
    becomes: Becomes


class TableReject(BaseModel):
    """A line that is not taken. `line` 0: the whole file; `column`: as the file calls it."""

    line: int
    column: str
    reason_pl: str


class TableTaken(BaseModel):
    """What has become, or on trial would become, of the file. `lines` and `rejects`: at most 500 of each."""

    is_trial: bool
    new: int
    changed: int
    same: int
    rejected: int
    lines: list[TableLine]
    rejects: list[TableReject]

    @classmethod
    def of(cls, taken: Taken, *, is_trial: bool) -> Self:
        counts = {each: sum(line.becomes is each for line in taken.lines) for each in Becomes}
        return cls(
            is_trial=is_trial,
            new=counts[Becomes.NEW],
            changed=counts[Becomes.CHANGED],
            same=counts[Becomes.SAME],
            rejected=len(taken.rejects),
            lines=[
                TableLine(line=each.line, title=each.title, becomes=each.becomes) for each in taken.lines[:SHOWN]
            ],
            rejects=[
                TableReject(line=each.line, column=each.column, reason_pl=each.reason_pl)
                for each in taken.rejects[:SHOWN]
            ],
        )
