"""Who sits at the machine of a demonstration."""

from pathlib import Path

import pytest
from starlette.datastructures import Headers

from api.made_up.demonstration_guard import sits_here
from core.settings import Settings


@pytest.mark.parametrize(
    ("address", "host", "more", "proxies", "is_here"),
    [
        ("127.0.0.1", "127.0.0.1:7240", {}, "", True),
        ("::1", "[::1]:7240", {}, "", True),
        ("127.0.0.1", "localhost:7240", {}, "", True),
        ("192.0.2.9", "127.0.0.1:7240", {}, "", False),
        # The page of a site whose name was made to lead to this machine: its Origin is that name, too.
        ("127.0.0.1", "rebound.example:7240", {}, "", False),
        ("127.0.0.1", "[", {}, "", False),
        ("127.0.0.1", "", {}, "", False),
        ("127.0.0.1", "127.0.0.1:7240", {"x-forwarded-for": "192.0.2.9"}, "", False),
        ("127.0.0.1", "127.0.0.1:7240", {"x-forwarded-for": "127.0.0.1"}, "127.0.0.1", False),
        *(
            ("127.0.0.1", "127.0.0.1:7240", {name: value}, proxies, False)
            for proxies in ("", "127.0.0.1")
            for name, value in {
                "Forwarded": "for=192.0.2.9",
                "X-Forwarded-For": "127.0.0.1",
                "X-Forwarded-Proto": "https",
                "X-Forwarded-Host": "localhost",
                "X-Real-IP": "127.0.0.1",
                "Via": "1.1 proxy",
                "Origin": "https://demo.example",
                "Referer": "https://demo.example/",
            }.items()
        ),
        ("127.0.0.1", "127.0.0.1:7240", {"Origin": "http://127.0.0.1:7240"}, "", True),
    ],
)
def test_who_sits_here(
    tmp_path: Path, address: str, host: str, more: dict[str, str], proxies: str, is_here: bool
) -> None:
    settings = Settings(state=tmp_path, demonstration=True, trusted_proxies=proxies)
    assert sits_here(address, Headers({"host": host, **more}), settings) is is_here
    assert not sits_here(address, Headers({"host": host}), settings.model_copy(update={"demonstration": False}))


def test_a_plain_proxy_pass_of_nginx_speaks_an_old_http(tmp_path: Path) -> None:
    settings = Settings(state=tmp_path, demonstration=True)
    headers = Headers({"host": "127.0.0.1:7240", "connection": "close"})
    assert sits_here("127.0.0.1", headers, settings, http_version="1.1")
    assert not sits_here("127.0.0.1", headers, settings, http_version="1.0")
