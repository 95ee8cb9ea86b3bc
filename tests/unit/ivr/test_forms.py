"""What the forms of the pages make of a node is what its kind accepts."""

import json
from pathlib import Path

import pytest

from ivr.nodes import KINDS

MADE = Path(__file__).parents[3] / "web" / "tests" / "scenario" / "forms" / "made"


@pytest.mark.parametrize("name", KINDS)
def test_every_setting_that_a_form_has_filled_in_is_accepted(name: str) -> None:
    """`web/tests/scenario/forms/node_form.test.ts` fills in every setting of every kind by its own control, and
    fails if that makes anything else than these files."""
    made = json.loads((MADE / f"{name}.json").read_text("utf-8"))
    settings = KINDS[name].settings
    assert made.keys() == settings.model_fields.keys()
    settings.model_validate(made)
