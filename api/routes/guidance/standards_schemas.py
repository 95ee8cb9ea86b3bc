"""Forms and standards: what is sent, and the answers."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.copying import copied
from core.rights import Role
from guidance.standards.standard import (
    ASKED_ROLES,
    FileKind,
    NewVersion,
    Standard,
    StandardKind,
    StandardVersion,
    is_over,
)
from guidance.standards.standard_store import Acknowledgement, Counted

_LINE = r"^[^\x00-\x1f\x7f]+$"
_TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"

FileName = Annotated[
    str,
    Field(
        min_length=1,
        max_length=150,
        pattern=r"^[^\x00-\x1f\x7f/\\]+$",
        description="As it is saved by who fetches it",
        examples=["wniosek-o-rejestracje.pdf"],
    ),
]


class VersionIn(BaseModel):
    """A version that is proposed; the body is the file. An unknown field is refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    title: str = Field(min_length=3, max_length=150, pattern=_LINE, examples=["Wniosek o rejestrację"])
    valid_from: date = Field(description="The first day, at the earliest today")
    valid_until: date | None = Field(
        default=None, description="The last day, included; left out: until the next one"
    )
    roles: list[Role] = Field(
        default=[],
        max_length=len(ASKED_ROLES),
        description="Who is asked to acknowledge it; never observers and roles of the portal",
    )
    changes: str = Field(default="", max_length=1000, pattern=_TEXT, description="What is new in it")
    file_name: FileName

    def wanted(self) -> NewVersion:
        return NewVersion(
            title=self.title,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            roles=list(dict.fromkeys(self.roles)),
            changes=self.changes,
            file_name=self.file_name,
        )


class StandardIn(VersionIn):
    """The first version of a new one."""

    kind: StandardKind


class EndIn(BaseModel):
    """Until when the version in force holds."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"last_day": "2026-12-31"}]})

    last_day: date = Field(description="Included; at the earliest today")


class StandardVersionOut(BaseModel):
    """A version. `number` is null while it waits for a second person."""

    id: str = Field(examples=["standard-version-019ab3c4d5e0000-4f2a91c3d0"])
    number: int | None
    title: str
    valid_from: date
    valid_until: date | None = Field(description="The last day, included; null: until the next one")
    is_over: bool = Field(description="It has ended, or a later one has taken its place")
    roles: list[Role] = Field(description="Who is asked to acknowledge it")
    changes: str = Field(description="What is new in it")
    file_name: str
    file_kind: FileKind
    size: int = Field(description="Bytes")
    sha256: str
    proposed_by: str | None = Field(description="Null for who is told of nobody")
    proposed_at: datetime
    published_by: str | None = Field(description="The second person; null while it waits, and as above")
    published_at: datetime | None
    due_on: date | None = Field(description="Until when those who are asked acknowledge it, included")
    acknowledged_at: datetime | None = Field(description="By who asks")
    is_asked: bool = Field(description="Who asks is to acknowledge it, and has not yet")
    asked: int | None = Field(description="How many of the own offices are; null without the right to see it")
    acknowledged: int | None = Field(description="How many of those have acknowledged it")


class StandardOut(BaseModel):
    """A form, a procedure or a standard. Its ETag is `version`."""

    id: str = Field(examples=["standard-019ab3c4d5e0000-4f2a91c3d0"])
    kind: StandardKind
    title: str = Field(description="Of the version in force, else of the newest")
    version: int
    in_force: StandardVersionOut | None = Field(description="The one that everybody uses today")
    versions: list[StandardVersionOut] = Field(
        description="The newest first; those that wait only for who may propose or confirm them"
    )


class AcknowledgementOut(BaseModel):
    """Somebody who is asked; `at` null: has not acknowledged it yet."""

    model_config = ConfigDict(from_attributes=True)

    account: str
    name: str
    role: Role
    office: str
    at: datetime | None


class Acknowledgements(BaseModel):
    """Of one version: first who has not acknowledged it, by name."""

    people: list[AcknowledgementOut]

    @classmethod
    def of(cls, found: list[Acknowledgement]) -> Self:
        return cls(people=[AcknowledgementOut.model_validate(each) for each in found])


class Reader(BaseModel):
    """For whom standards are told. `counts`: null without the right to see who has acknowledged what."""

    role: Role
    today: date
    acknowledged: Mapping[str, datetime]
    counts: Mapping[str, Counted] | None
    sees_waiting: bool
    sees_people: bool


def told(standard: Standard, reader: Reader) -> StandardOut | None:
    """None if this reader sees no version of it."""
    seen = [each for each in standard.versions if each.published_at is not None or reader.sees_waiting]
    if not seen:
        return None
    versions = [_version(each, standard, reader) for each in seen]
    now = standard.in_force(reader.today)
    holds = next((each for each in versions if now is not None and each.id == now.id), None)
    return StandardOut(
        id=standard.id,
        kind=standard.kind,
        title=(holds or versions[0]).title,
        version=standard.version,
        in_force=holds,
        versions=versions,
    )


def _version(version: StandardVersion, standard: Standard, reader: Reader) -> StandardVersionOut:
    ended = is_over(version, standard.versions, reader.today)
    at = reader.acknowledged.get(version.id)
    is_told = version.published_at is not None and reader.counts is not None
    counted = (reader.counts or {}).get(version.id, Counted(0, 0)) if is_told else None
    return copied(
        StandardVersionOut,
        version,
        roles=list(version.roles),
        is_over=ended,
        proposed_by=version.proposed_by if reader.sees_people else None,
        published_by=version.published_by if reader.sees_people else None,
        acknowledged_at=at,
        is_asked=version.published_at is not None and not ended and at is None and reader.role in version.roles,
        asked=None if counted is None else counted.asked,
        acknowledged=None if counted is None else counted.acknowledged,
    )
