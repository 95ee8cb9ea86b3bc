"""What an office changes about announcements: words, recordings, pronunciations. Each change is one transaction.

Whoever speaks is told in the same transaction, so nobody hears of what was not saved.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, and_, delete, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.centre.prompt_tables import PromptAudioRow, PromptRow, PromptTextRow, PronunciationRow
from core.errors import NotFound, S724Error, StaleVersion
from core.ids import new_id
from core.relay.relay import tell_on_commit
from ivr.prompts.prompt_library import PromptLibrary
from ivr.prompts.store import placeholders_of
from ivr.prompts.versions import version_of
from ivr.speech.rendering import DEFAULT, LANGUAGES
from ivr.speech.texts import faults, placeholders

NEWS = "prompts"
SYSTEM = "system"
LONGEST_WORD = 60
LONGEST_SPOKEN = 200


class TextRefused(S724Error):
    """Words, a recording or a pronunciation that may not be saved; `problems` are Polish sentences."""

    code = "settings_refused"

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("Komunikat nie może zostać zapisany: " + " ".join(problems))
        self.problems = list(problems)


@dataclass(frozen=True, slots=True)
class ValidSpan:
    """From when to when something holds; the end is not included."""

    valid_from: datetime
    valid_to: datetime | None = None

    def faults(self, now: datetime) -> list[str]:
        found = []
        if self.valid_from < now:
            found.append("Zmiana nie może obowiązywać wstecz.")
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            found.append("Zmiana musi obowiązywać do chwili późniejszej niż ta, od której obowiązuje.")
        return found


async def create_prompt(
    engine: AsyncEngine, prompt_id: str, purpose: str, owner: str, text: str, account: str, now: datetime
) -> None:
    """An office's own announcement, with its Polish words and without values. Raises TextRefused."""
    if problems := faults(text, {}):
        raise TextRefused(problems)
    row = {"id": prompt_id, "purpose": purpose, "owner": owner, "placeholders": {}}
    async with engine.begin() as connection:
        made = await connection.execute(pg_insert(PromptRow).values(row).on_conflict_do_nothing())
        if not made.rowcount:
            raise TextRefused([f"Komunikat „{prompt_id}” już istnieje."])
        await connection.execute(
            insert(PromptTextRow), [_text_row(prompt_id, DEFAULT, text, ValidSpan(now), account, now)]
        )
        await tell_on_commit(connection, NEWS)


async def save_text(
    engine: AsyncEngine,
    prompt_id: str,
    language: str,
    text: str,
    span: ValidSpan,
    account: str,
    now: datetime,
    read: int | None = None,
) -> None:
    """New words for a span of time. Raises NotFound, TextRefused with everything that is wrong, and StaleVersion
    if the announcement is not any more as it was `read`."""
    async with engine.begin() as connection:
        prompt = await _locked(connection, prompt_id, read)
        values = placeholders_of(prompt)
        problems = [*_language_faults(language), *span.faults(now)]
        if language in LANGUAGES:
            problems += faults(text, values, language)
        if problems:
            raise TextRefused(problems)
        await connection.execute(insert(PromptTextRow), [_text_row(prompt_id, language, text, span, account, now)])
        await tell_on_commit(connection, NEWS)


async def end_text(
    engine: AsyncEngine, prompt_id: str, text_id: str, now: datetime, read: int | None = None
) -> None:
    """Words that are in force end now, planned ones never begin. Raises NotFound, StaleVersion; TextRefused for
    the last Polish ones, without which nothing could be said."""
    async with engine.begin() as connection:
        await _locked(connection, prompt_id, read)
        query = select(PromptTextRow.__table__).where(
            PromptTextRow.prompt == prompt_id, _may_yet_be_said(PromptTextRow, now)
        )
        rows = {row.id: row for row in await connection.execute(query)}
        if text_id not in rows:
            raise NotFound
        others = [row for row in rows.values() if row.id != text_id and row.language == DEFAULT]
        stays = any(row.valid_from <= now and row.valid_to is None for row in others)
        if rows[text_id].language == DEFAULT and not stays:
            raise TextRefused(["To jedyny polski tekst tego komunikatu; najpierw proszę zapisać inny."])
        await _end(connection, PromptTextRow, rows[text_id], now)
        await tell_on_commit(connection, NEWS)


