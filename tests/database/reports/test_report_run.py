"""Reports out of the real tables: lines add up to the total, and the calls behind a figure to the figure."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.market.place_tables import GminaPointRow
from core.errors import NotAllowed
from core.metrics.dictionary import METRICS
from core.metrics.intervals import midnight
from core.metrics.metric import Figure, Metric
from core.metrics.needed import counters_of
from reports.answers.answer import ReportAnswer, ReportCell
from reports.answers.cases import ENOUGH
from reports.answers.catalogue import REPORTS, is_additive
from reports.answers.question import Question, Reader, ReportRefused, resolve_question
from reports.answers.report_run import opened_figure, run_report
from reports.answers.words_pl import COUNTED
from reports.figures.figure_query import EVERYTHING, Filters, Query
from reports.figures.figure_store import read_sums
from tests.support.database.postgres import fresh_database
from tests.support.plugins.more import ANOTHER, first_of
from tests.support.reports.made_up_calls import all_facts
from tests.support.reports.mixed_day import OFFICES, made_up_day
from tests.support.reports.report_projection import catch_up, list_of, write

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(600)]

DAY = date(2026, 11, 24)
BEGIN, END = midnight(DAY), midnight(DAY + timedelta(days=1))
ALL = Reader(None, None)
EVERY_FIGURE = 20


async def put_days(engine: AsyncEngine) -> None:
    """250 calls of three offices over a day, and some of the week before."""
    await write(engine, all_facts(made_up_day(BEGIN, 250)))
    await write(engine, all_facts(made_up_day(BEGIN - timedelta(days=7), 60, seed=8)))
    await catch_up(engine, END + timedelta(hours=2))


@pytest.fixture
async def dsn() -> AsyncIterator[str]:
    async with fresh_database(put_days) as url:
        yield url


@pytest.fixture
async def day(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    async with engine.connect() as connection:
        yield connection


FILTERS = [
    EVERYTHING,
    Filters(offices=frozenset({"20610"})),
    Filters(topics=frozenset({"employer", ""}), languages=frozenset({"pl"})),
    Filters(offices=frozenset({"20060", "20620"}), numbers=frozenset({"9524"})),
]
COLUMNS = [tuple(list(METRICS)[place : place + EVERY_FIGURE]) for place in range(0, len(METRICS), EVERY_FIGURE)]


def opened(metric: Metric, cell: ReportCell) -> int:
    """How many cases a figure says that it is made of."""
    if cell.value is None:
        return 0
    if metric.unit == "%":
        return round(cell.value * cell.n / 100)
    return round(cell.value) if metric.unit in COUNTED else cell.n


async def everything_behind(
    connection: AsyncConnection, question: Question, reader: Reader, metric: str, line: str | None, page: int
) -> tuple[int, int, set[str]]:
    """The count, the sum of all calls' cases, and the calls."""
    found = await opened_figure(connection, resolve_question(question, reader), metric, line)
    assert found is not None
    calls = await list_of(connection, found, page)
    assert len({call.id for call, _ in calls}) == len(calls)
    return found.total, sum(cases for _, cases in calls), {call.id for call, _ in calls}


@pytest.mark.parametrize("columns", COLUMNS)
@pytest.mark.parametrize(
    "filters",
    first_of(
        1,
        FILTERS,
        "the same figures of fewer calls",
        "tests/database/reports/test_report_run.py::test_the_calls_behind_every_figure_add_up_to_it",
    ),
)
async def test_the_calls_behind_every_figure_add_up_to_it(
    day: AsyncConnection, filters: Filters, columns: tuple[str, ...]
) -> None:
    question = Question("topics", DAY, DAY, by="office", filters=filters, columns=columns)
    answer = await run_report(day, resolve_question(question, ALL))
    for place, column in enumerate(answer.columns):
        metric = METRICS[column.metric]
        if not column.has_calls:
            assert not metric.opens
            continue
        total, cases, _ = await everything_behind(day, question, ALL, metric.key, None, 40)
        assert total == cases == opened(metric, answer.total[place]), metric.key
        by_line = 0
        for line in answer.lines:
            of_line, cases, _ = await everything_behind(day, question, ALL, metric.key, line.key, 200)
            assert of_line == cases == opened(metric, line.cells[place]), (metric.key, line.key)
            by_line += of_line
        assert by_line == total, metric.key


@pytest.mark.parametrize(
    ("by", "interval"),
    first_of(
        3,
        [("interval", "60min"), ("interval", "15min"), ("topic", None), ("language", None), ("scenario", None)],
        ANOTHER,
        "tests/database/reports/test_report_run.py::test_lines_add_up_to_the_total_and_each_opens_its_calls",
    ),
)
async def test_lines_add_up_to_the_total_and_each_opens_its_calls(
    day: AsyncConnection, by: str, interval: str | None
) -> None:
    question = Question("day", DAY, DAY, by=by, interval=interval)  # type: ignore[arg-type]
    answer = await run_report(day, resolve_question(question, ALL))
    for place, column in enumerate(answer.columns):
        metric = METRICS[column.metric]
        if is_additive(metric):
            values = [line.cells[place].value or 0.0 for line in answer.lines]
            assert sum(values) == pytest.approx(answer.total[place].value or 0.0), metric.key
    at = [column.metric for column in answer.columns].index("answered")
    opens = [line for line in answer.lines if line.cells[at].value]
    assert opens
    for line in opens[:12]:
        total, cases, _ = await everything_behind(day, question, ALL, "answered", line.key, 50)
        assert total == cases == line.cells[at].value
    gone = await opened_figure(day, resolve_question(question, ALL), "answered", "no such line")
    assert gone is None or (gone.total, await list_of(day, gone, 5)) == (0, [])


