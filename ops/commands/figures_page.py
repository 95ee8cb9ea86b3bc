"""`python -m ops.commands.figures_page`: writes docs/figures.md as `core.metrics` has it."""

from pathlib import Path

from core.metrics.dictionary import SUBJECTS
from core.metrics.metric import Metric

PAGE = Path(__file__).resolve().parents[2] / "docs" / "figures.md"

_HEAD = """\
# Figures

<!-- Written by `python -m ops.commands.figures_page` from `core/metrics/`; a test says when it is out of date. -->

What each figure means, in the words that the pages show. Board, report, export and simulation take all of them
from `core/metrics/dictionary.py`, so that one word means one thing everywhere.

- **From facts to figures.** `call_figures.fold` makes of a call's facts what it adds; `contributions` says to
  which quarter of an hour, and whose; figures are reckoned of sums alone. Facts may come doubled, late and in
  any order: the old contribution is taken away, the new one added, and nothing is left over, because all sums
  are whole numbers ([decision 0065](decisions/0065-dictionary-of-figures.md)).
- **Nothing is not 0.** A figure without data is empty. Shares always come with `n`, what they are shares of.
- **Which interval?** *według początku*: the whole belongs to the moment at which it began; *według końca*: at
  which it ended; *dzielone na przedziały*: each second belongs to the quarter of an hour in which it passed.
  Days are Poland's, two of them with 23 and 25 hours; the hour that comes twice has two labels.
- **Every standing in a queue has one end**: the formula of `offered` names them all. Every call has one, too:
  `calls` taken apart.
- **Proof.** `tests/unit/core/metrics/`: the identities for any calls, and a day of 50 calls that was worked out
  by hand. `tests/support/reports/figure_checks.py` is asked after every disturbed call of the scenarios.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *(_subject(title, figures) for title, figures in SUBJECTS.items())])


def _subject(title: str, figures: tuple[Metric, ...]) -> str:
    return "\n".join([f"## {title}", "", *(_figure(found) for found in figures)])


def _figure(found: Metric) -> str:
    unit = f", {found.unit}" if found.unit else ""
    threshold = "" if found.threshold is None else f", próg {found.threshold} s lub dowolny inny"
    return "\n".join(
        [
            f"### {found.title_pl}",
            "",
            f"`{found.key}`{unit}{threshold}",
            "",
            f"- Wzór: {found.formula_pl}",
            f"- Liczymy: {found.counts_pl}",
            f"- Nie liczymy: {found.excludes_pl}",
            f"- Przypisanie {found.attribution_pl}",
            "",
        ]
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
