"""Which services may be called, and what is taken out of answers."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.outside.web_rules import Service, is_answer_path, is_public, may_connect, service_of, services, value_at


def test_the_list_of_an_installation() -> None:
    found = services("https://dane.example.org, https://API.example.org:8443,http://127.0.0.1:9000 ,")
    assert found == {
        Service("https", "dane.example.org", 443),
        Service("https", "api.example.org", 8443),
        Service("http", "127.0.0.1", 9000),
    }
    assert services("") == frozenset()
    [inside] = services("https://syriusz.up.local inside")
    assert inside.is_inside


@pytest.mark.parametrize(
    "text",
    [
        "http://example.org",
        "http://localhost:9000",  # a name may lead anywhere
        "http://10.0.0.5",
        "ftp://example.org",
        "example.org",
        "https://",
        "https://example.org/path",
        "https://user:word@example.org",
        "https://example.org?x=1",
        "https://example.org outside",
        "javascript:alert(1)",
    ],
)
def test_what_may_not_stand_on_the_list(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        services(text)


@pytest.mark.parametrize(
    "url",
    [
        "https://user@dane.example.org/",
        "https://dane.example.org:99999/",
        "https://dane.example.org\\@evil.example/",
        "https://dane.example.org/a b",
        "https:///path",
        "file:///etc/passwd",
        "//dane.example.org/",
        "https://[::1",
        "",
    ],
)
def test_what_is_no_address_of_a_service_is_refused(url: str) -> None:
    assert service_of(url) is None


@pytest.mark.parametrize(
    "url", ["https://dane.example.org.evil.example/", "https://dane.example.org:444/", "http://dane.example.org/"]
)
def test_what_looks_like_a_listed_service_and_is_another(url: str) -> None:
    assert service_of(url) not in services("https://dane.example.org")


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.5.5", "169.254.169.254", "0.0.0.0", "100.64.0.1"),
        *("::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "224.0.0.1", "name"),
    ],
)
def test_addresses_of_inside(address: str) -> None:
    assert not is_public(address)
    assert not may_connect(Service("https", "dane.example.org", 443), address)
    assert may_connect(Service("https", "dane.example.org", 443, is_inside=True), address)


def test_addresses_of_outside_and_those_that_are_listed_as_such() -> None:
    assert is_public("193.0.0.1")
    assert is_public("2a00:1450:4001::1")
    assert may_connect(Service("https", "dane.example.org", 443), "193.0.0.1")
    assert may_connect(Service("http", "127.0.0.1", 9000), "127.0.0.1")
    assert not may_connect(Service("http", "127.0.0.1", 9000), "127.0.0.2")


ANSWER = {"wizyta": [{"termin": "2026-11-25", "pokoj": 7, "jest": True}], "nic": None, "a": {"b": 1.5}}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("wizyta.0.termin", "2026-11-25"),
        ("wizyta.0.pokoj", "7"),
        ("wizyta.0.jest", "true"),
        ("a.b", "1.5"),
        ("wizyta.1.termin", None),
        ("wizyta.-1", None),
        ("wizyta", None),
        ("nic", None),
        ("a.b.c", None),
    ],
)
def test_values_of_an_answer(path: str, value: str | None) -> None:
    assert value_at(ANSWER, path) == value


def test_a_value_that_is_too_long_is_none() -> None:
    assert value_at({"a": "x" * 501}, "a") is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(JSON, st.text(max_size=20))
def test_no_answer_and_no_path_raises(answer: Any, path: str) -> None:
    found = value_at(json.loads(json.dumps(answer)), path)
    assert found is None or isinstance(found, str)


@pytest.mark.parametrize("path", ["", ".", "a..b", "a.", "a b", "__class__()", "a[0]", "ą"])
def test_what_is_no_path_into_an_answer_is_refused(path: str) -> None:
    assert not is_answer_path(path)
