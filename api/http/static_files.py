"""The pages: what `ops.install.web_build` has built, to whoever no route of the web service answers.

Every address of a page is answered with the one `index.html`; which page it is decides the script in it. Addresses
of programs (`/api`, and whatever is not asked for as a page) stay what they were: 404 as a Problem.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "media-src 'self' blob:; font-src 'self'; manifest-src 'self'; worker-src 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'self'"
)
_OFF = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope"),
    *("magnetometer", "midi", "payment", "publickey-credentials-get", "serial", "usb", "xr-spatial-tracking"),
)
PERMISSIONS = ", ".join(["microphone=(self)", "speaker-selection=(self)", *(f"{name}=()" for name in _OFF)])
_OF_PAGES = {
    "content-security-policy": CSP,
    "permissions-policy": PERMISSIONS,
    "cross-origin-opener-policy": "same-origin",
}
FOR_EVER = "public, max-age=31536000, immutable"
"""The name of such a file changes with what stands in it."""

_ASSET = re.compile(r"/assets/([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)")
_AT_THE_TOP = re.compile(r"/([a-z0-9-]+\.(?:svg|png|ico|webmanifest|txt))")
_PAGE = re.compile(r"/(?!api(?:/|$))[A-Za-z0-9_~/-]*")
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wav": "audio/wav",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))  # the smaller first

NOT_BUILT = """<!doctype html>
<html lang="pl">
<head><meta charset="utf-8"><title>System 7/24</title></head>
<body>
<h1>Strona nie jest jeszcze gotowa</h1>
<p>System działa, ale jego strony dla przeglądarki nie zostały zbudowane w tej instalacji albo budują się w tej
chwili. Prosimy spróbować ponownie za minutę. Jeżeli to nie pomoże, administrator powinien uruchomić w folderze
systemu polecenie <code>python3 -I ops/bootstrap.py ops.install.web_build</code>.</p>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class _Named:
    """What the log calls a request that no route has answered."""

    path: str


class Pages:
    """Answers what the routes leave over; what is no page goes on to `otherwise`."""

    def __init__(self, folder: Path, otherwise: ASGIApp) -> None:
        self._folder = folder
        self._otherwise = otherwise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = await self._answer(scope) if scope["type"] == "http" else None
        await (found or self._otherwise)(scope, receive, send)

    async def _answer(self, scope: Scope) -> Response | None:
        """None for what is no page, and for a file that there is not."""
        if scope["method"] not in ("GET", "HEAD"):
            return None
        path, headers = scope["path"], Headers(scope=scope)
        if (asset := _ASSET.fullmatch(path)) is not None:
            scope["route"] = _Named("/assets")
            return await self._file(f"assets/{asset[1]}", headers, {"cache-control": FOR_EVER})
        if (top := _AT_THE_TOP.fullmatch(path)) is not None:
            scope["route"] = _Named("/assets")
            return await self._file(top[1], headers, {"cache-control": "no-cache"})
        if not _is_asked_by_a_person(path, headers):
            return None
        scope["route"] = _Named("/pages")
        page = await self._file("index.html", headers, {"cache-control": "no-cache", **_OF_PAGES})
        if page is None:
            return Response(NOT_BUILT, 503, {"retry-after": "60"}, "text/html; charset=utf-8")
        return page

    async def _file(self, name: str, headers: Headers, more: Mapping[str, str]) -> Response | None:
        accepted = {part.partition(";")[0].strip() for part in headers.get("accept-encoding", "").split(",")}
        for encoding, suffix in (*((e, s) for e, s in _ENCODINGS if e in accepted), ("", "")):
            content = await to_thread.run_sync(_read, self._folder / f"{name}{suffix}")
            if content is not None:
                told = {**more, "vary": "accept-encoding"}
                if encoding:
                    told["content-encoding"] = encoding
                return Response(content, 200, told, _KINDS.get(Path(name).suffix, "application/octet-stream"))
        return None


def _is_asked_by_a_person(path: str, headers: Headers) -> bool:
    """Does a browser go to that address?"""
    return _PAGE.fullmatch(path) is not None and (path == "/" or "text/html" in headers.get("accept", ""))


def _read(file: Path) -> bytes | None:
    """The content; None if there is no such file. Blocks."""
    try:
        changed = file.stat().st_mtime_ns
    except OSError:
        return None
    return _content(file, changed)


@lru_cache(maxsize=256)
def _content(file: Path, changed: int) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None
