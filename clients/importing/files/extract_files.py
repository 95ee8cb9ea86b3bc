"""Writes an extract as an office's own system does: for tests, measurements and trying the import out. Pure."""

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from clients.importing.files.columns import ENTITIES, FORMATS, files_of
from clients.importing.files.encodings import CODECS, Encoding
from clients.importing.files.manifest import NAME, ExtractKind, Manifest, ManifestFile, manifest_bytes


def extract_files(
    office: str,
    kind: ExtractKind,
    extract_at: datetime,
    seqs: tuple[int, int],
    rows: Mapping[str, Iterable[Sequence[str]]],
    encoding: Encoding = "utf-8",
    in_format: int = FORMATS[-1],
) -> dict[str, bytes]:
    """The files by name, the manifest last. `rows`: by entity, with values in the order of its columns; entities
    that are left out have no rows. What the format does not have is left out."""
    files: dict[str, bytes] = {}
    listed: list[ManifestFile] = []
    for entity in files_of(in_format).values():
        places = [ENTITIES[entity.name].places[column.name] for column in entity.columns]
        of_entity = [[row[place] for place in places] for row in rows.get(entity.name, ())]
        content = csv_bytes([column.name for column in entity.columns], of_entity, encoding)
        name = f"{entity.name}.csv"
        files[name] = content
        listed.append(ManifestFile(entity.name, name, hashlib.sha256(content).hexdigest(), len(of_entity)))
    files[NAME] = manifest_bytes(Manifest(in_format, office, kind, extract_at, *seqs, tuple(listed)))
    return files


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[str]], encoding: Encoding = "utf-8") -> bytes:
    """A file of the contract. What an encoding has no sign for is written as a question mark."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode(CODECS[encoding], errors="replace")
