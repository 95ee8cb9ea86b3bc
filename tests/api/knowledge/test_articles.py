"""Articles over the web service: from an editor's first word to what everybody reads, and who may do what."""

from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.staff_tables import Account, AuditRow
from tests.api.conftest import LogIn
from tests.api.people import password_hash
from tests.api.second_person import confirmed
from tests.support.knowledge.article_versions import CODE, THIS_YEAR, content, put_article, put_rates
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

CONTENT: dict[str, Any] = {
    "texts": {
        "pl": {
            "title": "Wysokość zasiłku",
            "short_answer": f"Zasiłek wynosi {{stawka:{CODE}}}.",
            "full_answer": f"**Zasiłek** wynosi {{stawka:{CODE}}}.\n\n<script>alert(1)</script>",
            "steps": ["Złóż wniosek."],
        }
    },
    "legal_basis": "art. 1",
    "legal_status_on": "2026-06-01",
    "valid_from": "2026-06-01",
    "review_by": "2027-05-01",
    "source": "praca.gov.pl",
    "source_certainty": "high",
}
NEW = {"topic": "zasilek", "audiences": ["unemployed"], "content": CONTENT}
PUP_EDITOR = "redaktor-20060"


@pytest.fixture(autouse=True)
async def _there(engine: AsyncEngine) -> None:
    await put_rates(engine, THIS_YEAR)
    async with engine.begin() as connection:
        for office in ("20060", "20610"):
            values = {"username": f"redaktor-{office}", "display_name": "Redaktor", "role": "pup_editor"}
            account = insert(Account).values(**values, office=office, password_hash=password_hash())
            await connection.execute(account)


async def step(client: AsyncClient, path: str, on: Response, **body: Any) -> Response:
    """The next step on what the answer before showed."""
    headers = {"If-Match": on.headers["ETag"]}
    return await client.post(f"/api/articles/{path}", headers=headers, json=body or None)


async def begun(client: AsyncClient, **more: Any) -> Response:
    answer = await client.post("/api/articles", json=NEW | more)
    assert answer.status_code == 201, answer.text
    return answer


async def published(author: AsyncClient, checker: AsyncClient, **more: Any) -> Response:
    answer = await begun(author, **more)
    article = answer.json()["id"]
    answer = await step(author, f"{article}/submit", answer)
    answer = await step(checker, f"{article}/publish", answer)
    assert answer.status_code == 200, answer.text
    return answer


async def test_an_article_is_written_checked_published_and_read_by_everybody(log_in: LogIn) -> None:
    author, checker, reader = await log_in("redaktor"), await log_in("kierownik-wup"), await log_in("k20060-1")
    answer = await begun(author)
    made = answer.json()
    assert (made["id"], made["owner"], made["version"]) == ("wysokosc-zasilku", "20000", 1)
    assert (made["open"]["state"], made["published"], made["is_in_force"]) == ("draft", None, False)
    assert (await reader.get("/api/articles/wysokosc-zasilku")).status_code == 404
    answer = await step(author, "wysokosc-zasilku/submit", answer)
    assert answer.json()["open"]["state"] == "review"
    assert (answer.json()["may_edit"], answer.json()["may_publish"]) == (True, False)
    own = await step(author, "wysokosc-zasilku/publish", answer)
    assert (own.status_code, own.json()["code"]) == (403, "four_eyes_needed")
    answer = await step(checker, "wysokosc-zasilku/publish", answer)
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"3"')

    shown = (await reader.get("/api/articles/wysokosc-zasilku")).json()
    assert (shown["is_in_force"], shown["why_not"], shown["open"], shown["may_edit"]) == (True, None, None, False)
    text = shown["published"]["texts"]["pl"]
    assert text["short_answer"] == f"Zasiłek wynosi {{stawka:{CODE}}}."
    assert text["short_answer_filled"] == "Zasiłek wynosi 1721,90 zł."
    assert text["full_html"].startswith("<p><strong>Zasiłek</strong> wynosi 1721,90 zł.</p>")
    assert "<script" not in text["full_html"]
    assert (shown["published"]["written_by"], shown["published"]["checked_by"]) == ("redaktor", "kierownik-wup")
    listed = (await reader.get("/api/articles")).json()
    assert [(a["id"], a["title"], a["state"]) for a in listed["articles"]] == [
        ("wysokosc-zasilku", "Wysokość zasiłku", "published")
    ]


