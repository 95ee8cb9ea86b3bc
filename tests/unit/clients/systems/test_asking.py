"""What is made of the answer of another system, and of none; the other side knows the schema that ships alone."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clients.systems.asking import SystemAway, ask_system
from clients.systems.contract import Inquiry
from clients.systems.other_systems import OtherSystem, read_systems
from core.outside.web_answer import Times
from tests.support.clients.other_system import StandInSystem, other_system
from tests.support.web.loopback_service import Fault
from tests.unit.clients.systems.test_contract import ASKED

pytestmark = pytest.mark.anyio

KEY = "s724s_key-of-ours-there"
IMPATIENT = Times(connect=5, silence=0.3, whole=0.6)
THEIRS = {"office": "MOPS Kolno", "status": "seeker", "since": "2026-05-04", "referral": None}


@pytest.fixture
def system() -> Iterator[StandInSystem]:
    with other_system(KEY) as stand_in:
        yield stand_in


def pointed_at(stand_in: StandInSystem, **changed: Any) -> OtherSystem:
    values = {"name": "POMOST Kolno", "url": stand_in.url, "key": KEY, "offices": ["20060"]}
    return OtherSystem.model_validate({**values, **changed})


async def test_an_answer_is_read_and_fields_that_are_not_known_yet_are_left_out(system: StandInSystem) -> None:
    system.registrations[ASKED["pesel"]] = [THEIRS]
    system.changed = {"added_later": 1}
    answer = await ask_system(pointed_at(system), Inquiry.model_validate(ASKED))
    assert (answer.is_registered, answer.registrations[0].office) == (True, "MOPS Kolno")
    assert system.asked == [ASKED]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("silent", "nie odpowiedział w czasie"),
        ("trickle", "nie odpowiedział w czasie"),
        ("cut", "Nie udało się połączyć"),
        ("page", "jest nieczytelna"),
        ("401", "nie uznał naszego klucza"),
        ("429", "nie przyjmuje teraz więcej zapytań"),
        ("500", "odmówił odpowiedzi (kod 500)"),
    ],
)
async def test_a_system_that_fails_is_named_with_the_reason(
    system: StandInSystem, fault: Fault, said: str
) -> None:
    system.fault = fault
    times = IMPATIENT if fault in ("silent", "trickle") else Times(connect=5, silence=10, whole=10)
    with pytest.raises(SystemAway) as away:
        await ask_system(pointed_at(system), Inquiry.model_validate(ASKED), times)
    assert "„POMOST Kolno”" in away.value.message_pl
    assert said in away.value.message_pl
    assert KEY not in repr(away.value) + str(away.value.__cause__)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"version": "v2"}, "w innej wersji umowy"),
        ({"is_registered": True}, "jest nieczytelna"),
        ({"registrations": [THEIRS]}, "jest nieczytelna"),
        ({"registrations": "none"}, "jest nieczytelna"),
        ({"as_of": "2026-12-01T09:00:00"}, "jest nieczytelna"),
        ({"inquiry_id": "x" * 101}, "jest nieczytelna"),
        ({"is_registered": True, "registrations": [THEIRS] * 51}, "jest nieczytelna"),
        ({"more": "x" * 70_000}, "jest nieczytelna"),
    ],
)
async def test_what_is_no_answer_of_the_contract_is_none(
    system: StandInSystem, changed: dict[str, Any], said: str
) -> None:
    system.changed = changed
    with pytest.raises(SystemAway) as away:
        await ask_system(pointed_at(system), Inquiry.model_validate(ASKED))
    assert said in away.value.message_pl


async def test_a_system_with_another_key_or_at_no_address_gives_no_answer(system: StandInSystem) -> None:
    with pytest.raises(SystemAway, match="nie uznał naszego klucza"):
        await ask_system(pointed_at(system, key="another-key-of-ours"), Inquiry.model_validate(ASKED))
    with pytest.raises(SystemAway, match="Nie udało się połączyć"):
        await ask_system(pointed_at(system, url="http://127.0.0.1:1/"), Inquiry.model_validate(ASKED))


async def test_the_file_names_systems_of_offices_and_a_damaged_one_names_none(tmp_path: Path) -> None:
    file = tmp_path / "systems.json"
    mine = {"name": "POMOST Kolno", "url": "https://pomost.example/v1", "key": "k" * 20, "offices": ["20060"]}
    theirs = {**mine, "name": "POMOST Grajewo", "offices": ["20040"]}
    file.write_text(json.dumps({"systems": [mine, theirs]}))
    [read] = read_systems(file, {"20060"})
    assert read.name == "POMOST Kolno"
    assert "k" * 20 not in repr(read)
    assert read_systems(None, {"20060"}) == []
    assert read_systems(tmp_path / "none", {"20060"}) == []
    for wrong in ({"url": "http://pomost.example/v1"}, {"key": "short"}, {"key": "k" * 20 + "\n"}, {"more": 1}):
        file.write_text(json.dumps({"systems": [{**mine, **wrong}]}))
        assert read_systems(file, {"20060"}) == []
