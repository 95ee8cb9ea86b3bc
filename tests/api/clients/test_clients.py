"""The client card by the web service: whose office, which call, which groups, and what the access log says."""

import json
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from api.account_limits import LIMITS
from clients.access import FIELD_GROUPS
from clients.access_ceiling_store import refused_accounts
from core.db.tables.centre.call_tables import VoiceMessage
from core.db.tables.client_tables import AccessLogRow, LookCountRow
from core.db.tables.person_tables import Client
from core.db.tables.request_tables import AccessReasonRow
from core.db.tables.staff_tables import SecurityEventRow
from core.facts.kinds.callbacks import CallbackOrdered
from core.facts.kinds.calls import CallStarted
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.support.calls.call_facts import NINE, Story
from tests.support.clients.persons import put_person
from tests.support.database.postgres import server
from tests.support.plugins.more import ANOTHER, first_of
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

ANNA, EWA = "client-anna", "client-ewa"
KOLNO, BIALYSTOK = "20060", "20610"
STRANGER = "k20610-1"  # a consultant of Białystok
BY_TELEPHONE = ["identity", "registration", "qualifications", "visits", "benefits"]
TASK = [group for group in FIELD_GROUPS if group not in ("cards", "pesel")]
WHY = {"reason": "Pytanie klienta w okienku"}


@pytest.fixture(autouse=True)
async def persons(engine: AsyncEngine) -> None:
    """Anna is Kolno's client, Ewa Białystok's."""
    await put_person(engine, ANNA, KOLNO)
    await put_person(engine, EWA, BIALYSTOK, first_name="Ewa", last_name="Nowacka", phone="600100999")


def conversation(agent: str, call_id: str = "call-1", client: str | None = ANNA) -> Story:
    """A caller is verified as a client, or not, and talks with a consultant."""
    story = Story(call_id).rings()
    if client is not None:
        story.is_verified(KOLNO, client)
    story.waits(KOLNO).is_offered(agent).changes(agent, "reserved", "ring", "ringing").is_answered(agent)
    return story.changes(agent, "ringing", "accept", "talking")


async def write(centre: Centre, story: Story) -> None:
    await centre.write(story.facts)
    story.facts.clear()


async def opened(client: AsyncClient, whose: str = ANNA, **why: str) -> Any:
    answer = await client.post(f"/api/clients/{whose}/view", json=why)
    return answer.json() if answer.status_code == 200 else (answer.status_code, answer.json()["code"])


async def entries(engine: AsyncEngine, *columns: str) -> list[tuple[Any, ...]]:
    """Of the access log, oldest first; with the reason as it was given."""
    table = AccessLogRow.__table__
    wanted = (AccessReasonRow.reason if name == "reason" else table.c[name] for name in columns)
    apart = (AccessReasonRow, AccessReasonRow.access_id == table.c.id)
    query = select(*wanted).select_from(table).outerjoin(*apart).order_by(table.c.at, table.c.id)
    async with engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(query)]


async def test_a_foreign_consultant_sees_the_client_during_the_call_and_not_16_minutes_later(
    log_in: LogIn, centre: Centre, clock: StandingClock, engine: AsyncEngine
) -> None:
    client = await log_in(STRANGER)
    assert await opened(client) == (404, "not_found")
    story = conversation(STRANGER)
    await write(centre, story)
    card = await opened(client)
    assert (card["groups"], card["occasion"]) == (BY_TELEPHONE, "call")
    story.talks(60, agent=STRANGER).changes(STRANGER, "talking", "hang_up", "wrap_up").ends()
    await write(centre, story)
    talked_time = (story.now - NINE).total_seconds()
    clock.passes(seconds=talked_time + 14 * 60)
    assert (await opened(client))["groups"] == BY_TELEPHONE
    clock.passes(minutes=2)
    assert await opened(client) == (404, "not_found")
    assert await opened(client, **WHY) == (404, "not_found"), "no reason opens the way to another office's client"
    told = await entries(engine, "who", "client_id", "office", "outcome", "call_id", "field_groups", "reason")
    assert told == [
        (STRANGER, ANNA, KOLNO, "refused", None, None, None),
        (STRANGER, ANNA, KOLNO, "found", "call-1", BY_TELEPHONE, None),
        (STRANGER, ANNA, KOLNO, "found", "call-1", BY_TELEPHONE, None),
        (STRANGER, ANNA, KOLNO, "refused", None, None, None),
        (STRANGER, ANNA, KOLNO, "refused", None, None, WHY["reason"]),
    ]


