"""Asks a running installation from outside whether it works: a SIP OPTIONS and the web service's /health."""

import http.client
import json
import secrets
import socket

from core.settings import Settings


def reachable(address: str) -> str:
    """Where to knock for something that listens on `address`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)


def ask_sip(settings: Settings, number: str, *, timeout: float = 1.0) -> int:
    """Send a SIP OPTIONS for a dialled number and return the status of the answer; 0 when none came.

    200 means that calls to the number are taken from our address, 401 that SIP works but that our address
    is not the operator's (S724_TRUNK).
    """
    host = reachable(settings.bind)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as own:
        own.settimeout(timeout)
        own.connect((host, settings.sip_port))
        name, port = own.getsockname()[:2]
        own_host = f"[{name}]" if family == socket.AF_INET6 else name
        peer = f"[{host}]" if family == socket.AF_INET6 else host
        token = secrets.token_hex(8)
        lines = [
            f"OPTIONS sip:{number}@{peer}:{settings.sip_port} SIP/2.0",
            f"Via: SIP/2.0/UDP {own_host}:{port};branch=z9hG4bK{token};rport",
            "Max-Forwards: 5",
            f"From: <sip:self-check@{own_host}>;tag={token}",
            f"To: <sip:{number}@{peer}>",
            f"Call-ID: {token}@self-check",
            "CSeq: 1 OPTIONS",
            f"Contact: <sip:self-check@{own_host}:{port}>",
            "Accept: application/sdp",
            "Content-Length: 0",
        ]
        try:
            own.send(("\r\n".join(lines) + "\r\n\r\n").encode())
            answer = own.recv(65535).decode(errors="replace")
        except OSError:
            return 0
    parts = answer.split(None, 2)
    return int(parts[1]) if len(parts) > 1 and parts[0] == "SIP/2.0" and parts[1].isdigit() else 0


def ask_web(settings: Settings, *, timeout: float = 3.0) -> str:
    """Ask /health: an empty text when every part is well, else what is wrong in one line."""
    connection = http.client.HTTPConnection(reachable(settings.bind), settings.http_port, timeout=timeout)
    try:
        connection.request("GET", "/health")
        answer = connection.getresponse()
        body = answer.read(65536).decode("utf-8", errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return f"the web service does not answer ({type(error).__name__})"
    finally:
        connection.close()
    if answer.status == 200:
        return ""
    try:
        body = json.dumps(json.loads(body), ensure_ascii=False)
    except ValueError:
        body = " ".join(body.split())
    return f"/health says {answer.status}: {body[:300]}"
