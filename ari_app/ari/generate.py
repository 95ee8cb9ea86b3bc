"""Writes `messages.py` and `operations/` from the descriptions that Asterisk installs of its own interface.

    python -m ari_app.ari.generate <asterisk>/rest-api

Only names and types are taken. The text that comes out is already formatted, so that the same descriptions
always give the same files.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent

# Two of the operations cannot travel over the WebSocket: opening it, and a file's bytes.
NOT_OVER_THE_SOCKET = {"events.eventWebsocket", "recordings.getStoredFile"}

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
    """The files, by path relative to this package, made from the descriptions in `folder`."""
    sources = {
        path.stem: json.loads(path.read_text())
        for path in sorted(folder.glob("*.json"))
        if path.stem != "resources"
    }
    files = {"messages.py": messages(sources)}
    names = {stem: snake(stem) for stem in sources}
    for stem, source in sources.items():
        files[f"operations/{names[stem]}.py"] = operations(stem, source)
    words = ", ".join(f'"{name}"' for name in sorted(names.values()))
    files["operations/__init__.py"] = (
        NEWS.format(title="Everything that can be asked of Asterisk, one module a resource.")
        + "from ari_app.ari.operations import (\n"
        + "".join(f"    {name},\n" for name in sorted(names.values()))
        + ")\n\n"
        + "__all__ = [\n"
        + "".join(f"    {word},\n" for word in words.split(", "))
        + "]\n"
    )
    return files


def messages(sources: dict[str, Description]) -> str:
    """All models; those that travel by themselves are told apart by their field `type`."""
    models = {name: model for source in sources.values() for name, model in source["models"].items()}
    events: list[str] = sorted(models["Event"]["subTypes"])
    answers = {"RESTResponse"}
    parts = [
        NEWS.format(title="The messages of Asterisk's REST interface (ARI)."),
        "from __future__ import annotations\n\nfrom msgspec import field\n\n",
        "from ari_app.ari.model import Model\n",
    ]
    heads = {"Message": 'Model, tag_field="type", tag=True', "Event": "Message", "MissingParams": "Message"}
    heads |= dict.fromkeys(events, "Event")
    heads["RESTRequest"] = 'Model, tag_field="type", tag=True'
    others = sorted(name for name in models if name not in heads)
    for name in [*others, "RESTRequest", "Message", "MissingParams", "Event", *events]:
        base = heads.get(name, "Model")
        properties = dict(models[name].get("properties", {}))
        if name in ("Message", "RESTRequest"):
            del properties["type"]  # the tag
        parts.append(
            f"\n\nclass {name}({base}, frozen=True, kw_only=True):\n"
            + ("".join(fields(properties)) or "    pass\n")
        )
    known = [name for name in events if name not in answers]
    parts.append("\n\nAnyMessage = (\n    RESTResponse\n    | MissingParams\n")
    parts.append("".join(f"    | {name}\n" for name in known) + ")\n")
    return "".join(parts)


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


def operations(stem: str, source: Description) -> str:
    """One function an operation. It sends nothing: it returns the request for `AriConnection.send`."""
    functions, aliases, used = [], [], set()
    for api in source["apis"]:
        for operation in api["operations"]:
            if f"{stem}.{operation['nickname']}" in NOT_OVER_THE_SOCKET:
                continue
            name = snake(operation["nickname"])
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
            functions.append(function(stem, name, api["path"], operation, given))
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
    title = f"Requests about {snake(stem).replace('_', ' ')}."
    return NEWS.format(title=title) + imports + ("\n" if aliases else "") + "\n".join(aliases) + text


def function(stem: str, name: str, path: str, operation: Description, given: list[Parameter]) -> str:
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
        f'        operation="{snake(stem)}.{name}",\n',
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
    for name, text in generate(Path(sys.argv[1])).items():
        path = HERE / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
