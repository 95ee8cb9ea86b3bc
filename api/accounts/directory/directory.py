"""The office's own directory by OpenID Connect: authorization code with PKCE.

What it says of itself and its keys are kept for an hour, and read anew when a key is unknown, at most once a
minute. A question to it takes at most `LONGEST` seconds, and never keeps the event loop.

Authlib's own client for httpx is not used: see decision 0042.
"""

import json
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import anyio
import httpx
import structlog
from anyio import to_thread
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from api.accounts.directory.directory_flow import Flow
from api.accounts.directory.directory_settings import DirectorySettings, is_safe_address
from api.accounts.directory.id_token import (
    Claims,
    Expected,
    Key,
    TokenRefused,
    UnknownKey,
    keys_of,
    verified_claims,
)
from api.accounts.errors import DirectoryAway
from core.clock import Clock

log = structlog.get_logger()

LONGEST = 4.0  # seconds, for all that one log-in asks at once
KEPT = 3600.0  # seconds
ANEW_EVERY = 60.0  # seconds
MOST_BYTES = 1024 * 1024
_SCOPE = "openid profile"


class _Rubbish(Exception):
    """An answer that is not one of a directory. The text holds nothing of the answer."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the directory says of itself."""

    authorization_endpoint: str
    token_endpoint: str
    end_session_endpoint: str | None
    auth_method: str
    keys: list[Key]
    read_at: float


