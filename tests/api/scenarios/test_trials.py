"""Ring me with this draft: who may, what is refused, and what is written down. The telephones are by hand."""

import json
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.staffing.hiring_store import load_telephones
from acd.staffing.trial_telephone_store import having_trial_telephones, load_trial_telephones
from acd.telephone import Telephone, trial_endpoint
from api.sip.connections import Close, SipConnections
from core.db.tables.centre.call_tables import CallRow, EventRow
from core.db.tables.centre.office_tables import DialledNumber
from core.db.tables.centre.scenario_tables import Scenario
from core.db.tables.staff_tables import Account, AuditRow
from core.relay.commands import TryScenario
from core.settings import Settings
from dialplan.generate import telephones_text
from dialplan.telephones import log_ins
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.api.scenarios.test_scenarios import broken, good, graph, refused
from tests.support.calls.call_facts import NINE
from tests.support.calls.fake_telephony import FakePhone
from tests.support.timing.eventually import eventually
from tests.support.timing.standing_clock import StandingClock

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("hours", "telephone_secret")]

NAME, EDITOR = "linia-9510", "redaktor"
DRAFT, TRIALS = f"/api/scenarios/{NAME}/draft", "/api/scenario-trials"
AROUND = {"at": "2026-11-24T10:00:00", "card_office": "20060"}
PAGE = trial_endpoint(EDITOR)


