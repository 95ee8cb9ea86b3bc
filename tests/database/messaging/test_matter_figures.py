"""Figures of matters: what came by which way, what was answered and how soon, by office and interval."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.clock import SystemClock
from core.db.tables.messages.matter_tables import MatterFactRow, MatterRow
from core.metrics.dictionary import METRICS, SUBJECTS
from core.metrics.intervals import slot_of
from core.metrics.needed import counters_of
from core.metrics.sums import Sums
from core.retention.retention import LONG_AGO, Window
from jobs.retention.due_store import Due, take_batch
from jobs.retention.kept_rows import ROWS
from messaging.matters.form_store import Form, open_by_form
from messaging.matters.joining_store import split
from messaging.matters.reading_store import read_matter
from messaging.matters.text_store import Texts
from messaging.matters.work_store import answer, close, take_back
from reports.figures.figure_query import Filters, GroupBy, Query
from reports.figures.figure_store import read_sums
from tests.support.database.offices import put_offices
from tests.support.messages.matters import HASHES, LOMZA, MAILBOXES, AlwaysOpen, PostRoom, letter

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(60)]

WHO = "k20060-1"
OF_MATTERS = counters_of(SUBJECTS["Sprawy pisemne"])


@pytest.fixture
async def room(engine: AsyncEngine) -> PostRoom:
    await put_offices(engine, "20060", "20070", seat="Kolno")
    return PostRoom(engine)


async def sums_of(engine: AsyncEngine, by: GroupBy = "total", *offices: str) -> list[tuple[object, Sums]]:
    now = SystemClock().now()
    begin, end = slot_of(now) - timedelta(hours=1), slot_of(now) + timedelta(hours=1)
    filters = Filters(offices=frozenset(offices) or None)
    async with engine.connect() as connection:
        return list(await read_sums(connection, Query(begin, end, by, "15min", filters, OF_MATTERS)))


async def test_everything_is_counted_once_where_it_happened(room: PostRoom) -> None:
    clock = SystemClock()
    await room.bring(letter(Message_ID="<a@example.pl>"))
    await room.bring(letter(sender="jan@example.pl", subject="B"), LOMZA)
    form = Form("f-1", "20060", "Formularz", "Czy?", "Ewa", "ewa@example.pl")
    for _ in range(2):  # sent again, it is the same one
        await open_by_form(room.engine, HASHES, MAILBOXES, AlwaysOpen(), form, clock.now())
    async with room.engine.begin() as connection:
        await Texts(HASHES, AlwaysOpen()).file(connection, "48600100200", "pytanie", clock.now())
    await room.bring(letter("i jeszcze", References="<a@example.pl>"))
    first = next(one for one in await room.matters() if one.title == "Staż")
    _, messages = await read_matter(room.engine, None, first.id)
    await split(room.engine, None, AlwaysOpen(), first.id, 2, [messages[-1].id], "Inne", WHO, clock.now())

    # Answered in time after two hours, taken back, answered too late, answered by the person, and ended.
    came = clock.now()
    await answer(room.engine, HASHES, None, first.id, 3, "tak", WHO, came + timedelta(hours=2))
    _, messages = await read_matter(room.engine, None, first.id)
    said = next(one.id for one in messages if one.direction == "out")
    await take_back(room.engine, None, first.id, said, WHO, came + timedelta(hours=2))
    async with room.engine.begin() as connection:
        late = update(MatterRow).where(MatterRow.id == first.id).values(due_at=came - timedelta(hours=1))
        await connection.execute(late)
        assert await connection.scalar(select(func.count()).where(MatterFactRow.kind == "answered")) == 0
    first, _ = await read_matter(room.engine, None, first.id)
    await answer(room.engine, HASHES, None, first.id, first.version, "tak", WHO, clock.now())
    await room.bring(letter("dziękuję", References="<a@example.pl>"))
    first, _ = await read_matter(room.engine, None, first.id)
    await close(room.engine, None, first.id, first.version, "settled", WHO, clock.now())
    other = next(one for one in await room.matters() if one.office == "20070")
    await answer(room.engine, HASHES, None, other.id, other.version, "tak", WHO, clock.now())

    [(_, whole)] = await sums_of(room.engine)
    waited = whole["matters_waited_ms"]
    assert 0 < waited < 60_000
    assert {name: n for name, n in whole.counts.items() if name != "matters_waited_ms"} == {
        "matters_opened": 5,
        "matters_by_mail": 2,
        "matters_by_form": 1,
        "matters_by_sms": 1,
        "matters_answered": 2,
        "matters_in_time": 1,
        "matters_reopened": 1,
        "matters_closed": 1,
    }
    by_office = dict(await sums_of(room.engine, "office"))
    assert [by_office[office]["matters_opened"] for office in ("20060", "20070")] == [4, 1]
    assert by_office["20060"] + by_office["20070"] == whole
    intervals = await sums_of(room.engine, "interval")
    assert len(intervals) == 8
    assert sum((sums for _, sums in intervals), Sums()) == whole
    [(_, kolno)] = await sums_of(room.engine, "total", "20070")
    assert METRICS["matters_in_time"].compute(kolno).value == 100.0
    for by in ("topic", "number", "agent"):  # of which nothing is known of a matter
        assert await sums_of(room.engine, by) == []


async def test_figures_stay_when_matters_go(room: PostRoom) -> None:
    await room.bring(letter(), LOMZA)
    matter, _ = await room.only()
    now = SystemClock().now()
    await answer(room.engine, HASHES, None, matter.id, matter.version, "tak", WHO, now)
    [(_, before)] = await sums_of(room.engine)
    late = now + timedelta(days=800)
    due = Due("matter", [Window("20070", LONG_AGO, late)], ["20070"], late)
    for kept in ROWS["matter"]:
        async with room.engine.begin() as connection:
            await take_batch(connection, kept, due, None, 10)
    assert await room.matters() == []
    assert await sums_of(room.engine) == [("", before)]
