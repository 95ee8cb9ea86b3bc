"""The columns of an extract: as offices read of them, as they are kept, and the same for ever in a format."""

import hashlib
import re
from pathlib import Path

import pytest

from clients.importing.files.columns import ENTITIES, FORMATS, Entity, files_of
from clients.importing.files.encodings import decoded
from clients.importing.files.extract_files import extract_files
from clients.importing.files.reading import ExtractReader
from clients.importing.staged_rows import StagedRows
from clients.importing.staging_store import loaded_columns
from tests.support.clients.extracts import AT, KOLNO, everything_of
from tests.support.clients.import_setup import SAFE

PAGE = Path(__file__).parents[4] / "docs" / "import.md"
_COLUMN = re.compile(r"`(\w+)`(\\\*)?(?: \(since format (\d+))?")


@pytest.mark.parametrize("entity", ENTITIES.values(), ids=list(ENTITIES))
def test_the_page_for_the_offices_names_every_column(entity: Entity) -> None:
    [line] = re.findall(rf"^\| `{entity.name}` \| (.*) \|$", PAGE.read_text(), re.MULTILINE)
    told = [(name, star != "", int(since or 1)) for name, star, since in _COLUMN.findall(line)]
    assert told == [(column.name, column.is_required, column.since) for column in entity.columns]


def test_a_format_that_offices_write_never_changes() -> None:
    sums = {}
    for number in FORMATS:
        headers = [";".join(column.name for column in entity.columns) for entity in files_of(number).values()]
        sums[number] = hashlib.sha256("\n".join(headers).encode()).hexdigest()[:12]
    assert sums == {1: "75a5fed312e0", 2: "77ce14fcf43a"}


@pytest.mark.parametrize("in_format", FORMATS)
def test_rows_have_the_columns_and_types_of_their_temporary_tables(in_format: int) -> None:
    reader, rows_of = ExtractReader(KOLNO), StagedRows(SAFE)
    files = extract_files(KOLNO, "full", AT, (0, 1), everything_of(), in_format=in_format)
    for entity in files_of(in_format).values():
        chunks = reader.rows(entity, "file.csv", decoded(files[f"{entity.name}.csv"]))
        staged = [row for chunk in chunks for row in rows_of.of(entity.name, chunk)]
        kinds = [column.type.python_type for column in loaded_columns(entity.name, in_format)]
        assert staged
        for row in staged:
            assert len(row) == len(kinds)
            assert all(value is None or isinstance(value, kind) for value, kind in zip(row, kinds, strict=True))
    assert reader.rejects == []
