"""Which follow-ups of conversations and which corrections wait, without whose they are."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.contact_tables import ContactRow, CorrectionProposalRow
from core.db.tables.person_tables import Client
from core.todo.work import WAIT_TIME
from core.todo.work_store import Waiting, waiting

_CONTACT = ContactRow.__table__.c
_CORRECTION = CorrectionProposalRow.__table__.c
_CLIENT = Client.__table__.c
_CALL_AGAIN = "call_again"  # of `clients.contacts.entry`


def waiting_follow_ups(offices: Collection[str] | None, now: datetime) -> Waiting:
    """Entries whose outcome is that another contact is needed, until a later entry of the same client about the
    same topic has an outcome. `title`: the topic."""
    later = ContactRow.__table__.alias("later")
    followed = exists().where(
        later.c.client_id == _CONTACT.client_id,
        later.c.at > _CONTACT.at,
        later.c.outcome.is_not(None),
        later.c.topic.is_not_distinct_from(_CONTACT.topic),
    )
    found = (
        waiting(
            "follow_up",
            subject=_CONTACT.id,
            office=_CLIENT.office,
            since=_CONTACT.at,
            title=_CONTACT.topic,
            entered_by=_CONTACT.account,
        )
        .join_from(ContactRow.__table__, Client.__table__, _CLIENT.id == _CONTACT.client_id)
        .where(
            _CONTACT.outcome == _CALL_AGAIN,
            _CONTACT.at > now - WAIT_TIME,
            _CLIENT.restricted_at.is_(None),
            ~followed,
        )
    )
    return found if offices is None else found.where(_CLIENT.office.in_(offices))


def waiting_corrections(offices: Collection[str] | None) -> Waiting:
    """Those that nobody has decided. `what`: the field."""
    found = (
        waiting(
            "correction",
            subject=_CORRECTION.id,
            office=_CLIENT.office,
            since=_CORRECTION.proposed_at,
            what=_CORRECTION.field,
            entered_by=_CORRECTION.account,
        )
        .join_from(CorrectionProposalRow.__table__, Client.__table__, _CLIENT.id == _CORRECTION.client_id)
        .where(_CORRECTION.state == "open", _CLIENT.restricted_at.is_(None))
    )
    return found if offices is None else found.where(_CLIENT.office.in_(offices))


async def client_of_follow_up(engine: AsyncEngine, contact_id: str) -> tuple[str, datetime] | None:
    """Whose it is, and when the conversation was; None for what is no entry."""
    query = select(_CONTACT.client_id, _CONTACT.at).where(_CONTACT.id == contact_id)
    async with engine.connect() as connection:
        row = (await connection.execute(query)).one_or_none()
    return None if row is None else (row.client_id, row.at)
