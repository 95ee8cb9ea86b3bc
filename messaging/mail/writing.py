"""Bytes of a mail of ours: the same at each try, with headers that nobody's program folds to pieces. Pure."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from typing import Final

from core.zone import WARSAW
from messaging.mail.markdown import html_of, plain_of


class _Verbatim(UnstructuredHeader, BaseHeader):
    """Identifiers are folded at blanks and never encoded: Python would make encoded words of long ones, which no
    program knows as identifiers."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: " + str(self).replace(" ", policy.linesep + " ") + policy.linesep


_REGISTRY: Final = HeaderRegistry()
for _name in ("references", "in-reply-to", "message-id", "list-unsubscribe"):
    _REGISTRY.map_to_type(_name, _Verbatim)

POLICY: Final = SMTP.clone(header_factory=_REGISTRY)

_MOST_REFERENCES = 20


@dataclass(frozen=True, slots=True)
class LetterFile:
    """`kind`: as application/pdf."""

    name: str
    kind: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """`text`: in Markdown. `mail_id`, `answers`, `references`: without brackets. `reply_to`: our address with a
    mark, or empty. `is_automatic`: nobody has written it just now, and no program is to answer it.
    `unsubscribe`: our address, to which a mail ends such mail."""

    sender: str
    sender_name: str
    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    mail_id: str
    at: datetime
    reply_to: str = ""
    answers: str = ""
    references: tuple[str, ...] = ()
    is_automatic: bool = False
    unsubscribe: str = ""
    files: tuple[LetterFile, ...] = ()


def bytes_of(letter: Letter) -> bytes:
    """Raises ValueError for an address that is none."""
    message = EmailMessage(policy=POLICY)
    message["From"] = Address(letter.sender_name, addr_spec=letter.sender)
    message["To"] = Address("", addr_spec=letter.to)
    message["Subject"] = _line(letter.subject)
    message["Date"] = format_datetime(letter.at.astimezone(WARSAW))
    message["Message-ID"] = f"<{letter.mail_id}>"
    if letter.reply_to:
        message["Reply-To"] = Address(letter.sender_name, addr_spec=letter.reply_to)
    if letter.answers:
        message["In-Reply-To"] = f"<{letter.answers}>"
        chain = dict.fromkeys([*letter.references[:_MOST_REFERENCES], letter.answers])
        message["References"] = " ".join(f"<{one}>" for one in chain)
    if letter.unsubscribe:
        message["List-Unsubscribe"] = f"<mailto:{letter.unsubscribe}?subject=koniec>"
    if letter.is_automatic:
        message["Auto-Submitted"] = "auto-replied"
        message["X-Auto-Response-Suppress"] = "All"
    words, subject = letter.text.replace("\r\n", "\n"), _line(letter.subject)
    message.set_content(plain_of(words) + "\n", charset="utf-8", cte="quoted-printable")
    message.add_alternative(html_of(words, subject), subtype="html", charset="utf-8", cte="quoted-printable")
    digest = hashlib.sha256(letter.mail_id.encode()).hexdigest()
    message.set_boundary(f"s724.{digest[:32]}")  # the library would make up another one at each try
    for file in letter.files:
        main, _, sub = file.kind.partition("/")
        message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    if letter.files:
        message.set_boundary(f"s724.{digest[32:]}")
    return message.as_bytes()


def reply_subject(title: str, number: str) -> str:
    """With the number of the matter, once."""
    subject = title if title.lower().startswith(("re:", "odp:")) else f"Re: {title}"
    return subject if number in subject else f"{subject} [{number}]"


def _line(text: str) -> str:
    return " ".join(text.split())
