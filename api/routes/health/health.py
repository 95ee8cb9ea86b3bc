"""Is the centre well? For the operator's monitor and the self-check at the start."""

from contextlib import suppress

import anyio
from fastapi import Response

from api.auth import Shared
from api.http.routing import Router
from api.routes.health.health_schemas import Health, PartHealth, Parts
from api.services import Services
from core.db.errors import DATABASE_AWAY
from core.db.health_store import ask_database
from core.errors import CentreUnavailable
from core.lease.standby_store import lease_now
from core.relay.commands import AskHealth, Done

router = Router(tags=["health"])

PATIENCE = 2.0  # seconds for each part; they are asked at the same time


@router.get("/health", responses={503: {"model": Health, "description": "At least one part is away"}})
async def get_health(shared: Shared, response: Response) -> Health:
    """200 when every part is well, else 503 with the same content. Needs no log-in and tells nothing else."""
    found: dict[str, PartHealth] = {"database": "away", "ari_app": "away", "asterisk": "away"}
    health = Health(status="degraded", parts=Parts(**found))
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_ask_database, shared, found)
        tasks.start_soon(_ask_centre, shared, found)
        if shared.settings.has_standby:
            tasks.start_soon(_ask_standby, shared, health)
    health.parts = Parts(**found)
    if set(found.values()) == {"ok"}:
        health.status = "ok"
    else:
        response.status_code = 503
    return health


async def _ask_database(shared: Services, found: dict[str, PartHealth]) -> None:
    try:
        with anyio.move_on_after(PATIENCE):
            await ask_database(shared.engine)
            found["database"] = "ok"
    except DATABASE_AWAY:
        return


async def _ask_standby(shared: Services, health: Health) -> None:
    with suppress(*DATABASE_AWAY), anyio.move_on_after(PATIENCE):
        lease = await lease_now(shared.engine)
        health.standby = None if lease is None else lease.standby


async def _ask_centre(shared: Services, found: dict[str, PartHealth]) -> None:
    try:
        reply = await shared.relay.ask(AskHealth(), PATIENCE)
    except CentreUnavailable:
        return
    if isinstance(reply, Done):
        found["ari_app"] = "ok"
        found["asterisk"] = "ok" if reply.details.get("asterisk") == "ok" else "away"
