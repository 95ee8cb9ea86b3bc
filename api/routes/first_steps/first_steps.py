"""What a fresh installation still lacks before a caller can be helped, for who sets it up."""

from typing import Annotated

from api.auth import Shared, needs
from api.errors import answers
from api.first_steps.steps import steps
from api.first_steps.steps_store import find
from api.http.routing import Router
from api.request_user import User
from api.routes.first_steps.first_steps_schemas import FirstStep, FirstSteps
from core.rights import Right
from core.zone import WARSAW

router = Router(prefix="/api", tags=["first-steps"])


@router.get("/first-steps", responses=answers(401, 403))
async def get_first_steps(user: Annotated[User, needs(Right.MANAGE_OFFICES)], shared: Shared) -> FirstSteps:
    """The steps from an installation with nobody in it to the first conversation, and which are done. Counts, and
    codes of offices and numbers; nobody's name. For who manages offices."""
    now = shared.clock.now()
    found = await find(shared.engine, now, now.astimezone(WARSAW).date())
    return FirstSteps(steps=[FirstStep.model_validate(step) for step in steps(found)])
