"""The Asterisks and edges that the settings name."""

from typing import Any

import pytest
from pydantic import ValidationError

from core.nodes import ONLY, Place, edge_of_node, edges_of, nodes_of, own_node, takes_plain_telephones
from core.settings import Settings

TWO = {"nodes": "a=10.0.1.11, b=10.0.1.12", "edges": "e1=10.0.2.11,e2=10.0.2.12"}


def settings(**changed: Any) -> Settings:
    return Settings.model_validate({"state_dir": "/var/lib/centre", **changed})


def test_one_machine_has_one_asterisk_no_edge_and_no_folder_of_a_node() -> None:
    one = settings()
    assert [node.name for node in nodes_of(one)] == [ONLY]
    assert (own_node(one).ari, edges_of(one), edge_of_node(one)) == (Place("127.0.0.1", one.ari_port), [], None)
    assert (one.state, [each.state for each in one.of_asterisks]) == (one.home, [one.home])


def test_each_of_several_has_its_addresses_and_a_folder_of_its_own() -> None:
    centre = settings(**TWO)
    assert [str(node.sip) for node in nodes_of(centre)] == ["10.0.1.11:5060", "10.0.1.12:5060"]
    a, b = centre.of_asterisks
    assert (own_node(b).name, str(own_node(b).agi)) == ("b", "10.0.1.12:7245")
    assert (a.state, b.state, b.heartbeat.is_relative_to(b.state)) == (
        centre.home / "nodes" / "a", centre.home / "nodes" / "b", True,
    )  # fmt: skip
    assert (a.spool.parent, a.applications_spool) == (centre.spool, centre.spool)
    assert (a.recordings, a.sounds) == (centre.recordings, a.state / "sounds" / "pl")


def test_asterisks_ring_out_by_the_edges_in_turn() -> None:
    found = [edge_of_node(each) for each in settings(**TWO).of_asterisks]
    assert [edge.name for edge in found if edge] == ["e1", "e2"]


def test_a_process_of_one_of_several_has_to_be_told_of_which() -> None:
    with pytest.raises(ValueError, match="S724_NODE"):
        own_node(settings(**TWO))


def test_telephones_may_be_in_clear_at_edges_only_where_the_network_is_safe() -> None:
    assert not takes_plain_telephones(settings(**TWO))
    assert takes_plain_telephones(settings(**TWO, plain="sip"))
    assert takes_plain_telephones(settings(nodes="a=127.0.1.1", edges="e1=127.0.2.1"))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"nodes": "a=10.0.1.11"}, "belong together"),
        ({"edges": "e1=10.0.1.11"}, "belong together"),
        ({**TWO, "nodes": "a=10.0.1.11,a=10.0.1.12"}, "another one has"),
        ({**TWO, "nodes": "a=10.0.1.11,b=10.0.1.11"}, "another one has"),
        ({**TWO, "nodes": "A=10.0.1.11"}, "not name=address"),
        ({**TWO, "nodes": "a=10.0.1.300"}, "10.0.1.300"),
        ({**TWO, "edges": "e1=10.0.2.1,e2=10.0.2.2,e3=10.0.2.3"}, "more than two"),
        ({**TWO, "node": "c"}, "S724_NODE"),
        ({**TWO, "edge": "e3"}, "S724_EDGE"),
        ({**TWO, "web_at": "10.0.1.21,here"}, "web_at"),
        ({**TWO, "trunk_tls": True}, "S724_TRUNK_TLS"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_sentence(changed: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        settings(**changed)
