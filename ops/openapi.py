"""`python -m ops.openapi`: the description of the web service as JSON, for the types of the pages."""

import json
import sys

from api.app import create_app
from core.settings import Settings


def description() -> str:
    """As an installation has it whose settings are all the shipped ones."""
    shipped = Settings.model_construct(**{name: f.default for name, f in Settings.model_fields.items()})
    return json.dumps(create_app(shipped).openapi(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(description())
