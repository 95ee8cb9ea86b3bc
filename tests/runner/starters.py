"""Which files with tests of databases or of the web service start processes, found without loading them."""

import re
from functools import cache
from pathlib import Path

DATABASES = ("tests/api", "tests/database")
_ROOT = Path(__file__).resolve().parents[2]
_STARTERS = re.compile(
    r"\b(subprocess|open_process|run_process|web_service|next_process|forked|s3_server|sys\.executable)\b"
)


def starts_processes(text: str) -> bool:
    """Whether a file with this text holds tests that start processes, short ones (`pdf_text`) aside."""
    return bool(_STARTERS.search(text))


@cache
def files_that_start_processes() -> list[str]:
    """Those below `DATABASES`, from the folder of the project."""
    files = sorted(file for folder in DATABASES for file in (_ROOT / folder).rglob("test_*.py"))
    return [str(file.relative_to(_ROOT)) for file in files if starts_processes(file.read_text("utf-8"))]
