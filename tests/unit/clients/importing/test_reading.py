"""Rows of a file: taken, repaired, rejected one by one, and never with a value in the report."""

from collections.abc import Sequence
from datetime import date

import pytest

from clients.importing.files.columns import DECISION, ENTITIES, OFFER, PERSON, REGISTRATION, VISIT, Entity
from clients.importing.files.encodings import decoded
from clients.importing.files.extract_files import csv_bytes
from clients.importing.files.manifest import ImportRefused
from clients.importing.files.reading import ExtractReader, Row
from clients.importing.files.rejects import REASONS_PL
from clients.population.generator import SEED, population
from tests.support.clients.extracts import KOLNO, person, registration, row


def read(reader: ExtractReader, entity: Entity, *rows: Sequence[str]) -> list[Row]:
    content = csv_bytes([column.name for column in entity.columns], rows)
    chunks = reader.rows(entity, f"{entity.name}.csv", decoded(content))
    return [found for chunk in chunks for found in chunk]


def codes(reader: ExtractReader) -> list[tuple[int | None, str | None, str]]:
    return [(found.line, found.column, found.code) for found in reader.rejects]


def test_a_good_person_is_read_with_values_of_their_types() -> None:
    [found] = read(ExtractReader(KOLNO), PERSON, person("1"))
    values = dict(zip([column.name for column in PERSON.columns], found, strict=False))
    assert values["phone"] == "600100200"
    assert values["change_seq"] == 10
    assert values["consent_sms"] is True
    assert values["consent_email"] is None
    assert found[-1] == 2  # the line


def test_rows_are_rejected_one_by_one_with_line_and_column() -> None:
    reader = ExtractReader(KOLNO)
    taken = read(
        reader,
        PERSON,
        person("1"),
        person("2", pesel="44051401358"),
        person("3", last_name=""),
        person("1"),
        person("5", pesel=person("1")[2]),
        person("6", office="20620"),
        person("7", change_seq="dużo"),
    )
    assert [found[1] for found in taken] == ["1"]
    assert codes(reader) == [
        (3, "pesel", "wrong_pesel"),
        (4, "last_name", "required"),
        (5, "ext_id", "twice"),
        (6, "pesel", "pesel_twice"),
        (7, "office_code", "other_office"),
        (8, "change_seq", "not_a_number"),
    ]
    assert reader.spared["person"] == {"1", "2", "3", "5", "6", "7"}


def test_a_telephone_that_is_none_costs_nobody_the_row() -> None:
    reader = ExtractReader(KOLNO)
    [found] = read(reader, PERSON, person("1", phone="brak", teryt_gmina="0000000"))
    assert found[8] is None
    assert [reject.is_value for reject in reader.rejects] == [True, True]
    assert reader.rejected["person"] == 0
    assert "przyjęto bez tej wartości" in reader.rejects[0].reason_pl


def test_no_report_holds_a_value() -> None:
    reader = ExtractReader(KOLNO)
    secrets = ("44051401358", "Tajemnicza", "sekret@", "nikt-nie-wie")
    read(reader, PERSON, person("1", pesel=secrets[0], last_name=secrets[1], email=secrets[2]))
    read(reader, REGISTRATION, registration(secrets[3]))
    told = "".join(f"{found} {found.reason_pl}" for found in reader.rejects)
    assert reader.rejects
    assert not any(secret in told for secret in secrets)


def test_what_belongs_to_nobody_is_rejected() -> None:
    reader = ExtractReader(KOLNO)
    read(reader, PERSON, person("1"))
    assert len(read(reader, REGISTRATION, registration("1"), registration("2"))) == 1
    assert codes(reader) == [(3, "ext_id", "unknown_person")]
    assert read(reader, OFFER, row("offer", offer_id="1", employer_id="9", kzis6="432103")) == []


def test_a_span_that_ends_before_it_begins_is_rejected_and_9999_is_no_end() -> None:
    reader = ExtractReader(KOLNO)
    read(reader, PERSON, person("1"))
    first, *rest = read(
        reader, REGISTRATION, registration("1"), registration("1", from_="2027-01-01", to="2026-01-01")
    )
    assert first[3] is None
    assert rest == []
    assert codes(reader) == [(3, "to", "ends_before_it_begins")]


def test_rows_of_a_person_are_numbered_in_their_order() -> None:
    reader = ExtractReader(KOLNO)
    read(reader, PERSON, person("1"), person("2"))
    found = read(
        reader,
        REGISTRATION,
        registration("1"),
        registration("2"),
        registration("1", from_="2020-01-01", to="2020-05-01"),
    )
    assert [(one[0], one[-1]) for one in found] == [("1", 1), ("2", 1), ("1", 2)]


