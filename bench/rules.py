"""In what a measured centre differs from a usual one: rules of queues, and a number that leads into a queue."""

from typing import Any

from sqlalchemy import insert, select, update

from core.clock import SystemClock
from core.db.engine import make_engine
from core.db.tables.centre.office_tables import DialledNumber, QueuePolicyRow
from core.db.tables.centre.scenario_tables import Scenario
from core.relay.relay import relay_client
from ops.demonstration.seed import PROVINCE

QUEUE_NUMBER = "9599"  # leads into the queue of the provincial office, and nowhere else

_SCENARIO = "pomiar-kolejki"
_END = dict.fromkeys(("served", "nobody_there", "full", "callback"), "koniec")
_GRAPH: dict[str, Any] = {
    "name": _SCENARIO,
    "title": "Pomiar kolejki",
    "start": "kolejka",
    # No office was chosen: the provincial one answers.
    "nodes": {"kolejka": {"kind": "queue", "next": _END}, "koniec": {"kind": "goodbye"}},
}
# `Queue` tells a consultant nothing before the conversation either.
_EVERYWHERE: dict[str, Any] = {"whispers": False}
# Its consultants have callers of their own without end, who may neither go elsewhere nor have other offices help.
_APART: dict[str, Any] = {
    "neighbours_after": None,
    "everyone_after": None,
    "overflows_when_empty": False,
    "activate_ratio": None,
    "callback_after": None,
    "reserve": 1000,
}


async def set_rules(dsn: str, **of_the_queue: Any) -> None:
    """Write all of it into the database of a running centre, and tell the centre.

    `of_the_queue` are more rules of the queue that the number leads into.
    """
    engine = make_engine(dsn, pool_size=1)
    apart = {**_APART, **of_the_queue}
    number = {
        "number": QUEUE_NUMBER,
        "scenario": _SCENARIO,
        "is_free": True,
        "description": "Tylko do pomiaru",
    }
    try:
        async with engine.begin() as connection:
            query = select(QueuePolicyRow.id, QueuePolicyRow.office, QueuePolicyRow.settings)
            for row in (await connection.execute(query)).all():
                changed = {**row.settings, **_EVERYWHERE, **(apart if row.office == PROVINCE else {})}
                await connection.execute(
                    update(QueuePolicyRow).where(QueuePolicyRow.id == row.id).values(settings=changed)
                )
            published = {"name": _SCENARIO, "version": 1, "graph": _GRAPH, "published_at": SystemClock().now()}
            await connection.execute(insert(Scenario), [published])
            await connection.execute(insert(DialledNumber), [number])
    finally:
        await engine.dispose()
    async with relay_client(dsn) as relay:
        await relay.tell("policies")
        await relay.tell("scenarios")
