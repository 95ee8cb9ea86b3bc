"""Calls outside services for scenarios: only listed ones, in bounds of time and size, off the calls' tasks.

The name is looked up here and the connection made to the address that was looked at, so that a name that leads
elsewhere a moment later leads nowhere.

The library for it is loaded only where a service is listed, beside the event loop.
"""

from __future__ import annotations

import json
import socket
from functools import partial
from typing import TYPE_CHECKING, Any

import anyio
import structlog
from anyio import to_thread

from core.outside.web_answer import trusted
from core.tasks.off_call_worker import OffCallWorker
from ivr.outside.web_rules import Answered, Service, WebRequest, may_connect, service_of

if TYPE_CHECKING:
    import httpx

log = structlog.get_logger()

LARGEST_ANSWER = 64 * 1024  # bytes
LONGEST = 30.0  # seconds for everything, whatever a scenario says
FIRST_PAUSE = 0.5  # seconds before the second try; doubled for each further one
_HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "System-7-24"}
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class _Refused(Exception):
    """Not to be tried again: what was asked may not be asked, or the answer is not one."""


class WebServices:
    """`ivr.outside.ports.WebServices`. `run` is its task."""

    def __init__(self, allowed: frozenset[Service]) -> None:
        self._allowed = allowed
        self._client: httpx.AsyncClient | None = None
        self._worker = OffCallWorker[WebRequest, Answered](
            "web services", self._answer, at_once=16, answer_time=LONGEST + 1
        )

    async def run(self) -> None:
        """Work until cancelled."""
        if not self._allowed:
            await self._worker.run()  # which asks nobody
            return
        vouched = await to_thread.run_sync(partial(trusted, trust_env=False))
        import httpx

        async with httpx.AsyncClient(
            verify=vouched,
            timeout=LONGEST,
            follow_redirects=False,
            trust_env=False,
            # Connections go to addresses: one must not serve another name that leads to the same.
            limits=httpx.Limits(max_keepalive_connections=0),
        ) as self._client:
            await self._worker.run()

    async def ask(self, call: WebRequest) -> Answered:
        """See `ivr.outside.ports.WebServices`."""
        answered = None
        with anyio.move_on_after(min(call.time_limit, LONGEST) + 1):  # also if many others are asked
            answered = await self._worker.ask(call)
        return answered or Answered(fault="timeout")

    async def _answer(self, call: WebRequest) -> Answered:
        asked = service_of(call.url)
        service = next((listed for listed in self._allowed if listed == asked), None)
        if service is None:
            log.warning("a web service is not on the list", host=None if asked is None else asked.host)
            return Answered(fault="failed")
        import httpx

        with anyio.move_on_after(min(call.time_limit, LONGEST)):
            pause = FIRST_PAUSE
            for number in range(call.tries):
                if number:
                    await anyio.sleep(pause)
                    pause *= 2
                try:
                    return Answered(document=await self._once(call, service))
                except _Refused as error:
                    log.warning("a web service was not called", host=service.host, why=str(error))
                    return Answered(fault="failed")
                except (httpx.HTTPError, OSError) as error:
                    # The name only: an address holds what the caller has keyed.
                    log.warning("a web service failed", host=service.host, error=type(error).__name__)
            return Answered(fault="failed")
        return Answered(fault="timeout")

    async def _once(self, call: WebRequest, service: Service) -> Any:
        import httpx

        address = await _address_of(service)
        url = httpx.URL(call.url).copy_merge_params(dict(call.query))
        assert self._client is not None  # the worker works inside `run`
        request = self._client.build_request(
            call.method,
            url.copy_with(host=address),
            headers={"Host": url.netloc.decode(), **_HEADERS},
            json=None if call.body is None else dict(call.body),
            extensions={"sni_hostname": service.host},
        )
        response = await self._client.send(request, stream=True)
        try:
            return await _document(response)
        finally:
            await response.aclose()


async def _address_of(service: Service) -> str:
    """Where the name leads now. Raises _Refused if that may not be reached, OSError if it is nowhere."""
    found = await anyio.getaddrinfo(service.host, service.port, type=socket.SOCK_STREAM)
    addresses = [str(address[0]) for *_, address in found]
    if not addresses:
        raise OSError("the name leads nowhere")
    if not all(may_connect(service, address) for address in addresses):
        raise _Refused("the name leads inside")
    return addresses[0]


async def _document(response: httpx.Response) -> Any:
    """The answer as JSON. Raises httpx.HTTPStatusError for what may be better a moment later, _Refused for the
    rest."""
    if response.status_code in _AGAIN:
        response.raise_for_status()
    if response.status_code in _REDIRECTS:
        raise _Refused("it leads elsewhere")
    if response.status_code != 200:
        raise _Refused(f"status {response.status_code}")
    if response.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise _Refused("the answer is no JSON")
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise _Refused("the answer is packed")  # a small one may become a huge one
    content = bytearray()
    async for piece in response.aiter_bytes():
        content += piece
        if len(content) > LARGEST_ANSWER:
            raise _Refused("the answer is too large")
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise _Refused("the answer is no JSON") from error