async def test_calls_of_more_days_than_a_list_shows_are_refused_in_words(day: AsyncConnection) -> None:
    months = Question("day", DAY - timedelta(days=92), DAY, by="interval", interval="day")
    request = resolve_question(months, ALL)
    with pytest.raises(ReportRefused, match="najwyżej z 92 dni"):
        await opened_figure(day, request, "answered", None)
    assert await opened_figure(day, request, "answered", str(DAY)) is not None
    fits = resolve_question(replace(months, first=DAY - timedelta(days=91)), ALL)
    assert await opened_figure(day, fits, "answered", None) is not None


async def test_consultants_lines_add_up_and_open_their_calls(day: AsyncConnection) -> None:
    question = Question("consultants", DAY, DAY)
    answer = await run_report(day, resolve_question(question, ALL))
    assert {line.key for line in answer.lines} >= {"kB1", "kB2", "kK1", "kL1"}
    at = [column.metric for column in answer.columns].index("talks")
    assert sum(line.cells[at].value or 0 for line in answer.lines) == answer.total[at].value
    for line in answer.lines:
        total, cases, _ = await everything_behind(day, question, ALL, "talks", line.key, 50)
        assert total == cases == (line.cells[at].value or 0)
    total, cases, _ = await everything_behind(day, question, ALL, "talks", None, 50)
    assert total == cases == answer.total[at].value


async def test_no_more_is_read_than_is_shown_and_nothing_is_different_by_it(day: AsyncConnection) -> None:
    """Every figure alone, of a few counters, is what it is of all of them."""
    for by in ("total", "office", "interval"):
        whole = dict(await read_sums(day, Query(BEGIN, END, by=by, interval="60min")))
        for metric in METRICS.values():
            query = Query(BEGIN, END, by=by, interval="60min", counters=counters_of([metric]))
            part = dict(await read_sums(day, query))
            for key, sums in whole.items():
                found: Figure = metric.compute(part[key]) if key in part else Figure(None)
                assert found == metric.compute(sums), (metric.key, key)
                if metric.parts is not None and key in part:
                    assert metric.parts(part[key]) == metric.parts(sums)


async def test_an_office_sees_nothing_of_another_one_whatever_it_asks(day: AsyncConnection) -> None:
    own = Reader(frozenset({"20060"}), frozenset({"20060"}))
    mine = await run_report(day, resolve_question(Question("offices", DAY, DAY, filters=FILTERS[1]), ALL))
    assert [line.key for line in mine.lines] == ["20610"]
    only = Filters(offices=frozenset({"20060"}))
    for report in REPORTS.values():
        for wanted in (EVERYTHING, Filters(offices=frozenset({"20610", "20620"}))):
            for by in report.by:
                question = Question(report.key, DAY, DAY, by=by, filters=wanted)
                answer = await run_report(day, resolve_question(question, own))
                expected = await run_report(day, resolve_question(replace(question, filters=only), ALL))
                assert _figures(answer) == _figures(expected), (report.key, by)
                assert answer.narrowed is (wanted is not EVERYTHING)
                assert ("Pokazano tylko urzędy" in answer.sentence) is answer.narrowed
                assert answer.office_codes == ("20060",)
    question = Question("offices", DAY, DAY)
    _, _, seen = await everything_behind(day, question, own, "calls", None, 50)
    _, _, expected_calls = await everything_behind(day, replace(question, filters=only), ALL, "calls", None, 50)
    assert seen == expected_calls
    assert await opened_figure(day, resolve_question(question, own), "calls", "20610") is None
    agents = replace(question, report="consultants", filters=Filters(agents=frozenset({"kB1", "kK1"})))
    helped = await run_report(day, resolve_question(agents, own))
    assert {line.key for line in helped.lines} <= {"kK1"}
    stranger = Reader(None, frozenset())
    with pytest.raises(NotAllowed):
        resolve_question(agents, stranger)
    with pytest.raises(NotAllowed):
        resolve_question(Question("day", DAY, DAY, filters=Filters(agents=frozenset({"kB1"}))), stranger)


def _figures(answer: ReportAnswer) -> object:
    return (answer.lines, answer.total, answer.parts, answer.matrix)


