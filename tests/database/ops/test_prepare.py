"""What a production installation needs before its processes start, prepared by a verb of its own."""

import json
import os
import re
import shlex
import subprocess
from functools import partial
from pathlib import Path

import pytest
from anyio import to_thread
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.office_tables import Office, OpeningPlanRow
from core.db.tables.person_tables import Client
from core.db.tables.staff_tables import Account
from core.secrets import read_secrets
from ops.install import tools
from tests.support.centres import forked

pytestmark = pytest.mark.anyio


async def _run(module: str, state: Path, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    own = {name: value for name, value in os.environ.items() if not name.startswith("S724_")}
    environment = {**own, "S724_STATE_DIR": str(state), "S724_DEMONSTRATION": "no", **settings}
    return await to_thread.run_sync(partial(forked.run, module, *arguments, environment=environment))


async def test_preparing_makes_everything_and_a_second_run_changes_nothing_in_use(
    tmp_path: Path, dsn: str, engine: AsyncEngine
) -> None:
    state = tmp_path / "state"
    done = await _run("ops.running.prepare", state, S724_DATABASE_URL=dsn)
    assert done.returncode == 0, done.stderr
    etc = state / "asterisk" / "etc"
    assert "messages.log = warning,error" in (etc / "logger.conf").read_text()
    assert "Stasis(s724" in (etc / "extensions.conf").read_text()
    secrets = read_secrets(state)
    assert (state / "run" / "metrics-token").read_text() == secrets.metrics_token != ""
    said = dict(re.findall(r'^(\w+)="(.*)"$', (state / "run" / "environment").read_text(), re.MULTILINE))
    assert shlex.split(said["S724_ESPEAK"]) == tools.espeak_command()
    for place in (state, state / "run" / "environment", state / "run" / "metrics-token", state / "secrets.json"):
        assert place.stat().st_mode & 0o077 == 0
    async with engine.connect() as connection:
        counts = [await connection.scalar(select(func.count()).select_from(t)) for t in (Office, Account, Client)]
    assert counts == [15, 0, 0], "made-up people in production"
    assert not {"sip_passwords", "web_passwords"} & json.loads((state / "secrets.json").read_text()).keys()
    assert "(consultant)\n" not in (etc / "pjsip_consultants.conf").read_text()

    again = await _run("ops.running.prepare", state, S724_DATABASE_URL=dsn)
    assert again.returncode == 0, again.stderr
    assert read_secrets(state) == secrets
    async with engine.connect() as connection:
        plans = await connection.scalar(select(func.count()).select_from(OpeningPlanRow))
    assert plans == 16, "one for each office and one for the pool, written once"


async def test_preparing_without_a_database_says_so(tmp_path: Path) -> None:
    done = await _run("ops.running.prepare", tmp_path / "state", S724_DATABASE_URL="postgresql://elsewhere/x")
    assert done.returncode == 1
    assert done.stderr.splitlines() == ["S724_DATABASE_URL must begin with postgresql+asyncpg://"]


async def test_asterisk_is_not_started_before_preparing(tmp_path: Path) -> None:
    done = await _run("ops.commands.asterisk", tmp_path / "state")
    assert done.returncode == 1
    assert "run 'python -m ops.running.prepare' first" in done.stderr
