"""What uses a thing that somebody is about to close."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from api.auth import Shared, Staff
from api.errors import answers
from api.http.routing import Router
from ivr.use_store import UsedKind, UseKind, uses_of

router = Router(prefix="/api", tags=["lists"])


class UseOut(BaseModel):
    """Rules, people or calls that name it."""

    model_config = ConfigDict(from_attributes=True)

    kind: UseKind
    count: int = Field(description="`calls`: of seven days, a thousand at most", examples=[12])
    names: list[str] = Field(
        description="Offices, scenarios or institutions; empty where they have no names", examples=[["Kolno"]]
    )


@router.get("/uses", responses=answers(401, 403, 422))
async def get_uses(
    kind: Annotated[UsedKind, Query(description="Of which kind it is")],
    thing: Annotated[str, Query(pattern="^[a-z0-9_-]{1,60}$", description="Its key", examples=["employer"])],
    user: Staff,
    shared: Shared,
) -> list[UseOut]:
    """What names a topic, a reason of pauses, a dialled number or an institution now, or will by what is planned.

    Empty if nothing does, and for a thing that there is not.
    """
    found = await uses_of(shared.engine, kind, thing, shared.clock.now())
    return [UseOut.model_validate(use) for use in found]
