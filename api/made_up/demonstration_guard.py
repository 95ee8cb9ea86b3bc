"""The door of what is for demonstrations only: whoever sits at the machine itself."""

from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers

from api.auth import From, Shared
from core.errors import NotFound
from core.lines import is_loopback
from core.settings import Settings

_OF_PROXIES = frozenset({"forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip"})


def at_this_machine(request: Request, origin: From, shared: Shared) -> None:
    """Raises NotFound as if there were nothing: not a demonstration, or asked from elsewhere."""
    version = request.scope.get("http_version", "1.1")
    if not sits_here(origin.address, request.headers, shared.settings, http_version=version):
        raise NotFound


def sits_here(address: str, headers: Headers, settings: Settings, *, http_version: str = "1.1") -> bool:
    """Is this a demonstration, and does whoever asks sit at its machine? Of a request and of a WebSocket.

    Any sign of a proxy closes the door, a trusted one's, too: a header that one adds, or HTTP/1.0, which nginx
    speaks by itself and no browser does. A proxy that leaves none still names the page from which somebody comes;
    and a page from elsewhere whose name was made to lead here has that name.
    """
    if not settings.demonstration or not is_loopback(address) or http_version == "1.0":
        return False
    if any(name in _OF_PROXIES or name.startswith("x-forwarded") for name in headers):
        return False
    pages = [headers[name] for name in ("origin", "referer") if name in headers]
    return all(map(_is_here, (f"//{headers.get('host', '')}", *pages)))


def _is_here(address: str) -> bool:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return host == "localhost" or is_loopback(host)
