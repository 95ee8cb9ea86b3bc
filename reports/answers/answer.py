"""The answer of a report: a table of figures with what they are held against. Pure.

It is made here out of sums, and shown unchanged by the API and by every export.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import TypeGuard

import msgspec

from core.lists.topics import topic_title
from core.metrics.dictionary import METRICS
from core.metrics.flows import matrix as flows_of
from core.metrics.intervals import Interval
from core.metrics.metric import PERCENT, Figure, Metric
from core.metrics.sums import Sums, total
from core.zone import WARSAW
from reports.answers.catalogue import Report, better, has_network
from reports.answers.finding import Shown, complete_text, finding
from reports.answers.question import Asked
from reports.answers.words_pl import (
    LANGUAGES,
    NOTHING,
    WEEKDAYS,
    in_order,
    interval_text,
    joined,
    part_text,
    period_text,
    value_text,
)

Key = Interval | str

TIME_ZONE = "Europe/Warsaw"

ALL_OFFICES = "wszystkie urzędy"


@dataclass(frozen=True, slots=True)
class Names:
    """How people call offices and consultants."""

    offices: Mapping[str, str]
    agents: Mapping[str, str]

    def office(self, code: str) -> str:
        return self.offices.get(code, code) if code else "urząd nieznany"


class Compared(msgspec.Struct, frozen=True, gc=False):
    """A figure that another one is held against.

    Nothing that it holds can lead back to it, so it is not looked at when garbage is looked for: of a long report
    there are a hundred thousand.
    """

    value: float | None
    n: int | None
    text: str


class Cell(msgspec.Struct, frozen=True, gc=False):
    """A figure. `n`: of how many cases. `text`: as people read it. As for garbage: like `Compared`."""

    value: float | None
    n: int
    text: str
    earlier: Compared | None = None
    target: Compared | None = None
    network: Compared | None = None


@dataclass(frozen=True, slots=True)
class Column:
    metric: str
    title: str
    unit: str
    has_calls: bool
    threshold: int | None
    better: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """`begin`, `end`: of an interval, by Poland's clocks, as far as it lies in the period. `hours`: of a day that
    has not 24."""

    key: str
    label: str
    begin: datetime | None
    end: datetime | None
    hours: int | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Part:
    key: str
    label: str
    value: float | None
    n: int
    text: str


@dataclass(frozen=True, slots=True)
class Head:
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """A table of one figure by two things. None: there was nothing."""

    metric: str
    unit: str
    rows: tuple[Head, ...]
    columns: tuple[Head, ...]
    values: tuple[tuple[Cell | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A report. `complete_until`: all facts up to then are in it; None: nothing has been reckoned yet."""

    report: str
    title: str
    question: str
    chart: str
    by: str
    interval: str
    first: date
    last: date
    period: str
    offices: str
    office_codes: tuple[str, ...]
    time_zone: str
    sentence: str
    narrowed: bool
    complete_until: datetime | None
    complete_text: str
    is_complete: bool
    compared_with: str | None
    columns: tuple[Column, ...]
    main: str
    by_title: str
    lines: tuple[Line, ...]
    total: tuple[Cell, ...]
    parts: Mapping[str, tuple[Part, ...]]
    matrix: Matrix | None


@dataclass(frozen=True, slots=True)
class Read:
    """What was read for an answer. `targets`: by figure and office, "" for the whole province. `network`: by line,
    where lines are intervals, topics …, and of everything; None: too few offices to be told, or not asked for."""

    lines: Sequence[tuple[Key, Sums]]
    names: Names
    complete_until: datetime | None
    earlier: Sequence[tuple[Key, Sums]] | None = None
    network: Mapping[Key, Sums] | None = None
    network_total: Sums | None = None
    targets: Mapping[tuple[str, str], float] | None = None
    hours: Sequence[tuple[Key, Sums]] | None = None


_BY_TITLES = {
    "total": "Razem",
    "interval": "Okres",
    "office": "Urząd",
    "agent": "Konsultant",
    "topic": "Temat",
    "number": "Numer",
    "language": "Język",
    "scenario": "Scenariusz",
}


