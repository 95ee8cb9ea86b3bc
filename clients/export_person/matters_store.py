"""What a person has written to the office and what was answered, opened for the person's copy."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db.tables.messages.matter_tables import MatterFileRow, MatterMessageRow, MatterRow
from core.keys.secret_box import ValueBox, WrongKey
from core.messages.content import opened, opened_text
from core.messages.sealing_store import boxes_to_read

WRITTEN_PL = {"in": "od osoby", "out": "odpowiedź urzędu", "note": "notatka urzędu"}


async def matters_of(connection: AsyncConnection, client_id: str) -> dict[str, list[dict[str, Any]]]:
    """Rows of `matter` and `matter_message` as JSON has them, with the names of files; what was erased is empty.
    The files themselves are handed out from the matter."""
    row, message = MatterRow, MatterMessageRow
    query = (
        select(row.id, row.number, row.office, row.state, row.title, row.opened_at, row.closed_at)
        .where(row.client_id == client_id)
        .order_by(row.opened_at, row.id)
    )
    matters = (await connection.execute(query)).all()
    boxes = await boxes_to_read(connection, [one.id for one in matters])
    numbers = {one.id: one.number for one in matters}
    written = (
        select(message.id, message.matter_id, message.direction, message.at, message.content)
        .where(message.matter_id.in_(numbers), message.direction != "step")
        .order_by(message.at, message.id)
    )
    messages = (await connection.execute(written)).all()
    file = MatterFileRow
    came = select(file.message_id, file.name, file.size).order_by(file.message_id, file.position)
    files = (await connection.execute(came.where(file.message_id.in_([one.id for one in messages])))).all()
    return {
        "matter": [
            {
                "number": one.number,
                "office": one.office,
                "state": one.state,
                "title": _title(one.title, boxes.get(one.id)),
                "opened_at": one.opened_at.isoformat(),
                "closed_at": None if one.closed_at is None else one.closed_at.isoformat(),
            }
            for one in matters
        ],
        "matter_message": [
            {
                "number": numbers[one.matter_id],
                "at": one.at.isoformat(),
                "direction": WRITTEN_PL[one.direction],
                **_content(one.content, boxes.get(one.matter_id)),
                "files": ", ".join(
                    f"{_title(each.name, boxes.get(one.matter_id))} ({each.size} B)"
                    for each in files
                    if each.message_id == one.id
                ),
            }
            for one in messages
        ],
    }


def _title(secret: bytes, box: ValueBox | None) -> str:
    try:
        return "" if box is None else opened_text(secret, box)
    except WrongKey:
        return ""


def _content(secret: bytes, box: ValueBox | None) -> dict[str, str]:
    try:
        if box is not None:
            content = opened(secret, box)
            return {"sender": content.sender, "subject": content.subject, "text": content.text}
    except WrongKey:
        pass
    return {}