class Directory:
    """One for the whole process. `clock` is the one by which tokens end."""

    def __init__(self, settings: DirectorySettings, clock: Clock, client: httpx.AsyncClient) -> None:
        self.settings = settings
        self._clock = clock
        self._client = client
        self._known: _Known | None = None
        self._reading = anyio.Lock()

    async def log_in_address(self, flow: Flow) -> str:
        """Where the browser is sent to log in. Raises DirectoryAway."""
        with _within_time():
            known = await self._read()
        return str(
            prepare_grant_uri(
                known.authorization_endpoint,
                self.settings.client,
                "code",
                redirect_uri=self.settings.callback,
                scope=_SCOPE,
                state=flow.state,
                nonce=flow.nonce,
                code_challenge=create_s256_code_challenge(flow.verifier),
                code_challenge_method="S256",
            )
        )

    async def log_out_address(self) -> str | None:
        """Where the browser is sent to log out of the directory, too; None if it offers nothing like that.

        Without `id_token_hint`, for no token is kept: some directories ask the person first. Raises DirectoryAway.
        """
        with _within_time():
            known = await self._read()
        if known.end_session_endpoint is None:
            return None
        asked = {"client_id": self.settings.client, "post_logout_redirect_uri": f"{self.settings.public_url}/"}
        return str(httpx.URL(known.end_session_endpoint).copy_merge_params(asked))

    async def claims(self, code: str, flow: Flow) -> Claims:
        """What the directory says of who came back with this code. Raises DirectoryAway, TokenRefused."""
        with _within_time():
            known = await self._read()
            answer = await self._exchange(known, code, flow)
            token, access_token = answer.get("id_token"), answer.get("access_token")
            if not isinstance(token, str):
                raise _Rubbish("no id_token")
            expected = Expected(
                self.settings.issuer,
                self.settings.client,
                flow.nonce,
                access_token if isinstance(access_token, str) else None,
            )
            try:
                return verified_claims(token, known.keys, expected, self._clock.now())
            except UnknownKey:
                known = await self._read(newer_than=known)
                return verified_claims(token, known.keys, expected, self._clock.now())

    # -- questions

    async def _read(self, newer_than: _Known | None = None) -> _Known:
        """What is known, read anew when it is old; or when a newer one is wanted and the last is a minute old."""
        async with self._reading:
            now = self._clock.monotonic()
            known = self._known
            if known is not None:
                age = now - known.read_at
                is_new_enough = newer_than is None or known is not newer_than or age < ANEW_EVERY
                if age < KEPT and is_new_enough:
                    return known
            self._known = await self._read_now(now)
            return self._known

    async def _read_now(self, now: float) -> _Known:
        # The setting is used as it is in tokens, with or without a slash at its end (Discovery 1.0, 4.1).
        _, said = await self._ask("GET", f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration")
        if said.get("issuer") != self.settings.issuer:
            raise _Rubbish("another issuer than S724_OIDC_ISSUER")
        methods = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        end = said.get("end_session_endpoint")
        _, keys = await self._ask("GET", _address(said, "jwks_uri"))
        try:
            found = keys_of(keys)
        except ValueError:
            raise _Rubbish("no keys") from None
        return _Known(
            _address(said, "authorization_endpoint"),
            _address(said, "token_endpoint"),
            None if end is None else _address(said, "end_session_endpoint"),
            "client_secret_post" if "client_secret_post" in methods else "client_secret_basic",
            found,
            now,
        )

    async def _exchange(self, known: _Known, code: str, flow: Flow) -> dict[str, Any]:
        """The tokens for a code, which can be used once. Raises TokenRefused if the directory does not know it."""
        form = prepare_token_request(
            "authorization_code",
            redirect_uri=self.settings.callback,
            code=code,
            code_verifier=flow.verifier,
        )
        address, headers, body = ClientAuth(self.settings.client, self.settings.secret, known.auth_method).prepare(
            "POST", known.token_endpoint, {"Content-Type": "application/x-www-form-urlencoded"}, form
        )
        status, answer = await self._ask("POST", address, headers, body)
        if status == 200:
            return answer
        if answer.get("error") == "invalid_grant":
            raise TokenRefused("invalid_grant")
        # Our secret, our name or the address of the callback: nobody can log in until it is put right.
        raise _Rubbish(
            f"status {status} for a code: see S724_OIDC_CLIENT, its secret, and the registered callback"
        )

    async def _ask(
        self, method: str, address: str, headers: dict[str, str] | None = None, body: str | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Status 200, 400 or 401, and a JSON object."""
        headers = {"Accept": "application/json", **(headers or {})}
        content = bytearray()
        async with self._client.stream(method, address, headers=headers, content=body) as response:
            if response.status_code not in ((200,) if method == "GET" else (200, 400, 401)):
                raise _Rubbish(f"status {response.status_code}")
            async for piece in response.aiter_bytes():
                content += piece
                if len(content) > MOST_BYTES:
                    raise _Rubbish("the answer is too large")
        try:
            document = json.loads(content)
        except (ValueError, RecursionError):
            raise _Rubbish("no JSON") from None
        if not isinstance(document, dict):
            raise _Rubbish("no JSON object")
        return response.status_code, document


@asynccontextmanager
async def directory_client(settings: DirectorySettings, clock: Clock) -> AsyncIterator[Directory]:
    """The directory inside the block. The machine's authorities vouch for it: an office may have its own."""
    # Reading the certificates takes a tenth of a second: not on the event loop.
    trusted = await to_thread.run_sync(ssl.create_default_context)
    async with httpx.AsyncClient(
        verify=trusted, timeout=LONGEST, follow_redirects=False, trust_env=False
    ) as client:
        yield Directory(settings, clock, client)


@contextmanager
def _within_time() -> Iterator[None]:
    """Raises DirectoryAway after `LONGEST` seconds, and for whatever is no answer of a directory."""
    try:
        with anyio.fail_after(LONGEST):
            yield
    except TimeoutError:
        why = "no answer in time"
    except _Rubbish as error:
        why = str(error)
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        why = type(error).__name__  # the name only: an address holds the code
    else:
        return
    log.warning("the office's directory is away", why=why)
    raise DirectoryAway


def _address(said: dict[str, Any], name: str) -> str:
    address = said.get(name)
    if not isinstance(address, str) or not is_safe_address(address):
        raise _Rubbish(f"{name} is no safe address")
    return address
