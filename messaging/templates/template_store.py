"""Templates in the database: a history, of which a row only ever ends sooner."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import structlog
from sqlalchemy import Row, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.calendar.validity import Span, splice
from core.db.tables.centre.office_tables import Office
from core.db.tables.messages.template_tables import MessageTemplateRow
from core.errors import NotFound, SettingsRefused, StaleVersion
from core.ids import new_id
from core.zone import WARSAW
from messaging.templates.rendering import TemplateFaulty
from messaging.templates.template import Template, filled, in_force, known, preview, shipped

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class StoredTemplate:
    """A row of the table, with who wrote and who published it."""

    template: Template
    changed_by: str
    confirmed_by: str
    changed_at: datetime


async def list_templates(engine: AsyncEngine) -> list[StoredTemplate]:
    """Every template, the latest first."""
    async with engine.connect() as connection:
        return await _rows(connection)


def version_of(rows: Iterable[StoredTemplate], code: str, office: str | None) -> int:
    """Of the history of one template: rows are only ever added."""
    return sum((one.template.code, one.template.office) == (code, office) for one in rows)


async def check_template(
    engine: AsyncEngine, wanted: Template, sentences: Mapping[str, str], read_version: int, today: date
) -> None:
    """Raises NotFound for an office that is none, StaleVersion, and SettingsRefused with what is wrong."""
    async with engine.connect() as connection:
        await _check(connection, wanted, sentences, read_version, today)


async def publish_template(
    engine: AsyncEngine,
    wanted: Template,
    sentences: Mapping[str, str],
    read_version: int,
    proposed_by: str,
    confirmed_by: str,
    now: datetime,
) -> None:
    """It holds from its day on, or from today where that is over, until the next one that is planned. Raises as
    `check_template`."""
    today = now.astimezone(WARSAW).date()
    wanted = replace(wanted, id=new_id("template"), valid_from=max(wanted.valid_from, today))
    async with engine.begin() as connection:
        await connection.execute(text("LOCK TABLE message_template IN SHARE ROW EXCLUSIVE MODE"))
        rows = await _check(connection, wanted, sentences, read_version, today)
        own = [
            one.template
            for one in rows
            if (one.template.code, one.template.office) == (wanted.code, wanted.office)
        ]
        fit = splice([Span(one.id, one.valid_from, one.valid_to) for one in own], wanted.valid_from, None)
        for row_id, ends in fit.ends.items():
            ended = update(MessageTemplateRow).where(MessageTemplateRow.id == row_id)
            await connection.execute(ended.values(valid_to=ends))
        values = {
            "id": wanted.id,
            "code": wanted.code,
            "office": wanted.office,
            "channel": wanted.channel,
            "title": wanted.title,
            "subject": wanted.subject,
            "source": wanted.source,
            "letters": wanted.letters,
            "valid_from": wanted.valid_from,
            "valid_to": fit.valid_to,
            "changed_by": proposed_by,
            "confirmed_by": confirmed_by,
            "changed_at": now,
        }
        await connection.execute(insert(MessageTemplateRow).values(values))


async def office_name(engine: AsyncEngine, code: str) -> str:
    """Empty for none."""
    async with engine.connect() as connection:
        return await connection.scalar(select(Office.name).where(Office.code == code)) or ""


async def own_of(connection: AsyncConnection, code: str, office: str | None, day: date) -> Template | None:
    """What the office, or the province, has said of one of the centre's own messages; None: what ships holds."""
    row = MessageTemplateRow
    query = select(row.__table__).where(row.code == code, row.valid_from <= day)
    return in_force([_read(one).template for one in await connection.execute(query)], code, office, day)


async def mail_of(
    connection: AsyncConnection, code: str, office: str | None, values: Mapping[str, str], day: date
) -> tuple[str, str]:
    """Subject and words of a mail that goes by itself. What cannot be filled is told in the log, and what ships
    goes."""
    own = await own_of(connection, code, office, day)
    if own is not None:
        try:
            return filled(own, values)
        except TemplateFaulty as error:
            log.error("a template cannot be filled", template=own.id, why=error.message_pl)
    return filled(shipped(known()[code], day), values)


async def _check(
    connection: AsyncConnection, wanted: Template, sentences: Mapping[str, str], read_version: int, today: date
) -> list[StoredTemplate]:
    faults = list(preview(wanted, sentences).faults)
    if wanted.valid_from < today:
        faults.append("Wzór nie może obowiązywać od dnia, który minął.")
    if faults:
        raise SettingsRefused(faults)
    if wanted.office is not None:
        there = select(func.count()).select_from(Office).where(Office.code == wanted.office)
        if not await connection.scalar(there):
            raise NotFound("Nie ma takiego urzędu.")
    rows = await _rows(connection)
    if (there_are := version_of(rows, wanted.code, wanted.office)) != read_version:
        raise StaleVersion(there_are)
    return rows


async def _rows(connection: AsyncConnection) -> list[StoredTemplate]:
    row = MessageTemplateRow
    query = select(row.__table__).order_by(row.valid_from.desc(), row.changed_at.desc(), row.id.desc())
    return [_read(found) for found in await connection.execute(query)]


def _read(row: Row[Any]) -> StoredTemplate:
    one = Template(
        row.id,
        row.code,
        row.office,
        row.channel,
        row.title,
        row.subject,
        row.source,
        row.letters,
        row.valid_from,
        row.valid_to,
    )
    return StoredTemplate(one, row.changed_by, row.confirmed_by, row.changed_at)
