"""A service of offers on loopback with the contract of the official one (SOAP, a ZIP file as base64)."""

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from market.offers.official.envelope import Status

_ANSWER = """<?xml version="1.0" encoding="UTF-8"?>
<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>
<ns2:DaneResponse xmlns:ns2="http://oferty.praca.gov.pl/v2/oferta"><odpowiedz>
<Status>{status}</Status><NazwaPliku>20000_2026_12_01_18_05.zip</NazwaPliku>
<Zawartosc>{content}</Zawartosc>
</odpowiedz></ns2:DaneResponse></S:Body></S:Envelope>"""


@dataclass(slots=True)
class StandIn:
    """What it answers next: `package` with `status`; or a fault. `asked`: the bodies that it was sent."""

    url: str = ""
    package: bytes = b""
    status: Status = Status.FINE
    fault: str = ""
    """`cut`: the line breaks in the middle of the answer; `page`: a proxy's page; `500`: that code."""
    asked: list[str] = field(default_factory=list)


@contextmanager
def official_service() -> Iterator[StandIn]:
    """Serves until the end of the block."""
    stand_in = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            stand_in.asked.append(self.rfile.read(length).decode())
            if stand_in.fault == "500":
                self.send_error(500)
                return
            body = b"<html><body>Serwis w przebudowie</body>"
            if stand_in.fault != "page":
                content = base64.encodebytes(stand_in.package).decode() if stand_in.status is Status.FINE else ""
                body = _ANSWER.format(status=stand_in.status, content=content).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/xml; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if stand_in.fault == "cut" else body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: tests say themselves what was asked."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stand_in.url = f"http://127.0.0.1:{server.server_address[1]}/integration/services/v2/oferta"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield stand_in
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
