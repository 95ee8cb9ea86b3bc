"""`python -m ops.install.openapi`: the description of the web service as JSON, for the types of the pages.

Without what goes wrong: a page reads every error by `web/src/api/errors.ts`, whatever it has asked.
"""

import json
import sys

from api.app import create_app
from api.schemas.problem import FieldProblem, Problem
from core.settings import Settings

FIRST_ERROR = 400


def description() -> str:
    """As an installation has it whose settings are all the shipped ones."""
    shipped = Settings.model_construct(**{name: f.default for name, f in Settings.model_fields.items()})
    described = create_app(shipped).openapi()
    for methods in described["paths"].values():
        for operation in methods.values():
            answers = operation["responses"].items()
            operation["responses"] = {status: one for status, one in answers if int(status) < FIRST_ERROR}
    for error in (Problem, FieldProblem):
        del described["components"]["schemas"][error.__name__]
    return json.dumps(described, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(description())
