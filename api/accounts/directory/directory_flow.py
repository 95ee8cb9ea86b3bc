"""A log-in that is on its way by the office's directory: what the browser keeps of it meanwhile.

Signed, in a cookie: the server keeps nothing, so that no flood of begun log-ins throws out another's. The key is
made when the process starts; a log-in that was on its way then is begun again.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from authlib.common.security import generate_token
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from api.accounts.directory.directory_settings import FLOW_TIME

_ALGORITHM = "HS256"


@dataclass(frozen=True, slots=True)
class Flow:
    """`state` ties the answer to this browser (RFC 6749, 10.12), `nonce` the token to this log-in, `verifier` the
    code to who asked for it (RFC 7636). `next` is where the browser goes in the end, `device` what it came with.
    """

    state: str
    nonce: str
    verifier: str = field(repr=False)
    next: str
    device: str | None = field(repr=False)


def new_flow(next_path: str, device: str | None) -> Flow:
    return Flow(secrets.token_urlsafe(32), secrets.token_urlsafe(32), generate_token(64), next_path, device)


class FlowKeeper:
    """Signs and reads the cookies of one process."""

    def __init__(self) -> None:
        self._key = OctKey.generate_key(256)

    def closed(self, flow: Flow, now: datetime) -> str:
        """The value of the cookie."""
        claims = {
            "state": flow.state,
            "nonce": flow.nonce,
            "verifier": flow.verifier,
            "next": flow.next,
            "device": flow.device,
            "exp": int((now + FLOW_TIME).timestamp()),
        }
        return jwt.encode({"alg": _ALGORITHM}, claims, self._key)

    def opened(self, cookie: str, now: datetime) -> Flow | None:
        """None for what this process has not signed, and for what is over."""
        try:
            claims = jwt.decode(cookie, self._key, algorithms=[_ALGORITHM]).claims
        except (JoseError, ValueError):
            return None
        if claims["exp"] <= now.timestamp():
            return None
        return Flow(claims["state"], claims["nonce"], claims["verifier"], claims["next"], claims["device"])
