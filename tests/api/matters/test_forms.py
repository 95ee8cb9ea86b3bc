"""What somebody writes in a form of the portal is a matter of the office, once."""

import json
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.messages.outbox_tables import OutboxRow
from core.settings import Settings
from tests.api.conftest import LogIn
from tests.support.database.postgres import FACT_KEY
from tests.support.messages.matters import PEPPER
from tests.support.plugins.more import ANOTHER, first_of

pytestmark = pytest.mark.anyio

PORT = "/api/portal/v1/matters"
FORM: dict[str, Any] = {
    "form": "0f8c1f5e-6a0b-4c58-9b7e-2d0c3f1a9e11",
    "office": "20060",
    "subject": "Staż",
    "text": "Czy jest możliwy staż?",
    "name": "Anna Nowak",
    "email": "anna@example.pl",
}


@pytest.fixture
def settings(dsn: str, tmp_path: Path) -> Settings:
    made_up = {"ari_password": "-", "pin_pepper": PEPPER, "fact_key": FACT_KEY}
    (tmp_path / "secrets.json").write_text(json.dumps(made_up))
    return Settings(state_dir=tmp_path, database_url=dsn, mailboxes="kolno@pup.example=20060", smtp="127.0.0.1:25")


@pytest.fixture
async def portal(log_in: LogIn, stranger: AsyncClient) -> AsyncClient:
    """A program with a key of the portal."""
    made = await (await log_in("administrator")).post("/api/portal-keys", json={"name": "Portal", "days": 1})
    stranger.headers["Authorization"] = f"Bearer {made.json()['key']}"
    return stranger


async def test_a_form_is_a_matter_with_a_number_and_sent_again_the_same(
    portal: AsyncClient, log_in: LogIn, engine: AsyncEngine
) -> None:
    taken = await portal.post(PORT, json=FORM)
    assert taken.status_code == 201, taken.text
    assert taken.json()["number"].startswith("KOL/")
    assert taken.json()["due_at"] is not None
    assert (await portal.post(PORT, json=FORM)).json() == taken.json()
    anna = await log_in("k20060-1")
    [matter] = (await anna.get("/api/matters")).json()["matters"]
    assert (matter["number"], matter["title"], matter["state"]) == (taken.json()["number"], "Staż", "open")
    detail = (await anna.get(f"/api/matters/{matter['id']}")).json()
    [message] = detail["messages"]
    assert (message["text"], message["sender"]) == (FORM["text"], FORM["email"])
    async with engine.connect() as connection:
        orders = (await connection.execute(select(OutboxRow.address, OutboxRow.template))).all()
    assert orders == [("anna@example.pl", "matter-received")]
    # The key opens no matter, and no other office takes forms without an address.
    assert (await portal.get(f"/api/matters/{matter['id']}")).status_code == 401
    elsewhere = await portal.post(PORT, json={**FORM, "office": "20610"})
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (409, "matter_refused")


@pytest.mark.parametrize(
    "wrong",
    first_of(
        3,
        [
            {"email": "anna"},
            {"email": "a@b.pl\r\nBcc: x@y.pl"},
            {"subject": "a\r\nb"},
            {"text": ""},
            {"form": "1"},
        ],
        ANOTHER,
        "tests/api/matters/test_forms.py::test_what_is_no_form_is_refused",
    ),
)
async def test_what_is_no_form_is_refused(portal: AsyncClient, wrong: dict[str, str]) -> None:
    assert (await portal.post(PORT, json={**FORM, **wrong})).status_code == 422
