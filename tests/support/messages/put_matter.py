"""A matter with one mail and one file, whose ids are known: `matter-<office>`, `message-…`, `file-…`."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.consents.addresses import AddressHashes
from core.db.tables.messages.matter_tables import (
    InboxMailRow,
    MatterFileRow,
    MatterMessageRow,
    MatterRow,
    MatterThreadRow,
)
from core.keys.secret_box import ValueBox
from core.messages.content import Content, sealed, sealed_text
from core.messages.sealing_store import box_to_write
from messaging.matters.matter import BOX_OF_MAIL
from tests.support.database.postgres import FACT_KEY
from tests.support.messages.matters import PEPPER

NINE = datetime(2026, 11, 20, 9, tzinfo=UTC)
ADDRESS = "anna@example.pl"
PDF = b"%PDF-1.7 tresc"


async def put_matter(
    engine: AsyncEngine,
    office: str,
    *,
    kind: str = "application/pdf",
    text: str = "Czy jest staż?",
    is_another: bool = False,
) -> str:
    """Its id. `kind`: of its file. `is_another`: beside the first one, as `matter-<office>-b`, KOL/2026/1….."""
    mark = f"{office}-b" if is_another else office
    matter, mailbox = f"matter-{mark}", f"pup{office}@pup.example"
    async with engine.begin() as connection:
        box = await box_to_write(connection, matter)
        rows: dict[Any, dict[str, Any]] = {
            MatterRow: {
                "id": matter,
                "number": f"KOL/2026/{int(is_another)}{office}",
                "office": office,
                "state": "open",
                "title": sealed_text("Staż", box),
                "opened_at": NINE,
                "due_at": NINE,
                "changed_at": NINE,
            },
            MatterThreadRow: {
                "id": f"thread-{mark}",
                "matter_id": matter,
                "channel": "email",
                "mailbox": mailbox,
                "address_hash": AddressHashes(PEPPER).of("email", ADDRESS),
                "address": sealed_text(ADDRESS, box),
            },
            MatterMessageRow: {
                "id": f"message-{mark}",
                "matter_id": matter,
                "thread_id": f"thread-{mark}",
                "direction": "in",
                "at": NINE,
                "content": sealed(Content(text=text, sender=ADDRESS, mail_id="a@b"), box),
            },
            MatterFileRow: {
                "id": f"file-{mark}",
                "message_id": f"message-{mark}",
                "position": 1,
                "name": sealed_text("życiorys.pdf", box),
                "kind": kind,
                "size": len(PDF),
                "content": box.lock(PDF),
            },
            InboxMailRow: {
                "id": f"mail-{mark}",
                "office": office,
                "mailbox": mailbox,
                "recipient": mailbox,
                "digest": mark,
                "has_sender": True,
                "came_at": NINE,
                "content": ValueBox.derived_from(FACT_KEY, BOX_OF_MAIL).lock(b"From: anna@example.pl\r\n\r\ntak"),
                "state": "read",
                "message_id": f"message-{mark}",
            },
        }
        for table, values in rows.items():
            await connection.execute(insert(table).values(values))
    return matter
