"""Saved reports that go out each week: who wants which, the file of a week, and its one message.

The file and its message come into the database in one transaction: whoever dies before it begins anew, and after
it nobody makes a second one. The outbox sends it once.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.messages.outbox_tables import OutboxRow
from core.db.tables.report_view_tables import ReportMailRow, ReportViewRow
from core.ids import new_id
from core.zone import WARSAW

REPORT_TEMPLATE: Final = "report-mail"

SENT_AT: Final = time(6)
"""On Mondays: there before the week begins."""

KEPT: Final = timedelta(days=8)
"""For so long the file of a week stays, for a mail that has to wait."""


@dataclass(frozen=True, slots=True)
class DueReport:
    """A saved report of `owner` that has not been made for this week."""

    view_id: str
    owner: str
    office: str
    address: str = field(repr=False)
    form: str
    week: date


@dataclass(frozen=True, slots=True)
class ReportFile:
    """What goes with the mail."""

    view_id: str
    view_name: str
    name: str
    content: bytes = field(repr=False)
    made_at: datetime


def week_of(now: datetime) -> date:
    """Its Monday, in Warsaw."""
    day = now.astimezone(WARSAW).date()
    return day - timedelta(days=day.weekday())


async def due_reports(engine: AsyncEngine, now: datetime) -> list[DueReport]:
    """Those that were wanted before this Monday's hour and are not made yet; none before that hour."""
    week = week_of(now)
    begins = datetime.combine(week, SENT_AT, WARSAW)
    if now < begins:
        return []
    view, made = ReportViewRow, ReportMailRow
    query = select(view.id, view.owner, view.office, view.mail_address, view.mail_form).where(
        view.mail_address.is_not(None),
        view.mail_since < begins,
        ~exists().where(made.view_id == view.id, made.week == week),
    )
    async with engine.connect() as connection:
        rows = await connection.execute(query.order_by(view.id))
        return [DueReport(row.id, row.owner, row.office, row.mail_address, row.mail_form, week) for row in rows]


async def queue_report(engine: AsyncEngine, due: DueReport, name: str, content: bytes, now: datetime) -> bool:
    """The file with its message. False: somebody was faster, or nobody wants it any more. Without `content` there
    is nothing to send this week, and it is not tried again."""
    row = {"id": new_id("report"), "view_id": due.view_id, "week": due.week, "name": name}
    made = pg_insert(ReportMailRow).values(**row, content=content, made_at=now).on_conflict_do_nothing()
    wanted = select(ReportViewRow.id).where(
        ReportViewRow.id == due.view_id, ReportViewRow.mail_address == due.address
    )
    async with engine.begin() as connection:
        if await connection.scalar(wanted.with_for_update()) is None:
            return False
        if (await connection.execute(made.returning(ReportMailRow.id))).one_or_none() is None:
            return False
        if not content:
            return False
        values = {
            "id": new_id("message"),
            "channel": "email",
            "kind": "service",
            "about": row["id"],
            "occasion": "weekly",
            "office": due.office,
            "address": due.address,
            "template": REPORT_TEMPLATE,
            "template_values": {},
            "state": "queued",
            "queued_at": now,
            "not_before": now,
            "expires_at": now + KEPT - timedelta(days=1),
        }
        await connection.execute(insert(OutboxRow).values(values))
    return True


async def forget_old(engine: AsyncEngine, now: datetime) -> None:
    """Files whose time is over; that they were made stays for the week."""
    old = update(ReportMailRow).where(ReportMailRow.made_at < now - KEPT, ReportMailRow.content != b"")
    async with engine.begin() as connection:
        await connection.execute(old.values(content=b""))
        await connection.execute(delete(ReportMailRow).where(ReportMailRow.made_at < now - 10 * KEPT))


async def report_file(connection: AsyncConnection, report: str) -> ReportFile | None:
    """None once its time is over, or nobody wants it any more."""
    row, view = ReportMailRow, ReportViewRow
    query = (
        select(row.__table__, view.name.label("view_name"))
        .join(view, view.id == row.view_id)
        .where(row.id == report, view.mail_address.is_not(None))
    )
    found: Any = (await connection.execute(query)).one_or_none()
    if found is None or not found.content:
        return None
    return ReportFile(found.view_id, found.view_name, found.name, bytes(found.content), found.made_at)


async def end_mail(connection: AsyncConnection, view_ids: Collection[str]) -> None:
    """These reports go to nobody any more."""
    ended = update(ReportViewRow).where(ReportViewRow.id.in_(view_ids))
    await connection.execute(ended.values(mail_address=None, mail_form=None, mail_since=None))
