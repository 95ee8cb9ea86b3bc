"""Which requests of persons wait for the next step of somebody, without whose they are."""

from collections.abc import Collection

from core.db.tables.request_tables import PersonRequestRow
from core.todo.work_store import Waiting, waiting

_REQUEST = PersonRequestRow.__table__.c
_BY_PEOPLE = ("received", "identified")
"""States whose next step somebody takes; an erasure that was approved is carried out by the process `jobs`."""


def waiting_requests(offices: Collection[str] | None) -> Waiting:
    """`what`: the kind; `title`: the office's own case number; due as the law says."""
    found = waiting(
        "request",
        subject=_REQUEST.id,
        office=_REQUEST.office,
        since=_REQUEST.received_at,
        due_on=_REQUEST.due_on,
        what=_REQUEST.kind,
        title=_REQUEST.reference,
        entered_by=_REQUEST.received_by,
    ).where(_REQUEST.state.in_(_BY_PEOPLE))
    return found if offices is None else found.where(_REQUEST.office.in_(offices))
