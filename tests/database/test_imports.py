"""Extracts are taken in on a real database: all or nothing, once, and as the offices' systems have them."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from clients.importing import run_store
from clients.importing.asking_store import ask_for_import, ask_for_waiting, confirm
from clients.importing.manifest import ImportRefused
from clients.importing.run import Imports
from clients.importing.run_store import RunState, get_run
from clients.pesel import PeselSafe
from clients.store import ClientStore
from core.client_data import NextVisitOf, RegistrationOf
from core.clock import SystemClock
from core.db.client_tables import (
    BenefitPaymentRow,
    ClientOccupation,
    OfferRow,
    RegistrationRow,
    VisitRow,
)
from core.db.contact_tables import ContactRow
from core.db.exchange_tables import ImportRejectRow, ImportRepairRow, ImportRunRow
from core.db.person_tables import (
    CardRow,
    Client,
    ConsentRow,
    DecisionRow,
    EmployerRow,
    QualificationRow,
    RegistrationPeriodRow,
)
from core.db.tables import Office
from core.secret_box import new_identity
from tests.support.extracts import AT, KOLNO, LOMZA, delivered, people, person, pesel, registration, row

pytestmark = pytest.mark.anyio

SAFE = PeselSafe("k" * 40, new_identity())
Rows = Mapping[str, Sequence[Sequence[str]]]
DAY = timedelta(days=1)


_OF_CLIENTS = (Client, RegistrationRow, RegistrationPeriodRow, QualificationRow, VisitRow, ConsentRow)


class House:
    """A database with two offices, a folder of deliveries, and the imports."""

    def __init__(self, engine: AsyncEngine, root: Path) -> None:
        self.engine = engine
        self.root = root
        self.imports = Imports(engine, SystemClock(), root, SAFE)
        self._names = iter(f"extract-{number}" for number in range(1000))

    async def ask(self, rows: Rows, **changed: Any) -> str:
        """Deliver and ask; the id of the run."""
        office = changed.get("office", KOLNO)
        source = delivered(self.root, next(self._names), rows, **{"office": office, **changed})
        return await ask_for_import(self.engine, self.root, source, lambda _: True, "kierownik", AT)

    async def take(self, rows: Rows, **changed: Any) -> ImportRunRow:
        """Deliver, ask and carry out."""
        run = await self.ask(rows, **changed)
        await self.imports.run(run)
        return await get_run(self.engine, run)

    async def rows(self, table: Any, *conditions: Any) -> list[Any]:
        async with self.engine.connect() as connection:
            return list((await connection.execute(select(table.__table__).where(*conditions))).all())

    async def client(self, ext_id: str, office: str = KOLNO) -> Any:
        [found] = await self.rows(Client, Client.ext_id == ext_id, Client.office == office)
        return found

    async def everything(self) -> dict[str, list[Any]]:
        """All that an import writes of clients, without ids that are made anew and counters."""
        found = {}
        for table in (*_OF_CLIENTS, EmployerRow, OfferRow):
            columns = [
                column
                for column in table.__table__.c
                if column.name not in ("client_id", "id", "pesel_box", "version")
            ]
            async with self.engine.connect() as connection:
                rows = await connection.execute(select(*columns).order_by(*columns))
                found[table.__tablename__] = [tuple(one) for one in rows]
        return found


@pytest.fixture
async def house(engine: AsyncEngine, tmp_path: Path) -> House:
    async with engine.begin() as connection:
        await connection.execute(
            insert(Office),
            [
                {
                    "code": code,
                    "name": f"Powiatowy Urząd Pracy {seat}",
                    "seat": seat,
                    "locative": seat,
                    "genitive": seat,
                    "area_code": "86",
                    "postal_code": "18-500",
                    "is_province": False,
                }
                for code, seat in ((KOLNO, "Kolno"), (LOMZA, "Łomża"))
            ],
        )
    return House(engine, tmp_path)


def whole(ext_id: str = "1") -> dict[str, list[list[str]]]:
    """A person of whom everything is known, and an employer with an offer."""
    return {
        "person": [person(ext_id, consent_email="N", email="anna@example.org")],
        "registration": [
            registration(ext_id, from_="2020-01-01", to="2020-12-31", status="P"),
            registration(ext_id, ipd_from="2026-04-01", contact_due="2026-12-20"),
        ],
        "qualification": [
            row(
                "qualification", ext_id=ext_id, kind="zawód wyuczony", kzis6="432103", name="magazynier", years="5"
            ),
            row("qualification", ext_id=ext_id, kind="język", name="angielski", level="B1"),
        ],
        "employment_period": [
            row(
                "employment_period",
                ext_id=ext_id,
                employer="Mleczarnia",
                position="magazynier",
                kzis6="432103",
                from_="01.02.2021",
                to="28.02.2026",
                basis="umowa o pracę",
            )
        ],
        "visit": [
            row(
                "visit",
                ext_id=ext_id,
                visit_id="77",
                date="2099-12-01",
                time="10:15",
                room="7",
                adviser="EWA GRĄDZKA",
                purpose="potwierdzenie kontaktu",
            )
        ],
        "benefit": [
            row(
                "benefit",
                ext_id=ext_id,
                kind="zasiłek",
                from_="2026-03-09",
                to="2026-09-04",
                days_left="0",
                rate="1 721,90",
                next_payment_date="2099-12-12",
                amount="1352,20",
                month="2026-11",
            )
        ],
        "referral": [row("referral", ext_id=ext_id, kind="oferta", title="sprzedawca", given_on="2026-10-01")],
        "participation": [row("participation", ext_id=ext_id, kind="staż", title="biuro", from_="2025-01-01")],
        "decision": [
            row("decision", ext_id=ext_id, number="KL.1.2026", date="2026-03-02", kind="przyznanie zasiłku")
        ],
        "employer": [row("employer", employer_id="9", name="Tartak", nip="5260250274", town="KOLNO")],
        "offer": [
            row(
                "offer",
                offer_id="55",
                employer_id="9",
                kzis6="432103",
                position="magazynier",
                town="Kolno",
                pay_from="5000,00",
                contract="umowa o pracę",
                valid_from="2026-11-01",
                valid_until="2099-12-31",
            )
        ],
    }


async def test_everything_of_an_extract_stands_in_its_tables(house: House) -> None:
    run = await house.take(whole())
    assert (run.state, run.error_pl) == ("done", None)
    client = await house.client("1")
    assert (client.first_name, client.last_name, client.phone) == ("Anna", "Żółć", "600100200")
    assert client.sms_number == "600100200"
    assert client.pesel_hash == SAFE.hash(pesel(1))
    assert SAFE.opened(client.pesel_box) == pesel(1)
    [present] = await house.rows(RegistrationRow)
    assert (present.status, present.since, present.is_insured) == ("unemployed", date(2026, 3, 2), True)
    assert (present.contact_interval, present.last_contact_on) == (30, date(2026, 11, 20))
    assert len(await house.rows(RegistrationPeriodRow)) == 2
    assert [one.occupation for one in await house.rows(ClientOccupation)] == ["432103"]
    [visit] = await house.rows(VisitRow)
    assert (visit.at, visit.adviser, visit.state) == (
        datetime(2099, 12, 1, 9, 15, tzinfo=UTC),
        "Ewa Grądzka",
        "planned",
    )
    [payment] = await house.rows(BenefitPaymentRow)
    assert (payment.grosze, payment.month) == (135_220, date(2026, 11, 1))
    assert {(one.purpose, one.channel, one.is_given) for one in await house.rows(ConsentRow)} == {
        ("contact", "sms", True),
        ("contact", "email", False),
    }
    assert len(await house.rows(DecisionRow)) == 1
    [employer], [offer] = await house.rows(EmployerRow), await house.rows(OfferRow)
    assert offer.employer_id == employer.id
    assert run.counts["person"]["new"] == 1


async def test_self_service_tells_a_caller_who_is_known_by_the_import_alone(house: House) -> None:
    await house.take(whole())
    client = await house.client("1")
    store = ClientStore(house.engine, SystemClock())
    told = await store.ask(NextVisitOf(client.id, "call-1"))
    assert told.visit is not None
    assert told.visit.room == "7"
    assert (await store.ask(RegistrationOf(client.id, "call-1"))).status == "unemployed"


async def test_the_same_extract_is_asked_for_once(house: House) -> None:
    source = delivered(house.root, "nocny", whole())
    may = bool
    first = await ask_for_import(house.engine, house.root, source, may, "kierownik", AT)
    await house.imports.run(first)
    assert await ask_for_import(house.engine, house.root, source, may, "kierownik", AT) == first
    assert await ask_for_waiting(house.engine, house.root, may, "system", AT) == []
    before = await house.everything()
    assert await house.imports.run(first) == "done"
    assert await house.everything() == before


async def test_a_second_extract_with_the_same_rows_changes_nothing(house: House) -> None:
    await house.take(whole())
    before = await house.everything()
    version = (await house.client("1")).version
    run = await house.take(whole(), at=AT + DAY)
    assert await house.everything() == before
    assert (await house.client("1")).version == version
    written = [found[what] for found in run.counts.values() for what in ("new", "changed", "gone")]
    assert sum(written) == 0


async def test_what_changed_is_changed_and_what_is_gone_goes(house: House) -> None:
    ids = [str(number) for number in range(1, 21)]
    await house.take(people(*ids))
    rows = people(*ids[1:])
    rows["person"][0] = person("2", last_name="Nowa", change_seq="11")
    run = await house.take(rows, at=AT + DAY)
    assert run.state == "done"
    assert run.counts["person"] | {"read": 19, "changed": 1, "gone": 1, "same": 18} == run.counts["person"]
    assert (await house.client("2")).last_name == "Nowa"
    gone = await house.client("1")
    assert gone.gone_at == AT + DAY
    [present] = await house.rows(RegistrationRow, RegistrationRow.client_id == gone.id)
    assert present.status == "none"


async def test_a_delta_touches_only_the_persons_that_it_has(house: House) -> None:
    await house.take(people("1", "2", "3"))
    rows = people("2")
    rows["person"][0] = person("2", phone="500600700", change_seq="101")
    rows["person"].append(person("3", gone="T", change_seq="102"))
    run = await house.take(rows, kind="delta", at=AT + DAY, seqs=(100, 102))
    assert run.state == "quarantined"  # one of three goes
    await confirm(house.engine, run.id, "kierownik")
    assert await house.imports.run(run.id) == "done"
    assert (await house.client("2")).phone == "500600700"
    assert (await house.client("1")).gone_at is None
    assert (await house.client("3")).gone_at is not None


@pytest.mark.parametrize(
    "changed",
    [
        {"at": AT - DAY},
        {"at": AT + DAY, "seqs": (0, 99)},
        {"at": AT + DAY, "kind": "delta", "seqs": (101, 120)},
    ],
)
async def test_an_extract_that_is_not_the_next_one_is_refused(house: House, changed: dict[str, Any]) -> None:
    await house.take(people("1"))
    before = await house.everything()
    run = await house.take(people("1", "2"), **changed)
    assert run.state == "refused"
    assert run.error_pl
    assert await house.everything() == before


async def test_an_extract_that_would_take_much_away_waits_for_a_word(house: House) -> None:
    ids = [str(number) for number in range(1, 21)]
    await house.take(people(*ids))
    before = await house.everything()
    run = await house.take(people(*ids[:10]), at=AT + DAY)
    assert run.state == "quarantined"
    assert "10 z 20 osób" in (run.error_pl or "")
    assert run.counts["person"]["gone"] == 10
    assert await house.everything() == before
    await confirm(house.engine, run.id, "kierownik")
    assert await house.imports.run(run.id) == "done"
    assert (await get_run(house.engine, run.id)).confirmed_by == "kierownik"
    assert len(await house.rows(Client, Client.gone_at.is_not(None))) == 10


async def test_an_empty_file_beside_the_persons_waits_for_a_word_too(house: House) -> None:
    await house.take(people("1", "2"))
    rows = people("1", "2")
    rows["registration"] = []
    run = await house.take(rows, at=AT + DAY)
    assert run.state == "quarantined"
    assert "okresów rejestracji" in (run.error_pl or "")


async def test_only_what_is_quarantined_can_be_confirmed(house: House) -> None:
    run = await house.take(people("1"))
    with pytest.raises(run_store.NotQuarantined):
        await confirm(house.engine, run.id, "kierownik")


def _spoiled(folder: Path, name: str, old: bytes, new: bytes, **changed: Any) -> None:
    """Change a file and tell the manifest of it, as a faulty system of an office would."""
    file = folder / name
    assert old in file.read_bytes()
    file.write_bytes(file.read_bytes().replace(old, new, 1))
    manifest = json.loads((folder / "manifest.json").read_bytes())
    for one in manifest["files"]:
        if one["name"] == name:
            one |= {"sha256": hashlib.sha256(file.read_bytes()).hexdigest(), **changed}
    (folder / "manifest.json").write_text(json.dumps(manifest))


def _grows(folder: Path) -> None:
    with (folder / "visit.csv").open("ab") as file:
        file.write(b"\r\n")


def _is_cut_off(folder: Path) -> None:
    file = folder / "offer.csv"
    file.write_bytes(file.read_bytes()[:-10])


def _is_a_link(folder: Path) -> None:
    (folder / "decision.csv").rename(folder.parent / "elsewhere.csv")
    (folder / "decision.csv").symlink_to(folder.parent / "elsewhere.csv")


FAULTS: Mapping[str, Callable[[Path], None]] = {
    "sumę kontrolną": _grows,
    "nie dotarł w całości": _is_cut_off,
    "Brakuje pliku decision.csv": lambda folder: (folder / "decision.csv").unlink(),
    "Brakuje pliku": _is_a_link,
    "inną liczbę wierszy": lambda folder: _spoiled(folder, "offer.csv", b"", b"", rows=2),
    "brakuje kolumn": lambda folder: _spoiled(folder, "offer.csv", b"valid_until", b"until"),
    "Niedozwolona nazwa": lambda folder: _spoiled(folder, "manifest.json", b"offer.csv", b"../offer.csv"),
    "Nieznany rodzaj": lambda folder: _spoiled(folder, "manifest.json", b'"offer"', b'"pay"'),
    "wymaganej postaci": lambda folder: _spoiled_manifest(folder, b"{"),
    "za duży": lambda folder: _spoiled_manifest(folder, b" " * 100_000),
}
"""What is wrong with an extract, and a part of what is said of it."""


def _spoiled_manifest(folder: Path, content: bytes) -> None:
    (folder / "manifest.json").write_bytes(content)


@pytest.mark.parametrize("said", FAULTS)
async def test_an_extract_with_a_fault_changes_nothing_of_what_stands(house: House, said: str) -> None:
    await house.take(whole())
    before = await house.everything()
    rows = whole("2")
    source = delivered(house.root, "zepsuty", rows, at=AT + DAY)
    FAULTS[said](house.root / source)
    try:
        run = await ask_for_import(house.engine, house.root, source, bool, "kierownik", AT)
    except ImportRefused as refused:
        error = refused.message_pl
    else:
        assert await house.imports.run(run) == "refused"
        error = (await get_run(house.engine, run)).error_pl or ""
    assert said in error
    assert await house.everything() == before


async def test_a_file_that_changes_after_the_import_was_asked_for_refuses_everything(house: House) -> None:
    run = await house.ask(whole())
    _spoiled(house.root / KOLNO / "extract-0", "person.csv", b"Anna", b"Ewa ")
    assert await house.imports.run(run) == "refused"
    assert "zmieniono" in ((await get_run(house.engine, run)).error_pl or "")
    assert await house.rows(Client) == []


async def test_a_visit_that_passes_to_another_person_follows(house: House) -> None:
    """Also if the one of before is not in the extract any more."""
    everybody = people(*(str(number) for number in range(1, 21)))
    visit = {"visit_id": "7", "date": "2099-12-01", "time": "10:15"}
    await house.take({**everybody, "visit": [row("visit", ext_id="1", **visit)]})
    rest = {entity: rows[1:] for entity, rows in everybody.items()}
    run = await house.take({**rest, "visit": [row("visit", ext_id="2", **visit)]}, at=AT + DAY)
    assert run.state == "done"
    [stands] = await house.rows(VisitRow)
    assert stands.client_id == (await house.client("2")).id


async def test_a_key_that_passes_to_who_moves_here_leaves_the_one_of_before_gone(house: House) -> None:
    """Of the one of before no PESEL is known, and so nothing tells that it is the same key of another person."""
    everybody = people(*(str(number) for number in range(1, 21)))
    everybody["person"][0] = person("1", pesel="")
    await house.take(everybody)
    await house.take(people("501", office=LOMZA), office=LOMZA)
    mover = (await house.client("501", LOMZA)).id
    everybody["person"][0] = person("1", pesel=pesel(501), last_name="Nowa")
    everybody["registration"][0] = registration("1", from_="2026-11-20")
    run = await house.take(everybody, at=AT + DAY)
    assert (run.state, run.counts["person"]["moved"]) == ("done", 1)
    assert (await house.client("1")).id == mover
    [before] = await house.rows(Client, Client.ext_id.is_(None))
    assert before.gone_at == AT + DAY


async def test_an_extract_of_another_office_than_its_folder_is_refused(house: House) -> None:
    source = delivered(house.root, "cudzy", people("1", office=LOMZA), office=LOMZA)
    (house.root / KOLNO).mkdir()
    (house.root / source).rename(house.root / KOLNO / "cudzy")
    run = await ask_for_import(house.engine, house.root, f"{KOLNO}/cudzy", bool, "kierownik", AT)
    assert await house.imports.run(run) == "refused"
    assert await house.rows(Client) == []


async def test_rejects_and_repairs_are_reported_and_the_rest_is_taken(house: House) -> None:
    rows = people("1", "2", "3")
    rows["person"][1] = person("2", pesel="44051401358")
    rows["person"][2] = person("3", last_name="Łom Ŝa", phone="brak")
    run = await house.take(rows)
    assert run.state == "done"
    assert [one.ext_id for one in await house.rows(Client)] == ["1", "3"]
    assert (await house.client("3")).last_name == "Łomża"
    rejects = {(one.line, one.column_name, one.code) for one in await house.rows(ImportRejectRow)}
    assert rejects == {(3, "pesel", "wrong_pesel"), (4, "phone", "wrong_phone"), (3, "ext_id", "unknown_person")}
    kinds = {one.kind for one in await house.rows(ImportRepairRow)}
    assert (run.repairs, kinds) == (2, {"space", "mojibake"})


async def test_who_is_rejected_is_not_taken_for_gone(house: House) -> None:
    await house.take(people("1", "2"))
    rows = people("1", "2")
    rows["person"][1] = person("2", birth_date="1990-01-24", change_seq="?")
    run = await house.take(rows, at=AT + DAY)
    assert run.state == "done"
    assert (await house.client("2")).gone_at is None
    [present] = await house.rows(RegistrationRow, RegistrationRow.client_id == (await house.client("2")).id)
    assert present.status == "unemployed"


async def test_a_broken_row_of_the_present_state_unregisters_nobody(house: House) -> None:
    await house.take(people("1"))
    rows = people("1")
    rows["registration"] = [
        registration("1", from_="2019-01-01", to="2019-05-01"),
        registration("1", contact_due="wkrótce"),
    ]
    run = await house.take(rows, at=AT + DAY)
    assert run.state == "done"
    [present] = await house.rows(RegistrationRow)
    assert (present.status, present.since) == ("unemployed", date(2026, 3, 2))
    assert len(await house.rows(RegistrationPeriodRow)) == 2


async def test_who_moves_keeps_the_id_the_card_and_the_history(house: House) -> None:
    await house.take(people("1", "2"))
    known = await house.client("1")
    async with house.engine.begin() as connection:
        await connection.execute(
            insert(CardRow).values(number="700000001", client_id=known.id, issued_at=AT, issued_by="k")
        )
    rows = {
        "person": [person("501", office=LOMZA, pesel=pesel(1))],
        "registration": [registration("501", from_="2026-11-20")],
    }
    run = await house.take(rows, office=LOMZA, at=AT + DAY)
    assert (run.state, run.counts["person"]["moved"]) == ("done", 1)
    moved = await house.client("501", LOMZA)
    assert moved.id == known.id
    [card] = await house.rows(CardRow)
    assert card.client_id == known.id
    # The office of before still lists the person, with the old registration: it does not come back.
    again = await house.take(people("1", "2"), at=AT + 2 * DAY)
    assert (again.state, again.counts["person"]["elsewhere"], again.counts["person"]["gone"]) == ("done", 1, 0)
    assert (await house.client("501", LOMZA)).id == known.id


async def test_who_is_registered_in_two_offices_belongs_to_the_later_one_in_any_order(house: House) -> None:
    later = {
        "person": [person("501", office=LOMZA, pesel=pesel(1))],
        "registration": [registration("501", from_="2026-11-20")],
    }
    await house.take(later, office=LOMZA)
    run = await house.take(people("1"))
    assert run.counts["person"]["elsewhere"] == 1
    assert [one.office for one in await house.rows(Client)] == [LOMZA]


async def test_a_key_that_was_given_to_another_person_is_rejected(house: House) -> None:
    await house.take(people("1", "2"))
    rows = people("1", "2")
    rows["person"][0] = person("1", pesel=pesel(900), last_name="Inna", birth_date="1970-05-05")
    run = await house.take(rows, at=AT + DAY)
    assert run.state == "done"
    assert [one.code for one in await house.rows(ImportRejectRow)] == ["other_person"]
    assert (await house.client("1")).last_name == "Żółć"
    assert (await house.client("1")).gone_at is None


async def test_keys_that_two_persons_have_swapped_follow_the_persons(house: House) -> None:
    rows = people("1", "2")
    rows["person"][1] = person("2", last_name="Druga")
    await house.take(rows)
    first, second = (await house.client("1")).id, (await house.client("2")).id
    rows["person"] = [person("2", pesel=pesel(1)), person("1", pesel=pesel(2), last_name="Druga")]
    run = await house.take(rows, at=AT + DAY)
    assert run.state == "done"
    assert ((await house.client("2")).id, (await house.client("1")).id) == (first, second)


async def test_what_a_client_has_told_us_of_consent_is_kept(house: House) -> None:
    await house.take(whole())
    async with house.engine.begin() as connection:
        await connection.execute(
            update(ConsentRow).where(ConsentRow.channel == "sms").values(is_given=False, source="line")
        )
    await house.take(whole(), at=AT + DAY)
    [consent] = await house.rows(ConsentRow, ConsentRow.channel == "sms")
    assert (consent.is_given, consent.source) == (False, "line")


async def test_clients_who_did_not_come_by_an_import_stay(house: House) -> None:
    async with house.engine.begin() as connection:
        await connection.execute(
            insert(Client).values(id="client-anna", office=KOLNO, first_name="Anna", last_name="Kowalska")
        )
    await house.take(people("1"))
    [made_up] = await house.rows(Client, Client.id == "client-anna")
    assert made_up.gone_at is None


@pytest.mark.parametrize("encoding", ["windows-1250", "iso-8859-2"])
async def test_files_of_old_systems_are_read(house: House, encoding: Any) -> None:
    run = await house.take(whole(), encoding=encoding)
    assert run.state == "done"
    assert (await house.client("1")).last_name == "Żółć"


class _Dies(Exception):
    """A process that is killed raises nothing; for a test this comes near."""


@pytest.mark.parametrize("state", ["reading", "checking", "writing"])
async def test_who_dies_in_the_middle_leaves_nothing_and_the_next_try_ends_the_same(
    house: House, state: RunState, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = await house.ask(whole())
    note = run_store.note_progress

    async def dies(engine: AsyncEngine, run_id: str, now: RunState, progress: float) -> None:
        await note(engine, run_id, now, progress)
        if now == state and progress > 0:
            raise _Dies

    monkeypatch.setattr(run_store, "note_progress", dies)
    with pytest.raises(_Dies):
        await house.imports.run(run)
    assert await house.rows(Client) == []
    assert (await get_run(house.engine, run)).state == state
    monkeypatch.undo()
    assert await house.imports.run(run) == "done"
    died = await house.everything()
    async with house.engine.begin() as connection:
        for table in (ImportRunRow, Client):
            await connection.execute(delete(table))
    await house.take(whole())
    assert await house.everything() == died


async def test_others_write_while_an_import_is_writing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await house.take(people("1", "2"))
    known = await house.client("1")
    run = await house.ask(
        {**people("1", "2"), "person": [person("1", last_name="Nowa"), person("2")]}, at=AT + DAY
    )
    note = run_store.note_progress

    async def write_beside(engine: AsyncEngine, run_id: str, state: RunState, progress: float) -> None:
        await note(engine, run_id, state, progress)
        if state == "writing":
            async with engine.begin() as connection:
                await connection.execute(
                    insert(ContactRow).values(
                        id=f"contact-{progress}",
                        client_id=known.id,
                        at=AT,
                        channel="call",
                        note="pisane w trakcie",
                    )
                )

    monkeypatch.setattr(run_store, "note_progress", write_beside)
    assert await house.imports.run(run) == "done"
    assert await house.rows(ContactRow) != []
    assert (await house.client("1")).last_name == "Nowa"
