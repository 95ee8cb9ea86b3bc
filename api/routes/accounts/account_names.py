"""What accounts of the staff are called: lists keep ids, people read names."""

from typing import Annotated

from fastapi import Query
from pydantic import StringConstraints

from api.auth import Shared, Staff
from api.errors import answers
from api.http.routing import Router
from api.schemas.words import Name
from core.lists.account_name_store import account_names

router = Router(prefix="/api", tags=["accounts"])

MOST = 100


@router.get("/account-names", responses=answers(401, 403, 422))
async def get_account_names(
    user: Staff,
    shared: Shared,
    account: Annotated[
        list[Annotated[str, StringConstraints(pattern=Name)]],
        Query(min_length=1, max_length=MOST, description="Ids that a list shows", examples=[["k20060-1"]]),
    ],
) -> dict[str, str]:
    """Names by id, also of closed accounts, for whoever is logged in and has the ids. What is no account is left
    out."""
    async with shared.engine.connect() as connection:
        return await account_names(connection, account)