async def test_what_may_not_be_seen_is_not_in_the_answer_either(log_in: LogIn, centre: Centre) -> None:
    await write(centre, conversation(STRANGER))
    answer = await (await log_in(STRANGER)).post(f"/api/clients/{ANNA}/view", json={})
    card = answer.json()
    hidden = [group for group in FIELD_GROUPS if group not in BY_TELEPHONE]
    assert [group for group in hidden if card.get(group) is not None] == []
    for secret in ("600100200", "anna@example.pl", "Polna", "Sklep Rolnik", "ZAS/1/2026", "pesel_box"):
        assert secret not in answer.text


async def test_a_client_of_the_own_office_is_seen_with_a_reason_which_holds_for_a_quarter_of_an_hour(
    log_in: LogIn, clock: StandingClock, engine: AsyncEngine
) -> None:
    client = await log_in("k20060-1")
    assert await opened(client) == (403, "reason_needed")
    card = await opened(client, **WHY)
    assert (card["groups"], card["occasion"]) == (TASK, "reason")
    assert card["contact_data"]["phone"] == "600100200"
    assert card["registration"]["contact_due"] is not None
    assert card["referrals"]["decisions"] == [
        {"number": "ZAS/1/2026", "decided_on": "2026-10-01", "kind": "zasiłek"}
    ]
    clock.passes(minutes=14)
    assert (await opened(client))["groups"] == TASK
    assert (await client.get(f"/api/clients/{ANNA}/history")).status_code == 200
    assert await opened(await log_in("k20060-2")) == (403, "reason_needed"), "it was somebody else's reason"
    clock.passes(minutes=2)
    assert await opened(client) == (403, "reason_needed"), "looking again does not make it hold longer"
    reasons = await entries(engine, "reason", "outcome", "topic")
    assert reasons == [
        (WHY["reason"], "found", "person"),
        (f"jak wyżej: {WHY['reason']}", "found", "person"),
        (f"jak wyżej: {WHY['reason']}", "found", "history"),
    ]


async def test_a_supervisor_sees_the_cards_of_clients_too_and_nobody_a_pesel(log_in: LogIn) -> None:
    card = await opened(await log_in("kierownik-20060"), **WHY)
    assert card["groups"] == [group for group in FIELD_GROUPS if group != "pesel"]
    assert card["cards"][0]["has_pin"] is True
    assert "pin_hash" not in card["cards"][0]


@pytest.mark.parametrize(
    "account",
    first_of(
        3,
        ["technik", "administrator", "zespol", "audytor", "redaktor"],
        ANOTHER,
        "tests/api/clients/test_clients.py::test_who_has_no_right_is_refused_whatever_the_reason",
    ),
)
async def test_who_has_no_right_is_refused_whatever_the_reason(log_in: LogIn, account: str) -> None:
    client = await log_in(account)
    assert await opened(client, **WHY) == (403, "not_allowed")
    answer = await client.post("/api/clients/search", json={"last_name": "Nowak"})
    assert answer.status_code == 403


async def test_the_supervisor_of_the_provincial_office_sees_no_client_of_a_county(log_in: LogIn) -> None:
    client = await log_in("kierownik-wup")
    assert await opened(client, **WHY) == (404, "not_found")
    found = await client.post("/api/clients/search", json={"last_name": "Nowak"})
    assert found.json()["clients"] == []


async def test_an_offer_that_is_not_accepted_ends_the_sight_at_once(log_in: LogIn, centre: Centre) -> None:
    client = await log_in(STRANGER)
    story = Story("call-1").rings().is_verified(KOLNO, ANNA).waits(KOLNO).is_offered(STRANGER)
    await write(centre, story.changes(STRANGER, "reserved", "ring", "ringing"))
    assert (await opened(client))["groups"] == BY_TELEPHONE
    await write(centre, story.changes(STRANGER, "ringing", "miss", "no_answer"))
    assert await opened(client) == (404, "not_found")


