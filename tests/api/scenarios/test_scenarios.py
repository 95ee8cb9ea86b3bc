"""How an office changes a scenario through the web service: from the draft to the roll back."""

import copy
import json
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.office_tables import DialledNumber
from core.db.tables.centre.scenario_tables import Scenario
from ivr import defaults
from tests.api.conftest import LogIn
from tests.api.people import CONSULTANTS
from tests.support.calls.call_facts import NINE
from tests.support.plugins.more import ANOTHER, first_of
from tests.support.scenarios.cases import cases_for
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

NAME = "linia-9510"
DRAFT = f"/api/scenarios/{NAME}/draft"
WHY = "Błędna zapowiedź w menu"
CASE = {
    "name": "Anna się weryfikuje",
    "surroundings": {"at": "2026-11-24T10:00:00", "card_office": "20060"},
    "steps": [
        {"after_prompt": "A01", "keys": "123456782#"},
        {"after_prompt": "A02", "keys": "739206#"},
        {"after_prompt": "M01", "keys": "0"},
    ],
    "path": ["powitanie", "jezyk", "licznik", "nota", "weryfikacja", "…", "konsultant", "ocena", "pozegnanie"],
    "prompts": ["W01", "A08", "G01"],
    "end": "completed",
}


@pytest.fixture(autouse=True)
async def line(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        published = {"name": NAME, "version": 1, "graph": graph(), "published_at": NINE - timedelta(days=30)}
        await connection.execute(insert(Scenario).values(**published))
        number = {"number": "9510", "scenario": NAME, "is_free": True, "description": ""}
        await connection.execute(insert(DialledNumber).values(**number))


def graph(**parts: Any) -> dict[str, Any]:
    """The shipped one; its one node that names an office names one that is there."""
    made = copy.deepcopy(defaults.scenarios()[NAME])
    return {**made, **parts}


def broken() -> dict[str, Any]:
    made = graph()
    del made["nodes"]["zgoda"]["next"]["done"]
    return made


async def good(answer: Response) -> Any:
    assert answer.status_code == 200, answer.text
    return answer.json()


async def refused(answer: Response, status: int, code: str) -> str:
    assert answer.status_code == status, answer.text
    found = answer.json()
    assert found["code"] == code
    return " ".join([found["message"], *(field["message"] for field in found.get("fields", []))])


async def to_review(client: AsyncClient, title: str = "Nowy tytuł", cases: list[Any] | None = None) -> int:
    begun = await good(await client.post(DRAFT, json={}))
    sent = {
        "revision": begun["revision"],
        "graph": graph(title=title),
        "cases": [CASE] if cases is None else cases,
    }
    saved = await good(await client.put(DRAFT, json=sent))
    await good(await client.post(f"{DRAFT}/review", json={"revision": saved["revision"]}))
    return int(saved["revision"])


@pytest.mark.usefixtures("hours")
async def test_from_a_draft_to_the_roll_back(log_in: LogIn, clock: StandingClock) -> None:
    editor, chief = await log_in("redaktor"), await log_in("kierownik-wup")
    revision = await to_review(editor)
    [result] = await good(await chief.post(f"{DRAFT}/cases"))
    assert result["is_green"], result["problems"]
    told = (await good(await chief.get(f"/api/scenarios/{NAME}/difference")))["sentences"]
    assert told == ["Tytuł zmieniono z „9510 – zarejestrowane osoby bezrobotne” na „Nowy tytuł”."]
    await good(await chief.post(f"{DRAFT}/approve", json={"revision": revision}))
    clock.passes(minutes=1)
    version = await good(await chief.post(f"{DRAFT}/publish", json={"revision": revision, "reason": WHY}))
    assert (version["version"], version["status"], version["approved_by"]) == (2, "in_force", "kierownik-wup")
    clock.passes(minutes=1)
    back = await good(await chief.post(f"/api/scenarios/{NAME}/rollback", json={"version": 1, "reason": WHY}))
    assert (back["version"], back["restores"]) == (3, 1)
    history = await good(await editor.get(f"/api/scenarios/{NAME}"))
    assert [(v["version"], v["status"]) for v in history["versions"]] == [
        (3, "in_force"),
        (2, "superseded"),
        (1, "superseded"),
    ]
    steps = await good(await editor.get(f"/api/scenarios/{NAME}/steps"))
    assert [(s["action"], s["account"]) for s in steps] == [
        ("rolled_back", "kierownik-wup"),
        ("published", "kierownik-wup"),
        ("approved", "kierownik-wup"),
        ("sent_to_review", "redaktor"),
        ("saved", "redaktor"),
        ("created", "redaktor"),
    ]
    content = await good(await editor.get(f"/api/scenarios/{NAME}/versions/2"))
    assert content["graph"]["title"] == "Nowy tytuł"
    assert content["cases"] == [CASE]


async def test_nobody_approves_the_own_work(log_in: LogIn) -> None:
    chief = await log_in("kierownik-wup")
    revision = await to_review(chief)
    answer = await chief.post(f"{DRAFT}/approve", json={"revision": revision})
    assert "inna osoba" in await refused(answer, 403, "second_person_needed")
    answer = await chief.post(f"{DRAFT}/publish", json={"revision": revision})
    assert "zatwierdzoną" in await refused(answer, 409, "scenario_step_refused")


async def test_a_draft_without_a_test_case_is_warned_of(log_in: LogIn) -> None:
    editor = await log_in("redaktor")
    await to_review(editor, cases=[])
    texts = [f["text"] for f in (await good(await editor.get(DRAFT)))["findings"]]
    assert any("przypadku testowego" in text for text in texts)
    checked = await good(await editor.post("/api/scenario-checks", json={"graph": graph()}))
    assert not any("przypadku testowego" in finding["text"] for finding in checked)


@pytest.mark.usefixtures("hours")
async def test_what_a_change_touches_is_published_only_with_test_cases_that_walk_it(log_in: LogIn) -> None:
    editor, chief = await log_in("redaktor"), await log_in("kierownik-wup")
    begun = await good(await editor.post(DRAFT, json={}))
    made = graph()
    made["nodes"]["blokada"]["next"]["failed"] = "pozegnanie"
    sent = {"revision": begun["revision"], "graph": made, "cases": [CASE]}
    revision = {"revision": (await good(await editor.put(DRAFT, json=sent)))["revision"]}
    await good(await editor.post(f"{DRAFT}/review", json=revision))
    await good(await chief.post(f"{DRAFT}/approve", json=revision))
    coverage = await good(await editor.get(f"{DRAFT}/coverage"))
    assert (coverage["compared_with"], coverage["is_fit"]) == (1, True)
    assert coverage["cases"] == [{"name": CASE["name"], "is_green": True, "problems": []}]
    walked = {(e["node"], e["outcome"]): e["cases"] for e in coverage["edges"]}
    assert (walked["menu", "consultant"], walked["menu", "visit"]) == ([CASE["name"]], [])
    missing = [(each["node"], each["outcome"]) for each in coverage["missing"]]
    assert missing == [("blokada", "failed"), ("pozegnanie", None)]
    answer = await chief.post(f"{DRAFT}/publish", json=revision)
    told = await refused(answer, 422, "scenario_refused")
    assert all(each["text"] in told for each in coverage["missing"])


async def test_a_draft_with_errors_has_no_ways_to_be_tested(log_in: LogIn) -> None:
    editor = await log_in("redaktor")
    begun = await good(await editor.post(DRAFT, json={}))
    await good(await editor.put(DRAFT, json={"revision": begun["revision"], "graph": broken()}))
    coverage = await good(await editor.get(f"{DRAFT}/coverage"))
    assert (coverage["is_fit"], coverage["edges"], coverage["missing"]) == (False, [], [])


async def test_a_stale_save_is_told_and_loses_nothing(log_in: LogIn) -> None:
    one, other = await log_in("redaktor"), await log_in("administrator")
    begun = await good(await one.post(DRAFT, json={}))
    first = {"revision": begun["revision"], "graph": graph(title="pierwsza")}
    await good(await one.put(DRAFT, json=first))
    answer = await other.put(DRAFT, json={**first, "graph": graph(title="druga")})
    assert "Niczego nie nadpisano" in await refused(answer, 409, "stale_draft")
    assert (await good(await other.get(DRAFT)))["graph"]["title"] == "pierwsza"
    await refused(await other.post(DRAFT, json={}), 409, "scenario_step_refused")


async def test_an_unfinished_draft_is_kept_and_not_sent_to_review(log_in: LogIn) -> None:
    editor = await log_in("redaktor")
    begun = await good(await editor.post(DRAFT, json={}))
    saved = await good(await editor.put(DRAFT, json={"revision": begun["revision"], "graph": broken()}))
    [finding] = saved["findings"]
    assert (finding["severity"], finding["node"]) == ("error", "zgoda")
    answer = await editor.post(f"{DRAFT}/review", json={"revision": saved["revision"]})
    assert "brak przejścia" in await refused(answer, 422, "scenario_refused")
    assert (await good(await editor.get(DRAFT)))["state"] == "draft"
    assert await good(await editor.post("/api/scenario-checks", json={"graph": broken()})) == saved["findings"]
    assert await good(await editor.post("/api/scenario-checks", json={"graph": graph()})) == []
    asks_first = graph()
    asks_first["nodes"]["zgoda"]["settings"]["moment"] = "at_once"
    warnings = await good(await editor.post("/api/scenario-checks", json={"graph": asks_first}))
    assert {warning["severity"] for warning in warnings} == {"warning"}
    assert "dyzur" in {warning["node"] for warning in warnings}  # the way to it is long


async def test_a_test_that_is_not_green_stops_publishing(log_in: LogIn) -> None:
    editor, chief = await log_in("redaktor"), await log_in("kierownik-wup")
    revision = await to_review(editor, cases=[{**CASE, "prompts": ["H04"]}])
    await good(await chief.post(f"{DRAFT}/approve", json={"revision": revision}))
    answer = await chief.post(f"{DRAFT}/publish", json={"revision": revision})
    assert "Test „Anna się weryfikuje”" in await refused(answer, 422, "scenario_refused")
    assert [s["version"] for s in (await good(await chief.get(f"/api/scenarios/{NAME}")))["versions"]] == [1]


@pytest.mark.usefixtures("hours")
async def test_a_publication_is_planned_and_cancelled(log_in: LogIn, clock: StandingClock) -> None:
    editor, chief = await log_in("redaktor"), await log_in("kierownik-wup")
    revision = await to_review(editor)
    await good(await chief.post(f"{DRAFT}/approve", json={"revision": revision}))
    begins = (clock.now() + timedelta(hours=2)).isoformat()
    late = await chief.post(f"{DRAFT}/publish", json={"revision": revision, "at": "2026-01-01"})
    await refused(late, 409, "scenario_step_refused")
    planned = await good(await chief.post(f"{DRAFT}/publish", json={"revision": revision, "at": begins}))
    assert planned["status"] == "planned"
    [shown] = await good(await editor.get("/api/scenarios"))
    assert (shown["in_force"]["version"], [v["version"] for v in shown["planned"]]) == (1, [2])
    address = f"/api/scenarios/{NAME}/versions/2/cancel"
    await refused(await chief.post(address, json={"reason": ""}), 409, "scenario_step_refused")
    assert (await good(await chief.post(address, json={"reason": WHY})))["status"] == "cancelled"
    clock.passes(hours=3)
    chief = await log_in("kierownik-wup")
    assert (await good(await chief.get(f"/api/scenarios/{NAME}")))["in_force"]["version"] == 1


async def test_review_is_withdrawn_returned_and_a_draft_discarded(log_in: LogIn) -> None:
    editor, chief = await log_in("redaktor"), await log_in("kierownik-wup")
    revision = {"revision": await to_review(editor)}
    saved = {**revision, "graph": graph()}
    await refused(await editor.put(DRAFT, json=saved), 409, "scenario_step_refused")
    await good(await editor.post(f"{DRAFT}/withdraw", json=revision))
    await good(await editor.post(f"{DRAFT}/review", json=revision))
    await refused(await chief.post(f"{DRAFT}/return", json=revision), 409, "scenario_step_refused")
    returned = await good(await chief.post(f"{DRAFT}/return", json={**revision, "reason": WHY}))
    assert returned["state"] == "draft"
    assert (await good(await chief.get(f"/api/scenarios/{NAME}/steps")))[0]["reason"] == WHY
    await good(await editor.post(f"{DRAFT}/discard", json=revision))
    await refused(await editor.get(DRAFT), 404, "not_found")


@pytest.mark.parametrize(
    "username",
    first_of(
        3,
        ["k20060-1", "kierownik-20060", "redaktor", *(each for each in CONSULTANTS if each != "k20060-1")],
        ANOTHER,
        "tests/api/scenarios/test_scenarios.py::test_reading_writing_and_publishing_scenarios_need_their_rights",
    ),
)
async def test_reading_writing_and_publishing_scenarios_need_their_rights(log_in: LogIn, username: str) -> None:
    client = await log_in(username)
    may_read = username not in CONSULTANTS
    assert (await client.get("/api/scenarios")).status_code == (200 if may_read else 403)
    assert (await client.post(DRAFT, json={})).status_code == (200 if username == "redaktor" else 403)
    for address, sent in (
        (f"{DRAFT}/publish", {"revision": 1}),
        (f"/api/scenarios/{NAME}/rollback", {"version": 1, "reason": WHY}),
        ("/api/scenario-variants", {"number": "9510", "scenario": NAME}),
        ("/api/emergency-messages", {"text": "Awaria"}),
    ):
        assert (await client.post(address, json=sent)).status_code == 403, address


async def test_an_editor_publishes_nothing_and_sets_no_rules(log_in: LogIn) -> None:
    editor = await log_in("redaktor")
    policy = await editor.put("/api/queues/20000/policy", json={"policy": {}})
    assert policy.status_code == 403
    assert (await editor.get("/api/calls")).json()["calls"] == []


async def test_a_scenario_goes_out_and_comes_in_as_one_file(log_in: LogIn) -> None:
    editor = await log_in("redaktor")
    begun = await good(await editor.post(DRAFT, json={}))
    sent = {"revision": begun["revision"], "graph": graph(), "cases": [CASE]}
    await good(await editor.put(DRAFT, json=sent))
    file = await good(await editor.get(f"/api/scenarios/{NAME}/file"))
    assert file["prompts"]["W01"].startswith("Dzień dobry.")
    await refused(await editor.post("/api/scenario-imports", json=file), 409, "scenario_step_refused")
    made = await good(await editor.post("/api/scenario-imports?name=linia-kopia", json=file))
    assert (made["name"], made["based_on"], made["cases"]) == ("linia-kopia", None, [CASE])
    assert made["graph"] == graph(name="linia-kopia")
    assert (await good(await editor.get(f"/api/scenarios/{NAME}/file?version=1")))["scenario"] == graph()


def nested(depth: int) -> Any:
    found: Any = "x"
    for _ in range(depth):
        found = [found]
    return found


@pytest.mark.parametrize(
    "spoilt",
    first_of(
        3,
        [
            {"format": "something-else"},
            {"format_version": 2},
            {"scenario": {"name": "x"}},
            {"scenario": graph(nodes={})},
            {"scenario": graph(title="a\x00b")},
            {"scenario": graph(title="\ud800")},
            {"scenario": graph(unknown=1)},
            {"scenario": graph(name="../../etc")},
            {"scenario": graph(name="Wielka")},
            {"scenario": graph(nodes={"a": {"kind": "menu", "settings": {"prompts": nested(40)}}})},
            {"cases": [{**CASE, "steps": [{"keys": "__import__"}]}]},
            {"cases": [CASE, CASE]},
            {"cases": [CASE] * 101},
            {"more": 1},
            {"drawing": {"places": {"powitanie": {"x": 200_000, "y": 0}}}},
        ],
        ANOTHER,
        "tests/api/scenarios/test_scenarios.py::test_a_file_with_anything_wrong_in_it_is_refused_whole",
    ),
)
async def test_a_file_with_anything_wrong_in_it_is_refused_whole(log_in: LogIn, spoilt: dict[str, Any]) -> None:
    editor = await log_in("redaktor")
    file = {"format": "system724-scenario", "format_version": 1, "scenario": graph(name="nowa"), "cases": [CASE]}
    content = json.dumps({**file, **spoilt})
    headers = {"Content-Type": "application/json"}
    answer = await editor.post("/api/scenario-imports", content=content, headers=headers)
    assert answer.status_code == 422, answer.text
    assert answer.json()["fields"]
    assert [s["name"] for s in await good(await editor.get("/api/scenarios"))] == [NAME]


async def test_what_is_not_json_or_far_too_large_is_refused(log_in: LogIn) -> None:
    editor = await log_in("redaktor")
    headers = {"Content-Type": "application/json"}
    for content, status in (
        ('{"graph": NaN}', 422),
        ("[" * 100_000, 422),
        ('{"graph": "' + "x" * 2_000_000 + '"}', 413),
    ):
        answer = await editor.post("/api/scenario-checks", content=content, headers=headers)
        assert answer.status_code == status, answer.text
    with_nan = json.dumps({"graph": graph(nodes={"a": {"kind": "k", "settings": {"x": float("nan")}}})})
    answer = await editor.post("/api/scenario-checks", content=with_nan, headers=headers)
    assert "nie jest skończona" in answer.text


async def test_a_call_is_tried_out_without_saving_anything(log_in: LogIn) -> None:
    editor = await log_in("redaktor")
    around = {"at": "2026-11-24T10:00:00", "card_office": "20060"}
    begins = {"name": NAME, "version": 1, "surroundings": around}
    shown = await good(await editor.post("/api/scenario-simulations", json={**begins, "actions": []}))
    assert (shown["state"], shown["heard"][0]["prompt"]) == ("announcing", "W01")
    to_the_card = [{"do": "press", "keys": key} for key in "###*"]  # no welcome, no languages, no notice, no card
    presses = [*to_the_card, {"do": "jump_to", "at": "2026-12-24T16:00:00"}]
    shown = await good(await editor.post("/api/scenario-simulations", json={**begins, "actions": presses}))
    assert shown["path"][-1]["node"] == "bez_karty"
    assert shown["now"].startswith("2026-12-24T15:00:00")
    own = await good(
        await editor.post("/api/scenario-simulations", json={"graph": broken(), "surroundings": around})
    )
    assert own["path"][0]["node"] == "powitanie"
    nothing = await editor.post("/api/scenario-simulations", json={"surroundings": around})
    await refused(nothing, 422, "invalid")


async def test_a_new_line_begins_with_a_template(log_in: LogIn) -> None:
    editor = await log_in("redaktor")
    for template in await good(await editor.get("/api/scenario-templates")):
        made = {**template["graph"], "name": "nowa-linia"}
        begun = {"graph": made, "cases": template["cases"]}
        draft = await good(await editor.post("/api/scenarios/nowa-linia/draft", json=begun))
        assert (draft["graph"], draft["cases"]) == (made, template["cases"])
        step = {"revision": draft["revision"]}
        await good(await editor.post("/api/scenarios/nowa-linia/draft/discard", json=step))


async def test_a_new_scenario_begins_with_a_graph(log_in: LogIn) -> None:
    editor, chief = await log_in("redaktor"), await log_in("administrator")
    address = "/api/scenarios/linia-lato/draft"
    await refused(await editor.post(address, json={}), 404, "not_found")
    await refused(await editor.post(address, json={"graph": graph()}), 422, "scenario_refused")
    made = {
        "name": "linia-lato",
        "title": "Lato",
        "start": "powitanie",
        "nodes": {
            "powitanie": {"kind": "announcement", "settings": {"prompts": ["W01"]}, "next": {"done": "koniec"}},
            "koniec": {"kind": "goodbye", "settings": {"prompts": ["G02"]}},
        },
    }
    begun = await good(await editor.post(address, json={"graph": made, "cases": cases_for(made)}))
    step = {"revision": begun["revision"]}
    await good(await editor.post(f"{address}/review", json=step))
    await good(await chief.post(f"{address}/approve", json=step))
    assert (await good(await chief.post(f"{address}/publish", json=step)))["version"] == 1
    variant = await good(
        await chief.post(
            "/api/scenario-variants",
            json={
                "number": "9510",
                "scenario": "linia-lato",
                "valid_from": "2026-12-01",
                "valid_to": "2026-12-31",
            },
        )
    )
    assert variant["valid_from"] == "2026-11-30T23:00:00Z"
    assert variant["valid_to"] == "2026-12-31T23:00:00Z"
    again = await chief.post("/api/scenario-variants", json={"number": "9510", "scenario": "linia-lato"})
    await refused(again, 422, "settings_refused")
    ended = await good(await chief.post(f"/api/scenario-variants/{variant['id']}/end"))
    assert ended["valid_to"] == ended["valid_from"]
    assert [v["ended_by"] for v in await good(await editor.get("/api/scenario-variants"))] == ["administrator"]
    await refused(await chief.post("/api/scenario-variants/variant-1/end"), 404, "not_found")


async def test_the_emergency_message_is_switched_on_and_off(log_in: LogIn, clock: StandingClock) -> None:
    chief, kolno = await log_in("kierownik-wup"), await log_in("kierownik-20060")
    address = "/api/emergency-messages"
    on = await good(await chief.post(address, json={"text": "Awaria sieci.", "ends_at": "2026-11-24T12:00+01:00"}))
    assert (on["is_on"], on["office"], on["switched_on_by"]) == (True, None, "kierownik-wup")
    assert (await kolno.post(f"{address}/{on['id']}/end")).status_code == 403
    own = await good(await kolno.post(address, json={"office": "20060", "prompt": "H04"}))
    assert (await kolno.post(address, json={"office": "20610", "prompt": "H04"})).status_code == 403
    again = await good(await chief.post(address, json={"office": "20060", "text": "Powódź."}))
    shown = {m["id"]: m for m in await good(await kolno.get(address))}
    assert (shown[own["id"]]["is_on"], shown[own["id"]]["switched_off_by"]) == (False, "kierownik-wup")
    off = await good(await kolno.post(f"{address}/{again['id']}/end"))
    assert (off["is_on"], off["switched_off_by"]) == (False, "kierownik-20060")
    await refused(await kolno.post(f"{address}/{again['id']}/end"), 409, "scenario_step_refused")
    clock.passes(hours=3)
    kolno = await log_in("kierownik-20060")
    shown = {m["id"]: m for m in await good(await kolno.get(address))}
    assert shown[on["id"]]["is_on"] is False


@pytest.mark.parametrize(
    ("sent", "word"),
    first_of(
        3,
        [
            ({}, "jedno z dwojga"),
            ({"text": "Awaria", "prompt": "H04"}, "jedno z dwojga"),
            ({"text": "!?!"}, "słowa"),
            ({"text": "a\x00bc"}, "znaki"),
            ({"prompt": "X99"}, "Nie ma zapowiedzi"),
            ({"prompt": "A05"}, "wymaga wartości"),
            ({"text": "Awaria", "office": "29999"}, "takiego urzędu"),
            ({"text": "Awaria", "ends_at": "2026-11-20"}, "przyszłości"),
            ({"text": "x" * 601}, "za długi"),
        ],
        ANOTHER,
        "tests/api/scenarios/test_scenarios.py::test_an_emergency_message_that_makes_no_sense_is_refused",
    ),
)
async def test_an_emergency_message_that_makes_no_sense_is_refused(
    log_in: LogIn, sent: dict[str, Any], word: str
) -> None:
    chief = await log_in("kierownik-wup")
    answer = await chief.post("/api/emergency-messages", json=sent)
    assert answer.status_code == 422, answer.text
    assert word in answer.text
    assert await good(await chief.get("/api/emergency-messages")) == []
