"""Codes of gminas as an office's system may still have them, brought to those of today. Pure.

Seven digits (TERYT): province 2, county 2, gmina 2, kind 1. Kind 1 is a town, 2 rural, 3 both; 4 and 5 are the
town and the rest of a gmina of kind 3. A place that became a town has another last digit since, and a gmina that
was joined to another one has that one's code: `data/gmina_changes.csv`.
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources

from core.lists.gminas import gminas


class GminaCodes:
    """The codes that are known, and what became of old ones."""

    def __init__(self, known: frozenset[str], changes: Mapping[str, str]) -> None:
        """`changes`: an old code to the one that took its place."""
        self._known = known
        self._changes = changes

    def present(self, code: str) -> str | None:
        """The code of today; None for one that nobody knows. A part of a gmina is the gmina."""
        seen: set[str] = set()
        while code not in self._known:
            if code in seen:
                return None
            seen.add(code)
            if code in self._changes:
                code = self._changes[code]
            elif code[6:] in {"4", "5"}:
                code = code[:6] + "3"
            else:
                return None
        return code


@cache
def gmina_codes() -> GminaCodes:
    """Those of the province on 1 January 2024, and what has changed since 2009."""
    file = resources.files("clients.importing") / "data" / "gmina_changes.csv"
    rows = csv.DictReader(file.read_text("utf-8").splitlines(), delimiter=";")
    return GminaCodes(frozenset(gminas()), {row["old"]: row["new"] for row in rows})
