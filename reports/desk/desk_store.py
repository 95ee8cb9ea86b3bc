"""Reads what a desk needs besides the story of its call: names, the order of a call-back, what nodes have read.

The story itself is the live feed's. Of a call of which the feed says nothing, or whose beginning it has not seen,
it is folded from the facts in the database. What they say of persons stays sealed: nobody needs it here.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
import structlog
from sqlalchemy import Row, bindparam, cast, func, select, tuple_
from sqlalchemy.dialects.postgresql import JSONPATH
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.centre.call_tables import CallbackRow, EventRow
from core.db.tables.centre.office_tables import Office
from core.db.tables.centre.scenario_tables import Scenario
from core.db.tables.staff_tables import Agent
from core.facts.events import KINDS, AnyEvent
from core.keys.personal_keys import empty_values
from core.live.call_story import CallStory, story_at_desk
from reports.desk.desk_words_pl import Order

log = structlog.get_logger()

_FACTS = (
    select(EventRow.id, EventRow.type, EventRow.at, EventRow.call_id, EventRow.data)
    .where(EventRow.call_id == bindparam("call"))
    .order_by(EventRow.number)
)
_OFFICES = select(Office.code, Office.seat, Office.is_province)
_READ_NODES = '$.nodes.keyvalue() ? (@.value.kind == "knowledge" || @.value.kind == "subscenario")'
_DEFAULT_MOST = 2  # answers of a node that does not say how many it reads: `ivr.nodes.knowledge`


@dataclass(frozen=True, slots=True)
class KnowledgeNode:
    """What a node of the knowledge base reads: the first `most` answers on a topic."""

    topic: str
    most: int


@dataclass(frozen=True, slots=True)
class CallAtDesk:
    """A call as far as the desk of one consultant may know it, and the words that go with it."""

    story: CallStory
    offices: dict[str, str]
    people: dict[str, str]  # names of consultants who are told of, by account
    order: Order | None = None  # the call-back that this is, or was
    read: dict[str, KnowledgeNode] = field(default_factory=dict)  # what the caller has heard, by node


async def call_at_desk(engine: AsyncEngine, agent: str, call_id: str, live: CallStory | None) -> CallAtDesk:
    """The call of which the live feed tells `live`; None: it tells nothing. Everything in one transaction that
    writes nothing. A call of which nothing is known has an empty story.

    `call_id` may be an order's: of a call-back whose caller has not been reached yet.
    """
    async with engine.connect() as connection:
        story = live or CallStory()
        if not story.dialled_number:
            rows = await connection.execute(_FACTS, {"call": call_id})
            written = story_at_desk(agent, [fact for row in rows if (fact := _fact(row)) is not None])
            # Neither says what has its default. A caller back from the fallback path is known to both in part.
            story = msgspec.convert(msgspec.to_builtins(written) | msgspec.to_builtins(story), CallStory)
        offices = {
            row.code: f"WUP {row.seat}" if row.is_province else row.seat
            for row in await connection.execute(_OFFICES)
        }
        account = None if story.arrival is None else story.arrival.account
        people = {} if account is None else await _names(connection, {account})
        callback = story.callback if story.dialled_number else call_id
        order = None if callback is None else await _order(connection, callback)
        read = await _read_nodes(connection, story) if story.heard else {}
    return CallAtDesk(story, offices, people, order, read)


def _fact(row: Row[Any]) -> AnyEvent | None:
    data = {**row.data, **empty_values(row.type)}  # whatever it says of persons, sealed or not yet
    try:
        fact: AnyEvent = msgspec.convert(
            {**data, "id": row.id, "at": row.at, "call_id": row.call_id}, KINDS[row.type]
        )
        return fact
    except (KeyError, msgspec.ValidationError):
        log.error("a fact of another version was passed over", event_id=row.id, type=row.type)
        return None


async def _names(connection: AsyncConnection, accounts: Collection[str]) -> dict[str, str]:
    query = select(Agent.id, Agent.display_name).where(Agent.id.in_(accounts))
    return {row.id: row.display_name for row in await connection.execute(query)}


async def _order(connection: AsyncConnection, callback: str) -> Order | None:
    query = select(
        CallbackRow.ordered_at, CallbackRow.attempts, CallbackRow.client_id.is_not(None).label("is_of_client")
    ).where(CallbackRow.id == callback)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else Order(row.ordered_at, row.attempts, row.is_of_client)


async def _read_nodes(connection: AsyncConnection, story: CallStory) -> dict[str, KnowledgeNode]:
    """What the nodes that were heard read, by the versions of scenarios with which the call walks."""
    wanted = list(story.versions.items())
    nodes = func.jsonb_path_query_array(Scenario.graph, cast(_READ_NODES, JSONPATH)).label("nodes")
    query = select(Scenario.name, nodes).where(tuple_(Scenario.name, Scenario.version).in_(wanted))
    graphs = {
        row.name: {node["key"]: node["value"] for node in row.nodes} for row in await connection.execute(query)
    }
    found = {}
    for heard in story.heard:
        node = _resolved(graphs, next(iter(story.versions), ""), heard.node)
        if node is not None:
            found[heard.node] = node
    return found


def _resolved(graphs: Mapping[str, Mapping[str, Any]], scenario: str, path: str) -> KnowledgeNode | None:
    """The node at a path: before each slash stands a node that calls the graph in which the rest is."""
    first, _, rest = path.partition("/")
    node = graphs.get(scenario, {}).get(first)
    if node is None:
        return None
    settings = node.get("settings") or {}
    if rest:
        return _resolved(graphs, str(settings.get("scenario", "")), rest)
    topic = settings.get("topic")
    return KnowledgeNode(str(topic), int(settings.get("most", _DEFAULT_MOST))) if topic else None
