"""Files that are let go: which there are, and deleting them. Blocks; for worker threads.

A file is named by its root and its path below it. Nothing outside of the roots is ever touched, and no link is
followed.
"""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeAlias

import structlog

log = structlog.get_logger()

Root: TypeAlias = Literal["recordings", "imports", "exports"]
_UPLOADS = "uploads"
_SIGNATURE = ".sig"


@dataclass(frozen=True, slots=True)
class Roots:
    """The folders in which files are let go."""

    recordings: Path
    imports: Path
    exports: Path

    def path(self, root: str, name: str) -> Path | None:
        """None for a name that leads out of its root, which is nobody's of ours."""
        folders = {"recordings": self.recordings, "imports": self.imports, "exports": self.exports}
        parts = Path(name).parts
        if root not in folders or not parts or Path(name).is_absolute() or ".." in parts:
            return None
        path = folders[root] / name
        return path if path.parent.resolve().is_relative_to(folders[root].resolve()) else None

    def there(self, root: Root, names: Iterable[str]) -> list[str]:
        """Of these those that lie there."""
        found = []
        for name in names:
            path = self.path(root, name)
            if path is not None and (path.exists() or path.is_symlink()):
                found.append(name)
        return found

    def extracts(self) -> dict[str, datetime]:
        """Every delivery of an office and every upload, with the moment at which it came."""
        found = {}
        for folder in (*self.imports.glob("[0-9]" * 5), self.imports / _UPLOADS):
            for entry in sorted(folder.iterdir()) if folder.is_dir() else ():
                changed = datetime.fromtimestamp(entry.lstat().st_mtime, UTC)
                found[f"{folder.name}/{entry.name}"] = changed
        return found

    def exported(self) -> list[str]:
        """Every file for an office, without its signature."""
        return sorted(str(file.relative_to(self.exports)) for file in self.exports.glob("*/*.csv"))

    def delete(self, root: str, name: str) -> bool:
        """False if it could not be deleted; one that is not there is gone."""
        path = self.path(root, name)
        if path is None:
            log.error("a name that leads out of its folder was passed over", root=root)
            return True
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except FileNotFoundError:
            return True
        except OSError as error:
            log.error("a file that is due could not be deleted", root=root, error=type(error).__name__)
            return False
        return True


def with_signature(name: str) -> list[str]:
    """A file for an office, and what proves it."""
    return [name, name + _SIGNATURE]


def is_upload(name: str) -> bool:
    return name.startswith(f"{_UPLOADS}/")
