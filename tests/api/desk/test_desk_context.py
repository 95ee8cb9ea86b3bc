"""The context of a call on the desk: who sees what of it, from the offer to the end of the wrap-up."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy import event, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

import api.clients.late_caller
from core.acting import who_acts
from core.db.tables.centre.call_tables import CallbackRow, VoiceMessage
from core.db.tables.centre.scenario_tables import Scenario
from core.db.tables.client_tables import AccessLogRow, RegistrationRow, VisitRow
from core.db.tables.contact_tables import ContactRow, CorrectionProposalRow
from core.db.tables.messages.matter_tables import MatterRow
from core.db.tables.person_tables import Client
from core.db.tables.request_tables import PersonRequestRow
from core.facts.kinds.callbacks import CallbackOrdered
from core.facts.kinds.calls import CallStarted
from core.facts.kinds.conversations import CallTransferred, ConversationEnded
from core.facts.kinds.offers import OfferMade
from core.facts.kinds.recordings import RecordingConsentAnswered
from core.facts.kinds.scenarios import AnnouncementPlayed, ClientDataTold, NodeEntered, OfficeChosen, TopicChosen
from core.facts.kinds.waiting import QueueEntered
from core.facts.offer_reason import After, OfferReason, Own
from core.facts.offer_reason_pl import reason_pl
from core.live.call_story import Arrival, story_at_desk
from core.live.live import AgentCall, AgentLive
from tests.api import live_state
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.support.calls.call_facts import NINE, Story
from tests.support.clients.persons import put_person
from tests.support.knowledge.articles import article_content, put_article, put_rate
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

ANNA, KOLNO, BIALYSTOK = "client-anna", "20060", "20610"
OWN, STRANGER = "k20060-1", "k20610-1"


@pytest.fixture(autouse=True)
async def anna(engine: AsyncEngine) -> None:
    await put_person(engine, ANNA, KOLNO)


def offered(agent: str, *, is_verified: bool = True, why: OfferReason | None = None) -> Story:
    story = Story("call-1").rings()
    if is_verified:
        story.is_verified(KOLNO, ANNA)
    story.then(TopicChosen(topic="unemployed"))
    story.then(RecordingConsentAnswered(is_given=True, key="1", prompt="N02", text_sha256="x"))
    story.waits(KOLNO)
    if why is None:
        story.is_offered(agent)
    else:
        made = OfferMade(
            reservation="offer-1",
            agent=agent,
            queue=KOLNO,
            reason=reason_pl(why, "Białegostoku"),
            why=why,
            candidates=[],
            is_shared=True,
        )
        story.then(made, after=16)
    return story.changes(agent, "reserved", "ring", "ringing")


def talking(agent: str, story: Story) -> Story:
    return story.is_answered(agent).changes(agent, "ringing", "accept", "talking")


def over(agent: str, story: Story) -> Story:
    return story.talks(60, agent=agent).changes(agent, "talking", "hang_up", "wrap_up").ends()


async def context(client: AsyncClient) -> dict[str, Any]:
    answer = await client.get("/api/desk/context")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def status(client: AsyncClient) -> int:
    return (await client.get("/api/desk/context")).status_code


async def looks(engine: AsyncEngine) -> list[Any]:
    async with engine.connect() as connection:
        row = AccessLogRow
        query = select(row.who, row.client_id, row.purpose, row.call_id, row.field_groups).order_by(row.number)
        return [tuple(one) for one in await connection.execute(query)]


def tell(app: FastAPI, agent: str, call: AgentCall) -> None:
    live_state.tell(app, agent, AgentLive(office=BIALYSTOK, state="ringing", since=NINE, call=call))


@contextmanager
def counted(engine: AsyncEngine) -> Iterator[list[str]]:
    """What is asked for somebody of the staff: the index of the search reads articles meanwhile, for nobody."""
    said: list[str] = []

    def note(_c: Any, _u: Any, statement: str, *_rest: Any) -> None:
        if who_acts() is not None:
            said.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", note)


# -- the own office


async def test_the_own_office_learns_everything_with_the_offer(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    await centre.write(offered(OWN).facts)
    found = await context(await log_in(OWN))
    assert found["call_id"] == "call-1"
    assert found["verification"] == {
        "level": 2,
        "by": "card",
        "wrong_tries": 0,
        "words": "Osoba zweryfikowana kartą i PIN-em.",
    }
    assert found["home_office"] == {
        "office": {"code": KOLNO, "seat": "Kolno"},
        "known_by": "client_record",
        "is_own": True,
        "words": "Kolno, z danych klienta.",
    }
    assert [reason["words"] for reason in found["why_here"]] == ["Własny urząd: najdłużej bez rozmowy."]
    caller = found["caller"]
    assert caller["groups"] == ["registration", "visits", "history"]
    assert caller["next_visit"]["words"] == "Wizyta 01.12.2026 o 10:15, pokój 12a."
    assert caller["last_contacts"] == [], "this very call is no contact of before"


async def test_the_context_stays_through_the_conversation_to_the_end_of_the_wrap_up(
    log_in: LogIn, centre: Centre, engine: AsyncEngine, clock: StandingClock
) -> None:
    client = await log_in(OWN)
    assert await status(client) == 404
    story = offered(OWN)
    await centre.write(story.facts)
    told = [await context(client)]
    await centre.write(talking(OWN, story).facts)
    told.append(await context(client))
    await centre.write(over(OWN, story).facts)
    clock.passes(minutes=3)
    told.append(await context(client))
    assert told[0]["call_id"] == "call-1"
    assert all(one == told[0] for one in told), "nothing of it changes"
    await centre.write(story.changes(OWN, "wrap_up", "wrap_up_done", "available").facts)
    assert await status(client) == 404
    assert await looks(engine) == [(OWN, ANNA, "desk", "call-1", ["registration", "visits", "history"])], (
        "one look a call, however often the desk asks"
    )


async def test_the_look_of_the_card_and_that_of_the_context_are_two(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    """The card shows no history: what was shown stands in the log in full."""
    await centre.write(offered(OWN).facts)
    client = await log_in(OWN)
    assert (await client.get("/api/desk/client")).status_code == 200
    await context(client)
    await context(client)
    assert len(await looks(engine)) == 2


def dropped_before(agent: str = OWN) -> Story:
    """A conversation of the same client with the same consultant, five minutes before: it still connects them."""
    story = Story("call-0", NINE - timedelta(minutes=6)).rings().is_verified(KOLNO, ANNA).waits(KOLNO)
    return story.is_offered(agent).is_answered(agent).talks(20, agent=agent).ends()


@pytest.mark.parametrize("agent", [OWN, STRANGER])
@pytest.mark.parametrize("is_callback", [False, True], ids=["call", "call-back"])
async def test_who_calls_again_at_once_has_an_entry_of_the_call_at_hand_and_only_one(
    log_in: LogIn, centre: Centre, engine: AsyncEngine, agent: str, is_callback: bool
) -> None:
    if is_callback:
        await centre.write([*an_order().facts, *dropped_before(agent).facts, *a_call_back(agent).facts])
    else:
        await centre.write([*dropped_before(agent).facts, *offered(agent).facts])
    client = await log_in(agent)
    for _ in range(3):
        assert (await context(client))["call_id"] == "call-1"
    assert [(one[0], one[2], one[3]) for one in await looks(engine)] == [(agent, "desk", "call-1")]


async def test_the_last_contacts_are_of_all_channels_and_of_before_the_call(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    async with engine.begin() as connection:
        await connection.execute(
            insert(ContactRow),
            [
                {
                    "id": f"contact-{number}",
                    "client_id": ANNA,
                    "at": NINE - timedelta(days=number),
                    "channel": "letter" if number % 2 else "office",
                    "summary": f"Kontakt {number}.",
                }
                for number in range(1, 8)
            ],
        )
    earlier = Story("call-0", NINE - timedelta(hours=3)).rings().is_verified(KOLNO, ANNA)
    earlier.then(ClientDataTold(topic="visit", outcome="told")).ends()
    await centre.write([*earlier.facts, *offered(OWN).facts])
    contacts = (await context(await log_in(OWN)))["caller"]["last_contacts"]
    assert [one["kind"] for one in contacts] == ["step", "call", "entry", "entry", "entry"]
    assert [one["summary"] for one in contacts][2:] == ["Kontakt 1.", "Kontakt 2.", "Kontakt 3."]


async def put_matters(engine: AsyncEngine) -> None:
    """One of each kind that is open, and one that is not."""
    ordered = {
        "call_id": "call-0",
        "office": KOLNO,
        "callback_number": "600100200",
        "client_id": ANNA,
        "ordered_at": NINE - timedelta(hours=1),
        "due_at": NINE,
        "attempts": 0,
    }
    asked = {
        "office": KOLNO,
        "client_id": ANNA,
        "kind": "access",
        "received_on": date(2026, 11, 20),
        "due_on": date(2026, 12, 20),
        "received_at": NINE - timedelta(days=4),
        "received_by": OWN,
    }
    proposed = {
        "client_id": ANNA,
        "field": "phone",
        "new_value": "600999888",
        "proposed_at": NINE - timedelta(days=2),
        "account": OWN,
    }
    left = {
        "call_id": "call-0",
        "office": KOLNO,
        "file": "f",
        "client_id": ANNA,
        "left_at": NINE - timedelta(days=1),
        "caller_number": "600100200",
    }
    async with engine.begin() as connection:
        await connection.execute(
            insert(CallbackRow),
            [
                {**ordered, "id": "callback-1", "state": "waiting"},
                {**ordered, "id": "callback-2", "state": "talked"},
            ],
        )
        await connection.execute(
            insert(PersonRequestRow),
            [
                {**asked, "id": "request-1", "state": "identified"},
                {**asked, "id": "request-2", "state": "carried_out"},
            ],
        )
        await connection.execute(
            insert(CorrectionProposalRow),
            [
                {**proposed, "id": "correction-1", "state": "open"},
                {**proposed, "id": "correction-2", "state": "accepted"},
            ],
        )
        await connection.execute(
            insert(VoiceMessage),
            [{**left, "id": "message-1", "state": "new"}, {**left, "id": "message-2", "state": "done"}],
        )
        written = {"office": "20060", "title": b"-", "client_id": ANNA, "opened_at": NINE, "changed_at": NINE}
        await connection.execute(
            insert(MatterRow),
            [
                {**written, "id": "matter-1", "number": "KOL/2026/000001", "state": "open"},
                {**written, "id": "matter-2", "number": "KOL/2026/000002", "state": "answered"},
            ],
        )
        await connection.execute(update(RegistrationRow).values(contact_interval=30))


async def test_open_matters_are_told_in_words_and_closed_ones_are_not(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    await put_matters(engine)
    await centre.write(offered(OWN).facts)
    answer = await (await log_in(OWN)).get("/api/desk/context")
    matters = answer.json()["caller"]["open_matters"]
    assert [(one["kind"], one["id"]) for one in matters] == [
        ("contact_overdue", None),
        ("matter", "matter-1"),
        ("callback", "callback-1"),
        ("message", "message-1"),
        ("correction", "correction-1"),
        ("request", "request-1"),
    ]
    assert matters[0]["words"] == "Kontakt z urzędem był wymagany do 31.10.2026, termin minął."
    assert "600999888" not in answer.text, "what was proposed stands with the proposal"


async def test_only_a_planned_visit_that_is_still_to_come_is_the_next_one(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    visit = {"client_id": ANNA, "room": "3", "adviser": "Maria Zalewska"}
    async with engine.begin() as connection:
        await connection.execute(
            insert(VisitRow),
            [
                {**visit, "id": "past", "at": NINE - timedelta(hours=1), "state": "planned"},
                {**visit, "id": "off", "at": NINE + timedelta(hours=1), "state": "cancelled"},
                {**visit, "id": "next", "at": NINE + timedelta(days=1), "state": "planned"},
            ],
        )
    await centre.write(offered(OWN).facts)
    found = await context(await log_in(OWN))
    assert found["caller"]["next_visit"]["at"] == "2026-11-25T09:00:00Z"


# -- another office


async def test_another_office_learns_what_helps_in_the_call_and_nothing_of_the_history(
    log_in: LogIn, centre: Centre, engine: AsyncEngine, clock: StandingClock
) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(RegistrationRow).values(contact_interval=30))
    story = offered(STRANGER, why=After(15))
    await centre.write(story.facts)
    client = await log_in(STRANGER)
    found = await context(client)
    assert found["why_here"][0] == {
        "kind": "overflow",
        "words": "Kolno: nikt nie jest gotów, pomagamy po 15 s.",
        "account": None,
        "at": "2026-11-24T09:00:25Z",
    }
    assert not found["home_office"]["is_own"]
    caller = found["caller"]
    assert caller["groups"] == ["registration", "visits"]
    assert caller["last_contacts"] is None
    assert [one["kind"] for one in caller["open_matters"]] == ["contact_overdue"]
    assert caller["next_visit"] is not None
    await centre.write(over(STRANGER, talking(STRANGER, story)).facts)
    clock.passes(minutes=2)
    assert (await context(client))["caller"]["groups"] == ["registration", "visits"]
    await centre.write(story.changes(STRANGER, "wrap_up", "wrap_up_done", "available").facts)
    assert await status(client) == 404
    assert [one[4] for one in await looks(engine)] == [["registration", "visits"]]


async def test_after_the_call_another_office_is_shown_nothing_that_stays_with_the_own_one(
    log_in: LogIn, centre: Centre, engine: AsyncEngine, clock: StandingClock
) -> None:
    """By hand from the table of docs/clients.md: the history, and with it what is open besides the contact, is
    for the client's office alone."""
    await put_matters(engine)
    entry = {"id": "contact-1", "client_id": ANNA, "at": NINE - timedelta(days=1), "channel": "letter"}
    async with engine.begin() as connection:
        await connection.execute(insert(ContactRow).values(**entry, summary="Rozmowa o zdrowiu."))
    earlier = Story("call-0", NINE - timedelta(hours=3)).rings().is_verified(KOLNO, ANNA).ends()
    story = offered(STRANGER, why=After(15))
    await centre.write([*earlier.facts, *over(STRANGER, talking(STRANGER, story)).facts])
    clock.passes(minutes=2)
    answer = await (await log_in(STRANGER)).get("/api/desk/context")
    found = answer.json()
    caller = found["caller"]
    assert caller["groups"] == ["registration", "visits"]
    assert caller["last_contacts"] is None
    assert [one["kind"] for one in caller["open_matters"]] == ["contact_overdue"]
    assert caller["next_visit"] is not None
    kept = ["zdrowiu", "callback-1", "message-1", "correction-1", "request-1", "600100200", "call-0"]
    assert [one for one in kept if one in answer.text] == []
    assert await looks(engine) == [(STRANGER, ANNA, "desk", "call-1", ["registration", "visits"])]


