"""Forms and standards: proposed by one, confirmed by another, acknowledged by those who are asked."""

from typing import Any

import pytest
from httpx import AsyncClient, Response

from tests.api.conftest import LogIn
from tests.api.second_person import confirmed
from tests.support.knowledge.standard_files import PDF, docx
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

TODAY = "2026-11-24"
FORM = {
    "kind": "form",
    "title": "Wniosek o rejestrację",
    "valid_from": TODAY,
    "roles": ["consultant", "supervisor"],
    "file_name": "wniosek – nowy.pdf",
}


async def proposed(client: AsyncClient, content: bytes = PDF, **other: Any) -> Response:
    return await client.post("/api/standards", params={**FORM, **other}, content=content)


async def listed(client: AsyncClient) -> list[dict[str, Any]]:
    answer = await client.get("/api/standards")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


async def waiting(client: AsyncClient) -> list[str]:
    entries = (await client.get("/api/todo", params={"kind": "standard"})).json()["entries"]
    return [entry["id"] for entry in entries]


async def test_a_form_holds_when_a_second_person_has_confirmed_it_and_everybody_fetches_it(log_in: LogIn) -> None:
    editor, second, consultant = await log_in("redaktor"), await log_in("zespol"), await log_in("k20060-1")
    answer = await proposed(editor)
    assert (await listed(consultant), await waiting(consultant)) == ([], [])
    [seen] = await listed(second)
    assert (seen["in_force"], seen["versions"][0]["number"]) == (None, None)
    path = f"/api/standards/versions/{seen['versions'][0]['id']}/file"
    assert (await consultant.get(path)).status_code == 404
    assert (await second.get(path)).content == PDF

    assert (await editor.post(f"/api/proposals/{answer.json()['id']}/confirm")).status_code == 403
    await confirmed(answer, second)
    [seen] = await listed(consultant)
    assert (seen["title"], seen["in_force"]["number"], seen["in_force"]["is_asked"]) == (FORM["title"], 1, True)
    assert (seen["in_force"]["proposed_by"], seen["in_force"]["published_by"]) == ("redaktor", "zespol")
    file = await consultant.get(path)
    assert (file.content, file.headers["content-type"]) == (PDF, "application/pdf")
    assert file.headers["content-disposition"] == (
        "attachment; filename=\"wniosek _ nowy.pdf\"; filename*=UTF-8''wniosek%20%E2%80%93%20nowy.pdf"
    )


async def test_who_is_asked_acknowledges_it_and_the_supervisor_sees_who_has_not(log_in: LogIn) -> None:
    editor, second, consultant = await log_in("redaktor"), await log_in("zespol"), await log_in("k20060-1")
    await confirmed(await proposed(editor), second)
    [asked] = await waiting(consultant)
    entries = (await consultant.get("/api/todo")).json()["entries"]
    assert [(one["what"], one["title"], one["due_on"]) for one in entries] == [
        ("form", FORM["title"], "2026-12-01")
    ]
    assert await waiting(editor) == []
    supervisor = await log_in("kierownik-20060")
    assert await waiting(supervisor) == [asked]

    for _ in range(2):
        answer = await consultant.post(f"/api/standards/versions/{asked}/acknowledge")
        assert answer.status_code == 204
    assert await waiting(consultant) == []
    [seen] = await listed(consultant)
    assert (seen["in_force"]["is_asked"], seen["in_force"]["asked"]) == (False, None)
    assert (await editor.post(f"/api/standards/versions/{asked}/acknowledge")).json()["code"] == "not_asked"

    path = f"/api/standards/versions/{asked}/acknowledgements"
    people = (await supervisor.get(path)).json()["people"]
    assert [(one["account"], one["at"] is not None) for one in people] == [
        ("k20060-2", False),
        ("kierownik-20060", False),
        ("k20060-1", True),
    ]
    [of_office] = await listed(supervisor)
    [of_province] = await listed(second)
    assert (of_office["in_force"]["acknowledged"], of_office["in_force"]["asked"]) == (1, 3)
    assert (of_province["in_force"]["acknowledged"], of_province["in_force"]["asked"]) == (1, 7)
    assert len((await second.get(path)).json()["people"]) == 7
    assert (await consultant.get(path)).status_code == 403