async def save_audio(
    engine: AsyncEngine,
    prompt_id: str,
    language: str,
    sha256: str,
    duration_time: float,
    span: ValidSpan,
    account: str,
    now: datetime,
    read: int | None = None,
) -> None:
    """What was recorded is played instead of synthesis, for as long as the words hold that hold when it begins.
    Raises NotFound, TextRefused, and StaleVersion as `save_text`."""
    async with engine.begin() as connection:
        await _locked(connection, prompt_id, read)
        problems = [*_language_faults(language), *span.faults(now)]
        texts = await connection.scalars(
            select(PromptTextRow.text).where(
                PromptTextRow.prompt == prompt_id,
                PromptTextRow.language == language,
                _may_yet_be_said(PromptTextRow, now),
            )
        )
        written = texts.all()
        if not written:
            problems.append("Ten komunikat nie ma tekstu w tym języku; najpierw proszę zapisać tekst.")
        if names := sorted(set[str]().union(*(placeholders(text) for text in written))):
            problems.append(
                f"Komunikat zawiera wartości ({', '.join(names)}), których w nagraniu nie można podstawić."
            )
        if problems:
            raise TextRefused(problems)
        words = await _words_at(connection, prompt_id, language, span.valid_from)
        if words is not None and words.valid_to is not None:
            ends = words.valid_to if span.valid_to is None else min(span.valid_to, words.valid_to)
            span = ValidSpan(span.valid_from, ends)
        values = {"sha256": sha256, "duration_time": duration_time}
        await connection.execute(
            insert(PromptAudioRow), [{**values, **_span_row("audio", prompt_id, language, span, account, now)}]
        )
        await tell_on_commit(connection, NEWS)


async def end_audio(
    engine: AsyncEngine, prompt_id: str, language: str, now: datetime, read: int | None = None
) -> None:
    """All recordings of a prompt in a language end: synthesis speaks again. Raises NotFound for none,
    StaleVersion."""
    async with engine.begin() as connection:
        await _locked(connection, prompt_id, read)
        query = select(PromptAudioRow.__table__).where(
            PromptAudioRow.prompt == prompt_id,
            PromptAudioRow.language == language,
            _may_yet_be_said(PromptAudioRow, now),
        )
        rows = (await connection.execute(query)).all()
        if not rows:
            raise NotFound
        for row in rows:
            await _end(connection, PromptAudioRow, row, now)
        await tell_on_commit(connection, NEWS)


async def check_version(engine: AsyncEngine, prompt_id: str, read: int) -> None:
    """Raises NotFound, and StaleVersion for another state than the one that was `read`."""
    async with engine.begin() as connection:
        await _locked(connection, prompt_id, read)


async def restore_version(
    engine: AsyncEngine, prompt_id: str, version: str, account: str, now: datetime, read: int | None = None
) -> None:
    """What was said once is said again from now on until further notice; a recording comes with its words.

    Raises NotFound, StaleVersion, and TextRefused for words that do not fit any more.
    """
    async with engine.begin() as connection:
        prompt = await _locked(connection, prompt_id, read)
        table = PromptAudioRow if version.startswith("audio-") else PromptTextRow
        query = select(table.__table__).where(table.prompt == prompt_id, table.id == version)
        row = (await connection.execute(query)).one_or_none()
        if row is None:
            raise NotFound
        words: Row[Any] | None = row
        if table is PromptAudioRow:
            words = await _words_at(connection, prompt_id, row.language, row.valid_from)
        if words is None:
            raise TextRefused(["Do tego nagrania nie ma już tekstu."])
        if problems := faults(words.text, placeholders_of(prompt), words.language):
            raise TextRefused(problems)
        span, holds = ValidSpan(now), await _words_at(connection, prompt_id, row.language, now)
        if table is PromptTextRow or holds is None or holds.text != words.text:
            text = _text_row(prompt_id, row.language, words.text, span, account, now)
            await connection.execute(insert(PromptTextRow), [text])
        if table is PromptAudioRow:
            sound = {"sha256": row.sha256, "duration_time": row.duration_time}
            again = sound | _span_row("audio", prompt_id, row.language, span, account, now)
            await connection.execute(insert(PromptAudioRow), [again])
        await tell_on_commit(connection, NEWS)


async def _words_at(connection: AsyncConnection, prompt_id: str, language: str, at: datetime) -> Row[Any] | None:
    """The words that held or will hold at a moment."""
    table = PromptTextRow
    query = (
        select(table.__table__)
        .where(table.prompt == prompt_id, table.language == language, table.valid_from <= at)
        .where(or_(table.valid_to.is_(None), table.valid_to > at))
        .order_by(table.valid_from.desc(), table.changed_at.desc(), table.id.desc())
        .limit(1)
    )
    return (await connection.execute(query)).one_or_none()