async def test_a_call_back_makes_its_client_the_consultants(log_in: LogIn, centre: Centre) -> None:
    order = CallbackOrdered(
        callback="callback-1",
        queue=KOLNO,
        callback_number="600100200",
        due_at=NINE,
        topic=None,
        client_id=ANNA,
    )
    await centre.write(Story("call-0").rings().is_verified(KOLNO, ANNA).then(order).ends().facts)
    story = Story("call-1").then(
        CallStarted(
            channel_id="chan-1",
            dialled_number="9510",
            caller_number="600100200",
            direction="callback",
            callback="callback-1",
        )
    )
    story.changes(STRANGER, "available", "reserve", "reserved").changes(STRANGER, "reserved", "ring", "ringing")
    await write(centre, story)
    card = await opened(await log_in(STRANGER))
    assert (card["groups"], card["occasion"]) == (BY_TELEPHONE, "callback")


async def test_a_message_that_is_taken_up_makes_its_client_the_consultants_until_it_is_done_with(
    log_in: LogIn, engine: AsyncEngine, clock: StandingClock
) -> None:
    """Anna of Kolno has left it for Białystok."""
    async with engine.begin() as connection:
        await connection.execute(
            insert(VoiceMessage).values(
                id="msg-1",
                call_id="call-1",
                office=BIALYSTOK,
                file="message.wav",
                state="new",
                left_at=NINE,
                caller_number="600100200",
                client_id=ANNA,
            )
        )
    client = await log_in(STRANGER)
    assert await opened(client) == (404, "not_found")
    await client.put("/api/messages/msg-1/state", json={"state": "listened"})
    assert (await opened(client))["occasion"] == "ticket"
    await client.put("/api/messages/msg-1/state", json={"state": "done", "outcome": "settled"})
    clock.passes(minutes=14)
    assert (await opened(client))["occasion"] == "ticket"
    assert (await entries(engine, "outcome", "message_id"))[-1] == ("found", "msg-1")
    clock.passes(minutes=2)
    assert await opened(client) == (404, "not_found")
    await client.put("/api/messages/msg-1/state", json={"state": "done", "outcome": "settled"})
    assert await opened(client) == (404, "not_found"), "done with once more, and never taken up again"
    clock.passes(days=90)
    client = await log_in(STRANGER)
    for state in ("new", "listened"):  # a detour is no way either
        answer = await client.put("/api/messages/msg-1/state", json={"state": state})
    assert (answer.status_code, answer.json()["code"]) == (403, "reason_needed")
    assert await opened(client) == (404, "not_found")
    again = {"state": "listened", "reason": "Klientka prosi o ponowny kontakt"}
    assert (await client.put("/api/messages/msg-1/state", json=again)).status_code == 200
    async with engine.connect() as connection:
        noted = (await connection.execute(select(AccessReasonRow.reason))).scalars().all()
    assert "Klientka prosi o ponowny kontakt" in noted
    assert (await opened(client))["occasion"] == "ticket"


async def test_a_message_opens_its_client_on_the_day_of_its_taking_up_alone(
    log_in: LogIn, engine: AsyncEngine, clock: StandingClock
) -> None:
    async with engine.begin() as connection:
        message = {"id": "msg-1", "call_id": "call-1", "office": BIALYSTOK, "file": "a.wav", "state": "new"}
        whose = {"left_at": NINE, "caller_number": "600100200", "client_id": ANNA}
        await connection.execute(insert(VoiceMessage).values(**message, **whose))
    await (await log_in(STRANGER)).put("/api/messages/msg-1/state", json={"state": "listened"})
    assert (await opened(await log_in(STRANGER)))["occasion"] == "ticket"
    clock.passes(days=1)
    client = await log_in(STRANGER)
    assert await opened(client) == (404, "not_found")
    answer = await client.put("/api/messages/msg-1/state", json={"state": "listened"})
    assert (answer.status_code, answer.json()["code"]) == (403, "reason_needed")


