"""The answer to Asterisk's question for a password (RFC 2617 with MD5, which is what Asterisk asks for)."""

import hashlib
import re
import secrets
from dataclasses import dataclass, field

_PARAMETER = re.compile(r'(\w+)\s*=\s*(?:"([^"]*)"|([^\s,"]+))')


@dataclass(slots=True)
class Challenge:
    """What Asterisk has asked a connection. It may be answered many times: each answer has a number of its own."""

    realm: str
    nonce: str = field(repr=False)
    opaque: str = ""
    _answers: int = 0

    def answer(self, user: str, password: str, method: str, uri: str) -> str:
        """The value of `Authorization` for a request."""
        self._answers += 1
        number, own = f"{self._answers:08x}", secrets.token_hex(8)
        who = _md5(f"{user}:{self.realm}:{password}")
        proof = _md5(f"{who}:{self.nonce}:{number}:{own}:auth:{_md5(f'{method}:{uri}')}")
        opaque = f', opaque="{self.opaque}"' if self.opaque else ""
        return (
            f'Digest username="{user}", realm="{self.realm}", nonce="{self.nonce}", uri="{uri}", '
            f'response="{proof}", algorithm=MD5, qop=auth, nc={number}, cnonce="{own}"{opaque}'
        )


def read_challenge(value: str) -> Challenge | None:
    """From the value of `WWW-Authenticate`; None for one that cannot be answered."""
    scheme, _, rest = value.strip().partition(" ")
    found = {name.lower(): quoted or plain for name, quoted, plain in _PARAMETER.findall(rest)}
    if scheme.lower() != "digest" or found.get("algorithm", "MD5").upper() != "MD5":
        return None
    if not found.get("realm") or not found.get("nonce"):
        return None
    return Challenge(found["realm"], found["nonce"], found.get("opaque", ""))


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