async def test_what_is_wrong_is_told_by_field_before_anybody_has_to_check_it(log_in: LogIn) -> None:
    author = await log_in("redaktor")
    texts = {"pl": {"title": "Zasiłek", "short_answer": "Wynosi 1721,90 zł."}, "en": {"title": "Benefit"}}
    answer = await begun(author, content=CONTENT | {"texts": texts})
    refused = await step(author, "zasilek/submit", answer)
    assert (refused.status_code, refused.json()["code"]) == (422, "settings_refused")
    assert [(f["field"], f["message"]) for f in refused.json()["fields"]] == [
        (
            "texts.pl.short_answer",
            "Kwot nie wpisuje się w tekst. Użyj stawki, na przykład {stawka:zasilek_90_dni}.",
        ),
        ("texts.en.short_answer", "Krótka odpowiedź jest wymagana."),
    ]


async def test_who_comes_late_is_told_what_stands_and_nothing_is_lost(log_in: LogIn) -> None:
    author, other = await log_in("redaktor"), await log_in("kierownik-wup")
    answer = await begun(author)
    headers = {"If-Match": answer.headers["ETag"]}
    first = await other.put(
        "/api/articles/wysokosc-zasilku/draft", headers=headers, json={"content": CONTENT | {"source": "inne"}}
    )
    assert first.status_code == 200
    late = await author.put("/api/articles/wysokosc-zasilku/draft", headers=headers, json={"content": CONTENT})
    assert (late.status_code, late.json()["code"], late.headers["ETag"]) == (412, "stale_version", '"2"')
    shown = (await author.get("/api/articles/wysokosc-zasilku")).json()
    assert shown["open"]["source"] == "inne"
    assert shown["open"]["written_by"] == "kierownik-wup"


async def test_a_draft_is_sent_back_with_what_has_to_change(log_in: LogIn) -> None:
    author, checker = await log_in("redaktor"), await log_in("kierownik-wup")
    answer = await step(author, "wysokosc-zasilku/submit", await begun(author))
    personal = await step(checker, "wysokosc-zasilku/send-back", answer, reason="Zadzwoń 600 100 200")
    assert (personal.status_code, personal.json()["fields"][0]["field"]) == (422, "reason")
    answer = await step(checker, "wysokosc-zasilku/send-back", answer, reason="Brakuje kroków.")
    assert answer.json()["open"]["sent_back_for"] == "Brakuje kroków."
    again = await step(checker, "wysokosc-zasilku/publish", answer)
    assert (again.status_code, again.json()["code"]) == (409, "article_step_refused")


async def test_a_writer_has_a_word_for_whoever_checks(log_in: LogIn) -> None:
    author, checker = await log_in("redaktor"), await log_in("kierownik-wup")
    answer = await begun(author)
    personal = await step(author, "wysokosc-zasilku/submit", answer, note="Zadzwoń 600 100 200")
    assert (personal.status_code, personal.json()["fields"][0]["field"]) == (422, "note")
    answer = await step(author, "wysokosc-zasilku/submit", answer, note="Zmieniła się tylko kwota.")
    assert answer.status_code == 200, answer.text
    seen = (await checker.get("/api/articles/wysokosc-zasilku")).json()["open"]
    assert (seen["state"], seen["for_reviewer"]) == ("review", "Zmieniła się tylko kwota.")
    answer = await step(checker, "wysokosc-zasilku/send-back", answer, reason="Brakuje kroków.")
    answer = await step(author, "wysokosc-zasilku/submit", answer)
    assert answer.json()["open"]["for_reviewer"] is None


