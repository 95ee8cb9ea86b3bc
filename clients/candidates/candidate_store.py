"""The registered of the own offices by what they can do; each who is shown gets an entry of the access log."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, and_, case, func, literal, literal_column, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from clients.access import Groups, Viewer, in_order, searchable_offices
from clients.access_ceiling_store import count_accesses
from clients.access_ceilings import TooManyAccesses
from clients.access_store import AccessEntry, note_accesses
from clients.candidates.candidate import (
    Candidate,
    CandidateSearch,
    Qualification,
    QualificationKind,
    ToldContact,
)
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
_COLUMNS = (
    *(Client.id, Client.office, Client.first_name, Client.last_name, Client.gmina),
    *(RegistrationRow.status, RegistrationRow.since),
)


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
        is_within = await _look(connection, viewer, shown.candidates, "candidate_search", now)
    if not is_within:
        raise TooManyAccesses
    return shown


async def show_candidates(
    engine: AsyncEngine, viewer: Viewer, clients: Sequence[str], now: datetime
) -> Sequence[Candidate]:
    """Those of the own offices among `clients`, in their order, whom an employer would like to meet: each has an
    entry, and is a name of the ceiling of the day. Raises TooManyAccesses beyond it: nothing is shown then."""
    async with engine.begin() as connection:
        found = await _read(connection, select(literal(0).label("total"), *_COLUMNS).where(Client.id.in_(clients)))
        own = {each.id: each for each in found.candidates if each.office in searchable_offices(viewer)}
        shown = [own[client_id] for client_id in clients if client_id in own]
        is_within = await _look(connection, viewer, shown, "employer_interest", now)
    if not is_within:
        raise TooManyAccesses
    return shown


async def contacts_told(
    connection: AsyncConnection, clients: Sequence[str], key_id: str, now: datetime
) -> Mapping[str, ToldContact]:
    """Names and ways of contact of people who have agreed that an employer reads them; each look is written down.
    Nobody of whom nothing may be used any more."""
    query = select(Client.id, Client.office, Client.first_name, Client.last_name, Client.phone, Client.email)
    still = Client.gone_at.is_(None) & Client.restricted_at.is_(None)
    rows = (await connection.execute(query.where(Client.id.in_(clients), still))).all()
    nobody = AccessEntry(
        at=now,
        who=key_id,
        who_kind="employer",
        client_id=None,
        office=None,
        topic="person",
        purpose="employer_contact",
        outcome="none",
    )
    seen = replace(nobody, outcome="exported", groups=in_order({"identity", "contact_data"}))
    entries = [replace(seen, client_id=row.id, office=row.office) for row in rows]
    await note_accesses(connection, entries, nobody)
    return {row.id: ToldContact(f"{row.first_name} {row.last_name}", row.phone, row.email) for row in rows}


async def note_rows_seen(
    connection: AsyncConnection, key_id: str, offices: Sequence[str | None], now: datetime
) -> None:
    """An employer has seen a row for each of `offices`: a group of that office, None for the province's."""
    nobody = AccessEntry(
        at=now,
        who=key_id,
        who_kind="employer",
        client_id=None,
        office=None,
        topic="profiles",
        purpose="employer_search",
        outcome="none",
    )
    seen = replace(nobody, outcome="found", groups=["qualifications"])
    await note_accesses(connection, [replace(seen, office=office) for office in offices], nobody)


async def _look(
    connection: AsyncConnection,
    viewer: Viewer,
    shown: Sequence[Candidate],
    purpose: Literal["candidate_search", "employer_interest"],
    now: datetime,
) -> bool:
    """False beyond the ceiling: nothing may be shown then."""
    is_within = not shown or await count_accesses(connection, viewer, now, names=len(shown))
    nobody = AccessEntry(
        at=now,
        who=viewer.account,
        client_id=None,
        office=viewer.home,
        topic="list",
        purpose=purpose,
        outcome="none" if is_within else "refused",
    )
    seen = replace(nobody, outcome="found", groups=in_order(SHOWN))
    entries = [replace(seen, client_id=each.id, office=each.office) for each in shown]
    await note_accesses(connection, entries if is_within else [], nobody)
    return is_within


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
    query = select(ids.c.total, *_COLUMNS).join(ids, ids.c.client_id == Client.id).order_by(ids.c.place)
    return await _read(connection, query)


async def _read(connection: AsyncConnection, query: Any) -> FoundCandidates:
    """`query`: of clients with their registration, `_COLUMNS` and `total`."""
    rows = (await connection.execute(query.join(RegistrationRow, RegistrationRow.client_id == Client.id))).all()
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