def answer_of(asked: Asked, read: Read) -> Answer:
    """Raises nothing: whatever was read has an answer."""
    maker = _Maker(asked, read)
    whole = total(sums for _, sums in read.lines)
    lines = tuple(maker.line(place, key, sums) for place, (key, sums) in enumerate(read.lines))
    if asked.by != "interval":  # what is not known comes last
        lines = tuple(sorted(lines, key=lambda line: (line.key in ("", "@0"), in_order(line.label), line.key)))
    totals = maker.totals(whole)
    period = period_text(asked.first, asked.last)
    is_complete = read.complete_until is not None and read.complete_until >= asked.end
    told = complete_text(read.complete_until, asked.begin, asked.end)
    compared_with = period_text(*asked.earlier) if asked.compare in ("earlier", "year") else None
    at = asked.metrics.index(asked.main)
    offices = asked.filters.offices
    named = (
        ALL_OFFICES
        if offices is None
        else joined(sorted((read.names.office(code) for code in offices), key=in_order))
    )
    sentence = finding(
        asked.main,
        Shown.of(totals[at]),
        [(line.label, Shown.of(line.cells[at])) for line in lines],
        by=asked.by,
        compare=asked.compare,
        compared_with=compared_with,
        narrowed_to=named if asked.is_narrowed else None,
        complete=None if is_complete else told,
    )
    return Answer(
        report=asked.report.key,
        title=asked.report.title,
        question=asked.report.question,
        chart=asked.report.chart,
        by=asked.by,
        interval=asked.interval,
        first=asked.first,
        last=asked.last,
        period=period,
        offices=named,
        office_codes=() if offices is None else tuple(sorted(offices)),
        time_zone=TIME_ZONE,
        sentence=sentence,
        narrowed=asked.is_narrowed,
        complete_until=None if read.complete_until is None else read.complete_until.astimezone(WARSAW),
        complete_text=told,
        is_complete=is_complete,
        compared_with=compared_with,
        columns=tuple(maker.columns()),
        main=asked.main.key,
        by_title=_BY_TITLES[asked.by],
        lines=lines,
        total=totals,
        parts=maker.parts(whole),
        matrix=maker.matrix(asked.report, whole),
    )


def part_unit(metric: Metric) -> str:
    """In what the parts of a figure are told."""
    return PERCENT if metric.unit == PERCENT and metric.key != "unmet_demand" else "zgłoszenia"


def encoded(answer: Answer) -> bytes:
    """As JSON. Line by line, so that a thread in which it is done lets the others go on."""
    parts = []
    for one in fields(answer):
        value = getattr(answer, one.name)
        if one.name == "lines":
            written = b"[" + b",".join(msgspec.json.encode(line) for line in value) + b"]"
        else:
            written = msgspec.json.encode(value)
        parts.append(f'"{one.name}":'.encode() + written)
    return b"{" + b",".join(parts) + b"}"