async def test_a_new_version_takes_the_place_of_the_old_one_from_its_day_and_is_asked_anew(
    log_in: LogIn, clock: StandingClock
) -> None:
    editor, second, consultant = await log_in("redaktor"), await log_in("zespol"), await log_in("k20060-1")
    await confirmed(await proposed(editor), second)
    [first] = await listed(consultant)
    await consultant.post(f"/api/standards/versions/{first['in_force']['id']}/acknowledge")
    wanted = {**FORM, "title": "Wniosek (2)", "valid_from": "2026-11-25", "file_name": "w.docx"}
    del wanted["kind"]
    path = f"/api/standards/{first['id']}/versions"
    stale = await editor.post(path, params=wanted, content=docx(), headers={"If-Match": '"9"'})
    assert stale.json()["code"] == "stale_version"
    tag = {"If-Match": f'"{first["version"]}"'}
    await confirmed(await editor.post(path, params=wanted, content=docx(), headers=tag), second)

    [seen] = await listed(consultant)
    assert seen["in_force"]["number"] == 1
    [planned] = await waiting(consultant)
    clock.passes(days=1)
    consultant = await log_in("k20060-1")
    [seen] = await listed(consultant)
    assert (seen["title"], seen["in_force"]["number"], seen["in_force"]["file_kind"]) == ("Wniosek (2)", 2, "docx")
    assert [(one["number"], one["is_over"]) for one in seen["versions"]] == [(2, False), (1, True)]
    assert await waiting(consultant) == [planned]
    old = seen["versions"][1]["id"]
    assert (await consultant.get(f"/api/standards/versions/{old}/file")).content == PDF


async def test_what_was_refused_is_seen_by_nobody_and_goes(log_in: LogIn, clock: StandingClock) -> None:
    editor, second = await log_in("redaktor"), await log_in("zespol")
    refused = await proposed(editor)
    await second.post(f"/api/proposals/{refused.json()['id']}/refuse", json={"reason": "Zły plik"})
    assert await listed(editor) == []
    await confirmed(await proposed(editor, title="Inny wniosek"), second)
    assert [each["title"] for each in await listed(editor)] == ["Inny wniosek"]


async def test_one_in_force_is_ended_with_a_day(log_in: LogIn, clock: StandingClock) -> None:
    editor, second = await log_in("redaktor"), await log_in("zespol")
    await confirmed(await proposed(editor), second)
    [seen] = await listed(editor)
    path, tag = f"/api/standards/{seen['id']}/end", {"If-Match": f'"{seen["version"]}"'}
    early = await editor.post(path, json={"last_day": "2026-11-23"}, headers=tag)
    assert early.json()["code"] == "standard_refused"
    ended = await editor.post(path, json={"last_day": TODAY}, headers=tag)
    assert ended.json()["in_force"]["valid_until"] == TODAY
    assert (await editor.post(path, json={"last_day": TODAY}, headers=tag)).status_code == 412
    clock.passes(days=1)
    editor = await log_in("redaktor")
    [seen] = await listed(editor)
    assert (seen["in_force"], seen["versions"][0]["is_over"]) == (None, True)
    assert await waiting(await log_in("k20060-1")) == []


@pytest.mark.parametrize(
    ("content", "other", "code"),
    [
        (b"MZ", {}, "standard_refused"),
        (PDF, {"valid_from": "2026-11-23"}, "standard_refused"),
        (PDF, {"roles": ["observer"]}, "standard_refused"),
        (PDF + b" " * 10 * 1024 * 1024, {}, "too_large"),
    ],
)
async def test_what_may_not_be_is_refused_and_leaves_nothing(
    log_in: LogIn, content: bytes, other: dict[str, Any], code: str
) -> None:
    editor = await log_in("redaktor")
    assert (await proposed(editor, content, **other)).json()["code"] == code
    assert await listed(editor) == []
