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
    engine: AsyncEngine, office: str, *, kind: str = "application/pdf", text: str = "Czy jest staż?"
) -> str:
    """Its id. `kind`: of its file."""
    matter, mailbox = f"matter-{office}", f"pup{office}@pup.example"
    async with engine.begin() as connection:
        box = await box_to_write(connection, matter)
        rows: dict[Any, dict[str, Any]] = {
            MatterRow: {
                "id": matter,
                "number": f"KOL/2026/0{office}",
                "office": office,
                "state": "open",
                "title": sealed_text("Staż", box),
                "opened_at": NINE,
                "due_at": NINE,
                "changed_at": NINE,
            },
            MatterThreadRow: {
                "id": f"thread-{office}",
                "matter_id": matter,
                "channel": "email",
                "mailbox": mailbox,
                "address_hash": AddressHashes(PEPPER).of("email", ADDRESS),
                "address": sealed_text(ADDRESS, box),
            },
            MatterMessageRow: {
                "id": f"message-{office}",
                "matter_id": matter,
                "thread_id": f"thread-{office}",
                "direction": "in",
                "at": NINE,
                "content": sealed(Content(text=text, sender=ADDRESS, mail_id="a@b"), box),
            },
            MatterFileRow: {
                "id": f"file-{office}",
                "message_id": f"message-{office}",
                "position": 1,
                "name": sealed_text("życiorys.pdf", box),
                "kind": kind,
                "size": len(PDF),
                "content": box.lock(PDF),
            },
            InboxMailRow: {
                "id": f"mail-{office}",
                "office": office,
                "mailbox": mailbox,
                "recipient": mailbox,
                "digest": office,
                "has_sender": True,
                "came_at": NINE,
                "content": ValueBox.derived_from(FACT_KEY, BOX_OF_MAIL).lock(b"From: anna@example.pl\r\n\r\ntak"),
                "state": "read",
                "message_id": f"message-{office}",
            },
        }
        for table, values in rows.items():
            await connection.execute(insert(table).values(values))
    return matter
