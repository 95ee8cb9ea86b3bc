"""DKIM (RFC 6376): receivers see by it that a mail is of the office's domain and as it was sent.

For where the office's mail server does not sign itself. The domain is that of the sender's address; all domains of
an installation have the same selector and key. Pure.
"""

import base64
import re
from dataclasses import dataclass, field
from typing import Final

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

_BITS: Final = 2048
_SIGNED: Final = (
    *(b"from", b"to", b"subject", b"date", b"message-id", b"reply-to", b"in-reply-to", b"references"),
    *(b"mime-version", b"content-type", b"content-transfer-encoding", b"auto-submitted"),
    *(b"list-unsubscribe", b"list-unsubscribe-post"),
)
"""Each once more than it is there: nobody adds one on the way."""

_DNS_STRING: Final = 255


@dataclass(frozen=True, slots=True)
class DkimKey:
    """`private`: PEM. Never printed."""

    selector: str
    private: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Raises ValueError for what is no RSA key of at least 2048 bits."""
        _public(self.private)

    def signed(self, content: bytes) -> bytes:
        """The mail with its signature before it. Takes about 30 ms of a processor: in a thread.

        Raises ValueError for a mail without a sender.
        """
        domain = _domain_of(content)
        line = dkim.sign(
            content,
            self.selector.encode(),
            domain,
            self.private,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=[*_SIGNED, *_SIGNED],
        )
        return bytes(line) + content


def new_key() -> bytes:
    """PEM."""
    made = rsa.generate_private_key(65537, _BITS)
    return made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )


def record_of(private: bytes) -> str:
    """What the TXT record says. Raises ValueError as `DkimKey`."""
    public = _public(private).public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"


def zone_line(selector: str, domain: str, private: bytes) -> str:
    """The record as a zone file has it: in strings of 255 signs at most."""
    record = record_of(private)
    parts = [f'"{record[begin : begin + _DNS_STRING]}"' for begin in range(0, len(record), _DNS_STRING)]
    return f"{selector}._domainkey.{domain}. IN TXT ( {' '.join(parts)} )"


def _public(private: bytes) -> rsa.RSAPublicKey:
    key = serialization.load_pem_private_key(private, password=None)
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < _BITS:
        raise ValueError(f"a key of DKIM is RSA with at least {_BITS} bits")
    return key.public_key()


def _domain_of(content: bytes) -> bytes:
    """Of the sender's address; our own headers have one line."""
    head = content.partition(b"\r\n\r\n")[0]
    found = re.search(rb"^From: .*?@([A-Za-z0-9.-]+)>?\r?$", head, re.MULTILINE | re.DOTALL)
    if found is None:
        raise ValueError("a mail without a sender")
    return found[1]
