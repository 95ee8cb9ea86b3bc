"""The result of a sheet, in per cent. Pure.

Each criterion counts with its weight, as the share of its best score; what does not apply is left out of the sum.
A critical criterion that is scored 0 makes the whole result 0. Reckoned in whole numbers: the same scores give the
same result everywhere.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

from assessments.form import Criterion, FormRefused

Scores: TypeAlias = Mapping[str, int | None]
"""By the key of a criterion; None: does not apply. A criterion that is missing is not filled in yet."""


class ScoresRefused(FormRefused):
    """Scores that the form does not know, or a sheet that is not whole; `fields` names the criteria."""

    code = "settings_refused"
    message_pl = "Arkusza nie zapisano."


def check_scores(criteria: Sequence[Criterion], scores: Scores, *, is_whole: bool) -> None:
    """Raises ScoresRefused. `is_whole`: nothing may be missing."""
    known = {criterion.key: criterion for criterion in criteria}
    faults = [(f"scores.{key}", "Tego kryterium nie ma w formularzu.") for key in scores if key not in known]
    for key, criterion in known.items():
        if key not in scores:
            if is_whole:
                faults.append((f"scores.{key}", "To kryterium nie jest jeszcze ocenione."))
            continue
        score = scores[key]
        if score is None:
            if not criterion.may_not_apply:
                faults.append((f"scores.{key}", "Tego kryterium nie można pominąć."))
        elif not 0 <= score <= criterion.highest:
            faults.append((f"scores.{key}", f"Ocena to liczba od 0 do {criterion.highest}."))
    if faults:
        raise ScoresRefused(*faults)


def failed_critical(criteria: Sequence[Criterion], scores: Scores) -> list[str]:
    """The keys of critical criteria that were scored 0."""
    return [criterion.key for criterion in criteria if criterion.is_critical and scores.get(criterion.key) == 0]


def result(criteria: Sequence[Criterion], scores: Scores) -> float | None:
    """From 0 to 100 with one decimal; None while nothing that applies is scored."""
    counted = [(criterion, score) for criterion in criteria if (score := scores.get(criterion.key)) is not None]
    if not counted:
        return None
    if failed_critical(criteria, scores):
        return 0.0
    reached = sum((Fraction(each.weight * score, each.highest) for each, score in counted), Fraction())
    return float(round(reached * 100 / sum(each.weight for each, _ in counted), 1))
