"""Makes the answer of a report out of sums: figures, what they are held against, and words. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TypeGuard

from core.lists.counties import PROVINCE, county_name
from core.lists.topics import topic_title
from core.metrics.dictionary import METRICS
from core.metrics.flows import matrix as flows_of
from core.metrics.intervals import Interval
from core.metrics.metric import Figure, Metric
from core.metrics.sums import Sums, total
from core.zone import WARSAW
from reports.answers.answer import (
    ALL_OFFICES,
    TIME_ZONE,
    ComparedFigure,
    ReportAnswer,
    ReportCell,
    ReportColumn,
    ReportHead,
    ReportLine,
    ReportMatrix,
    ReportPart,
    part_unit,
)
from reports.answers.cases import shows_cases
from reports.answers.catalogue import Report, better, has_network
from reports.answers.finding import Found, Period, complete_text, finding, verdict
from reports.answers.judging import Held
from reports.answers.question import ReportRequest
from reports.answers.short_titles_pl import short_title
from reports.answers.words_pl import (
    LANGUAGES,
    WEEKDAYS,
    in_order,
    interval_text,
    joined,
    part_text,
    period_text,
    value_text,
)

Key = Interval | str


@dataclass(frozen=True, slots=True)
class Names:
    """How people call offices and consultants."""

    offices: Mapping[str, str]
    agents: Mapping[str, str]
    occupations: Mapping[str, str] = field(default_factory=dict)
    """By the first four digits: an occupation of that group."""

    def office(self, code: str) -> str:
        return self.offices.get(code, code) if code else "urząd nieznany"


@dataclass(frozen=True, slots=True)
class ReportData:
    """What was read for an answer. `targets`: by figure and office, "" for the whole province. `network`: by line,
    where lines are intervals, topics …, and of everything; None: too few offices to be told, or not asked for.
    `main_earlier`, `main_network`: what the main figure is reckoned of, where nothing is compared by it."""

    lines: Sequence[tuple[Key, Sums]]
    names: Names
    complete_until: datetime | None
    earlier: Sequence[tuple[Key, Sums]] | None = None
    network: Mapping[Key, Sums] | None = None
    network_total: Sums | None = None
    targets: Mapping[tuple[str, str], float] | None = None
    hours: Sequence[tuple[Key, Sums]] | None = None
    main_earlier: Sums | None = None
    main_network: Sums | None = None


_BY_TITLES = {
    "total": "Razem",
    "interval": "Okres",
    "office": "Urząd",
    "agent": "Konsultant",
    "topic": "Temat",
    "number": "Numer",
    "language": "Język",
    "scenario": "Scenariusz",
    "occupation": "Grupa zawodów",
    "county": "Powiat",
}


def build_answer(request: ReportRequest, data: ReportData) -> ReportAnswer:
    """Raises nothing: whatever was read has an answer."""
    builder = AnswerBuilder(request, data)
    whole = total(sums for _, sums in data.lines)
    lines = tuple(builder.line(place, key, sums) for place, (key, sums) in enumerate(data.lines))
    if request.by != "interval":  # what is not known comes last
        lines = tuple(sorted(lines, key=lambda line: (line.key in ("", "@0"), in_order(line.label), line.key)))
    totals = builder.totals(whole)
    period = period_text(request.first, request.last)
    is_complete = data.complete_until is not None and data.complete_until >= request.end
    completeness = complete_text(data.complete_until, request.begin, request.end)
    compared_with = period_text(*request.earlier) if request.compare in ("earlier", "year") else None
    at = request.metrics.index(request.main)
    offices = request.filters.offices
    named = (
        ALL_OFFICES
        if offices is None
        else joined(sorted((data.names.office(code) for code in offices), key=in_order))
    )
    found = builder.found(whole, lines, totals[at])
    said_of = Period(
        earlier=period_text(*request.earlier),
        is_year=request.compare == "year",
        complete=None if is_complete else completeness,
        is_begun=data.complete_until is not None and data.complete_until > request.begin,
    )
    return ReportAnswer(
        report=request.report.key,
        title=request.report.title,
        question=request.report.question,
        chart=request.report.chart,
        by=request.by,
        interval=request.interval,
        first=request.first,
        last=request.last,
        period=period,
        offices=named,
        office_codes=() if offices is None else tuple(sorted(offices)),
        time_zone=TIME_ZONE,
        sentence=finding(found, said_of, named if request.is_narrowed else None),
        verdict=verdict(found, said_of),
        narrowed=request.is_narrowed,
        complete_until=None if data.complete_until is None else data.complete_until.astimezone(WARSAW),
        complete_text=completeness,
        is_complete=is_complete,
        compared_with=compared_with,
        columns=tuple(builder.columns()),
        main=request.main.key,
        by_title=_BY_TITLES[request.by],
        lines=lines,
        total=totals,
        parts=builder.parts(whole),
        matrix=builder.matrix(request.report, whole),
    )


class AnswerBuilder:
    """Of one answer."""

    def __init__(self, request: ReportRequest, data: ReportData) -> None:
        self._request, self._data = request, data
        self._earlier: list[Sums] = [sums for _, sums in data.earlier or ()]
        self._earlier_of = {key: sums for key, sums in data.earlier or () if isinstance(key, str)}
        begun = request.earlier[0]
        self._earlier_at = {
            _clock_place(key, begun): sums for key, sums in data.earlier or () if _is_of_clock(key)
        }

    def columns(self) -> list[ReportColumn]:
        return [
            ReportColumn(
                metric=metric.key,
                title=metric.title_pl,
                short=short_title(metric),
                unit=metric.unit,
                has_cases=shows_cases(metric),
                has_calls=bool(metric.opens) and self._request.reader.sees_calls,
                threshold=metric.threshold,
                better=better(metric.key),
            )
            for metric in self._request.metrics
        ]

    def line(self, place: int, key: Key, sums: Sums) -> ReportLine:
        request = self._request
        earlier = None
        if self._data.earlier is not None:
            if isinstance(key, str):
                earlier = self._earlier_of.get(key, Sums())
            elif _is_of_clock(key):
                earlier = self._earlier_at.get(_clock_place(key, request.first))
            elif place < len(self._earlier):
                earlier = self._earlier[place]
        network = None
        if self._data.network_total is not None:
            by_line = self._data.network
            network = self._data.network_total if by_line is None else by_line.get(key, Sums())
        office = key if request.by == "office" and isinstance(key, str) else self._one_office
        is_held = request.compare == "target"
        cells = tuple(
            self._cell(metric, sums, earlier, network, office if is_held else None) for metric in request.metrics
        )
        if isinstance(key, str):
            return ReportLine(key, self._label(key), None, None, None, cells)
        begin, end, is_cut = request.cut(key)
        label = interval_text(key, is_alone=request.first == request.last, is_cut=is_cut)
        hours = int(key.hours) if key.kind == "day" and key.hours != 24 else None
        return ReportLine(key.label, label, begin.astimezone(WARSAW), end.astimezone(WARSAW), hours, cells)

    def totals(self, whole: Sums) -> tuple[ReportCell, ...]:
        earlier = None if self._data.earlier is None else total(self._earlier)
        network = self._data.network_total
        return tuple(
            self._cell(metric, whole, earlier, network, self._one_office) for metric in self._request.metrics
        )

    def found(self, whole: Sums, lines: Sequence[ReportLine], cell: ReportCell) -> Found:
        """The main figure, with what it is judged by."""
        request, data = self._request, self._data
        metric, is_of_one = request.main, request.filters.agents is not None
        earlier = data.main_earlier if data.earlier is None else total(self._earlier)
        network = data.network_total or data.main_network
        at = request.metrics.index(metric)
        held = Held(
            target=None if cell.target is None or is_of_one else cell.target.value,
            earlier=None if earlier is None else metric.compute(earlier),
            network=None if network is None or not has_network(metric) else metric.compute(network),
            can_have_target=not is_of_one and metric.threshold == METRICS[metric.key].threshold,
        )
        return Found(
            metric=metric,
            whole=Figure(cell.value, cell.n),
            held=held,
            lines=()
            if request.by == "total"
            else [(line.label, Figure(line.cells[at].value, line.cells[at].n)) for line in lines],
            was_called=request.is_of_agents or whole["calls"] + whole["offered"] > 0,
            is_of_persons=request.is_of_agents,
            wanted=request.compare,
        )

    @property
    def _one_office(self) -> str:
        """The office whose targets hold; "" for more than one."""
        offices = self._request.filters.offices
        return next(iter(offices)) if offices is not None and len(offices) == 1 else ""

    def _cell(
        self, metric: Metric, sums: Sums, earlier: Sums | None, network: Sums | None, office: str | None
    ) -> ReportCell:
        """`office`: whose target stands beside it; None: none does."""
        figure = metric.compute(sums)
        return ReportCell(
            value=figure.value,
            n=figure.n,
            text=value_text(figure.value, metric.unit),
            earlier=None if earlier is None else _compared(metric, metric.compute(earlier)),
            target=None if office is None else self._target(metric, office),
            network=None
            if network is None or not has_network(metric)
            else _compared(metric, Figure(metric.compute(network).value, 0), has_n=False),
        )

    def _target(self, metric: Metric, office: str) -> ComparedFigure | None:
        targets = self._data.targets
        is_other = metric.threshold != METRICS[metric.key].threshold
        if targets is None or is_other:  # a target is of the threshold that stands in the dictionary
            return None
        value = targets.get((metric.key, office), targets.get((metric.key, "")))
        return None if value is None else ComparedFigure(value, None, value_text(value, metric.unit))

    def _label(self, key: str) -> str:
        match self._request.by:
            case "office":
                return self._data.names.office(key)
            case "agent":
                return self._data.names.agents.get(key, key)
            case "topic":
                return topic_title(key) if key else "bez tematu"
            case "number":
                return key or "numer nieznany"
            case "language":
                return LANGUAGES.get(key, key)
            case "scenario":
                name, _, version = key.rpartition("@")
                return f"{name}, wersja {version}" if name else "bez scenariusza"
            case "occupation":
                return self._occupation(key)
            case "county":
                return county_name(key) or ("całe województwo" if key.startswith(PROVINCE) else f"powiat {key}")
        return "Razem"

    def _occupation(self, group: str) -> str:
        if not group:
            return "bez zawodu"
        example = self._data.names.occupations.get(group)
        return group if example is None else f"{group}, na przykład {example}"

    def parts(self, whole: Sums) -> dict[str, tuple[ReportPart, ...]]:
        parts = {}
        for metric in self._request.metrics:
            if metric.parts is None or metric.parts_by is None:
                continue
            unit = part_unit(metric)
            parts[metric.key] = tuple(
                ReportPart(
                    key=key,
                    label=self._part(metric.parts_by, key),
                    value=figure.value,
                    n=figure.n,
                    text=value_text(figure.value, unit),
                )
                for key, figure in metric.parts(whole).items()
            )
        return parts

    def _part(self, kind: str, key: str) -> str:
        if kind == "topic":
            return topic_title(key) if key not in ("", "?") else "bez tematu"
        if kind == "offices":
            queue, _, served = key.partition(">")
            names = self._data.names
            return f"{names.office(queue)} → {names.office(served)}"
        return part_text(kind, key) or key

    def matrix(self, report: Report, whole: Sums) -> ReportMatrix | None:
        if report.chart == "matrix":
            return self._flows(whole)
        return self._heat() if report.chart == "heat" and self._data.hours is not None else None

    def _flows(self, whole: Sums) -> ReportMatrix | None:
        names = self._data.names
        flows = {pair: n for pair, n in flows_of(whole).items() if "?" not in pair}
        if not flows:
            return None
        rows = sorted({queue for queue, _ in flows}, key=lambda code: in_order(names.office(code)))
        columns = sorted({served for _, served in flows}, key=lambda code: in_order(names.office(code)))
        answered: dict[str, int] = {}
        for (queue, _), n in flows.items():
            answered[queue] = answered.get(queue, 0) + n

        def cell(queue: str, served: str) -> ReportCell | None:
            n = flows.get((queue, served))
            return None if n is None else ReportCell(float(n), answered[queue], value_text(n, "zgłoszenia"))

        return ReportMatrix(
            "overflow_matrix",
            "zgłoszenia",
            tuple(ReportHead(code, names.office(code)) for code in rows),
            tuple(ReportHead(code, names.office(code)) for code in columns),
            tuple(tuple(cell(queue, served) for served in columns) for queue in rows),
        )

    def _heat(self) -> ReportMatrix | None:
        """Weekdays by hours, as Poland's clocks showed them."""
        by_hour: dict[tuple[int, int], list[Sums]] = {}
        for key, sums in self._data.hours or ():
            assert isinstance(key, Interval)
            if sums:
                local = key.begin.astimezone(WARSAW)
                by_hour.setdefault((local.weekday(), local.hour), []).append(sums)
        metric = self._request.main
        cells = {}
        for place, many in by_hour.items():
            figure = metric.compute(total(many))
            if figure.value is not None:
                cells[place] = ReportCell(figure.value, figure.n, value_text(figure.value, metric.unit))
        if not cells:
            return None
        hours = range(min(hour for _, hour in cells), max(hour for _, hour in cells) + 1)
        days = sorted({day for day, _ in cells})
        return ReportMatrix(
            metric.key,
            metric.unit,
            tuple(ReportHead(str(day + 1), WEEKDAYS[day]) for day in days),
            tuple(ReportHead(str(hour), f"{hour}:00") for hour in hours),
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


def _compared(metric: Metric, figure: Figure, *, has_n: bool = True) -> ComparedFigure:
    return ComparedFigure(figure.value, figure.n if has_n else None, value_text(figure.value, metric.unit))
