"""Templates over the web service: written by one, published by another, picked for an answer, and gone by."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.messages.template_tables import MessageTemplateRow
from core.settings import Settings
from messaging.templates.template_store import mail_of, own_of
from tests.api.conftest import LogIn
from tests.support.database.postgres import FACT_KEY
from tests.support.messages.matters import PEPPER
from tests.support.messages.put_matter import put_matter

pytestmark = pytest.mark.anyio

WHERE = "/api/message-templates"
TODAY = date(2026, 11, 24)
ANSWER = {
    "code": "odpowiedz-staz",
    "office": "20060",
    "channel": "email",
    "title": "Staż",
    "source": "Dzień dobry,\n\nw sprawie {{ numer }}: staż trwa do 12 miesięcy.\n\n{{ urzad }}",
}
RECEIVED = {
    "code": "matter-received",
    "office": "20060",
    "channel": "email",
    "title": "Numer sprawy",
    "subject": "Mamy: {{ numer }}",
    "source": "Numer: **{{ numer }}**. {{ urzad }}",
}


@pytest.fixture(autouse=True)
async def there(engine: AsyncEngine, settings: Settings, tmp_path: Path) -> None:
    await put_matter(engine, "20060")
    made_up = {"ari_password": "-", "pin_pepper": PEPPER, "fact_key": FACT_KEY}
    (settings.home / "secrets.json").write_text(json.dumps(made_up))


async def published(log_in: LogIn, *templates: dict[str, Any]) -> None:
    """Proposed by the office's supervisor, published by the province's editor."""
    writer, second = await log_in("kierownik-20060"), await log_in("redaktor")
    for one in templates:
        proposed = await writer.post(WHERE, json={**one, "valid_from": TODAY.isoformat()})
        assert proposed.status_code == 202, proposed.text
        confirm = f"/api/proposals/{proposed.json()['id']}/confirm"
        own = await writer.post(confirm)
        assert (own.status_code, own.json()["code"]) == (403, "second_person_refused")
        done = await second.post(confirm)
        assert (done.status_code, done.json()["state"]) == (200, "done"), done.text


async def test_one_writes_another_publishes_and_a_consultant_picks_it(log_in: LogIn, engine: AsyncEngine) -> None:
    anna = await log_in("k20060-1")
    picked = "/api/matters/matter-20060/templates"
    assert (await anna.get(picked)).json() == {"templates": []}
    await published(log_in, ANSWER, RECEIVED)
    [found] = (await anna.get(picked)).json()["templates"]
    assert found["title"] == "Staż"
    assert found["text"].startswith("Dzień dobry,\n\nw sprawie KOL/2026/020060: staż trwa")
    listed = (await (await log_in("redaktor")).get(WHERE, params={"code": "odpowiedz-staz"})).json()
    assert [one["confirmed_by"] for one in listed["templates"]] == ["redaktor"]
    async with engine.connect() as connection:
        values = {"numer": "KOL/2026/000001", "urzad": "PUP"}
        assert await mail_of(connection, "matter-received", "20060", values, TODAY) == (
            "Mamy: KOL/2026/000001",
            "Numer: **KOL/2026/000001**. PUP",
        )
        assert (await mail_of(connection, "matter-received", "20610", values, TODAY))[0].startswith("Sprawa KOL")
        assert await own_of(connection, "kod-jednorazowy", "20060", TODAY) is None


async def test_nothing_is_proposed_that_leaves_a_gap_or_is_of_another_office(log_in: LogIn) -> None:
    editor = await log_in("kierownik-20060")
    wanted = {**ANSWER, "valid_from": "2030-01-01"}
    for wrong, status, code in (
        ({"source": "{{ pesel }}"}, 422, "settings_refused"),
        ({"source": '{{ artykul("nie-ma") }}'}, 422, "settings_refused"),
        ({"source": "{% for x in y %}{% endfor %}"}, 422, "settings_refused"),
        ({"valid_from": "2020-01-01"}, 422, "settings_refused"),
        ({"office": "20610"}, 403, "not_allowed"),
        ({"office": None}, 403, "not_allowed"),
        ({"code": "Zły kod"}, 422, "invalid"),
    ):
        answer = await editor.post(WHERE, json={**wanted, **wrong})
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert (await (await log_in("k20060-1")).post(WHERE, json=wanted)).status_code == 403


async def test_the_preview_says_how_it_leaves_and_what_it_costs(log_in: LogIn) -> None:
    editor = await log_in("kierownik-20060")
    text = {**ANSWER, "channel": "sms", "source": "Staż: zgoda {{ numer }}", "valid_from": "2030-01-01"}
    cheap = (await editor.post(f"{WHERE}/preview", json={**text, "letters": "plain"})).json()
    assert (cheap["text"], cheap["parts"], cheap["html"]) == ("Staz: zgoda KOL/2026/000123", 1, "")
    mail = {**ANSWER, "source": "**tak** <b>x</b>", "valid_from": "2030-01-01"}
    shown = (await editor.post(f"{WHERE}/preview", json=mail)).json()
    assert shown["html"] == "<p><strong>tak</strong> &lt;b&gt;x&lt;/b&gt;</p>\n"
    faulty = (await editor.post(f"{WHERE}/preview", json={**mail, "source": "{{"})).json()
    assert faulty["faults"] == ["Wiersz 1: nawiasy wzoru są zapisane błędnie."]


async def test_a_template_of_before_ends_when_another_one_is_published(log_in: LogIn, engine: AsyncEngine) -> None:
    await published(log_in, ANSWER, {**ANSWER, "source": "Inaczej: {{ numer }}"})
    anna = await log_in("k20060-1")
    [found] = (await anna.get("/api/matters/matter-20060/templates")).json()["templates"]
    assert found["text"] == "Inaczej: KOL/2026/020060"
    async with engine.connect() as connection:
        rows = (await connection.execute(MessageTemplateRow.__table__.select())).all()
    assert len(rows) == 2
