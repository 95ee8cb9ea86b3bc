"""The runbook (`docs/runbook.md`) by its sections, so that who is on duty needs no repository to read what to do.

It is read once, of the code that runs: an installation is a working copy. Where there is none there is no runbook.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "docs" / "runbook.md"

_HEADING = re.compile(r"^(#{2,3}) (.+)$")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_UNSAID = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class Section:
    """`id`: as links to it name it. `group`: the heading that it stands under."""

    id: str
    title: str
    group: str
    markdown: str


@cache
def sections() -> Mapping[str, Section]:
    """By id, in the order of the runbook; empty where the code came without its documents. Blocks once."""
    try:
        return sections_of(FILE.read_text(encoding="utf-8"))
    except OSError:
        return {}


def sections_of(text: str) -> Mapping[str, Section]:
    """What stands under each heading of the third level; before the first of them nothing does."""
    found: dict[str, Section] = {}
    group, title, lines = "", "", list[str]()

    def end() -> None:
        if title:
            found[slug_of(title)] = Section(slug_of(title), title, group, _within(lines))

    for line in text.splitlines():
        heading = _HEADING.match(line)
        if heading is None:
            lines.append(line)
            continue
        end()
        lines = []
        title = heading[2] if len(heading[1]) == 3 else ""
        group = group if title else heading[2]
    end()
    return found


def slug_of(title: str) -> str:
    """As GitHub makes it of a heading."""
    return _UNSAID.sub("", title.lower()).replace(" ", "-")


def _within(lines: list[str]) -> str:
    """Links to sections lead to them here; of links to other documents, which are not here, the words stay."""

    def link(found: re.Match[str]) -> str:
        text, to = found[1], found[2]
        if to.startswith("#"):
            return f"[{text}](/runbook?section={to[1:]})"
        return f"[{text}]({to})" if to.startswith("https://") else text

    return _LINK.sub(link, "\n".join(lines)).strip()
