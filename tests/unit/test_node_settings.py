"""Whoever draws a form of a node's settings finds a Polish title and a help for each field."""

import pytest

from ivr.nodes import KINDS

KINDS_WITH_HELP = (
    "callback_order",
    "gmina",
    "one_time_code",
    "overflow_preference",
    "sms_order",
    "survey",
    "transfer",
    "voice_message",
    "web_service",
)


@pytest.mark.parametrize("name", KINDS_WITH_HELP)
def test_every_setting_has_a_title_and_a_help(name: str) -> None:
    properties = KINDS[name].rules.settings.model_json_schema()["properties"]
    assert properties
    for field, shown in properties.items():
        assert shown.get("title"), field
        assert shown.get("description"), field
        assert shown["title"].lower().replace(" ", "_") != field, f"{field}: no title was given"
