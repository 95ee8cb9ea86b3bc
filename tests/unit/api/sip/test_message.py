"""How a message of a page is read."""

import pytest

from api.sip.message import Message, NotSip, read_address

MANY = 15_000
"""Signs, of the 16 kB that a page may send: everybody waits while they are read."""


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "address",
    [
        "<sip:a@b" + ";" * MANY,
        "<sip:a@b" + ";x" * (MANY // 2) + "?",
        "a" * 10 + " " * MANY + "b",
        '"' + "a" * MANY,
        "<sip:a@b>" + " " * MANY + "x",
        "<sip:a@b>" + " ;x=" * (MANY // 4) + "<",
    ],
)
def test_no_address_takes_long_to_refuse(address: str) -> None:
    with pytest.raises(NotSip):
        read_address(address)


@pytest.mark.timeout(20)
def test_no_header_and_no_request_line_takes_long_to_read() -> None:
    head = "Via: SIP/2.0/WS a.invalid;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\n"
    rest = "Call-ID: 1\r\nCSeq: 1 INFO\r\nSubject: x" + " " * MANY + "y \t\r\n\r\n"
    message = Message.read("INFO sip:a@b" + ";" * 900 + "? SIP/2.0\r\n" + head + rest)
    assert message.get("subject") == "x" + " " * MANY + "y"
    with pytest.raises(NotSip):
        _ = message.uri_user


@pytest.mark.parametrize(
    ("text", "user", "tag"),
    [
        ('"Jan \\"K\\"" <sip:web-a@s724>;tag=x', "web-a", "x"),
        ("Jan K <sip:web-a@s724;transport=ws;lr> ; tag=x ;y", "web-a", "x"),
        ("<sip:web%2Da@S724;;x>", "web-a", ""),
    ],
)
def test_an_address_is_read(text: str, user: str, tag: str) -> None:
    found = read_address(text)
    assert (found.user, found.tag) == (user, tag)
