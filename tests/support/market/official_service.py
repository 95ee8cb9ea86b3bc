"""A service of offers on loopback with the contract of the official one (SOAP, a ZIP file as base64)."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from market.offers.official.envelope import Status
from tests.support.web.loopback_service import Answered, Asked, Fault, loopback_service

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
    fault: Fault = ""
    asked: list[str] = field(default_factory=list)


@contextmanager
def official_service() -> Iterator[StandIn]:
    """Serves until the end of the block."""
    stand_in = StandIn()

    def answer(asked: Asked) -> Answered:
        stand_in.asked.append(asked.body.decode())
        content = base64.encodebytes(stand_in.package).decode() if stand_in.status is Status.FINE else ""
        told = _ANSWER.format(status=stand_in.status, content=content).encode()
        return Answered(told, "text/xml; charset=utf-8", stand_in.fault)

    with loopback_service(answer) as address:
        stand_in.url = f"{address}/integration/services/v2/oferta"
        yield stand_in
