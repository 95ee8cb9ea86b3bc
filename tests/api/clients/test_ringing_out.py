"""Clients are rung by the web service: whose, by whom, how often, and what the access log says."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.live.agent_state import AgentEvent, AgentState
from core.db.tables.centre.call_tables import CallbackRow, CallRow
from core.db.tables.client_tables import AccessLogRow
from core.db.tables.person_tables import Client
from core.db.tables.request_tables import AccessReasonRow
from core.facts.kinds.callbacks import CallbackEnded, CallbackOrdered
from core.facts.kinds.ringing_out import ClientDialEnded, DialOutcome
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.support.calls.call_facts import NINE, Story
from tests.support.calls.fake_telephony import FakePhone
from tests.support.clients.persons import put_person
from tests.support.timing.eventually import eventually
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

ANNA, EWA = "client-anna", "client-ewa"
KOLNO, BIALYSTOK = "20060", "20610"
AGENT = "k20060-1"
WHY = {"reason": "visit"}
SAID = "telefon do klienta: termin wizyty"
ORDER = "callback-1"


@pytest.fixture(autouse=True)
async def persons(engine: AsyncEngine) -> None:
    """Anna is Kolno's client, Ewa Białystok's."""
    await put_person(engine, ANNA, KOLNO)
    await put_person(engine, EWA, BIALYSTOK, first_name="Ewa", last_name="Nowacka", phone="600100999")


def at_work(centre: Centre, *agents: str) -> None:
    for agent in agents or (AGENT,):
        centre.exchange.phones[agent] = FakePhone("rings_on")
        centre.matchmaker.phone_changed(agent, is_registered=True)
        centre.matchmaker.wish(agent, AgentEvent.LOG_IN)


async def rings(client: AsyncClient, whose: str = ANNA, body: Any = None) -> Response:
    return await client.post(f"/api/clients/{whose}/ring", json=WHY if body is None else body)


def refusal(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["message"]


async def entries(engine: AsyncEngine) -> list[tuple[Any, ...]]:
    row = AccessLogRow
    query = select(row.who, row.client_id, row.office, row.topic, row.outcome, row.call_id, AccessReasonRow.reason)
    query = query.outerjoin(AccessReasonRow, AccessReasonRow.access_id == row.id).where(row.purpose == "ring_out")
    async with engine.connect() as connection:
        return [tuple(found) for found in await connection.execute(query.order_by(row.at, row.id))]


async def change(engine: AsyncEngine, whose: str, **columns: Any) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(Client).where(Client.id == whose).values(**columns))


async def allow(supervisor: AsyncClient, most: int) -> None:
    policy = {"neighbours": [BIALYSTOK], "client_calls_a_day": most}
    answer = await supervisor.put(f"/api/queues/{KOLNO}/policy", json={"policy": policy})
    assert answer.status_code == 200, answer.text


async def gives_up(centre: Centre, client: AsyncClient, call_id: str, agent: str = AGENT) -> None:
    answer = await client.post("/api/desk/hang-up", json={"call": call_id})
    assert answer.status_code == 204, answer.text
    await eventually(lambda: centre.matchmaker.team.agent(agent).state is AgentState.PAUSED)


async def test_a_client_of_the_own_office_is_rung_and_the_access_log_says_who_why_and_in_which_call(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    at_work(centre)
    client = await log_in(AGENT)
    answer = await rings(client)
    assert answer.status_code == 200, answer.text
    call_id = answer.json()["call_id"]
    assert centre.matchmaker.team.agent(AGENT).state is AgentState.DIALLING
    assert await entries(engine) == [(AGENT, ANNA, KOLNO, "person", "found", call_id, SAID)]
    await gives_up(centre, client, call_id)
    await centre.log.flushed()
    async with engine.connect() as connection:
        columns = (CallRow.direction, CallRow.client_id, CallRow.office, CallRow.caller_number)
        row = (await connection.execute(select(*columns, CallRow.dial_outcome, CallRow.end_reason))).one()
    assert tuple(row) == ("outbound", ANNA, KOLNO, "600100200", "given_up", "not_reached")
    shown = (await client.get(f"/api/calls/{call_id}")).json()
    assert (shown["direction"], shown["dial_outcome"]) == ("outbound", "given_up")
    assert [step["kind"] for step in shown["timeline"]][:2] == ["call_started", "client_dialled"]
    opened = await client.post(f"/api/clients/{ANNA}/view", json={"reason": "Pytanie klienta w okienku"})
    assert opened.status_code == 200
    history = (await client.get(f"/api/clients/{ANNA}/history")).json()["contacts"]
    assert [(one["direction"], one["account"], one["summary"]) for one in history if one["kind"] == "call"] == [
        ("out", AGENT, "Telefon do klienta: konsultant przerwał, zanim ktoś odebrał.")
    ]


async def test_the_desk_shows_whom_it_rings_and_why_and_that_nobody_has_proved_to_be_the_client(
    log_in: LogIn, centre: Centre
) -> None:
    at_work(centre)
    client = await log_in(AGENT)
    call_id = (await rings(client)).json()["call_id"]
    await centre.log.flushed()
    context = (await client.get("/api/desk/context")).json()
    assert context["call_id"] == call_id
    assert [(why["kind"], why["words"]) for why in context["why_here"]] == [
        ("rung_out", "Telefon do klienta: termin wizyty.")
    ]
    assert context["verification"]["level"] == 1
    assert context["verification"]["words"].startswith("Numer telefonu z karty klienta")
    assert context["home_office"]["words"] == "Kolno, z danych klienta."
    assert context["caller"]["client_id"] == ANNA
    card = (await client.get("/api/desk/client")).json()
    assert (card["call_id"], card["client"]["id"]) == (call_id, ANNA)
    await gives_up(centre, client, call_id)
    await centre.log.flushed()
    assert (await client.get("/api/desk/context")).status_code == 404
    assert (await client.post(f"/api/clients/{ANNA}/view", json={})).status_code == 403, "nobody has talked"


async def test_to_another_offices_client_and_without_the_right_nobody_rings(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    at_work(centre)
    assert (await rings(await log_in(AGENT), EWA)).status_code == 404
    assert (await rings(await log_in(AGENT), "client-nobody")).status_code == 404
    assert (await rings(await log_in("kierownik-wup"))).status_code == 404
    for name in ("administrator", "redaktor", "audytor", "technik", "zespol"):
        assert (await rings(await log_in(name))).status_code == 403, name
    assert [(who, client, outcome) for who, client, _, _, outcome, *_ in await entries(engine)] == [
        (AGENT, EWA, "refused"),
        (AGENT, None, "none"),
        ("kierownik-wup", ANNA, "refused"),
    ]
    assert centre.matchmaker.team.agent(AGENT).state is AgentState.PAUSED


async def test_a_supervisor_without_a_place_has_no_telephone_to_ring_from(log_in: LogIn, centre: Centre) -> None:
    at_work(centre)
    answer = await rings(await log_in("kierownik-20060"))
    assert refusal(answer) == (409, "To konto nie ma stanowiska konsultanta, z którego można zadzwonić.")


@pytest.mark.parametrize(
    ("phone", "sentence"),
    [
        (None, "W karcie nie ma numeru telefonu."),
        ("700123456", "Numer w karcie nie jest zwykłym polskim numerem: centrum na niego nie dzwoni."),
        ("+442079460000", "Numer w karcie nie jest zwykłym polskim numerem: centrum na niego nie dzwoni."),
    ],
)
async def test_a_number_that_is_none_is_not_rung_and_does_not_count(
    log_in: LogIn, centre: Centre, engine: AsyncEngine, phone: str | None, sentence: str
) -> None:
    at_work(centre)
    await change(engine, ANNA, phone=phone)
    assert refusal(await rings(await log_in(AGENT))) == (409, sentence)
    assert [outcome for *_, outcome, _, _ in await entries(engine)] == ["found", "refused"]
    assert not centre.exchange.ringing_now


@pytest.mark.parametrize(("hour", "is_open"), [(6, False), (7, True), (18, True), (19, False)])
async def test_clients_are_rung_from_8_to_20_by_the_clock_in_poland(
    log_in: LogIn, centre: Centre, clock: StandingClock, engine: AsyncEngine, hour: int, is_open: bool
) -> None:
    at_work(centre)
    client = await log_in(AGENT)
    clock.at = clock.at.replace(hour=hour, minute=0, second=0) + timedelta(days=1)
    client = await log_in(AGENT)
    answer = await rings(client)
    if is_open:
        assert answer.status_code == 200, answer.text
    else:
        assert refusal(answer) == (409, "Do klientów można dzwonić od 8 do 20.")
        assert not await entries(engine)


async def test_an_account_rings_as_often_a_day_as_its_office_allows_and_refusals_do_not_count(
    log_in: LogIn, centre: Centre, clock: StandingClock
) -> None:
    rules = await log_in("kierownik-20060")
    await allow(rules, 2)
    client = await log_in(AGENT)
    assert (await rings(client)).status_code == 409  # logged out
    at_work(centre)
    for _ in range(2):
        answer = await rings(client)
        assert answer.status_code == 200, answer.text
        await gives_up(centre, client, answer.json()["call_id"])
    assert refusal(await rings(client)) == (409, "Osiągnięto dzienną granicę telefonów do klientów: 2.")
    clock.passes(seconds=24 * 3600)
    client = await log_in(AGENT)
    assert (await rings(client)).status_code == 200


async def test_an_office_may_let_nobody_ring(log_in: LogIn, centre: Centre) -> None:
    at_work(centre)
    rules = await log_in("kierownik-20060")
    await allow(rules, 0)
    assert refusal(await rings(await log_in(AGENT))) == (
        409,
        "W tym urzędzie konsultanci nie dzwonią do klientów.",
    )


async def test_what_clients_see_is_a_number_of_the_centre(log_in: LogIn) -> None:
    rules = await log_in("kierownik-20060")
    answer = await rules.put(f"/api/queues/{KOLNO}/policy", json={"policy": {"shown_number": "857000000"}})
    assert answer.status_code == 422
    assert "Centrum nie odbiera pod numerem 857000000" in answer.text


async def test_whoever_rings_already_or_is_logged_out_is_refused_in_words(log_in: LogIn, centre: Centre) -> None:
    client = await log_in(AGENT)
    assert refusal(await rings(client)) == (409, "Telefon konsultanta nie jest zarejestrowany w centrali.")
    centre.matchmaker.phone_changed(AGENT, is_registered=True)
    assert refusal(await rings(client)) == (
        409,
        "Nie można teraz zadzwonić do klienta. Obecny stan: wylogowany.",
    )
    at_work(centre)
    assert (await rings(client)).status_code == 200
    assert refusal(await rings(client)) == (
        409,
        "Nie można teraz zadzwonić do klienta. Obecny stan: dzwoni do klienta.",
    )


@pytest.mark.parametrize("body", [{}, {"reason": "nuda"}, {"reason": "visit", "number": "600100200"}])
async def test_a_reason_is_one_of_the_list_and_a_number_is_never_taken_from_a_browser(
    log_in: LogIn, body: dict[str, str]
) -> None:
    assert (await rings(await log_in(AGENT), body=body)).status_code == 422


# -- for an order to be rung back


async def _ordered(centre: Centre, *, is_given_up: bool, client: str | None = ANNA) -> None:
    story = Story("call-0").rings()
    story.then(
        CallbackOrdered(callback=ORDER, queue=KOLNO, callback_number="601200300", due_at=NINE, client_id=client)
    )
    if is_given_up:
        story.then(CallbackEnded(callback=ORDER, outcome="given_up"))
    await centre.write(story.ends().facts)


async def rings_back(client: AsyncClient) -> Response:
    return await client.post(f"/api/callbacks/{ORDER}/ring")


@pytest.mark.parametrize("whose", [ANNA, None])
async def test_who_ordered_and_was_not_reached_is_rung_at_the_number_of_the_order(
    log_in: LogIn, centre: Centre, engine: AsyncEngine, whose: str | None
) -> None:
    await _ordered(centre, is_given_up=True, client=whose)
    at_work(centre)
    client = await log_in(AGENT)
    answer = await rings_back(client)
    assert answer.status_code == 200, answer.text
    call_id = answer.json()["call_id"]
    said = "telefon do klienta: obiecane oddzwonienie"
    assert await entries(engine) == [(AGENT, whose, KOLNO, "number", "found", call_id, said)]
    await gives_up(centre, client, call_id)
    await centre.log.flushed()
    async with engine.connect() as connection:
        query = select(CallRow.caller_number, CallRow.callback_id).where(CallRow.id == call_id)
        assert tuple((await connection.execute(query)).one()) == ("601200300", ORDER)
        assert await connection.scalar(select(CallbackRow.state)) == "given_up"
    # What consultants do themselves says nothing of the client.
    assert await _told_of_order(centre, client, call_id, "given_up") == ("given_up", None, 0)
    assert await _told_of_order(centre, client, call_id, "busy") == ("given_up", "busy", 0)
    assert await _told_of_order(centre, client, call_id, "reached") == ("talked", "talked", 0)
    assert refusal(await rings_back(client)) == (409, "To zamówienie jest już zakończone.")


async def _told_of_order(
    centre: Centre, client: AsyncClient, call_id: str, outcome: DialOutcome
) -> tuple[str, str | None, int]:
    """State, last outcome and number of the centre's own trials, after a consultant's."""
    ended = ClientDialEnded(agent=AGENT, outcome=outcome, ring_time=3.0, callback=ORDER, call_id=call_id)
    centre.publish(ended, call_id)
    await centre.log.flushed()
    (order,) = (await client.get("/api/callbacks")).json()["callbacks"]
    assert (order["last_tried_at"] is None) == (order["last_outcome"] is None)
    return order["state"], order["last_outcome"], order["attempts"]


async def test_an_order_that_the_centre_carries_out_itself_and_another_offices_are_not_rung(
    log_in: LogIn, centre: Centre
) -> None:
    await _ordered(centre, is_given_up=False)
    at_work(centre, AGENT, "k20610-1")
    assert refusal(await rings_back(await log_in(AGENT))) == (409, "To zamówienie centrum zrealizuje samo.")
    assert (await rings_back(await log_in("k20610-1"))).status_code == 404
    assert (await rings_back(await log_in("kierownik-wup"))).status_code == 404


async def test_somebody_whose_data_are_restricted_is_not_rung(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    await _ordered(centre, is_given_up=True)
    await change(engine, ANNA, restricted_at=datetime(2026, 11, 1, tzinfo=UTC))
    at_work(centre)
    client = await log_in(AGENT)
    assert (await rings(client)).status_code == 404
    assert (await rings_back(client)).status_code == 404
    assert not centre.exchange.ringing_now
