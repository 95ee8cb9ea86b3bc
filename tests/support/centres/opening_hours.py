"""A centre that goes by its opening hours, for tests that run at any hour of any day.

Exceptions go before plans, holidays and Sundays: one of them keeps each office open, until a test puts another in
its place.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from core.clock import WARSAW, SystemClock
from core.db.engine import make_engine
from core.db.tables.centre.office_tables import OpeningExceptionRow
from core.ids import new_id
from core.relay.relay import tell_on_commit
from ivr import defaults
from ivr.hours.opening_hours import Opening
from ivr.hours.store import NEWS, load_hours
from ivr.hours.words_pl import spoken_values
from ivr.office_store import load_offices
from ivr.speech.values import Value
from tests.support.centres.running_centre import SUPERVISOR, RunningCentre

_ALL_DAY = {"kind": "other_hours", "spans": [{"begin": "00:00", "end": "24:00"}], "text": "testy"}


async def keep_open(dsn: str) -> None:
    """Open every office of a running centre from today on for half a year, day and night."""
    now = SystemClock().now()
    today = now.astimezone(WARSAW).date()
    rows = [
        {
            "id": new_id("exception"),
            "office": code,
            "first_day": today,
            "last_day": today + timedelta(days=180),
            "settings": {"purpose": "all", "in_lieu_of": None, **_ALL_DAY},
            "changed_by": "system",
            "changed_at": now,
        }
        for code in sorted(defaults.office_directory().codes())
    ]
    engine = make_engine(dsn, pool_size=1)
    try:
        async with engine.begin() as connection:
            await connection.execute(insert(OpeningExceptionRow), rows)
            await tell_on_commit(connection, NEWS)
    finally:
        await engine.dispose()


def not_now(now: datetime) -> dict[str, Any]:
    """Hours of a day that are over or have not begun."""
    span = {"begin": "23:57", "end": "23:59"} if now.hour < 12 else {"begin": "00:01", "end": "00:03"}
    return {"kind": "other_hours", "spans": [span]}


@asynccontextmanager
async def special_today(
    centre: RunningCentre, office: str, today: date, purpose: str = "all", **details: Any
) -> AsyncIterator[None]:
    """Today, and only today, is as `details` say inside the block; afterwards the office is kept open again."""
    shown = await centre.get(f"/api/hours/{office}")
    kept = [each["id"] for each in shown["exceptions"] if each["days"]["purpose"] == purpose]
    days = {"purpose": purpose, "first_day": f"{today}", "last_day": f"{today}", "text": "szkolenie", **details}
    written = await _written(centre, office, kept[0] if kept else None, days)
    try:
        yield
    finally:
        if kept:
            again = {"first_day": f"{today}", "last_day": f"{today + timedelta(days=180)}", **_ALL_DAY}
            await _written(centre, office, written, again)
        else:
            removed = await centre.request(SUPERVISOR, "DELETE", f"/api/hours/{office}/exceptions/{written}")
            assert removed.status_code == 204, removed.text


async def _written(centre: RunningCentre, office: str, instead_of: str | None, days: dict[str, Any]) -> str:
    path = f"/api/hours/{office}/exceptions"
    if instead_of is None:
        answer = await centre.request(SUPERVISOR, "POST", path, json=days)
    else:
        answer = await centre.request(SUPERVISOR, "PUT", f"{path}/{instead_of}", json=days)
    assert answer.is_success, answer.text
    return str(answer.json()["id"])


async def said(centre: RunningCentre, office: str, now: datetime) -> tuple[dict[str, Value], Opening | None]:
    """What announcements may name of an office's hours, and when somebody is there again."""
    engine = make_engine(centre.installation.settings.dsn, pool_size=1)
    try:
        state = (await load_hours(engine)).state(office, None, now)
        return spoken_values(state, (await load_offices(engine)).get(office), now), state.opening
    finally:
        await engine.dispose()