async def test_an_account_looks_at_as_many_clients_a_day_as_the_rule_allows(
    log_in: LogIn, engine: AsyncEngine, clock: StandingClock
) -> None:
    team = await log_in("zespol")
    rule = {
        "office": KOLNO,
        "role": "consultant",
        "cards": 1,
        "names": 2,
        "valid_from": str(clock.now().date()),
        "basis": "Zarządzenie nr 7",
    }
    saved = await team.post("/api/look-ceilings", json=rule, headers={"If-Match": '"0"'})
    assert saved.status_code == 200, saved.text
    client = await log_in("k20060-1")
    assert (await opened(client, reason="Pytanie w okienku"))["occasion"] == "reason"
    assert (await opened(client))["occasion"] == "reason", "the same client counts once"
    await put_person(engine, "client-ola", KOLNO, first_name="Ola")
    assert await opened(client, "client-ola", reason="Pytanie w okienku") == (429, "too_many_looks")
    searched = await client.post("/api/clients/search", json={"last_name": "No"})
    assert searched.status_code == 200
    refused = [await client.post("/api/clients/search", json={"last_name": "No"}) for _ in range(2)][-1]
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_looks")
    async with engine.connect() as connection:
        query = select(SecurityEventRow.account, SecurityEventRow.outcome).where(SecurityEventRow.kind == "looks")
        assert [tuple(row) for row in await connection.execute(query)] == [("k20060-1", "ceiling")]
    assert await refused_accounts(engine, clock.now()) == {KOLNO: 1}
    assert (await entries(engine, "topic", "outcome"))[-1] == ("list", "refused")
    clock.passes(days=1)
    again = await log_in("k20060-1")
    assert (await opened(again, "client-ola", reason="Pytanie w okienku"))["occasion"] == "reason"
    async with engine.connect() as connection:
        days = (await connection.scalars(select(LookCountRow.day))).all()
    assert days == [clock.now().date()], "what was counted before is gone"


