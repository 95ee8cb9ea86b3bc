"""The table of who may see what, through the store: what may not be seen is not in the card at all."""

from itertools import product
from typing import Any, get_args

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from clients.access import FIELD_GROUPS, Occasion, ReasonNeeded, Viewer, visible_groups
from clients.contacts.history_store import read_history
from clients.persons.card import ClientCard
from clients.persons.person_store import view_client
from core.db.tables.centre.call_tables import CallRow, VoiceMessage
from core.db.tables.client_tables import AccessLogRow
from core.db.tables.staff_tables import AgentStateRow
from core.errors import NotFound
from core.rights import ROLES
from tests.support.calls.call_facts import NINE
from tests.support.clients.persons import put_person
from tests.support.database.offices import put_offices

pytestmark = pytest.mark.anyio

OFFICES = {"own": "20060", "another": "20610"}
ON_THE_CARD = [group for group in FIELD_GROUPS if group in ClientCard.model_fields]


async def _occasions(engine: AsyncEngine, whose: str) -> None:
    """An account that has a call with the client, one that calls back, one that has taken a message up."""
    client = f"client-{whose}"
    call: dict[str, Any] = {
        "dialled_number": "9510",
        "caller_number": "-",
        "started_at": NINE,
        "client_id": client,
    }
    async with engine.begin() as connection:
        for kind, direction in (("call", "inbound"), ("callback", "callback")):
            key = f"{kind}-{whose}"
            await connection.execute(insert(CallRow).values(id=key, direction=direction, **call))
            await connection.execute(
                insert(AgentStateRow).values(agent=key, state="talking", since=NINE, call_id=key)
            )
        await connection.execute(
            insert(VoiceMessage).values(
                id=f"msg-{whose}",
                call_id=f"call-of-msg-{whose}",
                office=OFFICES[whose],
                file="-",
                state="listened",
                left_at=NINE,
                caller_number="-",
                client_id=client,
                taken_up_by=f"ticket-{whose}",
                taken_up_at=NINE,
            )
        )


async def _seen(engine: AsyncEngine, role: str, whose: str, occasion: Occasion) -> ClientCard | None:
    viewer = Viewer(f"{occasion}-{whose}", role, OFFICES["own"], frozenset({OFFICES["own"]}))
    reason = "Pytanie w okienku" if occasion == "reason" else None
    try:
        return await view_client(engine, viewer, f"client-{whose}", NINE, call_id=None, reason=reason)
    except (NotFound, ReasonNeeded):
        return None


async def test_the_card_holds_what_the_table_says_and_nothing_else(engine: AsyncEngine) -> None:
    await put_offices(engine, *OFFICES.values())
    for whose, office in OFFICES.items():
        await put_person(engine, f"client-{whose}", office)
        await _occasions(engine, whose)
    wrong = []
    for role, whose, occasion in product([*ROLES, "employer"], OFFICES, get_args(Occasion)):
        if occasion == "none":
            continue  # a reason that another role has given would hold for the same account
        card = await _seen(engine, role, whose, occasion)
        allowed = visible_groups(role, occasion, is_own_office=whose == "own")
        shown = set() if card is None else {group for group in ON_THE_CARD if getattr(card, group)}
        if shown != allowed & set(ON_THE_CARD) or (card is not None and set(card.groups) != allowed):
            wrong.append((role, whose, occasion, shown ^ allowed))
    assert wrong == []


async def test_without_an_occasion_nobody_sees_anybody(engine: AsyncEngine) -> None:
    await put_offices(engine, *OFFICES.values())
    for whose, office in OFFICES.items():
        await put_person(engine, f"client-{whose}", office)
    for role, whose in product([*ROLES, "employer"], OFFICES):
        assert await _seen(engine, role, whose, "none") is None, (role, whose)


async def test_a_history_that_may_not_be_seen_is_not_read(engine: AsyncEngine) -> None:
    await put_offices(engine, *OFFICES.values())
    await put_person(engine, "client-another", OFFICES["another"])
    await _occasions(engine, "another")
    viewer = Viewer("call-another", "consultant", OFFICES["own"], frozenset({OFFICES["own"]}))
    with pytest.raises(NotFound):
        await read_history(engine, viewer, "client-another", NINE, limit=10)
    async with engine.connect() as connection:
        refused = select(func.count()).where(AccessLogRow.outcome == "refused", AccessLogRow.topic == "history")
        assert await connection.scalar(refused) == 1
