"""The generated messages and requests against the descriptions of the installed Asterisk."""

import ast
import inspect
import json
import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from ari_app.ari import generate, messages, operations
from ari_app.ari.decoding import UnknownEvent, decode_message
from ari_app.ari.messages import CallerID, ChannelDtmfReceived, RESTResponse
from ari_app.ari.operations import channels
from ari_app.ari.request import Request
from tests.support.asterisk.bare_asterisk import find_tools

HERE = Path(generate.__file__).parent
OPERATIONS = operations.__name__


def functions() -> dict[str, Callable[..., Request[object]]]:
    found: dict[str, Callable[..., Request[object]]] = {}
    for name in operations.__all__:
        module = getattr(operations, name)
        for word, value in vars(module).items():
            if inspect.isfunction(value) and value.__module__ == module.__name__:
                found[f"{name}.{word}"] = value
    return found


def described() -> list[str]:
    """All operations that the installed Asterisk describes, as `OPERATIONS` names them."""
    sources = {path.stem: json.loads(path.read_text()) for path in find_tools().rest_api.glob("*.json")}
    del sources["resources"]
    return [
        f"{generate.snake(stem)}.{generate.snake(operation['nickname'])}"
        for stem, source in sources.items()
        for api in source["apis"]
        for operation in api["operations"]
    ]


def asked_in(path: Path) -> set[str]:
    """The operations that a module uses."""
    tree = ast.parse(path.read_text())
    modules: dict[str, str] = {}
    used: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == OPERATIONS:
            modules |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{OPERATIONS}."):
            used |= {f"{str(node.module).rpartition('.')[2]}.{alias.name}" for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            used.add(f"{modules[node.value.id]}.{node.attr}")
    return used


def test_generating_again_gives_the_same_files() -> None:
    files = generate.generate(find_tools().rest_api)
    for name, text in files.items():
        assert (HERE / name).read_text() == text, f"{name}: run `python -m ari_app.ari.generate`"
    assert {f"operations/{path.name}" for path in (HERE / "operations").glob("*.py")} == files.keys() - {
        "messages.py"
    }


def test_each_operation_that_is_generated_is_used_somewhere() -> None:
    assert functions().keys() == set(generate.OPERATIONS)
    used: set[str] = set()
    for folder in ("ari_app", "bench", "tests"):
        for path in (HERE.parents[1] / folder).rglob("*.py"):
            used |= asked_in(path)
    assert set(generate.OPERATIONS) - used == set()


def test_any_operation_that_the_socket_carries_can_be_generated(monkeypatch: pytest.MonkeyPatch) -> None:
    every = described()
    monkeypatch.setattr(generate, "OPERATIONS", every)
    files = generate.generate(find_tools().rest_api)
    made = {
        f"{Path(name).stem}.{node.name}"
        for name, text in files.items()
        if name.startswith("operations/")
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef)
    }
    assert made == set(every)
    assert len(made) == 109
    models = {node.name for node in ast.parse(files["messages.py"]).body if isinstance(node, ast.ClassDef)}
    imported = {
        alias.name
        for text in files.values()
        for node in ast.parse(text).body
        if isinstance(node, ast.ImportFrom) and node.module == "ari_app.ari.messages"
        for alias in node.names
    }
    assert imported <= models


def test_an_operation_that_asterisk_does_not_know_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate, "OPERATIONS", ("channels.sing",))
    with pytest.raises(ValueError, match=r"channels\.sing"):
        generate.generate(find_tools().rest_api)


def test_every_event_is_known() -> None:
    source = json.loads((find_tools().rest_api / "events.json").read_text())
    for name in source["models"]["Event"]["subTypes"]:
        assert issubclass(getattr(messages, name), messages.Event)


@pytest.mark.parametrize("name", sorted(functions()))
def test_every_request_can_be_made_and_sent(name: str) -> None:
    function = functions()[name]
    examples: dict[str, object] = {"str": "a b/c;2", "int": 5, "bool": True}
    given: dict[str, object] = {}
    for word, parameter in inspect.signature(function).parameters.items():
        kind = str(parameter.annotation)
        if "Mapping" in kind:
            given[word] = [{"key": "value"}] if "Sequence" in kind else {"key": "value"}
        elif "Sequence" in kind:
            given[word] = ["one", "two"]
        else:
            given[word] = next((value for type_, value in examples.items() if type_ in kind), "word")
    request = function(**given)
    assert isinstance(request, Request)
    assert request.operation == name
    sent = msgspec.json.decode(request.encode("7"))
    assert sent["uri"] == request.uri
    assert re.fullmatch(r"[\w/%.-]+", request.uri)
    assert "{" not in request.uri
    for parameter in sent.get("query_strings", []):
        assert parameter["value"] not in ("None", "True", "False")


def test_what_is_not_given_is_not_sent() -> None:
    sent = msgspec.json.decode(channels.originate(endpoint="PJSIP/k", timeout=0).encode("1"))
    assert sent["query_strings"] == [{"name": "endpoint", "value": "PJSIP/k"}, {"name": "timeout", "value": "0"}]
    assert "message_body" not in sent


def test_variables_travel_in_the_body_and_lists_with_commas() -> None:
    sent = msgspec.json.decode(channels.originate(endpoint="PJSIP/k", variables={"A": "ą"}).encode("1"))
    assert msgspec.json.decode(sent["message_body"]) == {"variables": {"A": "ą"}}
    sent = msgspec.json.decode(channels.play("c", media=["sound:/a", "sound:/b"]).encode("1"))
    assert sent["query_strings"] == [{"name": "media", "value": "sound:/a,sound:/b"}]
    with pytest.raises(ValueError, match="comma"):
        channels.play("c", media=["sound:/a,b"]).encode("1")
    # One text where a list is asked for is one value, not its letters.
    sent = msgspec.json.decode(channels.play("c", media="sound:/a").encode("1"))
    assert sent["query_strings"] == [{"name": "media", "value": "sound:/a"}]


def test_events_name_themselves_and_show_nothing_of_a_caller() -> None:
    raw = {
        "type": "ChannelDtmfReceived",
        "application": "s724",
        "timestamp": "t",
        "digit": "7",
        "duration_ms": 100,
        "channel": {
            "id": "anna",
            "protocol_id": "",
            "name": "PJSIP/trunk-1",
            "state": "Up",
            "caller": {"name": "Anna Nowak", "number": "600700800"},
            "connected": {"name": "", "number": ""},
            "accountcode": "",
            "dialplan": {"context": "", "exten": "", "priority": 1, "app_name": "", "app_data": ""},
            "creationtime": "",
            "language": "",
        },
    }
    event = decode_message(json.dumps(raw).encode())
    assert isinstance(event, ChannelDtmfReceived)
    assert (event.digit, event.channel.caller.number, event.asterisk_id) == ("7", "600700800", None)
    assert f"{event} {event.channel}" == "<ChannelDtmfReceived> <Channel anna>"
    assert repr(CallerID(name="Anna", number="600700800")) == "<CallerID>"
    with pytest.raises(AttributeError):
        event.digit = "8"  # type: ignore[misc]


def test_an_event_of_another_form_is_an_unknown_one() -> None:
    event = decode_message(b'{"type": "ChannelDtmfReceived", "application": "s724", "digit": 7}')
    assert isinstance(event, UnknownEvent)
    assert (event.kind, event.application) == ("ChannelDtmfReceived", "s724")
    assert not isinstance(event, RESTResponse)


def test_the_generator_says_how_it_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.argv", ["generate", str(tmp_path / "nowhere")])
    assert generate.main() == 2