async def test_the_versions_of_an_article_and_what_changed_between_them(log_in: LogIn) -> None:
    author, checker, reader = await log_in("redaktor"), await log_in("kierownik-wup"), await log_in("k20060-1")
    answer = await published(author, checker)
    changed = CONTENT | {"source": "nowe źródło", "review_by": "2028-01-01"}
    answer = await checker.put(
        "/api/articles/wysokosc-zasilku/draft",
        headers={"If-Match": answer.headers["ETag"]},
        json={"content": changed, "topic": "oferty"},
    )
    assert (answer.json()["topic"], answer.json()["open"]["topic"]) == ("zasilek", "oferty")
    assert len((await author.get("/api/articles/wysokosc-zasilku/versions")).json()["versions"]) == 2
    [listed] = (await reader.get("/api/articles/wysokosc-zasilku/versions")).json()["versions"]
    assert (listed["texts"]["pl"]["full_html"], listed["texts"]["pl"]["full_answer"][:2]) == (None, "**")
    alone = (await reader.get("/api/articles/wysokosc-zasilku/versions/1")).json()
    assert alone["texts"]["pl"]["full_html"].startswith("<p>")
    assert (await reader.get("/api/articles/wysokosc-zasilku/versions/2")).status_code == 404
    difference = "/api/articles/wysokosc-zasilku/difference?before=1&after=2"
    assert (await reader.get(difference)).status_code == 404
    found = (await author.get(difference)).json()["fields"]
    assert [(f["field"], f["language"]) for f in found] == [("review_by", None), ("source", None)]
    assert {"kind": "added", "text": "nowe źródło"} in found[1]["parts"]
    page = (await author.get("/api/articles/wysokosc-zasilku/versions?limit=1")).json()
    assert (page["versions"][0]["number"], page["next_cursor"]) == (2, 2)
    answer = await step(checker, "wysokosc-zasilku/submit", answer)
    answer = await step(author, "wysokosc-zasilku/publish", answer)
    assert (answer.json()["topic"], answer.json()["published"]["number"]) == ("oferty", 2)


async def test_an_article_is_withdrawn_and_then_only_editors_see_it(log_in: LogIn) -> None:
    author, checker, reader = await log_in("redaktor"), await log_in("kierownik-wup"), await log_in("k20060-1")
    answer = await published(author, checker)
    answer = await step(author, "wysokosc-zasilku/withdraw", answer, reason="Zmiana przepisów")
    assert answer.json()["withdrawn"]["withdrawn_for"] == "Zmiana przepisów"
    assert (await reader.get("/api/articles/wysokosc-zasilku")).status_code == 404
    listed = (await author.get("/api/articles?list=withdrawn")).json()["articles"]
    assert [(a["id"], a["state"]) for a in listed] == [("wysokosc-zasilku", "withdrawn")]
    again = CONTENT | {"texts": {"pl": {"title": "Nowy tytuł", "short_answer": "Tekst."}}}
    saved = await author.put(
        "/api/articles/wysokosc-zasilku/draft",
        headers={"If-Match": answer.headers["ETag"]},
        json={"content": again},
    )
    assert saved.status_code == 200
    about = ("title", "state", "open_state")
    [listed] = (await author.get("/api/articles?list=withdrawn")).json()["articles"]
    assert [listed[name] for name in about] == ["Wysokość zasiłku", "withdrawn", "draft"]
    [listed] = (await author.get("/api/articles?list=drafts")).json()["articles"]
    assert [listed[name] for name in about] == ["Nowy tytuł", "draft", "draft"]


async def test_a_draft_is_given_up(log_in: LogIn) -> None:
    author = await log_in("redaktor")
    answer = await begun(author)
    headers = {"If-Match": answer.headers["ETag"]}
    gone = await author.delete("/api/articles/wysokosc-zasilku/draft", headers=headers)
    assert gone.status_code == 204
    assert (await author.get("/api/articles/wysokosc-zasilku")).status_code == 404


# -- offices


async def test_an_editor_of_an_office_writes_for_that_office_alone(log_in: LogIn, engine: AsyncEngine) -> None:
    editor = await log_in(PUP_EDITOR)
    await put_article(engine, "all")
    await put_article(engine, "of-another", office="20610", owner="20610")
    await put_article(engine, "draft-of-another", office="20610", owner="20610", state="draft")
    for refused in (
        await editor.post("/api/articles", json=NEW),
        await editor.post("/api/articles", json=NEW | {"office": "20610"}),
        await editor.post("/api/articles", json=NEW | {"office": None, "owner": "20060"}),
    ):
        assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    elsewhere = await editor.post("/api/articles", json=NEW | {"office": "20610", "owner": "20060"})
    assert (elsewhere.status_code, elsewhere.json()["fields"]) == (
        422,
        [{"field": "owner", "message": "Artykuł urzędu prowadzi ten urząd albo województwo."}],
    )
    headers = {"If-Match": '"1"'}
    for article in ("all", "of-another"):
        shown = (await editor.get(f"/api/articles/{article}")).json()
        assert (shown["may_edit"], shown["may_publish"]) == (False, False)
        saved = await editor.put(f"/api/articles/{article}/draft", headers=headers, json={"content": CONTENT})
        withdrawn = await editor.post(
            f"/api/articles/{article}/withdraw", headers=headers, json={"reason": "Bo tak"}
        )
        assert (saved.status_code, withdrawn.status_code) == (403, 403)
    assert (await editor.get("/api/articles/draft-of-another")).status_code == 404
    answer = await begun(editor, office="20060")
    assert (answer.json()["office"], answer.json()["owner"]) == ("20060", "20060")
    answer = await step(editor, "wysokosc-zasilku/submit", answer)
    other = await log_in("redaktor-20610")
    assert (await step(other, "wysokosc-zasilku/publish", answer)).status_code == 403
    answer = await step(await log_in("kierownik-20060"), "wysokosc-zasilku/publish", answer)
    assert answer.json()["published"]["checked_by"] == "kierownik-20060"


