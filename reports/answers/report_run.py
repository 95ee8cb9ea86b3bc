"""Answers a question of a report out of the tables, in one look at the database, so that it fits together."""

from collections.abc import Mapping
from dataclasses import replace

from anyio import to_thread

from core.db.engine import Connection
from core.metrics.dictionary import METRICS
from core.metrics.metric import Metric
from core.metrics.needed import counters_of
from core.metrics.sums import Sums, total
from reports.answers.answer import ReportAnswer
from reports.answers.answer_builder import ReportData, build_answer
from reports.answers.catalogue import has_network
from reports.answers.label_store import read_names
from reports.answers.question import FEWEST_NETWORK_OFFICES, ReportRefused, ReportRequest
from reports.calls.call_list_store import LONGEST_PERIOD, ONE_HOUR
from reports.figures.figure_calls_store import CallsOfFigure, calls_of
from reports.figures.figure_facts_store import knows_places
from reports.figures.figure_query import Query
from reports.figures.figure_store import Key, read_sums
from reports.figures.figure_writing_store import progress

_TOO_LONG_PL = (
    f"Połączenia, z których składa się liczba, można obejrzeć najwyżej z {LONGEST_PERIOD.days} dni naraz. "
    "Prosimy wybrać krótszy okres albo otworzyć liczbę jednego wiersza."
)
_OF_PLACES = "kilometres_avoided"
HEAT_DAYS = 92
"""Of how many days at most a table of weekdays by hours is made: each hour of the period is read for it."""

NETWORK_DAYS = 92
"""Of how many days at most the sentence says what the whole network had, where nobody has asked for it."""


async def run_report(
    connection: Connection, request: ReportRequest, targets: Mapping[tuple[str, str], float] | None = None
) -> ReportAnswer:
    """The answer. `targets`: those that hold at the end of the period.

    The sentence holds the main figure against the period before and the network also where nothing is compared:
    that is a question about one figure in one line for each, of the same tables of sums.
    """
    if request.has_usual_columns and not await knows_places(connection):
        # Nobody has said where gminas are: a column that stays empty tells nothing.
        shown = tuple(metric for metric in request.metrics if metric.key != _OF_PLACES)
        request = replace(request, metrics=shown)
    counters = counters_of(_with_flows(request))
    lines = await read_sums(connection, request.query(counters))
    earlier = None
    if request.compare in ("earlier", "year"):
        earlier = await read_sums(connection, request.earlier_query(counters))
    network, network_total = await _network(connection, request, counters)
    judged_by = counters_of([request.main])
    main_earlier = None
    if earlier is None:
        before = await read_sums(connection, request.earlier_total_query(judged_by))
        main_earlier = total(sums for _, sums in before)
    main_network = await _main_network(connection, request, judged_by)
    hours = None
    if request.report.chart == "heat" and (request.last - request.first).days < HEAT_DAYS:
        needed = counters_of([request.main])
        hours = await read_sums(connection, request.heat_query(needed))
    reached = await progress(connection)
    complete_until = reached.complete_until
    if request.is_of_agents and complete_until is not None and reached.agents_until is not None:
        complete_until = min(complete_until, reached.agents_until)
    data = ReportData(
        lines=lines,
        names=await read_names(connection, has_occupations=request.by == "occupation"),
        complete_until=complete_until,
        earlier=earlier,
        network=network,
        network_total=network_total,
        targets=targets,
        hours=hours,
        main_earlier=main_earlier,
        main_network=main_network,
    )
    # Thousands of lines take a second to reckon and to put into words.
    return await to_thread.run_sync(build_answer, request, data)


def _with_flows(request: ReportRequest) -> list[Metric]:
    flows = [METRICS["overflow_matrix"]] if request.report.chart == "matrix" else []
    return [*request.metrics, *flows]


async def _network(
    connection: Connection, request: ReportRequest, counters: frozenset[str]
) -> tuple[dict[Key, Sums] | None, Sums | None]:
    """By line, where lines are not offices, and of everything. Nothing of consultants, and nothing where so few
    offices have figures that those of another one could be told from it."""
    if request.compare != "network" or request.is_of_agents:
        return None, None
    offices = await _every_office(connection, request, counters)
    if offices is None:
        return None, None
    if request.by in ("office", "total"):
        return None, await to_thread.run_sync(total, offices)
    lines = dict(await read_sums(connection, request.network_query(request.by, counters)))
    return lines, await to_thread.run_sync(total, list(lines.values()))


async def _main_network(connection: Connection, request: ReportRequest, counters: frozenset[str]) -> Sums | None:
    """Of everything, for the sentence. None for who is shown the whole network anyway, and of long periods: each
    office's sums are read for it."""
    is_asked = request.compare == "network" or request.is_of_agents or request.filters.offices is None
    is_long = (request.last - request.first).days >= NETWORK_DAYS
    if is_asked or is_long or not has_network(request.main):
        return None
    offices = await _every_office(connection, request, counters)
    return None if offices is None else await to_thread.run_sync(total, offices)


async def _every_office(
    connection: Connection, request: ReportRequest, counters: frozenset[str]
) -> list[Sums] | None:
    """The sums of each office of the network. None where so few have calls that one could be told from them."""
    offices = [sums for key, sums in await read_sums(connection, request.network_query("office", counters)) if key]
    with_calls = sum(1 for sums in offices if sums["calls"] + sums["offered"] > 0)
    is_hidden = request.reader.offices is not None and with_calls < FEWEST_NETWORK_OFFICES
    return None if is_hidden else offices


async def opened_figure(
    connection: Connection, request: ReportRequest, metric_key: str, line: str | None
) -> CallsOfFigure | None:
    """The calls of a figure, of one line of the report or of its total; None of a line that there is not.

    Raises ReportRefused for a figure that is not made of calls, and for more days than calls are shown of.
    """
    if (metric := METRICS.get(metric_key)) is None:
        raise ReportRefused(f"Nie ma wskaźnika „{metric_key}”.")
    if not metric.opens:
        raise ReportRefused(f"Wskaźnik „{metric.title_pl}” nie składa się z połączeń.")
    threshold = request.threshold if metric.threshold is not None else None
    query = request.line_query(line)
    if query is None:
        return None
    if query.end - query.begin > LONGEST_PERIOD + ONE_HOUR:
        raise ReportRefused(_TOO_LONG_PL)
    if request.by == "agent" and query.filters.agents is None:
        query = await _of_all_agents(connection, request, query)
    return await calls_of(connection, metric_key, query, threshold)


async def _of_all_agents(connection: Connection, request: ReportRequest, query: Query) -> Query:
    agents = frozenset(str(key) for key, _ in await read_sums(connection, request.query()))
    return replace(query, filters=replace(query.filters, agents=agents))
