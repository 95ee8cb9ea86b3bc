"""SRTP with the keys that stand in the SDP (RFC 4568): the sound of telephones that speak SIP over TLS."""

import re
import secrets
from base64 import b64decode, b64encode

from pylibsrtp import Error, Policy, Session

from softphone.sip import SipMessage

_SUITE = "AES_CM_128_HMAC_SHA1_80"
_KEY_BYTES = 30  # 16 of the key and 14 of the salt
_OFFERED = re.compile(rb"^a=crypto:(\d+) " + _SUITE.encode() + rb" inline:([A-Za-z0-9+/=]+)", re.MULTILINE)
_PROFILE = re.compile(rb"^m=audio \d+ (\S+) ", re.MULTILINE)


class SoundCipher:
    """The sound of one call, as its other side offers it in `invite`; the own key is made."""

    def __init__(self, invite: SipMessage) -> None:
        """Raises LookupError when the offer holds no key: the sound would go in clear."""
        tag, theirs = _offered(invite)
        self._own = secrets.token_bytes(_KEY_BYTES)
        self._theirs = theirs
        self._out = Session(Policy(key=self._own, ssrc_type=Policy.SSRC_ANY_OUTBOUND))
        self._in = Session(Policy(key=theirs, ssrc_type=Policy.SSRC_ANY_INBOUND))
        self.profile = _PROFILE.findall(invite.body)[0].decode()
        """As the offer names it; the answer has to say the same."""
        self.line = f"a=crypto:{tag} {_SUITE} inline:{b64encode(self._own).decode()}\r\n"
        """For the answer's SDP."""

    def offered_again(self, invite: SipMessage) -> bool:
        """Take the other side's key of now on. False when the offer holds none."""
        try:
            _, theirs = _offered(invite)
        except LookupError:
            return False
        if theirs != self._theirs:
            self._theirs = theirs
            self._in = Session(Policy(key=theirs, ssrc_type=Policy.SSRC_ANY_INBOUND))
        return True

    def close(self, packet: bytes) -> bytes:
        """RTP to SRTP."""
        return bytes(self._out.protect(packet))

    def open(self, packet: bytes) -> bytes:
        """SRTP to RTP; nothing where it was not made with the other side's key."""
        try:
            return bytes(self._in.unprotect(packet))
        except Error:
            return b""


def _offered(invite: SipMessage) -> tuple[str, bytes]:
    for tag, key in _OFFERED.findall(invite.body):
        return tag.decode(), b64decode(key)
    raise LookupError("the sound is offered in clear")
