"""A centre of its own that is open at every hour, with a subscriber's telephone whom it can ring."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Insert, insert

from acd.callback_store import GIVEN_UP
from core.db.engine import make_engine
from core.db.tables.centre.call_tables import CallbackRow
from core.db.tables.person_tables import Client
from ops import ports
from ops.running.installation import Installation
from tests.support.centres import lean_centre
from tests.support.centres.prepared_state import lend_state, prepared_once
from tests.support.centres.running_centre import RunningCentre


@contextmanager
def always_open(base: Path, environment: Mapping[str, str]) -> Iterator[Installation]:
    """It runs within the block. `base`: where what all centres of a run share is prepared."""
    with tempfile.TemporaryDirectory(prefix="s724-") as folder:
        Path(folder).chmod(0o755)  # the database server runs as another user where the tests run as root
        (subscribers,) = ports.free(1)
        own = {"S724_TRUNK_OUT": f"127.0.0.1:{subscribers}", "S724_HOURS": "always"}
        made = Installation(Path(folder) / "var", module=lean_centre.MODULE, environment={**environment, **own})
        lend_state(prepared_once(base, made.settings), made.settings)
        with made as running:
            yield running


async def put_given_up_order(centre: RunningCentre, order: str, office: str, number: str) -> None:
    """Somebody who wanted to be rung back, and whom the centre did not reach."""
    ordered = datetime.now(UTC) - timedelta(hours=1)
    row = {"id": order, "call_id": "call-before", "office": office, "callback_number": number, "attempts": 3}
    moments = {"ordered_at": ordered, "due_at": ordered, "ended_at": ordered}
    await _put(centre, insert(CallbackRow).values(**row, **moments, state=GIVEN_UP))


async def put_client(centre: RunningCentre, client: str, office: str, number: str, last_name: str) -> None:
    """Somebody whom the office knows by the telephone."""
    person = {"id": client, "office": office, "first_name": "Anna", "last_name": last_name}
    await _put(centre, insert(Client).values(**person, phone=number))


async def _put(centre: RunningCentre, row: Insert) -> None:
    engine = make_engine(centre.installation.settings.dsn, pool_size=1)
    try:
        async with engine.begin() as connection:
            await connection.execute(row)
    finally:
        await engine.dispose()
