"""Forms in the database: at most one of a place holds on a day (`core.calendar.validity`)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Row, insert, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from assessments.form import Criteria, Form, check_content, check_days, read_content
from core.calendar.validity import Span, splice
from core.db.tables.assessment_tables import AssessmentFormRow
from core.errors import StaleVersion
from core.ids import new_id

_FORM = AssessmentFormRow.__table__.c
_TITLE_OF_NOTHING = ""


@dataclass(frozen=True, slots=True)
class StoredForm:
    """A form with who wrote it."""

    form: Form
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class NewForm:
    """What is to hold in a place from a day on, until what is planned next. Without content the wider form holds
    again."""

    office: str | None
    topic: str | None
    content: Criteria | None
    valid_from: date


async def list_forms(engine: AsyncEngine, offices: frozenset[str] | None) -> list[StoredForm]:
    """All spans of the province's forms and of those offices' (None: of all), by place and first day. There are
    as many as somebody has written: dozens."""
    query = select(AssessmentFormRow.__table__)
    if offices is not None:
        query = query.where(or_(_FORM.office.is_(None), _FORM.office.in_(offices)))
    query = query.order_by(_FORM.office.nulls_first(), _FORM.topic.nulls_first(), _FORM.valid_from, _FORM.version)
    async with engine.connect() as connection:
        return [_read(row) for row in await connection.execute(query)]


async def forms_of(connection: AsyncConnection, office: str) -> list[Form]:
    """Those that may hold for conversations of an office, within a transaction."""
    query = select(AssessmentFormRow.__table__).where(or_(_FORM.office.is_(None), _FORM.office == office))
    return [_read(row).form for row in await connection.execute(query)]


async def set_form(
    engine: AsyncEngine, new: NewForm, read: int, account: str, now: datetime, today: date
) -> StoredForm:
    """`read`: the newest version of that place, 0 where there is none. Raises FormRefused, StaleVersion."""
    check_content(new.content)
    check_days(new.valid_from, today)
    async with engine.begin() as connection:
        await connection.execute(text("LOCK TABLE assessment_form IN SHARE ROW EXCLUSIVE MODE"))
        query = select(AssessmentFormRow.__table__).where(
            _FORM.office.is_not_distinct_from(new.office), _FORM.topic.is_not_distinct_from(new.topic)
        )
        rows = {row.id: row for row in await connection.execute(query)}
        version = max((row.version for row in rows.values()), default=0)
        if version != read:
            raise StaleVersion(version)
        spans = [Span(row.id, row.valid_from, row.valid_to) for row in rows.values()]
        fit = splice(spans, new.valid_from, None)
        for row_id, ends in fit.ends.items():
            await connection.execute(update(AssessmentFormRow).where(_FORM.id == row_id).values(valid_to=ends))
        written = None if new.content is None else msgspec.to_builtins(new.content.criteria)
        values = {
            "id": new_id("form"),
            "office": new.office,
            "topic": new.topic,
            "version": version + 1,
            "title": _TITLE_OF_NOTHING if new.content is None else new.content.title,
            "criteria": written,
            "valid_from": new.valid_from,
            "valid_to": fit.valid_to,
            "changed_by": account,
            "changed_at": now,
        }
        added = insert(AssessmentFormRow).values(values).returning(*_FORM)
        return _read((await connection.execute(added)).one())


def _read(row: Row[Any]) -> StoredForm:
    content = read_content(row.title, row.criteria)
    form = Form(row.id, row.office, row.topic, row.version, content, row.valid_from, row.valid_to)
    return StoredForm(form, row.changed_by, row.changed_at)
