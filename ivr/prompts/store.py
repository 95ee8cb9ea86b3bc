"""Announcements in the database, as calls need them: what is in force at a moment, and when that changes.

What an office changes is in `ivr.prompts.change_store`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import anyio.to_thread
import msgspec
import structlog
from sqlalchemy import Row, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.centre.prompt_tables import PromptAudioRow, PromptRow, PromptTextRow, PronunciationRow
from ivr.prompts.prompt_library import Prompt, PromptLibrary
from ivr.speech.rendering import DEFAULT, LANGUAGES
from ivr.speech.spoken_form import Dictionary
from ivr.speech.texts import faults
from ivr.speech.values import Value
from ivr.tts.sound_file import is_intact

log = structlog.get_logger()

Placeholders = dict[str, Value]


@dataclass(frozen=True, slots=True)
class InForce:
    """What callers hear at a moment. `recordings`: (prompt, language) -> path without extension."""

    prompts: PromptLibrary
    recordings: dict[tuple[str, str], str] = field(default_factory=dict)
    dictionary: Dictionary = field(default_factory=Dictionary)


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database says at a moment."""

    prompts: Sequence[Row[Any]]
    texts: Sequence[Row[Any]]
    audio: Sequence[Row[Any]]
    words: Sequence[Row[Any]]

    @property
    def of_words(self) -> list[Row[Any]]:
        """The recordings of the words that hold."""
        began = {(row.prompt, row.language): begin_of(row) for row in self.texts}
        return [row for row in self.audio if is_of_words(row, began.get((row.prompt, row.language)))]

    def heard(self, library: PromptLibrary, recordings: Mapping[tuple[str, str], str]) -> dict[str, str]:
        """The version that is played of each announcement and language, with the announcement's id."""
        found = {(row.prompt, row.language): row.id for row in self.texts if _is_said(row, library)}
        played = [row for row in self.of_words if (row.prompt, row.language) in recordings]
        found |= {(row.prompt, row.language): row.id for row in played}
        return {version: prompt for (prompt, _), version in found.items()}


async def read_stored(engine: AsyncEngine, at: datetime) -> Stored:
    """Everything that is in force at `at`."""
    async with engine.connect() as connection:
        return Stored(
            prompts=(await connection.execute(select(PromptRow.__table__).order_by(PromptRow.id))).all(),
            texts=await _in_force(connection, PromptTextRow, at),
            audio=await _in_force(connection, PromptAudioRow, at),
            words=(await connection.execute(select(PronunciationRow.__table__))).all(),
        )


async def load_prompts(engine: AsyncEngine, at: datetime, recordings_dir: Path) -> InForce:
    """What is in force at `at`."""
    return await anyio.to_thread.run_sync(put_together, await read_stored(engine, at), recordings_dir)


def put_together(stored: Stored, recordings_dir: Path, known: PromptLibrary | None = None) -> InForce:
    """Looks at the disk and takes some 50 ms: not for an event loop. `known` are the texts if they were put
    together before.

    The default texts stand in for what the database does not have or what does not fit any more, so that no
    scenario is ever without words; a recording whose file is missing or damaged is passed over. Both are logged.
    """
    library = _library(stored) if known is None else known
    return InForce(
        library,
        _recordings(stored.of_words, recordings_dir, library),
        Dictionary({(row.language, row.word): row.spoken for row in stored.words}),
    )


def _library(stored: Stored) -> PromptLibrary:
    default = {prompt.id: prompt for prompt in PromptLibrary.defaults()}
    texts: dict[str, dict[str, str]] = {}
    for row in stored.texts:
        texts.setdefault(row.prompt, {})[row.language] = row.text
    found = {row.id: _prompt(row, texts.get(row.id, {}), default.get(row.id)) for row in stored.prompts}
    return PromptLibrary((default | {id: prompt for id, prompt in found.items() if prompt is not None}).values())


async def next_prompt_change(engine: AsyncEngine, after: datetime) -> datetime | None:
    """When words or recordings begin or end the next time; None when nothing is planned."""
    moments = []
    async with engine.connect() as connection:
        for table in (PromptTextRow, PromptAudioRow):
            for column in (table.valid_from, table.valid_to):
                moments.append(await connection.scalar(select(func.min(column)).where(column > after)))
    return min((moment for moment in moments if moment is not None), default=None)


def begin_of(version: Any) -> tuple[datetime, datetime]:
    """By which of two that hold at a moment the one in force is told: it began last, or was written last."""
    return (version.valid_from, version.changed_at)


def is_of_words(recording: Any, words_began: tuple[datetime, datetime] | None) -> bool:
    """Was it recorded of the words that hold? What was recorded before they began says other ones."""
    return words_began is None or begin_of(recording) >= words_began


def _is_said(row: Row[Any], library: PromptLibrary) -> bool:
    return row.prompt in library and library.prompt(row.prompt).text_in(row.language) == row.text


def placeholders_of(row: Row[Any]) -> Placeholders:
    """The examples of a prompt. Raises msgspec.ValidationError for what an older release cannot have written."""
    return msgspec.convert(row.placeholders, Placeholders)


async def _in_force(connection: AsyncConnection, table: Any, at: datetime) -> list[Row[Any]]:
    """Of each prompt and language the row that began last among those that hold."""
    query = (
        select(table.__table__)
        .where(table.valid_from <= at, or_(table.valid_to.is_(None), table.valid_to > at))
        .order_by(table.valid_from, table.changed_at, table.id)
    )
    return list({(row.prompt, row.language): row for row in await connection.execute(query)}.values())


def _prompt(row: Row[Any], texts: dict[str, str], default: Prompt | None) -> Prompt | None:
    """None if there are no usable Polish words, neither of an editor nor a default one."""
    # The values that are passed are those of this release, whatever an older one has written.
    values = placeholders_of(row) if default is None else default.placeholders
    usable = {}
    for language, text in texts.items():
        if language in LANGUAGES and not faults(text, values, language):
            usable[language] = text
        else:
            log.error("a text that does not fit is passed over", prompt=row.id, language=language)
    if DEFAULT not in usable:
        if default is None:
            return None
        usable[DEFAULT] = default.text
    return Prompt(row.id, row.purpose, usable.pop(DEFAULT), values, usable)


def _recordings(rows: Iterable[Row[Any]], folder: Path, library: PromptLibrary) -> dict[tuple[str, str], str]:
    found = {}
    for row in rows:
        sound = (folder / row.sha256).resolve()
        if row.prompt in library and is_intact(sound.with_suffix(".alaw")):
            found[row.prompt, row.language] = str(sound)
        else:
            log.error("a recorded announcement is missing or damaged", prompt=row.prompt, language=row.language)
    return found
