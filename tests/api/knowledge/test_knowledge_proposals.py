"""Proposals over the web service: out of a call to the editors, and no personal datum with them."""

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.staff_tables import AuditRow
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.support.calls.call_facts import Story
from tests.support.knowledge.article_versions import put_article
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

CALL = "call-s724-1795559785-42"
QUESTION = {"kind": "question", "words": "Czy rolnik może pobierać zasiłek?"}
REFUSED = "To nie jest Twoja rozmowa. Wyślij propozycję bez niej."


async def talks(centre: Centre) -> Story:
    story = Story(CALL).rings().waits("20060").is_offered("k20060-1")
    story.is_answered("k20060-1").changes("k20060-1", "ringing", "accept", "talking")
    await centre.write(story.facts)
    return story


async def test_a_proposal_names_only_a_call_in_which_its_proposer_took_part(
    log_in: LogIn, centre: Centre, clock: StandingClock
) -> None:
    story = await talks(centre)
    named = QUESTION | {"call_id": CALL}
    own, other = await log_in("k20060-1"), await log_in("k20060-2")
    assert (await own.post("/api/knowledge/proposals", json=named)).json()["call_id"] == CALL
    for wanted in (named, named | {"call_id": "call-none"}):
        answer = await other.post("/api/knowledge/proposals", json=wanted)
        assert (answer.status_code, answer.json()["fields"]) == (422, [{"field": "call_id", "message": REFUSED}])
    over = len(story.facts)
    await centre.write(story.talks(60).ends().facts[over:])
    clock.passes(days=3)  # long after its wrap-up
    assert (await (await log_in("k20060-1")).post("/api/knowledge/proposals", json=named)).status_code == 201


async def test_a_question_from_a_call_is_answered_by_the_editors(log_in: LogIn, engine: AsyncEngine) -> None:
    await put_article(engine, "rolnik")
    consultant, editor = await log_in("k20060-1"), await log_in("kierownik-20060")
    answer = await consultant.post("/api/knowledge/proposals", json=QUESTION)
    assert answer.status_code == 201
    proposal = answer.json()
    assert (proposal["state"], proposal["office"], proposal["proposed_by"]) == ("open", "20060", "k20060-1")
    [seen] = (await editor.get("/api/knowledge/proposals?state=open")).json()["proposals"]
    assert seen["words"] == QUESTION["words"]
    path = f"/api/knowledge/proposals/{proposal['id']}/decision"
    decision = {"state": "accepted", "answer": "Dopisane.", "article_id": "rolnik"}
    stale = await editor.post(path, json=decision, headers={"If-Match": '"9"'})
    assert (stale.status_code, stale.headers["ETag"]) == (412, '"1"')
    decided = await editor.post(path, json=decision, headers={"If-Match": '"1"'})
    assert (decided.status_code, decided.json()["decided_by"]) == (200, "kierownik-20060")
    again = await editor.post(path, json=decision, headers={"If-Match": '"2"'})
    assert (again.status_code, again.json()["code"]) == (409, "proposal_decided")
    [own] = (await consultant.get("/api/knowledge/proposals")).json()["proposals"]
    assert (own["answer"], own["article_id"]) == ("Dopisane.", "rolnik")


async def test_proposals_of_another_office_are_not_seen(log_in: LogIn) -> None:
    proposal = (await (await log_in("k20060-1")).post("/api/knowledge/proposals", json=QUESTION)).json()
    for account in ("k20610-1", "kierownik-20610", "technik", "zespol"):
        client = await log_in(account)
        assert (await client.get("/api/knowledge/proposals")).json()["proposals"] == []
    other = await log_in("kierownik-20610")
    path = f"/api/knowledge/proposals/{proposal['id']}/decision"
    assert (await other.post(path, json={"state": "declined"}, headers={"If-Match": '"1"'})).status_code == 404
    wup = await log_in("redaktor")
    assert len((await wup.get("/api/knowledge/proposals")).json()["proposals"]) == 1


@pytest.mark.parametrize(
    "words", ["Pani o numerze PESEL 44051401359", "oddzwonić: 600 100 200", "karta 123456782 nie działa"]
)
async def test_what_looks_like_somebody_s_number_is_refused_and_never_repeated(
    log_in: LogIn, engine: AsyncEngine, words: str
) -> None:
    answer = await (await log_in("k20060-1")).post("/api/knowledge/proposals", json=QUESTION | {"words": words})
    assert (answer.status_code, answer.json()["code"]) == (422, "settings_refused")
    [field] = answer.json()["fields"]
    assert field["field"] == "words"
    assert "nie zapisujemy danych osób" in field["message"]
    assert words.split()[-1] not in answer.text
    editor = await log_in("redaktor")
    assert (await editor.get("/api/knowledge/proposals")).json()["proposals"] == []


async def test_the_words_stand_in_no_audit_log(log_in: LogIn, engine: AsyncEngine) -> None:
    await (await log_in("k20060-1")).post("/api/knowledge/proposals", json=QUESTION)
    async with engine.connect() as connection:
        query = select(AuditRow.after).where(AuditRow.subject == "knowledge_proposal")
        [after] = (await connection.scalars(query)).all()
    assert after is not None
    assert "words" not in after


async def test_pages_follow_each_other(log_in: LogIn) -> None:
    client = await log_in("k20060-1")
    for number in range(3):
        await client.post("/api/knowledge/proposals", json=QUESTION | {"words": f"Pytanie {number}"})
    first = (await client.get("/api/knowledge/proposals?limit=2")).json()
    rest = (await client.get(f"/api/knowledge/proposals?limit=2&cursor={first['next_cursor']}")).json()
    seen = [p["words"] for p in first["proposals"] + rest["proposals"]]
    assert (sorted(seen), rest["next_cursor"]) == ([f"Pytanie {n}" for n in range(3)], None)
    assert (await client.get("/api/knowledge/proposals?cursor=abc")).status_code == 422


async def test_a_correction_names_its_article(log_in: LogIn) -> None:
    answer = await (await log_in("k20060-1")).post(
        "/api/knowledge/proposals", json={"kind": "correction", "words": "Zły adres."}
    )
    assert (answer.status_code, answer.json()["fields"][0]["field"]) == (422, "article_id")
