"""Asks a running installation from outside whether it works: a SIP OPTIONS and the web service's /health."""

import http.client
import json
import secrets
import socket
import ssl

from core import lines
from core.nodes import EdgePlaces
from core.settings import Settings


def reachable(address: str) -> str:
    """Where to knock for something that listens on `address`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)


def ask_sip(settings: Settings, number: str, *, timeout: float = 1.0) -> int:
    """Send a SIP OPTIONS for a dialled number and return the status of the answer; 0 when none came.

    200 means that calls to the number are taken from our address, 401 that SIP works but that our address
    is not the operator's (S724_TRUNK). An edge is asked for itself: 200 says that an Asterisk lives behind it.
    """
    found = _sip_door(settings)
    if found is None:
        return 0
    host, port, is_encrypted = found
    protocol = "TLS" if is_encrypted else "UDP"
    kind = socket.SOCK_STREAM if is_encrypted else socket.SOCK_DGRAM
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, kind) as plain:
            plain.settimeout(timeout)
            plain.connect((host, port))
            own = _this_machine().wrap_socket(plain) if is_encrypted else plain
            name, own_port = own.getsockname()[:2]
            token = secrets.token_hex(8)
            asked = "" if settings.edges else f"{number}@"
            request = [
                f"OPTIONS sip:{asked}{lines.bracketed(host)}:{port} SIP/2.0",
                f"Via: SIP/2.0/{protocol} {lines.bracketed(name)}:{own_port};branch=z9hG4bK{token};rport",
                "Max-Forwards: 5",
                f"From: <sip:self-check@{lines.bracketed(name)}>;tag={token}",
                f"To: <sip:{asked}{lines.bracketed(host)}>",
                f"Call-ID: {token}@self-check",
                "CSeq: 1 OPTIONS",
                f"Contact: <sip:self-check@{lines.bracketed(name)}:{own_port};transport={protocol.lower()}>",
                "Accept: application/sdp",
                "Content-Length: 0",
            ]
            own.sendall(("\r\n".join(request) + "\r\n\r\n").encode())
            answer = own.recv(65535).decode(errors="replace")
    except OSError:
        return 0
    parts = answer.split(None, 2)
    return int(parts[1]) if len(parts) > 1 and parts[0] == "SIP/2.0" and parts[1].isdigit() else 0


def _sip_door(settings: Settings) -> tuple[str, int, bool] | None:
    """Where SIP is spoken: host, port, and whether over TLS. In clear if that is to be had anywhere."""
    sip, trunk = lines.sip_line(settings), lines.trunk_line(settings)
    for line in (trunk, sip):
        if line.plain_port:
            return reachable(line.address), line.plain_port, False
    if sip.tls_port:
        return reachable(sip.address), sip.tls_port, True
    return None


def _this_machine() -> ssl.SSLContext:
    """For a look at a process of this machine, whoever its certificate is for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def ask_web(settings: Settings, *, timeout: float = 3.0) -> str:
    """Ask /health: an empty text when every part is well, else what is wrong in one line."""
    line = lines.http_line(settings)
    host = reachable(line.address)
    connection = (
        http.client.HTTPSConnection(host, line.tls_port, timeout=timeout, context=_this_machine())
        if line.tls_port
        else http.client.HTTPConnection(host, line.plain_port, timeout=timeout)
    )
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


def ask_edge(edge: EdgePlaces, *, timeout: float = 1.0) -> str:
    """An empty text when it serves telephones, else what is wrong in one line."""
    asked = {"jsonrpc": "2.0", "id": 1, "method": "htable.dump", "params": ["told"]}
    connection = http.client.HTTPConnection(edge.control.address, edge.control.port, timeout=timeout)
    try:
        connection.request("POST", "/rpc", json.dumps(asked), {"Content-Type": "application/json"})
        found = json.loads(connection.getresponse().read(65536))
    except (OSError, http.client.HTTPException, ValueError) as error:
        return f"the edge {edge.name} does not answer ({type(error).__name__})"
    finally:
        connection.close()
    return "" if found.get("result") else f"the edge {edge.name} has not been told of telephones yet"
