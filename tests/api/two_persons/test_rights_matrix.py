"""Every operation of the web service asked as every role, for the own and for another office.

What must come of it is reckoned from the table of rights (`core.rights`, shown in `docs/rights.md`) and the right
that the route names. An operation that is not listed in `rights_samples` fails the test: none can be forgotten.

`make test` asks each operation once for each reach that any role has of its right; `make test-more` as every role.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from fastapi.routing import APIRoute
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from api.auth import Guard
from core.db.tables.staff_tables import AuditRow
from core.rights import ROLES, Reach, rights_of
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.api.rights_samples import (
    IN_A_PATH,
    OF_THE_PROVINCE,
    SAMPLES,
    Sample,
)
from tests.api.rights_things import hire_somebody, put_things_there
from tests.support.plugins.width import IS_WIDE
from tests.support.timing.standing_clock import StandingClock
from tests.unit.api.test_rights_of_routes import guards, routes

LOOKS = {"open_client", "listen_to_recording", "download_recording"}
"""A POST because of what must not stand in an address: it changes nothing but the access log."""

UNFINISHED = {"keep_matter_draft"}
"""What is typed and not sent yet is nobody's act; the answer is."""

OWN, OTHER, WUP = "20060", "20610", "20000"
PEOPLE = [(role, OWN) for role in ROLES] + [
    (role, WUP)
    for role in ROLES
    if rights_of(role, is_of_province=True) is not rights_of(role, is_of_province=False)
]


class Operation(NamedTuple):
    """What is asked, and the right that it names."""

    method: str
    path: str
    guard: Guard


@cache
def operations() -> dict[str, Operation]:
    """Those that name a right, by name."""
    return {
        route.name: Operation(next(iter(route.methods or ())), route.path, of_route[0])
        for route in routes()
        if isinstance(route, APIRoute) and (of_route := guards(route))
    }


def test_every_operation_is_asked() -> None:
    assert SAMPLES.keys() | OF_THE_PROVINCE == operations().keys()
    assert not SAMPLES.keys() & OF_THE_PROVINCE


@cache
def _asked(names: frozenset[str]) -> dict[tuple[str, str], frozenset[str]]:
    """Which of the operations each person asks: of those with the same reach of their rights the first one."""
    told: set[tuple[str, Reach, tuple[Reach, ...]]] = set()
    asked: dict[tuple[str, str], frozenset[str]] = {}
    for role, home in PEOPLE:
        rights = rights_of(role, is_of_province=home == WUP)
        own = set()
        for name in names:
            also = SAMPLES[name](home).also if name in SAMPLES else None
            guard = operations()[name].guard
            reaches = tuple(rights.get(each, Reach.NOTHING) for each in sorted(guard.rights))
            reach = (name, rights.get(also, Reach.NOTHING) if also else Reach.NOTHING, reaches)
            if IS_WIDE or reach not in told:
                told.add(reach)
                own.add(name)
        asked[role, home] = frozenset(own)
    return asked


def _reaches(reach: Reach, sample: Sample, *, is_own: bool) -> bool:
    """Whether a right that goes so far holds for a thing of the own or of another office."""
    if reach is Reach.PROVINCE:
        return True
    return is_own and (reach is Reach.OFFICE or (reach is Reach.OWN and sample.mine))


@pytest.mark.anyio
@pytest.mark.usefixtures("hours")
@pytest.mark.parametrize(("role", "home"), [who for who, names in _asked(frozenset(SAMPLES)).items() if names])
async def test_things_of_an_office_are_open_as_far_as_the_right_reaches(
    log_in: LogIn, centre: Centre, engine: AsyncEngine, clock: StandingClock, tmp_path: Path, role: str, home: str
) -> None:
    client = await log_in(await hire_somebody(engine, role, home))
    await put_things_there(engine, centre, tmp_path)
    rights = rights_of(role, is_of_province=home == WUP)
    wrong = []
    asked = _asked(frozenset(SAMPLES))[role, home]
    for name in sorted(asked, key=lambda name: SAMPLES[name](home).is_last):
        method, path, guard = operations()[name]
        reach = rights.get(guard.right, Reach.NOTHING)
        clock.passes(seconds=1)  # as quick as one account may be
        for office in (OTHER, home):
            sample = SAMPLES[name](office)
            needed = [reach] if sample.also is None else [reach, rights.get(sample.also, Reach.NOTHING)]
            is_open = all(_reaches(reach, sample, is_own=office == home) for reach in needed)
            answer = await client.request(
                method, path.format(**sample.path), json=sample.json, headers=sample.headers
            )
            if (answer.status_code in (403, 404)) == is_open or answer.status_code in (401, 405, 500):
                wrong.append((name, str(guard.right), office, is_open, answer.status_code, answer.text[:80]))
    assert wrong == []


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("role", "home"), [who for who, names in _asked(frozenset(OF_THE_PROVINCE)).items() if names]
)
async def test_what_is_of_the_province_is_closed_without_the_right(
    log_in: LogIn, engine: AsyncEngine, centre: Centre, role: str, home: str
) -> None:
    client = await log_in(await hire_somebody(engine, role, home))
    rights = rights_of(role, is_of_province=home == WUP)
    wrong = []
    for name in sorted(_asked(frozenset(OF_THE_PROVINCE))[role, home]):
        method, path, guard = operations()[name]
        is_closed = guard.refuses and not guard.rights & rights.keys()
        answer = await client.request(method, path.format_map(IN_A_PATH))
        if (answer.status_code == 403) != is_closed or answer.status_code in (401, 405, 500):
            wrong.append((name, str(guard.right), is_closed, answer.status_code, answer.text[:80]))
    assert wrong == []


@pytest.mark.anyio
async def test_nothing_is_open_without_a_log_in(stranger: AsyncClient) -> None:
    for name, (method, path, _) in operations().items():
        sample = SAMPLES[name](OWN).path if name in SAMPLES else {}
        answer = await stranger.request(method, path.format_map({**IN_A_PATH, **sample}))
        assert answer.status_code == 401, (name, answer.status_code)


@pytest.mark.anyio
@pytest.mark.usefixtures("hours")
async def test_every_change_of_something_of_an_office_stands_in_the_audit_log(
    log_in: LogIn, centre: Centre, engine: AsyncEngine, tmp_path: Path
) -> None:
    client = await log_in("kierownik-20060")
    await put_things_there(engine, centre, tmp_path)
    changed = set()
    for name in sorted(SAMPLES, key=lambda name: SAMPLES[name](OWN).is_last):
        method, path, _ = operations()[name]
        sample = SAMPLES[name](OWN)
        if method != "GET" and name not in LOOKS | UNFINISHED:
            answer = await client.request(
                method, path.format(**sample.path), json=sample.json, headers=sample.headers
            )
            if answer.is_success:
                changed.add(name)
    async with engine.connect() as connection:
        query = select(AuditRow.operation).where(AuditRow.account == "kierownik-20060")
        noted = set(await connection.scalars(query))
    assert len(changed) > 15
    assert changed - noted == set()
