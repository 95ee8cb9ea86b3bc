"""What has become of the messages: as the database, the operator and the mail server have it."""

from collections import Counter, defaultdict
from email import message_from_bytes

from anyio import to_thread
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from chaos.judge_calls import Fault
from chaos.messages.judge_messages import Messages, carried, faults_of_messages
from chaos.messages.marking import kind_of, mark_in, told_of
from chaos.messages.post import OCCASIONS, ORDER, Post
from chaos.waiting import until_async
from core.db.tables.messages.matter_tables import MatterMessageRow
from core.db.tables.messages.outbox_tables import OutboxRow
from core.messages.content import opened
from core.messages.sealing_store import boxes_to_read
from messaging.matters.marks import Marks
from messaging.outbox_store import uncertain_messages

_ONCE_MORE = 5.0  # seconds, of an uncertain mail that goes once more just now


async def judge_messages(post: Post) -> tuple[list[Fault], dict[str, int]]:
    """What is wrong, and how many of each kind there were."""
    secrets = await to_thread.run_sync(post.secrets)
    engine = post.engine(secrets)
    try:
        await until_async(post.is_quiet, _ONCE_MORE)
        messages = await _read(engine, post, Marks(secrets.pin_pepper))
    finally:
        await engine.dispose()
    return faults_of_messages(messages), carried(messages)


async def _read(engine: AsyncEngine, post: Post, marks: Marks) -> Messages:
    entries: Counter[str] = Counter()
    mark_of_message: dict[str, str] = {}
    mark_of_matter: dict[str, str] = {}
    row = MatterMessageRow
    said = select(row.id, row.matter_id, row.direction, row.content).where(row.direction.in_(["in", "out"]))
    orders = select(OutboxRow.id, OutboxRow.occasion, OutboxRow.about, OutboxRow.state)
    async with engine.connect() as connection:
        found = (await connection.execute(said)).all()
        boxes = await boxes_to_read(connection, {each.matter_id for each in found})
        sent = (await connection.execute(orders.where(OutboxRow.occasion.in_(OCCASIONS)))).all()
    for each in found:
        if each.content is None or each.matter_id not in boxes:
            continue
        content = opened(each.content, boxes[each.matter_id])
        mark = mark_in(content.subject or content.text)
        mark_of_message[each.id] = mark
        if mark and each.direction == "in":
            entries[mark] += 1
            mark_of_matter[each.matter_id] = mark

    states: dict[str, list[str]] = defaultdict(list)
    mark_of_mail: dict[str, str] = {}  # by what stands in its Message-ID
    for order in sent:
        match order.occasion:
            case "order":
                mark = order.about.removeprefix(ORDER) if order.about.startswith(ORDER) else ""
            case "received":
                asked = mark_of_matter.get(order.about, "")
                mark = mark_of_mail[order.id] = told_of(asked) if asked else ""
            case _:
                mark = mark_of_mail[order.about] = mark_of_message.get(order.about, "")
        if mark:
            states[mark].append(order.state)

    arrived: dict[str, list[bytes]] = defaultdict(list)
    for taken in post.around.smsc.taken:
        if mark := mark_in(taken.words):
            arrived[mark].append(taken.words.encode())
    for mails in post.around.sink.taken.values():
        for raw in mails:
            mail_id = str(message_from_bytes(raw)["Message-ID"]).strip("<> \r\n\t")
            arrived[mark_of_mail.get(marks.read_mail_id(mail_id, "message") or "", mail_id)].append(raw)

    told = {told_of(mark): at for mark, at in post.written.items() if kind_of(mark) == "mail"}
    listed = sum((await uncertain_messages(engine)).values())
    return Messages(post.written, {**post.ordered, **told}, entries, states, arrived, listed)
