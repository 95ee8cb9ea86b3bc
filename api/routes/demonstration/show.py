"""What goes on in a demonstration now, and „Ożyw pokaz”."""

from anyio import to_thread
from fastapi import Depends

from api.auth import Shared
from api.errors import answers
from api.http.routing import Router
from api.made_up.demonstration_guard import at_this_machine
from api.made_up.desk_now_store import calls_now
from api.made_up.made_up_history import read_made_up_history
from api.routes.demonstration.show_schemas import DemonstrationNow, HistoryOut, ShowOut

router = Router(prefix="/api/demonstration", tags=["session"], dependencies=[Depends(at_this_machine)])


@router.get("/now", responses=answers(404))
async def get_demonstration_now(shared: Shared) -> DemonstrationNow:
    """How many calls go on, how far the made-up history is, and whether made-up people are calling.

    In a demonstration only, and only for whoever sits at its machine: 404 otherwise. Needs no log-in.
    """
    history = await to_thread.run_sync(read_made_up_history, shared.settings.made_up_history)
    return DemonstrationNow(
        calls=await calls_now(shared.engine),
        history=HistoryOut.of(history, is_wanted=shared.settings.has_made_up_history),
        show=ShowOut.model_validate(shared.show.now),
    )


@router.post("/show", responses=answers(404, 409))
async def begin_show(shared: Shared) -> ShowOut:
    """Made-up callers and consultants meet on the real exchange for ten minutes. 409 while they do already.

    404 where the centre is no demonstration, and for whoever does not sit at its machine. Needs no log-in.
    """
    await shared.show.begin()
    return ShowOut.model_validate(shared.show.now)


@router.delete("/show", responses=answers(404))
async def end_show(shared: Shared) -> ShowOut:
    """Nobody new calls, and whoever talks hangs up within seconds. Harmless when nothing goes on.

    404 where the centre is no demonstration, and for whoever does not sit at its machine. Needs no log-in.
    """
    await shared.show.end()
    return ShowOut.model_validate(shared.show.now)
