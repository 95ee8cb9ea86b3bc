"""The ZIP file that the official service gives: JSON files of a thousand offers at most.

A stranger's file: its size is known before anything is unpacked, and a name in it becomes no path.
"""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

MOST_FILES = 500
MOST_IN_A_FILE = 64 * 1024 * 1024
"""Bytes of one file, unpacked: a thousand offers have five million."""
MOST = 1024 * 1024 * 1024
"""Bytes of all files, unpacked."""
OFFERS_IN_A_FILE = 1000


class PackageBroken(Exception):
    """What came is cut off or damaged, or larger than it may be: it is to be fetched once more."""


@dataclass(frozen=True, slots=True)
class Package:
    """`files`: the names of the JSON files in it, in the order in which they are read."""

    raw: bytes
    files: Sequence[str]


def open_package(raw: bytes) -> Package:
    """Raises PackageBroken. Blocks: to be called in a thread."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = [member for member in archive.infolist() if member.filename.lower().endswith(".json")]
    except zipfile.BadZipFile as error:
        raise PackageBroken(str(error)) from None
    if not members:
        raise PackageBroken("no file of offers in it")
    if len(members) > MOST_FILES or sum(member.file_size for member in members) > MOST:
        raise PackageBroken("more than a province can have")
    if any(member.file_size > MOST_IN_A_FILE for member in members):
        raise PackageBroken("a file is larger than a thousand offers can be")
    return Package(raw, sorted(member.filename for member in members))


def read_file(package: Package, name: str) -> list[dict[str, Any]]:
    """The offers of a file, as they came. Raises PackageBroken. Blocks: to be called in a thread."""
    try:
        with zipfile.ZipFile(io.BytesIO(package.raw)) as archive, archive.open(name) as file:
            text = file.read(MOST_IN_A_FILE + 1)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise PackageBroken(f"{name}: {error}") from None
    if len(text) > MOST_IN_A_FILE:
        raise PackageBroken(f"{name}: longer than it says")
    try:
        found = json.loads(text)
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise PackageBroken(f"{name}: no JSON") from None
    if isinstance(found, dict):
        found = next((value for value in found.values() if isinstance(value, list)), None)
    if not isinstance(found, list) or not all(isinstance(offer, dict) for offer in found):
        raise PackageBroken(f"{name}: no list of offers")
    return found
