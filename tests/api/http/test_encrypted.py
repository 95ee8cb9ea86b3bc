"""The web service over TLS: alone at an address that others reach, and behind a reverse proxy as shipped."""

import socket
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest
from anyio import to_thread
from httpx import AsyncClient, AsyncHTTPTransport, ConnectError
from websockets.exceptions import InvalidStatus

from core.keys import tls
from ops.install import certificates, checkers
from ops.paths import PROJECT, make_private
from tests.api.process import WebService, web_service
from tests.support.machine.open_sockets import own_address
from tests.support.machine.tls_handshakes import WEAK, ciphers_taken, handshake, versions_taken
from tests.support.timing.eventually import eventually
from tests.support.web.live_page import live_page

pytestmark = pytest.mark.anyio

HSTS = "strict-transport-security"
NAME = "centrum.example.gov.pl"
SHIPPED = PROJECT / "ops" / "production" / "nginx.conf"


@pytest.fixture
async def encrypted(tmp_path: Path) -> AsyncIterator[WebService]:
    certificates.made_with_authority(make_private(tmp_path / "tls"), [own_address()])
    # Only the web service runs here: nobody's calls are in clear.
    async with web_service(tmp_path, S724_HTTP_BIND=own_address()) as service:
        yield service


def place(service: WebService) -> tuple[str, int]:
    host, _, port = service.address.rpartition("/")[2].rpartition(":")
    return host, int(port)


async def test_at_an_address_that_others_reach_it_speaks_tls_1_2_and_1_3_only(encrypted: WebService) -> None:
    assert encrypted.address.startswith("https://")
    here = place(encrypted)
    assert await to_thread.run_sync(versions_taken, *here) == {"TLSv1.2", "TLSv1.3"}
    assert await to_thread.run_sync(ciphers_taken, *here, WEAK) == set()
    of_ecdsa = {name for name in tls.CIPHERS if "ECDSA" in name}
    assert await to_thread.run_sync(ciphers_taken, *here, tls.CIPHERS) == of_ecdsa
    assert encrypted.authority is not None
    assert await to_thread.run_sync(lambda: handshake(*here, authority=encrypted.authority))


async def test_over_tls_browsers_are_told_to_stay_there(encrypted: WebService) -> None:
    async with encrypted.client() as client:
        assert (await client.get("/health")).headers[HSTS] == "max-age=31536000"
        assert (await client.get("/nothing")).headers[HSTS] == "max-age=31536000"
    assert await encrypted.token("k20060-1")


async def test_the_monitor_sees_for_how_long_the_certificate_holds(encrypted: WebService) -> None:
    async with encrypted.client() as client:
        page = (await client.get("/metrics", headers={"Authorization": "Bearer " + "x" * 40})).text
    left = next(line for line in page.splitlines() if line.startswith("s724_certificate_seconds_left "))
    days = float(left.split()[1]) / 86400
    assert certificates.SERVER_DAYS - 1 < days <= certificates.SERVER_DAYS


async def test_in_clear_it_answers_nothing_there(encrypted: WebService) -> None:
    host, port = place(encrypted)
    with socket.create_connection((host, port), timeout=5) as plain:
        plain.sendall(b"GET /health HTTP/1.1\r\nHost: centre\r\n\r\n")
        with pytest.raises((ConnectionResetError, AssertionError)):
            assert b"200" in plain.recv(100)


async def test_on_loopback_it_is_in_clear_and_says_nothing_of_tls(tmp_path: Path) -> None:
    async with web_service(tmp_path) as service, service.client() as client:
        assert service.address.startswith("http://127.0.0.1:")
        assert HSTS not in (await client.get("/health")).headers


async def test_a_renewed_certificate_is_shown_without_a_restart(encrypted: WebService, tmp_path: Path) -> None:
    async with encrypted.client() as old:
        assert (await old.get("/health")).status_code == 200
        before = ssl.get_server_certificate(place(encrypted))
        certificates.renew(tmp_path / "tls", [own_address()])

        async def is_shown() -> bool:
            return await to_thread.run_sync(ssl.get_server_certificate, place(encrypted)) != before

        await eventually(is_shown, timeout=20)
        assert (await old.get("/health")).status_code == 200, "the connection of before"
    async with encrypted.client() as new:
        assert (await new.get("/health")).status_code == 200


async def test_in_clear_for_others_it_does_not_start_without_a_word(tmp_path: Path) -> None:
    environment = {"S724_STATE_DIR": str(tmp_path), "S724_HTTP_BIND": own_address(), "S724_DEMONSTRATION": "no"}
    done = await anyio.run_process([sys.executable, "-m", "api"], check=False, env=environment, cwd=PROJECT)
    assert done.returncode == 1
    assert done.stderr.decode().strip().splitlines()[-1].startswith(f"S724_HTTP_BIND={own_address()}: ")


# -- behind nginx


