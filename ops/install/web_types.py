"""What the pages know of the web service without asking it: types, values and limits out of its own description.

Six files of `web`, all made here and checked by `ops.install.web_check`: the types of the web service, the
values of its enumerations and the limits of its fields as values for scripts, whose roles have which right, the
types of the live protocol, and the kinds of nodes for the tests of the pages.
"""

import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, get_args

import msgspec

from api.live.messages import Beat, DeskNote, ErrorNote, FromPage, Snapshot
from api.routes.scenarios.scenario_kinds_schemas import ScenarioKindsOut
from core.live.live import LiveObject, Value
from core.rights import Right, roles_with
from ivr.kinds import describe_kinds, facts, functions
from ops.console import Failed
from ops.install.openapi import description
from ops.install.web_build import WEB
from ops.install.web_tool import run_tool

Schema = Mapping[str, Any]

_TYPES: Final = WEB / "src/api/schema.d.ts"
_VALUES: Final = WEB / "src/api/values.ts"
_LIMITS: Final = WEB / "src/api/limits.ts"
_ROLES: Final = WEB / "src/api/roles.ts"
_LIVE: Final = WEB / "src/live/messages.d.ts"
_KINDS: Final = WEB / "tests/scenario/kinds.json"
_HEAD: Final = "/** Made by `python -m ops.install.web_check schema`; not to be changed by hand. {what} */\n"
_REF: Final = "#/components/schemas/{name}"
_OF_LIMITS: Final = {
    "minLength": "min", "maxLength": "max", "minimum": "least", "maximum": "most", "maxItems": "mostItems",
}  # fmt: skip


def generated() -> dict[Path, str]:
    """The texts of the files as they have to be now. Raises Failed when a tool fails."""
    described = description()
    schemas: dict[str, Schema] = json.loads(described)["components"]["schemas"]
    return {
        _TYPES: _typescript(described),
        _VALUES: _constants(values_of(schemas), "What the fields of the web service may be, by schema and field."),
        _LIMITS: _constants(
            limits_of(schemas),
            "How long texts and how large numbers may be, by schema and field: `min` and `max` of signs.",
        ),
        _ROLES: _constants(
            {"rolesWith": {right.value: list(roles_with(right)) for right in Right}},
            "Whose roles have a right, in an office or in the province (`core.rights`).",
        ),
        # What is absent has its default: `core.live.live`.
        _LIVE: _typescript(_live_description(), "--default-non-nullable", "false"),
        _KINDS: _kinds(),
    }


def _kinds() -> str:
    """What `GET /api/scenario-kinds` answers, for the tests of the pages that draw forms of it."""
    answer = ScenarioKindsOut(kinds=describe_kinds(), facts=facts(), functions=functions())
    return json.dumps(answer.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"


def values_of(schemas: Mapping[str, Schema]) -> dict[str, Any]:
    """By schema the values of its fields that are enumerations; of a schema that is one itself, those. Pure."""
    found: dict[str, Any] = {}
    for name, schema in sorted(schemas.items()):
        if own := _enumeration(schema, schemas):
            found[name] = own
            continue
        fields = {
            field: values
            for field, one in schema.get("properties", {}).items()
            if len(values := _enumeration(one, schemas)) > 1
        }
        if fields:
            found[name] = fields
    return found


def limits_of(schemas: Mapping[str, Schema]) -> dict[str, Any]:
    """By schema the limits of its fields. Pure."""
    found = {}
    for name, schema in sorted(schemas.items()):
        fields = {}
        for field, one in schema.get("properties", {}).items():
            limits = {
                short: part[long]
                for part in _parts(one, schemas)
                for long, short in _OF_LIMITS.items()
                if long in part
            }
            if limits:
                fields[field] = limits
        if fields:
            found[name] = fields
    return found


def _enumeration(schema: Schema, schemas: Mapping[str, Schema]) -> list[Any]:
    """The values, also of the elements of a list, and of several lists that it may be of; none for what is no
    enumeration."""
    parts = [one for part in _parts(schema, schemas) for one in (part, *_parts(part.get("items", {}), schemas))]
    values = [value for part in parts for value in _values(part) if value is not None]
    return list(dict.fromkeys(values))


def _values(part: Schema) -> list[Any]:
    """A single value stands as a constant where it is one of several kinds."""
    values: list[Any] = part.get("enum", [part["const"]] if "const" in part else [])
    return values


def _parts(schema: Schema, schemas: Mapping[str, Schema]) -> Iterator[Schema]:
    """A schema and those that it is made of."""
    if "$ref" in schema:
        yield from _parts(schemas[schema["$ref"].rpartition("/")[2]], schemas)
        return
    yield schema
    for one in (*schema.get("anyOf", ()), *schema.get("allOf", ()), *schema.get("oneOf", ())):
        yield from _parts(one, schemas)


def _constants(found: Mapping[str, Any], what: str) -> str:
    lines = (
        f"export const {name.replace('-', '_')} = {_literal(value)} as const;\n" for name, value in found.items()
    )
    return _HEAD.format(what=what) + "".join(lines)


def _literal(value: Any) -> str:
    match value:
        case dict():
            return (
                "{ "
                + ", ".join(
                    f"{key if key.isidentifier() else _literal(key)}: {_literal(one)}"
                    for key, one in value.items()
                )
                + " }"
            )
        case list():
            return "[" + ", ".join(_literal(one) for one in value) + "]"
        case str():
            return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
        case _:
            return json.dumps(value)


def _live_description() -> str:
    messages = [*get_args(Value), LiveObject, Snapshot, Beat, DeskNote, ErrorNote, *get_args(FromPage)]
    _, schemas = msgspec.json.schema_components(messages, ref_template=_REF)
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "/api/live", "version": "1"},
            "paths": {},
            "components": {"schemas": schemas},
        }
    )


def _typescript(described: str, *options: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        source, made = Path(folder, "openapi.json"), Path(folder, "schema.d.ts")
        source.write_text(described, encoding="utf-8")
        is_good, told = run_tool("openapi-typescript/bin/cli.js", str(source), "-o", str(made), *options)
        if not is_good:
            raise Failed(f"the types cannot be made: {told.strip()[-300:]}")
        return made.read_text(encoding="utf-8")