async def test_a_period_is_held_against_the_one_before_and_the_network(day: AsyncConnection) -> None:
    answer = await run_report(day, resolve_question(Question("offices", DAY, DAY, compare="earlier"), ALL))
    before = await run_report(
        day, resolve_question(Question("offices", DAY - timedelta(7), DAY - timedelta(7)), ALL)
    )
    assert answer.compared_with == "wtorek 17.11.2026"
    for line, then in zip(answer.lines, before.lines, strict=True):
        assert line.key == then.key
        for cell, other in zip(line.cells, then.cells, strict=True):
            assert cell.earlier is not None
            assert (cell.earlier.value, cell.earlier.n, cell.earlier.text) == (other.value, other.n, other.text)
    assert "17.11.2026" in answer.sentence

    everything = await run_report(day, resolve_question(Question("offices", DAY, DAY), ALL))
    own = Reader(frozenset({"20060"}), frozenset({"20060"}))
    held = await run_report(day, resolve_question(Question("offices", DAY, DAY, compare="network"), own))
    keys = [column.metric for column in held.columns]
    for key, cell, whole in zip(keys, held.total, everything.total, strict=True):
        if is_additive(METRICS[key]) or key == "longest_wait":
            assert cell.network is None, key
        elif key != "occupancy":
            assert cell.network is not None
            assert (cell.network.value, cell.network.n) == (whole.value, None), key
    earlier = DAY - timedelta(days=20)
    nobody = await run_report(day, resolve_question(Question("offices", earlier, earlier, compare="network"), own))
    assert all(cell.network is None for cell in nobody.total)


async def test_the_sentence_judges_also_where_nothing_is_compared(day: AsyncConnection) -> None:
    own = Reader(frozenset({"20060"}), frozenset({"20060"}))
    for report in ("offices", "flows", "self_service"):
        question = Question(report, DAY, DAY, by="total")
        plain = await run_report(day, resolve_question(question, own))
        at = [column.metric for column in plain.columns].index(plain.main)
        assert plain.total[at].n >= ENOUGH, report  # else it says that they are too few
        assert plain.compared_with is None
        assert (plain.total[at].earlier, plain.total[at].network) == (None, None)
        for compare, words in (("earlier", "17.11.2026"), ("network", "w całej sieci")):
            held = await run_report(day, resolve_question(replace(question, compare=compare), own))  # type: ignore[arg-type]
            assert words in plain.sentence
            assert held.sentence == plain.sentence, report
        whole = await run_report(day, resolve_question(question, ALL))
        assert "w całej sieci" not in whole.sentence  # it is the network
    nobody = DAY - timedelta(days=20)
    alone = await run_report(day, resolve_question(Question("offices", nobody, nobody), own))
    assert alone.sentence == "W tym okresie nikt nie dzwonił."


async def test_targets_hold_for_an_office_before_those_of_the_province(day: AsyncConnection) -> None:
    targets = {("service_level", ""): 80.0, ("service_level", "20060"): 70.0}
    question = Question("offices", DAY, DAY, compare="target")
    answer = await run_report(day, resolve_question(question, ALL), targets)
    at = [column.metric for column in answer.columns].index("service_level")
    by_office = {line.key: line.cells[at].target for line in answer.lines}
    assert {key: target.value if target else None for key, target in by_office.items() if key in OFFICES} == {
        "20060": 70.0,
        "20610": 80.0,
        "20620": 80.0,
    }
    other = await run_report(day, resolve_question(replace(question, threshold=60), ALL), targets)
    assert all(line.cells[at].target is None for line in other.lines)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (Question("nothing", DAY, DAY), "Nie ma raportu"),
        (Question("day", DAY, DAY - timedelta(days=1)), "przed ostatnim"),
        (Question("trend", DAY, DAY, by="office"), "nie można tak podzielić"),
        (Question("trend", DAY, DAY, interval="15min"), "na takie okresy"),
        (Question("day", DAY, DAY, columns=("nothing_like_it",)), "Nie ma wskaźnika"),
        (Question("day", DAY, DAY, columns=tuple(list(METRICS)[:21])), "najwyżej 20"),
        (Question("day", DAY - timedelta(days=99), DAY, interval="15min"), "Za dużo okresów"),
        (Question("day", DAY - timedelta(days=4000), DAY), "10 lat"),
        (Question("consultants", DAY, DAY, filters=Filters(topics=frozenset({"x"}))), "konsultantów"),
    ],
)
def test_a_question_without_an_answer_says_why_in_polish(question: Question, words: str) -> None:
    with pytest.raises(ReportRefused, match=words):
        resolve_question(question, ALL)


async def test_kilometres_are_hidden_until_somebody_has_said_where_gminas_are(day: AsyncConnection) -> None:
    question = Question("self_service", DAY, DAY)
    hidden = await run_report(day, resolve_question(question, ALL))
    asked = await run_report(day, resolve_question(replace(question, columns=("kilometres_avoided",)), ALL))
    assert [column.metric for column in asked.columns] == ["kilometres_avoided"]
    point = {"teryt": "2006011", "lat": 53.4, "lon": 21.9, "changed_by": "ktos", "changed_at": BEGIN}
    await day.execute(insert(GminaPointRow).values(**point))
    shown = await run_report(day, resolve_question(question, ALL))
    columns = [[column.metric for column in answer.columns] for answer in (hidden, shown)]
    assert set(columns[1]) - set(columns[0]) == {"kilometres_avoided"}
