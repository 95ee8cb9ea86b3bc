"""What an edge reads: no name or address can add a line of its own."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.lines import Certificate
from core.nodes import Place
from edge.configuration import Edge, addresses_text, files, nodes_text, settings_text

FOLDER = Path("/var/lib/edge")
EDGE = Edge(
    name="e1",
    sip=Place("10.0.0.1", 5060),
    control=Place("10.0.1.1", 5080),
    nodes=[Place("10.0.1.11", 5060), Place("10.0.1.12", 5060)],
    operator=["192.0.2.0/28", "192.0.2.7"],
    gateways=[Place("192.0.2.9", 5060)],
    told=Place("10.0.1.1", 5070),
    peer=Place("10.0.1.2", 5070),
)


def test_each_file_has_its_place() -> None:
    assert set(files(EDGE, FOLDER)) == {"settings.cfg", "nodes.cfg", "nodes.list", "addresses.list"}
    tls = replace(EDGE, tls=Place("10.0.0.1", 5061), certificate=Certificate(Path("/c.pem"), Path("/k.pem")))
    assert set(files(tls, FOLDER)) == {*files(EDGE, FOLDER), "tls.cfg"}


def test_telephones_may_speak_in_clear_where_that_is_allowed_only() -> None:
    assert "WITH_PLAIN_TELEPHONES" in settings_text(EDGE, FOLDER)
    assert "WITH_PLAIN_TELEPHONES" not in settings_text(replace(EDGE, takes_plain_telephones=False), FOLDER)


def test_every_asterisk_is_told_of_a_registration() -> None:
    steps = files(EDGE, FOLDER)["nodes.cfg"]
    assert steps == (
        "route[TO_EVERY_NODE] {\n"
        '    $du = "sip:10.0.1.11:5060";\n    append_branch();\n    $du = "sip:10.0.1.12:5060";\n'
        "}\n"
    )


def test_the_groups_of_addresses_say_who_may_what() -> None:
    lines = addresses_text(EDGE).splitlines()
    assert lines == [
        "2 192.0.2.0 28 0 2",
        "2 192.0.2.7 32 0 2",
        "3 192.0.2.9 32 0 3",
        "4 10.0.1.11 32 0 4",
        "4 10.0.1.12 32 0 4",
        "4 10.0.1.2 32 0 4",
        "5 127.0.0.1 32 0 5",
    ]


def test_an_edge_alone_tells_nobody_and_asks_for_no_certificate() -> None:
    alone = Edge("e1", EDGE.sip, EDGE.control, EDGE.nodes, EDGE.operator)
    text = settings_text(alone, FOLDER)
    assert "WITH_PEER" not in text
    assert "WITH_TLS" not in text
    assert "WITH_PEER" in settings_text(EDGE, FOLDER)


def test_addresses_of_the_sixth_version_are_in_brackets() -> None:
    assert str(Place("2001:db8::1", 5060)) == "[2001:db8::1]:5060"
    assert nodes_text([Place("2001:db8::1", 5060)]).startswith("1 sip:[2001:db8::1]:5060;transport=udp ")


@pytest.mark.parametrize("folder", ["/a!b", '/a"b', "/a\nb"])
def test_a_folder_that_would_end_a_setting_is_refused(folder: str) -> None:
    with pytest.raises(ValueError, match="cannot stand"):
        settings_text(EDGE, Path(folder))
