"""Who of the staff changed what: the audit log, page by page."""

from typing import Annotated

from fastapi import Query

from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.logs.audit_log_schemas import (
    AuditLogPage,
    AuditLogQuery,
    ChangedTable,
    LastChangeOut,
)
from core.lists.last_change_store import last_changes
from core.rights import Right
from reports.audit_store import read_audit_log

router = Router(prefix="/api", tags=["audit-log"])


@router.get("/audit-log", responses=answers(401, 403, 422))
async def get_audit_log(
    query: Annotated[AuditLogQuery, Query()],
    user: Annotated[User, needs(Right.READ_AUDIT_LOG)],
    shared: Shared,
) -> AuditLogPage:
    """Changes by staff, newest first, page by page; what comes in meanwhile moves no page.

    Supervisors and auditors of an office see what was changed there; those of the provincial office and
    administrators see all. Each entry stands since the moment of the change and cannot be altered.
    """
    if query.office is not None and not user.may_for(Right.READ_AUDIT_LOG, query.office):
        return AuditLogPage(entries=[], next=None)
    page = await read_audit_log(
        shared.engine,
        query.wanted(user.offices_of(Right.READ_AUDIT_LOG)),
        limit=query.limit,
        after=query.after,
    )
    return AuditLogPage.of(page)


@router.get("/last-changes", responses=answers(401, 403, 422))
async def get_last_changes(
    subject: Annotated[ChangedTable, Query(description="Of which kind of things")],
    user: Annotated[User, needs(Right.READ_AUDIT_LOG)],
    shared: Shared,
) -> list[LastChangeOut]:
    """Who of the staff changed each thing of a kind last. What nobody of them has changed is not named.

    Its `version` is what `If-Match` takes where such a thing is saved. Whose log is an office's sees what was
    changed there.
    """
    found = await last_changes(shared.engine, subject, user.offices_of(Right.READ_AUDIT_LOG))
    return [LastChangeOut.model_validate(each) for each in found]