@pytest.mark.parametrize("account", [OWN, STRANGER])
async def test_after_a_quarter_of_an_hour_the_desk_is_told_nothing_though_the_wrap_up_goes_on(
    log_in: LogIn, centre: Centre, app: FastAPI, clock: StandingClock, account: str
) -> None:
    story = over(account, talking(account, offered(account)))
    await centre.write(story.facts)
    [ended_at] = [fact.at for fact in story.facts if isinstance(fact, ConversationEnded)]
    assert ended_at is not None
    client = await log_in(account)
    for seconds, expected in (((ended_at - NINE).total_seconds() + 15 * 60 - 1, 200), (1, 404)):
        clock.passes(seconds=seconds)
        live_state.tell(app, account, AgentLive(office=KOLNO, state="wrap_up", since=ended_at))
        assert await status(client) == expected


async def test_nobody_else_learns_anything_of_the_call(log_in: LogIn, centre: Centre, engine: AsyncEngine) -> None:
    await centre.write(offered(STRANGER).facts)
    assert await status(await log_in(OWN)) == 404
    assert await status(await log_in("kierownik-20060")) == 404
    assert await looks(engine) == []


# -- callers whom nobody knows


async def test_of_a_caller_whom_nobody_has_verified_only_the_call_is_told(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    await centre.write(offered(OWN, is_verified=False).facts)
    found = await context(await log_in(OWN))
    assert found["caller"] is None
    assert (found["verification"]["level"], found["home_office"]["known_by"]) == (0, "unknown")
    assert found["verification"]["words"] == "Nikt nie potwierdził, kim jest osoba dzwoniąca."
    assert await looks(engine) == []


async def test_a_caller_whose_data_are_restricted_is_nobody_known_and_not_waited_for(
    log_in: LogIn, centre: Centre, app: FastAPI, engine: AsyncEngine
) -> None:
    await centre.write(offered(OWN).facts)
    async with engine.begin() as connection:
        await connection.execute(update(Client).values(restricted_at=NINE))
    client = await log_in(OWN)
    tell(app, OWN, verified())
    found = await context(client)
    assert (found["caller"], found["is_caller_late"]) == (None, False)


# -- call-backs and transfers


def an_order() -> Story:
    story = Story("call-0", NINE - timedelta(hours=2)).rings().is_verified(KOLNO, ANNA).waits(KOLNO)
    story.then(
        CallbackOrdered(
            callback="callback-1",
            queue=KOLNO,
            callback_number="600100200",
            due_at=story.now,
            topic="unemployed",
            client_id=ANNA,
        )
    )
    return story.leaves("callback", KOLNO).ends()


def a_call_back(agent: str = OWN) -> Story:
    story = Story("call-1").then(
        CallStarted(
            channel_id="channel-1",
            dialled_number="9510",
            caller_number="600100200",
            direction="callback",
            callback="callback-1",
        )
    )
    story.then(OfficeChosen(office=KOLNO, by="default"))
    story.then(QueueEntered(queue=KOLNO, position=1, topic="unemployed", priority="callback"), after=9)
    return story.is_offered(agent).changes(agent, "reserved", "ring", "ringing")


async def test_of_a_call_back_the_number_is_known_and_nobody_has_proved_who_it_is(
    log_in: LogIn, centre: Centre
) -> None:
    await centre.write([*an_order().facts, *a_call_back().facts])
    found = await context(await log_in(OWN))
    assert found["verification"]["level"] == 1
    assert found["verification"]["words"].startswith("Numer telefonu znany, bez PIN-u")
    assert found["home_office"]["words"] == "Kolno, z zamówienia oddzwonienia."
    assert [reason["kind"] for reason in found["why_here"]] == ["callback", "own"]
    assert found["why_here"][0]["words"].startswith("Oddzwonienie na zamówienie z 24.11.2026, 8:00")
    assert found["caller"]["open_matters"] == [], "the order that is carried out waits no more"
    assert len(found["caller"]["last_contacts"]) == 1


async def test_of_a_call_back_that_rings_its_caller_yet_the_order_is_told(
    log_in: LogIn, centre: Centre, app: FastAPI
) -> None:
    await centre.write(an_order().facts)
    client = await log_in(OWN)
    call = AgentCall(
        id="callback-1",
        phase="offered",
        since=NINE,
        office=KOLNO,
        queue=KOLNO,
        topic="unemployed",
        is_callback=True,
        joined=NINE - timedelta(hours=2),
        why=Own("longest_idle"),
    )
    tell(app, OWN, call)
    found = await context(client)
    assert [reason["kind"] for reason in found["why_here"]] == ["callback", "own"]
    assert found["caller"] is None
    assert found["home_office"]["office"]["code"] == KOLNO


async def test_a_transfer_is_told_with_who_handed_the_call_on_and_the_first_desk_learns_no_more(
    log_in: LogIn, centre: Centre
) -> None:
    story = talking(OWN, offered(OWN))
    story.then(CallTransferred(agent=OWN, to_office=BIALYSTOK, topic="employer"), after=30)
    story.talks(0, agent=OWN).changes(OWN, "talking", "hang_up", "wrap_up")
    story.then(
        QueueEntered(queue=BIALYSTOK, position=1, topic="employer", waited_time=5, priority="dropped"), after=1
    )
    story.is_offered(STRANGER, BIALYSTOK).changes(STRANGER, "reserved", "ring", "ringing")
    await centre.write(story.facts)
    found = await context(await log_in(STRANGER))
    assert found["why_here"][0]["kind"] == "transfer"
    assert found["why_here"][0]["account"] == OWN
    assert found["why_here"][0]["words"] == f"Rozmowę przekazuje Osoba {OWN} ({OWN}) (kolejka Kolno)."
    assert found["caller"]["groups"] == ["registration", "visits"]
    first = await context(await log_in(OWN))
    assert [reason["words"] for reason in first["why_here"]] == ["Własny urząd: najdłużej bez rozmowy."]


# -- the live state, sooner than the database


async def test_the_live_state_tells_of_the_call_before_the_database_does(log_in: LogIn, app: FastAPI) -> None:
    client = await log_in(STRANGER)
    call = AgentCall(
        id="call-1",
        phase="offered",
        since=NINE,
        dialled_number="9510",
        office=KOLNO,
        office_by="postal_code",
        wrong_tries=1,
        queue=KOLNO,
        offered=NINE,
        why=After(15),
        arrival=Arrival("transfer", NINE, OWN, KOLNO),
    )
    tell(app, STRANGER, call)
    found = await context(client)
    assert [reason["words"] for reason in found["why_here"]] == [
        f"Rozmowę przekazuje Osoba {OWN} ({OWN}) (kolejka Kolno).",
        "Kolno: nikt nie jest gotów, pomagamy po 15 s.",
    ]
    assert found["home_office"]["words"] == "Kolno, z kodu pocztowego."
    assert found["verification"]["wrong_tries"] == 1
    assert found["caller"] is None


async def test_the_facts_of_a_call_that_the_live_state_knows_are_not_read(
    log_in: LogIn, centre: Centre, engine: AsyncEngine, app: FastAPI
) -> None:
    facts = offered(OWN).facts
    await centre.write(facts)
    client = await log_in(OWN)
    written = await context(client)
    story = story_at_desk(OWN, facts)
    tell(app, OWN, AgentCall(**msgspec.structs.asdict(story), id="call-1", phase="offered", since=NINE))
    with counted(engine) as said:
        assert await context(client) == written, "the same story, from whichever side it comes"
    assert not [one for one in said if one.startswith("SELECT event.id")]


async def test_what_was_before_a_call_came_back_from_the_fallback_path_is_read(
    log_in: LogIn, centre: Centre, app: FastAPI
) -> None:
    """The live state has not seen its beginning; and what it has seen may not be written yet."""
    await centre.write(Story("call-1").rings().is_verified(KOLNO, ANNA).facts)
    client = await log_in(OWN)
    call = AgentCall(
        id="call-1",
        phase="offered",
        since=NINE,
        queue=KOLNO,
        offered=NINE,
        why=Own("longest_idle"),
        arrival=Arrival("after_outage", NINE),
    )
    tell(app, OWN, call)
    found = await context(client)
    assert found["verification"]["words"] == "Osoba zweryfikowana kartą i PIN-em."
    assert found["home_office"]["words"] == "Kolno, z danych klienta."
    assert [reason["words"] for reason in found["why_here"]] == [
        "Wraca do kolejki po przerwie w działaniu programu.",
        "Własny urząd: najdłużej bez rozmowy.",
    ]
    assert found["caller"]["client_id"] == ANNA


def verified() -> AgentCall:
    return AgentCall(
        id="call-1", phase="offered", since=NINE, dialled_number="9510", office=KOLNO, verified_by="card"
    )


async def test_who_calls_is_waited_for(
    log_in: LogIn, centre: Centre, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await log_in(OWN)
    tell(app, OWN, verified())
    waited = 0

    async def written_meanwhile(_: float) -> None:
        nonlocal waited
        waited += 1
        if waited == 3:
            await centre.write(offered(OWN).facts)

    monkeypatch.setattr(api.clients.late_caller, "sleep", written_meanwhile)
    assert (await context(client))["caller"]["client_id"] == ANNA
    assert waited == 3


async def test_who_waits_for_the_writer_asks_it_little_and_ever_more_seldom(
    log_in: LogIn, engine: AsyncEngine, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an outage all desks wait at once."""
    client = await log_in(OWN)
    tell(app, OWN, verified())
    pauses: list[float] = []

    async def at_once(pause: float) -> None:
        pauses.append(pause)

    monkeypatch.setattr(api.clients.late_caller, "sleep", at_once)
    with counted(engine) as unwritten:
        found = await context(client)
    assert (found["caller"], found["is_caller_late"]) == (None, True)
    assert pauses == sorted(pauses)
    assert (len(pauses), round(sum(pauses), 3)) == (8, 0.6)
    small = [one for one in unwritten if "set_config" not in one and "EXISTS" in one and "call.client_id" in one]
    assert len(small) == len(pauses), "only whether it is written is asked more often"
    assert len([one for one in unwritten if "FROM voice_message" in one]) == 1, "everything else once"


# -- articles


async def test_articles_are_in_force_of_the_own_office_first_and_filled_with_the_rates_of_the_day(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    await put_rate(engine, "zasilek_100", "1721.90", date(2026, 6, 1), None)
    await put_rate(engine, "old", "1.00", date(2025, 6, 1), date(2026, 5, 31))
    rated = article_content("Ile wynosi zasiłek", "Zasiłek wynosi {stawka:zasilek_100}.")
    await put_article(engine, "zasilek-ile", rated, place=2)
    await put_article(engine, "zasilek-kto")
    await put_article(engine, "zasilek-dawny", article_content("Dawny", "Było {stawka:old}."))
    await put_article(engine, "zasilek-koniec", article_content(valid_until=date(2026, 5, 31)))
    await put_article(engine, "zasilek-szkic", state="draft")
    await put_article(engine, "z-kolna", article_content("W Kolnie"), topic="zzz", office=KOLNO)
    await put_article(engine, "z-bialegostoku", article_content("Gdzie indziej"), office=BIALYSTOK)
    await put_article(engine, "dla-pracodawcy", audiences=("employer",))
    await put_article(engine, "dla-wszystkich", topic="a", audiences=("everybody",))
    await centre.write(offered(OWN).facts)
    articles = (await context(await log_in(OWN)))["articles"]
    assert [one["id"] for one in articles] == ["z-kolna", "zasilek-kto", "zasilek-ile", "dla-wszystkich"]
    assert articles[2]["short_answer"] == "Zasiłek wynosi 1721,90 zł."
    assert articles[0]["office"] == {"code": KOLNO, "seat": "Kolno"}


async def test_what_the_caller_has_heard_on_the_way_is_marked(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    inner = {"nodes": {"szkolenia": {"kind": "knowledge", "settings": {"topic": "szkolenia", "most": 1}}}}
    graph = {
        "nodes": {
            "zasilek": {"kind": "knowledge", "settings": {"topic": "zasilek"}},
            "wiecej": {"kind": "subscenario", "settings": {"scenario": "wspolny"}},
        }
    }
    async with engine.begin() as connection:
        await connection.execute(
            insert(Scenario),
            [
                {"name": name, "version": version, "graph": one, "published_at": NINE}
                for name, version, one in (("9510", 1, graph), ("9510", 2, {"nodes": {}}), ("wspolny", 4, inner))
            ],
        )
    for key, topic, place in (
        ("kto", "zasilek", 1),
        ("a", "szkolenia", 1),
        ("b", "szkolenia", 2),
        ("c", "oferty", 1),
    ):
        await put_article(engine, key, article_content(f"Tytuł {key}"), topic=topic, place=place)
    story = Story("call-1").then(
        CallStarted(
            channel_id="channel-1",
            dialled_number="9510",
            caller_number="600100200",
            scenario="9510",
            scenario_version=1,
            subscenario_versions={"wspolny": 4},
        )
    )
    story.is_verified(KOLNO, ANNA).then(TopicChosen(topic="unemployed"))
    for node in ("zasilek", "wiecej/szkolenia"):
        story.then(NodeEntered(node=node, kind="knowledge"))
        story.then(AnnouncementPlayed(prompts=["B01"], heard_time=12.0), after=12)
    story.waits(KOLNO).is_offered(OWN).changes(OWN, "reserved", "ring", "ringing")
    await centre.write(story.facts)
    found = await context(await log_in(OWN))
    assert [(one["topic"], one["words"]) for one in found["heard"]] == [
        ("zasilek", "Tytuł kto"),
        ("szkolenia", "Tytuł a"),
    ]
    assert [(one["id"], one["is_heard"]) for one in found["articles"]] == [
        ("kto", True),
        ("a", True),
        ("b", False),
        ("c", False),
    ]


# -- what it costs


async def test_more_to_tell_takes_no_more_questions(log_in: LogIn, centre: Centre, engine: AsyncEngine) -> None:
    await put_article(engine, "one")
    await centre.write(offered(OWN).facts)
    client = await log_in(OWN)
    await context(client)
    with counted(engine) as few:
        await context(client)
    for number in range(8):
        await put_article(engine, f"more-{number}")
        earlier = (
            Story(f"call-0{number}", NINE - timedelta(days=1 + number)).rings().is_verified(KOLNO, ANNA).ends()
        )
        await centre.write(earlier.facts)
    with counted(engine) as many:
        assert len((await context(client))["caller"]["last_contacts"]) == 5
    assert len(many) == len(few) > 10
    assert len([one for one in many if "set_config" not in one]) <= 30


async def test_who_asks_without_end_is_told_to_wait(log_in: LogIn, centre: Centre) -> None:
    client = await log_in(OWN)
    answers = [await status(client) for _ in range(62)]
    assert answers[:60] == [404] * 60
    assert answers[-1] == 429
