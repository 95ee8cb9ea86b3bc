"""The handbooks: what each page is for, and what each role does there. Markdown that ships with the product. Pure.

A file has an introduction, and a section for each page: `## Tablica {/board}`. `common.md` tells what a page is
for; the file of a role adds what that role does there.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from core.rights import Role

_HEAD = re.compile(r"^## (?P<title>.+?) \{(?P<page>/[a-z0-9/-]*)\}$")

COMMON: Final = "common"
HANDBOOKS: Final[dict[Role, str]] = {
    "consultant": "consultant",
    "supervisor": "supervisor",
    "pup_editor": "editor",
    "wup_editor": "editor",
    "managing_team": "managing_team",
    "portal_editor": "portal",
    "portal_administrator": "portal",
    "auditor": "auditor",
    "technician": "technician",
    "administrator": "administrator",
    "observer": "observer",
}
"""Which handbook is whose."""


class HandbookFaulty(ValueError):
    """A file that cannot be read as a handbook; the sentence says where."""


@dataclass(frozen=True, slots=True)
class Section:
    """What the handbook says of one page, in Markdown."""

    page: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Handbook:
    intro: str
    sections: tuple[Section, ...]


@cache
def handbook_of(role: Role) -> Handbook:
    """The introduction of the role, and for each page what it is for and what the role does there; first the pages
    of which the role's own file tells. It may tell of pages that the role cannot open: who shows it leaves them
    out."""
    own, common = read_handbook(HANDBOOKS[role]), read_handbook(COMMON)
    of_role = {section.page: section for section in own.sections}
    of_all = {section.page: section for section in common.sections}
    joined = [
        Section(page, (of_all.get(page) or of_role[page]).title, _joined(of_role.get(page), of_all.get(page)))
        for page in [*of_role, *(page for page in of_all if page not in of_role)]
    ]
    return Handbook(own.intro, tuple(joined))


@cache
def read_handbook(name: str) -> Handbook:
    """One file. Raises HandbookFaulty."""
    text = (resources.files("guidance.handbook") / "pl" / f"{name}.md").read_text("utf-8")
    intro: list[str] = []
    sections: list[Section] = []
    lines = intro
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("# "):
            continue
        if not line.startswith("## "):
            lines.append(line)
            continue
        head = _HEAD.match(line)
        if head is None:
            raise HandbookFaulty(f'{name}.md, line {number}: a heading is "## Title {{/path}}"')
        if any(section.page == head["page"] for section in sections):
            raise HandbookFaulty(f"{name}.md, line {number}: {head['page']} has a section already")
        _close(sections, lines)
        sections.append(Section(head["page"], head["title"], ""))
        lines = []
    _close(sections, lines)
    return Handbook("\n".join(intro).strip(), tuple(sections))


def _close(sections: list[Section], lines: list[str]) -> None:
    if sections:
        last = sections[-1]
        sections[-1] = Section(last.page, last.title, "\n".join(lines).strip())


def _joined(own: Section | None, common: Section | None) -> str:
    return "\n\n".join(each.text for each in (common, own) if each is not None)
