"""A table that is printed as Markdown and kept as JSON: names, and a figure in each column or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Rows = dict[str, tuple[float | None, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` are the heads: of the names first, then one for each figure of a row."""

    title: str
    columns: Sequence[str]
    rows: Rows
    digits: int = 2
    notes: Sequence[str] = field(default_factory=tuple)

    def markdown(self) -> str:
        """With its title as a heading; names keep their order."""
        lines = [f"### {self.title}", "", *(f"{note}" for note in self.notes), *([""] if self.notes else [])]
        lines.append(f"| {' | '.join(self.columns)} |")
        lines.append("|---" + "|---:" * (len(self.columns) - 1) + "|")
        lines += [f"| {_cell(name)} | {' | '.join(map(self._shown, row))} |" for name, row in self.rows.items()]
        return "\n".join(lines)

    def json(self) -> dict[str, Any]:
        """As `var/profile.json` holds it."""
        return {"columns": list(self.columns), "rows": {name: list(row) for name, row in self.rows.items()}}

    def _shown(self, value: float | None) -> str:
        return "" if value is None else f"{value:.{self.digits}f}"


def side_by_side(
    ours: Mapping[str, float], native: Mapping[str, float], *, most: int = 1000, least: float = 0.0
) -> Rows:
    """The figures of both sides and the difference, the greatest first; rows below `least` on both sides go."""
    names = sorted(set(ours) | set(native), key=lambda name: -max(ours.get(name, 0.0), native.get(name, 0.0)))
    rows: Rows = {}
    for name in names[:most]:
        mine, its = ours.get(name, 0.0), native.get(name, 0.0)
        if max(mine, its) >= least:
            rows[name] = (mine, its, mine - its)
    return rows


def _cell(name: str) -> str:
    return name.replace("|", "\\|")
