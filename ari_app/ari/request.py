"""One request as a value: made by the functions in `operations`, sent by `AriConnection`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import NoneType
from typing import Generic, TypeVar
from urllib.parse import quote

import msgspec

from ari_app.ari.messages import RESTQueryStringParameter, RESTRequest

T = TypeVar("T")
QueryValue = str | int | float | bool | Sequence[str] | None

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Request(Generic[T]):
    """What is asked, and as what the answer is read.

    `operation` names the request in logs and errors: the values in `uri`, `query` and `body` may be a
    caller's and are never written there.
    """

    operation: str
    method: str
    uri: str = field(repr=False)
    returns: type[T] = field(repr=False)
    query: Mapping[str, QueryValue] = field(default_factory=dict, repr=False)
    body: Mapping[str, object] | None = field(default=None, repr=False)

    def encode(self, request_id: str) -> bytes:
        """The message for the WebSocket. Raises ValueError if a value in a list holds a comma."""
        parameters = [
            RESTQueryStringParameter(name=name, value=_text(value))
            for name, value in self.query.items()
            if value is not None
        ]
        return _encode(
            RESTRequest(
                transaction_id="",
                request_id=request_id,
                method=self.method,
                uri=self.uri,
                query_strings=parameters or None,
                content_type=None if self.body is None else "application/json",
                message_body=None if self.body is None else _encode(self.body).decode(),
            )
        )

    def decode(self, body: str | None) -> T:
        """Read the answer's body. Raises msgspec.DecodeError when it is not what Asterisk describes."""
        if self.returns is NoneType:
            return None  # type: ignore[return-value]
        return msgspec.json.decode(body or "", type=self.returns)


def segment(value: str) -> str:
    """A value as one segment of a path."""
    return quote(value, safe="")


def _text(value: str | int | float | bool | Sequence[str]) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    # Of a parameter that is given several times Asterisk keeps the first; a list goes with commas.
    if any("," in item for item in value):
        raise ValueError("a value in a list holds a comma, which Asterisk would read as two values")
    return ",".join(value)
