"""Where pages have failed in browsers: a count for the monitor, and a line in the log.

Whoever tells of it may tell anything, so nothing is taken that is not one of a known few: a build and a file that
`ops.install.web_build` has built, an address of a page, and a place within that file. No word of an error, no name
and no id can be among them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

import structlog
from anyio import to_thread

log = structlog.get_logger()

NO_PAGE = "none"
"""What stands for an address that is none of a page."""
SHORT = 12
"""Signs of a build's stamp by which a page names it."""

Teller: TypeAlias = Literal["account", "stranger"]


@dataclass(frozen=True, slots=True)
class PageError:
    """`page`: the address in the list of pages, without whatever is opened there. `line` and `column` from 1."""

    build: str
    page: str
    file: str
    line: int
    column: int


class PageErrors:
    """One for the process, which counts from its own start. `site`: the built pages."""

    def __init__(self, site: Path) -> None:
        self._site = site
        self.counts: dict[str, int] = {"account": 0, "stranger": 0}

    async def note(self, told: PageError, teller: Teller) -> bool:
        """Is it one of ours? What is not is neither counted nor written down."""
        if not await to_thread.run_sync(_is_ours, self._site, told):
            return False
        self.counts[teller] += 1
        log.warning(
            "a page has failed",
            build=told.build, page=told.page, file=told.file, line=told.line, column=told.column, teller=teller,
        )  # fmt: skip
        return True


def _is_ours(site: Path, told: PageError) -> bool:
    """Blocks. What an older version of the pages had may be gone: then nobody looks for the place any more."""
    files: Mapping[str, list[str]] = _read(site / "files.json", {})
    of_build = next((names for build, names in files.items() if build[:SHORT] == told.build), [])
    if told.file not in of_build or told.page not in {NO_PAGE, *_read(site / "pages.json", [])}:
        return False
    try:
        size = (site / "assets" / told.file).stat().st_size
    except OSError:
        return False
    return told.line <= size and told.column <= size


def _read(file: Path, otherwise: Any) -> Any:
    try:
        return json.loads(file.read_text())
    except (OSError, ValueError):
        return otherwise
