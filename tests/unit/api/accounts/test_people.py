"""A file of people: how it may be written, and what is said of each line."""

from collections.abc import Collection
from typing import get_args

import pytest

from api.accounts.people_check import ROLES_PL, Checked, Holder, Known, OfficeNames, check_people
from api.accounts.people_file import COLUMNS_PL, MOST_ROWS, TEMPLATE, read_people
from core.rights import Role

HEADER = "imię i nazwisko;nazwa konta;rola;urząd;kolejki;tematy;telefon"
ANNA = "Anna Łoś;a.los;konsultant;20060;20000;pracodawca=3|osoba bezrobotna=4;tak"
OFFICES = [
    OfficeNames("20000", "Wojewódzki Urząd Pracy w Białymstoku", "WUP Białystok"),
    OfficeNames("20060", "Powiatowy Urząd Pracy w Kolnie", "Kolno"),
    OfficeNames("20610", "Powiatowy Urząd Pracy w Białymstoku", "Białystok"),
]
TOPICS = {"unemployed": "osoba bezrobotna", "employer": "pracodawca"}


def nothing(home: str, added: Collection[str]) -> list[str]:
    return []


def checked(*lines: str, raw: bytes | None = None, holders: dict[str, Holder] | None = None) -> Checked:
    file = read_people("\r\n".join([HEADER, *lines]).encode() if raw is None else raw)
    known = Known(
        offices=OFFICES,
        topics=TOPICS,
        holders=holders or {},
        may_hire=lambda office: office != "20610",
        may_make=lambda office: office == "20000",
        queue_problems=nothing,
    )
    return check_people(file, known)


def told(found: Checked) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.column, fault.message) for fault in found.faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250"])
@pytest.mark.parametrize("delimiter", [";", ","])
def test_a_file_is_read_as_spreadsheets_save_it(encoding: str, delimiter: str) -> None:
    text = f"{HEADER}\r\n{ANNA}\r\n\r\n".replace(";", delimiter)
    found = checked(raw=text.encode(encoding))
    assert told(found) == []
    [person] = found.people
    assert (person.line, person.username, person.display_name) == (2, "a.los", "Anna Łoś")
    assert (person.role, person.office, person.becomes) == ("consultant", "20060", "hired")
    assert (person.queues, person.skills) == (("20000",), {"employer": 3, "unemployed": 4})
    assert person.has_telephone


def test_the_template_is_right_and_names_every_column() -> None:
    found = read_people(TEMPLATE.encode())
    assert found.faults == []
    assert [row.cells["account"] for row in found.rows] == ["a.nowak", "j.lis"]
    assert TEMPLATE.removeprefix("\ufeff").splitlines()[0].split(";") == list(COLUMNS_PL.values())


def test_columns_may_stand_in_any_order_and_those_that_need_not_be_there_may_be_missing() -> None:
    found = checked(raw="Urząd,ROLA,Nazwa  konta,Imię i nazwisko\nKolno,konsultant,a.los,Anna Łoś".encode())
    assert told(found) == []
    assert found.people[0].office == "20060"


def test_everything_that_is_wrong_is_told_at_once_with_line_and_column() -> None:
    found = checked(
        ";A.Łoś;szef;20999;;;",
        ANNA,
        "Jan Lis;a.los;kierownik;20000;20060;pracodawca=3;może",
        "Ewa Kos;e.kos;konsultant;kolno;20999;pracodawca=9|zwierzęta=1;nie",
        "Ola Wilk;o.wilk;konsultant;Białystok;;;",
        "Iza Mak;i.mak;audytor;20060;;;tak",
        "Za Dużo;z.duzo;konsultant;20060;;;;coś",
    )
    roles = ", ".join(ROLES_PL.values())
    letters = "Od 2 do 40 małych liter bez polskich znaków, cyfr, kropek i kresek; na początku litera."
    assert told(found) == [
        (2, "imię i nazwisko", "Brakuje imienia i nazwiska."),
        (2, "rola", f"Nie ma takiej roli. Są: {roles}."),
        (2, "urząd", "Nie ma czynnego urzędu „20999”."),
        (2, "nazwa konta", letters),
        (4, "kolejki", "Kolejki podaje się tylko dla konsultanta."),
        (4, "tematy", "Tematy podaje się tylko dla konsultanta."),
        (4, "telefon", "Prosimy wpisać „tak” albo „nie”."),
        (4, "nazwa konta", "Ta sama nazwa jest w linii 3."),
        (5, "kolejki", "Nie ma czynnego urzędu „20999”."),
        (5, "tematy", "Po temacie „pracodawca” ma być znak = i poziom od 1 do 5."),
        (5, "tematy", "Nie ma tematu „zwierzęta”. Są: osoba bezrobotna, pracodawca."),
        (5, "telefon", "Konsultant zawsze ma telefon."),
        (6, "urząd", "Na to w tym urzędzie nie mają Państwo uprawnień."),
        (7, "telefon", "Telefon ma konsultant, a może mieć kierownik."),
        (7, "urząd", "Na to w tym urzędzie nie mają Państwo uprawnień."),
        (8, "", "W tej linii jest więcej pól niż kolumn."),
    ]
    assert [person.username for person in found.people] == ["a.los", "z.duzo"]


@pytest.mark.parametrize(
    ("holder", "becomes", "message"),
    [
        (Holder("Anna Łoś", "consultant", "20060", False), "there", None),
        (Holder("Anna Łoś", "consultant", "20060", True), None, "Tę nazwę ma albo miał już ktoś inny."),
        (Holder("Adam Łoś", "consultant", "20060", False), None, "Tę nazwę ma albo miał już ktoś inny."),
        (Holder("Anna Łoś", "supervisor", "20060", False), None, "Tę nazwę ma albo miał już ktoś inny."),
    ],
)
def test_who_is_there_already_stays_and_nobody_gets_the_name_of_another(
    holder: Holder, becomes: str | None, message: str | None
) -> None:
    found = checked(ANNA, holders={"a.los": holder})
    assert [person.becomes for person in found.people] == ([] if becomes is None else [becomes])
    assert (message is None) == (not found.faults)
    if message is not None:
        assert found.faults[0].message.startswith(message)


@pytest.mark.parametrize(
    ("raw", "line", "column", "message"),
    [
        (b"", 0, "", "Plik jest pusty."),
        (HEADER.encode(), 0, "", "W pliku nie ma ani jednej osoby."),
        (b"nazwa konta;rola\na.los;konsultant", 1, "imię i nazwisko", "Brakuje tej kolumny."),
        (f"{HEADER};pensja\n{ANNA};1".encode(), 1, "pensja", "Nieznana kolumna."),
        (f"{HEADER};rola\n{ANNA};1".encode(), 1, "rola", "Ta kolumna jest w pliku dwa razy."),
        (f"{HEADER}\n{ANNA}".replace("Anna", "An\x07na").encode(), 2, "imię i nazwisko", "Niedozwolone znaki"),
        ("\n".join([HEADER, *[ANNA] * (MOST_ROWS + 1)]).encode(), 0, "", "Plik może mieć najwyżej 300 osób."),
        (b"\x00\xff\xfe", 1, "\x00˙ţ", "Nieznana kolumna."),
    ],
)
def test_a_file_that_is_none_is_told_so(raw: bytes, line: int, column: str, message: str) -> None:
    [fault, *_] = read_people(raw).faults
    assert (fault.line, fault.column) == (line, column)
    assert fault.message.startswith(message)


def test_roles_are_called_as_the_pages_call_them() -> None:
    assert set(ROLES_PL) == set(get_args(Role)) - {"observer"}  # made one by one: each is of an organisation
