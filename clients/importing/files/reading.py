"""Reads the files of an extract into rows of values: repaired, checked, and rejected row by row. Pure."""

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from clients.importing.files.columns import Column, Entity
from clients.importing.files.encodings import Decoded
from clients.importing.files.manifest import ImportRefused
from clients.importing.files.mojibake import Fault, faults_of, is_suspicious, may_be_misread, mended
from clients.importing.files.rejects import Reject, Repair
from clients.importing.files.torn_words import joined_name, joined_text, may_be_torn
from clients.importing.files.values import BadValue

Row: TypeAlias = Sequence[Any]

CHUNK = 2000
"""Rows that are handed over at once."""

MOST_REPORTED = 20_000
"""Rejects, and repairs, that a report lists; all of them are counted."""


class _Rejected(Exception):
    def __init__(self, code: str, column: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.column = column


class ExtractReader:
    """Reads one extract, file by file in the order of `ENTITIES`, and keeps what there is to report.

    `read` and `rejected` count rows by entity, `repaired` counts values. `spared` has, by entity, the persons (or
    employers, offers) of whom a row was rejected: nothing that stands about them there may be taken for gone.
    """

    def __init__(self, office: str) -> None:
        self._office = office
        self._keys: dict[str, set[Any]] = defaultdict(set)
        self._pesels: set[str] = set()
        self.rejects: list[Reject] = []
        self.repairs: list[Repair] = []
        self.read: Counter[str] = Counter()
        self.rejected: Counter[str] = Counter()
        self.repaired = 0
        self.spared: dict[str, set[str]] = defaultdict(set)

    def rows(self, entity: Entity, file: str, decoded: Decoded) -> Iterator[list[Row]]:
        """The good rows in chunks. Each ends with its place among the rows of its person, from 1; that of a person
        with its line in the file.

        Raises ImportRefused if the header lacks columns. Columns that the contract does not know are passed over:
        the catalogue of data is closed (Act of 20 March 2025, Art. 47).
        """
        if decoded.encoding != "utf-8":
            self._note_repair(Repair(file, 0, "", "encoding"))
        reader = csv.reader(io.StringIO(decoded.text, newline=""), delimiter=";", strict=True)
        places, width = _header(entity, file, reader)
        owner_place = places[entity.owner_place]
        counts: Counter[str] = Counter()
        chunk: list[Row] = []
        while True:
            line = reader.line_num + 1
            try:
                fields = next(reader, None)
            except csv.Error:
                self.read[entity.name] += 1
                self._reject(entity, Reject(file, line, None, "not_in_clear"), None)
                continue
            if fields is None:
                break
            if not fields:
                continue
            self.read[entity.name] += 1
            if line in decoded.odd_lines:
                self._note_repair(Repair(file, line, "", "encoding"))
            owner = fields[owner_place].strip() if len(fields) == width else None
            try:
                if owner is None:
                    raise _Rejected("wrong_width")
                row = self._row(entity, file, line, [fields[place].strip() for place in places])
            except _Rejected as rejected:
                self._reject(entity, Reject(file, line, rejected.column, rejected.code), owner)
                continue
            if entity.is_of_a_person:
                counts[owner] += 1
                row.append(counts[owner])
            else:
                row.append(line)
            chunk.append(row)
            if len(chunk) == CHUNK:
                yield chunk
                chunk = []
        yield chunk

    def reject_later(self, entity: str, reject: Reject) -> None:
        """A row that was good by itself, and is not beside what stands in the database."""
        self.rejected[entity] += 1
        self._note(reject)

    def _row(self, entity: Entity, file: str, line: int, texts: list[str]) -> list[Any]:
        together = "\n".join(texts)
        # Both are true of more rows than have a fault, and quick: most rows cost no more than this.
        if not together.isascii() and (may_be_torn(together) or may_be_misread(together)):
            self._repair(entity, file, line, texts)
        found: list[Any] = []
        for column, text in zip(entity.columns, texts, strict=True):
            if not text:
                if column.is_required:
                    raise _Rejected("required", column.name)
                found.append(None)
                continue
            try:
                found.append(column.read(text))
            except BadValue as bad:
                if not column.is_spared:
                    raise _Rejected(bad.code, column.name) from None
                self._note(Reject(file, line, column.name, bad.code, is_value=True))
                found.append(None)
        if entity.span is not None:
            begin, end = (found[entity.places[name]] for name in entity.span)
            if begin is not None and end is not None and end < begin:
                raise _Rejected("ends_before_it_begins", entity.span[1])
        self._check_keys(entity, found)
        return found

    def _check_keys(self, entity: Entity, found: list[Any]) -> None:
        if entity.is_of_a_person and found[0] not in self._keys["person"]:
            raise _Rejected("unknown_person", "ext_id")
        if entity.name == "offer" and found[1] not in self._keys["employer"]:
            raise _Rejected("unknown_employer", "employer_id")
        if entity.name == "person" and found[0] != self._office:
            raise _Rejected("other_office", "office_code")
        key = entity.key_of(found)
        if key is not None and key in self._keys[entity.name]:
            raise _Rejected("twice", entity.key[-1])
        pesel = found[entity.places["pesel"]] if entity.name == "person" else None
        if pesel is not None:
            if pesel in self._pesels:
                raise _Rejected("pesel_twice", "pesel")
            self._pesels.add(pesel)
        if key is not None:
            self._keys[entity.name].add(key)

    def _repair(self, entity: Entity, file: str, line: int, texts: list[str]) -> None:
        """Put right, in place, what was read wrongly; each value that changes is reported."""
        joined = [
            _joined(column, text) if column.form is not None else text
            for column, text in zip(entity.columns, texts, strict=True)
        ]
        faults = faults_of(joined) if any(map(is_suspicious, joined)) else []
        for place, column in enumerate(entity.columns):
            if column.form is None:
                continue
            right = _mended(joined[place], faults)
            if joined[place] != texts[place]:
                self._note_repair(Repair(file, line, column.name, "space"))
            if right != joined[place]:
                self._note_repair(Repair(file, line, column.name, "mojibake"))
            texts[place] = right

    def _reject(self, entity: Entity, reject: Reject, owner: str | None) -> None:
        self.rejected[entity.name] += 1
        if owner:
            self.spared[entity.name].add(owner)
        self._note(reject)

    def _note(self, reject: Reject) -> None:
        if len(self.rejects) < MOST_REPORTED:
            self.rejects.append(reject)

    def _note_repair(self, repair: Repair) -> None:
        self.repaired += 1
        if len(self.repairs) < MOST_REPORTED:
            self.repairs.append(repair)


def _header(entity: Entity, file: str, reader: Any) -> tuple[list[int], int]:
    """Where each column of the contract stands, and how many columns the file has."""
    try:
        names = [name.strip().lower() for name in next(reader, [])]
    except csv.Error:
        names = []
    if missing := [column.name for column in entity.columns if column.name not in names]:
        raise ImportRefused([f"Plik {file}: w nagłówku brakuje kolumn: {', '.join(missing)}."])
    return [names.index(column.name) for column in entity.columns], len(names)


def _joined(column: Column, text: str) -> str:
    return joined_name(text) if column.form == "name" else joined_text(text)


def _mended(text: str, faults: Sequence[Fault]) -> str:
    return mended(text, faults) if faults and not text.isascii() else text
