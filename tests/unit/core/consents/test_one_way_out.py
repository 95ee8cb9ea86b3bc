"""Nothing sends a message but what has asked the gate: a look at every module of the product.

A module that could send on its own would import a library that can, or write into the table from which messages
are taken. Whoever is to be let through stands below, with the reason.
"""

import ast
from typing import Any, TypeGuard

import grimp
import pytest

from tests.unit.test_architecture import PYPROJECT, file_of, imports, product

SENDING = (
    *("smtplib", "aiosmtplib", "aiosmpplib", "smpplib", "smpp34", "smpp", "gsmmodem", "twilio", "vonage"),
    *("smsapi", "serwersms", "boto3", "sendgrid", "mailjet_rest", "postmarker", "exchangelib", "imaplib"),
)
"""Libraries that carry messages away."""

MAY_SEND: dict[str, str] = {
    "messaging.smpp_line": "the line by which `messaging.sender` sends what it has claimed",
    "messaging.mail.imap_watch": "reads mailboxes, and knows the library by its errors alone",
    "ops.demonstration.messages.operator": "an operator's end of the line: it takes, and sends receipts",
    "messaging.mail.smtp_line": "the line by which `messaging.mail.mail_sender` sends what it has claimed",
}
"""Modules that carry messages, and why: they are given only what the gate has let through."""

ORDERS = {
    "ivr.outside.sms_store": "orders of the line, which carry no consent: a code, or what the caller asks for"
}
"""Modules that put rows into `sms_order`."""

MESSAGES = {
    "messaging.outbox_store": "messages of orders, once the gate has let them through",
    "messaging.receipt_store": "what who has written STOP is told",
    "messaging.promise_store": "promises of call-backs that the caller has ordered",
    "messaging.report_mail_store": "saved reports for the staff who asked for them",
    "messaging.reminder_store": "reminders of visits, once the gate has let them through",
    "messaging.matters.confirming_store": "the number of the matter that somebody has opened",
    "messaging.matters.work_store": "answers to who has written, once the gate has let them through",
}
"""Modules that put rows into `outbox`."""


def test_no_module_imports_what_could_send() -> None:
    graph: grimp.ImportGraph = imports()
    found = {
        module
        for library in SENDING
        if library in graph.modules
        for module in graph.find_modules_that_directly_import(library)
    }
    assert found == set(MAY_SEND)


def test_dependencies_are_looked_at_when_one_can_send() -> None:
    """A new library that sends has to be named above, or it would be used unseen."""
    names = {one.split(">")[0].split("=")[0].split("[")[0].lower() for one in PYPROJECT["project"]["dependencies"]}
    senders = {name for name in names if any(word in name for word in ("smtp", "smpp", "sms", "mail"))}
    assert senders - {"aiosmtpd", "mail-parser-reply"} <= set(SENDING)  # one listens, one reads


def test_orders_of_messages_are_written_in_one_place() -> None:
    assert modules_that_insert("SmsOrder", "sms_order") == set(ORDERS)


def test_messages_are_queued_where_the_gate_is_asked() -> None:
    assert modules_that_insert("OutboxRow", "outbox") == set(MESSAGES)


def test_only_the_sender_gives_a_line_something_to_send() -> None:
    """And it has nothing but what `Outbox.claim` gave it, which asks the gate in the transaction of the claim."""
    of_line = imports().find_modules_that_directly_import("messaging.smpp_line")
    assert of_line == {"courier.text_messages"}
    of_mail = imports().find_modules_that_directly_import("messaging.mail.smtp_line")
    assert of_mail == {"courier.mail"}
    claims = {module for module in product() if ".claim(" in file_of(module).read_text("utf-8")}
    assert "messaging.sender" in claims
    claim = ast.parse(file_of("messaging.outbox_store").read_text("utf-8"))
    asked = {
        node.name: [call.func.attr for call in ast.walk(node) if is_method(call)]
        for node in ast.walk(claim)
        if isinstance(node, ast.AsyncFunctionDef)
    }
    assert "_refused" in asked["claim"]
    assert "_refused" in asked["_take_up"]


@pytest.mark.parametrize(
    ("module", "function"),
    [
        ("messaging.mail.mail_outbox_store", "claim"),
        ("messaging.matters.confirming_store", "confirm"),
        ("messaging.matters.work_store", "answer"),
    ],
)
def test_mail_is_queued_and_claimed_by_functions_that_ask_the_gate(module: str, function: str) -> None:
    tree = ast.parse(file_of(module).read_text("utf-8"))
    [found] = [n for n in ast.walk(tree) if isinstance(n, ast.AsyncFunctionDef) and n.name == function]
    called = {
        call.func.id for call in ast.walk(found) if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
    }
    assert "refused" in called


def modules_that_insert(row: str, table: str) -> set[str]:
    found = set()
    for module in product():
        path = file_of(module)
        if "migrations" in path.parts:
            continue
        text = path.read_text("utf-8")
        if row not in text and table not in text:
            continue
        if f"INSERT INTO {table}" in text or inserts(ast.parse(text), row):
            found.add(module)
    return found


def is_method(node: ast.AST) -> TypeGuard[Any]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)


def inserts(tree: ast.AST, row: str) -> bool:
    """`insert(Row)`, `pg_insert(Row)`, or a row that is made and added."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    by_statement = any(
        isinstance(call.func, ast.Name)
        and call.func.id.endswith("insert")
        and any(isinstance(argument, ast.Name) and argument.id == row for argument in call.args)
        for call in calls
    )
    return by_statement or any(isinstance(call.func, ast.Name) and call.func.id == row for call in calls)


@pytest.mark.parametrize(
    "source",
    ["insert(SmsOrder).values(id=1)", "pg_insert(SmsOrder)", "session.add(SmsOrder(id=1))"],
)
def test_the_look_sees_every_way_of_writing(source: str) -> None:
    assert inserts(ast.parse(source), "SmsOrder")
    assert not inserts(ast.parse("select(SmsOrder)"), "SmsOrder")
