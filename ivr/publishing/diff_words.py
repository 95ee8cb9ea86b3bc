"""How people call what stands in a graph: kinds, settings, values of enumerations, outcomes."""

from functools import lru_cache

from ivr.graph.kind_rules import Kinds
from ivr.nodes import KINDS
from ivr.publishing.diff import KindWords


@lru_cache
def kind_words() -> dict[str, KindWords]:
    """Of every kind of node, as its form has them."""
    return words_of(KINDS)


def words_of(kinds: Kinds) -> dict[str, KindWords]:
    found = {}
    for name, rules in kinds.items():
        fields = rules.settings.model_json_schema().get("properties", {})
        found[name] = KindWords(
            label=rules.label,
            settings={field: str(schema.get("title", field)) for field, schema in fields.items()},
            values={
                field: dict(zip(schema["enum"], schema["x-titles"], strict=True))
                for field, schema in fields.items()
                if "enum" in schema and "x-titles" in schema
            },
            outcomes={outcome.name: outcome.label for outcome in rules.fixed_outcomes},
        )
    return found
