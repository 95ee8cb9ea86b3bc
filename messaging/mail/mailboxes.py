"""Mailboxes that are read by IMAP: what the file of accounts says of them, and for whom a mail in one is. Pure."""

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any, Final

_HEADS: Final = ("delivered-to", "x-original-to", "envelope-to", "to", "cc")
_MOST_HEADERS: Final = 64_000
_FIELDS: Final = frozenset({"address", "host", "port", "name", "password_file", "token_file", "folder", "move_to"})


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """`secret_file`: holds the password, or with `is_token` an OAuth 2.0 token, which somebody else renews; read
    at each log-in. `move_to`: where what was read goes; empty: it stays. TLS always, but to this machine."""

    address: str
    host: str
    port: int
    name: str
    secret_file: str = field(repr=False)
    is_token: bool = False
    folder: str = "INBOX"
    move_to: str = ""

    @property
    def needs_tls(self) -> bool:
        return self.host not in ("127.0.0.1", "localhost", "::1")


def accounts_of(text: str, addresses: frozenset[str]) -> list[ImapAccount]:
    """Of a TOML file with a table `[[mailbox]]` each. `addresses`: of the settings. Raises ValueError with what is
    wrong."""
    found = []
    for one in tomllib.loads(text).get("mailbox", []):
        if unknown := one.keys() - _FIELDS:
            raise ValueError(f"{', '.join(sorted(unknown))}: no such field of a mailbox")
        found.append(_account(one, addresses))
    if len({account.address for account in found}) != len(found):
        raise ValueError("an address stands twice")
    return found


def _account(one: dict[str, Any], addresses: frozenset[str]) -> ImapAccount:
    address = str(one.get("address", "")).casefold()
    if address not in addresses:
        raise ValueError(f"{address}: S724_MAILBOXES does not say whose it is")
    secrets = [name for name in ("password_file", "token_file") if one.get(name)]
    if len(secrets) != 1 or not one.get("host"):
        raise ValueError(f"{address}: takes a host, and either password_file or token_file")
    return ImapAccount(
        address=address,
        host=str(one["host"]),
        port=int(one.get("port", 993)),
        name=str(one.get("name") or address),
        secret_file=str(one[secrets[0]]),
        is_token=secrets[0] == "token_file",
        folder=str(one.get("folder") or "INBOX"),
        move_to=str(one.get("move_to") or ""),
    )


def recipient_in(raw: bytes, address: str) -> str:
    """For which of the mailbox's addresses it is: with what stands behind the plus, if a header has that. No
    server says it otherwise; the marks are proved by their MAC."""
    local, _, domain = address.partition("@")
    wanted = re.compile(rf"{re.escape(local)}\+[a-z0-9.-]{{1,60}}@{re.escape(domain)}", re.IGNORECASE)
    for line in _lines(raw):
        name, _, value = line.partition(":")
        if name.strip().lower() in _HEADS and (found := wanted.search(value)):
            return found[0]
    return address


def has_sender_in(raw: bytes) -> bool:
    """False for a report of a mail server: its envelope sender is empty."""
    for line in _lines(raw):
        name, _, value = line.partition(":")
        if name.strip().lower() == "return-path":
            return value.strip() not in ("<>", "")
    return True


def _lines(raw: bytes) -> list[str]:
    head = re.split(rb"\r?\n\r?\n", raw[:_MOST_HEADERS], maxsplit=1)[0].decode("ascii", "replace")
    return re.sub(r"\r?\n[ \t]+", " ", head).splitlines()
