"""The commands for reports, given beside an installation that runs."""

import re
import subprocess
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.clock import SystemClock
from core.db.engine import make_engine
from core.secrets import read_secrets
from ops.running.installation import Installation
from reports.figures.figure_check_store import differences_of
from reports.figures.figure_rows import day_of
from reports.figures.partition_store import month_of, months_standing
from tests.support.centres import forked
from tests.support.reports.made_up_calls import MadeUpCall, Stand, all_facts
from tests.support.reports.report_projection import catch_up, write

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(180)]

STAND = Stand("20060", wait=12.0, agent="k20060-1", talk=60.0, wrap_up=20.0)


def give(centre: Installation, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of `make`, as it is given on that machine."""
    return forked.run(module, *arguments, environment=centre.environment())


@pytest_asyncio.fixture
async def reports(shared: Installation) -> AsyncIterator[AsyncEngine]:
    """Of the installation's database, with a call of today and one of last summer in its reports."""
    if not shared.pid:
        shared.start()
    settings = shared.settings
    made = make_engine(settings.dsn, pool_size=2, fact_key=read_secrets(settings.state).fact_key)
    now = SystemClock().now()
    calls = [
        MadeUpCall(id="call-old", at=now - timedelta(days=120), stands=(STAND,)),
        MadeUpCall(id="call-new", at=now - timedelta(minutes=10), stands=(STAND,)),
    ]
    try:
        await write(made, all_facts(calls))
        await catch_up(made, now)
        yield made
    finally:
        await made.dispose()


@pytest.mark.more(
    "the command does what is shown where it is called; that commands run beside a centre, by the others here",
    "tests/database/reports/test_figures_projection.py::test_a_sum_that_was_damaged_is_named_and_put_right",
    "tests/ops/test_report_tools.py::test_the_calls_of_the_oldest_month_are_taken_out",
)
async def test_damaged_sums_are_named_and_put_right(shared: Installation, reports: AsyncEngine) -> None:
    today = day_of(SystemClock().now() - timedelta(minutes=10))
    async with reports.begin() as connection:
        await connection.execute(text("UPDATE report_day SET answered = 7 WHERE day = :day"), {"day": today})
    done = give(shared, "ops.commands.recompute_reports", "--from", str(today), "--to", str(today))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "answered was 7 instead of 1" in done.stdout
    assert await differences_of(reports, today) == []
    again = give(shared, "ops.commands.recompute_reports")
    assert again.returncode == 0 and "0 sums were wrong" in again.stdout, again.stdout + again.stderr
    refused = give(shared, "ops.commands.recompute_reports", "--from", "2031-01-01", "--to", "2031-01-02")
    assert refused.returncode == 1 and "Traceback" not in refused.stderr


async def test_a_tool_reads_the_views_with_the_password_that_was_shown(
    shared: Installation, reports: AsyncEngine
) -> None:
    made = give(shared, "ops.commands.reports_role", "power_bi")
    assert made.returncode == 0, made.stdout + made.stderr
    found = re.search(r"Role power_bi, password (\S+) .*Socket (\S+), database (\S+)\.", made.stdout)
    assert found is not None, made.stdout
    password, socket, database = found.groups()
    reader = await asyncpg.connect(host=socket, user="power_bi", password=password, database=database)
    try:
        assert await reader.fetchval("SELECT sum(answered) FROM v_report_days") >= 1
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await reader.fetchval("SELECT count(*) FROM event")
    finally:
        await reader.close()
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(host=socket, user="power_bi", password="not-it", database=database)
    assert give(shared, "ops.commands.reports_role", "Power BI").returncode == 1


async def test_the_calls_of_the_oldest_month_are_taken_out(shared: Installation, reports: AsyncEngine) -> None:
    old = month_of(SystemClock().now() - timedelta(days=120))
    this = datetime.now(UTC)
    refused = give(shared, "ops.commands.reports_month", f"{this:%Y-%m}")
    assert refused.returncode == 1 and "Starszy miesiąc" in refused.stdout + refused.stderr
    assert give(shared, "ops.commands.reports_month", "last").returncode == 1
    done = give(shared, "ops.commands.reports_month", f"{old:%Y-%m}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"report_parts.report_call_{old:%Y_%m}" in done.stdout
    async with reports.connect() as connection:
        assert f"report_call_{old:%Y_%m}" not in await months_standing(connection)
        assert await connection.scalar(text("SELECT sum(answered) FROM report_quarter")) == 2
    done = give(shared, "ops.commands.recompute_reports")
    assert done.returncode == 0 and "0 sums were wrong" in done.stdout, done.stdout + done.stderr
