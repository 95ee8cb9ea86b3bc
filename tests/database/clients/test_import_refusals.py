"""Extracts that are not taken in, or not before somebody says so: faulty, out of order, shrunken."""

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from clients.importing import run_store
from clients.importing.asking_store import ask_for_import, confirm
from clients.importing.files.manifest import ImportRefused
from clients.importing.run_store import get_run
from core.db.tables.person_tables import Client
from tests.support.clients.extracts import (
    AT,
    KOLNO,
    LOMZA,
    delivered,
    everything_of,
    people,
)
from tests.support.clients.import_setup import DAY, ImportSetup
from tests.support.plugins.more import ANOTHER, first_of

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "changed",
    [
        {"at": AT - DAY},
        {"at": AT + DAY, "seqs": (0, 99)},
        {"at": AT + DAY, "kind": "delta", "seqs": (101, 120)},
    ],
)
async def test_an_extract_that_is_not_the_next_one_is_refused(setup: ImportSetup, changed: dict[str, Any]) -> None:
    await setup.take(people("1"))
    before = await setup.everything()
    run = await setup.take(people("1", "2"), **changed)
    assert run.state == "refused"
    assert run.error_pl
    assert await setup.everything() == before


async def test_an_extract_that_would_take_much_away_waits_for_a_word(setup: ImportSetup) -> None:
    ids = [str(number) for number in range(1, 21)]
    await setup.take(people(*ids))
    before = await setup.everything()
    run = await setup.take(people(*ids[:10]), at=AT + DAY)
    assert run.state == "quarantined"
    assert "10 z 20 osób" in (run.error_pl or "")
    assert run.counts["person"]["gone"] == 10
    assert await setup.everything() == before
    await confirm(setup.engine, run.id, "kierownik")
    assert await setup.imports.run(run.id) == "done"
    assert (await get_run(setup.engine, run.id)).confirmed_by == "kierownik"
    assert len(await setup.rows(Client, Client.gone_at.is_not(None))) == 10


async def test_an_empty_file_beside_the_persons_waits_for_a_word_too(setup: ImportSetup) -> None:
    await setup.take(people("1", "2"))
    rows = people("1", "2")
    rows["registration"] = []
    run = await setup.take(rows, at=AT + DAY)
    assert run.state == "quarantined"
    assert "okresów rejestracji" in (run.error_pl or "")


async def test_only_what_is_quarantined_can_be_confirmed(setup: ImportSetup) -> None:
    run = await setup.take(people("1"))
    with pytest.raises(run_store.NotQuarantined):
        await confirm(setup.engine, run.id, "kierownik")


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


async def test_an_extract_that_was_refused_for_a_torn_file_and_comes_again_whole_is_read(
    setup: ImportSetup,
) -> None:
    source = delivered(setup.root, "wyciag", everything_of())
    offer = setup.root / source / "offer.csv"
    whole = offer.read_bytes()
    _is_cut_off(setup.root / source)
    torn = await ask_for_import(setup.engine, setup.root, source, bool, "kierownik", AT)
    assert await setup.imports.run(torn) == "refused"
    again = delivered(setup.root, "wyciag-2", everything_of())
    (setup.root / again / "manifest.json").write_bytes(next(setup.root.rglob("wyciag/manifest.json")).read_bytes())
    for file in (setup.root / again).glob("*.csv"):
        file.write_bytes(
            whole if file.name == "offer.csv" else next(setup.root.rglob(f"wyciag/{file.name}")).read_bytes()
        )
    run = await ask_for_import(setup.engine, setup.root, again, bool, "kierownik", AT)
    assert run != torn
    assert await setup.imports.run(run) == "done"


def _spoiled_manifest(folder: Path, content: bytes) -> None:
    (folder / "manifest.json").write_bytes(content)


@pytest.mark.parametrize(
    "said",
    first_of(
        3,
        FAULTS,
        ANOTHER,
        "tests/database/clients/test_import_refusals.py::test_an_extract_with_a_fault_changes_nothing_of_what_stands",
    ),
)
async def test_an_extract_with_a_fault_changes_nothing_of_what_stands(setup: ImportSetup, said: str) -> None:
    await setup.take(everything_of())
    before = await setup.everything()
    rows = everything_of("2")
    source = delivered(setup.root, "zepsuty", rows, at=AT + DAY)
    FAULTS[said](setup.root / source)
    try:
        run = await ask_for_import(setup.engine, setup.root, source, bool, "kierownik", AT)
    except ImportRefused as refused:
        error = refused.message_pl
    else:
        assert await setup.imports.run(run) == "refused"
        error = (await get_run(setup.engine, run)).error_pl or ""
    assert said in error
    assert await setup.everything() == before


async def test_a_file_that_changes_after_the_import_was_asked_for_refuses_everything(setup: ImportSetup) -> None:
    run = await setup.ask(everything_of())
    _spoiled(setup.root / KOLNO / "extract-0", "person.csv", b"Anna", b"Ewa ")
    assert await setup.imports.run(run) == "refused"
    assert "zmieniono" in ((await get_run(setup.engine, run)).error_pl or "")
    assert await setup.rows(Client) == []


async def test_an_extract_of_another_office_than_its_folder_is_refused(setup: ImportSetup) -> None:
    source = delivered(setup.root, "cudzy", people("1", office=LOMZA), office=LOMZA)
    (setup.root / KOLNO).mkdir()
    (setup.root / source).rename(setup.root / KOLNO / "cudzy")
    run = await ask_for_import(setup.engine, setup.root, f"{KOLNO}/cudzy", bool, "kierownik", AT)
    assert await setup.imports.run(run) == "refused"
    assert await setup.rows(Client) == []
