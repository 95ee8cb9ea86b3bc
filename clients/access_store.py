"""The access log: who looked at whose data, what for, and when. Written only here, and never changed. It is read
by `clients.access_review.review_store`.

Whoever shows somebody of the staff what only some may know of a caller writes an `AccessEntry` by `note_access`,
in the transaction that reads or changes.
"""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, Literal, TypeAlias, cast

from sqlalchemy import Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from clients.access import FieldGroup
from core.db.tables.client_tables import AccessLogRow
from core.db.tables.person_tables import Client
from core.db.tables.request_tables import AccessReasonRow
from core.ids import new_id
from core.questions.client_data import ClientTopic
from core.zone import WARSAW

WhoKind: TypeAlias = Literal["line", "account", "employer", "system"]
LineOutcome = Literal["found", "none", "written"]

PersonTopic: TypeAlias = Literal[
    "person",  # groups of fields of a client's card
    "history",  # of contacts
    "list",  # a client in a list of found ones
]
StaffTopic: TypeAlias = Literal[
    "number",  # a caller's number, and whose it is
    "card",  # a client's card
    "request",  # of a person about the own data (GDPR Art. 15 to 20)
    "recording",  # of a conversation: whose it is, and what was said
    "conversation",  # that goes on: what is said
    "matter",  # what somebody has written to an office
    "employer",  # whom to turn to at an employer's, and what was written down of it
    "offer_intake",  # what an employer has told of an offer, with whom to ask for
    "profiles",  # a group of at least five people who agreed that employers look for them
    "export",  # a file that tells an office of contacts and corrections
    PersonTopic,
]
CardPurpose: TypeAlias = Literal[
    "card_issue",
    "card_lock",
    "card_unlock",
    "card_replace",
    "card_revoke",
    "pin_change",
    "pin_reset",
    "pin_letter",
]
PersonPurpose: TypeAlias = Literal[
    "desk",  # the caller of the own conversation
    "client_view",
    "client_search",
    "ring_out",  # the client's telephone rings, for a consultant
    "contact_entry",  # what a consultant has written down of a call
    "correction",
    "consent",  # what a client has said of a consent was written down
    "enrolment",  # in a training
    "candidate_search",  # among the registered, for an offer
    "employer_interest",  # whom an employer would like to meet: who may be asked, who was, and what was said
    "employer_search",  # by an employer, among groups
    "employer_contact",  # by an employer: the contact that somebody has agreed to give
    "system_inquiry",  # by a system of another institution, by a legal basis for a case
    "system_question",  # to such a system, by a legal basis for a case of ours
]
RequestPurpose: TypeAlias = Literal[
    "person_request",  # a request of the person is worked off
    "person_export",  # a copy of the data for the person
    "looks_document",  # who has seen the data, for the person
    "legal_hold",
]
StaffPurpose: TypeAlias = Literal[
    CardPurpose,
    PersonPurpose,
    RequestPurpose,
    "call_view",
    "call_search",
    "callback_view",
    "contact_request_view",  # a caller wants to be rung about an offer or a training
    "message_view",
    "matter_view",
    "offer_intake_view",
    "employer_view",
    "recording",  # seen, heard, downloaded, or destroyed
    "listening_in",  # a supervisor hears the conversation of a consultant
    "export_fetch",
]
StaffOutcome: TypeAlias = Literal["found", "none", "written", "refused", "exported"]
Topic: TypeAlias = Literal["access_log", StaffTopic, ClientTopic]
Purpose: TypeAlias = Literal["self_service", "access_review", StaffPurpose]
"""What an access was for. `self_service` is the line's, `access_review` a reading of this log."""


