"""Writes `messages.py` and `operations/` from the descriptions that Asterisk installs of its own interface.

    python -m ari_app.ari.generate <asterisk>/rest-api

Only names and types are taken: every event, the operations in `OPERATIONS`, and the models that these need.
An operation that is needed for the first time is one line there. The text that comes out is already formatted,
so that the same descriptions always give the same files.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent

# What somebody asks, by resource and function: product, tests or bench. The WebSocket carries all operations that
# Asterisk describes but two: events.event_websocket (opening it) and recordings.get_stored_file (a file's bytes).
OPERATIONS = (
    "applications.filter",
    "applications.get",
    "asterisk.get_info",
    "asterisk.ping",
    "asterisk.set_global_var",
    "bridges.add_channel",
    "bridges.create",
    "bridges.create_with_id",
    "bridges.destroy",
    "bridges.get",
    "bridges.list_all",
    "bridges.remove_channel",
    "bridges.start_moh",
    "bridges.stop_moh",
    "channels.answer",
    "channels.get",
    "channels.get_channel_var",
    "channels.hangup",
    "channels.list_all",
    "channels.originate",
    "channels.originate_with_id",
    "channels.play",
    "channels.play_with_id",
    "channels.record",
    "channels.set_channel_var",
    "channels.snoop_channel_with_id",
    "channels.start_moh",
    "channels.stop_moh",
    "endpoints.list_by_tech",
    "playbacks.get",
    "playbacks.stop",
    "recordings.cancel",
    "recordings.delete_stored",
    "recordings.get_live",
    "recordings.stop",
)

PRIMITIVES = {
    "string": "str",
    "Date": "str",
    "int": "int",
    "long": "int",
    "double": "float",
    "boolean": "bool",
    "object": "dict[str, object]",
    "void": "NoneType",
}
NEWS = '"""{title}\n\nWritten by `python -m ari_app.ari.generate`; do not edit.\n"""\n\n'

Description = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """`name` is Asterisk's, `word` ours, `kind` where it travels: path, query or body."""

    name: str
    word: str
    kind: str
    type: str
    required: bool
    choices: tuple[str, ...]


def snake(name: str) -> str:
    """`channelId` becomes `channel_id`, `absorbDTMF` `absorb_dtmf`; words that Python keeps get a tail."""
    word = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return {"from": "from_", "list": "list_all"}.get(word, word)


def python_type(name: str) -> str:
    inner = re.fullmatch(r"List\[(.+)\]", name)
    if inner:
        return f"list[{python_type(inner[1])}]"
    return PRIMITIVES.get(name, name)


def generate(folder: Path) -> dict[str, str]:
    """The files, by path relative to this package, made from the descriptions in `folder`.

    Raises ValueError for one of `OPERATIONS` that Asterisk does not describe.
    """
    sources = {
        snake(path.stem): json.loads(path.read_text())
        for path in sorted(folder.glob("*.json"))
        if path.stem != "resources"
    }
    described = {
        f"{resource}.{snake(operation['nickname'])}": operation
        for resource, source in sources.items()
        for api in source["apis"]
        for operation in api["operations"]
    }
    if unknown := sorted(set(OPERATIONS) - described.keys()):
        raise ValueError(f"Asterisk does not describe {', '.join(unknown)}")
    answers = {described[name]["responseClass"] for name in OPERATIONS}
    files = {"messages.py": messages(sources, answers)}
    names = sorted({name.partition(".")[0] for name in OPERATIONS})
    for name in names:
        files[f"operations/{name}.py"] = operations(name, sources[name])
    files["operations/__init__.py"] = (
        NEWS.format(title="What is asked of Asterisk, one module a resource.")
        + "from ari_app.ari.operations import (\n"
        + "".join(f"    {name},\n" for name in names)
        + ")\n\n"
        + "__all__ = [\n"
        + "".join(f'    "{name}",\n' for name in names)
        + "]\n"
    )
    return files


def messages(sources: dict[str, Description], answers: set[str]) -> str:
    """All events, and the models that these and `answers` hold; events are told apart by their field `type`."""
    models = {name: model for source in sources.values() for name, model in source["models"].items()}
    events: list[str] = sorted(models["Event"]["subTypes"])
    parts = [
        NEWS.format(title="The messages of Asterisk's REST interface (ARI)."),
        "from __future__ import annotations\n\nfrom msgspec import field\n\n",
        "from ari_app.ari.model import Model\n",
    ]
    heads = {"Message": 'Model, tag_field="type", tag=True', "Event": "Message", "MissingParams": "Message"}
    heads |= dict.fromkeys(events, "Event")
    heads["RESTRequest"] = 'Model, tag_field="type", tag=True'
    others = sorted(held(models, {*heads, *answers}) - heads.keys())
    for name in [*others, "RESTRequest", "Message", "MissingParams", "Event", *events]:
        base = heads.get(name, "Model")
        properties = dict(models[name].get("properties", {}))
        if name in ("Message", "RESTRequest"):
            del properties["type"]  # the tag
        parts.append(
            f"\n\nclass {name}({base}, frozen=True, kw_only=True):\n"
            + ("".join(fields(properties)) or "    pass\n")
        )
    known = [name for name in events if name != "RESTResponse"]
    parts.append("\n\nAnyMessage = (\n    RESTResponse\n    | MissingParams\n")
    parts.append("".join(f"    | {name}\n" for name in known) + ")\n")
    return "".join(parts)


def held(models: Description, types: set[str]) -> set[str]:
    """The models among `types`, and those that they hold, and so on."""
    found: set[str] = set()
    waiting = types
    while waiting:
        named = {re.sub(r"List\[(.+)\]", r"\1", type_) for type_ in waiting} & models.keys() - found
        found |= named
        waiting = {value["type"] for name in named for value in models[name].get("properties", {}).values()}
    return found


