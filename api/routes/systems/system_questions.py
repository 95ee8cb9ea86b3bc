"""Systems of other institutions that we ask of one client (docs/other-systems.md)."""

from collections.abc import Sequence
from typing import Annotated

from anyio import to_thread
from pydantic import BaseModel, Field

from api.auth import Shared, needs
from api.clients.client_viewer import viewer_of
from api.clients.pesel_safe import pesel_safe
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.clients.clients import ClientId
from api.services import Services
from clients.systems.asking import ask_system
from clients.systems.asking_store import prepare_inquiry
from clients.systems.contract import InquiryAnswer, SystemQuestion
from clients.systems.other_systems import OtherSystem, read_systems
from core.rights import Right

router = Router(prefix="/api", tags=["systems"])

Asker = Annotated[User, needs(Right.ASK_SYSTEMS)]


class AskedSystem(BaseModel):
    name: str = Field(examples=["POMOST Kolno"])


@router.get("/asked-systems", responses=answers(401, 403))
async def list_asked_systems(user: Asker, shared: Shared) -> list[AskedSystem]:
    """Those that people of the own offices may ask, by name; none where the installation names none."""
    return [AskedSystem(name=system.name) for system in await _systems(user, shared)]


@router.post("/clients/{client_id}/system-questions", responses=answers(401, 403, 404, 409, 413, 422, 429))
async def ask_system_of_client(
    client_id: ClientId, asked: SystemQuestion, user: Asker, shared: Shared
) -> InquiryAnswer:
    """Ask another system of a client of the own office. What it answers is given on and kept nowhere; that it was
    asked, by which provision and for which case, stands in the person's access log before anything leaves.

    409 with `no_pesel` where no PESEL is known of the client, 422 with `unknown_system` for another name. 503 with
    `system_away` and a sentence if the system does not answer within 10 seconds, answers something else, or does
    not let us ask.
    """
    shared.limits.take(user.username, "system_question")
    systems = await _systems(user, shared)
    system = next((each for each in systems if each.name == asked.system), None)
    safe = await pesel_safe(shared)
    inquiry = await prepare_inquiry(
        *(shared.engine, viewer_of(user, shared), client_id, asked),
        is_known=system is not None,
        opened=None if safe is None else safe.opened,
        now=shared.clock.now(),
    )
    assert system is not None  # else there would be no inquiry
    return await ask_system(system, inquiry)


async def _systems(user: User, shared: Services) -> Sequence[OtherSystem]:
    return await to_thread.run_sync(read_systems, shared.settings.systems_file, user.offices)
