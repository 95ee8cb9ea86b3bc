"""A service of somebody else on loopback, and how such a service fails."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal, TypeAlias

Fault: TypeAlias = Literal["", "500", "401", "429", "page", "cut", "silent", "trickle"]
"""`page`: a proxy's page; `cut`: the line breaks in the middle of the answer; `silent`: it takes the question and
says nothing, for ever; `trickle`: a byte of the answer now and then, for ever; else that code."""

_BETWEEN_BYTES = 0.05  # seconds


@dataclass(frozen=True, slots=True)
class Asked:
    method: str
    path: str
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answered:
    body: bytes
    kind: str = "application/json"
    fault: Fault = ""


@contextmanager
def loopback_service(answer: Callable[[Asked], Answered]) -> Iterator[str]:
    """Serves until the end of the block, also whoever is being kept waiting; its address."""
    is_over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])))

        def _answer(self, body: bytes) -> None:
            told = answer(Asked(self.command, self.path, body, dict(self.headers)))
            if told.fault == "silent":
                is_over.wait()
            elif told.fault.isdigit():
                self.send_error(int(told.fault))
            else:
                self._tell(b"<html><body>Serwis w przebudowie" if told.fault == "page" else told.body, told)

        def _tell(self, content: bytes, told: Answered) -> None:
            self.send_response(200)
            self.send_header("Content-Type", told.kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if told.fault == "trickle":
                for place in range(len(content)):
                    if is_over.wait(_BETWEEN_BYTES):
                        break
                    try:
                        self.wfile.write(content[place : place + 1])
                    except OSError:  # whoever asked has gone
                        break
            else:
                self.wfile.write(content[: len(content) // 2] if told.fault == "cut" else content)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: tests say themselves what was asked."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        is_over.set()
        server.shutdown()
        server.server_close()
        thread.join()