TAKEN_OVER_PL = "jak wyżej: "
"""Before a reason that was given for an earlier one, and still holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessEntry:
    """Somebody, the line (`who` is the call), an employer or another system (`who` is the id of the key) has seen
    a caller's data, or this log.

    `client_id` is None if it is not known whose they are, or if there is nothing. `office` sees the entry: the
    client's, else that of what was looked at, else that of who looked. `written`: and something was changed.
    `refused`: nothing was shown. `exported`: it left, as a file or to another system. `groups`: what of the
    client's card was shown. `reason`: as it was given. `message_id`: the message that was looked at, or that
    gave the occasion.
    """

    at: datetime
    who: str
    client_id: str | None
    office: str | None
    topic: Topic
    purpose: Purpose
    outcome: StaffOutcome
    call_id: str | None = None
    groups: Collection[FieldGroup] | None = None
    reason: str | None = field(default=None, repr=False)
    message_id: str | None = None
    who_kind: WhoKind = "account"


# Of the table and not of its class: put together once, it costs half as much, and every access pays it.
_INSERT = insert(cast(Table, AccessLogRow.__table__))


async def note_access(connection: AsyncConnection, entry: AccessEntry) -> None:
    """In the transaction of the access itself."""
    row = _row(entry)
    if entry.reason is None:
        await connection.execute(_INSERT, row)
        return
    salt = secrets.token_bytes(16)
    row["reason"] = reason_digest(salt, entry.reason)
    await connection.execute(_INSERT, row)
    await connection.execute(insert(AccessReasonRow).values(access_id=row["id"], salt=salt, reason=entry.reason))


async def note_accesses(connection: AsyncConnection, shown: Collection[AccessEntry], nobody: AccessEntry) -> None:
    """Several at once, without reasons; `nobody` if there are none: it tells who has looked."""
    await connection.execute(_INSERT, [_row(entry) for entry in shown or [nobody]])


async def note_line_access(
    connection: AsyncConnection,
    now: datetime,
    client_id: str,
    call_id: str,
    topic: ClientTopic,
    outcome: LineOutcome,
) -> None:
    """The line has answered from a client's data, in the transaction of the answer."""
    office = await connection.scalar(select(Client.office).where(Client.id == client_id))
    entry = AccessEntry(
        at=now,
        who_kind="line",
        who=call_id,
        client_id=client_id,
        office=office,
        topic=topic,
        purpose="self_service",
        outcome=outcome,
        call_id=call_id,
    )
    await note_access(connection, entry)


def reason_digest(salt: bytes, reason: str) -> str:
    """What the log, which never changes, says of a reason: it proves the text that stands apart, and tells nothing
    of it once that is erased."""
    return "sha256:" + hashlib.sha256(salt + reason.encode()).hexdigest()


async def reason_given(connection: AsyncConnection, account: str, client_id: str, since: datetime) -> str | None:
    """The last reason that somebody has given for an access to this client's card after `since`; not one that was
    only taken over from an earlier one."""
    query = select(AccessReasonRow.reason).join(AccessLogRow, AccessLogRow.id == AccessReasonRow.access_id)
    query = query.where(
        AccessLogRow.client_id == client_id,
        AccessLogRow.at > since,
        AccessLogRow.who == account,
        AccessLogRow.purpose == "client_view",
        AccessLogRow.topic == "person",
        AccessLogRow.outcome == "found",
        AccessReasonRow.reason.not_like(f"{TAKEN_OVER_PL}%"),
    )
    reason: str | None = await connection.scalar(query.order_by(AccessLogRow.at.desc()).limit(1))
    return reason


async def was_seen_today(connection: AsyncConnection, account: str, client_id: str, now: datetime) -> bool:
    """Was this client shown to this account since midnight (Warsaw), but in a list?"""
    today = datetime.combine(now.astimezone(WARSAW).date(), time(), WARSAW)
    row = AccessLogRow
    query = select(row.id).where(
        row.client_id == client_id,
        row.at >= today,
        row.who == account,
        row.topic.in_(["person", "history"]),
        row.outcome.in_(["found", "written"]),
    )
    return await connection.scalar(query.limit(1)) is not None


def _row(entry: AccessEntry) -> dict[str, Any]:
    return {
        "id": new_id("access"),
        "at": entry.at,
        "who_kind": entry.who_kind,
        "who": entry.who,
        "client_id": entry.client_id,
        "office": entry.office,
        "topic": entry.topic,
        "purpose": entry.purpose,
        "outcome": entry.outcome,
        "call_id": entry.call_id,
        "field_groups": None if entry.groups is None else list(entry.groups),
        "reason": None,
        "message_id": entry.message_id,
    }
