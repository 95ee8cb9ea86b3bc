"""A caller whom the centre knows only by what an office's extract says, and to whom that office gave a card."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.clock import WARSAW, SystemClock
from core.db.tables.client_tables import AccessLogRow
from ivr.client_data_pl import room
from ivr.speech.values import Date, Time, Value, Weekday
from tests.support.centres.running_centre import RunningCentre, listen
from tests.support.clients.extracts import KOLNO, delivered, person, registration, row
from tests.support.telephones.hearing import until_prompt, until_prompt_begins
from tests.support.telephones.phone import Phones
from tests.support.timing.eventually import eventually
from tests.support.web.pdf_text import pdf_text, pin_in

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(300), pytest.mark.usefixtures("jobs")]

OFFICER = f"kierownik-{KOLNO}"
EXT_ID, LAST_NAME = "9001", "Gżegżółkowska"
ADVISER = "Maria Zalewska"
IMPORT = 120  # seconds: `jobs` lets everything else go first


async def asked(centre: RunningCentre, path: str, body: Any = None) -> Any:
    answer = await centre.request(OFFICER, "POST", path, json=body)
    assert answer.is_success, answer.text
    return answer


async def taken_in(centre: RunningCentre, visit_on: date) -> None:
    """The office's system has delivered an extract, and the process `jobs` has taken it in."""
    rows = {
        "person": [person(EXT_ID, last_name=LAST_NAME)],
        "registration": [registration(EXT_ID)],
        "visit": [
            row(
                "visit",
                ext_id=EXT_ID,
                visit_id="w-9001",
                date=visit_on.isoformat(),
                time="09:30",
                room="12",
                adviser=ADVISER,
                purpose="wizyta obowiązkowa",
            )
        ],
    }
    now = SystemClock().now()
    settings = centre.installation.settings
    source = delivered(settings.imports, f"{now:%Y%m%dT%H%M%S}", rows, at=now, seqs=(0, int(now.timestamp())))
    [run] = (await asked(centre, "/api/imports", {"source": source})).json()

    async def is_judged() -> str:
        found = (await centre.request(OFFICER, "GET", f"/api/imports/{run['id']}")).json()
        assert found["state"] not in ("refused", "failed"), found
        return str(found["state"]) if found["state"] in ("quarantined", "done") else ""

    # The made-up people of the office are not in the extract, so it waits for another person to confirm it.
    if await eventually(is_judged, timeout=IMPORT) == "quarantined":
        answer = await centre.request("administrator", "POST", f"/api/imports/{run['id']}/confirm")
        assert answer.status_code == 202, answer.text

        async def is_done() -> bool:
            return await is_judged() == "done"

        await eventually(is_done, timeout=IMPORT)


async def test_who_is_known_only_by_an_import_is_recognised_and_hears_the_own_next_visit(
    centre: RunningCentre, phones: Phones
) -> None:
    visit_on = SystemClock().now().astimezone(WARSAW).date() + timedelta(days=40)
    await taken_in(centre, visit_on)
    [client] = (await asked(centre, "/api/clients/search", {"last_name": LAST_NAME})).json()["clients"]
    card = (await asked(centre, "/api/cards", {"client_id": client["id"]})).json()["number"]
    letter = (await asked(centre, "/api/cards/letter", {"card_number": card})).content
    assert card in pdf_text(letter).replace(" ", "")

    caller = phones.caller("600100477")
    await caller.call("9510", centre.sip_port)
    await listen(caller, 0.5)
    await caller.send_keys(card + "#")
    await listen(caller, 0.5)
    await caller.send_keys(pin_in(letter) + "#")
    await until_prompt_begins(caller, await centre.prompt("M01"), timeout=25)
    await caller.send_keys("1")
    when: dict[str, Value] = {"w_dzien_tygodnia": Weekday(visit_on), "data": Date(visit_on), "godz": Time(9, 30)}
    await until_prompt(caller, await centre.prompt("D01", **when, nr=room("12")))
    await until_prompt(caller, await centre.prompt("D07", doradca=ADVISER))
    await caller.hang_up()

    call = await centre.call_from("600100477")
    assert (call["client_id"], call["office"]) == (client["id"], KOLNO)
    query = select(AccessLogRow.topic).where(AccessLogRow.call_id == call["id"], AccessLogRow.who_kind == "line")
    assert "visit" in [look.topic for look in await centre.rows(query)]