async def test_the_own_call_of_an_unknown_caller_is_reason_enough_in_the_own_office(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    await write(centre, conversation("k20060-1", client=None))
    client = await log_in("k20060-1")
    assert (await opened(client, call_id="call-1"))["occasion"] == "call"
    assert await opened(client, EWA, call_id="call-1") == (404, "not_found")
    assert await opened(client, call_id="call-2") == (403, "reason_needed"), "somebody else's call"
    assert await entries(engine, "client_id", "outcome", "call_id") == [
        (ANNA, "found", "call-1"),
        (EWA, "refused", "call-1"),
    ]


async def test_the_call_of_a_known_caller_opens_nobody_elses_card(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    await put_person(engine, "client-ola", KOLNO, first_name="Ola")
    await write(centre, conversation("k20060-1"))
    client = await log_in("k20060-1")
    assert (await opened(client, call_id="call-1"))["occasion"] == "call"
    assert await opened(client, "client-ola", call_id="call-1") == (403, "reason_needed")
    assert (await client.get("/api/clients/client-ola/history?call_id=call-1")).status_code == 403
    assert (await opened(client, "client-ola", call_id="call-1", **WHY))["occasion"] == "reason"


async def test_a_card_is_written_down_with_what_stands_on_it_and_the_history_by_itself(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    client = await log_in("k20060-1")
    card = await opened(client, **WHY)
    assert (await client.get(f"/api/clients/{ANNA}/history")).status_code == 200
    on_the_card = [group for group in TASK if group != "history"]
    assert [group for group in FIELD_GROUPS if card.get(group) is not None] == on_the_card
    told = await entries(engine, "topic", "field_groups")
    assert told == [("person", on_the_card), ("history", ["history"])]


async def test_a_client_who_does_not_exist_is_answered_like_one_out_of_reach(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    client = await log_in("k20060-1")
    assert await opened(client, "client-nobody", **WHY) == await opened(client, EWA, **WHY)
    told = await entries(engine, "client_id", "office", "outcome")
    assert told == [(None, KOLNO, "none"), (EWA, BIALYSTOK, "refused")]


async def test_the_etag_is_the_version_of_the_card(log_in: LogIn, engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(Client).where(Client.id == ANNA).values(version=7))
    answer = await (await log_in("k20060-1")).post(f"/api/clients/{ANNA}/view", json=WHY)
    assert (answer.headers["etag"], answer.json()["version"]) == ('"7"', 7)


# -- finding somebody


async def found(client: AsyncClient, **wanted: Any) -> list[str]:
    answer = await client.post("/api/clients/search", json=wanted)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["clients"]]


@pytest.mark.parametrize(
    ("wanted", "ids"),
    first_of(
        3,
        [
            ({"last_name": "now"}, [ANNA]),
            ({"last_name": "NOWAK", "first_name": "anna"}, [ANNA]),
            ({"last_name": "Nowak", "first_name": "Maria"}, []),
            ({"birth_date": "1984-03-09"}, [ANNA]),
            ({"phone": "600100201"}, [ANNA]),
            ({"phone": "600100999"}, []),
            ({"last_name": "Now", "office": BIALYSTOK}, []),
            ({"last_name": "%%"}, []),
            ({"last_name": "__"}, []),
        ],
        ANOTHER,
        "tests/api/clients/test_clients.py::test_clients_of_the_own_office_are_found_by_what_they_say_of_themselves",
    ),
)
async def test_clients_of_the_own_office_are_found_by_what_they_say_of_themselves(
    log_in: LogIn, wanted: dict[str, str], ids: list[str]
) -> None:
    assert await found(await log_in("k20060-1"), **wanted) == ids


async def test_everybody_in_a_list_has_an_entry_and_an_empty_list_has_one(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    await put_person(engine, "client-ola", KOLNO, first_name="Ola")
    client = await log_in("k20060-1")
    await found(client, last_name="Nowak")
    await found(client, last_name="Nikt")
    told = await entries(engine, "client_id", "topic", "purpose", "outcome", "field_groups")
    assert told == [
        (ANNA, "list", "client_search", "found", ["identity", "contact_data"]),
        ("client-ola", "list", "client_search", "found", ["identity", "contact_data"]),
        (None, "list", "client_search", "none", None),
    ]


async def test_a_list_is_turned_page_by_page(log_in: LogIn, engine: AsyncEngine) -> None:
    for number in range(4):
        await put_person(engine, f"client-{number}", KOLNO)
    client = await log_in("k20060-1")
    turned: list[str] = []
    after: dict[str, str] = {}
    while True:
        body = {"last_name": "Nowak", "limit": 2, **after}
        page = (await client.post("/api/clients/search", json=body)).json()
        turned += [one["id"] for one in page["clients"]]
        if page["next_cursor"] is None:
            break
        after = {"after": page["next_cursor"]}
    assert turned == ["client-0", "client-1", "client-2", "client-3", ANNA]


@pytest.mark.parametrize("last", [EWA, "client-nobody"])
async def test_a_page_after_somebody_of_another_office_does_not_tell_where_the_name_stands(
    log_in: LogIn, last: str
) -> None:
    client = await log_in("k20060-1")
    assert await found(client, last_name="no", after=last) == []


async def test_who_has_left_the_offices_extract_is_not_found(log_in: LogIn, engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(Client).where(Client.id == ANNA).values(gone_at=NINE))
    assert await found(await log_in("k20060-1"), last_name="Nowak") == []


@pytest.mark.parametrize(
    "wanted",
    first_of(
        3,
        [
            {},
            {"first_name": "Anna"},
            {"office": KOLNO},
            {"last_name": "N"},
            {"last_name": "Now\x00ak"},
            {"last_name": "Nowak", "limit": 51},
            {"last_name": "Nowak", "after": "'; DROP TABLE client; --"},
            {"card_number": "12345678"},
            {"birth_date": "9.3.1984"},
            {"birth_date": 0},
            {"birth_date": "447638400"},
            {"last_name": "Nowak", "everything": True},
            {"last_name": ["Nowak"]},
            {"last_name": "\ud800"},
        ],
        ANOTHER,
        "tests/api/clients/test_clients.py::test_a_search_for_anybody_or_by_nonsense_is_refused",
    ),
)
async def test_a_search_for_anybody_or_by_nonsense_is_refused(log_in: LogIn, wanted: dict[str, Any]) -> None:
    client = await log_in("k20060-1")
    answer = await client.post(
        "/api/clients/search", content=json.dumps(wanted), headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize(
    "reason",
    first_of(
        3,
        ["", "    ", "bo", "x" * 201, "Pytanie\x00", "Pytanie\nklienta", 5, None],
        ANOTHER,
        "tests/api/clients/test_clients.py::test_a_reason_is_a_line_of_text",
    ),
)
async def test_a_reason_is_a_line_of_text(log_in: LogIn, reason: Any) -> None:
    answer = await (await log_in("k20060-1")).post(f"/api/clients/{ANNA}/view", json={"reason": reason})
    assert answer.json()["code"] == ("reason_needed" if reason is None else "invalid")


async def test_hostile_text_in_a_reason_is_kept_as_it_is_and_harms_nothing(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    reason = '\'); DROP TABLE client; -- <script>alert(1)</script> =HYPERLINK("http://evil") ‮ żółć'
    await opened(await log_in("k20060-1"), reason=reason)
    unseen = "\u202e"  # it would turn the rest of a line round, and is taken out
    assert await entries(engine, "reason") == [(reason.replace(unseen, ""),)]


# -- limits, and what cannot be undone


async def test_too_many_searches_in_a_short_time_are_refused_and_look_at_nobody(
    log_in: LogIn, engine: AsyncEngine, clock: StandingClock
) -> None:
    client = await log_in("k20060-1")
    for _ in range(LIMITS["search"].at_once):
        await found(client, last_name="Nikt")
    answer = await client.post("/api/clients/search", json={"last_name": "Nowak"})
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests")
    assert (None,) in await entries(engine, "client_id")
    assert (ANNA,) not in await entries(engine, "client_id")
    clock.passes(seconds=int(answer.headers["retry-after"]))
    assert await found(client, last_name="Nowak") == [ANNA]


async def test_an_entry_of_the_log_is_never_changed_or_taken_away(log_in: LogIn, engine: AsyncEngine) -> None:
    await opened(await log_in("k20060-1"), **WHY)
    for statement in (update(AccessLogRow).values(reason="inny"), delete(AccessLogRow)):
        with pytest.raises(DBAPIError):
            async with engine.begin() as connection:
                await connection.execute(statement)


async def test_without_the_database_nothing_is_shown(log_in: LogIn) -> None:
    client = await log_in("k20060-1")
    with server().away():
        assert (await client.post(f"/api/clients/{ANNA}/view", json=WHY)).status_code == 503


async def test_a_look_whose_entry_cannot_be_written_shows_nothing(log_in: LogIn, engine: AsyncEngine) -> None:
    client = await log_in("k20060-1")
    async with engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE access_log ADD CONSTRAINT full_up CHECK (at < '2020-01-01')")
    answer = await client.post(f"/api/clients/{ANNA}/view", json=WHY)
    assert answer.status_code >= 500
    assert "Nowak" not in answer.text


async def test_the_access_log_shows_groups_and_reason(log_in: LogIn, clock: StandingClock) -> None:
    await opened(await log_in("k20060-1"), **WHY)
    clock.passes(seconds=1)
    log = (await (await log_in("audytor")).post("/api/access-log/search", json={"client": ANNA})).json()
    [entry] = log["entries"]
    on_the_card = [group for group in TASK if group != "history"]
    assert (entry["field_groups"], entry["reason"], entry["who"]) == (on_the_card, WHY["reason"], "k20060-1")


async def test_nothing_personal_stands_in_an_address_of_a_page_of_history(
    log_in: LogIn, centre: Centre, clock: StandingClock
) -> None:
    for number in range(3):
        await centre.write(
            Story(f"call-{number}", NINE - timedelta(hours=number)).rings().is_verified(KOLNO, ANNA).ends().facts
        )
    client = await log_in("k20060-1")
    await opened(client, **WHY)
    turned: list[str] = []
    after: dict[str, str] = {}
    while True:
        answer = await client.get(f"/api/clients/{ANNA}/history", params={"limit": 2, **after})
        page = answer.json()
        turned += [line["id"] for line in page["contacts"]]
        if page["next_cursor"] is None:
            break
        after = {"after": page["next_cursor"]}
    assert turned == [f"contact-{ANNA}", "call-0", "call-1", "call-2"]
