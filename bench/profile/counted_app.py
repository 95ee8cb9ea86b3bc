"""`python -m bench.profile.counted_app`: `ari_app` as it is, with its ARI messages counted.

The counts are written into a file each second. A message costs some 2 µs more than without.
"""

import json
import sys
import threading
import time
from collections import Counter
from pathlib import Path

from ari_app.ari import connection
from ari_app.ari.decoding import UnknownEvent, decode_message
from ari_app.ari.messages import Event, MissingParams, RESTResponse
from ari_app.ari.request import Request
from ari_app.main import main
from core.settings import Settings

FILE = Path("run") / "ari-messages.json"
WRITE_TIME = 1.0  # seconds

_messages, _bytes = Counter[str](), Counter[str]()
_operations: dict[str, str] = {}  # of the requests that were not answered yet
_encode = Request.encode


def _counted_encode(request: Request[object], request_id: str) -> bytes:
    message = _encode(request, request_id)
    _operations[request_id] = request.operation
    _count(f"request {request.operation}", len(message))
    return message


def _counted_decode(data: bytes) -> RESTResponse | MissingParams | Event:
    message = decode_message(data)
    if isinstance(message, RESTResponse):
        _count(f"answer {_operations.pop(message.request_id, 'to nobody')}", len(data))
    else:
        kind = message.kind if isinstance(message, UnknownEvent) else type(message).__name__
        _count(f"event {kind}", len(data))
    return message


def _count(name: str, size: int) -> None:
    _messages[name] += 1
    _bytes[name] += size


def _keep_writing(file: Path) -> None:
    while True:
        time.sleep(WRITE_TIME)
        fresh = file.with_suffix(".tmp")
        fresh.write_text(json.dumps({name: [count, _bytes[name]] for name, count in _messages.copy().items()}))
        fresh.replace(file)


def _count_messages() -> None:
    Request.encode = _counted_encode  # type: ignore[method-assign, assignment]
    connection.decode_message = _counted_decode  # type: ignore[attr-defined]
    threading.Thread(target=_keep_writing, args=[Settings().state / FILE], daemon=True).start()


if __name__ == "__main__":
    _count_messages()
    sys.exit(main())
