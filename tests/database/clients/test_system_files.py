"""Files of inquiries on a real database: the other side writes and reads by the schema that ships, and no page."""

import hashlib
import hmac
import json
import os
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from clients.pesel import PeselSafe
from clients.systems import file_exchange
from clients.systems.contract import A_DAY
from clients.systems.file_exchange import SystemFiles
from core.db.tables.client_tables import AccessLogRow
from core.db.tables.market.system_tables import SystemFileRow, SystemInquiryRow
from core.db.tables.report_view_tables import ReportAccessKeyRow
from core.db.tables.staff_tables import Account
from core.keys.secret_box import new_identity
from tests.support.clients.other_system import check
from tests.support.clients.persons import put_person
from tests.support.database.offices import put_shipped_offices
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

ANNA, OF_BIALYSTOK, UNKNOWN = "44851400178", "44851400154", "44851400161"
KEY, KEY_ID = "s724s_a-key-of-a-system", "systemkey-1"
SAFE = PeselSafe("p" * 40, new_identity())


class OtherSide:
    """A system of another institution: leaves files, and fetches what is answered."""

    def __init__(self, engine: AsyncEngine, root: Path) -> None:
        self.engine, self.clock = engine, StandingClock()
        self.box = root / KEY_ID
        (self.box / "in").mkdir(parents=True)
        self.files = SystemFiles(engine, self.clock, root, SAFE)

    def leave(self, name: str, *rows: Any, key: str = KEY, is_signed: bool = True) -> None:
        content = "".join(row if isinstance(row, str) else json.dumps(row) + "\n" for row in rows).encode()
        file = self.box / "in" / f"{name}.jsonl"
        file.write_bytes(content)
        now = self.clock.now().timestamp()
        os.utime(file, (now, now))
        if is_signed:
            by = hashlib.sha256(key.encode()).hexdigest().encode()
            signature = hmac.new(by, file.name.encode() + b"\n" + content, hashlib.sha256).hexdigest()
            file.with_name(f"{file.name}.sig").write_text(signature + "\n")

    def waiting(self) -> list[str]:
        return sorted(file.name for file in (self.box / "in").iterdir())

    def out(self) -> list[str]:
        return sorted(file.name for file in (self.box / "out").iterdir())

    def answers(self, name: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        lines = (self.box / "out" / f"{name}.answers.jsonl").read_text().splitlines()
        head, *rows = [json.loads(line) for line in lines]
        check("FileAnswer", head)
        for row in rows:
            check("RowAnswer", row)
        return head, rows

    def refused(self, name: str) -> str:
        head = json.loads((self.box / "out" / f"{name}.refused.json").read_text())
        check("FileAnswer", head)
        assert head["state"] == "refused"
        reason: str = head["reason_pl"]
        return reason

    async def looks(self) -> list[tuple[Any, ...]]:
        row = AccessLogRow
        query = select(row.client_id, row.outcome).where(row.purpose == "system_inquiry", row.who == KEY_ID)
        async with self.engine.connect() as connection:
            return [tuple(each) for each in await connection.execute(query.order_by(row.number))]

    async def key_is(self, **changed: Any) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(update(ReportAccessKeyRow).values(**changed))


def inquiry(pesel: str, **changed: Any) -> dict[str, Any]:
    asked = {"version": "v1", "pesel": pesel, "legal_basis": "art. 105 ustawy", "case_number": "MOPS.1", **changed}
    if not changed:
        check("Inquiry", asked)
    return asked


@pytest.fixture
async def other(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[OtherSide]:
    await put_shipped_offices(engine)
    side = OtherSide(engine, tmp_path / "systems")
    now = side.clock.now()
    account = {"username": "kierownik", "display_name": "Kierownik", "role": "supervisor", "office": "20060"}
    key = {
        "id": KEY_ID,
        "name": "POMOST Kolno",
        "token_hash": hashlib.sha256(KEY.encode()).hexdigest(),
        "maker": "kierownik",
        "office": "20060",
        "created_at": now,
        "expires_at": now + timedelta(days=30),
    }
    async with engine.begin() as connection:
        await connection.execute(insert(Account).values(password_hash="-", **account))
        await connection.execute(insert(ReportAccessKeyRow).values(key))
    await put_person(engine, "client-anna", "20060", pesel_hash=SAFE.hash(ANNA))
    await put_person(engine, "client-of-bialystok", "20610", pesel_hash=SAFE.hash(OF_BIALYSTOK))
    yield side


async def test_each_row_is_answered_or_named_and_each_look_stands_in_the_log(other: OtherSide) -> None:
    wrong = inquiry(ANNA, version="v2")
    other.leave("a-1", inquiry(ANNA), "{half\n", inquiry(UNKNOWN), wrong, inquiry(OF_BIALYSTOK))
    (other.box / "in" / "notes.txt").write_text("nothing of ours")
    await other.files.look()
    head, rows = other.answers("a-1")
    assert (head["file"], head["state"], head["rows"], head["answered"]) == ("a-1.jsonl", "answered", 5, 3)
    assert [row["row"] for row in rows] == [1, 2, 3, 4, 5]
    assert rows[0]["answer"]["registrations"][0]["office"] == "20060"
    assert rows[1]["wrong_pl"] == "wiersz nie jest dokumentem JSON"
    assert rows[3]["wrong_pl"] == "version: wersja umowy inna niż v1"
    assert [rows[place]["answer"]["is_registered"] for place in (2, 4)] == [False, False]
    assert ANNA not in (other.box / "out" / "a-1.answers.jsonl").read_text()
    assert await other.looks() == [("client-anna", "exported"), (None, "none"), (None, "none")]
    assert (other.waiting(), other.out()) == (["notes.txt"], ["a-1.answers.jsonl"])


@pytest.mark.parametrize("dies_at", ["before", "after", "named"])
async def test_who_dies_in_the_middle_gives_each_answer_once(
    other: OtherSide, dies_at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the looks are written down, after it, or when the answers have their name."""

    class Killed(BaseException):
        pass

    def killed(*_: Any) -> None:
        raise Killed

    def killed_after(step: Callable[..., None]) -> Callable[..., None]:
        def does(*given: Any) -> None:
            step(*given)
            raise Killed

        return does

    write, publish = file_exchange._write, file_exchange._publish
    other.leave("a-1", inquiry(ANNA))
    if dies_at == "before":
        monkeypatch.setattr(file_exchange, "_write", killed_after(write))
    elif dies_at == "after":
        monkeypatch.setattr(file_exchange, "_publish", killed)
    else:
        monkeypatch.setattr(file_exchange, "_publish", killed_after(publish))
    with pytest.raises(Killed):
        await other.files.look()
    assert len(await other.looks()) == (0 if dies_at == "before" else 1)
    monkeypatch.undo()
    await other.files.look()
    await other.files.look()
    assert other.answers("a-1")[0]["answered"] == 1
    assert (other.waiting(), other.out()) == ([], ["a-1.answers.jsonl"])
    assert await other.looks() == [("client-anna", "exported")]


async def test_answers_of_which_the_looks_are_not_written_down_are_never_given(other: OtherSide) -> None:
    out = other.box / "out"
    out.mkdir()
    (out / ".a-1.part").write_text("answers that were rolled back")
    await other.files.look()
    assert other.out() == []


async def test_a_file_whose_inquiries_were_taken_back_after_the_looks_still_has_its_answers(
    other: OtherSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    other.leave("a-1", inquiry(ANNA))
    monkeypatch.setattr(file_exchange, "_finish", lambda *_: None)
    await other.files.look()
    monkeypatch.undo()
    (other.box / "in" / "a-1.jsonl").unlink()
    await other.files.look()
    assert other.answers("a-1")[0]["answered"] == 1


async def test_a_name_is_answered_once_and_the_answers_stay(other: OtherSide) -> None:
    other.leave("a-1", inquiry(ANNA))
    await other.files.look()
    other.leave("a-1", inquiry(ANNA))  # once more, as whoever heard nothing may do
    await other.files.look()
    assert other.out() == ["a-1.answers.jsonl"]
    other.leave("a-1", inquiry(UNKNOWN))
    await other.files.look()
    assert other.refused("a-1") == "plik o tej nazwie był już przyjęty, z inną treścią"
    assert other.answers("a-1")[1][0]["answer"]["is_registered"] is True
    assert len(await other.looks()) == 1


async def test_a_file_that_nobody_vouches_for_is_refused_and_can_be_sent_again(other: OtherSide) -> None:
    other.leave("a-1", inquiry(ANNA), key="another key")
    await other.files.look()
    assert other.refused("a-1") == "podpis nie zgadza się z plikiem albo z kluczem"
    for changed in (
        {"revoked_at": other.clock.now()},
        {"revoked_at": None, "expires_at": other.clock.now()},
        {"expires_at": other.clock.now() + timedelta(days=1), "maker": "kierownik"},
    ):
        await other.key_is(**changed)
        other.leave("a-2", inquiry(ANNA))
        await other.files.look()
    assert other.refused("a-2") == "klucz nie jest ważny"
    assert other.answers("a-2")[0]["answered"] == 1
    for account in ({"role": "auditor"}, {"role": "supervisor", "deactivated_at": other.clock.now()}):
        async with other.engine.begin() as connection:
            await connection.execute(update(Account).values(account))
        other.leave("a-3", inquiry(ANNA))
        await other.files.look()
        assert other.refused("a-3") == "klucz nie jest ważny"
    assert (other.waiting(), len(await other.looks())) == ([], 1)


async def test_inquiries_wait_a_day_for_their_signature(other: OtherSide) -> None:
    other.leave("a-1", inquiry(ANNA), is_signed=False)
    await other.files.look()
    assert other.waiting() == ["a-1.jsonl"]
    other.clock.passes(days=1, seconds=1)
    await other.files.look()
    assert other.refused("a-1") == "w ciągu doby nie nadszedł podpis"
    assert (other.waiting(), await other.looks()) == ([], [])


async def test_links_and_large_files_are_refused(other: OtherSide, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(json.dumps(inquiry(ANNA)))
    other.leave("link", inquiry(ANNA))
    (other.box / "in" / "link.jsonl").unlink()
    (other.box / "in" / "link.jsonl").symlink_to(secret)
    other.leave("large", "x" * 300_000)
    await other.files.look()
    assert other.refused("link") == "pliku nie można odczytać"
    assert other.refused("large") == "plik jest większy niż 256 kB"
    assert secret.exists()
    assert await other.looks() == []


async def test_rows_beyond_the_ceiling_of_the_day_are_named(other: OtherSide) -> None:
    of = {"at": other.clock.now(), "key_id": KEY_ID, "system": "POMOST Kolno", "is_answered": False}
    async with other.engine.begin() as connection:
        await connection.execute(
            insert(SystemInquiryRow), [{"id": f"inquiry-{number}", **of} for number in range(A_DAY - 1)]
        )
    other.leave("a-1", inquiry(UNKNOWN), inquiry(ANNA))
    await other.files.look()
    head, rows = other.answers("a-1")
    assert (head["answered"], "dzienna granica" in rows[1]["wrong_pl"]) == (1, True)
    assert await other.looks() == [(None, "none")]


async def test_answers_that_nobody_fetches_are_let_go(other: OtherSide) -> None:
    other.leave("a-1", inquiry(ANNA))
    await other.files.look()
    made = other.clock.now().timestamp()
    os.utime(other.box / "out" / "a-1.answers.jsonl", (made, made))
    other.clock.passes(days=7)
    await other.files.look()
    assert other.out() == ["a-1.answers.jsonl"]
    other.clock.passes(seconds=1)
    await other.files.look()
    assert other.out() == []


async def test_a_folder_that_is_broken_keeps_no_other_from_its_answers(other: OtherSide) -> None:
    broken = other.box.with_name("systemkey-0")
    (broken / "in").mkdir(parents=True)
    (broken / "out").write_text("no folder")
    away = other.box.with_name("systemkey-00")
    away.symlink_to(other.box)
    other.leave("a-1", inquiry(ANNA))
    await other.files.look()
    assert other.answers("a-1")[0]["answered"] == 1
    async with other.engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(SystemFileRow)) == 1
