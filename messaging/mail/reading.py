"""Reads a mail that anybody may have made: text, what is new in it, files, and what it says of itself. Pure.

Runs in a worker that may die (`messaging.mail.worker`): Python's parser can be kept busy for minutes by a mail of
a megabyte. What is too big for it is not read at all and stands aside as a file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import errors, message_from_bytes
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses
from typing import Final

from core.errors import S724Error
from messaging.mail.automatic import is_automatic
from messaging.mail.bounces import Bounce, bounce_in
from messaging.mail.html_text import text_of_html
from messaging.mail.replies_pl import reply_in

MOST_HEADERS: Final = 64_000
"""Bytes of headers that are parsed."""
MOST_HTML: Final = 1_000_000
MOST_FILES: Final = 100
MOST_TEXT: Final = 200_000
"""Signs of text that are kept; the mail as it came has the rest for its time."""
MOST_FILE_BYTES: Final = 25_000_000

_NO_CHARSETS: Final = frozenset(
    {"us-ascii", "ascii", "unknown-8bit", "8bit", "x-unknown", "utf-7", "utf7", "unicode-1-1-utf-7", "u7"}
)
"""They say nothing; and UTF-7 hides signs from whoever looks for them."""

_C1 = re.compile("[\x80-\x9f]")
_WHERE_THEY_DIFFER = re.compile("[ąśźĄŚŹ]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_BRACKETED = re.compile(r"([^<>]*)<([^<>]*)>\s*", re.DOTALL)
_MAIL_ID = re.compile(r"<([^<>\s]{1,250})>")
_REPLY_MARK = re.compile(r"^\s*((re|odp|odpowiedź|fwd?|pd|fw)(\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_MOST_REFERENCES = 50

KINDS: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0", "application/x-ole-storage"),
)
"""By first bytes. Documents of office programs are ZIP or OLE."""
OF_UNKNOWN_KIND: Final = "application/octet-stream"


class Unreadable(S724Error):
    """The mail cannot be read; `why` in a word."""

    code = "mail_unreadable"

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why

    def __reduce__(self) -> tuple[type, tuple[str]]:
        return Unreadable, (self.why,)  # it comes out of a worker


@dataclass(frozen=True, slots=True)
class ReadFile:
    """`name`: without folders and signs that steer; `kind`: by the first bytes."""

    name: str = field(repr=False)
    kind: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReadMail:
    """`sender`: empty where there is none that could be answered. `mail_id`, `references`: without brackets,
    In-Reply-To first. `faults`: headers_twice, no_sender, html_big, files_many, files_big, text_long."""

    sender: str = field(repr=False)
    sender_name: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    reply: str = field(repr=False)
    mail_id: str
    references: tuple[str, ...]
    is_automatic: bool
    files: tuple[ReadFile, ...]
    faults: tuple[str, ...]
    bounce: Bounce | None = None


def read_mail(raw: bytes) -> ReadMail:
    """Raises Unreadable, and nothing else; may take long, or more memory than there is."""
    head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]
    if len(head) > MOST_HEADERS:
        raise Unreadable("headers")
    try:
        return _read(message_from_bytes(raw))
    except RecursionError:
        raise Unreadable("nested") from None
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, errors.MessageError) as error:
        raise Unreadable(type(error).__name__) from None  # strangers' bytes meet faults of a parser


def bare_subject(subject: str) -> str:
    """Without Re:, Odp:, PD: …, by which two are compared."""
    return _REPLY_MARK.sub("", subject).strip().casefold()


def kind_of(content: bytes) -> str:
    for begin, kind in KINDS:
        if content.startswith(begin):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    head = content[:4096]
    if b"\0" in head:
        return OF_UNKNOWN_KIND
    if re.match(rb"\s*(<!doctype|<html|<svg|<\?xml|<script)", head, re.IGNORECASE):
        return OF_UNKNOWN_KIND  # a browser would run it
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return OF_UNKNOWN_KIND
    return "text/plain"


def _read(message: "Message") -> ReadMail:
    heads = _headers(message)
    faults = [] if len(heads.get("from", [])) < 2 else ["headers_twice"]
    sender, name = _sender(heads.get("from", []))
    if not sender:
        faults.append("no_sender")
    subject = _line(_decoded(_first(heads, "subject")))[:500]
    texts, files = _parts(message, faults)
    text = _clean("\n\n".join(one for one in texts if one.strip())).replace("\r\n", "\n")
    if len(text) > MOST_TEXT:
        faults.append("text_long")
        text = text[:MOST_TEXT]
    mail_ids = _MAIL_ID.findall(_unfolded(_first(heads, "message-id")))
    said = " ".join([_first(heads, "in-reply-to"), *heads.get("references", [])])
    references = list(dict.fromkeys(_MAIL_ID.findall(_unfolded(said))))[:_MOST_REFERENCES]
    return ReadMail(
        sender=sender,
        sender_name=name,
        subject=subject,
        text=text,
        reply=reply_in(text),
        mail_id=mail_ids[0] if mail_ids else "",
        references=tuple(references),
        is_automatic=is_automatic({key: values[0] for key, values in heads.items()}, sender),
        files=tuple(files),
        faults=tuple(faults),
        bounce=bounce_in(message),
    )


def _headers(message: "Message") -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in message.raw_items():
        found.setdefault(name.lower(), []).append(str(value))
    return found


def _first(heads: dict[str, list[str]], name: str) -> str:
    return heads.get(name, [""])[0]


def _unfolded(value: str) -> str:
    return value.encode("ascii", "ignore").decode()


def _decoded(value: str) -> str:
    """Words of a header, in whatever charset: neighbours of the same one are one text, or letters fall apart."""
    if not value.isascii():
        try:
            return decoded(value.encode("ascii", "surrogateescape"), None)
        except UnicodeEncodeError:
            return value  # a name of a file by RFC 2231, which is text already
    try:
        parts = decode_header(value)
    except (errors.HeaderParseError, ValueError):
        return value
    return "".join(part if isinstance(part, str) else decoded(part, charset) for part, charset in parts)


def decoded(content: bytes, charset: str | None) -> str:
    """Text of bytes, by what the mail says of them as far as it can be true."""
    name = (charset or "").strip().strip("'\"").lower()
    if name and name not in _NO_CHARSETS:
        try:
            text = content.decode(name)
        except (LookupError, UnicodeDecodeError, ValueError):
            pass
        else:
            # Signs that nobody writes: Windows' letters that were called ISO's.
            is_mislabelled = name.startswith(("iso-8859", "iso8859", "latin")) and _C1.search(text)
            return content.decode("cp1250", "replace") if is_mislabelled else text
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        guesses = [content.decode(guess, "replace") for guess in ("cp1250", "iso-8859-2")]
    return max(guesses, key=lambda text: len(_WHERE_THEY_DIFFER.findall(text)))


def _clean(text: str) -> str:
    """What a database and a page can hold: halves of letters are none."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def _line(text: str) -> str:
    """One line: nothing of it may become a header of its own, or turn the direction of a page."""
    return _clean(" ".join(_CONTROL.sub(" ", text).split()))