def test_a_row_of_another_width_and_quotes_that_never_end_are_rejected() -> None:
    reader = ExtractReader(KOLNO)
    header = ";".join(column.name for column in DECISION.columns)
    text = f'{header}\r\n1;2\r\n"a"b;c;d;e\r\n'
    assert list(reader.rows(DECISION, "decision.csv", decoded(text.encode()))) == [[]]
    assert [code for _, _, code in codes(reader)] == ["wrong_width", "not_in_clear"]


def test_a_header_without_a_column_refuses_the_whole_file() -> None:
    with pytest.raises(ImportRefused, match=r"visit\.csv.*kept"):
        list(
            ExtractReader(KOLNO).rows(
                VISIT, "visit.csv", decoded(b"ext_id;visit_id;date;time;room;adviser;purpose\n")
            )
        )


def test_a_header_has_the_columns_of_its_format_and_those_of_a_later_one_are_passed_over() -> None:
    first, second = PERSON.in_format(1), PERSON.in_format(2)
    content = csv_bytes([column.name for column in first.columns], [person("1")[: len(first.columns)]])
    [[found]] = list(ExtractReader(KOLNO).rows(first, "person.csv", decoded(content)))
    assert found[first.places["phone"]] == "600100200"
    with pytest.raises(ImportRefused, match=r"person\.csv.*brakuje kolumn: mailing_address\."):
        list(ExtractReader(KOLNO).rows(second, "person.csv", decoded(content)))
    later = csv_bytes([column.name for column in second.columns], [person("1", mailing_address="Rynek 1, Kolno")])
    assert list(ExtractReader(KOLNO).rows(first, "person.csv", decoded(later))) == [[found]]


def test_repairs_are_reported_by_column_and_the_values_are_right() -> None:
    reader = ExtractReader(KOLNO)
    [found] = read(reader, PERSON, person("1", last_name="Łom Ŝa", first_names="GRAŻYNA MARIA"))
    assert found[3:5] == ["Grażyna Maria", "Łomża"]
    assert [(one.line, one.column, one.kind) for one in reader.repairs] == [
        (2, "last_name", "space"),
        (2, "last_name", "mojibake"),
    ]


def test_columns_that_nobody_knows_are_passed_over() -> None:
    header = ["wyznanie", *(column.name for column in DECISION.columns)]
    reader = ExtractReader(KOLNO)
    read(reader, PERSON, person("1"))
    content = csv_bytes(header, [["?", "1", "A/1", "2026-01-02", "przyznanie zasiłku"]])
    [[found]] = list(reader.rows(DECISION, "decision.csv", decoded(content)))
    assert found[0:2] == ["1", "A/1"]


def test_every_reason_is_a_polish_sentence() -> None:
    assert all(reason.endswith(".") for reason in REASONS_PL.values())
    assert next(iter(ENTITIES)) == "person"


def test_of_a_thousand_names_of_a_file_the_spoiled_are_put_right_each_is_reported_and_no_other_changes() -> None:
    people = list(population(SEED, 1000, date(2026, 11, 24)))
    rows, reported = [], set()
    for number, one in enumerate(people):
        given = {"first_names": one.first_name, "last_name": one.last_name, "street": "ul. Wojska Polskiego"}
        if number % 5 == 0:
            spoiled = {name: _torn(text) for name, text in given.items()} | {"street": "ul. Łom Ŝy ńska"}
            reported |= {(number + 2, name) for name in given if spoiled[name] != given[name]}
            given = spoiled
        rows.append(person(str(number), **given))
    reader = ExtractReader(KOLNO)
    found = read(reader, PERSON, *rows)
    first, last, street = (PERSON.places[name] for name in ("first_names", "last_name", "street"))
    assert [(row[first], row[last]) for row in found] == [(one.first_name, one.last_name) for one in people]
    assert {row[street] for row in found} == {"ul. Wojska Polskiego", "ul. Łomżyńska"}
    assert {(one.line, one.column) for one in reader.repairs} == reported
    assert len(reported) > 250
    assert reader.rejects == []


def _torn(text: str) -> str:
    """As the description of 2008 has it: a space before a small Polish letter, ż as Ŝ."""
    spaced = "".join(f" {sign}" if sign in "ąćęłńóśźż" and at else sign for at, sign in enumerate(text))
    return spaced.replace("ż", "Ŝ")
