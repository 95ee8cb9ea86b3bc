"""Work that waits: who sees what of which office, taking it up, giving it back, ending it, opening it."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.call_tables import CallbackRow, CallRow
from core.db.tables.client_tables import AccessLogRow
from core.db.tables.contact_tables import ContactRow
from core.db.tables.four_eyes_tables import ProposalRow
from core.db.tables.knowledge_tables import ArticleVersionRow
from core.db.tables.market.contact_request_tables import ContactRequestRow
from core.db.tables.market.training_tables import TrainingRow
from core.db.tables.person_tables import Client
from core.db.tables.request_tables import AccessReasonRow, PersonRequestRow
from core.db.tables.staff_tables import AuditRow
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.api.people import ALSO, EVERYBODY, OFFICES
from tests.api.rights_things import put_things_there
from tests.api.second_person import confirmed
from tests.support.calls.call_facts import NINE
from tests.support.knowledge.article_versions import CODE, THIS_YEAR, content, put_article, put_rates
from tests.support.plugins.more import ANOTHER, first_of
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

KOLNO = "20060"
OF_CONSULTANTS = {"message", "callback", "contact_request", "follow_up", "interest", "matter", "offer_intake"}
OF_SUPERVISORS = OF_CONSULTANTS | {"correction", "request"}
OF_EDITORS = {"article", "article_due", "knowledge_proposal"}
EVERYWHERE = frozenset(OFFICES)


def kinds_of(account: str) -> dict[str, frozenset[str]]:
    """By kind, of which offices the account sees it."""
    office = account[1:6] if account.startswith("k2") else account.rpartition("-")[2]
    home = frozenset({office})
    if account.startswith("k2"):
        return dict.fromkeys(OF_CONSULTANTS, home)
    match account:
        case "kierownik-20060" | "kierownik-20610":
            return dict.fromkeys(OF_SUPERVISORS | OF_EDITORS | {"import"}, home)
        case "kierownik-wup":
            own = dict.fromkeys(OF_SUPERVISORS, frozenset({"20000"}))
            return {**own, **dict.fromkeys(OF_EDITORS | {"import", "interest", "offer_intake"}, EVERYWHERE)}
        case "administrator":
            return dict.fromkeys(OF_EDITORS | {"import"}, EVERYWHERE)
        case "redaktor":
            return dict.fromkeys(OF_EDITORS, EVERYWHERE)
        case "zespol":
            return {"article": EVERYWHERE}
    return {}


@pytest.fixture
async def things(engine: AsyncEngine, centre: Centre, tmp_path: Path) -> None:
    """Of every office one thing of every kind, at least."""
    await put_things_there(engine, centre, tmp_path)
    async with engine.begin() as connection:
        await connection.execute(update(CallbackRow).values(state="given_up", ended_at=NINE, last_outcome="busy"))
        overdue = update(ArticleVersionRow).where(ArticleVersionRow.state == "published")
        await connection.execute(overdue.values(review_by=date(2026, 11, 1), published_at=NINE))
        await connection.execute(insert(ContactRow), [entry(office) for office in OFFICES])
        await connection.execute(insert(ContactRequestRow), [contact_request(office) for office in OFFICES])


def contact_request(office: str) -> dict[str, Any]:
    return {
        "id": f"ask-{office}",
        "call_id": f"call-{office}",
        "office": office,
        "about": "training",
        "subject": "training-1",
        "callback_number": "600100200",
        "client_id": f"client-{office}",
        "left_at": NINE,
    }


def entry(office: str, **more: Any) -> dict[str, Any]:
    values = {"id": f"contact-{office}", "client_id": f"client-{office}", "at": NINE, "channel": "call"}
    return {**values, "account": f"k{office}-1", "topic": "unemployed", "outcome": "call_again", **more}


async def todo(client: AsyncClient, **wanted: Any) -> list[dict[str, Any]]:
    answer = await client.get("/api/todo", params=wanted)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["entries"]
    return found


async def counts(client: AsyncClient) -> dict[str, tuple[int, int, int]]:
    found = (await client.get("/api/todo/counts")).json()["counts"]
    return {one["kind"]: (one["open"], one["mine"], one["late"]) for one in found}


def ids(entries: list[dict[str, Any]]) -> list[str]:
    return [one["id"] for one in entries]


@pytest.mark.usefixtures("things")
async def test_everybody_sees_what_the_own_rights_let_do_and_nothing_of_whom_it_is(log_in: LogIn) -> None:
    for account in (*EVERYBODY, *ALSO):
        client = await log_in(account)
        entries = await todo(client, limit=300)
        seen: dict[str, set[str]] = {}
        for one in entries:
            if one["kind"] not in ("assessment", "second_person"):
                seen.setdefault(one["kind"], set()).add(one["office"])
        assert seen == kinds_of(account), account
        found = {kind: count for kind, (count, _, _) in (await counts(client)).items()}
        assert found == Counter(one["kind"] for one in entries), account
        told = str(entries)
        for personal in ("client-", "Nowak", "Anna", "6001"):
            assert personal not in told


@pytest.mark.usefixtures("things")
async def test_a_message_is_told_by_the_topic_of_its_call(log_in: LogIn, engine: AsyncEngine) -> None:
    client = await log_in("k20060-1")
    assert {one["title"] for one in await todo(client, kind="message")} == {""}
    async with engine.begin() as connection:
        await connection.execute(update(CallRow).values(topic="employer"))
    assert {one["title"] for one in await todo(client, kind="message")} == {"employer"}


@pytest.mark.usefixtures("things")
async def test_assessments_are_their_assessors_and_those_given_the_consultants(log_in: LogIn) -> None:
    boss, own = await log_in("kierownik-20060"), await log_in("k20060-1")
    to_do = {(one["id"], one["what"], one["holder"]) for one in await todo(boss, kind="assessment")}
    assert ("assigned-20060", "assigned", "kierownik-20060") in to_do
    assert ("draft-20060", "draft", "kierownik-20060") in to_do
    assert "other-20060" not in {one for one, *_ in to_do}, "somebody else's"
    to_answer = {one["id"] for one in await todo(own, kind="assessment")}
    assert to_answer == {"given-20060", "corrected-20060"}
    assert await todo(await log_in("k20060-2"), kind="assessment") == []
    assert (await boss.post("/api/todo/assessment/assigned-20060/take")).status_code == 422


@pytest.mark.usefixtures("things")
async def test_an_article_that_was_sent_back_waits_for_who_has_written_in_it(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    async with engine.begin() as connection:
        draft = update(ArticleVersionRow).where(ArticleVersionRow.article_id == "draft-20060")
        await connection.execute(draft.values(sent_back_for="Bez stawki.", writers=["kierownik-20060"]))
    assert ids(await todo(await log_in("kierownik-20060"), kind="article_returned")) == ["draft-20060"]
    assert ids(await todo(await log_in("kierownik-20610"), kind="article_returned")) == []
    assert ids(await todo(await log_in("redaktor"), kind="article_returned")) == []


@pytest.mark.usefixtures("things")
async def test_what_is_due_first_comes_first_and_what_has_no_deadline_is_wanted_the_next_day(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    async with engine.begin() as connection:
        for name, due_on in (("request-20060", "2026-11-24"), ("request-erasure-20060", "2026-12-24")):
            of_it = update(PersonRequestRow).where(PersonRequestRow.id == name)
            await connection.execute(of_it.values(due_on=date.fromisoformat(due_on)))
    order = ids(await todo(await log_in("kierownik-20060"), limit=300))
    assert order.index("told-20060") < order.index("request-20060") < order.index("msg-20060")
    assert order.index("msg-20060") < order.index("request-erasure-20060")
    assert (await counts(await log_in("kierownik-20060")))["article_due"] == (1, 0, 1)


@pytest.mark.usefixtures("things")
async def test_what_one_takes_the_other_is_told_of_until_it_is_given_back_or_the_day_is_over(
    log_in: LogIn, engine: AsyncEngine, clock: StandingClock
) -> None:
    first, second = await log_in("k20060-1"), await log_in("k20060-2")
    path = "/api/todo/follow_up/contact-20060"
    assert (await counts(second))["follow_up"] == (1, 0, 0)
    taken = (await first.post(f"{path}/take")).json()
    assert (taken["holder"], taken["is_others"], taken["may_give_back"]) == ("k20060-1", False, True)
    assert (await first.post(f"{path}/take")).json()["held_since"] == taken["held_since"], "once more: no change"
    for act, body in (("take", None), ("give-back", None), ("close", {"outcome": "settled"})):
        refused = await second.post(f"{path}/{act}", json=body)
        assert (refused.status_code, refused.json()["code"]) == (409, "work_taken")
        assert refused.json()["message"] == "Zajmuje się tym już Osoba k20060-1 (od 10:00)."
    [seen] = await todo(second, kind="follow_up")
    assert (seen["holder_name"], seen["is_others"], seen["may_give_back"]) == ("Osoba k20060-1", True, False)
    assert (await counts(first))["follow_up"] == (1, 1, 0)
    assert (await counts(second))["follow_up"] == (0, 0, 0)
    boss = await log_in("kierownik-20060")
    assert (await boss.post(f"{path}/give-back")).json()["holder"] is None
    assert (await second.post(f"{path}/take")).json()["holder"] == "k20060-2"
    clock.passes(days=1)
    first = await log_in("k20060-1")
    [yesterdays] = await todo(first, kind="follow_up")
    assert (yesterdays["holder"], yesterdays["is_others"]) == ("k20060-2", False)
    assert (await first.post(f"{path}/take")).json()["holder"] == "k20060-1"
    async with engine.connect() as connection:
        noted = select(AuditRow.account, AuditRow.operation).where(AuditRow.subject == "work_taken")
        assert [tuple(row) for row in await connection.execute(noted.order_by(AuditRow.number))] == [
            ("k20060-1", "take_work"),
            ("kierownik-20060", "give_work_back"),
            ("k20060-2", "take_work"),
            ("k20060-1", "take_work"),
        ]


@pytest.mark.usefixtures("things")
@pytest.mark.parametrize(
    ("account", "kind", "subject", "status"),
    first_of(
        3,
        [
            ("k20610-1", "callback", "callback-20060", 404),
            ("k20060-1", "request", "request-20060", 404),
            ("redaktor", "correction", "correction-20060", 404),
            ("kierownik-20060", "request", "no-such-request", 404),
            ("kierownik-20060", "request", "request-20060", 200),
            ("administrator", "import", "import-20060", 200),
        ],
        ANOTHER,
        "tests/api/todo/test_todo.py::test_nobody_takes_what_the_own_rights_do_not_reach",
    ),
)
async def test_nobody_takes_what_the_own_rights_do_not_reach(
    log_in: LogIn, account: str, kind: str, subject: str, status: int
) -> None:
    assert (await (await log_in(account)).post(f"/api/todo/{kind}/{subject}/take")).status_code == status


@pytest.mark.usefixtures("things")
async def test_a_callback_that_was_ended_with_an_outcome_waits_no_more(log_in: LogIn) -> None:
    client = await log_in("k20060-1")
    path = "/api/todo/callback/callback-20060"
    assert (await client.post(f"{path}/close", json={"outcome": "bezcelowe"})).status_code == 422
    assert (await client.post(f"{path}/close", json={"outcome": "not_reached"})).status_code == 204
    assert await todo(client, kind="callback") == []
    assert "callback" not in await counts(client)
    assert (await client.post(f"{path}/take")).status_code == 404


@pytest.mark.usefixtures("things")
async def test_a_request_to_be_rung_is_opened_with_its_number_written_down_and_ended(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    async with engine.begin() as connection:
        of_it = {"title": "Obsługa kasy", "town": "Kolno", "hours": 40, "sign_up_until": date(2026, 12, 1)}
        await connection.execute(insert(TrainingRow).values(id="training-1", starts_on=date(2026, 12, 9), **of_it))
    client, path = await log_in("k20060-1"), "/api/todo/contact-requests/ask-20060/open"
    [waits] = await todo(client, kind="contact_request")
    assert (waits["id"], waits["what"], waits["title"]) == ("ask-20060", "training", "Obsługa kasy, Kolno")
    assert "600100200" not in str(waits)
    for other in ("k20610-1", "zespol"):
        assert (await (await log_in(other)).post(path)).status_code in (403, 404)
    shown = (await client.post(path)).json()
    assert (shown["callback_number"], shown["is_verified"], shown["town"]) == ("600100200", True, "Kolno")
    async with engine.connect() as connection:
        looks = select(AccessLogRow.who, AccessLogRow.topic, AccessLogRow.purpose, AccessLogRow.client_id)
        assert [tuple(row) for row in await connection.execute(looks)] == [
            ("k20060-1", "number", "contact_request_view", "client-20060")
        ]
    done = await client.post("/api/todo/contact_request/ask-20060/close", json={"outcome": "settled"})
    assert done.status_code == 204
    assert await todo(client, kind="contact_request") == []
    assert (await client.post(path)).status_code == 404


@pytest.mark.usefixtures("things")
async def test_a_follow_up_waits_until_there_is_a_later_entry_on_the_same_topic(
    log_in: LogIn, engine: AsyncEngine, clock: StandingClock
) -> None:
    client = await log_in("k20060-1")
    later = NINE + timedelta(hours=1)
    async with engine.begin() as connection:
        other = entry(KOLNO, id="contact-2", at=later, topic="employer", outcome="solved")
        await connection.execute(insert(ContactRow).values(other))
    assert ids(await todo(client, kind="follow_up")) == ["contact-20060"]
    async with engine.begin() as connection:
        await connection.execute(insert(ContactRow).values(entry(KOLNO, id="contact-3", at=later)))
    assert ids(await todo(client, kind="follow_up")) == ["contact-3"], "another contact is needed again"
    async with engine.begin() as connection:
        of_it = update(ContactRow).where(ContactRow.id == "contact-3")
        await connection.execute(of_it.values(outcome="solved"))
    assert await todo(client, kind="follow_up") == []


@pytest.mark.usefixtures("things")
async def test_a_follow_up_opens_its_client_with_the_entry_as_the_reason(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    client = await log_in("k20060-1")
    assert (await (await log_in("k20610-1")).post("/api/todo/follow-ups/contact-20060/open")).status_code == 404
    card = await client.post("/api/todo/follow-ups/contact-20060/open")
    assert (card.status_code, card.json()["id"], card.json()["occasion"]) == (200, "client-20060", "reason")
    assert card.headers["etag"] == '"1"'
    async with engine.connect() as connection:
        looks = select(AccessLogRow.who, AccessLogRow.purpose, AccessReasonRow.reason).join(
            AccessReasonRow, AccessReasonRow.access_id == AccessLogRow.id
        )
        assert [tuple(row) for row in await connection.execute(looks)] == [
            ("k20060-1", "client_view", "Kolejny kontakt po rozmowie z 24.11.2026")
        ]
        await connection.execute(update(Client).where(Client.id == "client-20060").values(restricted_at=NINE))
        await connection.commit()
    assert await todo(client, kind="follow_up") == [], "restricted data are used for nothing"
    assert (await client.post("/api/todo/follow-ups/contact-20060/open")).status_code == 404


async def test_rates_that_end_wait_for_editors_of_the_province_until_the_next_ones_are_confirmed(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    await put_article(engine, "stawka", content(f"Wynosi {{stawka:{CODE}}}."))
    ends = date(2026, 12, 20)
    await put_rates(engine, replace(THIS_YEAR, valid_until=ends))
    editor, boss = await log_in("redaktor"), await log_in("kierownik-wup")
    for client in (editor, boss, await log_in("administrator")):
        [work] = await todo(client, kind="rate_end")
        told = (work["id"], work["what"], work["title"], work["due_on"], work["office"])
        assert told == ("2026-12-20", "ends", "Zasiłek", "2026-12-20", None)
        assert (await counts(client))["rate_end"] == (1, 0, 0)
    for account in ("kierownik-20060", "zespol", "k20060-1"):
        assert await todo(await log_in(account), kind="rate_end") == []
    assert (await editor.post("/api/todo/rate_end/2026-12-20/take")).json()["holder"] == "redaktor"
    follows = {
        "valid_from": "2026-12-21",
        "source": "Obwieszczenie",
        "source_certainty": "high",
        "rates": [{"code": CODE, "title": "Zasiłek", "amount": "1800", "version": 1}],
    }
    proposed = await editor.post("/api/rates", json=follows)
    assert len(await todo(boss, kind="rate_end")) == 1, "nobody has confirmed it"
    await confirmed(proposed, boss)
    assert await todo(boss, kind="rate_end") == []


async def test_what_takes_two_persons_waits_for_who_may_confirm_it_and_not_for_who_proposed_it(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    async with engine.begin() as connection:
        await connection.execute(
            insert(ProposalRow).values(
                id="proposal-1",
                act="set_rate",
                deputies=[],
                subject="minimalne_wynagrodzenie",
                details={},
                state="waiting",
                proposed_by="redaktor",
                proposers=["redaktor"],
                proposed_at=NINE,
                is_early=False,
                is_break_glass=False,
            )
        )
    boss, admin = await log_in("kierownik-wup"), await log_in("administrator")
    [act] = await todo(boss, kind="second_person")
    told = ("id", "what", "title", "due_on", "entered_by", "office")
    expected = ["proposal-1", "set_rate", "minimalne_wynagrodzenie", "2026-12-08", "redaktor", None]
    assert [act[name] for name in told] == expected
    for account in ("redaktor", "kierownik-20060", "k20060-1"):
        assert await todo(await log_in(account), kind="second_person") == []
    assert (await boss.post("/api/todo/second_person/proposal-1/take")).json()["holder"] == "kierownik-wup"
    assert (await counts(admin))["second_person"] == (0, 0, 0)
    assert (await admin.post("/api/todo/second_person/proposal-1/take")).status_code == 409
    assert (await admin.post("/api/todo/second_person/proposal-1/give-back")).json()["holder"] is None
