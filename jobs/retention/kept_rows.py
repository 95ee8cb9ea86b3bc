# ruff: noqa: S608 - put together of texts that stand here, never of what anybody has given
"""Which rows each kind of data has, when they count from, whose they are, and what is done to those that are due.
Pure: text of SQL.

A row that is still needed for figures is emptied of the person and stays; others are deleted. `t` is the row, `c`
its call.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from core.retention.retention import WORDS_GONE_PL, Kind

NO_HOLD: Final = "false"
HOLDS: Final = (
    "h.ended_at IS NULL "
    "AND (h.until IS NULL OR CAST(h.until AS timestamptz) + interval '1 day' > CAST(:now AS timestamptz))"
)
"""Of a legal hold `h`: the last day counts, and a day in another zone."""

_ON_CALL = "LEFT JOIN call c ON c.id = t.call_id"


@dataclass(frozen=True, slots=True)
class KeptRows:
    """`rows`: what stands behind FROM. `moment`: from which the days are counted. `office`: whose rule holds; NULL
    for the province's. `is_there`: what has been let go already does not match it. `call`, `client`: of which a
    legal hold keeps the row; `also_held`: what else keeps it. `acts`: statements with `:ids` and `:now`. `file`:
    below the folder of recordings. `forgets`: whose personal keys are destroyed with the rows, by their ids.
    `destroys`: the rows are recordings, which go by `recordings.vault.destroying`."""

    rows: str
    moment: str
    is_there: str
    acts: tuple[str, ...]
    id: str = "t.id"
    office: str = "NULL"
    call: str = "NULL"
    client: str = "NULL"
    file: str = ""
    forgets: Literal["", "calls", "clients"] = ""
    also_held: str = NO_HOLD
    destroys: bool = False


IDS: Final = "CAST(:ids AS text[])"
_TIDS = f"CAST({IDS} AS tid[])"


def _delete(table: str) -> str:
    return f"DELETE FROM {table} WHERE id = ANY({IDS})"


ROWS: Final[Mapping[Kind, tuple[KeptRows, ...]]] = {
    "recording": (
        KeptRows(
            rows=f"recording t {_ON_CALL}",
            moment="t.started_at",
            is_there="t.state NOT IN ('expired', 'destroyed')",
            acts=(),
            office="coalesce(t.office, c.office)",
            call="t.call_id",
            client="c.client_id",
            file="coalesce((SELECT f.object FROM recording_file f WHERE f.recording_id = t.id), t.file)",
            destroys=True,
        ),
    ),
    "voice_message": (
        KeptRows(
            rows=f"voice_message t {_ON_CALL}",
            moment="t.left_at",
            is_there="t.state <> 'expired'",
            acts=(
                "UPDATE voice_message SET state = 'expired', caller_number = '', client_id = NULL, file = '' "
                f"WHERE id = ANY({IDS})",
            ),
            office="t.office",
            call="t.call_id",
            client="coalesce(t.client_id, c.client_id)",
            file="t.file",
        ),
    ),
    "sms": (
        KeptRows(
            rows=f"sms_order t {_ON_CALL}",
            moment="t.ordered_at",
            is_there="(t.sms_number <> '' OR t.sms_values <> '{}' OR t.secret IS NOT NULL)",
            acts=(
                "UPDATE sms_order SET sms_number = '', sms_values = '{}', secret = NULL, "
                "state = CASE WHEN state = 'queued' THEN 'expired' ELSE state END "
                f"WHERE id = ANY({IDS})",
            ),
            office="t.office",
            call="t.call_id",
            client="c.client_id",
        ),
        KeptRows(
            rows="outbox t",
            moment="t.queued_at",
            is_there="(t.address <> '' OR t.template_values <> '{}' OR t.secret IS NOT NULL)",
            acts=(
                "UPDATE outbox SET address = '', client_id = NULL, template_values = '{}', secret = NULL, "
                "state = CASE WHEN state = 'queued' THEN 'expired' ELSE state END "
                f"WHERE id = ANY({IDS})",
            ),
            office="t.office",
            call="t.call_id",
            client="t.client_id",
        ),
        KeptRows(
            rows="sms_received t",
            moment="t.came_at",
            is_there="true",
            acts=(_delete("sms_received"),),
        ),
        KeptRows(
            rows="mail_bounce t",
            moment="t.at",
            is_there="true",
            acts=(_delete("mail_bounce"),),
        ),
    ),
    "inbox_mail": (
        KeptRows(
            rows="inbox_mail t LEFT JOIN matter_message w ON w.id = t.message_id "
            "LEFT JOIN matter m ON m.id = w.matter_id",
            moment="t.came_at",
            is_there="true",
            acts=(_delete("inbox_mail"),),
            office="t.office",
            client="m.client_id",
        ),
    ),
    "matter": (
        KeptRows(
            rows="matter t",
            moment="CASE t.state WHEN 'closed' THEN t.closed_at WHEN 'answered' THEN t.changed_at END",
            is_there="true",
            acts=(
                "UPDATE personal_key SET box = NULL, forgotten_at = CAST(:now AS timestamptz) "
                f"WHERE subject IN (SELECT 'matter:' || id FROM unnest({IDS}) AS id)",
                f"DELETE FROM work_taken WHERE kind = 'matter' AND subject = ANY({IDS})",
                _delete("matter"),
            ),
            office="t.office",
            client="t.client_id",
        ),
    ),
    "callback": (
        KeptRows(
            rows=f"callback t {_ON_CALL}",
            moment="t.ended_at",
            is_there="(t.callback_number <> '' OR t.client_id IS NOT NULL)",
            acts=(
                f"UPDATE callback SET callback_number = '', client_id = NULL WHERE id = ANY({IDS})",
                f"DELETE FROM work_taken WHERE kind = 'callback' AND subject = ANY({IDS})",
            ),
            office="t.office",
            call="t.call_id",
            client="coalesce(t.client_id, c.client_id)",
        ),
        KeptRows(
            rows=f"contact_request t {_ON_CALL}",
            moment="t.left_at",
            is_there="true",
            acts=(
                f"DELETE FROM work_taken WHERE kind = 'contact_request' AND subject = ANY({IDS})",
                _delete("contact_request"),
            ),
            office="t.office",
            call="t.call_id",
            client="coalesce(t.client_id, c.client_id)",
        ),
    ),
    "contact": (
        KeptRows(
            rows="contact t JOIN client k ON k.id = t.client_id",
            moment="t.at",
            is_there="true",
            acts=(f"DELETE FROM work_taken WHERE kind = 'follow_up' AND subject = ANY({IDS})", _delete("contact")),
            office="k.office",
            call="t.call_id",
            client="t.client_id",
        ),
        KeptRows(
            rows="contact_confirmation t JOIN client k ON k.id = t.client_id",
            moment="t.confirmed_at",
            is_there="true",
            acts=(_delete("contact_confirmation"),),
            office="k.office",
            call="t.call_id",
            client="t.client_id",
        ),
        KeptRows(
            rows="correction_proposal t JOIN client k ON k.id = t.client_id",
            moment="t.proposed_at",
            is_there="t.state <> 'open'",
            acts=(_delete("correction_proposal"),),
            office="k.office",
            call="t.call_id",
            client="t.client_id",
        ),
    ),
    "survey": (
        KeptRows(
            rows="survey_answer t",
            moment="t.answered_at",
            is_there="t.agent IS NOT NULL",
            acts=(f"UPDATE survey_answer SET agent = NULL WHERE ctid = ANY({_TIDS})",),
            id="t.ctid",
            office="t.office",
            call="t.call_id",
        ),
    ),
    "assessment": (
        KeptRows(
            rows="assessment t",
            moment="coalesce(t.closed_at, t.assigned_at)",
            is_there="true",
            acts=(
                f"DELETE FROM assessment_sheet WHERE assessment_id = ANY({IDS})",
                _delete("assessment"),
                # What was drawn stands as long as anything of it does.
                "DELETE FROM assessment_sample s "
                "WHERE NOT EXISTS (SELECT 1 FROM assessment a WHERE a.sample_id = s.id)",
            ),
            office="t.office",
            call="t.call_id",
        ),
    ),
    "verified_number": (
        KeptRows(
            rows="verified_number t",
            moment="t.last_at",
            is_there="true",
            acts=(f"DELETE FROM verified_number WHERE ctid = ANY({_TIDS})",),
            id="t.ctid",
        ),
    ),
    "attempt_guard": (
        KeptRows(
            rows="attempt_guard t",
            moment="t.changed_at",
            is_there="(t.locked_until IS NULL OR t.locked_until < CAST(:now AS timestamptz))",
            acts=(f"DELETE FROM attempt_guard WHERE subject = ANY({IDS})",),
            id="t.subject",
        ),
    ),
    "call_personal": (
        # Free text out of a call, in which nobody should be named.
        KeptRows(
            rows=f"knowledge_proposal t {_ON_CALL}",
            moment="least(c.started_at, t.proposed_at)",
            is_there="t.words <> ''",
            # What nobody has decided cannot be decided without its words.
            acts=(
                "UPDATE knowledge_proposal SET words = '', "
                f"answer = CASE WHEN state = 'open' THEN '{WORDS_GONE_PL}' ELSE answer END, "
                "decided_at = CASE WHEN state = 'open' THEN CAST(:now AS timestamptz) ELSE decided_at END, "
                "version = CASE WHEN state = 'open' THEN version + 1 ELSE version END, "
                "state = CASE WHEN state = 'open' THEN 'declined' ELSE state END "
                f"WHERE id = ANY({IDS})",
            ),
            office="t.office",
            call="t.call_id",
            client="c.client_id",
        ),
        KeptRows(
            rows="call t",
            moment="t.started_at",
            is_there="(t.caller_number <> '' OR t.client_id IS NOT NULL)",
            acts=(f"UPDATE call SET caller_number = '', client_id = NULL WHERE id = ANY({IDS})",),
            office="t.office",
            call="t.id",
            client="t.client_id",
            forgets="calls",
        ),
        # Of calls without a number and a client: what else their facts say.
        KeptRows(
            rows="personal_key t JOIN call c ON t.subject = 'call:' || c.id",
            moment="c.started_at",
            is_there="t.box IS NOT NULL AND c.caller_number = '' AND c.client_id IS NULL",
            acts=(),
            id="c.id",
            office="c.office",
            call="c.id",
            forgets="calls",
        ),
    ),
    "client_gone": (
        KeptRows(
            rows="client t",
            moment="t.gone_at",
            is_there="true",
            acts=(f"DELETE FROM contact_confirmation WHERE client_id = ANY({IDS})", _delete("client")),
            office="t.office",
            client="t.id",
            forgets="clients",
            also_held="("
            "EXISTS (SELECT 1 FROM person_request r WHERE r.client_id = t.id AND r.closed_at IS NULL) "
            "OR EXISTS (SELECT 1 FROM legal_hold h JOIN call c ON c.id = h.call_id "
            f"WHERE c.client_id = t.id AND {HOLDS})"
            ")",
        ),
    ),
    "knowledge_use": (
        *(
            KeptRows(
                rows=f"{table} t",
                moment="(t.day AT TIME ZONE 'Europe/Warsaw')",
                is_there="true",
                acts=(f"DELETE FROM {table} WHERE ctid = ANY({_TIDS})",),
                id="t.ctid",
            )
            for table in ("knowledge_use", "asked_otherwise")
        ),
        KeptRows(
            rows="unanswered_search t",
            moment="t.last_at",
            is_there="true",
            acts=(_delete("unanswered_search"),),
        ),
    ),
    "system_inquiry": (
        KeptRows(
            rows="system_inquiry t",
            moment="t.at",
            is_there="true",
            acts=(_delete("system_inquiry"),),
        ),
        # A key is valid for 366 days at most: of one that may still ask no file is forgotten.
        KeptRows(
            rows="system_file t",
            moment="t.at",
            is_there="true",
            acts=(f"DELETE FROM system_file WHERE ctid = ANY({_TIDS})",),
            id="t.ctid",
        ),
    ),
}
"""Those that are rows of a table. Files of imports and exports, and logs in blocks, are let go otherwise."""
