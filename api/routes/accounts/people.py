"""Many people at once, from a file: checked as a whole, then accounts, consultants and telephones in one act."""

from functools import partial
from typing import Annotated, Any

from fastapi import Response

from api.accounts.people_check import Checked, Known, check_people
from api.accounts.people_file import TEMPLATE, PeopleFile, read_people
from api.accounts.people_store import Check, look_at_people, make_people
from api.auth import From, Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.accounts.people_schemas import PeopleChecked, PeopleIn
from api.routes.agents.agents import queue_judge, withholds_clients
from api.services import Services
from core.errors import SettingsRefused
from core.lists.topics import TOPICS
from core.rights import Right

router = Router(prefix="/api", tags=["accounts"])

Hires = Annotated[User, needs(Right.MANAGE_AGENTS, Right.MANAGE_ACCOUNTS)]
_CSV: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}


@router.get("/people/template", response_class=Response, responses={**_CSV, **answers(401, 403)})
async def get_people_template(user: Hires) -> Response:
    """The file to be filled in, with two people as examples: CSV with semicolons, as spreadsheets read it."""
    headers = {"Content-Disposition": 'attachment; filename="osoby.csv"'}
    return Response(TEMPLATE.encode(), media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/people/check", responses=answers(401, 403, 413, 422))
async def check_people_file(wanted: PeopleIn, user: Hires, shared: Shared) -> PeopleChecked:
    """What would become of each line of the file, and everything that is wrong with any: line, column, and why, in
    Polish. Nothing is written."""
    file = read_people(wanted.file)
    checked = await look_at_people(shared.engine, _usernames(file), await _check(file, user, shared))
    return _told(checked, user)


@router.post("/people", responses=answers(401, 403, 409, 413, 422))
async def make_people_of_file(wanted: PeopleIn, user: Hires, shared: Shared, origin: From) -> PeopleChecked:
    """Makes an account of each line, consultants with their telephones, in one transaction; `becomes` says what
    was done. The same file once more changes nothing.

    422 `settings_refused` if anything is wrong with any line, with all of it: nobody was made then. Each owner
    activates the account (POST /api/activation), with the help of another person than who made it; nobody else
    sees a number or a password. Consultants hired by somebody who sees no clients of their office see clients when
    another person has confirmed it.
    """
    file = read_people(wanted.file)
    checked = await make_people(
        shared.engine,
        _usernames(file),
        await _check(file, user, shared),
        user.username,
        origin.address,
        shared.clock.now(),
        partial(withholds_clients, user=user),
    )
    if checked.faults:
        raise SettingsRefused(
            [": ".join(part for part in (_place(f.line, f.column), f.message) if part) for f in checked.faults]
        )
    return _told(checked, user)


async def _check(file: PeopleFile, user: User, shared: Services) -> Check:
    problems = await queue_judge(user, shared)
    topics = {topic: words.title for topic, words in TOPICS.items()}
    return lambda offices, holders: check_people(
        file,
        Known(
            offices=offices,
            topics=topics,
            holders=holders,
            may_hire=lambda office: user.may_for(Right.MANAGE_AGENTS, office),
            may_make=lambda office: user.may_for(Right.MANAGE_ACCOUNTS, office),
            queue_problems=problems,
        ),
    )


def _usernames(file: PeopleFile) -> list[str]:
    return [row.cells["account"] for row in file.rows]


def _place(line: int, column: str) -> str:
    return ", ".join(part for part in (f"linia {line}" if line else "", column) if part)


def _told(checked: Checked, user: User) -> PeopleChecked:
    return PeopleChecked.of(checked, lambda office: withholds_clients(office, user))
