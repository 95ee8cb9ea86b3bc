"""What the pages are given of the web service's description."""

from typing import Any

from ops.install.web_types import limits_of, values_of

SCHEMAS: dict[str, Any] = {
    "Kind": {"type": "string", "enum": ["access", "erasure"]},
    "RequestIn": {
        "type": "object",
        "properties": {
            "kind": {"$ref": "#/components/schemas/Kind"},
            "kinds": {"type": "array", "items": {"$ref": "#/components/schemas/Kind"}, "maxItems": 2},
            "channel": {"anyOf": [{"type": "string", "enum": ["letter", "person"]}, {"type": "null"}]},
            "outcome": {"anyOf": [{"enum": ["done", "busy"]}, {"enum": ["closed"]}, {"const": "other"}]},
            "only": {"type": "string", "enum": ["one"]},
            "reason": {"type": "string", "minLength": 3, "maxLength": 2000},
            "note": {"anyOf": [{"type": "string", "maxLength": 300}, {"type": "null"}]},
            "days": {"type": "integer", "minimum": 1, "maximum": 30},
        },
    },
}


def test_enumerations_are_values_wherever_they_stand_and_a_constant_is_none() -> None:
    assert values_of(SCHEMAS) == {
        "Kind": ["access", "erasure"],
        "RequestIn": {
            "kind": ["access", "erasure"],
            "kinds": ["access", "erasure"],
            "channel": ["letter", "person"],
            "outcome": ["done", "busy", "closed", "other"],
        },
    }


def test_limits_are_those_of_the_description_also_of_what_may_be_absent() -> None:
    assert limits_of(SCHEMAS) == {
        "RequestIn": {
            "kinds": {"mostItems": 2},
            "reason": {"min": 3, "max": 2000},
            "note": {"max": 300},
            "days": {"least": 1, "most": 30},
        }
    }