async def save_pronunciation(
    engine: AsyncEngine, language: str, word: str, spoken: str, account: str, now: datetime
) -> None:
    """How a word is spoken from now on. Raises TextRefused."""
    problems = _language_faults(language)
    if not word.strip() or len(word) > LONGEST_WORD or not re.fullmatch(r"\w[\w .’'-]*", word):
        problems.append(f"Słowo musi zaczynać się od litery i mieć najwyżej {LONGEST_WORD} znaków.")
    if len(spoken) > LONGEST_SPOKEN:
        problems.append(f"Wymowa może mieć najwyżej {LONGEST_SPOKEN} znaków.")
    if re.search(r"[{}\[\]]", spoken):
        problems.append("W wymowie nie może być nawiasów klamrowych ani kwadratowych.")
    elif language in LANGUAGES:
        problems += faults(spoken, {}, language)
    if problems:
        raise TextRefused(problems)
    row = {"language": language, "word": word, "spoken": spoken, "changed_by": account, "changed_at": now}
    changed = {name: row[name] for name in ("spoken", "changed_by", "changed_at")}
    async with engine.begin() as connection:
        saved = pg_insert(PronunciationRow).values(row)
        await connection.execute(saved.on_conflict_do_update(index_elements=["language", "word"], set_=changed))
        await tell_on_commit(connection, NEWS)


async def delete_pronunciation(engine: AsyncEngine, language: str, word: str) -> None:
    """The word is spoken as the engine thinks again. Raises NotFound."""
    async with engine.begin() as connection:
        removed = await connection.execute(
            delete(PronunciationRow).where(PronunciationRow.language == language, PronunciationRow.word == word)
        )
        if not removed.rowcount:
            raise NotFound
        await tell_on_commit(connection, NEWS)


async def seed_prompts(
    connection: AsyncConnection, owner: str, words: Sequence[dict[str, str]], now: datetime
) -> None:
    """The default texts and pronunciations, once: what somebody has changed is never written over.

    If nobody has, a release that ships other words brings them as a new version.
    """
    library = PromptLibrary.defaults()
    rows = [
        {"id": p.id, "purpose": p.purpose, "owner": owner, "placeholders": msgspec.to_builtins(p.placeholders)}
        for p in library
    ]
    new = pg_insert(PromptRow)
    contract = {"placeholders": new.excluded.placeholders}  # belongs to the code that passes the values
    await connection.execute(new.on_conflict_do_update(index_elements=["id"], set_=contract), rows)
    newest: dict[tuple[str, str], Row[Any]] = {}
    touched = set()
    for row in await connection.execute(select(PromptTextRow.__table__).order_by(PromptTextRow.changed_at)):
        newest[row.prompt, row.language] = row
        if row.changed_by != SYSTEM:
            touched.add((row.prompt, row.language))
    texts = [
        _text_row(prompt.id, language, text, ValidSpan(now), SYSTEM, now)
        for prompt in library
        for language in prompt.languages
        if (text := prompt.text_in(language)) is not None and (prompt.id, language) not in touched
        if (prompt.id, language) not in newest or newest[prompt.id, language].text != text
    ]
    if texts:
        await connection.execute(insert(PromptTextRow), texts)
    known = await connection.scalar(select(PronunciationRow.word).limit(1))
    if known is None and words:
        stamped = [{**word, "changed_by": SYSTEM, "changed_at": now} for word in words]
        await connection.execute(insert(PronunciationRow), stamped)


async def _locked(connection: AsyncConnection, prompt_id: str, read: int | None = None) -> Row[Any]:
    """The prompt's row, locked: two who change it at once are one after the other. Raises NotFound, and
    StaleVersion for another state than the one that was `read`."""
    query = select(PromptRow.__table__).where(PromptRow.id == prompt_id).with_for_update()
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise NotFound("Nie ma takiego komunikatu.")
    if read is not None:
        tables = (PromptTextRow, PromptAudioRow)
        queries = [select(table.id, table.valid_to).where(table.prompt == prompt_id) for table in tables]
        texts, audio = [(await connection.execute(query)).all() for query in queries]
        if (stands := version_of(texts, audio)) != read:
            raise StaleVersion(stands)
    return row


def _may_yet_be_said(table: Any, now: datetime) -> ColumnElement[bool]:
    """In force or planned; what was taken back before it began ends where it begins."""
    return or_(table.valid_to.is_(None), and_(table.valid_to > now, table.valid_to > table.valid_from))


async def _end(connection: AsyncConnection, table: Any, row: Row[Any], now: datetime) -> None:
    await connection.execute(update(table).where(table.id == row.id).values(valid_to=max(row.valid_from, now)))


def _language_faults(language: str) -> list[str]:
    return [] if language in LANGUAGES else [f"Nieznany język „{language}”. Dostępne: {', '.join(LANGUAGES)}."]


def _text_row(
    prompt_id: str, language: str, text: str, span: ValidSpan, account: str, now: datetime
) -> dict[str, Any]:
    return {"text": text, **_span_row("text", prompt_id, language, span, account, now)}


def _span_row(
    kind: str, prompt_id: str, language: str, span: ValidSpan, account: str, now: datetime
) -> dict[str, Any]:
    return {
        "id": new_id(kind),
        "prompt": prompt_id,
        "language": language,
        "valid_from": span.valid_from,
        "valid_to": span.valid_to,
        "changed_by": account,
        "changed_at": now,
    }
