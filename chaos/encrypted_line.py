"""The telephones that speak SIP over TLS: one connection, over which each registers with its password."""

import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import md5

import anyio

from chaos.sip_line import SipLine
from softphone.encryption import Encryption, TlsConnection
from softphone.sip import SipMessage, new_branch

_LOOK = 0.5  # seconds between two looks whether the connection is up and everybody is registered
_RENEW_AFTER, _EXPIRES = 60.0, 120  # seconds
_UNANSWERED = 5.0  # seconds after which another REGISTER is tried
_CHALLENGE = re.compile(r'(realm|nonce)="([^"]*)"')


@dataclass(slots=True)
class _Registration:
    password: str
    call_id: str
    due: float = 0.0
    number: int = 0
    until: float = 0.0  # it holds


class EncryptedLine(SipLine):
    """Comes back by itself when the exchange does. Call `trust` when the exchange has its certificate."""

    way = "TLS"

    def __init__(self) -> None:
        super().__init__()
        self.connections = 0
        """How often it has been connected: once more after each death of Asterisk."""
        self._encryption: Encryption | None = None
        self._connection: TlsConnection | None = None
        self._registrations: dict[str, _Registration] = {}

    def trust(self, encryption: Encryption, passwords: Mapping[str, str]) -> None:
        """Connect from now on, and register these telephones."""
        self._registrations = {
            user: _Registration(password, secrets.token_hex(12)) for user, password in passwords.items()
        }
        self._encryption = encryption

    @property
    def registered(self) -> int:
        """How many telephones are registered now."""
        return sum(each.until > time.monotonic() for each in self._registrations.values())

    @property
    def address(self) -> str:
        if self._connection is None or not self._connection.is_up:
            return f"{self.host}:0"
        host, port = self._connection.address
        return f"{host}:{port}"

    def contact(self, user: str) -> str:
        return f"<sip:{user}@{self.address};transport=tls>"

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def send(self, message: SipMessage) -> None:
        if self._connection is not None:
            self._connection.send(message)

    async def _listen(self) -> None:
        while True:
            if self._encryption is not None:
                if self._connection is None or not self._connection.is_up:
                    await self._connect(self._encryption)
                self._register_those_due()
            await anyio.sleep(_LOOK)

    async def _connect(self, encryption: Encryption) -> None:
        try:
            self._connection = await TlsConnection.to(self.server, encryption, self.host, self._came, lambda: None)
        except OSError:  # Asterisk is away
            return
        self.connections += 1
        for registration in self._registrations.values():
            registration.due = registration.until = 0.0

    def _register_those_due(self) -> None:
        now = time.monotonic()
        for user, registration in self._registrations.items():
            if now >= registration.due:
                self._register(user, registration, {})

    def _came(self, message: SipMessage) -> None:
        if message.is_request or message.method != "REGISTER":
            super()._came(message)
            return
        for user, registration in self._registrations.items():
            if registration.call_id == message.call_id:
                self._answered(user, registration, message)

    def _answered(self, user: str, registration: _Registration, answer: SipMessage) -> None:
        now = time.monotonic()
        if answer.status == 401:
            challenge = dict(_CHALLENGE.findall(answer.get("www-authenticate")))
            self._register(user, registration, challenge)
        elif answer.status == 200:
            registration.due, registration.until = now + _RENEW_AFTER, now + _EXPIRES

    def _register(self, user: str, registration: _Registration, challenge: Mapping[str, str]) -> None:
        registration.number += 1
        registration.due = time.monotonic() + _UNANSWERED
        uri = f"sip:{self.server[0]}:{self.server[1]};transport=tls"
        proof = []
        if challenge:
            proof.append(("Authorization", _proof(user, registration.password, uri, challenge)))
        self.send(
            SipMessage(
                f"REGISTER {uri} SIP/2.0",
                [
                    ("Via", f"SIP/2.0/TLS {self.address};rport;branch={new_branch()}"),
                    ("Max-Forwards", "70"),
                    ("From", f"<sip:{user}@{self.host}>;tag={registration.call_id[:8]}"),
                    ("To", f"<sip:{user}@{self.host}>"),
                    ("Contact", self.contact(user)),
                    ("Expires", str(_EXPIRES)),
                    ("Call-ID", registration.call_id),
                    ("CSeq", f"{registration.number} REGISTER"),
                    *proof,
                    ("Content-Length", "0"),
                ],
            )
        )


def _proof(user: str, password: str, uri: str, challenge: Mapping[str, str]) -> str:
    """Digest without quality of protection (RFC 2617 3.2.2), which every exchange takes."""
    realm, nonce = challenge["realm"], challenge["nonce"]
    known = _digest(f"{user}:{realm}:{password}")
    answer = _digest(f"{known}:{nonce}:{_digest(f'REGISTER:{uri}')}")
    return f'Digest username="{user}", realm="{realm}", nonce="{nonce}", uri="{uri}", response="{answer}"'


def _digest(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()
