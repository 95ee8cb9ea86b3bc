"""The registered of the own offices by what they can do; each who is shown gets an entry of the access log."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, case, func, literal_column, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from clients.access import Groups, Viewer, in_order, searchable_offices
from clients.access_ceiling_store import count_accesses
from clients.access_ceilings import TooManyAccesses
from clients.access_store import AccessEntry, note_accesses
from clients.candidates.candidate import Candidate, CandidateSearch, Qualification, QualificationKind
from core.db.tables.client_tables import RegistrationRow
from core.db.tables.market.candidate_tables import CandidateRow
from core.db.tables.person_tables import Client, QualificationRow
from core.search.language.words import words_of

MOST = 500
"""So many are looked through for the best: more is a search that has to be narrowed."""
MAX_SHOWN = 20
SHOWN: Groups = frozenset({"identity", "contact_data", "registration", "qualifications"})
"""What a list of candidates shows something of: names, the gmina, the status, what somebody can do."""
_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class FoundCandidates:
    """A page, the best first. `total`: of all who fit, at most `MOST`."""

    candidates: Sequence[Candidate]
    total: int


async def find_candidates(
    engine: AsyncEngine,
    viewer: Viewer,
    wanted: CandidateSearch,
    now: datetime,
    *,
    limit: int,
    offset: int = 0,
    rank: Callable[[Candidate], Any] | None = None,
) -> FoundCandidates:
    """Those of the viewer's own offices: the nearest first, of them who has worked longest in the occupation. With
    `rank` the first `MOST` of these by that, the least first. Only who is shown has been looked at: each has an
    entry in the same transaction, and is a name of the ceiling of the day.

    Of another office nobody is found. Raises TooManyAccesses beyond the ceiling: nothing is shown then.
    """
    offices = searchable_offices(viewer)
    if wanted.office is not None:
        offices &= {wanted.office}
    async with engine.begin() as connection:
        if not offices or not _names_something(wanted):
            shown = FoundCandidates([], 0)
        elif rank is None:
            shown = await _found(connection, wanted, offices, min(limit, MAX_SHOWN), offset)
        else:
            every = await _found(connection, wanted, offices, MOST, 0)
            page = sorted(every.candidates, key=rank)[offset : offset + min(limit, MAX_SHOWN)]
            shown = FoundCandidates(page, every.total)
        names = len(shown.candidates)
        is_within = not names or await count_accesses(connection, viewer, now, names=names)
        nobody = AccessEntry(
            at=now,
            who=viewer.account,
            client_id=None,
            office=viewer.home,
            topic="list",
            purpose="candidate_search",
            outcome="none" if is_within else "refused",
        )
        seen = replace(nobody, outcome="found", groups=in_order(SHOWN))
        entries = [replace(seen, client_id=each.id, office=each.office) for each in shown.candidates]
        await note_accesses(connection, entries if is_within else [], nobody)
    if not is_within:
        raise TooManyAccesses
    return shown


async def _found(
    connection: AsyncConnection, wanted: CandidateSearch, offices: Collection[str], limit: int, offset: int
) -> FoundCandidates:
    """Ids first, in the order of the page; names and qualifications of that page alone."""
    order = [_place(wanted), _worked(wanted.occupation).desc(), CandidateRow.client_id]
    ids = (
        select(
            CandidateRow.client_id,
            func.row_number().over(order_by=order).label("place"),
            func.count().over().label("total"),
        )
        .where(*_conditions(wanted, offices))
        .order_by(text("place"))
        .limit(limit)
        .offset(offset)
        .cte("found")
    )
    query = (
        select(
            Client.id,
            Client.office,
            Client.first_name,
            Client.last_name,
            Client.gmina,
            RegistrationRow.status,
            RegistrationRow.since,
            ids.c.total,
        )
        .join(ids, ids.c.client_id == Client.id)
        .join(RegistrationRow, RegistrationRow.client_id == Client.id)
        .order_by(ids.c.place)
    )
    rows = (await connection.execute(query)).all()
    known = await _qualifications(connection, [row.id for row in rows])
    candidates = [
        Candidate(
            id=row.id,
            office=row.office,
            first_name=row.first_name,
            last_name=row.last_name,
            gmina=row.gmina,
            status=row.status,
            since=row.since,
            qualifications=tuple(known[row.id]),
        )
        for row in rows
    ]
    return FoundCandidates(candidates, min(MOST, rows[0].total if rows else 0))


def _place(wanted: CandidateSearch) -> ColumnElement[int]:
    rings = [(CandidateRow.gmina.in_(sorted(gminas)), place) for place, gminas in enumerate(wanted.near) if gminas]
    return case(*rings, else_=len(wanted.near)) if rings else literal_column("0")


def _worked(occupation: str) -> ColumnElement[int]:
    """Years of work in occupations that begin so."""
    query = select(func.coalesce(func.sum(QualificationRow.years), 0)).where(
        QualificationRow.client_id == CandidateRow.client_id, QualificationRow.kind == "performed"
    )
    if occupation:
        query = query.where(_begins(QualificationRow.occupation, occupation))
    return query.scalar_subquery()


def _begins(column: Any, digits: str) -> ColumnElement[bool]:
    """A code that begins so, as a span that an index has."""
    return and_(column >= digits, column < f"{digits}:")  # the sign after 9


def _conditions(wanted: CandidateSearch, offices: Collection[str]) -> Iterator[ColumnElement[bool]]:
    yield CandidateRow.found.op("@@")(func.to_tsquery("simple", _asked(wanted, offices)))
    if wanted.status is not None:
        yield CandidateRow.status == wanted.status
    if wanted.gminas is not None:
        yield CandidateRow.gmina.in_(wanted.gminas)
    if wanted.least_years:
        yield _worked(wanted.occupation) >= wanted.least_years


def _asked(wanted: CandidateSearch, offices: Collection[str]) -> str:
    """What is looked for in `found`, as one question to its index. Words may still be typed: what begins so."""
    parts = ["(" + " | ".join(f"o{office}" for office in sorted(offices)) + ")"]
    if wanted.occupation:
        parts.append(f"k{wanted.occupation}:*")
    for sign, typed in (("w", wanted.words), ("l", wanted.licence), ("j", wanted.language)):
        parts.extend(f"{sign}{word}:*" for word in _words(typed))
    return " & ".join(parts)


def _names_something(wanted: CandidateSearch) -> bool:
    """Without it everybody would be found."""
    return bool(wanted.occupation or _words(f"{wanted.words} {wanted.licence} {wanted.language}"))


def _words(typed: str) -> Sequence[str]:
    return [word.folded for word in words_of(typed)[:_MOST_WORDS] if word.folded.isalnum()]


async def _qualifications(
    connection: AsyncConnection, clients: Sequence[str]
) -> Mapping[str, Sequence[Qualification]]:
    row = QualificationRow
    query = select(row.client_id, row.kind, row.occupation, row.name, row.level, row.years)
    found: dict[str, list[Qualification]] = defaultdict(list)
    for each in await connection.execute(query.where(row.client_id.in_(clients)).order_by(row.place)):
        kind = cast(QualificationKind, each.kind)
        found[each.client_id].append(Qualification(kind, each.occupation, each.name, each.level, each.years))
    return found
