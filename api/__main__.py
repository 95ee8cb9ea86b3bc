"""`python -m api`: the web service, until SIGTERM."""

import uvicorn

from api.app import create_app
from core.logging import configure_logging
from core.settings import Settings


def main() -> None:
    settings = Settings()
    configure_logging("api", settings.log_level)
    uvicorn.run(
        create_app(settings),
        host=settings.bind,
        port=settings.http_port,
        log_config=None,  # ours stays; requests are logged by api.middleware, without their query strings
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        limit_concurrency=500,
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    main()
