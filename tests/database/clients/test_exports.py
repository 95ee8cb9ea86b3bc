"""What is told back to the offices: each row in exactly one signed file, whoever dies when."""

import csv
import hashlib
import io
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from clients.exporting import batch_store
from clients.exporting.batch_file import Signer
from clients.exporting.batch_store import OtherFile, confirm_batch
from clients.exporting.run import PUBLIC_KEY, Exports
from core.db.tables.client_tables import ContactConfirmationRow
from core.db.tables.contact_tables import ContactRow, CorrectionProposalRow
from core.db.tables.exchange_tables import ExportBatchRow
from core.db.tables.person_tables import Client
from core.proof.signing import is_signed_by, new_signing_key
from tests.support.calls.call_facts import NINE
from tests.support.database.offices import put_offices
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

KOLNO, LOMZA = "20060", "20620"
YESTERDAY = NINE - timedelta(days=1)
SIGNER = Signer(new_signing_key())


@pytest.fixture
async def clients(engine: AsyncEngine) -> None:
    await put_offices(engine, KOLNO, LOMZA)
    async with engine.begin() as connection:
        for office in (KOLNO, LOMZA):
            await connection.execute(
                insert(Client).values(
                    id=f"client-{office}", office=office, ext_id=f"9{office}", first_name="Anna", last_name="Żak"
                )
            )


async def contact(engine: AsyncEngine, name: str, office: str = KOLNO, **values: object) -> None:
    given = {
        "id": f"contact-{name}",
        "client_id": f"client-{office}",
        "at": YESTERDAY,
        "channel": "call",
        "account": f"k{office}-1",
        "note": "pyta o staż",
        "summary": "rozmowa",
    }
    async with engine.begin() as connection:
        await connection.execute(insert(ContactRow).values({**given, **values}))


def exports(engine: AsyncEngine, folder: Path) -> Exports:
    return Exports(engine, StandingClock(), folder, SIGNER)


def names(folder: Path, pattern: str) -> list[Path]:
    return sorted(folder.glob(pattern))


def rows_of(folder: Path) -> list[list[str]]:
    """The rows of all files that count, without headers."""
    found = []
    for file in names(folder, "*/*.csv"):
        found += list(csv.reader(io.StringIO(file.read_text("utf-8"), newline=""), delimiter=";"))[1:]
    return found


@pytest.mark.usefixtures("clients")
async def test_each_row_is_in_exactly_one_file_of_its_kind_and_office(engine: AsyncEngine, tmp_path: Path) -> None:
    await contact(engine, "note")
    await contact(engine, "note-lomza", LOMZA)
    await contact(engine, "ninety", is_ninety_day=True, evidence="klawisz 1")
    await contact(engine, "today", at=NINE)
    await contact(engine, "nothing", note=None)
    async with engine.begin() as connection:
        for name, state in (("accepted", "accepted"), ("open", "open"), ("refused", "refused")):
            await connection.execute(
                insert(CorrectionProposalRow).values(
                    id=f"correction-{name}",
                    client_id=f"client-{KOLNO}",
                    field="phone",
                    new_value="600100200",
                    proposed_at=YESTERDAY,
                    account="k20060-1",
                    state=state,
                    decided_at=None if state == "open" else YESTERDAY,
                )
            )
    assert await exports(engine, tmp_path).run() == 4
    assert sorted(row[0] for row in rows_of(tmp_path)) == [
        "contact-ninety",
        "contact-note",
        "contact-note-lomza",
        "correction-accepted",
    ]
    assert await exports(engine, tmp_path).run() == 0
    assert {file.parent.name for file in names(tmp_path, "*/*-contacts.csv")} == {KOLNO, LOMZA}


async def confirmation(engine: AsyncEngine, name: str, **values: object) -> None:
    given = {
        "id": f"contact-{name}",
        "client_id": f"client-{KOLNO}",
        "contact_on": YESTERDAY.date(),
        "confirmed_at": YESTERDAY,
        "call_id": f"call-{name}",
        "verification_level": 2,
        "prompt": "D13",
        "question": "Czy potwierdza Pani kontakt?",
        "question_sha256": "0" * 64,
        "key": "1",
        "due_on": YESTERDAY.date(),
        "next_due_on": YESTERDAY.date() + timedelta(days=90),
    }
    async with engine.begin() as connection:
        await connection.execute(insert(ContactConfirmationRow).values({**given, **values}))


