"""Announcements in the database, as those see them who answer for their words: with history and plans."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field
from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.prompt_tables import (
    PromptAudioRow,
    PromptHeardRow,
    PromptRow,
    PromptTextRow,
    PronunciationRow,
)
from core.errors import NotFound
from ivr.prompts.store import Placeholders, begin_of, is_of_words, placeholders_of
from ivr.prompts.versions import version_of

Language: TypeAlias = Literal["pl", "en", "uk"]


@dataclass(frozen=True, slots=True)
class PromptVersion:
    """Words or a recording for a span of time."""

    id: Annotated[str, Field(examples=["text-019ab3c4d5e0000-4f2a91c3d0"])]
    language: Language
    text: Annotated[str | None, Field(description="None for a recording")]
    duration_time: Annotated[float | None, Field(description="Seconds of a recording; None for words")]
    valid_from: datetime
    valid_to: Annotated[
        datetime | None,
        Field(
            description="Not included; None: until further notice; as valid_from: was taken back before it began"
        ),
    ]
    changed_by: Annotated[str, Field(examples=["kierownik-wup"])]
    changed_at: datetime
    heard_since: Annotated[
        datetime | None, Field(description="Since when callers hear it; None: they have not heard it yet")
    ]
    sha256: Annotated[str | None, Field(exclude=True)]

    def holds_at(self, moment: datetime) -> bool:
        return self.valid_from <= moment and (self.valid_to is None or self.valid_to > moment)


@dataclass(frozen=True, slots=True)
class StoredPrompt:
    """An announcement with all that was and will be said; versions the latest first."""

    id: str
    purpose: str
    owner: str
    placeholders: Placeholders
    texts: Sequence[PromptVersion] = field(default_factory=list)
    audio: Sequence[PromptVersion] = field(default_factory=list)

    def in_force(self, at: datetime) -> dict[str, PromptVersion]:
        """The words at a moment, by language."""
        return _last_begun(self.texts, at)

    def recorded(self, at: datetime) -> dict[str, PromptVersion]:
        """What is played instead of synthesis at a moment, by language: recordings of the words that hold then."""
        began = {language: begin_of(words) for language, words in self.in_force(at).items()}
        return _last_begun([each for each in self.audio if is_of_words(each, began.get(each.language))], at)

    @property
    def version(self) -> int:
        """By which a change names what was read: any other change makes it another one."""
        return version_of(self.texts, self.audio)


@dataclass(frozen=True, slots=True)
class Pronunciation:
    """How a word is spoken."""

    language: Language
    word: Annotated[str, Field(examples=["Białystok"])]
    spoken: Annotated[str, Field(examples=["Byawystok"])]
    changed_by: str
    changed_at: datetime


async def list_prompts(engine: AsyncEngine, prompt_id: str | None = None) -> list[StoredPrompt]:
    """All announcements by id, or one; there are some hundred."""
    queries: list[Any] = []
    for table, name in ((PromptRow, "id"), (PromptTextRow, "prompt"), (PromptAudioRow, "prompt")):
        query = select(table.__table__)
        if table is not PromptRow:
            heard = PromptHeardRow.version == table.id
            query = select(table.__table__, PromptHeardRow.since).outerjoin(PromptHeardRow, heard)
        queries.append(query if prompt_id is None else query.where(getattr(table, name) == prompt_id))
    async with engine.connect() as connection:
        prompts, texts, audio = [(await connection.execute(query)).all() for query in queries]
    return [
        StoredPrompt(
            row.id,
            row.purpose,
            row.owner,
            placeholders_of(row),
            _versions(row.id, texts),
            _versions(row.id, audio),
        )
        for row in sorted(prompts, key=lambda row: str(row.id))
    ]


async def get_prompt(engine: AsyncEngine, prompt_id: str) -> StoredPrompt:
    """Raises NotFound."""
    found = await list_prompts(engine, prompt_id)
    if not found:
        raise NotFound("Nie ma takiego komunikatu.")
    return found[0]


async def list_pronunciations(engine: AsyncEngine) -> list[Pronunciation]:
    query = select(PronunciationRow.__table__).order_by(PronunciationRow.language, PronunciationRow.word)
    async with engine.connect() as connection:
        rows = (await connection.execute(query)).all()
    return [Pronunciation(row.language, row.word, row.spoken, row.changed_by, row.changed_at) for row in rows]


def _versions(prompt_id: str, rows: Sequence[Row[Any]]) -> list[PromptVersion]:
    found = [
        PromptVersion(
            id=row.id,
            language=row.language,
            text=getattr(row, "text", None),
            duration_time=getattr(row, "duration_time", None),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            changed_by=row.changed_by,
            changed_at=row.changed_at,
            heard_since=row.since,
            sha256=getattr(row, "sha256", None),
        )
        for row in rows
        if row.prompt == prompt_id
    ]
    return sorted(found, key=_order, reverse=True)


def _order(version: PromptVersion) -> tuple[datetime, datetime, str]:
    return (version.valid_from, version.changed_at, version.id)


def _last_begun(versions: Sequence[PromptVersion], at: datetime) -> dict[str, PromptVersion]:
    """The first of each language, the latest coming first."""
    found: dict[str, PromptVersion] = {}
    for version in versions:
        if version.holds_at(at):
            found.setdefault(version.language, version)
    return found
