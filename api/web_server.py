"""The web service as a process: its sockets, its certificate, its end."""

import resource
import sys
from contextlib import suppress

import anyio
import uvicorn

from api.accounts.directory import directory_settings
from api.app import create_app
from api.http.guarded_protocol import guarded_protocol
from api.http.proxies import TrustedProxies
from core import lines
from core.clock import SystemClock
from core.keys import tls
from core.lines import Certificate
from core.logging import configure_logging
from core.settings import Settings
from core.tasks.started import say_started

MOST_OF_A_MESSAGE = 64 * 1024
"""Bytes of one message of a WebSocket; routes allow less. A longer one ends the socket with 1009."""

MOST_FILES = 65_536


def run() -> None:
    """Serve until SIGTERM. Raises SystemExit for settings that cannot be served."""
    _raise_file_limit()
    settings = Settings()
    configure_logging("api", settings.log_level)
    say_started(settings.state, "api", SystemClock().now())
    if refused := lines.refusal(settings):
        sys.exit(refused)
    if told := directory_settings.trouble(settings):
        sys.exit(told)
    line = lines.http_line(settings)
    certificate = lines.certificate(settings) if line.tls_port else None
    if certificate is not None and (told := tls.trouble(certificate)):
        sys.exit(told)
    shown = tls.stamp(certificate) if certificate is not None else None
    config = uvicorn.Config(
        create_app(settings),
        host=line.address,
        port=settings.http_port,
        log_config=None,  # ours stays; requests are logged by api.middleware, without their query strings
        access_log=False,
        server_header=False,
        proxy_headers=False,  # api.middleware reads them
        http=guarded_protocol(TrustedProxies(settings.trusted_proxies)),
        ws="websockets-sansio",
        ws_max_size=MOST_OF_A_MESSAGE,
        ws_per_message_deflate=False,  # a window for each of 600 sockets costs more than small messages save
        ws_ping_interval=10,
        ws_ping_timeout=10,
        timeout_graceful_shutdown=5,
        ssl_certfile=certificate.chain if certificate else None,
        ssl_keyfile=certificate.key if certificate else None,
        ssl_ciphers=":".join(tls.CIPHERS),  # of TLS 1.2; nothing older is spoken by Python's ssl
    )
    with suppress(KeyboardInterrupt):
        anyio.run(serve, config, certificate, shown, backend_options={"use_uvloop": True})


def _raise_file_limit() -> None:
    """As many sockets as the machine allows: 300 desks have two each, and requests besides."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if most == resource.RLIM_INFINITY else min(most, MOST_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


class _Server(uvicorn.Server):
    """Ends when what the routes share has failed. Then all tasks of the process have ended: no page is told
    anything any more, and the centre hears of no desk. uvicorn would go on serving; a new process does better."""

    async def on_tick(self, counter: int) -> bool:
        return await super().on_tick(counter) or self.lifespan.error_occurred


async def serve(config: uvicorn.Config, certificate: Certificate | None, shown: tls.Stamp | None) -> None:
    """Serve until SIGTERM or SIGINT. Another certificate than the one `shown` at first is taken into use when it
    comes: whoever connects from then on sees it.

    Raises SystemExit when what the routes share could not be made, or has failed since.
    """
    server = _Server(config)
    async with anyio.create_task_group() as tasks:
        if certificate is not None:
            tasks.start_soon(_keep_certificate, config, certificate, shown)
        await server.serve()
        tasks.cancel_scope.cancel()
    if server.lifespan.error_occurred:
        sys.exit("the web service has ended by itself")


async def _keep_certificate(config: uvicorn.Config, certificate: Certificate, shown: tls.Stamp | None) -> None:
    async def renewed() -> bool:
        if config.ssl is None:
            return False  # the server is still starting
        tls.load(config.ssl, certificate)
        return True

    await tls.keep(certificate, shown, renewed)
