"""Telephones of a line that register with their passwords, and again before that runs out."""

import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import md5

from chaos.sip_line import SipLine
from softphone.sip import SipMessage, new_branch

_RENEW_AFTER, _EXPIRES = 60.0, 120  # seconds
_UNANSWERED = 5.0  # seconds after which another REGISTER is tried
_AT_ONCE = 12  # in one look: a line that asks for more in a moment is a flood to an edge
_CHALLENGE = re.compile(r'(realm|nonce)="([^"]*)"')


@dataclass(slots=True)
class _Registration:
    password: str
    call_id: str
    due: float = 0.0
    number: int = 0
    until: float = 0.0  # it holds


class Registrations:
    """Those of `line`: hand every answer to `takes`, and call `send_those_due` again and again."""

    def __init__(self, line: SipLine) -> None:
        self._line = line
        self._all: dict[str, _Registration] = {}

    def trust(self, passwords: Mapping[str, str]) -> None:
        """Register these telephones from now on."""
        self._all = {user: _Registration(word, secrets.token_hex(12)) for user, word in passwords.items()}

    @property
    def count(self) -> int:
        """How many telephones are registered now."""
        return sum(each.until > time.monotonic() for each in self._all.values())

    def call_ids(self) -> Mapping[str, str]:
        """By user the Call-ID of the REGISTERs."""
        return {user: registration.call_id for user, registration in self._all.items()}

    def begin_anew(self) -> None:
        """The exchange knows none of them any more."""
        for registration in self._all.values():
            registration.due = registration.until = 0.0

    def send_those_due(self) -> None:
        """To be called twice a second."""
        now = time.monotonic()
        due = [(user, each) for user, each in self._all.items() if now >= each.due][:_AT_ONCE]
        for user, registration in due:
            self._register(user, registration, {})

    def takes(self, message: SipMessage) -> bool:
        """Was it an answer to a REGISTER?"""
        if message.is_request or message.method != "REGISTER":
            return False
        for user, registration in self._all.items():
            if registration.call_id == message.call_id:
                self._answered(user, registration, message)
        return True

    def _answered(self, user: str, registration: _Registration, answer: SipMessage) -> None:
        now = time.monotonic()
        if answer.status == 401:
            challenge = dict(_CHALLENGE.findall(answer.get("www-authenticate")))
            self._register(user, registration, challenge)
        elif answer.status == 200:
            registration.due, registration.until = now + _RENEW_AFTER, now + _EXPIRES

    def _register(self, user: str, registration: _Registration, challenge: Mapping[str, str]) -> None:
        line = self._line
        registration.number += 1
        registration.due = time.monotonic() + _UNANSWERED
        uri = f"sip:{line.server[0]}:{line.server[1]}{line.parameter}"
        proof = []
        if challenge:
            proof.append(("Authorization", _proof(user, registration.password, uri, challenge)))
        line.send(
            SipMessage(
                f"REGISTER {uri} SIP/2.0",
                [
                    ("Via", f"SIP/2.0/{line.way} {line.address};rport;branch={new_branch()}"),
                    ("Max-Forwards", "70"),
                    ("From", f"<sip:{user}@{line.host}>;tag={registration.call_id[:8]}"),
                    ("To", f"<sip:{user}@{line.host}>"),
                    ("Contact", line.contact(user)),
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
