"""What a log never tells."""

import io
import json

import structlog

from core.logging import _frames_only


def test_an_error_in_a_log_is_its_name_and_its_way_and_never_its_text() -> None:
    out = io.StringIO()
    log = structlog.wrap_logger(
        structlog.WriteLogger(out), processors=[_frames_only, structlog.processors.JSONRenderer()]
    )
    try:
        raise ValueError("the caller keyed 739206")
    except ValueError:
        log.exception("call failed")
    line = json.loads(out.getvalue())
    assert line["error_type"] == "ValueError"
    assert "test_logging.py" in line["frames"][-1]
    assert "739206" not in out.getvalue()
