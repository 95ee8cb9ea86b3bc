"""Forms, procedures and standards of service: which version is in force, and which files may be. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Final, Literal, TypeAlias, get_args
from zipfile import BadZipFile, ZipFile

from core.errors import S724Error
from core.rights import ROLES, Role
from core.todo.work import day_in_warsaw

StandardKind: TypeAlias = Literal["form", "procedure", "service_standard"]
STANDARD_KINDS: Final[tuple[StandardKind, ...]] = get_args(StandardKind)

FileKind: TypeAlias = Literal["pdf", "docx", "odt"]

MEDIA_TYPES: Final[dict[FileKind, str]] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
}

MOST_BYTES: Final = 10 * 1024 * 1024
"""Of one file: ten times what a form with pictures has."""

TIME_TO_ACKNOWLEDGE: Final = timedelta(days=7)
"""After it was published; what begins to hold later may be read until that day."""

_NEVER_ASKED = {"observer", "portal_editor", "portal_administrator"}
ASKED_ROLES: Final[tuple[Role, ...]] = tuple(role for role in ROLES if role not in _NEVER_ASKED)
"""Who can be asked to acknowledge: who serves clients, or sees to it. Observers are of another organisation."""

_PDF_END = 2048
_LONGEST_TYPE = 100
_SCRIPTS = ("word/vbaProject.bin", "Basic/", "Scripts/")


class StandardRefused(S724Error):
    """A file or a validity that may not be. Nothing was kept; the sentence says why."""

    code = "standard_refused"


class NotAsked(S724Error):
    """Of this version the account is asked nothing (any more)."""

    code = "not_asked"
    message_pl = "Z tą wersją nie trzeba się zapoznawać: nie dotyczy tej roli, skończyła się albo jeszcze czeka."


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version as it is proposed. `valid_until` is included; None: until the next one."""

    title: str
    valid_from: date
    valid_until: date | None
    roles: Sequence[Role]
    changes: str
    file_name: str


@dataclass(frozen=True, slots=True)
class StandardVersion:
    """See `core.db.tables.guidance_tables`. `waits`: for a second person, who has not decided yet."""

    id: str
    standard: str
    number: int | None
    title: str
    valid_from: date
    valid_until: date | None
    roles: tuple[Role, ...]
    changes: str
    file_name: str
    file_kind: FileKind
    size: int
    sha256: str
    proposed_by: str
    proposed_at: datetime
    published_by: str | None
    published_at: datetime | None
    waits: bool = False

    @property
    def order(self) -> tuple[date, int]:
        """Of two that hold on a day, the later one is in force."""
        return self.valid_from, self.number or 0

    @property
    def due_on(self) -> date | None:
        """Until when those who are asked acknowledge it, included; None while it is not published."""
        if self.published_at is None:
            return None
        return max(self.valid_from, day_in_warsaw(self.published_at) + TIME_TO_ACKNOWLEDGE)


@dataclass(frozen=True, slots=True)
class Standard:
    """`versions`: the newest first, those that wait before all others."""

    id: str
    kind: StandardKind
    version: int
    versions: tuple[StandardVersion, ...]

    def in_force(self, day: date) -> StandardVersion | None:
        return in_force(self.versions, day)


def in_force(versions: Iterable[StandardVersion], day: date) -> StandardVersion | None:
    """The one that everybody uses on that day; None: it does not hold yet, or has ended."""
    begun = [each for each in versions if each.published_at is not None and each.valid_from <= day]
    newest = max(begun, key=lambda each: each.order, default=None)
    if newest is None or (newest.valid_until is not None and newest.valid_until < day):
        return None
    return newest


def is_over(version: StandardVersion, versions: Iterable[StandardVersion], day: date) -> bool:
    """Has it ended, or has a later one taken its place?"""
    if version.valid_until is not None and version.valid_until < day:
        return True
    return any(
        each.published_at is not None and each.valid_from <= day and each.order > version.order
        for each in versions
    )


def check_version(wanted: NewVersion, today: date) -> None:
    """Raises StandardRefused."""
    if wanted.valid_from < today:
        raise StandardRefused("Wersja nie może obowiązywać od dnia, który już minął.")
    if wanted.valid_until is not None and wanted.valid_until < wanted.valid_from:
        raise StandardRefused("Ostatni dzień musi być nie wcześniejszy niż pierwszy.")
    if strangers := set(wanted.roles) - set(ASKED_ROLES):
        raise StandardRefused(f"Tych ról nie prosi się o zapoznanie: {', '.join(sorted(strangers))}.")


def kind_of_file(content: bytes) -> FileKind:
    """What it is by its content, whatever it is called: a PDF, or a document of Word or LibreOffice without
    macros. Raises StandardRefused."""
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-_PDF_END:]:
            raise StandardRefused("Plik PDF nie dotarł w całości. Prosimy wybrać go ponownie.")
        return "pdf"
    try:
        with ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            if any(name.startswith(_SCRIPTS) for name in names):
                raise StandardRefused("Dokument zawiera makra. Prosimy zapisać go bez nich.")
            if {"[Content_Types].xml", "word/document.xml"} <= names:
                return "docx"
            if "mimetype" in names and archive.getinfo("mimetype").file_size < _LONGEST_TYPE:
                named = archive.read("mimetype").decode("latin-1")
                if named == MEDIA_TYPES["odt"] and "content.xml" in names:
                    return "odt"
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
        pass
    raise StandardRefused("To nie jest dokument PDF, DOCX ani ODT.")
