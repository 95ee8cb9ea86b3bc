"""Who sees what of a client by the web service: each role × office × occasion × group of fields, against a table
that is written here by hand once more. Neither `clients.access` nor `core.rights` is asked."""

from itertools import product
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.call_tables import CallbackRow, CallRow, VoiceMessage
from core.db.tables.staff_tables import AccountOffice, AgentStateRow
from tests.api.conftest import LogIn
from tests.api.rights_things import hire_somebody
from tests.support.calls.call_facts import NINE
from tests.support.clients.persons import put_person
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

ANNA, KOLNO, BIALYSTOK, WUP = "client-anna", "20060", "20610", "20000"

NOTHING: set[str] = set()
BY_TELEPHONE = {"identity", "registration", "qualifications", "visits", "benefits"}
TASK = BY_TELEPHONE | {"contact_data", "employment", "referrals", "consents", "history"}

ROLES = (
    *("consultant", "supervisor", "pup_editor", "wup_editor", "managing_team", "portal_editor"),
    *("portal_administrator", "auditor", "technician", "administrator"),
)
OFFICES = {"own": KOLNO, "also own": BIALYSTOK, "another": BIALYSTOK, "province": WUP}
"""Where the account is. Anna is Kolno's; `also own`: an account of Białystok to which Kolno was added."""

OCCASIONS = ("none", "reason", "call", "offer", "callback", "message")
GROUPS = (
    *("identity", "contact_data", "registration", "qualifications", "employment", "visits", "benefits"),
    *("referrals", "consents", "cards", "pesel"),
)

SEEN: dict[tuple[str, bool], set[str]] = {
    ("consultant", True): TASK,
    ("consultant", False): BY_TELEPHONE,
    ("supervisor", True): TASK | {"cards"},
    ("supervisor", False): BY_TELEPHONE,
}
"""By role and whether Anna is of the own office. Nobody else sees anything."""


def allowed(role: str, office: str, occasion: str) -> set[str]:
    is_own = office in ("own", "also own")
    if occasion == "none" or (occasion == "reason" and not is_own):
        return NOTHING
    return SEEN.get((role, is_own), NOTHING)


async def account_at(engine: AsyncEngine, role: str, office: str) -> str:
    account = await hire_somebody(engine, role, OFFICES[office])
    if office == "also own":
        async with engine.begin() as connection:
            await connection.execute(insert(AccountOffice).values(username=account, office=KOLNO))
    return account


async def begins(engine: AsyncEngine, account: str, occasion: str) -> None:
    """Something makes Anna the account's, as the records of calls and messages tell it."""
    call: dict[str, Any] = {"dialled_number": "9510", "caller_number": "-", "started_at": NINE}
    async with engine.begin() as connection:
        for table in (AgentStateRow, CallRow, CallbackRow, VoiceMessage):
            await connection.execute(delete(table))
        if occasion in ("call", "offer", "callback"):
            state = "ringing" if occasion == "offer" else "talking"
            await connection.execute(
                insert(AgentStateRow).values(agent=account, state=state, since=NINE, call_id="call-1")
            )
            direction = "callback" if occasion == "callback" else "inbound"
            call |= {"direction": direction, "client_id": ANNA, "verification_level": 2}
            await connection.execute(insert(CallRow).values(id="call-1", **call))
        if occasion == "message":
            message = {"office": BIALYSTOK, "file": "-", "state": "listened", "left_at": NINE, "taken_up_at": NINE}
            await connection.execute(
                insert(VoiceMessage).values(
                    id="msg-1", call_id="call-0", caller_number="-", client_id=ANNA, taken_up_by=account, **message
                )
            )


async def seen(client: AsyncClient, occasion: str) -> set[str]:
    """Groups of which anything is answered, whatever the card says of itself."""
    why = {"reason": "Pytanie w okienku"} if occasion == "reason" else {}
    answer = await client.post(f"/api/clients/{ANNA}/view", json=why)
    card = answer.json() if answer.status_code == 200 else {}
    groups = {group for group in GROUPS if card.get(group)}
    assert set(card.get("groups", groups)) - {"history"} == groups
    history = await client.get(f"/api/clients/{ANNA}/history")
    assert history.status_code == 200 or not history.json().get("contacts")
    return groups | ({"history"} if history.status_code == 200 else NOTHING)


async def corrected(client: AsyncClient) -> set[str]:
    """Groups of which a field can be proposed to be another."""
    found = set()
    for group, field, value in (("identity", "citizenship", "czeskie"), ("contact_data", "street", "Leśna")):
        answer = await client.post(
            f"/api/clients/{ANNA}/corrections",
            json={"field": field, "new_value": value},
            headers={"If-Match": '"1"'},
        )
        found |= {group} if answer.status_code == 200 else NOTHING
        assert answer.status_code == 200 or ("Polna" not in answer.text and "polskie" not in answer.text)
    return found


def _cases() -> list[Any]:
    """Whoever sees anything everywhere, and whoever sees nothing at home."""
    seeing = {role for role, _ in SEEN}
    elsewhere = pytest.mark.more(
        "who sees nothing of a client of the own office, of another one",
        "tests/api/clients/test_client_matrix.py::test_each_group_is_seen_as_the_table_says",
    )
    return [
        pytest.param(role, office, marks=[] if role in seeing or office == "own" else [elsewhere])
        for role, office in product(ROLES, OFFICES)
    ]


@pytest.mark.parametrize(("role", "office"), _cases())
async def test_each_group_is_seen_as_the_table_says(
    log_in: LogIn, engine: AsyncEngine, clock: StandingClock, role: str, office: str
) -> None:
    await put_person(engine, ANNA, KOLNO)
    account = await account_at(engine, role, office)
    client = await log_in(account)
    wrong: list[tuple[Any, ...]] = []
    for occasion in OCCASIONS:
        clock.passes(minutes=16)  # no reason of before holds any more
        await begins(engine, account, occasion)
        may = allowed(role, office, occasion)
        found = await seen(client, occasion), await corrected(client)
        if found != (may, may & {"identity", "contact_data"}):
            wrong.append((occasion, found, may))
        proposals = await client.get("/api/corrections")
        is_decider = role == "supervisor"
        shown = proposals.json().get("corrections", []) if proposals.status_code == 200 else []
        if (proposals.status_code == 200) != is_decider or (shown and office not in ("own", "also own")):
            wrong.append((occasion, "corrections", shown))
        found_ones = await client.post("/api/clients/search", json={"last_name": "Now"})
        listed = bool(found_ones.json().get("clients"))
        if listed != (role in ("consultant", "supervisor") and office in ("own", "also own")):
            wrong.append((occasion, "search", listed))
    assert wrong == []
