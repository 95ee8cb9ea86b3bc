"""From the bytes of a WebSocket message to a typed one."""

import msgspec

from ari_app.ari.messages import AnyMessage, Event, MissingParams, RESTResponse

_known = msgspec.json.Decoder(AnyMessage)
_anything = msgspec.json.Decoder(dict[str, object])


class UnknownEvent(Event, frozen=True, kw_only=True):
    """An event of a type that these messages do not describe, or not of the form that they describe.

    `kind` is its type, `body` all of it as it came.
    """

    kind: str
    body: dict[str, object]


class MalformedMessage(Exception):
    """Not a JSON object with a type. Nothing of the message is quoted."""


def decode_message(data: bytes) -> RESTResponse | MissingParams | Event:
    """Raises MalformedMessage; whatever has a `type` is understood, if need be as UnknownEvent."""
    try:
        message: RESTResponse | MissingParams | Event = _known.decode(data)
        return message
    except msgspec.ValidationError:
        pass  # JSON, but not as described
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedMessage from error
    try:
        body = _anything.decode(data)
    except msgspec.ValidationError as error:
        raise MalformedMessage from error
    kind = body.get("type")
    if not isinstance(kind, str):
        raise MalformedMessage
    return UnknownEvent(
        kind=kind,
        body=body,
        application=str(body.get("application", "")),
        timestamp=str(body.get("timestamp", "")),
        asterisk_id=str(body["asterisk_id"]) if "asterisk_id" in body else None,
    )
