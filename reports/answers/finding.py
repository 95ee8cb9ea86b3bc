"""What a report found, in a few plain Polish sentences: how much, whether that is good, and where. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.metrics.metric import PERCENT, Figure, Metric
from core.zone import WARSAW
from reports.answers.cases import ENOUGH, is_count, is_enough, noun_of, shows_cases
from reports.answers.catalogue import better, has_network, is_additive
from reports.answers.judging import Held, Verdict, against, few_text, verdict_of
from reports.answers.short_titles_pl import short_title
from reports.answers.words_pl import moment_text, value_text, value_with_unit


@dataclass(frozen=True, slots=True)
class Period:
    """Of which days a sentence is. `complete`: up to when everything is in it, None where that is its end."""

    earlier: str
    """The days that it is held against: „wtorek 17.11.2026”."""
    is_year: bool = False
    """They are a year before."""
    complete: str | None = None
    is_begun: bool = True
    """Anything of it may have been counted."""


@dataclass(frozen=True, slots=True)
class Found:
    """The main figure of a report, of the whole and of its lines."""

    metric: Metric
    whole: Figure
    held: Held
    lines: Sequence[tuple[str, Figure]] = ()
    was_called: bool = True
    """Was there any call at all? Then it is told apart from a figure that had nothing to be reckoned of."""
    is_of_persons: bool = False
    """Lines, or the whole, are single consultants: nobody is the best or the worst of them."""
    wanted: str = "none"
    """The comparison that was asked for."""


def verdict(found: Found, period: Period) -> Verdict:
    """Of the main figure against its target."""
    return verdict_of(found.metric, found.whole, found.held, is_whole=period.complete is None)


def finding(found: Found, period: Period, narrowed_to: str | None = None) -> str:
    """The main figure with its verdict, what it is held against, the best and the weakest line, and what has to be
    known of it."""
    said = []
    metric, whole = found.metric, found.whole
    if whole.value is not None:
        said.append(_main(found, verdict(found, period)))
        if is_enough(metric, whole.n):
            said += [_comparison(found, period)]
        else:
            said.append(few_text(metric))
        said.append(_extremes(found))
    elif period.is_begun:  # else nothing is known of it, which is not the same
        said.append(_nothing(found, is_going=period.complete is not None))
    if narrowed_to is not None:
        said.append(f"Pokazano tylko urzędy, do których mają Państwo dostęp: {narrowed_to}.")
    said.append(period.complete or "")
    return " ".join(text for text in said if text)


def _title(metric: Metric) -> str:
    title = short_title(metric).removesuffix(", %")
    return title if metric.threshold is None else f"{title}, próg {metric.threshold} s"


def _main(found: Found, judged: Verdict) -> str:
    metric, whole = found.metric, found.whole
    text = f"{_title(metric)}: {value_with_unit(whole.value, metric.unit)}"
    if shows_cases(metric) and metric.key != "longest_wait":
        noun = noun_of(metric)
        text += f" {noun.of(whole.n)}" if metric.unit == PERCENT else f" ({noun.of(whole.n)})"
    if judged.kind in ("met", "missed", "open"):
        text += f", {judged.text}"
    elif judged.kind == "no_target" or (found.wanted == "target" and judged.kind == "none"):
        text += "; celu nie ustalono"
    return f"{text}."


def _nothing(found: Found, *, is_going: bool) -> str:
    when = "Jak dotąd" if is_going else "W tym okresie"
    if not found.was_called:
        return f"{when} nikt nie dzwonił."
    if not shows_cases(found.metric) and not is_count(found.metric):
        return f"{_title(found.metric)}: {when.lower()} nikt nie był zalogowany."
    return f"{_title(found.metric)}: {when.lower()} nie było {noun_of(found.metric).many}."


def _comparison(found: Found, period: Period) -> str:
    metric, whole, held = found.metric, found.whole, found.held
    assert whole.value is not None
    is_going = period.complete is not None
    before = "rok wcześniej" if period.is_year else "poprzednio"
    parts, apart = [], []
    if held.earlier is not None:
        if held.earlier.value is None:
            apart.append(f"{before.capitalize()} ({period.earlier}) nie było {noun_of(metric).many}.")
        elif not is_enough(metric, held.earlier.n):
            few = f"{noun_of(metric).of(held.earlier.n)}, za mało, by porównać"
            apart.append(f"{before.capitalize()} ({period.earlier}): {few}.")
        elif is_going and is_additive(metric):  # a morning has fewer calls than any whole day
            then = value_with_unit(held.earlier.value, metric.unit)
            apart.append(f"{before.capitalize()}, w całym okresie ({period.earlier}): {then}.")
        else:
            words = against(metric, whole, held.earlier, is_judged=not found.is_of_persons)
            then = value_text(held.earlier.value, metric.unit)
            parts.append(f"{words} {before} ({period.earlier}: {then})")
    if held.network is not None and held.network.value is not None and has_network(metric):
        words = against(metric, whole, held.network, is_judged=not found.is_of_persons)
        parts.append(f"{words} w całej sieci ({value_text(held.network.value, metric.unit)})")
    elif found.wanted == "network":
        apart.append("Dla całej sieci nie ma wartości do porównania.")
    return " ".join([*([f"To {' i '.join(parts)}."] if parts else []), *apart])


def _extremes(found: Found) -> str:
    metric = found.metric
    if found.is_of_persons:
        return ""
    ranked = [(label, line) for label, line in found.lines if line.value is not None and is_enough(metric, line.n)]
    if len(ranked) < 2:
        return ""
    most = max(ranked, key=lambda line: line[1].value or 0.0)
    least = min(ranked, key=lambda line: line[1].value or 0.0)
    high, low = (value_text(line[1].value, metric.unit) for line in (most, least))
    if high == low:
        return ""
    way = None if is_additive(metric) else better(metric.key)
    words = ("najlepiej", "najsłabiej") if way else ("najwięcej", "najmniej")
    if way is None and not is_additive(metric):
        words = ("najdłużej", "najkrócej") if metric.unit in ("s", "min") else ("najwyżej", "najniżej")
    first, last = (least, most) if way == "lower" else (most, least)
    has_all = sum(1 for _, line in found.lines if line.value is not None) == len(ranked)
    where = "" if has_all else f"tam, gdzie było co najmniej {ENOUGH} {noun_of(metric).many}, "
    text = f"{where}{words[0]}: {_shown(first, metric)}, {words[1]}: {_shown(last, metric)}."
    return text[0].upper() + text[1:]


def _shown(line: tuple[str, Figure], metric: Metric) -> str:
    return f"{line[0]} ({value_text(line[1].value, metric.unit)})"


def complete_text(complete_until: datetime | None, begin: datetime, end: datetime) -> str:
    """Up to when everything is in the figures of a period."""
    if complete_until is None:
        return "Dane raportów nie zostały jeszcze policzone."
    if complete_until >= end:
        return "Dane kompletne za cały okres."
    if complete_until <= begin:
        return f"Ten okres jeszcze nie ma danych: są kompletne do {moment_text(complete_until)}."
    last = (end.astimezone(WARSAW)).date()
    day = complete_until.astimezone(WARSAW).date()
    # The day need not be named where it is the last one of the period.
    on = day if (last - day).days == 1 else None
    return f"Dane kompletne do {moment_text(complete_until, on)}."
