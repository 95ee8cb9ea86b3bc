"""What employers see of people: groups made once a night of everybody who agreed, and each row of them that was
shown.

No name, number or address is read here. Who has taken the consent back, has gone or is restricted counts for
nothing from that moment on: a group that has fewer than five left is shown no more.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select

from core.db.engine import Connection, Engine, reading
from core.db.tables.client_tables import ClientOccupation
from core.db.tables.market.candidate_tables import CandidateRow
from core.db.tables.market.profile_tables import (
    ProfileGroupRow,
    ProfileLookRow,
    ProfileMemberRow,
    ProfileSearchRow,
    PublicationRow,
)
from core.db.tables.messages.consent_tables import ConsentRow
from core.db.tables.person_tables import QualificationRow
from core.errors import NotFound
from core.ids import new_id
from core.zone import WARSAW
from market.candidates.anonymity import LEAST, Filters, Group, Look, Person, publish, search
from market.candidates.interest import may_search
from market.matching.profile import Profile, profile_of

KEPT = timedelta(days=40)
"""So long a publication stays: an office may still be asking people of it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A group as an employer sees it."""

    id: str
    group: Group


@dataclass(frozen=True, slots=True)
class Seen:
    """`None` in place of rows where the employer has come to the ceiling of the day."""

    rows: Sequence[Shown] | None
    made_at: datetime | None


async def publish_profiles(engine: Engine, now: datetime) -> int:
    """Put everybody who agreed into groups anew; how many groups. Old publications go."""
    async with engine.begin() as connection:
        people = await _people(connection)
        publication = new_id("profiles")
        await connection.execute(insert(PublicationRow).values(id=publication, made_at=now))
        groups = [(new_id("group"), group) for group in publish(people)]
        rows = [
            {
                "id": group_id,
                "publication_id": publication,
                "occupation": group.look.occupation,
                "office": group.look.office,
                "years": group.look.years,
                "licences": sorted(group.look.licences),
                "languages": sorted(group.look.languages),
            }
            for group_id, group in groups
        ]
        members = [
            {"group_id": group_id, "client_id": each} for group_id, group in groups for each in group.members
        ]
        if rows:
            await connection.execute(insert(ProfileGroupRow), rows)
            await connection.execute(insert(ProfileMemberRow), members)
        await connection.execute(delete(PublicationRow).where(PublicationRow.made_at < now - KEPT))
    return len(groups)


async def search_profiles(
    connection: Connection, employer_id: str, key_id: str, filters: Filters, limit: int, now: datetime
) -> Seen:
    """What the last publication has of it, the largest group first; each row that is shown is written down."""
    # Two searches of one employer at once must not both look at the same count.
    await connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"profiles {employer_id}"))))
    midnight = datetime.combine(now.astimezone(WARSAW).date(), time(), WARSAW)
    of_today = select(func.count(), func.coalesce(func.sum(ProfileSearchRow.rows), 0)).where(
        ProfileSearchRow.employer_id == employer_id, ProfileSearchRow.at >= midnight
    )
    searches, rows = (await connection.execute(of_today)).one()
    if not may_search(searches, rows):
        return Seen(None, None)
    last = select(PublicationRow.id, PublicationRow.made_at).order_by(PublicationRow.made_at.desc()).limit(1)
    publication = (await connection.execute(last)).one_or_none()
    ids = {} if publication is None else await _groups(connection, publication.id, filters)
    by_group = {id(group): group_id for group_id, group in ids.items()}
    shown = [Shown(by_group[id(group)], group) for group in search(ids.values(), filters)[:limit]]
    search_id = new_id("profilesearch")
    asked = {
        "occupation": filters.occupation,
        **{
            name: sorted(getattr(filters, name))
            for name in ("offices", "years", "licences", "languages")
            if getattr(filters, name)
        },
    }
    await connection.execute(
        insert(ProfileSearchRow).values(
            id=search_id, at=now, key_id=key_id, employer_id=employer_id, asked=asked, rows=len(shown)
        )
    )
    if shown:
        looks = [{"search_id": search_id, "place": place, "group_id": each.id} for place, each in enumerate(shown)]
        await connection.execute(insert(ProfileLookRow), looks)
    return Seen(shown, None if publication is None else publication.made_at)


async def seen_group(connection: Connection, employer_id: str, group_id: str) -> Group:
    """A group that was shown to this employer, as it is now. Raises NotFound, also where fewer than five are
    left."""
    looked = (
        select(ProfileLookRow.group_id)
        .join(ProfileSearchRow, ProfileSearchRow.id == ProfileLookRow.search_id)
        .where(ProfileSearchRow.employer_id == employer_id, ProfileLookRow.group_id == group_id)
        .limit(1)
    )
    query = select(ProfileGroupRow.__table__).where(ProfileGroupRow.id == group_id)
    row = (await connection.execute(query)).one_or_none()
    if row is None or await connection.scalar(looked) is None:
        raise NotFound
    members = (await _members(connection, [group_id]))[group_id]
    if len(members) < LEAST:
        raise NotFound
    return Group(_look(row), tuple(members))


async def offices_of(connection: Connection, clients: Iterable[str]) -> Sequence[str]:
    """Whose people they are."""
    query = select(CandidateRow.office).distinct().where(CandidateRow.client_id.in_(list(clients)))
    return sorted(await connection.scalars(query))


async def members_of(engine: Engine, group_id: str, office: str) -> Sequence[str]:
    """Who of an office is in a group and still agrees, in an order that says nothing of them."""
    query = (
        select(ProfileMemberRow.client_id)
        .join(CandidateRow, CandidateRow.client_id == ProfileMemberRow.client_id)
        .where(ProfileMemberRow.group_id == group_id, CandidateRow.office == office, _agrees())
        .order_by(func.md5(ProfileMemberRow.client_id))
    )
    async with reading(engine) as connection:
        return list(await connection.scalars(query))


async def _groups(connection: Connection, publication_id: str, filters: Filters) -> Mapping[str, Group]:
    """Those of whom five at least still agree, by id."""
    query = select(ProfileGroupRow.__table__).where(ProfileGroupRow.publication_id == publication_id)
    if filters.occupation:  # those that the pure search may choose: none is left out that fits
        query = query.where(ProfileGroupRow.occupation.startswith(filters.occupation[:1]))
    rows = (await connection.execute(query)).all()
    members = await _members(connection, [row.id for row in rows])
    return {row.id: Group(_look(row), tuple(members[row.id])) for row in rows if len(members[row.id]) >= LEAST}


def _look(row: Any) -> Look:
    return Look(row.occupation, row.office, row.years, frozenset(row.licences), frozenset(row.languages))


async def _members(connection: Connection, groups: Sequence[str]) -> Mapping[str, Sequence[str]]:
    query = (
        select(ProfileMemberRow.group_id, ProfileMemberRow.client_id)
        .join(CandidateRow, CandidateRow.client_id == ProfileMemberRow.client_id)
        .where(ProfileMemberRow.group_id.in_(groups), _agrees())
    )
    found: dict[str, list[str]] = defaultdict(list)
    for row in await connection.execute(query):
        found[row.group_id].append(row.client_id)
    return found


def _agrees() -> Any:
    """The consent that employers are told of the person stands, by whichever channel it was given."""
    agreed = select(ConsentRow.client_id).where(
        ConsentRow.client_id == CandidateRow.client_id,
        ConsentRow.purpose == "employer_search",
        ConsentRow.is_given,
    )
    return agreed.exists()


async def _people(connection: Connection) -> Sequence[Person]:
    """Who is registered and agrees, by what counts of each."""
    agreeing = select(CandidateRow.client_id, CandidateRow.office).where(_agrees())
    offices = {row.client_id: row.office for row in await connection.execute(agreeing)}
    chosen = agreeing.with_only_columns(CandidateRow.client_id)
    row = QualificationRow
    skills: dict[str, list[Any]] = defaultdict(list)
    query = select(row.client_id, row.kind, row.occupation, row.name, row.years).where(row.client_id.in_(chosen))
    for each in await connection.execute(query.order_by(row.client_id, row.place)):
        skills[each.client_id].append(each)
    codes: dict[str, list[str]] = defaultdict(list)
    of_clients = select(ClientOccupation.client_id, ClientOccupation.occupation)
    for had in await connection.execute(of_clients.where(ClientOccupation.client_id.in_(chosen))):
        codes[had.client_id].append(had.occupation)
    found = (
        _person(client_id, office, profile_of(None, skills[client_id], codes[client_id]))
        for client_id, office in sorted(offices.items())
    )
    return [each for each in found if each is not None]


def _person(client_id: str, office: str, profile: Profile) -> Person | None:
    """By the occupation that is wished for, else the one with most years. None without any."""
    years = dict(profile.years)
    occupations = profile.wished or tuple(sorted(profile.performed, key=lambda code: (-years.get(code, 0), code)))
    if not occupations:
        return None
    person = Person(client_id, office, occupations[0], licences=profile.licences, languages=profile.languages)
    return replace(person, years=sum(count for code, count in profile.years if code[:4] == occupations[0][:4]))
