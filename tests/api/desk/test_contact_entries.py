"""What consultants write down of conversations: saved as typed, shown at once, refused where it is not theirs."""

from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from clients.contacts.entry import BY_TELEPHONE_PL
from core.db.tables.centre.call_tables import SmsOrder
from core.db.tables.client_tables import AccessLogRow
from core.db.tables.contact_tables import ContactRow
from core.db.tables.exchange_tables import ExportBatchRow
from core.facts.kinds.scenarios import ClientDataTold
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.support.calls.call_facts import NINE, Story
from tests.support.clients.persons import put_person
from tests.support.plugins.more import ANOTHER, first_of
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

ANNA, EWA, KOLNO = "client-anna", "client-ewa", "20060"
OWN, STRANGER = "k20060-1", "k20610-1"
EMPTY = {
    "note": "",
    "topic": None,
    "outcome": None,
    "is_ninety_day": False,
    "evidence": "",
    "version": 0,
    "is_exported": False,
}


@pytest.fixture(autouse=True)
async def persons(engine: AsyncEngine) -> None:
    await put_person(engine, ANNA, KOLNO)
    await put_person(engine, EWA, KOLNO, first_name="Ewa")


async def talks(centre: Centre, agent: str, call_id: str = "call-1", client: str | None = ANNA) -> Story:
    """A conversation that goes on."""
    story = Story(call_id).rings()
    if client is not None:
        story.is_verified(KOLNO, client)
    story.then(ClientDataTold(topic="visit", outcome="told"), after=2)
    story.waits(KOLNO).is_offered(agent).is_answered(agent).changes(agent, "ringing", "accept", "talking")
    await centre.write(story.facts)
    return story


async def save(
    client: AsyncClient, version: int, call_id: str = "call-1", whose: str = ANNA, **typed: Any
) -> Response:
    address = f"/api/clients/{whose}/contacts/{call_id}"
    return await client.put(address, json=typed, headers={"If-Match": f'"{version}"'})


async def read(client: AsyncClient, call_id: str = "call-1", whose: str = ANNA) -> Response:
    return await client.get(f"/api/clients/{whose}/contacts/{call_id}")