async def test_what_is_for_all_offices_is_the_province_s_whoever_owns_it(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    await put_article(engine, "out", owner="20060")
    await put_article(engine, "draft", owner="20060", state="draft")
    await put_article(engine, "checked", owner="20060", state="review")
    editor, manager, province = await log_in(PUP_EDITOR), await log_in("kierownik-20060"), await log_in("redaktor")
    headers = {"If-Match": '"1"'}
    for client in (editor, manager):
        shown = (await client.get("/api/articles/out")).json()
        assert (shown["may_edit"], shown["may_publish"]) == (False, False)
        assert (await client.get("/api/articles/draft")).status_code == 404
        assert (await client.get("/api/articles?list=drafts")).json()["articles"] == []
        saved = await client.put("/api/articles/draft/draft", headers=headers, json={"content": CONTENT})
        gone = await client.delete("/api/articles/draft/draft", headers=headers)
        checked = await client.post("/api/articles/checked/publish", headers=headers)
        withdrawn = await client.post("/api/articles/out/withdraw", headers=headers, json={"reason": "Bo tak"})
        assert {saved.status_code, gone.status_code, checked.status_code, withdrawn.status_code} == {403}
    answer = await province.post("/api/articles/checked/publish", headers=headers)
    assert answer.status_code == 200
    of_office = await begun(province, office="20060", owner="20000")
    kept = await editor.put(
        f"/api/articles/{of_office.json()['id']}/draft", headers=headers, json={"content": CONTENT}
    )
    assert kept.status_code == 403


async def test_lists_of_what_is_not_published_are_for_editors_and_of_their_offices(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    await put_article(engine, "kolno", office="20060", owner="20060", state="draft")
    await put_article(engine, "all", state="draft")
    consultant = await log_in("k20060-1")
    for name in ("drafts", "in_review", "withdrawn"):
        assert (await consultant.get(f"/api/articles?list={name}")).status_code == 403
    assert (await consultant.get("/api/articles?list=all")).json()["articles"] == []

    async def drafts(account: str) -> list[str]:
        found = (await (await log_in(account)).get("/api/articles?list=drafts")).json()["articles"]
        return [article["id"] for article in found]

    assert await drafts(PUP_EDITOR) == ["kolno"]
    assert await drafts("redaktor") == ["all", "kolno"]
    assert await drafts("zespol") == ["all", "kolno"]


# -- lists by the clock


async def test_an_article_expires_with_its_rate_says_so_and_is_on_the_list(
    log_in: LogIn, engine: AsyncEngine, clock: StandingClock
) -> None:
    await put_article(engine, "stawka", content(f"Wynosi {{stawka:{CODE}}}."))
    await put_article(engine, "zawsze")
    clock.passes(days=186)  # of 24 November: 29 May
    client = await log_in("k20060-1")
    assert (await client.get("/api/articles?list=expired")).json()["articles"] == []
    clock.passes(days=3)
    client = await log_in("k20060-1")
    [expired] = (await client.get("/api/articles?list=expired")).json()["articles"]
    assert (expired["id"], expired["why_not"]) == ("stawka", f"Nie ma obowiązującej stawki: {CODE}.")
    shown = (await client.get("/api/articles/stawka")).json()
    assert (shown["is_in_force"], shown["why_not"]) == (False, expired["why_not"])
    text = shown["published"]["texts"]["pl"]
    assert (text["short_answer_filled"], text["short_answer"]) == (None, f"Wynosi {{stawka:{CODE}}}.")
    editor = await log_in("redaktor")
    wanted = {
        "valid_from": "2027-06-01",
        "source": "Obwieszczenie",
        "source_certainty": "high",
        "rates": [{"code": CODE, "title": "Zasiłek", "amount": "1800.00", "version": 1}],
    }
    proposed = await editor.post("/api/rates", json=wanted)
    await confirmed(proposed, await log_in("kierownik-wup"))
    assert (await client.get("/api/articles?list=expired")).json()["articles"] == []
    shown = (await client.get("/api/articles/stawka")).json()
    assert shown["published"]["texts"]["pl"]["short_answer_filled"] == "Wynosi 1800,00 zł."


async def test_lists_come_page_by_page(log_in: LogIn, engine: AsyncEngine) -> None:
    for number in range(5):
        await put_article(engine, f"a-{number}", topic="oferty" if number % 2 else "zasilek")
    client = await log_in("k20060-1")
    seen, cursor = [], ""
    while True:
        page = (await client.get(f"/api/articles?limit=2{cursor}")).json()
        seen += [article["id"] for article in page["articles"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == [f"a-{number}" for number in range(5)]
    found = (await client.get("/api/articles?topic=oferty")).json()["articles"]
    assert [article["id"] for article in found] == ["a-1", "a-3"]


# -- preview


async def test_a_preview_tells_how_the_words_are_read_what_they_cost_and_what_is_wrong(log_in: LogIn) -> None:
    editor = await log_in(PUP_EDITOR)
    text = {
        "title": "Zasiłek",
        "short_answer": f"Zasiłek: {{stawka:{CODE}}}.",
        "full_answer": "Tak. ![x](https://elsewhere.example/x.png)",
        "steps": [f"Otrzymaj {{stawka:{CODE}}}."],
    }
    shown = (await editor.post("/api/articles/preview", json={"text": text, "language": "pl"})).json()
    assert shown["faults"] == []
    assert shown["short_answer_filled"] == "Zasiłek: 1721,90 zł."
    assert "<img" not in shown["html"]
    assert shown["steps"] == ["Otrzymaj 1721,90 zł."]
    assert shown["sms"] == {"signs": 20, "parts": 1, "is_unicode": True}
    wrong = (await editor.post("/api/articles/preview", json={"text": {"short_answer": "{stawka:inna}"}})).json()
    assert {fault["field"] for fault in wrong["faults"]} == {"title", "short_answer"}
    assert wrong["short_answer_filled"] is None
    consultant = await log_in("k20060-1")
    assert (await consultant.post("/api/articles/preview", json={"text": text})).status_code == 403


# -- what is written down


async def test_who_did_what_stands_in_the_audit_log_without_the_long_texts(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    await published(await log_in("redaktor"), await log_in("kierownik-wup"))
    async with engine.connect() as connection:
        rows = (await connection.execute(select(AuditRow.__table__).order_by(AuditRow.number))).all()
    noted = {(row.account, row.operation, row.subject) for row in rows}
    assert {
        ("redaktor", "make_article", "article"),
        ("redaktor", "make_article", "article_version"),
        ("redaktor", "submit_article", "article_version"),
        ("kierownik-wup", "publish_article", "article_version"),
    } <= noted
    made = next(row for row in rows if row.subject == "article_version" and row.action == "insert")
    assert made.after["texts"].startswith("md5:")


async def test_somebody_who_reads_without_end_is_slowed_down(log_in: LogIn) -> None:
    client = await log_in("k20060-1")
    answers = [await client.get("/api/articles") for _ in range(130)]
    limited = [answer for answer in answers if answer.status_code == 429]
    assert limited
    assert limited[0].json()["code"] == "too_many_requests"
    assert int(limited[0].headers["Retry-After"]) >= 1


@pytest.mark.parametrize(
    "changed",
    [
        {"topic": "Zasiłek"},
        {"audiences": ["pets"]},
        {"audiences": []},
        {"id": "Ż"},
        {"content": CONTENT | {"texts": {"de": {}}}},
        {"content": CONTENT | {"valid_from": "1999-01-01"}},
        {"content": CONTENT | {"written_by": "ktos"}},
        {"office": "99999"},
    ],
)
async def test_what_cannot_be_is_refused_in_polish_by_field(log_in: LogIn, changed: dict[str, Any]) -> None:
    answer = await (await log_in("redaktor")).post("/api/articles", json=NEW | changed)
    assert answer.status_code == 422
    assert answer.json()["fields"]
    assert all(field["message"].endswith((".", "}")) for field in answer.json()["fields"])
