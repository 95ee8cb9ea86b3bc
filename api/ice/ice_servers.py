"""By which servers a page at home reaches the sound (ICE), with a log-in for a working day. Pure.

The log-in is that of the "TURN REST API", coturn's `use-auth-secret`: a user name that says until when it is good,
and an HMAC of it with the secret that both share. SHA-1 is what that protocol has.
"""

import base64
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

CREDENTIAL_TIME = timedelta(hours=12)
"""As long as the longest session of a page."""


def ice_servers(urls: str, secret: str, who: str, now: datetime) -> Sequence[dict[str, Any]]:
    """What `RTCPeerConnection` takes as `iceServers`. `urls` is S724_TURN, `secret` what stands in
    S724_TURN_SECRET_FILE; `who` is seen by the TURN server. Empty where none is set."""
    named = [url for url in urls.split(",") if url]
    found: list[dict[str, Any]] = []
    if stun := [url for url in named if url.startswith("stun:")]:
        found.append({"urls": stun})
    if turn := [url for url in named if url.startswith(("turn:", "turns:"))]:
        user = f"{int((now + CREDENTIAL_TIME).timestamp())}:{who}"
        proof = base64.b64encode(hmac.digest(secret.encode(), user.encode(), "sha1")).decode()
        found.append({"urls": turn, "username": user, "credential": proof})
    return found
