"""Saved views of reports: the own ones, and those that others share."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update

from core.db.engine import Engine
from core.db.tables.report_view_tables import ReportViewRow
from core.db.tables.staff_tables import Account
from core.errors import NotAllowed, NotFound
from core.ids import new_id
from reports.answers.question import Period, ReportRefused

MOST_VIEWS = 200
"""Of one account."""


@dataclass(frozen=True, slots=True)
class NewView:
    name: str
    report: str
    question: dict[str, Any]
    period: Period | None
    is_shared: bool


@dataclass(frozen=True, slots=True)
class StoredView:
    id: str
    view: NewView
    owner: str
    owner_name: str
    created_at: datetime
    changed_at: datetime
    mail_address: str | None = None
    mail_form: str | None = None


def _views() -> Any:
    return select(ReportViewRow.__table__, Account.display_name).join(
        Account, Account.username == ReportViewRow.owner
    )


async def list_views(engine: Engine, account: str) -> list[StoredView]:
    """Those that an account may open, by name."""
    query = _views().where(or_(ReportViewRow.owner == account, ReportViewRow.is_shared))
    async with engine.connect() as connection:
        return [
            _read(row) for row in await connection.execute(query.order_by(ReportViewRow.name, ReportViewRow.id))
        ]


async def get_view(engine: Engine, view_id: str, account: str) -> StoredView:
    """Raises NotFound, also for what another account keeps for itself."""
    query = _views().where(ReportViewRow.id == view_id)
    async with engine.connect() as connection:
        row = (await connection.execute(query)).one_or_none()
    if row is None or (row.owner != account and not row.is_shared):
        raise NotFound
    return _read(row)


async def make_view(engine: Engine, new: NewView, account: str, office: str, now: datetime) -> StoredView:
    """Raises ReportRefused when the account has too many already."""
    view_id = new_id("view")
    async with engine.begin() as connection:
        count = select(func.count()).select_from(ReportViewRow).where(ReportViewRow.owner == account)
        if (await connection.scalar(count) or 0) >= MOST_VIEWS:
            raise ReportRefused(f"Można mieć najwyżej {MOST_VIEWS} widoków. Proszę usunąć niepotrzebne.")
        values = {"id": view_id, "owner": account, "office": office, "created_at": now, "changed_at": now}
        await connection.execute(insert(ReportViewRow).values(**values, **_columns(new)))
    return await get_view(engine, view_id, account)


async def change_view(engine: Engine, view_id: str, new: NewView, account: str, now: datetime) -> StoredView:
    """Raises NotFound, and NotAllowed for what somebody else shares."""
    await _own(engine, view_id, account)
    async with engine.begin() as connection:
        changed = update(ReportViewRow).where(ReportViewRow.id == view_id, ReportViewRow.owner == account)
        await connection.execute(changed.values(changed_at=now, **_columns(new)))
    return await get_view(engine, view_id, account)


async def mail_view(
    engine: Engine, view_id: str, account: str, address: str | None, form: str | None, now: datetime
) -> StoredView:
    """It goes to that address each Monday from now on; None: no more. Raises as `change_view`."""
    await _own(engine, view_id, account)
    since = None if address is None else now
    async with engine.begin() as connection:
        changed = update(ReportViewRow).where(ReportViewRow.id == view_id, ReportViewRow.owner == account)
        await connection.execute(changed.values(mail_address=address, mail_form=form, mail_since=since))
    return await get_view(engine, view_id, account)


async def delete_view(engine: Engine, view_id: str, account: str) -> None:
    """Raises as `change_view`."""
    await _own(engine, view_id, account)
    async with engine.begin() as connection:
        gone = delete(ReportViewRow).where(ReportViewRow.id == view_id, ReportViewRow.owner == account)
        await connection.execute(gone)


async def _own(engine: Engine, view_id: str, account: str) -> None:
    if (await get_view(engine, view_id, account)).owner != account:
        raise NotAllowed


def _columns(new: NewView) -> dict[str, Any]:
    return {
        "name": new.name,
        "report": new.report,
        "question": new.question,
        "period": new.period,
        "is_shared": new.is_shared,
    }


def _read(row: Any) -> StoredView:
    view = NewView(row.name, row.report, row.question, row.period, row.is_shared)
    return StoredView(
        row.id,
        view,
        row.owner,
        row.display_name,
        row.created_at,
        row.changed_at,
        row.mail_address,
        row.mail_form,
    )
