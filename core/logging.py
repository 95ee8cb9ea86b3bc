"""Logs as JSON lines on standard error; the supervisor writes them to files and rotates them.

Messages never hold personal data or secrets: they name things by id. What was keyed is never logged.
"""

import logging
import sys
import traceback

import structlog


def configure_logging(process: str, level: str) -> None:
    """Call once at the start of a process. `process` stands in each line."""
    number = logging.getLevelNamesMapping()[level]
    logging.basicConfig(stream=sys.stderr, level=max(number, logging.WARNING), format="%(name)s %(message)s")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _frames_only,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process)


def _frames_only(_logger: object, _method: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """An error as its type and the places it passed; never its text, which may quote what somebody keyed."""
    error = line.pop("exc_info", None)
    if error is True:
        error = sys.exception()
    if isinstance(error, BaseException):
        line["error_type"] = type(error).__name__
        line["frames"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
        ]
    return line
