"""By which servers a page at home reaches the sound."""

import base64
import hashlib
from pathlib import Path

import pytest
from pydantic import ValidationError

from api.ice.ice_servers import ice_servers
from core.settings import Settings
from tests.support.calls.call_facts import NINE

TURN = "turn:turn.example:3478?transport=udp,turns:turn.example:5349"


def test_without_servers_there_is_nothing_to_be_told() -> None:
    assert ice_servers("", "", "k20060-1", NINE) == []


def test_a_turn_server_takes_a_log_in_that_ends() -> None:
    stun, turn = ice_servers(f"stun:stun.example:3478,{TURN}", "north", "k20060-1", NINE)
    assert stun == {"urls": ["stun:stun.example:3478"]}
    assert turn["urls"] == TURN.split(",")
    until, _, who = turn["username"].partition(":")
    assert int(until) == NINE.timestamp() + 12 * 3600
    assert who == "k20060-1"
    assert "north" not in str(turn)


def test_the_log_in_is_what_coturn_reckons() -> None:
    [turn] = ice_servers("turn:x", "north", "k20060-1", NINE)
    assert turn["credential"] == _by_hand(turn["username"])


def _by_hand(user: str) -> str:
    """HMAC as RFC 2104 writes it."""
    key = b"north".ljust(64, b"\0")
    inner = hashlib.sha1(bytes(byte ^ 0x36 for byte in key) + user.encode(), usedforsecurity=False).digest()
    outer = hashlib.sha1(bytes(byte ^ 0x5C for byte in key) + inner, usedforsecurity=False).digest()
    return base64.b64encode(outer).decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"turn": TURN},
        {"turn_secret_file": "/x"},
        {"turn": "stun:x", "turn_secret_file": "/x"},
        {"turn": "http://x", "turn_secret_file": "/x"},
        {"turn": "turn:x, turn:y", "turn_secret_file": "/x"},
    ],
)
def test_a_server_and_its_secret_belong_together(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate(wrong)
    assert Settings.model_validate({"turn": TURN, "turn_secret_file": Path("/x")}).turn == TURN
