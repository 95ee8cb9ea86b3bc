"""The smaller parts of the telephone in a page."""

import pytest

from acd.telephone import browser_endpoint, browser_password, check_sip_user, sip_digest
from api.http.origin_check import is_own_origin
from api.sip.digest import read_challenge
from api.sip.sdp import at_one_address
from core.errors import SettingsRefused


@pytest.mark.parametrize(
    ("origin", "host", "public", "is_own"),
    [
        ("https://centre.example", "centre.example", "", True),
        ("http://127.0.0.1:7240", "127.0.0.1:7240", "", True),
        ("http://[::1]:7240", "[::1]:7240", "", True),
        ("https://CENTRE.example:443", "centre.example", "", True),
        ("https://centre.example", "10.0.0.1:7240", "https://centre.example/", True),
        ("http://centre.example", "10.0.0.1:7240", "https://centre.example", False),
        ("https://centre.example:8443", "centre.example", "", False),
        ("https://evil.example", "centre.example", "https://centre.example", False),
        ("https://centre.example.evil.example", "centre.example", "https://centre.example", False),
        ("https://centre.example@evil.example", "centre.example", "", False),
        ("null", "centre.example", "", False),
        ("file://", "", "", False),
        ("", "centre.example", "", False),
        (None, "centre.example", "", False),
        ("https://centre.example", None, "", False),
        ("https://centre.example:99999", "centre.example", "", False),
        ("https://[", "[", "", False),
    ],
)
def test_whose_page_asks(origin: str | None, host: str | None, public: str, is_own: bool) -> None:
    assert is_own_origin(origin, host, public) is is_own


def test_a_challenge_is_answered_as_rfc_2617_reckons() -> None:
    asked = read_challenge('Digest realm="s724", nonce="abc", opaque="x/y", algorithm=MD5, qop="auth"')
    assert asked is not None
    first, second = (asked.answer("web-k1", "word", "REGISTER", "sip:centre") for _ in range(2))
    assert 'username="web-k1", realm="s724", nonce="abc", uri="sip:centre"' in first
    assert "nc=00000001" in first
    assert "nc=00000002" in second
    assert 'opaque="x/y"' in first
    assert read_challenge('Digest realm="s724", nonce="abc", algorithm=SHA-256') is None
    assert read_challenge('Basic realm="s724"') is None
    assert read_challenge("") is None


def test_each_browser_has_a_password_of_its_own_and_a_name_that_no_consultant_may_have() -> None:
    anna, jan = browser_endpoint("k20060-1"), browser_endpoint("k20060-2")
    assert anna == "web-k20060-1"
    assert len({browser_password(secret, name) for secret in ("a", "b") for name in (anna, jan)}) == 4
    assert sip_digest(anna, browser_password("a", anna)) != browser_password("a", anna)
    for name in (anna, "WEB-k1", "demo-caller", "browser", "Browser-Auth"):
        with pytest.raises(SettingsRefused):
            check_sip_user(name)


SDP = "\r\n".join(
    [
        *("v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=Asterisk", "c=IN IP4 127.0.0.1", "t=0 0"),
        "m=audio 13320 UDP/TLS/RTP/SAVPF 111 8",
        *(
            "a=ice-ufrag:x",
            "a=ice-pwd:y",
            "a=candidate:Hc0 1 UDP 2130706431 192.0.2.2 13320 typ host",
            "a=mid:0",
            "",
        ),
    ]
)


def test_the_only_candidate_is_where_asterisk_listens() -> None:
    told = at_one_address(SDP)
    assert [line for line in told.split("\r\n") if line.startswith("a=candidate:")] == [
        "a=candidate:s724 1 UDP 2130706431 127.0.0.1 13320 typ host"
    ]
    assert at_one_address(told) == told
    without_any = "\r\n".join(line for line in SDP.split("\r\n") if "candidate" not in line)
    assert "127.0.0.1 13320 typ host" in at_one_address(without_any), "a machine without a network card"


@pytest.mark.parametrize(
    "sdp", ["", "v=0\r\n", SDP.replace("audio 13320", "audio 0"), SDP.replace("a=ice-pwd:y\r\n", "")]
)
def test_what_has_no_sound_stays_as_it_is(sdp: str) -> None:
    assert at_one_address(sdp) == sdp