@pytest.fixture(autouse=True)
async def line(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        published = {"name": NAME, "version": 1, "graph": graph(), "published_at": NINE}
        await connection.execute(insert(Scenario).values(**published))
        number = {"number": "9510", "scenario": NAME, "is_free": True, "description": ""}
        await connection.execute(insert(DialledNumber).values(**number))


@pytest.fixture
def telephone_secret(settings: Settings) -> None:
    """Pages are telephones here."""
    secrets = {"ari_password": "-", "pin_pepper": "-", "telephone_secret": "x" * 40}
    (settings.state / "secrets.json").write_text(json.dumps(secrets), "utf-8")


def page(centre: Centre) -> FakePhone:
    phone = centre.exchange.phones[PAGE] = FakePhone(answer_time=0.05, talk_time=60)
    return phone


async def saved(client: AsyncClient, wanted: dict[str, Any] | None = None) -> int:
    begun = await good(await client.post(DRAFT, json={}))
    body = {"revision": begun["revision"], "graph": wanted or graph()}
    return int((await good(await client.put(DRAFT, json=body)))["revision"])


async def state_of(client: AsyncClient, trial: str, since: int = 0) -> dict[str, Any]:
    answer = await client.get(f"{TRIALS}/{trial}", params={"since": since})
    return dict(await good(answer))


async def until(client: AsyncClient, trial: str, state: str) -> dict[str, Any]:
    async def is_so() -> bool:
        return bool((await state_of(client, trial))["state"] == state)

    await eventually(is_so)
    return await state_of(client, trial)


async def rows(engine: AsyncEngine) -> tuple[int, int]:
    """Calls and facts."""
    async with engine.connect() as connection:
        calls = await connection.scalar(select(func.count()).select_from(CallRow))
        facts = await connection.scalar(select(func.count()).select_from(EventRow))
    return calls or 0, facts or 0


async def test_the_own_page_is_rung_and_led_through_the_draft_that_was_saved(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    editor, phone = await log_in(EDITOR), page(centre)
    before = await rows(engine)
    revision = await saved(editor)
    telephone = await good(await editor.get(f"{TRIALS}/telephone"))
    assert telephone == {"sip_user": PAGE, "ice_servers": []}
    body = {"name": NAME, "revision": revision, "surroundings": AROUND}
    trial = (await good(await editor.post(TRIALS, json=body)))["id"]
    await until(editor, trial, "walking")
    assert phone.rung == 1
    first = await eventually(lambda: state_of(editor, trial))
    assert first["nodes"][0] == "powitanie"
    assert (await state_of(editor, trial, since=first["count"]))["nodes"] == []
    assert (await editor.delete(f"{TRIALS}/{trial}")).status_code == 204
    ended = await until(editor, trial, "ended")
    assert (ended["end"], ended["fault"]) == ("given_up", "")
    assert not centre.exchange.open_channels
    await centre.log.flushed()
    assert await rows(engine) == before, "no call, no fact"
    async with engine.connect() as connection:
        columns = AuditRow.account, AuditRow.subject, AuditRow.subject_id, AuditRow.after
        [order] = await connection.execute(select(*columns).where(AuditRow.action == "order"))
    assert tuple(order) == (EDITOR, "scenario_trial", NAME, {"revision": revision})


async def test_a_version_and_the_way_out_of_a_queue(log_in: LogIn, centre: Centre, engine: AsyncEngine) -> None:
    straight = {
        "name": NAME,
        "title": "Prosto",
        "start": "urzad",
        "nodes": {
            "urzad": {"kind": "set_office", "settings": {"office": "20060"}, "next": {"done": "kolejka"}},
            "kolejka": {
                "kind": "queue",
                "next": {"served": "koniec", "full": "koniec", "callback": "koniec", "nobody_there": "nikogo"},
            },
            "koniec": {"kind": "goodbye", "settings": {"prompts": ["G01"]}},
            "nikogo": {"kind": "goodbye", "settings": {"prompts": ["H06"]}},
        },
    }
    async with engine.begin() as connection:
        second = {"name": NAME, "version": 2, "graph": straight, "published_at": NINE}
        await connection.execute(insert(Scenario).values(**second))
    centre.exchange.sound_time = 0.05
    page(centre)
    client = await log_in("administrator")
    centre.exchange.phones[trial_endpoint("administrator")] = FakePhone(answer_time=0.05, talk_time=60)
    body = {"name": NAME, "version": 2, "surroundings": AROUND}
    trial = (await good(await client.post(TRIALS, json=body)))["id"]
    await until(client, trial, "queue")
    assert not centre.matchmaker.places
    again = await client.post(TRIALS, json=body)
    assert "już trwa" in await refused(again, 409, "transition_refused")
    answer = await client.post(f"{TRIALS}/{trial}/queue", json={"outcome": "nobody_there"})
    assert answer.status_code == 204
    ended = await until(client, trial, "ended")
    assert (ended["end"], ended["nodes"]) == ("completed", ["urzad", "kolejka", "nikogo"])
    answer = await client.post(f"{TRIALS}/{trial}/queue", json={"outcome": "served"})
    await refused(answer, 409, "transition_refused")


async def test_what_is_refused_rings_nobody(log_in: LogIn, centre: Centre) -> None:
    editor, phone = await log_in(EDITOR), page(centre)
    revision = await saved(editor, broken())
    body = {"name": NAME, "revision": revision, "surroundings": AROUND}
    sentences = await refused(await editor.post(TRIALS, json=body), 422, "scenario_refused")
    assert "zgoda" in sentences
    await refused(await editor.post(TRIALS, json={**body, "revision": revision - 1}), 409, "stale_draft")
    await refused(await editor.post(TRIALS, json={**body, "name": "nie-ma-takiej"}), 404, "not_found")
    wrongs: list[dict[str, Any]] = [{"version": 1}, {"revision": None}, {"surroundings": {}}]
    for wrong in [*wrongs, {"surroundings": {**AROUND, "a": 1}}]:
        await refused(await editor.post(TRIALS, json={**body, **wrong}), 422, "invalid")
    assert phone.rung == 0
    for path in (f"{TRIALS}/trial-nobody",):
        await refused(await editor.get(path), 404, "not_found")
        await refused(await editor.delete(path), 404, "not_found")


async def test_a_draft_that_is_saved_anew_between_the_check_and_the_ringing_rings_nobody(
    log_in: LogIn, centre: Centre
) -> None:
    editor, phone = await log_in(EDITOR), page(centre)
    revision = await saved(editor)
    assert centre.trials is not None
    order = TryScenario(EDITOR, "trial-1", NAME, '{"at": "2026-11-24T10:00:00"}', revision=revision - 1)
    with pytest.raises(Exception, match="zapisany na nowo"):
        await centre.trials.carry_out(order)
    assert phone.rung == 0


async def test_who_may_not_write_scenarios_has_no_telephone_for_them(log_in: LogIn, engine: AsyncEngine) -> None:
    body = {"name": NAME, "version": 1, "surroundings": AROUND}
    others = ["kierownik-20060", "k20060-1", "zespol", "technik", "audytor"]
    for name in others:
        client = await log_in(name)
        assert (await client.post(TRIALS, json=body)).status_code == 403, name
        assert (await client.get(f"{TRIALS}/telephone")).status_code == 403, name
    assert await having_trial_telephones(engine, others) == set()


async def test_the_telephone_comes_and_goes_with_the_right(
    log_in: LogIn, engine: AsyncEngine, settings: Settings, clock: StandingClock
) -> None:
    def given(name: str) -> Telephone:
        return Telephone(name, name, None, is_for_trials=True)

    found = await load_trial_telephones(engine)
    assert [each.agent_id for each in found] == ["administrator", "kierownik-wup", EDITOR]
    assert all(each == given(each.agent_id) or each.display_name for each in found)
    text = telephones_text(settings, [*await load_telephones(engine), *found])
    assert PAGE in log_ins(text)
    assert EDITOR not in log_ins(text), "it is no consultant's"
    assert f"[{PAGE}](browser)" in text
    token = (await log_in(EDITOR)).headers["authorization"].split()[1]
    pages = SipConnections(engine, clock, having=having_trial_telephones)
    with pages.opened(EDITOR, "a", token) as connection:
        await pages.review()
        assert connection.code is None
        async with engine.begin() as changing:
            await changing.execute(update(Account).where(Account.username == EDITOR).values(role="pup_editor"))
        await pages.review()
        assert connection.code is Close.NO_CONSULTANT
    assert await having_trial_telephones(engine, [EDITOR, "kierownik-wup"]) == {"kierownik-wup"}


async def test_a_name_that_cannot_be_a_telephones_has_none(engine: AsyncEngine, log_in: LogIn) -> None:
    async with engine.begin() as connection:
        odd = {
            "display_name": "Ż",
            "role": "wup_editor",
            "office": "20000",
            "password_hash": "",
            "created_at": NINE,
        }
        await connection.execute(insert(Account).values(username="web-zofia", **odd))
    assert await having_trial_telephones(engine, ["web-zofia"]) == set()
