"""The registered of the own offices by what they can do; each who is shown gets an entry of the access log."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, case, exists, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from clients.access import Groups, Viewer, in_order, searchable_offices
from clients.access_ceiling_store import count_accesses
from clients.access_ceilings import TooManyAccesses
from clients.access_store import AccessEntry, note_accesses
from clients.candidates.candidate import Candidate, CandidateSearch, Qualification, QualificationKind
from core.db.tables.client_tables import ClientOccupation, RegistrationRow
from core.db.tables.person_tables import QUALIFICATION_WORDS, Client, QualificationRow
from core.search.language.words import words_of

MOST = 500
"""So many are looked through for the best: more is a search that has to be narrowed."""
MAX_SHOWN = 20
SHOWN: Groups = frozenset({"identity", "contact_data", "registration", "qualifications"})
"""What a list of candidates shows something of: names, the gmina, the status, what somebody can do."""
_MOST_WORDS = 8
_WORDS: ColumnElement[Any] = literal_column(QUALIFICATION_WORDS)


@dataclass(frozen=True, slots=True)
class FoundCandidates:
    """A page, the best first. `total`: of all who fit, at most `MOST`."""

    candidates: Sequence[Candidate]
    total: int


async def find_candidates(
    engine: AsyncEngine,
    viewer: Viewer,
    wanted: CandidateSearch,
    rank: Callable[[Candidate], Any],
    now: datetime,
    *,
    limit: int,
    offset: int = 0,
) -> FoundCandidates:
    """Those of the viewer's own offices, by `rank`, the least first. Only who is shown has been looked at: each
    has an entry in the same transaction, and is a name of the ceiling of the day.

    Of another office nobody is found. Raises TooManyAccesses beyond the ceiling: nothing is shown then.
    """
    offices = searchable_offices(viewer)
    if wanted.office is not None:
        offices &= {wanted.office}
    async with engine.begin() as connection:
        found = await _found(connection, wanted, offices) if offices and _names_something(wanted) else []
        shown = sorted(found, key=rank)[offset : offset + min(limit, MAX_SHOWN)]
        is_within = not shown or await count_accesses(connection, viewer, now, names=len(shown))
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
        entries = [replace(seen, client_id=each.id, office=each.office) for each in shown]
        await note_accesses(connection, entries if is_within else [], nobody)
    if not is_within:
        raise TooManyAccesses
    return FoundCandidates(shown, len(found))


async def _found(
    connection: AsyncConnection, wanted: CandidateSearch, offices: Collection[str]
) -> Sequence[Candidate]:
    at_home = case((Client.gmina == wanted.home, 0), else_=1) if wanted.home else Client.id
    query = (
        select(
            Client.id,
            Client.office,
            Client.first_name,
            Client.last_name,
            Client.gmina,
            RegistrationRow.status,
            RegistrationRow.since,
        )
        .join(RegistrationRow, RegistrationRow.client_id == Client.id)
        .where(
            Client.office.in_(offices),
            Client.gone_at.is_(None),
            Client.restricted_at.is_(None),
            RegistrationRow.status.in_(["unemployed", "seeker"]),
            *_conditions(wanted),
        )
        .order_by(at_home, Client.id)
        .limit(MOST)
    )
    rows = (await connection.execute(query)).all()
    known = await _qualifications(connection, [row.id for row in rows])
    return [Candidate(**row._mapping, qualifications=tuple(known[row.id])) for row in rows]


def _conditions(wanted: CandidateSearch) -> Iterator[ColumnElement[bool]]:
    if wanted.status is not None:
        yield RegistrationRow.status == wanted.status
    if wanted.gminas is not None:
        yield Client.gmina.in_(wanted.gminas)
    if wanted.occupation:
        of_client = ClientOccupation.client_id == Client.id
        yield exists().where(of_client, ClientOccupation.occupation.startswith(wanted.occupation, autoescape=True))
    for word in _words(wanted.words):
        yield _has(word)
    for word in _words(wanted.licence):
        yield _has(word, QualificationRow.kind == "licence")
    for word in _words(wanted.language):
        yield _has(word, QualificationRow.kind == "language")
    if wanted.least_years:
        worked = select(func.coalesce(func.sum(QualificationRow.years), 0)).where(
            QualificationRow.client_id == Client.id,
            QualificationRow.kind == "performed",
            QualificationRow.occupation.startswith(wanted.occupation, autoescape=True),
        )
        yield worked.scalar_subquery() >= wanted.least_years


def _names_something(wanted: CandidateSearch) -> bool:
    """Without it everybody would be found."""
    return bool(wanted.occupation or _words(f"{wanted.words} {wanted.licence} {wanted.language}"))


def _words(typed: str) -> Sequence[str]:
    return [word.folded for word in words_of(typed)[:_MOST_WORDS] if word.folded.isalnum()]


def _has(word: str, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    """Somebody of whom a qualification has a word that begins so: the last one may still be typed."""
    named = _WORDS.op("@@")(func.to_tsquery("simple", f"{word}:*"))
    return exists().where(QualificationRow.client_id == Client.id, named, *more)


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
