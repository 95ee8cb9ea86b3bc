"""Saved reports by mail each Monday: once, by the rights of that day, whoever dies on the way."""

from datetime import datetime
from email import message_from_bytes, policy
from typing import Any

import anyio
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from api.routes.reports import weekly_mail
from api.routes.reports.weekly_mail import mail_due_reports
from api.services import Services
from core.db.tables.messages.outbox_tables import OutboxRow
from core.db.tables.report_view_tables import ReportMailRow
from core.db.tables.staff_tables import Account
from core.settings import Settings
from core.zone import WARSAW
from messaging.mail.mail_outbox_store import MailOutbox
from messaging.mail.writing import bytes_of
from tests.api.conftest import LogIn
from tests.support.messages.matters import HASHES, MARKS, PostRoom, letter
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

KOLNO = "kolno@pup.example"
MONDAY = datetime(2026, 11, 30, 6, tzinfo=WARSAW)
TO = {"address": "a.kowalska@pup.example", "format": "csv"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"mailboxes": f"{KOLNO}=20060", "smtp": "127.0.0.1:25"})


@pytest.fixture
async def wanted(app: FastAPI, log_in: LogIn) -> tuple[Services, str]:
    """A saved report of Kolno's supervisor that goes out each Monday."""
    owner = await log_in("kierownik-20060")
    question = {"report": "day", "from": "2026-11-16", "to": "2026-11-22", "offices": ["20060"]}
    body = {"name": "Zeszły tydzień", "question": question, "period": "last_week", "is_shared": True}
    view = (await owner.post("/api/report-views", json=body)).json()
    answer = await owner.put(f"/api/report-views/{view['id']}/mail", json=TO)
    assert (answer.status_code, answer.json()["mail"]) == (200, TO), answer.text
    return app.state.services, view["id"]


async def queued(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return (await connection.execute(select(func.count()).select_from(OutboxRow))).scalar_one()


async def test_it_goes_on_monday_with_its_file_and_never_twice(
    wanted: tuple[Services, str], engine: AsyncEngine, clock: StandingClock
) -> None:
    shared, _ = wanted
    assert await mail_due_reports(shared) == 0, "it is Tuesday, and this week's hour was before it was wanted"
    clock.at = MONDAY
    async with anyio.create_task_group() as tasks:  # as of two web services
        tasks.start_soon(mail_due_reports, shared)
        tasks.start_soon(mail_due_reports, shared)
    assert await mail_due_reports(shared) == 0
    assert await queued(engine) == 1
    mail = await MailOutbox(engine, HASHES, MARKS, {KOLNO: "20060"}).claim(clock.at)
    assert mail is not None
    assert bytes_of(mail.letter) == bytes_of(mail.letter)
    read = message_from_bytes(bytes_of(mail.letter), policy=policy.default)
    assert (read["to"], read["subject"]) == (TO["address"], "Raport: Zeszły tydzień")
    [file] = list(read.iter_attachments())
    assert str(file.get_filename()).startswith("raport-")
    assert "2026-11-23_2026-11-29" in str(file.get_filename()), "the week before that Monday"
    assert len(file.get_content()) > 50
    end = str(read["list-unsubscribe"])
    assert end.startswith("<mailto:kolno+w.")
    room = PostRoom(engine)
    await room.bring(letter("koniec", sender=TO["address"]), to=end[8:].partition("?")[0])
    assert await room.matters() == [], "who ends it opens no matter"
    clock.passes(days=7)
    assert await mail_due_reports(shared) == 0


@pytest.mark.parametrize("step", ["note_export", "queue_report"])
async def test_who_dies_before_or_after_the_commit_leaves_one_mail(
    wanted: tuple[Services, str],
    engine: AsyncEngine,
    clock: StandingClock,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
) -> None:
    shared, _ = wanted
    clock.at = MONDAY

    async def dies(*_: Any) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(weekly_mail, step, dies)
        with pytest.raises(ZeroDivisionError):
            await mail_due_reports(shared)
    await mail_due_reports(shared)
    await mail_due_reports(shared)
    assert await queued(engine) == 1


async def test_whose_account_is_closed_reads_no_more(
    wanted: tuple[Services, str], engine: AsyncEngine, clock: StandingClock
) -> None:
    shared, _ = wanted
    clock.at = MONDAY
    async with engine.begin() as connection:
        gone = update(Account).where(Account.username == "kierownik-20060")
        await connection.execute(gone.values(deactivated_at=clock.at))
    assert await mail_due_reports(shared) == 0
    async with engine.begin() as connection:
        await connection.execute(gone.values(deactivated_at=None))
        assert await connection.scalar(select(ReportMailRow.id)) is None
    assert await mail_due_reports(shared) == 0, "it has ended, and is asked for anew"


async def test_only_one_own_view_and_only_to_the_office(wanted: tuple[Services, str], log_in: LogIn) -> None:
    at = f"/api/report-views/{wanted[1]}/mail"
    owner, other = await log_in("kierownik-20060"), await log_in("zespol")
    refused = await owner.put(at, json={**TO, "address": "anna@gmail.example"})
    assert (refused.status_code, refused.json()["code"]) == (422, "report_refused")
    assert (await other.put(at, json=TO)).status_code == 403
    [seen] = (await other.get("/api/report-views")).json()
    assert seen["mail"] is None, "nobody is told where it goes"
    ended = await owner.delete(at)
    assert (ended.status_code, ended.json()["mail"]) == (200, None)