def code(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_an_entry_is_saved_while_it_is_typed_and_the_history_shows_it_at_once(
    log_in: LogIn, centre: Centre
) -> None:
    await talks(centre, OWN)
    client = await log_in(OWN)
    assert (await read(client)).json() == EMPTY
    for version, note in enumerate(("P", "Pyta", "Pyta o szkolenie.\nOddzwonić.")):
        answer = await save(client, version, note=note)
        assert (answer.status_code, answer.headers["etag"]) == (200, f'"{version + 1}"')
    saved = await save(client, 3, note="Pyta o szkolenie.", topic="unemployed", outcome="informed")
    assert saved.json()["version"] == 4
    assert (await read(client)).json() == saved.json()
    history = (await client.get(f"/api/clients/{ANNA}/history")).json()["contacts"]
    told = [(line["kind"], line["channel"], line["account"], line["summary"]) for line in history]
    assert told == [
        ("entry", "letter", None, "Pismo z urzędu."),
        (
            "entry",
            "call",
            OWN,
            "Rozmowa z konsultantem; temat: osoba bezrobotna; udzielono informacji.",
        ),
        ("step", "self_service", None, "Samoobsługa, najbliższa wizyta: podano."),
        ("call", "call", OWN, "Połączenie na numer 9510: trwa."),
    ]
    assert history[1]["note"] == "Pyta o szkolenie."


async def test_text_messages_stand_in_the_history_without_number_and_words(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    await talks(centre, OWN)
    async with engine.begin() as connection:
        await connection.execute(
            insert(SmsOrder).values(
                id="sms-1",
                call_id="call-1",
                office=KOLNO,
                sms_number="600100201",
                template="szczegoly",
                sms_values={"tresc": "oferta"},
                segments=1,
                state="queued",
                ordered_at=NINE,
            )
        )
    answer = await (await log_in(OWN)).get(f"/api/clients/{ANNA}/history")
    assert "Zamówiono wiadomość SMS (szczegoly)." in answer.text
    assert "600100201" not in answer.text


async def test_the_same_save_twice_changes_nothing_and_an_old_one_is_refused(
    log_in: LogIn, centre: Centre
) -> None:
    await talks(centre, OWN)
    client = await log_in(OWN)
    first = await save(client, 0, note="Jeden")
    assert (await save(client, 0, note="Jeden")).json() == first.json()
    assert (await save(client, 1, note="Jeden")).json() == first.json()
    await save(client, 1, note="Dwa")
    stale = await save(client, 1, note="Trzy")
    assert (*code(stale), stale.headers["etag"]) == (412, "stale_version", '"2"')
    assert code(await save(client, 0, note="Zero")) == (412, "stale_version")
    assert code(await save(client, 9, note="Dziewięć")) == (412, "stale_version")
    assert (await read(client)).json()["note"] == "Dwa"


async def test_nobody_writes_about_a_conversation_of_somebody_else(log_in: LogIn, centre: Centre) -> None:
    await talks(centre, OWN)
    for account in ("k20060-2", STRANGER, "kierownik-20060"):
        client = await log_in(account)
        assert code(await save(client, 0, note="Nie moje")) == (404, "not_found"), account
        assert code(await read(client)) == (404, "not_found"), account
    own = await log_in(OWN)
    assert code(await save(own, 0, whose=EWA, note="Nie ona")) == (404, "not_found")
    assert code(await save(own, 0, call_id="call-9", note="Nie było")) == (404, "not_found")
    assert code(await save(own, 0, whose="client-nobody", note="Nikt")) == (404, "not_found")


async def test_an_unknown_caller_of_the_own_office_may_be_written_about(log_in: LogIn, centre: Centre) -> None:
    await talks(centre, OWN, client=None)
    assert (await save(await log_in(OWN), 0, whose=EWA, note="Podała nazwisko")).status_code == 200


async def test_a_foreign_consultant_writes_until_the_wrap_up_is_over_the_own_one_also_later(
    log_in: LogIn, centre: Centre, clock: StandingClock
) -> None:
    for agent, call_id in ((STRANGER, "call-1"), (OWN, "call-2")):
        story = await talks(centre, agent, call_id)
        await centre.write(
            story.talks(60, agent=agent).changes(agent, "talking", "hang_up", "wrap_up").ends().facts
        )
    stranger, own = await log_in(STRANGER), await log_in(OWN)
    assert (await save(stranger, 0, note="Zajął się inny urząd")).status_code == 200
    clock.passes(minutes=17)
    assert code(await save(stranger, 1, note="Za późno")) == (404, "not_found")
    assert (await save(own, 0, call_id="call-2", note="Po godzinie")).status_code == 200


async def test_a_regular_contact_has_evidence_and_counts_at_once(
    log_in: LogIn, centre: Centre, clock: StandingClock
) -> None:
    await talks(centre, OWN)
    client = await log_in(OWN)

    async def due() -> str:
        card = (await client.post(f"/api/clients/{ANNA}/view", json={})).json()
        return str(card["registration"]["contact_due"])

    assert await due() == "2026-12-30"
    noted = await save(client, 0, is_ninety_day=True)
    assert noted.json()["evidence"] == BY_TELEPHONE_PL
    assert await due() == "2027-02-22", "ninety days from the conversation"
    assert (await save(client, 1, is_ninety_day=False)).json()["evidence"] == ""
    assert await due() == "2026-12-30", "it was taken back"


async def test_the_database_takes_no_regular_contact_without_evidence(engine: AsyncEngine) -> None:
    row = {"id": "contact-1", "client_id": ANNA, "at": NINE, "channel": "call", "is_ninety_day": True}
    with pytest.raises(IntegrityError):
        async with engine.begin() as connection:
            await connection.execute(insert(ContactRow).values(row))


async def test_of_an_unverified_caller_no_regular_contact_is_noted(log_in: LogIn, centre: Centre) -> None:
    await talks(centre, OWN, client=None)
    answer = await save(await log_in(OWN), 0, is_ninety_day=True, note="Mówi, że to ona")
    assert code(answer) == (409, "ninety_day_refused")
    assert "nie została sprawdzona" in answer.json()["message"]
    assert (await read(await log_in(OWN))).json() == EMPTY


async def test_what_the_office_has_already_is_not_changed_any_more(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    await talks(centre, OWN)
    client = await log_in(OWN)
    await save(client, 0, note="Jeden")
    async with engine.begin() as connection:
        batch = {"id": "batch-1", "office": KOLNO, "made_at": NINE, "kind": "contacts", "rows": 1}
        await connection.execute(insert(ExportBatchRow).values(**batch, file="f", sha256="s", signature="s"))
        await connection.execute(update(ContactRow).where(ContactRow.account == OWN).values(exported_in="batch-1"))
    assert code(await save(client, 1, note="Dwa")) == (409, "entry_exported")
    assert (await save(client, 1, note="Jeden")).json()["is_exported"] is True


async def test_the_log_tells_of_the_first_save_and_of_the_regular_contact_alone(
    log_in: LogIn, centre: Centre, engine: AsyncEngine
) -> None:
    await talks(centre, OWN)
    client = await log_in(OWN)
    await save(client, 0, note="J")
    await save(client, 1, note="Je")
    await save(client, 1, note="Je")
    await save(client, 2, note="Je", is_ninety_day=True)
    await save(client, 3, note="Jed", is_ninety_day=True)
    query = select(AccessLogRow.client_id, AccessLogRow.purpose, AccessLogRow.outcome, AccessLogRow.call_id)
    async with engine.connect() as connection:
        told = [tuple(row) for row in await connection.execute(query)]
    assert told == [(ANNA, "contact_entry", "written", "call-1")] * 2


HOSTILE = "'); DROP TABLE contact; -- <img src=x onerror=alert(1)> {{7*7}} ${7*7} =cmd|' /C calc'!A0 ‮ 💼 \\u0000"


async def test_hostile_text_is_kept_as_it_is(log_in: LogIn, centre: Centre) -> None:
    await talks(centre, OWN)
    client = await log_in(OWN)
    await save(client, 0, note=HOSTILE, is_ninety_day=True, evidence=HOSTILE[:200])
    stored = (await read(client)).json()
    assert (stored["note"], stored["evidence"]) == (HOSTILE, HOSTILE[:200].strip())


@pytest.mark.parametrize(
    "typed",
    first_of(
        3,
        [
            {"note": "x" * 4001},
            {"note": "\x00"},
            {"note": "\x1b[2J"},
            {"note": 7},
            {"topic": "pets"},
            {"topic": "'; DROP TABLE"},
            {"outcome": "great"},
            {"is_ninety_day": "maybe"},
            {"evidence": "x" * 501},
            {"everything": True},
        ],
        ANOTHER,
        "tests/api/desk/test_contact_entries.py::test_what_cannot_be_an_entry_is_refused_and_nothing_is_saved",
    ),
)
async def test_what_cannot_be_an_entry_is_refused_and_nothing_is_saved(
    log_in: LogIn, centre: Centre, typed: dict[str, Any]
) -> None:
    await talks(centre, OWN)
    client = await log_in(OWN)
    assert (await save(client, 0, **typed)).status_code == 422
    assert (await read(client)).json() == EMPTY


@pytest.mark.parametrize(
    ("body", "status"),
    first_of(
        3,
        [
            (r'{"note": "\ud800"}', 422),
            (r'{"evidence": "\udfff", "is_ninety_day": true}', 422),
            ('{"note": "' + "ż" * 1_000_000 + '"}', 413),
            ('{"note": ' + "[" * 5000, 422),
            (b'{"note": "\xff\xfe"}', 422),
        ],
        ANOTHER,
        "tests/api/desk/test_contact_entries.py::test_what_is_no_text_or_too_much_of_it_is_refused",
    ),
)
async def test_what_is_no_text_or_too_much_of_it_is_refused(
    log_in: LogIn, centre: Centre, body: str | bytes, status: int
) -> None:
    await talks(centre, OWN)
    client = await log_in(OWN)
    headers = {"If-Match": '"0"', "Content-Type": "application/json"}
    answer = await client.put(f"/api/clients/{ANNA}/contacts/call-1", content=body, headers=headers)
    assert answer.status_code == status
    headers = {"If-Match": '"1"', "Content-Type": "application/json"}
    wrong = body if isinstance(body, bytes) else body.replace('"note"', '"field": "street", "new_value"')
    answer = await client.post(f"/api/clients/{ANNA}/corrections", content=wrong, headers=headers)
    assert answer.status_code == status
    assert (await read(client)).json() == EMPTY


@pytest.mark.parametrize(
    "tag",
    first_of(
        3,
        ["0", '"x"', '"-1"', 'W/"1"', '"1", "2"', "*"],
        ANOTHER,
        "tests/api/desk/test_contact_entries.py::test_a_version_that_is_none_is_refused",
    ),
)
async def test_a_version_that_is_none_is_refused(log_in: LogIn, centre: Centre, tag: str) -> None:
    await talks(centre, OWN)
    address = f"/api/clients/{ANNA}/contacts/call-1"
    answer = await (await log_in(OWN)).put(address, json={}, headers={"If-Match": tag})
    assert code(answer) == (422, "invalid")
