"""The manifest of an extract: what was sent, by whom, and how it is proved to be whole. Pure.

`manifest.json` is written last by the office's system. Nothing of an extract is taken in unless every file has the
length in rows and the SHA-256 that it names.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal, TypeAlias

import msgspec

from clients.importing.files.columns import ENTITIES, FORMATS, OF_PERSONS
from core.errors import S724Error

NAME = "manifest.json"
MOST_BYTES = 64 * 1024

ExtractKind: TypeAlias = Literal["full", "delta"]


class ImportRefused(S724Error):
    """An extract that cannot be taken in; `problems` are Polish sentences. Nothing was changed."""

    code = "import_refused"

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("Danych nie wczytano. " + " ".join(problems))
        self.problems = list(problems)


class ManifestFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of an extract; `rows` without the header."""

    entity: str
    name: str
    sha256: str
    rows: int


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An extract of one office. A full one holds everything, up to change `last_seq`. A delta holds, with all
    their rows, the persons of whom anything changed after `first_seq`, and employers and offers that changed.
    `format`: which columns its files have (`columns.FORMATS`)."""

    format: int
    office: str
    kind: ExtractKind
    extract_at: datetime
    first_seq: int
    last_seq: int
    files: tuple[ManifestFile, ...]

    def file(self, entity: str) -> ManifestFile | None:
        return next((file for file in self.files if file.entity == entity), None)


def manifest_sha256(raw: bytes) -> str:
    """By which the same extract is known again."""
    return hashlib.sha256(raw).hexdigest()


def read_manifest(raw: bytes) -> Manifest:
    """Raises ImportRefused with all that is wrong with it."""
    if len(raw) > MOST_BYTES:
        raise ImportRefused([f"Plik {NAME} jest za duży."])
    try:
        manifest = msgspec.json.decode(raw, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise ImportRefused([f"Pliku {NAME} nie można odczytać albo nie ma wymaganej postaci."]) from None
    if problems := list(_problems(manifest)):
        raise ImportRefused(problems)
    return manifest


def manifest_bytes(manifest: Manifest) -> bytes:
    """As an office's system writes it."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"


def _problems(manifest: Manifest) -> Iterator[str]:
    if manifest.format not in FORMATS:
        known = " albo ".join(str(number) for number in FORMATS)
        yield f"Nieznany format wyciągu: {manifest.format}. Pole format musi mieć wartość {known}."
    if len(manifest.office) != 5 or not manifest.office.isdigit():
        yield "Kod urzędu musi mieć pięć cyfr."
    if manifest.extract_at.tzinfo is None:
        yield "Chwila wykonania wyciągu (extract_at) musi mieć strefę czasową."
    if not 0 <= manifest.first_seq <= manifest.last_seq < 2**63:
        yield "Numery zmian first_seq i last_seq nie tworzą przedziału."
    names = [file.name for file in manifest.files]
    entities = [file.entity for file in manifest.files]
    if len(set(names)) != len(names) or len(set(entities)) != len(entities):
        yield "Plik albo rodzaj danych wymieniono dwa razy."
    for file in manifest.files:
        if file.entity not in ENTITIES:
            yield f"Nieznany rodzaj danych: {_shown(file.entity)}."
        if not _is_plain(file.name):
            yield "Niedozwolona nazwa pliku."
        if file.rows < 0 or len(file.sha256) != 64 or not _is_hex(file.sha256):
            yield f"Plik {_shown(file.name)}: błędna liczba wierszy albo suma kontrolna."
    for entity in ("person", *OF_PERSONS) if manifest.kind == "delta" else ENTITIES:
        if entity not in entities:
            yield f"Brakuje pliku z danymi: {entity}."


def _is_plain(name: str) -> bool:
    """A file of the extract's own folder, and nothing else."""
    plain = name.replace("_", "").replace("-", "").replace(".", "")
    return name.isascii() and plain.isalnum() and not name.startswith(".") and len(name) <= 100 and name != NAME


def _is_hex(text: str) -> bool:
    return all(sign in "0123456789abcdef" for sign in text)


def _shown(text: str) -> str:
    return "".join(sign for sign in text[:40] if sign.isalnum() or sign in "._-")
