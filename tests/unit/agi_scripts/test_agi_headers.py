"""Only what Asterisk itself sends is a request."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agi_scripts.agi.agi_headers import LONGEST_LINE, MOST_ARGUMENTS, HeadersRefused, read_headers
from tests.support.asterisk.agi_request import HEADERS, header_lines


def test_what_asterisk_sends_is_read() -> None:
    headers, arguments = read_headers(header_lines("end", "", "20060", uniqueid="1.2"))
    assert headers == {
        **HEADERS,
        "agi_network": "yes",
        "agi_network_script": "end",
        "agi_request": "agi://127.0.0.1:7245/end",
        "agi_uniqueid": "1.2",
    }
    assert arguments == ["", "20060"]


def test_a_consultants_name_may_have_any_letter() -> None:
    name = "Żaneta\xa0Łoś-Ważny (Ґ)"
    assert read_headers(header_lines("end", calleridname=name))[0]["agi_calleridname"] == name


def test_a_script_is_told_of_no_network() -> None:
    lines = [line for line in header_lines("end") if not line.startswith("agi_network")]
    assert "agi_network" not in read_headers(lines)[0]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("agi_network_script: feature", "repeated"),
        ("agi_uniqueid: 7.8", "repeated"),
        ("agi_callerid: ", "repeated"),
        ("agi_secret: x", "unknown"),
        ("AGI_CALLERID: 600", "unknown"),
        (" agi_dnid: 9510", "unknown"),
        ("agi_arg_0: x", "order"),
        ("agi_arg_2: x", "order"),
        ("agi_arg_01: x", "order"),
        ("agi_arg_x: x", "order"),
        ("*69", "no header"),
        ("agi_dnid:9510", "no header"),
        ("HANGUP", "no header"),
        ("agi_dnid: 95\r10", "control"),
        ("agi_dnid: 95\x8510", "control"),
        ("agi_dnid: 95\x0010", "control"),
        ("agi_dnid: " + "9" * LONGEST_LINE, "too long"),
    ],
)
def test_a_line_that_asterisk_does_not_send_is_refused_wherever_it_stands(line: str, reason: str) -> None:
    lines = header_lines("end")
    for place in range(len(lines) + 1):
        with pytest.raises(HeadersRefused, match=reason):
            read_headers([*lines[:place], line, *lines[place:]])


def test_a_request_that_ends_early_is_refused() -> None:
    lines = header_lines("feature", "*69")
    for length in range(len(lines) - 1):
        with pytest.raises(HeadersRefused, match="missing"):
            read_headers(lines[:length])


def test_arguments_have_a_limit() -> None:
    most = ["x"] * MOST_ARGUMENTS
    assert read_headers(header_lines("end", *most))[1] == most
    with pytest.raises(HeadersRefused, match="order"):
        read_headers(header_lines("end", *most, "x"))


PIECES = [
    "\n",
    "\r",
    "agi_arg_1",
    "agi_network_script",
    "agi_threadid",
    ": ",
    "feature",
    "*69",
    "6",
    " ",
    "ż",
    "\u2028",
]


@given(st.text() | st.lists(st.sampled_from(PIECES)).map("".join))
def test_a_number_of_a_caller_is_a_value_or_the_request_is_refused(number: str) -> None:
    sent = "\n".join(header_lines("feature", "*61", "k20060-1", callerid=number))
    arrived = sent.partition("\n\n")[0].split("\n")
    try:
        headers, arguments = read_headers(arrived)
    except HeadersRefused as refused:
        assert len(number) > 1000 or any(unicodedata.category(sign) == "Cc" for sign in number)
        assert len(number) < 3 or number not in str(refused)
        return
    assert headers["agi_callerid"] == number
    assert headers["agi_network_script"] == "feature"
    assert arguments == ["*61", "k20060-1"]
