"""Forms by which conversations are assessed: of an office or the province, for a topic or all, from a day on."""

from typing import Annotated

from fastapi import Response

from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.assessments.assessment_forms_schemas import FormIn, FormList, FormOut, ShippedForm
from api.schemas.etag import IfMatch, tag_of, version_of
from api.today import today
from assessments import form_store
from assessments.form import FormRefused
from assessments.form_store import list_forms
from core.errors import NotAllowed
from core.lists.topics import topic_faults
from core.rights import Reach, Right

router = Router(prefix="/api/assessment-forms", tags=["assessments"])

Reader = Annotated[User, needs(Right.MANAGE_ASSESSMENT_FORMS, Right.ASSESS_CONVERSATIONS)]
Manager = Annotated[User, needs(Right.MANAGE_ASSESSMENT_FORMS)]


@router.get("", responses=answers(401, 403, 422, 429))
async def get_assessment_forms(user: Reader, shared: Shared) -> FormList:
    """The forms of the province and of the own offices with all their spans, by place and first day, and the form
    that holds where there is none. The closest holds: of office and topic, of the office, of the topic, of the
    province."""
    shared.limits.take(user.username, "look")
    is_wide = Reach.PROVINCE in (user.reach(Right.MANAGE_ASSESSMENT_FORMS), user.reach(Right.ASSESS_CONVERSATIONS))
    found = await list_forms(shared.engine, None if is_wide else user.offices)
    day = today(shared)
    return FormList(forms=[FormOut.of(stored, day) for stored in found], shipped=ShippedForm())


@router.post("", status_code=201, responses=answers(401, 403, 412, 413, 422, 429))
async def set_assessment_form(
    wanted: FormIn, read_on: IfMatch, user: Manager, shared: Shared, response: Response
) -> FormOut:
    """A form for a place from a day on, until what is planned next; without criteria the wider form holds again.
    What was assessed stays as it was assessed. The province's takes a reach of the whole province.

    `If-Match` names the newest version of the place (`"0"` for a new one); 412 with `stale_version`.
    """
    shared.limits.take(user.username, "save")
    if not user.may_for(Right.MANAGE_ASSESSMENT_FORMS, wanted.office):
        raise NotAllowed
    if wanted.topic is not None and (faults := topic_faults([wanted.topic])):
        raise FormRefused(*(("topic", fault) for fault in faults))
    stored = await form_store.set_form(
        shared.engine, wanted.new, version_of(read_on), user.username, shared.clock.now(), today(shared)
    )
    response.headers["ETag"] = tag_of(stored.form.version)
    return FormOut.of(stored, today(shared))
