"""An extract as it was delivered: a folder, or one file of the ZIP format that somebody has uploaded."""

import hashlib
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from clients.importing.files import manifest
from clients.importing.files.manifest import ImportRefused, ManifestFile

MOST_BYTES = 128 * 1024 * 1024
"""Of one file: thirty times what the largest office sends. A small ZIP may unpack to anything."""

UPLOADS = "uploads"
_SOURCE = re.compile(r"([0-9]{5}/[A-Za-z0-9][A-Za-z0-9._-]{0,99})|(uploads/[a-z0-9-]{1,80}\.zip)")


class Delivery(Protocol):
    def read(self, name: str, most: int = MOST_BYTES) -> bytes:
        """A file of the extract. Raises ImportRefused if it is not there or has more than `most` bytes."""
        ...


class _Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, name: str, most: int = MOST_BYTES) -> bytes:
        file = self._folder / name
        try:
            if file.is_symlink() or not file.is_file():
                raise ImportRefused([f"Brakuje pliku {name}."])
            if file.stat().st_size > most:
                raise ImportRefused([f"Plik {name} jest za duży."])
            return file.read_bytes()
        except OSError:
            raise ImportRefused([f"Pliku {name} nie można odczytać."]) from None


class _Zip:
    def __init__(self, file: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
        except (OSError, zipfile.BadZipFile):
            raise ImportRefused(["Przesłany plik nie jest archiwum ZIP albo jest uszkodzony."]) from None

    def read(self, name: str, most: int = MOST_BYTES) -> bytes:
        try:
            if self._zip.getinfo(name).file_size > most:
                raise ImportRefused([f"Plik {name} jest za duży."])
            with self._zip.open(name) as file:
                content = file.read(most + 1)
        except KeyError:
            raise ImportRefused([f"Brakuje pliku {name}."]) from None
        except (OSError, RuntimeError, NotImplementedError, zipfile.BadZipFile):  # damaged, or with a password
            raise ImportRefused([f"Pliku {name} nie można odczytać."]) from None
        if len(content) > most:
            raise ImportRefused([f"Plik {name} jest za duży."])
        return content


def is_source(source: str) -> bool:
    """Whether a text can name a delivery: `<office>/<folder>`, or an upload of ours."""
    return _SOURCE.fullmatch(source) is not None and ".." not in source


def office_of(source: str) -> str | None:
    """The office into whose folder it was delivered; None for an upload."""
    office = source.partition("/")[0]
    return None if office == UPLOADS else office


def opened(root: Path, source: str) -> Delivery:
    """The delivery by its name below the folder of imports. Raises ImportRefused."""
    if not is_source(source):
        raise ImportRefused(["Niedozwolona nazwa wyciągu."])
    path = root / source
    return _Zip(path) if office_of(source) is None else _Folder(path)


def forget_upload(root: Path, source: str) -> None:
    """Remove what was uploaded, and nothing else: what lies in an office's folder is the office's."""
    if is_source(source) and office_of(source) is None:
        (root / source).unlink(missing_ok=True)


def verified(delivery: Delivery, file: ManifestFile) -> bytes:
    """A file that is what the manifest says. Raises ImportRefused."""
    content = delivery.read(file.name)
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise ImportRefused([f"Plik {file.name} ma inną sumę kontrolną niż w opisie: nie dotarł w całości."])
    return content


def manifest_of(delivery: Delivery) -> bytes:
    """Raises ImportRefused if there is none, or one that cannot be one."""
    return delivery.read(manifest.NAME, manifest.MOST_BYTES)


def waiting(root: Path) -> Iterator[tuple[str, bytes]]:
    """Every delivery that is complete, for its manifest is there: name and manifest, by office and name."""
    for office in sorted(root.glob("[0-9]" * 5)):
        for folder in sorted(office.iterdir()):
            source = f"{office.name}/{folder.name}"
            file = folder / manifest.NAME
            if is_source(source) and file.is_file() and not file.is_symlink():
                with file.open("rb") as opened_file:
                    yield source, opened_file.read(manifest.MOST_BYTES + 1)