def _sender(values: list[str]) -> tuple[str, str]:
    if not values:
        return "", ""
    value = _ascii(values[0])
    # Before Python's own reading, which since 3.13 finds nobody in „anna@example.pl <anna@example.pl>”.
    bracketed = [(found[1].strip().strip('"'), found[2])] if (found := _BRACKETED.fullmatch(value)) else []
    for name, address in [*bracketed, *getaddresses([value])]:
        if _ADDRESS.fullmatch(address) and address.isascii():
            return address, _line(_decoded(name))[:200]
    return "", _line(_decoded(values[0]))[:200]


def _ascii(value: str) -> str:
    return value.encode("ascii", "replace").decode()


def _parts(message: "Message", faults: list[str]) -> tuple[list[str], list[ReadFile]]:
    plain: list[str] = []
    html: list[str] = []
    files: list[ReadFile] = []
    size = 0
    for part in _leaves(message):
        kind = part.get_content_type()
        content = _content(part)
        name = _file_name(part)
        is_attached = (part.get_content_disposition() == "attachment") or bool(name)
        if kind == "text/plain" and not is_attached:
            plain.append(decoded(content, _charset(part)))
        elif kind == "text/html" and not is_attached:
            if len(content) <= MOST_HTML:
                html.append(text_of_html(decoded(content, _charset(part))))
                continue
            faults.append("html_big")
            name = "tresc.html"
            is_attached = True
        elif kind == "message/delivery-status":
            continue
        else:
            is_attached = True
        if not is_attached or not content:
            continue
        size += len(content)
        if len(files) >= MOST_FILES or size > MOST_FILE_BYTES:
            faults.append("files_many" if len(files) >= MOST_FILES else "files_big")
            break
        files.append(ReadFile(name or f"plik-{len(files) + 1}", kind_of(content), content))
    return plain if any(one.strip() for one in plain) else html, files


def _leaves(message: "Message") -> Iterator["Message"]:
    """Parts that hold something; a mail in a mail is one part."""
    if message.get_content_type() in ("message/rfc822", "message/delivery-status", "text/rfc822-headers"):
        yield message
        return
    if not message.is_multipart():
        yield message
        return
    for part in message.get_payload():
        if isinstance(part, Message):
            yield from _leaves(part)


def _content(part: "Message") -> bytes:
    if part.is_multipart():
        inner = part.get_payload(0)
        return inner.as_bytes() if isinstance(inner, Message) else b""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _charset(part: "Message") -> str | None:
    try:
        return part.get_content_charset()
    except (LookupError, UnicodeError, TypeError):
        return None


def _file_name(part: "Message") -> str:
    """The last part of what it calls itself; never a way to another folder."""
    try:
        told = part.get_filename() or ""
    except (LookupError, UnicodeError, TypeError, ValueError):
        return "plik"
    name = _line(_decoded(told).replace("\\", "/").rpartition("/")[2]).strip(". ")
    return name[-120:] if name else ("plik" if told else "")