def fields(properties: Description) -> Iterator[str]:
    ordered = sorted(properties.items(), key=lambda item: not item[1].get("required"))
    for name, value in ordered:
        kind = python_type(value["type"])
        word = snake(name) if name == "from" else name
        if value.get("required"):
            yield f"    {word}: {kind}" + (f' = field(name="{name}")\n' if word != name else "\n")
        else:
            yield f"    {word}: {kind} | None = None\n"


def parameters(operation: Description, alias: str) -> list[Parameter]:
    found = []
    for given in operation.get("parameters", []):
        kind = given["paramType"]
        values = given.get("allowableValues", {})
        many = bool(given.get("allowMultiple"))
        choices: tuple[str, ...] = ()
        if given["dataType"] == "containers":
            type_ = "Sequence[Mapping[str, str]]" if given["name"] == "fields" else "Mapping[str, object]"
        elif given["dataType"] == "object":
            type_ = "Mapping[str, object]"
        else:
            type_ = python_type(given["dataType"])
            if values.get("valueType") == "LIST" and type_ == "str":
                choices = tuple(values["values"])
                type_ = alias + "".join(part.capitalize() for part in snake(given["name"]).split("_"))
            if many:
                type_ = f"Sequence[{type_}]"
        needed = kind == "path" or bool(given.get("required"))
        found.append(Parameter(given["name"], snake(given["name"]), kind, type_, needed, choices))
    return found


def operations(resource: str, source: Description) -> str:
    """One function an operation. It sends nothing: it returns the request for `AriConnection.send`."""
    functions, aliases, used = [], [], set()
    for api in source["apis"]:
        for operation in api["operations"]:
            name = snake(operation["nickname"])
            if f"{resource}.{name}" not in OPERATIONS:
                continue
            camel = "".join(part.capitalize() for part in name.split("_"))
            given = parameters(operation, camel)
            for parameter in given:
                if parameter.choices:
                    title = re.sub(r"Sequence\[(.+)\]", r"\1", parameter.type)
                    if len(parameter.choices) == 1:
                        lines = f'"{parameter.choices[0]}"'
                    else:
                        lines = "\n" + "".join(f'    "{choice}",\n' for choice in parameter.choices)
                    aliases.append(f"{title} = Literal[{lines}]\n")
            functions.append(function(resource, name, api["path"], operation, given))
            used |= set(re.findall(r"[A-Z]\w+", python_type(operation["responseClass"])))
    text = "".join(functions)
    collections = [word for word in ("Mapping", "Sequence") if f"{word}[" in text]
    imports = ""
    if collections:
        imports += f"from collections.abc import {', '.join(collections)}\n"
    if "NoneType" in used:
        imports += "from types import NoneType\n"
    if aliases:
        imports += "from typing import Literal\n"
    if imports:
        imports += "\n"
    models = sorted(used - {"NoneType"})
    if models:
        imports += f"from ari_app.ari.messages import {', '.join(models)}\n"
    helpers = ["Request", *(["segment"] if "segment(" in text else [])]
    imports += f"from ari_app.ari.request import {', '.join(helpers)}\n"
    title = f"Requests about {resource.replace('_', ' ')}."
    return NEWS.format(title=title) + imports + ("\n" if aliases else "") + "\n".join(aliases) + text


def function(resource: str, name: str, path: str, operation: Description, given: list[Parameter]) -> str:
    in_path = [p for p in given if p.kind == "path"]
    others = sorted((p for p in given if p.kind != "path"), key=lambda p: not p.required)
    signature = [f"    {p.word}: {p.type},\n" for p in in_path]
    if others:
        signature.append("    *,\n")
    for p in others:
        signature.append(f"    {p.word}: {p.type}" + (",\n" if p.required else " | None = None,\n"))
    returns = python_type(operation["responseClass"])
    answer = "None" if returns == "NoneType" else returns
    codes = sorted({error["code"] for error in operation.get("errorResponses", [])})
    refused = f"; may be refused with {', '.join(str(code) for code in codes)}" if codes else ""
    template = path.removeprefix("/")
    uri = re.sub(r"\{(\w+)\}", lambda match: "{segment(" + snake(match[1]) + ")}", template)
    lines = [
        f'        operation="{resource}.{name}",\n',
        f'        method="{operation["httpMethod"]}",\n',
        f'        uri={"f" if uri != template else ""}"{uri}",\n',
        f"        returns={returns},\n",
    ]
    query = [p for p in given if p.kind == "query"]
    if query:
        pairs = "".join(f'            "{p.name}": {p.word},\n' for p in query)
        lines.append(f"        query={{\n{pairs}        }},\n")
    for p in given:
        if p.kind == "body" and p.type == "Mapping[str, object]" and p.name == "filter":
            lines.append(f"        body={p.word},\n")
        elif p.kind == "body":
            value = f'{{"{p.name}": {p.word}}}'
            lines.append(f"        body={value if p.required else f'None if {p.word} is None else {value}'},\n")
    arguments = "\n" + "".join(signature) if given else ""
    head = f"def {name}({arguments}) -> Request[{answer}]:\n"
    doc = f'    """{operation["httpMethod"]} {path}{refused}."""\n'
    return f"\n\n{head}{doc}    return Request(\n{''.join(lines)}    )\n"


def main() -> int:
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.stderr.write("usage: python -m ari_app.ari.generate <folder with Asterisk's rest-api/*.json>\n")
        return 2
    files = generate(Path(sys.argv[1]))
    for path in (HERE / "operations").glob("*.py"):
        path.unlink()
    for name, text in files.items():
        (HERE / name).write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
