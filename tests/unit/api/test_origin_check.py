"""From whose page a WebSocket may come."""

import pytest

from api.http.origin_check import is_own_origin

PUBLIC = "https://centrum.example"


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://127.0.0.1:7240", "127.0.0.1:7240"),
        ("https://centrum.example", "centrum.example"),
        ("https://Centrum.Example", "centrum.example"),
        ("https://centrum.example", "127.0.0.1:7240"),  # a proxy that names itself
        ("http://[::1]:7240", "[::1]:7240"),
    ],
)
def test_pages_of_this_web_service(origin: str, host: str) -> None:
    assert is_own_origin(origin, host, PUBLIC)


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        (None, "centrum.example"),
        ("", ""),
        ("null", "null"),
        ("https://evil.example", "centrum.example"),
        ("https://centrum.example.evil.example", "centrum.example"),
        ("https://centrum.example:8443", "centrum.example"),
        ("http://centrum.example", "127.0.0.1:7240"),  # the public address is another scheme
        ("file://centrum.example", "centrum.example"),
        ("https://[", "centrum.example"),
        ("https://", ""),
    ],
)
def test_pages_of_others(origin: str | None, host: str) -> None:
    assert not is_own_origin(origin, host, PUBLIC)


def test_without_a_public_address_only_the_host_counts() -> None:
    assert not is_own_origin("https://centrum.example", "127.0.0.1:7240", "")
    assert not is_own_origin("https://", "127.0.0.1:7240", "")
