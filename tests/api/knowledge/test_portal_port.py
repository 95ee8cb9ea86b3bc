"""The port of the offices' portal: its keys, its fields, and what does not come out of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from api.account_limits import LIMITS, Limit
from api.app import create_app
from api.routes.portal.portal import kept_for
from core.db.tables.centre.office_tables import Office
from core.db.tables.staff_tables import Account
from core.settings import Settings
from core.zone import WARSAW
from tests.api.conftest import LogIn
from tests.support.knowledge.article_versions import content, put_article, text
from tests.support.plugins.more import ANOTHER, first_of
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

PORT = "/api/portal/v1"
KOLNO = "20060"
READS: list[tuple[str, str, Any]] = [
    ("GET", "/articles", None),
    ("GET", "/articles/jest", None),
    ("POST", "/search", {"q": "karta"}),
    ("GET", "/offices", None),
]


async def _made(maker: AsyncClient, name: str = "Portal", days: int = 1) -> dict[str, Any]:
    answer = await maker.post("/api/portal-keys", json={"name": name, "days": days})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def _with(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


@pytest.fixture
async def portal(log_in: LogIn, stranger: AsyncClient) -> AsyncClient:
    """A program with a key of the portal."""
    stranger.headers.update(_with((await _made(await log_in("administrator")))["key"]))
    return stranger


async def _asked(portal: AsyncClient, path: str, **params: Any) -> dict[str, Any]:
    answer = await portal.get(f"{PORT}{path}", params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_key_of_the_portal_opens_the_port_and_nothing_else_and_ends_with_its_maker(
    log_in: LogIn, stranger: AsyncClient, engine: AsyncEngine, clock: StandingClock
) -> None:
    await put_article(engine, "jest")
    maker = await log_in("administrator")
    made = await _made(maker)
    assert made["key"].startswith("s724p_")
    [listed] = (await maker.get("/api/portal-keys")).json()
    assert ("key" in listed, listed["name"], listed["last_used_at"]) == (False, "Portal", None)

    async def statuses(key: str) -> set[int]:
        return {
            (await stranger.request(method, PORT + path, json=body, headers=_with(key))).status_code
            for method, path, body in READS
        }

    assert await statuses(made["key"]) == {200}
    assert (await maker.get("/api/portal-keys")).json()[0]["last_used_at"] is not None
    for method, path, body in [
        ("GET", "/api/me", None),
        ("GET", "/api/articles/jest", None),
        ("GET", "/api/contact-directory", None),
        ("POST", "/api/knowledge/search", {"q": "karta"}),
        ("GET", "/api/portal-keys", None),
        ("POST", "/api/portal-keys", {"name": "x"}),
        ("GET", "/api/accounts", None),
        ("GET", "/api/metrics-dictionary", None),
    ]:
        refused = await stranger.request(method, path, json=body, headers=_with(made["key"]))
        assert refused.status_code == 401, path
    reports = (await (await log_in("kierownik-wup")).post("/api/report-keys", json={"name": "BI"})).json()
    assert await statuses(reports["key"]) == {401}, "a key of reports is another one"
    assert await statuses("s724p_" + reports["key"].removeprefix("s724r_")) == {401}
    assert await statuses("") == {401}

    second = await _made(maker, "Drugi")
    assert (await maker.delete(f"/api/report-keys/{second['id']}")).status_code == 403
    assert (await (await log_in("technik")).delete(f"/api/portal-keys/{second['id']}")).status_code == 403
    assert (await maker.delete(f"/api/portal-keys/{second['id']}")).status_code == 204
    assert await statuses(second["key"]) == {401}
    account = update(Account).where(Account.username == "administrator")
    async with engine.begin() as connection:
        await connection.execute(account.values(role="technician"))
    assert await statuses(made["key"]) == {403}, "its maker may not any more"
    async with engine.begin() as connection:
        await connection.execute(account.values(role="administrator", deactivated_at=clock.now()))
    assert await statuses(made["key"]) == {401}
    async with engine.begin() as connection:
        await connection.execute(account.values(deactivated_at=None))
    assert await statuses(made["key"]) == {200}
    clock.passes(days=1)
    assert await statuses(made["key"]) == {401}


@pytest.mark.parametrize(
    "account",
    first_of(
        3,
        ["k20060-1", "redaktor", "kierownik-wup", "zespol", "audytor", "technik"],
        ANOTHER,
        "tests/api/knowledge/test_portal_port.py::test_the_port_and_its_keys_are_closed_to_whoever_has_not_the_right",
    ),
)
async def test_the_port_and_its_keys_are_closed_to_whoever_has_not_the_right(log_in: LogIn, account: str) -> None:
    client = await log_in(account)
    for method, path, body in READS:
        assert (await client.request(method, PORT + path, json=body)).status_code == 403, path
    assert (await client.post("/api/portal-keys", json={"name": "x"})).status_code == 403


INTERNAL = ("notatka", "redaktor", "do sprawdzenia", "kuroniówka", "2027-12-31", "szkic", "kierownik")


async def test_what_is_not_told_today_and_what_is_ours_alone_does_not_come_out(
    engine: AsyncEngine, portal: AsyncClient
) -> None:
    said = replace(
        content(texts={"pl": text("Kartę wydaje urząd.", title="Karta", questions=("kuroniówka?",))}),
        source="do sprawdzenia przez redakcję",
        source_certainty="low",
    )
    await put_article(engine, "jest", said, written_by="redaktor", topic="karta")
    await put_article(engine, "szkic", content("To jest szkic."), state="draft", topic="karta")
    await put_article(engine, "oczekuje", content("To jest szkic."), state="review", topic="karta")
    await put_article(engine, "wycofany", content("To jest szkic."), state="withdrawn", topic="karta")
    later, over = date(2026, 11, 25), date(2026, 11, 23)
    await put_article(engine, "jutro", content("To jest szkic.", valid_from=later), topic="karta")
    await put_article(engine, "wczoraj", content("To jest szkic.", valid_until=over), topic="karta")
    await put_article(engine, "stawka", content("To jest szkic: {stawka:nieznana}."), topic="karta")
    listed = await _asked(portal, "/articles")
    assert [one["id"] for one in listed["articles"]] == ["jest"]
    whole = await _asked(portal, "/articles/jest")
    found = (await portal.post(f"{PORT}/search", json={"q": "karta szkic kuroniówka"})).json()
    assert [hit["id"] for hit in found["hits"]] == ["jest"], "as people ask it is found, and not told"
    for answer in (listed, whole, found):
        assert not [one for one in INTERNAL if one in str(answer)], answer
    for hidden in ("szkic", "oczekuje", "wycofany", "jutro", "wczoraj", "stawka", "nie-ma"):
        assert (await portal.get(f"{PORT}/articles/{hidden}")).status_code == 404, hidden


async def test_an_office_s_own_articles_take_the_place_of_the_province_s_as_in_calls(
    engine: AsyncEngine, portal: AsyncClient
) -> None:
    everywhere = {"pl": text("Wszędzie.", title="Karta"), "en": text("Everywhere.", title="Card")}
    await put_article(engine, "wszedzie", content(texts=everywhere), topic="karta")
    own = content(texts={"pl": text("W Kolnie.", title="Karta w Kolnie")})
    await put_article(engine, "kolno", own, topic="karta", office=KOLNO, owner=KOLNO)

    async def told(**wanted: str) -> list[tuple[str, str]]:
        found = await _asked(portal, "/articles", **wanted)
        return [(one["language"], one["short_answer"]) for one in found["articles"]]

    assert await told() == [("pl", "Wszędzie.")]
    assert await told(language="en") == [("en", "Everywhere.")]
    assert await told(language="uk") == [("pl", "Wszędzie.")]
    assert await told(language="en", office=KOLNO) == [("pl", "W Kolnie.")]
    assert await told(office="20610") == [("pl", "Wszędzie.")]
    assert await told(topic="inny") == []

    async def found(**wanted: str) -> set[str]:
        answer = await portal.post(f"{PORT}/search", json={"q": "karta", **wanted})
        return {hit["id"] for hit in answer.json()["hits"]}

    assert await found() == {"wszedzie", "kolno"}
    assert await found(office=KOLNO) == {"kolno"}
    assert await found(office="20610") == {"wszedzie"}


async def test_pages_follow_each_other_and_other_cursors_are_refused(
    engine: AsyncEngine, portal: AsyncClient
) -> None:
    for topic, place, name in (("a", 2, "pierwszy"), ("b", 1, "drugi"), ("a", 1, "zerowy"), ("a", 2, "qqq")):
        await put_article(engine, name, topic=topic, place=place)
    seen: list[str] = []
    cursor = None
    while len(seen) < 10:
        page = await _asked(portal, "/articles", limit=1, **({"cursor": cursor} if cursor else {}))
        seen += [one["id"] for one in page["articles"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert seen == ["zerowy", "pierwszy", "qqq", "drugi"]
    for wrong in ("x", "W10=", "ż"):
        assert (await portal.get(f"{PORT}/articles", params={"cursor": wrong})).status_code == 422, wrong


async def test_what_an_office_has_not_filled_in_is_named(engine: AsyncEngine, portal: AsyncClient) -> None:
    async with engine.begin() as connection:
        await connection.execute(
            update(Office)
            .where(Office.code == KOLNO)
            .values(
                telephone="86 278 00 00", checked_on=date(2026, 11, 1), certainty="high", address="ul. Cicha 1"
            )
        )
    kolno, *others = sorted((await _asked(portal, "/offices"))["offices"], key=lambda one: one["code"] != KOLNO)
    assert (kolno["telephone"], kolno["address"], kolno["not_filled_in"]) == (
        "86 278 00 00",
        "ul. Cicha 1",
        ["email", "page"],
    )
    assert (kolno["checked_on"], kolno["certainty"], len(kolno["days"])) == ("2026-11-01", "high", 7)
    assert [(one["telephone"], one["not_filled_in"]) for one in others] == [
        (None, ["address", "telephone", "email", "page"])
    ] * 2
    assert [one["code"] for one in (await _asked(portal, "/offices", office=KOLNO))["offices"]] == [KOLNO]
    assert (await portal.get(f"{PORT}/offices", params={"office": "99999"})).status_code == 404


async def test_the_office_that_a_question_is_about_is_named(engine: AsyncEngine, portal: AsyncClient) -> None:
    found = (await portal.post(f"{PORT}/search", json={"q": "telefon do urzędu w Kolnie"})).json()
    assert found["place"] == {"kind": "office", "id": KOLNO, "office": KOLNO}
    assert (found["is_answered"], found["hits"]) == (True, [])


async def test_a_key_has_limits_of_its_own(
    log_in: LogIn, stranger: AsyncClient, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, "portal", Limit(at_once=3, every=1.0))
    maker = await log_in("administrator")
    one, other = (await _made(maker))["key"], (await _made(maker))["key"]
    for _ in range(3):
        assert (await stranger.get(f"{PORT}/offices", headers=_with(one))).status_code == 200
    refused = await stranger.get(f"{PORT}/offices", headers=_with(one))
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    assert (await stranger.get(f"{PORT}/offices", headers=_with(other))).status_code == 200
    clock.passes(seconds=1)
    assert (await stranger.get(f"{PORT}/offices", headers=_with(one))).status_code == 200


@pytest.mark.parametrize(
    ("left", "kept"), [(timedelta(hours=3), 60), (timedelta(seconds=12), 12), (timedelta(milliseconds=300), 0)]
)
def test_no_answer_is_kept_past_midnight(left: timedelta, kept: int) -> None:
    for midnight in (datetime(2026, 3, 30, tzinfo=WARSAW), datetime(2026, 10, 26, tzinfo=WARSAW)):
        assert kept_for(midnight.astimezone(UTC) - left) == kept


FIELDS = {
    "ToldArticle": "id topic place office audiences language languages title short_answer is_pointer holds_until",
    "WholeToldArticle": "id topic place office audiences language languages title short_answer is_pointer "
    "holds_until day full_html steps documents amounts legal_basis legal_status_on valid_from",
    "ToldArticles": "day articles next_cursor",
    "ToldAmount": "code title amount text valid_from valid_until is_made_up",
    "ToldSearchIn": "q language office limit",
    "ToldHits": "day hits place is_answered corrected",
    "FoundPlace": "kind id office",
    "ToldOffices": "day offices",
    "ToldOffice": "postal_code address telephone email page not_filled_in certainty checked_on code name seat "
    "is_province days branches moves",
    "ToldBranch": "postal_code address telephone email page not_filled_in certainty checked_on id name town",
    "DirectoryDay": "day spans reason",
    "OpenSpan": "begin end",
    "DirectoryMove": "valid_from postal_code address telephone",
    "ToldFormIn": "form office subject text name email",
    "ToldFormTaken": "number due_at",
}
"""Version 1, as portals rely on it: fields are added here, and none goes."""


def test_the_contract_of_this_version_is_kept() -> None:
    described = create_app(Settings()).openapi()
    schemas = described["components"]["schemas"]
    assert {name: set(schemas[name]["properties"]) for name in FIELDS} == {
        name: set(fields.split()) for name, fields in FIELDS.items()
    }
    paths = {path: set(methods) for path, methods in described["paths"].items() if path.startswith(PORT)}
    assert paths == {
        f"{PORT}/articles": {"get"},
        f"{PORT}/articles/{{article_id}}": {"get"},
        f"{PORT}/search": {"post"},
        f"{PORT}/offices": {"get"},
        f"{PORT}/matters": {"post"},
    }
