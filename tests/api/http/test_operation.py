"""The page of the operation: processes, alarms in force and of the last days, the runbook."""

import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallFailed, WatchdogActed
from core.facts.kinds.verification import ManyWrongTries
from core.ids import new_id
from core.live.live import AsteriskLive
from core.nodes import nodes_of
from core.settings import Settings
from core.tasks.started import say_started
from core.tasks.version import version
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

ADDRESSES = ("", "/alarms", "/runbook", "/runbook/applicationaway")


async def looked(client: AsyncClient) -> dict[str, Any]:
    answer = await client.get("/api/operation")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_only_who_keeps_the_system_going_sees_it(log_in: LogIn, stranger: AsyncClient) -> None:
    for account in ("k20060-1", "kierownik-wup", "zespol", "audytor", "redaktor"):
        client = await log_in(account)
        for address in ADDRESSES:
            assert (await client.get(f"/api/operation{address}")).status_code == 403, (account, address)
    assert (await stranger.get("/api/operation")).status_code == 401


async def test_each_process_is_told_with_since_when_and_which_version(
    log_in: LogIn, centre: Centre, settings: Settings, clock: StandingClock, tmp_path: Path
) -> None:
    (tmp_path / "run").mkdir(exist_ok=True)
    say_started(tmp_path, "api", clock.now())  # of this process, which is none of that name
    asterisk = settings.asterisk_conf
    asterisk.parent.mkdir(parents=True)
    asterisk.write_text(f"[directories]\nastrundir => {tmp_path}\n")
    (tmp_path / "asterisk.ctl").write_text("")
    with socket.create_server(("127.0.0.1", settings.ari_port)):
        found = await looked(await log_in("technik"))
    parts = {part["name"]: part for part in found["parts"]}
    assert {name for name, part in parts.items() if part["is_alive"]} == {"api", "ari_app", "asterisk", "database"}
    assert list(parts) == ["asterisk", "database", "api", "ari_app", "agi_scripts", "watchdog", "jobs"]
    assert parts["asterisk"]["since"] is not None
    assert parts["database"]["version"].split(".")[0].isdigit()
    assert parts["database"]["since"] is not None and 0 <= parts["database"]["late"] < 60
    assert (parts["api"]["since"], parts["jobs"]["since"]) == (None, None), "its number is another program's"
    assert found["version"] == version()
    assert found["machine"]["disk_free"] > 0 and found["machine"]["calls"] == 0


async def test_an_alarm_names_its_words_in_the_runbook(log_in: LogIn, centre: Centre) -> None:
    client = await log_in("administrator")
    alarms = (await looked(client))["alarms"]
    named = {(alarm["name"], alarm["about"], alarm["severity"]) for alarm in alarms}
    assert {("EmergencyPathAway", "watchdog", "today"), ("AsteriskAway", "", "now")} <= named
    for alarm in alarms:
        section = (await client.get(f"/api/operation/runbook/{alarm['section']}")).json()
        assert section["title"] == alarm["name"] and "<strong>Do</strong>" in section["html"]
    titles = (await client.get("/api/operation/runbook")).json()["sections"]
    assert {"id": "somebody-is-hired", "title": "Somebody is hired", "group": "People"} in titles
    assert (await client.get("/api/operation/runbook/no-such")).status_code == 404


async def test_what_went_wrong_in_the_last_days_is_told_from_its_first_to_its_last_case(
    log_in: LogIn, centre: Centre, clock: StandingClock, engine: AsyncEngine
) -> None:
    client = await log_in("technik")
    assert (await client.get("/api/operation/alarms")).json() == {"days": 7, "alarms": []}
    now = clock.now()

    def fact(kind: type[AnyEvent], minutes_ago: float, **more: Any) -> AnyEvent:
        return kind(id=new_id("event"), at=now - timedelta(minutes=minutes_ago), **more)

    facts = [
        fact(ManyWrongTries, 8 * 24 * 60, tries=60),
        *(fact(CallFailed, ago, call_id="c", error="TelephonyFailed") for ago in (60, 58, 55)),
        fact(CallFailed, 300, call_id="c", error="TelephonyFailed"),
        fact(WatchdogActed, 20, call_id="c", action="to_application", away_time=9.0),
        fact(WatchdogActed, 19, call_id="c", action="to_emergency", away_time=12.0),
    ]
    await centre.write(facts)
    found = (await client.get("/api/operation/alarms")).json()["alarms"]
    told = [(one["name"], one["cases"]) for one in found]
    assert told == [("WatchdogActed", 1), ("CallsFail", 3)]
    assert found[1]["began_at"] == (now - timedelta(minutes=60)).isoformat().replace("+00:00", "Z")
    assert found[1]["ended_at"] == (now - timedelta(minutes=55)).isoformat().replace("+00:00", "Z")
    longer = (await client.get("/api/operation/alarms?days=9")).json()["alarms"]
    assert [one["name"] for one in longer] == ["WatchdogActed", "CallsFail", "ManyWrongTries"]


async def test_on_one_machine_there_are_no_asterisks_to_drain(log_in: LogIn) -> None:
    client = await log_in("technik")
    assert (await client.get("/api/operation/asterisks")).json() == {"asterisks": []}
    answer = await client.put("/api/operation/asterisks/b", json={"is_drained": True})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    last = await client.put("/api/operation/asterisks/s724", json={"is_drained": True})
    assert (last.status_code, last.json()["code"]) == (409, "last_asterisk")


async def test_one_of_two_asterisks_is_drained_and_never_the_last(
    log_in: LogIn, centre: Centre, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.routes.health.operation.nodes_of", _two_nodes)
    since = datetime(2026, 12, 1, tzinfo=UTC)
    centre.asterisks = [AsteriskLive(name=name, state="up", since=since, calls=3) for name in ("a", "b")]
    client = await log_in("technik")

    async def drained(name: str, *, is_so: bool) -> Any:
        return await client.put(f"/api/operation/asterisks/{name}", json={"is_drained": is_so})

    answer = await drained("a", is_so=True)
    assert answer.json()["asterisks"] == [
        {"name": "a", "state": "up", "calls": 3, "is_drained": True},
        {"name": "b", "state": "up", "calls": 3, "is_drained": False},
    ]
    refused = await drained("b", is_so=True)
    assert (refused.status_code, refused.json()["code"]) == (409, "last_asterisk")
    assert (await drained("a", is_so=False)).status_code == 200
    found = (await client.get("/api/operation/asterisks")).json()["asterisks"]
    assert [each["is_drained"] for each in found] == [False, False]
    consultant = await log_in("k20060-1")
    assert (await consultant.put("/api/operation/asterisks/a", json={"is_drained": True})).status_code == 403


def _two_nodes(settings: Settings) -> Any:
    return nodes_of(settings.model_copy(update={"nodes": "a=10.0.0.1,b=10.0.0.2"}))
