"""Which lines an installation has, and which it must not have."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core import lines
from core.lines import Line, certificate, http_line, refusal, sip_line, trunk_line
from core.settings import LINES, Settings

OUTSIDE = "192.0.2.7"
GIVEN = {"tls_cert": Path("/etc/centre.pem"), "tls_key": Path("/etc/centre.key")}


def settings(**values: object) -> Settings:
    return Settings.model_validate({"demonstration": False, **values})


def test_on_loopback_everything_may_be_in_clear() -> None:
    made = settings()
    assert refusal(made) == ""
    assert http_line(made) == Line("127.0.0.1", 7240, None)
    assert sip_line(made) == Line("127.0.0.1", 5060, None)
    assert trunk_line(made) == Line("127.0.0.1", 5060, None)
    assert certificate(made) is None


def test_a_demonstration_speaks_tls_with_telephones_by_its_own_certificate() -> None:
    made = settings(demonstration=True, state_dir="/tmp/x")
    assert sip_line(made) == Line("127.0.0.1", 5060, 5061)
    found = certificate(made)
    assert found is not None
    assert found.chain == Path("/tmp/x/tls/server.pem").resolve()


def test_a_certificate_that_is_set_is_taken_before_the_own_one() -> None:
    found = certificate(settings(demonstration=True, **GIVEN))
    assert found is not None
    assert found.chain == GIVEN["tls_cert"]


def test_each_line_has_the_common_address_unless_it_has_its_own() -> None:
    made = settings(bind=OUTSIDE, http_bind="127.0.0.1", trunk_bind="::1", **GIVEN)
    assert refusal(made) == ""
    assert http_line(made) == Line("127.0.0.1", 7240, None)
    assert sip_line(made) == Line(OUTSIDE, None, 5061)
    assert trunk_line(made) == Line("::1", 5060, None)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"http_bind": OUTSIDE}, ("S724_HTTP_BIND=192.0.2.7", "S724_TLS_CERT", "S724_PLAIN=http")),
        ({"sip_bind": OUTSIDE}, ("S724_SIP_BIND=192.0.2.7", "S724_TLS_CERT", "S724_PLAIN=sip")),
        ({"trunk_bind": OUTSIDE}, ("S724_TRUNK_BIND=192.0.2.7", "S724_TRUNK_TLS=yes", "S724_PLAIN=trunk")),
        ({"bind": OUTSIDE, **GIVEN}, ("S724_BIND=192.0.2.7", "S724_TRUNK_TLS=yes")),
        ({"bind": "0.0.0.0", **GIVEN}, ("S724_BIND=0.0.0.0",)),
        ({"trunk_tls": True}, ("S724_TRUNK_TLS", "S724_TLS_CERT")),
        ({"sip_bind": "localhost"}, ("S724_SIP_BIND", "not an IP address")),
        ({"bind": ""}, ("S724_BIND", "not an IP address")),
    ],
)
def test_a_line_that_would_be_in_clear_is_refused_by_the_name_of_its_setting(
    values: dict[str, object], told: tuple[str, ...]
) -> None:
    text = refusal(settings(**values))
    assert "\n" not in text
    assert all(part in text for part in told), text


@pytest.mark.parametrize("name", LINES)
def test_what_is_named_may_be_in_clear_anywhere(name: str) -> None:
    made = settings(**{f"{name}_bind": OUTSIDE, "plain": f" {name} ,"})
    assert refusal(made) == ""


def test_a_line_of_an_unknown_name_is_refused() -> None:
    with pytest.raises(ValidationError, match="telnet: no line of that name"):
        settings(plain="http,telnet")


@pytest.mark.parametrize("values", [{"tls_cert": "/a"}, {"tls_key": "/a"}])
def test_a_certificate_without_its_key_is_refused(values: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="belong together"):
        settings(**values)


def test_settings_of_files_that_are_empty_are_none() -> None:
    assert settings(tls_cert="", tls_key="", trunk_ca="").tls_cert is None


def test_the_operator_over_tls_is_met_at_the_port_of_tls() -> None:
    made = settings(trunk_tls=True, trunk="198.51.100.9", **GIVEN)
    assert trunk_line(made) == Line("127.0.0.1", None, 5061)
    assert made.way_out == "198.51.100.9:5061"
    assert trunk_line(settings(trunk_tls=True, trunk_port=5070, **GIVEN)).tls_port == 5070


def test_the_address_of_the_web_service_has_the_scheme_of_its_line() -> None:
    assert lines.web_address(settings(), "127.0.0.1") == "http://127.0.0.1:7240"
    assert lines.web_address(settings(http_bind=OUTSIDE, **GIVEN), "::1") == "https://[::1]:7240"


_ADDRESSES = st.sampled_from(["", "127.0.0.1", "127.9.9.9", "::1", "0.0.0.0", "::", OUTSIDE, "2001:db8::7"])


@given(
    binds=st.fixed_dictionaries(
        {
            "bind": _ADDRESSES.filter(bool),
            "http_bind": _ADDRESSES,
            "sip_bind": _ADDRESSES,
            "trunk_bind": _ADDRESSES,
        }
    ),
    plain=st.sets(st.sampled_from(LINES)),
    demonstration=st.booleans(),
    trunk_tls=st.booleans(),
    has_certificate=st.booleans(),
)
def test_what_is_not_refused_is_in_clear_on_loopback_or_by_a_setting_only(
    binds: dict[str, str], plain: set[str], demonstration: bool, trunk_tls: bool, has_certificate: bool
) -> None:
    made = Settings.model_validate(
        {
            **binds,
            "plain": ",".join(plain),
            "demonstration": demonstration,
            "trunk_tls": trunk_tls,
            **(GIVEN if has_certificate else {}),
        }
    )
    if refusal(made):
        return
    for name, line in zip(LINES, (http_line(made), sip_line(made), trunk_line(made)), strict=True):
        assert line.plain_port or line.tls_port
        if line.plain_port:
            assert name in plain or line.address in {"127.0.0.1", "127.9.9.9", "::1"}
        if line.tls_port:
            assert certificate(made) is not None
