"""Keys by which employers look for anonymous profiles (docs/employers-port.md)."""

from datetime import timedelta
from typing import Annotated

from fastapi import Path, Query

from api.accounts import program_key_store
from api.accounts.program_key_store import ProgramKey, ProgramKeyMade
from api.accounts.program_keys import EMPLOYER
from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.employers.employer_port_schemas import EmployerKeyIn
from core.rights import Right
from market.candidates.interest_store import give_key, keys_for, known_or_not_found

router = Router(prefix="/api/employer-keys", tags=["employers"])

Lets = Annotated[User, needs(Right.LET_EMPLOYERS_SEARCH)]
KeyId = Annotated[str, Path(pattern="^[A-Za-z0-9-]{1,64}$", examples=["employerkey-019ab3c4d5e0000-4f2a91c3d0"])]


@router.get("", responses=answers(401, 403, 422))
async def get_employer_keys(
    user: Lets,
    shared: Shared,
    employer_id: Annotated[
        str | None, Query(min_length=1, max_length=80, description="Only those for this one")
    ] = None,
) -> list[ProgramKey]:
    """The keys that one has made, newest first, also those that are over."""
    keys = await program_key_store.list_keys(shared.engine, EMPLOYER, user.username)
    if employer_id is None:
        return keys
    wanted = await keys_for(shared.engine, employer_id)
    return [key for key in keys if key.id in wanted]


@router.post("", status_code=201, responses=answers(401, 403, 404, 413, 422, 429))
async def make_employer_key(wanted: EmployerKeyIn, user: Lets, shared: Shared) -> ProgramKeyMade:
    """A key for one employer, shown this once; only its hash is kept. It opens `/api/employers/v1` and nothing
    else. It ends by itself, by DELETE, and with its maker's account. 404 for an employer whom nobody knows."""
    shared.limits.take(user.username, "save")
    now = shared.clock.now()
    await known_or_not_found(shared.engine, wanted.employer_id)
    made = await program_key_store.make_key(
        shared.engine, EMPLOYER, wanted.name, user.username, user.office, now, now + timedelta(days=wanted.days)
    )
    await give_key(shared.engine, made.id, wanted.employer_id)
    return made


@router.delete("/{key_id}", status_code=204, responses=answers(401, 403, 404, 422))
async def revoke_employer_key(key_id: KeyId, user: Lets, shared: Shared) -> None:
    """It opens nothing any more, from the next request on."""
    await program_key_store.revoke_key(shared.engine, EMPLOYER, key_id, user.username, shared.clock.now())