class _Maker:
    """Of one answer."""

    def __init__(self, asked: Asked, read: Read) -> None:
        self._asked, self._read = asked, read
        self._earlier: list[Sums] = [sums for _, sums in read.earlier or ()]
        self._earlier_of = {key: sums for key, sums in read.earlier or () if isinstance(key, str)}
        begun = asked.earlier[0]
        self._earlier_at = {
            _clock_place(key, begun): sums for key, sums in read.earlier or () if _is_of_clock(key)
        }

    def columns(self) -> list[Column]:
        return [
            Column(
                metric=one.key,
                title=one.title_pl,
                unit=one.unit,
                has_calls=bool(one.opens) and self._asked.reader.sees_calls,
                threshold=one.threshold,
                better=better(one.key),
            )
            for one in self._asked.metrics
        ]

    def line(self, place: int, key: Key, sums: Sums) -> Line:
        asked = self._asked
        earlier = None
        if self._read.earlier is not None:
            if isinstance(key, str):
                earlier = self._earlier_of.get(key, Sums())
            elif _is_of_clock(key):
                earlier = self._earlier_at.get(_clock_place(key, asked.first))
            elif place < len(self._earlier):
                earlier = self._earlier[place]
        network = None
        if self._read.network_total is not None:
            by_line = self._read.network
            network = self._read.network_total if by_line is None else by_line.get(key, Sums())
        office = key if asked.by == "office" and isinstance(key, str) else self._one_office
        cells = tuple(self._cell(one, sums, earlier, network, office) for one in asked.metrics)
        if isinstance(key, str):
            return Line(key, self._label(key), None, None, None, cells)
        begin, end, is_cut = asked.cut(key)
        label = interval_text(key, is_alone=asked.first == asked.last, is_cut=is_cut)
        hours = int(key.hours) if key.kind == "day" and key.hours != 24 else None
        return Line(key.label, label, begin.astimezone(WARSAW), end.astimezone(WARSAW), hours, cells)

    def totals(self, whole: Sums) -> tuple[Cell, ...]:
        earlier = None if self._read.earlier is None else total(self._earlier)
        network = self._read.network_total
        return tuple(self._cell(one, whole, earlier, network, self._one_office) for one in self._asked.metrics)

    @property
    def _one_office(self) -> str:
        """The office whose targets hold; "" for more than one."""
        offices = self._asked.filters.offices
        return next(iter(offices)) if offices is not None and len(offices) == 1 else ""

    def _cell(self, metric: Metric, sums: Sums, earlier: Sums | None, network: Sums | None, office: str) -> Cell:
        found = metric.compute(sums)
        return Cell(
            value=found.value,
            n=found.n,
            text=value_text(found.value, metric.unit),
            earlier=None if earlier is None else _compared(metric, metric.compute(earlier)),
            target=self._target(metric, office),
            network=None
            if network is None or not has_network(metric)
            else _compared(metric, Figure(metric.compute(network).value, 0), has_n=False),
        )

    def _target(self, metric: Metric, office: str) -> Compared | None:
        targets = self._read.targets
        is_other = metric.threshold != METRICS[metric.key].threshold
        if targets is None or is_other:  # a target is of the threshold that stands in the dictionary
            return None
        value = targets.get((metric.key, office), targets.get((metric.key, "")))
        return None if value is None else Compared(value, None, value_text(value, metric.unit))

    def _label(self, key: str) -> str:
        match self._asked.by:
            case "office":
                return self._read.names.office(key)
            case "agent":
                return self._read.names.agents.get(key, key)
            case "topic":
                return topic_title(key) if key else "bez tematu"
            case "number":
                return key or "numer nieznany"
            case "language":
                return LANGUAGES.get(key, key)
            case "scenario":
                name, _, version = key.rpartition("@")
                return f"{name}, wersja {version}" if name else "bez scenariusza"
        return "Razem"

    def parts(self, whole: Sums) -> dict[str, tuple[Part, ...]]:
        found = {}
        for metric in self._asked.metrics:
            if metric.parts is None or metric.parts_by is None:
                continue
            unit = part_unit(metric)
            found[metric.key] = tuple(
                Part(key, self._part(metric.parts_by, key), one.value, one.n, value_text(one.value, unit))
                for key, one in metric.parts(whole).items()
            )
        return found

    def _part(self, kind: str, key: str) -> str:
        if kind == "topic":
            return topic_title(key) if key not in ("", "?") else "bez tematu"
        if kind == "offices":
            queue, _, served = key.partition(">")
            names = self._read.names
            return f"{names.office(queue)} → {names.office(served)}"
        return part_text(kind, key) or key

    def matrix(self, report: Report, whole: Sums) -> Matrix | None:
        if report.chart == "matrix":
            return self._flows(whole)
        return self._heat() if report.chart == "heat" and self._read.hours is not None else None

    def _flows(self, whole: Sums) -> Matrix | None:
        names = self._read.names
        flows = {pair: n for pair, n in flows_of(whole).items() if "?" not in pair}
        if not flows:
            return None
        rows = sorted({queue for queue, _ in flows}, key=lambda code: in_order(names.office(code)))
        columns = sorted({served for _, served in flows}, key=lambda code: in_order(names.office(code)))
        answered: dict[str, int] = {}
        for (queue, _), n in flows.items():
            answered[queue] = answered.get(queue, 0) + n

        def cell(queue: str, served: str) -> Cell | None:
            n = flows.get((queue, served))
            return None if n is None else Cell(float(n), answered[queue], value_text(n, "zgłoszenia"))

        return Matrix(
            "overflow_matrix",
            "zgłoszenia",
            tuple(Head(code, names.office(code)) for code in rows),
            tuple(Head(code, names.office(code)) for code in columns),
            tuple(tuple(cell(queue, served) for served in columns) for queue in rows),
        )

    def _heat(self) -> Matrix | None:
        """Weekdays by hours, as Poland's clocks showed them."""
        found: dict[tuple[int, int], list[Sums]] = {}
        for key, sums in self._read.hours or ():
            assert isinstance(key, Interval)
            if sums:
                local = key.begin.astimezone(WARSAW)
                found.setdefault((local.weekday(), local.hour), []).append(sums)
        metric = self._asked.main
        cells = {}
        for place, many in found.items():
            figure = metric.compute(total(many))
            if figure.value is not None:
                cells[place] = Cell(figure.value, figure.n, value_text(figure.value, metric.unit))
        if not cells:
            return None
        hours = range(min(hour for _, hour in cells), max(hour for _, hour in cells) + 1)
        days = sorted({day for day, _ in cells})
        return Matrix(
            metric.key,
            metric.unit,
            tuple(Head(str(day + 1), WEEKDAYS[day]) for day in days),
            tuple(Head(str(hour), f"{hour}:00") for hour in hours),
            tuple(tuple(cells.get((day, hour)) for hour in hours) for day in days),
        )


def _is_of_clock(key: Key) -> TypeGuard[Interval]:
    """Is it a part of a day?"""
    return isinstance(key, Interval) and key.kind in ("15min", "30min", "60min")


def _clock_place(interval: Interval, first: date) -> tuple[int, time, int]:
    """Where it lies in a period that begins on that day: so that eight o'clock is held against eight o'clock, also
    where one of both days has an hour twice or not at all."""
    local = interval.begin.astimezone(WARSAW)
    return (local.date() - first).days, local.time(), local.fold


def _compared(metric: Metric, figure: Figure, *, has_n: bool = True) -> Compared:
    return Compared(figure.value, figure.n if has_n else None, value_text(figure.value, metric.unit))


__all__ = ["NOTHING", "Answer", "Cell", "Names", "Read", "answer_of"]