@pytest.mark.usefixtures("clients")
async def test_what_clients_confirmed_on_the_line_is_told_once_with_its_evidence(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await contact(
        engine, "ninety", is_ninety_day=True, evidence="okazano dowód", at=YESTERDAY + timedelta(hours=1)
    )
    await confirmation(engine, "line")
    await confirmation(engine, "today", contact_on=NINE.date(), confirmed_at=NINE)
    assert await exports(engine, tmp_path).run() == 1
    by_line, by_consultant = rows_of(tmp_path)
    assert (by_line[0], by_consultant[0]) == ("contact-line", "contact-ninety")
    assert (by_line[3], by_line[5]) == ("self_service", "")
    assert "klawiszem 1" in by_line[4]
    assert "Czy potwierdza Pani kontakt?" in by_line[4]
    for file in names(tmp_path, "*/*"):
        file.unlink()
    assert await exports(engine, tmp_path).run() == 0  # made anew, the same
    assert rows_of(tmp_path) == [by_line, by_consultant]


@pytest.mark.usefixtures("clients")
async def test_a_file_is_signed_and_is_what_its_batch_says(engine: AsyncEngine, tmp_path: Path) -> None:
    await contact(engine, "note")
    await exports(engine, tmp_path).run()
    async with engine.connect() as connection:
        batch = (await connection.execute(select(ExportBatchRow.__table__))).one()
    content = (tmp_path / batch.file).read_bytes()
    signature = (tmp_path / f"{batch.file}.sig").read_text().strip()
    assert hashlib.sha256(content).hexdigest() == batch.sha256
    assert signature == batch.signature
    assert is_signed_by((tmp_path / PUBLIC_KEY).read_text(), content, signature)


@pytest.mark.usefixtures("clients")
async def test_who_dies_before_the_batch_stands_leaves_no_file(
    engine: AsyncEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await contact(engine, "note")

    async def dies(*_: object) -> None:
        raise KeyError

    monkeypatch.setattr(batch_store, "note_batch", dies)
    with pytest.raises(KeyError):
        await exports(engine, tmp_path).run()
    assert rows_of(tmp_path) == []
    monkeypatch.undo()
    assert await exports(engine, tmp_path).run() == 1
    assert [row[0] for row in rows_of(tmp_path)] == ["contact-note"]
    assert names(tmp_path, "*/*.part") == []


@pytest.mark.usefixtures("clients")
async def test_who_dies_before_a_file_has_its_name_is_put_right_by_the_next(
    engine: AsyncEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await contact(engine, "note")

    def dies(*_: object) -> None:
        raise KeyError

    monkeypatch.setattr(Exports, "_show", dies)
    with pytest.raises(KeyError):
        await exports(engine, tmp_path).run()
    assert rows_of(tmp_path) == []
    monkeypatch.undo()
    assert await exports(engine, tmp_path).run() == 0
    assert [row[0] for row in rows_of(tmp_path)] == ["contact-note"]
    assert len(names(tmp_path, "*/*.sig")) == 1


@pytest.mark.usefixtures("clients")
async def test_a_file_that_is_lost_before_the_office_has_it_is_made_anew(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await contact(engine, "note")
    await exports(engine, tmp_path).run()
    for file in names(tmp_path, "*/*"):
        file.unlink()
    assert await exports(engine, tmp_path).run() == 0
    assert [row[0] for row in rows_of(tmp_path)] == ["contact-note"]


@pytest.mark.usefixtures("clients")
async def test_an_office_confirms_the_file_that_it_has_and_no_other(engine: AsyncEngine, tmp_path: Path) -> None:
    await contact(engine, "note")
    await exports(engine, tmp_path).run()
    async with engine.connect() as connection:
        batch = (await connection.execute(select(ExportBatchRow.__table__))).one()
    with pytest.raises(OtherFile):
        await confirm_batch(engine, batch.id, "0" * 64, NINE)
    await confirm_batch(engine, batch.id, batch.sha256, NINE)
    await confirm_batch(engine, batch.id, batch.sha256, NINE + timedelta(days=1))
    async with engine.connect() as connection:
        assert await connection.scalar(select(ExportBatchRow.confirmed_at)) == NINE
