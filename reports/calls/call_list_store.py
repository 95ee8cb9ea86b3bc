"""The list of calls in the database: which are wanted, in what order, and what is told beside each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Double,
    Select,
    and_,
    cast,
    extract,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from core.caller_number import forms_of
from core.db.pages import MAX_PAGE
from core.db.tables.centre.call_tables import CallRow, EventRow, SurveyAnswer
from core.db.tables.report_tables import REPORT_CALL, REPORT_CONVERSATION
from core.db.tables.staff_tables import Agent, AgentStateRow
from core.errors import S724Error
from core.facts.kinds.conversations import ConversationStarted
from core.facts.kinds.ringing_out import ClientDialled
from core.metrics.call_parts import CallPath
from reports.calls.call_visibility import CallVisibility
from reports.figures.figure_calls_store import CallsOfFigure
from reports.figures.yielding import yielding_to_loop

CallOrder: TypeAlias = Literal["started", "wait", "talk"]

CallRecord: TypeAlias = CallRow

LONGEST_PERIOD = timedelta(days=92)
"""In which calls are looked for by what would take long in all that there are."""

ONE_HOUR = timedelta(hours=1)
"""By which a period is longer with the night in which the clocks go back."""

_LONGEST_CALL = timedelta(days=7)
"""No call lasts longer: by then a caller has answered whatever was asked in it."""
_FIRST_CHUNK, _MOST_CHUNK = 200, 4000
"""Calls of a figure that are looked at in one go: few at first, since most of those that may be are."""
_WITHOUT_TALK: frozenset[CallPath] = frozenset(
    ("refused", "shed", "closed", "callback", "message", "self_service", "menu")
)
_WITHOUT_WAIT: frozenset[CallPath] = _WITHOUT_TALK | {"failed", "outside"}
"""A call that stood in a queue has the path `queue` (`core.metrics.call_figures`)."""
_RINGING = "ringing"  # of `acd.live.agent_state.AgentState`
_c = CallRow
_LENGTHS: dict[str, Any] = {"wait": _c.wait_time, "talk": _c.talk_time}


class PeriodNeeded(S724Error):
    """Such a question is answered for some months only; nothing was read."""

    code = "period_needed"
    message_pl = (
        "Prosimy podać pierwszy i ostatni dzień. Tak wybrane połączenia można obejrzeć najwyżej z "
        f"{LONGEST_PERIOD.days} dni naraz."
    )


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Which calls are wanted; None does not restrict. `started_to` is not included.

    `waited_over`: seconds; those who wait still are found as soon as they have waited longer. `is_helped`: did a
    consultant of another office answer? `rating_at_most`: the caller's worst rating of the conversation, 1 to 5.
    `path`: where the call came in the end; `nodes`: of a scenario, to one of which it came, by their numbers
    (`reports.figures.node_figure_store.numbers_of_node`), and with `hung_up_there` only where the caller hung up
    in it. Both are known some seconds later.
    """

    started_from: datetime | None = None
    started_to: datetime | None = None
    office: str | None = None
    agent: str | None = None
    dialled_number: str | None = None
    end_reason: str | None = None
    queue_left_reason: str | None = None
    is_open: bool | None = None
    caller_number: str | None = None  # in whatever form it was shown; personal data
    topic: str | None = None
    waited_over: float | None = None
    is_helped: bool | None = None
    rating_at_most: int | None = None
    path: CallPath | None = None
    nodes: frozenset[int] | None = None
    hung_up_there: bool = False

    @property
    def needs_period(self) -> bool:
        """Is it by something that is looked for within `LONGEST_PERIOD` only?"""
        narrow = (self.topic, self.waited_over, self.is_helped, self.rating_at_most, self.path, self.nodes)
        return any(each is not None for each in narrow)

    @property
    def is_of_counted(self) -> bool:
        """Is it by something that stands with the call in the reports?"""
        return self.path is not None or self.nodes is not None

    @property
    def has_period(self) -> bool:
        """Are both ends given, and no more than `LONGEST_PERIOD` apart, as Poland's clocks go?"""
        if self.started_from is None or self.started_to is None:
            return False
        return self.started_to - self.started_from <= LONGEST_PERIOD + ONE_HOUR


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the list: after the call that began at this moment and has this id. `length`: its wait or talk in
    seconds, where the longest stands first."""

    started_at: datetime
    call_id: str
    length: float = 0.0


@dataclass(frozen=True, slots=True)
class Page:
    """Calls in the wanted order. `after` leads to the next page; None on the last. `cases`: of a figure's calls,
    how many of its cases each is."""

    calls: list[CallRow]
    after: Position | None
    cases: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BesideCall:
    """What is told with a call and stands elsewhere: who talked (None: nobody, or gone), the caller's worst rating
    of the conversation (None: none, or not to be told), and where the call came, once that is counted."""

    agent_name: str | None = None
    rating: int | None = None
    path: CallPath | None = None


Raters: TypeAlias = frozenset[str] | None
"""Offices of the consultants whose ratings may be told; None: of all, empty: of nobody."""


async def page_of_calls(
    bind: AsyncEngine | AsyncConnection,
    wanted: CallFilter,
    visibility: CallVisibility,
    *,
    now: datetime,
    limit: int,
    order: CallOrder = "started",
    after: Position | None = None,
    raters: Raters = frozenset(),
    figure: CallsOfFigure | None = None,
) -> Page:
    """At most `limit` calls: newest first, or those with the longest wait or talk, and then no others. `figure`:
    only the calls that it is made of.

    Who waits still counts with the wait up to `now`. Calls that come in meanwhile move no page, and a call that
    was told does not come again: nothing makes a wait shorter.
    """
    limit = min(limit, MAX_PAGE)
    found: dict[str, CallRow] = {}
    cases: dict[str, int] = {}
    async with AsyncSession(bind) as session:
        for part in range(len(queries_of_page(wanted, visibility, now, order, after, raters, figure))):
            place, chunk, taken, is_over = after, limit + 1, 0, False
            if figure is not None:
                chunk = max(_FIRST_CHUNK, 2 * limit)
            while taken <= limit and not is_over:
                query = queries_of_page(wanted, visibility, now, order, place, raters, figure)[part]
                rows = (await session.execute(query.limit(chunk))).all()
                async for call, *adds in yielding_to_loop(rows):
                    place = Position(call.started_at, call.id, _place(call, order, now)[0])
                    if figure is not None:
                        if (count := figure.cases(call.started_at, adds[0])) == 0:
                            continue
                        cases[call.id] = count
                    found[call.id] = call
                    if (taken := taken + 1) > limit:
                        break
                is_over = len(rows) < chunk
                chunk = min(2 * chunk, _MOST_CHUNK)
    calls = sorted(found.values(), key=lambda call: _place(call, order, now), reverse=True)
    if len(calls) <= limit:
        return Page(calls, None, cases)
    length, started_at, call_id = _place(calls[limit - 1], order, now)
    return Page(calls[:limit], Position(started_at, call_id, length), cases)


def queries_of_page(
    wanted: CallFilter,
    visibility: CallVisibility,
    now: datetime,
    order: CallOrder,
    after: Position | None,
    raters: Raters,
    figure: CallsOfFigure | None = None,
) -> list[Select[Any]]:
    """What together has the next page, each in the wanted order: no index could have those who wait still, whose
    wait grows, among the others. Of a figure each call may be one of its calls, and has beside it what tells."""
    query: Select[Any] = visible_calls(visibility).where(*_conditions(wanted, now, raters))
    begun: list[Any] = [_c.started_at, _c.id]
    if figure is not None or wanted.is_of_counted:
        # By the id alone: of two equal columns the database expects hardly any row, and begins at the wrong end.
        query = query.join(REPORT_CALL, REPORT_CALL.c.id == _c.id)
        begun = [REPORT_CALL.c.started_at, REPORT_CALL.c.id]
    if figure is not None:
        query = query.where(figure.may_be).add_columns(REPORT_CALL.c.adds)
    is_of_waits = order == "wait" or wanted.waited_over is not None
    if (is_of_waits and wanted.path in _WITHOUT_WAIT) or (order == "talk" and wanted.path in _WITHOUT_TALK):
        return []  # the database would look through all of them
    # The longest of all are hardly any of a sparse figure: the index of lengths would be read to its other end. A
    # length that is reckoned has no index.
    is_sparse = figure is not None and figure.is_sparse
    length = {name: column + 0.0 if is_sparse else column for name, column in _LENGTHS.items()}
    match order:
        case "started":
            return [_sorted(query, begun, after)]
        case "talk":
            return [_sorted(query.where(_c.talk_time.is_not(None)), [length["talk"], _c.started_at, _c.id], after)]
        case "wait":
            # In this order nobody is passed over who is connected between the two.
            waiting = _sorted(query.where(_is_waiting()), [_waited(now), _c.started_at, _c.id], after)
            waited = query.where(_c.wait_time.is_not(None))
            return [waiting, _sorted(waited, [length["wait"], _c.started_at, _c.id], after)]


def _sorted(query: Select[Any], by: list[Any], after: Position | None) -> Select[Any]:
    """`by`: the moment and the id, and before them a length, where the longest stands first."""
    if after is not None:
        place = [literal(after.length, Double), literal(after.started_at), literal(after.call_id)]
        query = query.where(tuple_(*by) < tuple_(*place[-len(by) :]))
    return query.order_by(*(each.desc() for each in by))


def _place(call: CallRow, order: CallOrder, now: datetime) -> tuple[float, datetime, str]:
    length = {"started": 0.0, "wait": call.wait_time, "talk": call.talk_time}[order]
    if length is None:  # as `_waited` has it
        assert call.queued_at is not None
        length = (now - call.queued_at).total_seconds() - (call.talk_time or 0.0)
    return length, call.started_at, call.id


def visible_calls(visibility: CallVisibility) -> Select[CallRow]:
    """The calls that may be seen."""
    query: Select[CallRow] = select(CallRow)
    if visibility.everything:
        return query
    if visibility.offices is not None:
        offices = sorted(visibility.offices)
        own = select(Agent.id).where(Agent.office.in_(offices))
        return query.where(or_(_c.office.in_(offices), _c.queue.in_(offices), _c.agent.in_(own)))
    if visibility.agent is None:
        return query.where(false())
    took_part = [ConversationStarted.__name__, ClientDialled.__name__]
    talked = select(EventRow.call_id).where(EventRow.agent == visibility.agent, EventRow.type.in_(took_part))
    # Whoever is being rung may look whose call it is before taking it; who did not take it sees nothing any more.
    rung = select(AgentStateRow.call_id).where(
        AgentStateRow.agent == visibility.agent, AgentStateRow.state == _RINGING
    )
    return query.where(or_(_c.id.in_(talked), _c.id.in_(rung)))


def _conditions(wanted: CallFilter, now: datetime, raters: Raters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.started_from is not None:
        found.append(_c.started_at >= wanted.started_from)
    if wanted.started_to is not None:
        found.append(_c.started_at < wanted.started_to)
    if wanted.is_open is not None:
        found.append(_c.ended_at.is_(None) if wanted.is_open else _c.ended_at.is_not(None))
    if wanted.waited_over is not None:
        waits = and_(_is_waiting(), _waited(now) > wanted.waited_over)
        found.append(or_(_c.wait_time > wanted.waited_over, waits))
    if wanted.is_helped is not None:
        found.append(_c.is_own_office.is_(not wanted.is_helped))
    if wanted.rating_at_most is not None:
        found.append(_c.id.in_(_badly_rated(wanted, wanted.rating_at_most, raters)))
    if wanted.path is not None:
        found.append(REPORT_CALL.c.path == wanted.path)
    if wanted.nodes is not None:
        numbers = sorted(wanted.nodes)
        if wanted.hung_up_there:
            found.append(REPORT_CALL.c.left_node.in_(numbers))
        else:
            found.append(REPORT_CALL.c.nodes.overlap(numbers))
    if wanted.is_of_counted:
        # Also of that table, or it is read in every month.
        if wanted.started_from is not None:
            found.append(REPORT_CALL.c.started_at >= wanted.started_from)
        if wanted.started_to is not None:
            found.append(REPORT_CALL.c.started_at < wanted.started_to)
    if wanted.caller_number is not None:
        found.append(_c.caller_number.in_(sorted(forms_of(wanted.caller_number))))
    equal = (
        (_c.office, wanted.office),
        (_c.agent, wanted.agent),
        (_c.dialled_number, wanted.dialled_number),
        (_c.end_reason, wanted.end_reason),
        (_c.queue_left_reason, wanted.queue_left_reason),
        (_c.topic, wanted.topic),
    )
    return found + [column == value for column, value in equal if value is not None]


def _is_waiting() -> ColumnElement[bool]:
    return and_(
        _c.ended_at.is_(None), _c.queued_at.is_not(None), _c.queue_left_reason.is_(None), _c.wait_time.is_(None)
    )


def _waited(now: datetime) -> ColumnElement[float]:
    """Seconds up to `now` of who waits still, without a conversation after which the caller was handed on."""
    since = cast(extract("epoch", literal(now) - _c.queued_at), Double)
    return since - func.coalesce(_c.talk_time, literal(0.0, Double))


def _badly_rated(wanted: CallFilter, rating: int, raters: Raters) -> Select[str]:
    query = select(SurveyAnswer.call_id).where(*_told_ratings(raters), SurveyAnswer.rating <= rating)
    if wanted.started_from is not None:
        query = query.where(SurveyAnswer.answered_at >= wanted.started_from)
    if wanted.started_to is not None:
        query = query.where(SurveyAnswer.answered_at < wanted.started_to + _LONGEST_CALL)
    return query


def _told_ratings(raters: Raters) -> list[ColumnElement[bool]]:
    told: list[ColumnElement[bool]] = [SurveyAnswer.about == "conversation"]
    if raters is not None:
        told.append(SurveyAnswer.agent.in_(select(Agent.id).where(Agent.office.in_(sorted(raters)))))
    return told


async def beside_calls(engine: AsyncEngine, calls: Sequence[CallRow], raters: Raters) -> dict[str, BesideCall]:
    """What is told with these calls, by their ids."""
    ids = [call.id for call in calls]
    counted, answer = REPORT_CALL.c, SurveyAnswer
    of_calls = [answer.call_id.in_(ids), *_told_ratings(raters)]
    ratings = select(answer.call_id, func.min(answer.rating)).where(*of_calls).group_by(answer.call_id)
    # The moments are there for the database to look into their months alone.
    at = [call.started_at for call in calls]
    paths = select(counted.id, counted.path).where(counted.started_at.in_(at), counted.id.in_(ids))
    names = await names_of(engine, {call.agent for call in calls if call.agent is not None})
    async with engine.connect() as connection:
        rating = {row[0]: row[1] for row in await connection.execute(ratings)}
        path = {row[0]: row[1] for row in await connection.execute(paths)}
    return {
        call.id: BesideCall(names.get(call.agent or ""), rating.get(call.id), path.get(call.id)) for call in calls
    }


async def wrap_up_time(engine: AsyncEngine, call: CallRow) -> float | None:
    """Seconds of the consultant's work after the last conversation; None: none, or not counted yet."""
    talk = REPORT_CONVERSATION.c
    query = select(talk.wrap_up_time).where(talk.started_at == call.started_at, talk.call_id == call.id)
    async with engine.connect() as connection:
        found: float | None = await connection.scalar(query.order_by(talk.place.desc()).limit(1))
        return found


async def clients_of(engine: AsyncEngine, calls: Collection[str], visibility: CallVisibility) -> dict[str, str]:
    """Whose calls these are, of those that may be seen and whose caller is known."""
    query = visible_calls(visibility).with_only_columns(_c.id, _c.client_id)
    query = query.where(_c.id.in_(list(calls)), _c.client_id.is_not(None))
    async with engine.connect() as connection:
        return {row.id: row.client_id for row in await connection.execute(query)}


async def names_of(engine: AsyncEngine, agents: Collection[str]) -> dict[str, str]:
    """How colleagues call these consultants; who is gone is left out."""
    query = select(Agent.id, Agent.display_name).where(Agent.id.in_(list(agents)))
    async with engine.connect() as connection:
        return {row.id: row.display_name for row in await connection.execute(query)}
