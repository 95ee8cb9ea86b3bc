"""What browsers are given: the pages, their files, and what a page may do."""

from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient, Response

from api.app import create_app
from core.settings import Settings

PERSON = {"accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Built pages, the smallest that there can be."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>start</title>")
    (tmp_path / "icon.svg").write_text("<svg/>")
    (tmp_path / "assets" / "index-Ab12_cd.js").write_text("let plain")
    (tmp_path / "assets" / "index-Ab12_cd.js.gz").write_bytes(b"as gzip")
    (tmp_path / "assets" / "index-Ab12_cd.js.br").write_bytes(b"as brotli")
    (tmp_path / "builds.json").write_text("[]")
    return tmp_path


async def ask(site: Path, path: str, method: str = "GET", **headers: str) -> Response:
    app = create_app(Settings(web_dir=site))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://localhost") as client:
        answer = await client.request(method, path, headers={"accept-encoding": "identity", **headers})
        await answer.aread()
        return answer


@pytest.mark.anyio
@pytest.mark.parametrize("path", ["/", "/desk", "/caller", "/login", "/whatever/comes/later"])
async def test_every_address_of_a_page_is_the_one_page(site: Path, path: str) -> None:
    answer = await ask(site, path, **PERSON)
    assert answer.status_code == 200
    assert "start" in answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.anyio
@pytest.mark.parametrize("path", ["/api", "/api/nothing", "/api/desk/nothing", "/favicon.ico", "/wp-login.php"])
async def test_what_is_no_page_is_not_found_also_for_a_browser(site: Path, path: str) -> None:
    answer = await ask(site, path, **PERSON)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.anyio
async def test_a_program_is_told_that_an_address_is_unknown(site: Path) -> None:
    answer = await ask(site, "/desk", accept="*/*")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    answer = await ask(site, "/desk", "POST", **PERSON)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.anyio
async def test_a_page_may_load_from_its_own_server_only_and_runs_no_script_that_stands_in_it(site: Path) -> None:
    headers = (await ask(site, "/desk", **PERSON)).headers
    assert headers.get_list("content-security-policy") == [
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "media-src 'self' blob:; font-src 'self'; manifest-src 'self'; worker-src 'self'; frame-ancestors 'none'; "
        "base-uri 'none'; form-action 'self'"
    ]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    allowed = headers["permissions-policy"].split(", ")
    assert {"microphone=(self)", "speaker-selection=(self)", "camera=()", "geolocation=()"} <= set(allowed)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("accepted", "content", "encoding"),
    [
        ("gzip, deflate, br", b"as brotli", "br"),
        ("gzip;q=0.9", b"as gzip", "gzip"),
        ("identity", b"let plain", None),
    ],
)
async def test_a_file_comes_as_small_as_the_browser_can_read_it_and_is_kept_for_ever(
    site: Path, accepted: str, content: bytes, encoding: str | None
) -> None:
    app = create_app(Settings(web_dir=site))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://localhost") as client:
        request = client.build_request("GET", "/assets/index-Ab12_cd.js", headers={"accept-encoding": accepted})
        answer = await client.send(request, stream=True)
        assert b"".join([part async for part in answer.aiter_raw()]) == content
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["vary"] == "accept-encoding"


@pytest.mark.anyio
@pytest.mark.parametrize(
    "path",
    [
        "/assets/gone-12345678.js",
        "/assets/../builds.json",
        "/assets/%2e%2e/builds.json",
        "/assets/..%2fbuilds.json",
        "/builds.json",
        "/files.json",
        "/.vite/manifest.json",
        "/assets/",
    ],
)
async def test_only_built_files_are_given_out(site: Path, path: str) -> None:
    answer = await ask(site, path)
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.anyio
async def test_the_icon_is_asked_about_each_time(site: Path) -> None:
    answer = await ask(site, "/icon.svg")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")


@pytest.mark.anyio
async def test_without_built_pages_a_person_is_told_what_to_do(tmp_path: Path) -> None:
    answer = await ask(tmp_path / "none", "/desk", **PERSON)
    assert answer.status_code == 503
    assert "ops.install.web_build" in answer.text
    assert "Prosimy spróbować ponownie" in answer.text
    assert answer.headers["cache-control"] == "no-store"