@asynccontextmanager
async def nginx(folder: Path, service: WebService) -> AsyncIterator[tuple[int, int]]:
    """Debian's nginx with the shipped file, for this installation; its ports in clear and over TLS."""
    ports = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    plain, encrypted = (port.getsockname()[1] for port in ports)
    for port in ports:
        port.close()
    tls_folder = make_private(folder / "proxy-tls")
    made = certificates.made_with_authority(tls_folder, [NAME])
    text = SHIPPED.read_text("utf-8")
    for old, new in (
        ("127.0.0.1:7240", service.address.removeprefix("http://")),
        ("listen 80", f"listen 127.0.0.1:{plain}"),
        ("listen 443", f"listen 127.0.0.1:{encrypted}"),
        ("/etc/system724/tls/fullchain.pem", str(made.chain)),
        ("/etc/system724/tls/privkey.pem", str(made.key)),
    ):
        assert old in text
        text = text.replace(old, new)
    (folder / "site.conf").write_text(text, "utf-8")
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off;\nmaster_process off;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{temporary}include {folder}/site.conf;\n}}\n"
    )
    command = [*checkers.command("nginx"), "-p", str(folder), "-e", str(folder / "error.log")]
    command += ["-c", str(folder / "nginx.conf")]
    tried = await anyio.run_process([*command, "-t"], check=False)
    assert tried.returncode == 0, tried.stderr.decode()
    async with await anyio.open_process(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            await eventually(lambda: _takes_connections(encrypted))
            yield plain, encrypted
        finally:
            process.terminate()


def _takes_connections(port: int) -> bool:
    socket.create_connection(("127.0.0.1", port), timeout=1).close()
    return True


@pytest.fixture
async def proxied(tmp_path: Path) -> AsyncIterator[tuple[WebService, int, int]]:
    async with (
        web_service(tmp_path, S724_TRUSTED_PROXIES="127.0.0.1") as service,
        nginx(make_private(tmp_path / "nginx"), service) as (plain, encrypted),
    ):
        yield service, plain, encrypted


def visitor(
    tmp_path: Path, port: int, scheme: str = "https", at: str = "127.0.0.1", **headers: str
) -> AsyncClient:
    """A browser `at` an address that knows the centre by its name, and the name's address."""
    believed = ssl.create_default_context(cafile=str(tmp_path / "nginx" / "proxy-tls" / "ca.pem"))
    believed.check_hostname = False  # the name is asked for by SNI; the address is this machine
    return AsyncClient(
        base_url=f"{scheme}://127.0.0.1:{port}",
        transport=AsyncHTTPTransport(verify=believed, local_address=at),
        headers={"Host": NAME, **headers},
        trust_env=False,
    )


async def test_pages_watch_through_nginx_as_shipped(proxied: tuple[WebService, int, int], tmp_path: Path) -> None:
    service, _, encrypted = proxied
    believed = ssl.create_default_context(cafile=str(tmp_path / "nginx" / "proxy-tls" / "ca.pem"))
    reached: dict[str, Any] = {"host": "127.0.0.1", "port": encrypted, "ssl": believed, "server_hostname": NAME}
    cookie = await service.cookie("k20060-1")
    async with live_page(f"https://{NAME}", cookie, **reached) as page:
        await page.watch("agent", "centre")
        await eventually(lambda: page.agent("k20060-1")["state"] == "offline")
    with pytest.raises(InvalidStatus):
        async with live_page(f"https://{NAME}", cookie, "https://evil.example", **reached):
            pass


async def test_behind_nginx_as_shipped_the_centre_answers_by_its_name_over_tls(
    proxied: tuple[WebService, int, int], tmp_path: Path
) -> None:
    _, plain, encrypted = proxied
    asked = {"sni_hostname": NAME}
    async with visitor(tmp_path, encrypted) as client:
        answer = await client.get("/health", extensions=asked)
        assert answer.status_code == 200
        assert answer.headers[HSTS] == "max-age=31536000"
        assert (await client.get("/metrics", extensions=asked)).status_code == 404
        too_large = await client.put("/api/prompts/W01/audio/pl", content=bytes(21 << 20), extensions=asked)
        assert too_large.status_code == 413
        with pytest.raises(ConnectError):
            await client.get(
                "/health", headers={"Host": "evil.example"}, extensions={"sni_hostname": "evil.example"}
            )
    async with visitor(tmp_path, encrypted) as client:
        extract = await client.post("/api/imports/upload", content=bytes(21 << 20), extensions=asked)
        assert extract.status_code == 401  # the proxy has let it through
    async with visitor(tmp_path, plain, "http") as client:
        answer = await client.get("/api/calls?x=1")
        assert answer.status_code == 301
        assert answer.headers["location"] == f"https://{NAME}/api/calls?x=1"
    here = ("127.0.0.1", encrypted)
    assert await to_thread.run_sync(lambda: versions_taken(*here, name=NAME)) == {"TLSv1.2", "TLSv1.3"}
    assert await to_thread.run_sync(lambda: ciphers_taken(*here, WEAK, name=NAME)) == set()


async def test_behind_nginx_each_caller_has_an_address_of_its_own_and_no_other(
    proxied: tuple[WebService, int, int], tmp_path: Path
) -> None:
    service, _, encrypted = proxied
    for here in ("127.0.0.2", "127.0.0.3"):
        async with visitor(tmp_path, encrypted, at=here, **{"X-Forwarded-For": "203.0.113.1"}) as client:
            assert (await client.get("/api/me", extensions={"sni_hostname": NAME})).status_code == 401

    def asked() -> list[str]:
        return [line["address"] for line in service.logged() if line.get("route") == "/api/me"]

    await eventually(lambda: len(asked()) == 2)  # a request is logged after its answer
    assert asked() == ["127.0.0.2", "127.0.0.3"]
