"""Keys by which systems of other institutions ask of one person (docs/other-systems.md)."""

from datetime import timedelta
from typing import Annotated

from fastapi import Path

from api.accounts import program_key_store
from api.accounts.program_key_store import ProgramKey, ProgramKeyMade
from api.accounts.program_keys import SYSTEM
from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.schemas.program_keys import ProgramKeyIn
from core.rights import Right

router = Router(prefix="/api/system-keys", tags=["systems"])

Lets = Annotated[User, needs(Right.LET_SYSTEMS_ASK)]
KeyId = Annotated[str, Path(pattern="^[A-Za-z0-9-]{1,64}$", examples=["systemkey-019ab3c4d5e0000-4f2a91c3d0"])]


@router.get("", responses=answers(401, 403))
async def get_system_keys(user: Lets, shared: Shared) -> list[ProgramKey]:
    """The keys that one has made, newest first, also those that are over."""
    return await program_key_store.list_keys(shared.engine, SYSTEM, user.username)


@router.post("", status_code=201, responses=answers(401, 403, 413, 422, 429))
async def make_system_key(wanted: ProgramKeyIn, user: Lets, shared: Shared) -> ProgramKeyMade:
    """A key for the system `name`, shown this once; only its hash is kept. It opens `/api/systems/v1` and nothing
    else, of clients of the maker's own offices. It ends by itself, by DELETE, and with its maker's account."""
    shared.limits.take(user.username, "save")
    now = shared.clock.now()
    return await program_key_store.make_key(
        shared.engine, SYSTEM, wanted.name, user.username, user.office, now, now + timedelta(days=wanted.days)
    )


@router.delete("/{key_id}", status_code=204, responses=answers(401, 403, 404, 422))
async def revoke_system_key(key_id: KeyId, user: Lets, shared: Shared) -> None:
    """It opens nothing any more, from the next request on."""
    await program_key_store.revoke_key(shared.engine, SYSTEM, key_id, user.username, shared.clock.now())
