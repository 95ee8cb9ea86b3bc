"""What one person alone may not do: each act waits for another one, and the wrong one is refused."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.call_tables import CallRow
from core.db.tables.staff_tables import Account, AuditRow
from core.two_persons.four_eyes import OPEN_TIME
from tests.api import activation
from tests.api.activation import begun
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.api.people import LONG_AGO, password_hash
from tests.api.second_person import confirmed
from tests.support.calls.call_facts import NINE, Story
from tests.support.clients.persons import put_person
from tests.support.plugins.more import ANOTHER, first_of
from tests.support.recordings.sounds import sound_file, tone
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

NEWCOMER = "k20060-7"
RECORDINGS = "/api/retention/rules/recording"
RATE = {
    "valid_from": "2026-11-25",
    "valid_until": None,
    "source": "Obwieszczenie",
    "source_certainty": "high",
    "rates": [{"code": "zasilek", "title": "Zasiłek", "amount": "1.00", "version": 0}],
}


async def add(
    engine: AsyncEngine, username: str, role: str = "supervisor", office: str = "20060", **more: Any
) -> None:
    values = {"display_name": f"Osoba {username}", "role": role, "office": office, "created_at": LONG_AGO, **more}
    async with engine.begin() as connection:
        await connection.execute(
            insert(Account).values(username=username, password_hash=password_hash(), **values)
        )


async def first_call(engine: AsyncEngine) -> None:
    """From now on the age of accounts counts."""
    async with engine.begin() as connection:
        values = {"id": "call-1", "dialled_number": "9510", "caller_number": "600100200", "started_at": LONG_AGO}
        await connection.execute(insert(CallRow).values(**values))


async def refusal(client: AsyncClient, proposal: str) -> str:
    answer = await client.post(f"/api/proposals/{proposal}/confirm")
    assert (answer.status_code, answer.json()["code"]) == (403, "second_person_refused")
    return str(answer.json()["message"])


async def rate(log_in: LogIn) -> str:
    """The id of a rate that `redaktor` proposes."""
    answer = await (await log_in("redaktor")).post("/api/rates", json=RATE)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


async def test_one_of_the_managing_team_cannot_have_the_recordings_of_the_province_let_go(
    log_in: LogIn, engine: AsyncEngine, clock: StandingClock
) -> None:
    await add(engine, "zespol-2", "managing_team", "20000")
    manager = await log_in("zespol")
    body = {"office": None, "days": 1, "valid_from": "2026-11-24", "basis": "Zarządzenie"}
    answer = await manager.post(RECORDINGS, json=body, headers={"If-Match": '"1"'})
    assert answer.status_code == 202
    assert (await manager.get(RECORDINGS)).json()["days"] == 30
    assert "inna osoba" in await refusal(manager, answer.json()["id"])
    await confirmed(answer, await log_in("zespol-2"))
    rule = (await manager.get(RECORDINGS)).json()
    assert rule["days"] == 30  # today, and for a week
    assert (rule["rows"][0]["days"], rule["rows"][0]["valid_from"]) == (1, "2026-12-01")


async def test_a_longer_retention_takes_one_person(log_in: LogIn) -> None:
    body = {"office": "20060", "days": 60, "valid_from": "2026-11-25", "basis": "Zarządzenie"}
    answer = await (await log_in("kierownik-20060")).post(RECORDINGS, json=body, headers={"If-Match": '"1"'})
    assert answer.status_code == 200


@pytest.mark.parametrize("days", [29, None])
async def test_what_shortens_a_longer_rule_of_the_office_takes_two(
    log_in: LogIn, engine: AsyncEngine, days: int | None
) -> None:
    client = await log_in("kierownik-20060")
    body = {"office": "20060", "days": 60, "valid_from": "2026-11-25", "basis": "Zarządzenie"}
    assert (await client.post(RECORDINGS, json=body, headers={"If-Match": '"1"'})).status_code == 200
    shorter = {**body, "days": days, "valid_from": "2026-11-26"}
    answer = await client.post(RECORDINGS, json=shorter, headers={"If-Match": '"2"'})
    assert (answer.status_code, answer.json()["act"]) == (202, "shorten_retention")


@pytest.mark.parametrize(
    ("username", "changed", "why"),
    first_of(
        3,
        [
            ("redaktor", {}, "inna osoba"),
            ("kierownik-20060", {}, "uprawniona"),
            ("technik", {}, "uprawniona"),
            ("nowy", {"created_at": datetime(2026, 11, 20, tzinfo=UTC)}, "krócej niż 7 dni"),
            ("zalozony", {"made_by": "redaktor"}, "założyła"),
            ("odzyskany", {"reset_by": "redaktor"}, "odzyskała"),
        ],
        ANOTHER,
        "tests/api/two_persons/test_second_person.py::test_who_may_not_confirm_is_told_why",
    ),
)
async def test_who_may_not_confirm_is_told_why(
    log_in: LogIn, engine: AsyncEngine, username: str, changed: dict[str, Any], why: str
) -> None:
    if changed:
        await add(engine, username, "wup_editor", "20000", **changed)
    await first_call(engine)
    proposal = await rate(log_in)
    assert why in await refusal(await log_in(username), proposal)
    assert (await (await log_in("redaktor")).get("/api/rates")).json()["rates"] == []


async def test_before_the_first_call_the_age_is_not_asked_and_the_list_says_so(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    await add(engine, "nowy", "wup_editor", "20000", created_at=datetime(2026, 11, 24, tzinfo=UTC))
    answer = await (await log_in("nowy")).post(f"/api/proposals/{await rate(log_in)}/confirm")
    assert answer.json()["is_early"]
    auditor = await log_in("audytor")
    early = (await auditor.get("/api/proposals/decided", params={"is_early": True})).json()
    assert [(each["decided_by"], each["act"]) for each in early] == [("nowy", "set_rate")]
    assert (await auditor.get("/api/proposals/decided", params={"is_early": False})).json() == []


async def test_what_waits_is_seen_by_who_may_decide_and_by_who_proposed_it(log_in: LogIn) -> None:
    proposal = await rate(log_in)

    async def waiting(username: str) -> tuple[list[str], list[str]]:
        found = (await (await log_in(username)).get("/api/proposals")).json()
        return [each["id"] for each in found["to_decide"]], [each["id"] for each in found["own"]]

    assert await waiting("redaktor") == ([], [proposal])
    assert await waiting("administrator") == ([proposal], [])
    assert await waiting("kierownik-20060") == ([], [])
    assert await waiting("k20060-1") == ([], [])


async def test_refused_or_taken_back_it_waits_no_longer(log_in: LogIn) -> None:
    other, editor = await log_in("administrator"), await log_in("redaktor")
    reason = {"reason": "Kwota jest inna."}
    refused = (await other.post(f"/api/proposals/{await rate(log_in)}/refuse", json=reason)).json()
    assert (refused["state"], refused["decided_by"], refused["note"]) == (
        "refused",
        "administrator",
        "Kwota jest inna.",
    )
    withdrawn = (await editor.post(f"/api/proposals/{await rate(log_in)}/refuse", json=reason)).json()
    assert withdrawn["state"] == "withdrawn"
    for found in (refused, withdrawn):
        late = await other.post(f"/api/proposals/{found['id']}/confirm")
        assert (late.status_code, late.json()["code"]) == (409, "proposal_decided")
    consultant = await log_in("k20060-1")
    assert (await consultant.post(f"/api/proposals/{await rate(log_in)}/refuse", json=reason)).status_code == 403


async def test_a_proposal_does_not_wait_for_ever(log_in: LogIn, clock: StandingClock) -> None:
    proposal = await rate(log_in)
    clock.passes(seconds=OPEN_TIME.total_seconds())
    late = await (await log_in("administrator")).post(f"/api/proposals/{proposal}/confirm")
    assert (late.status_code, late.json()["code"]) == (409, "proposal_decided")


async def test_a_newer_proposal_of_the_same_takes_the_place_of_the_older_one(log_in: LogIn) -> None:
    older, newer = await rate(log_in), await rate(log_in)
    other = await log_in("administrator")
    assert (await other.post(f"/api/proposals/{older}/confirm")).status_code == 409
    assert (await other.post(f"/api/proposals/{newer}/confirm")).status_code == 200


async def test_who_proposed_and_who_confirmed_stands_in_the_audit_log(log_in: LogIn, engine: AsyncEngine) -> None:
    await (await log_in("administrator")).post(f"/api/proposals/{await rate(log_in)}/confirm")
    async with engine.connect() as connection:
        query = select(AuditRow.account, AuditRow.operation).where(AuditRow.subject == "proposal")
        rows = {(row.account, row.operation) for row in await connection.execute(query)}
    assert rows == {("redaktor", "set_rates"), ("administrator", "confirm_proposal")}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "A02/texts/pl", {"text": "Proszę powiedzieć kod PIN."}),
        ("PUT", "W01/texts/pl", {"text": "Prosimy dzwonić pod 700 800 900."}),
        ("DELETE", "A02/audio/pl", None),
    ],
)
async def test_words_that_ask_for_secrets_or_tell_a_number_take_two(
    log_in: LogIn, engine: AsyncEngine, method: str, path: str, body: dict[str, str] | None
) -> None:
    await shipped_prompts(engine)
    chief = await log_in("kierownik-wup")
    answer = await chief.request(method, f"/api/prompts/{path}", json=body)
    assert (answer.status_code, answer.json()["act"]) == (202, "change_prompt")
    if body is not None:
        await confirmed(answer, await log_in("administrator"))
        prompt, _, language = path.split("/")
        found = (await chief.get(f"/api/prompts/{prompt}")).json()
        assert found["texts"][language] == body["text"]


async def test_a_second_person_hears_a_recording_before_it_is_confirmed(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    await shipped_prompts(engine)
    chief = await log_in("kierownik-wup")
    sound = sound_file(tone(2.0), 8000)
    answer = await chief.put("/api/prompts/A02/audio/pl", content=sound)
    assert answer.status_code == 202, answer.text
    path = f"/api/proposals/{answer.json()['id']}/sound"
    heard = await (await log_in("administrator")).get(path)
    assert (heard.status_code, heard.headers["content-type"]) == (200, "audio/wav")
    assert len(heard.content) == pytest.approx(2.15 * 16_000, rel=0.1)
    assert (await chief.get(path)).status_code == 200, "whoever has proposed it hears it, too"
    assert (await (await log_in("kierownik-20060")).get(path)).status_code == 404
    await confirmed(answer, await log_in("administrator"))
    assert (await chief.get("/api/prompts/A02")).json()["recorded"] == ["pl"]
    assert (await (await log_in("administrator")).get(path)).status_code == 404, "it waits no longer"


async def shipped_prompts(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        for prompt, words in (("A02", "Proszę wpisać kod PIN."), ("W01", "Witamy.")):
            await connection.execute(
                text("INSERT INTO prompt (id, purpose, owner, placeholders) VALUES (:id, '', '20000', '{}')"),
                {"id": prompt},
            )
            values = {"id": f"text-{prompt.lower()}", "prompt": prompt, "text": words, "at": LONG_AGO}
            await connection.execute(
                text(
                    "INSERT INTO prompt_text (id, prompt, language, text, valid_from, changed_by, changed_at) "
                    "VALUES (:id, :prompt, 'pl', :text, :at, 'system', :at)"
                ),
                values,
            )


async def test_an_emergency_message_beyond_an_hour_takes_two(log_in: LogIn, clock: StandingClock) -> None:
    chief = await log_in("kierownik-wup")
    on = (await chief.post("/api/emergency-messages", json={"text": "Awaria sieci."})).json()
    assert (on["is_on"], on["ends_at"]) == (True, "2026-11-24T10:00:00Z")
    assert on["proposal"]["details"] == {"prompt": None, "text": "Awaria sieci.", "ends_at": None}
    clock.passes(minutes=25)
    again = (await chief.post("/api/emergency-messages", json={"text": "Awaria trwa."})).json()
    assert again["ends_at"] == "2026-11-24T10:00:00Z"  # the same hour
    clock.passes(hours=1)
    chief, other = await log_in("kierownik-wup"), await log_in("administrator")
    late = (await chief.post("/api/emergency-messages", json={"text": "Awaria trwa."})).json()
    assert not late["is_on"]
    answer = await other.post(f"/api/proposals/{late['proposal']['id']}/confirm")
    assert answer.json()["state"] == "done"
    [newest, *_] = (await chief.get("/api/emergency-messages")).json()
    assert (newest["is_on"], newest["ends_at"], newest["text"]) == (True, None, "Awaria trwa.")


async def test_an_hour_of_a_message_takes_one_person(log_in: LogIn) -> None:
    chief = await log_in("kierownik-20060")
    body = {"office": "20060", "text": "Awaria.", "ends_at": "2026-11-24T10:59:00+01:00"}
    on = (await chief.post("/api/emergency-messages", json=body)).json()
    assert (on["is_on"], on["proposal"]) == (True, None)


async def test_a_message_that_begins_later_takes_two_and_leaves_the_one_that_is_heard(
    log_in: LogIn, clock: StandingClock
) -> None:
    chief, address = await log_in("kierownik-wup"), "/api/emergency-messages"
    hour = {"text": "Awaria sieci.", "ends_at": "2026-11-24T10:59:00+01:00"}
    now = (await chief.post(address, json=hour)).json()
    later = {
        "text": "Przerwa w dostawie prądu.",
        "starts_at": "2026-11-24T10:30:00+01:00",
        "ends_at": "2026-11-24T10:45:00+01:00",
    }
    backwards = await chief.post(address, json={**later, "ends_at": "2026-11-24T10:20:00+01:00"})
    assert (backwards.status_code, "po jego początku" in backwards.text) == (422, True)
    answer = await chief.post(address, json=later)
    assert (answer.status_code, answer.json()["details"]["starts_at"]) == (202, "2026-11-24T09:30:00+00:00")
    [shown] = (await chief.get(address)).json()
    assert (shown["id"], shown["is_on"]) == (now["id"], True)  # nothing is planned before the second person
    other = await log_in("administrator")
    confirmed = await other.post(f"/api/proposals/{answer.json()['id']}/confirm")
    assert confirmed.json()["state"] == "done"
    planned, first = (await chief.get(address)).json()
    assert (planned["is_on"], planned["is_planned"], planned["confirmed_by"]) == (False, True, "administrator")
    assert (first["is_on"], first["is_planned"]) == (True, False)
    clock.passes(minutes=35)
    chief = await log_in("kierownik-wup")
    planned, first = (await chief.get(address)).json()
    assert (planned["is_on"], planned["is_planned"], first["is_on"]) == (True, False, True)
    off = (await chief.post(f"{address}/{planned['id']}/end")).json()
    assert (off["is_on"], off["is_planned"], off["switched_off_by"]) == (False, False, "kierownik-wup")


async def test_a_planned_message_is_called_off_before_it_begins(log_in: LogIn) -> None:
    chief, address = await log_in("kierownik-wup"), "/api/emergency-messages"
    body = {"text": "Awaria.", "starts_at": "2026-11-25", "break_glass": "Nikogo więcej dziś nie ma."}
    planned = (await chief.post(address, json=body)).json()
    assert (planned["is_planned"], planned["ends_at"]) == (True, None)
    soon = (await chief.post(address, json={"text": "Teraz.", "ends_at": "2026-11-24T10:30+01:00"})).json()
    assert (soon["is_on"], soon["proposal"]) == (True, None)  # the hour alone is not used up by what is planned
    assert (await chief.get(address)).json()[0]["is_planned"]  # nor is that ended by the other one
    off = (await chief.post(f"{address}/{planned['id']}/end")).json()
    assert (off["is_planned"], off["switched_off_by"]) == (False, "kierownik-wup")


async def test_glass_is_broken_with_a_reason_and_everybody_is_told(log_in: LogIn) -> None:
    chief = await log_in("kierownik-20060")
    body = {"office": "20060", "text": "Powódź, urząd zamknięty.", "break_glass": "Ewakuacja budynku."}
    on = (await chief.post("/api/emergency-messages", json=body)).json()
    assert (on["is_on"], on["ends_at"], on["proposal"]) == (True, None, None)
    [told] = (await (await log_in("audytor")).get("/api/proposals/decided")).json()
    assert (told["is_break_glass"], told["decided_by"], told["note"]) == (
        True,
        "kierownik-20060",
        "Ewakuacja budynku.",
    )


async def test_an_office_without_a_second_person_names_a_deputy(log_in: LogIn, engine: AsyncEngine) -> None:
    manager = await log_in("kierownik-20060")
    body = {"office": "20060", "days": 7, "valid_from": "2026-11-25", "basis": "Zarządzenie"}
    # The supervisor of the province may confirm it: a retention reaches them all.
    answer = await manager.post(RECORDINGS, json=body, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.json()["deputies"]) == (202, [])
    async with engine.begin() as connection:
        await connection.execute(
            update(Account)
            .where(Account.role.in_(("supervisor", "managing_team")), Account.office == "20000")
            .values(deactivated_at=LONG_AGO + timedelta(days=1))
        )
    alone = await manager.post(RECORDINGS, json=body, headers={"If-Match": '"1"'})
    assert (alone.status_code, alone.json()["code"]) == (409, "no_second_person")
    administrator = await log_in("administrator")
    own = await administrator.put("/api/offices/20060/deputy", json={"deputy": "20060"})
    assert own.status_code == 404
    given = await administrator.put("/api/offices/20060/deputy", json={"deputy": "20610"})
    assert given.status_code == 204, given.text
    named = await manager.post(RECORDINGS, json=body, headers={"If-Match": '"1"'})
    assert named.json()["deputies"] == ["20610"]
    await confirmed(named, await log_in("kierownik-20610"))


# -- accounts


async def sees(client: AsyncClient) -> bool:
    """A client at the desk, of the call that is offered."""
    answer = await client.get("/api/desk/client")
    context = await client.get("/api/desk/context")
    assert context.status_code == 200, context.text
    if answer.status_code == 403:
        assert answer.json()["code"] == "clients_withheld"
        assert context.json()["caller"] is None
        return False
    return answer.json()["client"] is not None


def offered(call_id: str, at: datetime = NINE) -> Story:
    """A call of a client who was verified, offered to the newcomer."""
    story = Story(call_id, at).rings().is_verified("20060", "client-anna").waits("20060")
    return story.is_offered(NEWCOMER).changes(NEWCOMER, "reserved", "ring", "ringing")


async def hired_by(client: AsyncClient, log_in: LogIn, engine: AsyncEngine) -> AsyncClient:
    """The consultant, who is logged in."""
    new = {"id": NEWCOMER, "display_name": "Nowa Osoba", "office": "20060"}
    answer = await client.post("/api/agents", json=new)
    assert answer.status_code == 201, answer.text
    async with engine.begin() as connection:
        account = update(Account).where(Account.username == NEWCOMER)
        await connection.execute(account.values(password_hash=password_hash()))
    return await log_in(NEWCOMER)


async def waiting(client: AsyncClient) -> list[tuple[str, str]]:
    found = (await client.get("/api/proposals")).json()["to_decide"]
    return [(each["act"], each["subject"]) for each in found]


async def test_a_consultant_hired_by_an_administrator_sees_clients_when_the_supervisor_has_confirmed_it(
    log_in: LogIn, engine: AsyncEngine, centre: Centre, clock: StandingClock
) -> None:
    await put_person(engine, "client-anna", "20060")
    administrator = await log_in("administrator")
    hers = await hired_by(administrator, log_in, engine)
    await centre.write(offered("call-1").facts)
    assert not await sees(hers)
    searched = await hers.post("/api/clients/search", json={"last_name": "Kowal", "first_name": "Anna"})
    assert searched.status_code == 403
    assert await waiting(administrator) == []
    assert await waiting(await log_in("kierownik-20610")) == []
    clock.passes(days=15)  # it waits until it is decided
    supervisor = await log_in("kierownik-20060")
    [proposal] = (await supervisor.get("/api/proposals")).json()["to_decide"]
    assert (proposal["act"], proposal["subject"], proposal["expires_at"]) == ("let_see_clients", NEWCOMER, None)
    assert "uprawniona" in await refusal(await log_in("kierownik-wup"), proposal["id"])
    answer = await supervisor.post(f"/api/proposals/{proposal['id']}/confirm")
    assert answer.json()["state"] == "done"
    async with engine.connect() as connection:
        assert await connection.scalar(select(Account.sees_clients).where(Account.username == NEWCOMER))
    await centre.write(offered("call-2", clock.now()).facts)
    assert await sees(await log_in(NEWCOMER))


async def test_a_consultant_whom_the_offices_supervisor_hires_sees_clients_at_once(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    supervisor = await log_in("kierownik-20060")
    hers = await hired_by(supervisor, log_in, engine)
    searched = await hers.post("/api/clients/search", json={"last_name": "Kowal", "first_name": "Anna"})
    assert searched.status_code != 403
    assert await waiting(supervisor) == []


async def test_a_consultant_whom_an_administrator_resets_sees_no_clients(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    administrator = await log_in("administrator")
    assert (await administrator.post("/api/accounts/k20060-1/first-password")).status_code == 200
    async with engine.connect() as connection:
        assert not await connection.scalar(select(Account.sees_clients).where(Account.username == "k20060-1"))
    assert await waiting(await log_in("kierownik-20060")) == [("let_see_clients", "k20060-1")]


ACTS_ON_ACCOUNTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "another role": ("PATCH", "", {"role": "supervisor"}),
    "further offices": ("PATCH", "", {"also_offices": ["20610"]}),
    "restored": ("POST", "/restore", {}),
    "without a second factor": ("DELETE", "/totp", {}),
}


@pytest.mark.parametrize("name", ACTS_ON_ACCOUNTS)
async def test_nobody_alone_gives_an_account_more_than_it_has(
    log_in: LogIn, engine: AsyncEngine, clock: StandingClock, name: str
) -> None:
    """By one account alone, by one that it has made or reset, by one of another office, and by one too young."""
    method, path, body = ACTS_ON_ACCOUNTS[name]
    await add(engine, "cel", "pup_editor")
    await add(engine, "zrobiony", made_by="administrator")
    await add(engine, "odzyskany", reset_by="administrator")
    await add(engine, "mlody", created_at=clock.now() - timedelta(days=1))
    await first_call(engine)
    before = await row_of(engine, "cel")
    administrator = await log_in("administrator")
    answer = await administrator.request(method, f"/api/accounts/cel{path}", json=body or None)
    assert answer.status_code == 202, answer.text
    proposal = answer.json()["id"]
    second = "kierownik-wup" if "also_offices" in body else "kierownik-20060"  # competent for all of them
    others = {"administrator", "kierownik-20610", "kierownik-20060", "zrobiony", "odzyskany", "mlody"} - {second}
    for username in sorted(others):
        await refusal(await log_in(username), proposal)
    assert await row_of(engine, "cel") == before
    await confirmed(answer, await log_in(second))


async def test_what_is_confirmed_is_what_the_account_becomes(log_in: LogIn, engine: AsyncEngine) -> None:
    """An office that gives nothing yet, and then a role: who confirms the role is told of the office, and an
    office that is added meanwhile does not come with it."""
    await add(engine, "cel", "portal_editor")
    administrator = await log_in("administrator")
    path = "/api/accounts/cel"
    assert (await administrator.patch(path, json={"also_offices": ["20610"]})).status_code == 200
    proposal = (await administrator.patch(path, json={"role": "supervisor"})).json()
    assert proposal["details"] == {"role": "supervisor", "office": "20060", "also_offices": ["20610"]}
    await refusal(await log_in("kierownik-20060"), proposal["id"])
    assert (await administrator.patch(path, json={"also_offices": []})).status_code == 200
    answer = await administrator.patch(path, json={"role": "supervisor"})
    assert (await administrator.patch(path, json={"also_offices": ["20610"]})).status_code == 200
    await confirmed(answer, await log_in("kierownik-20060"))
    now = (await administrator.get(path)).json()
    assert (now["role"], now["office"], now["also_offices"]) == ("supervisor", "20060", [])


async def sees_clients(engine: AsyncEngine, username: str) -> bool:
    async with engine.connect() as connection:
        return bool(await connection.scalar(select(Account.sees_clients).where(Account.username == username)))


async def test_a_consultant_whom_an_administrator_moves_or_takes_back_sees_no_clients(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    administrator, here, there = (
        await log_in("administrator"),
        await log_in("kierownik-20060"),
        await log_in("kierownik-20610"),
    )
    path = "/api/agents/k20060-1"
    assert (await administrator.delete(path)).status_code == 204
    assert (await administrator.post(f"{path}/restore")).status_code == 200
    assert not await sees_clients(engine, "k20060-1")
    [of_here] = (await here.get("/api/proposals")).json()["to_decide"]
    assert (await administrator.patch(path, json={"office": "20610"})).status_code == 200
    assert await waiting(here) == []
    assert (await here.post(f"/api/proposals/{of_here['id']}/confirm")).status_code == 409, "of the office before"
    [of_there] = (await there.get("/api/proposals")).json()["to_decide"]
    assert (await there.post(f"/api/proposals/{of_there['id']}/confirm")).json()["state"] == "done"
    assert await sees_clients(engine, "k20060-1")


async def row_of(engine: AsyncEngine, username: str) -> tuple[Any, ...]:
    async with engine.connect() as connection:
        return tuple(
            (await connection.execute(select(Account.__table__).where(Account.username == username))).one()
        )


async def test_an_account_too_young_or_made_by_the_same_person_activates_none(
    log_in: LogIn, engine: AsyncEngine, clock: StandingClock, stranger: AsyncClient
) -> None:
    await add(engine, "mlody", "administrator", "20000", created_at=clock.now() - timedelta(days=1))
    await add(engine, "zrobiony", "administrator", "20000", made_by="administrator")
    await first_call(engine)
    new = {"username": "nowak", "display_name": "Maria Nowak", "role": "supervisor", "office": "20060"}
    assert (await (await log_in("administrator")).post("/api/accounts", json=new)).status_code == 201
    number = await begun(stranger, "nowak")
    for username in ("administrator", "mlody", "zrobiony"):
        assert await activation.confirmed(await log_in(username), "nowak", number) == (
            403,
            "second_person_refused",
        )
    await add(engine, "drugi", "administrator", "20000")
    assert await activation.confirmed(await log_in("drugi"), "nowak", number) == (204, "")
