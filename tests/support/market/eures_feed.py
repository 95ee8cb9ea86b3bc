"""A feed of EURES on loopback with the contract of the input interface: `getAll`, `getDetails`."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_DOCUMENT = """<?xml version='1.0' encoding='UTF-8'?>
<PositionOpening xmlns="http://www.hr-xml.org/3" validFrom="2026-11-05" majorVersionID="3" minorVersionID="2">
<DocumentID schemeAgencyID="PES">{reference}</DocumentID>
<PositionOpeningStatusCode name="Active">Active</PositionOpeningStatusCode>
<PositionProfile languageCode="pl"><PositionTitle>{title}</PositionTitle>
<PositionLocation><Address><o:CityName xmlns:o="http://www.openapplications.org/oagis/9">{city}</o:CityName>
<CountryCode>{country}</CountryCode></Address></PositionLocation>
<PositionOrganization><OrganizationIdentifiers><OrganizationName>{employer}</OrganizationName>
<OrganizationLegalID>{legal}</OrganizationLegalID></OrganizationIdentifiers></PositionOrganization>
<PositionOpenQuantity>2</PositionOpenQuantity><JobCategoryCode listName="ISCO2008">7411</JobCategoryCode>
<PositionOfferingTypeCode>Temporary</PositionOfferingTypeCode>
<PositionFormattedDescription><Content>&lt;p&gt;Praca przy &lt;b&gt;pociągach&lt;/b&gt;&lt;/p&gt;</Content>
</PositionFormattedDescription><PositionScheduleTypeCode>FullTime</PositionScheduleTypeCode>
<ApplicationCloseDate>{until}</ApplicationCloseDate></PositionProfile></PositionOpening>"""


def a_vacancy(reference: str, **changed: str) -> dict[str, Any]:
    """As `getDetails` gives it."""
    said = {
        "title": "Elektryk",
        "city": "Oslo",
        "country": "NO",
        "employer": "Togteknikk AS",
        "legal": "987938323",
        "until": "2026-12-31",
    }
    content = _DOCUMENT.format(reference=reference, **{**said, **changed})
    details = {"reference": reference, "source": "PES", "status": "ACTIVE", "content": content}
    return {**details, "contentFormatVersion": "1.3"}


@dataclass(slots=True)
class StandInFeed:
    """`vacancies`: those that it gives. `fault`: `500`, `page` (no JSON), `cut` (half of an answer), at `at`."""

    url: str = ""
    vacancies: list[dict[str, Any]] = field(default_factory=list)
    fault: str = ""
    at: str = "getDetails"
    asked: list[str] = field(default_factory=list)

    def answer(self, path: str, body: bytes) -> Any:
        if path.endswith("getAll"):
            closed = {"reference": "closed", "source": "PES", "status": "CLOSED"}
            return {"allReferences": [closed, *({**each, "content": None} for each in self.vacancies)]}
        known = {each["reference"]: each for each in self.vacancies}
        return {"details": {reference: known[reference] for reference in json.loads(body) if reference in known}}


@contextmanager
def eures_feed() -> Iterator[StandInFeed]:
    """Serves until the end of the block."""
    stand_in = StandInFeed()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])))

        def _answer(self, body: bytes) -> None:
            stand_in.asked.append(self.path)
            fault = stand_in.fault if self.path.endswith(stand_in.at) else ""
            if fault == "500":
                self.send_error(500)
                return
            told = json.dumps(stand_in.answer(self.path, body)).encode()
            if fault == "page":
                told = b"<html>"
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told[: len(told) // 2] if fault == "cut" else told)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: tests say themselves what was asked."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stand_in.url = f"http://127.0.0.1:{server.server_address[1]}/input/api/jv/v0.1"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield stand_in
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
