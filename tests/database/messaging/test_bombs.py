"""Mails made to keep a reader busy for minutes: each is read or put aside in its time, and the next one read."""

import pytest

from core.clock import SystemClock
from messaging.mail.reading import Unreadable
from messaging.mail.worker import READ_TIME, read_apart
from tests.support.messages.matters import letter

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

_FROM = b"From: a@b.pl\r\n"
_HTML = _FROM + b"Content-Type: text/html; charset=utf-8\r\n\r\n"
_TEXT = _FROM + b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
BOMBS = {
    "100,000 parts": _FROM + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n\r\n" * 100_000,
    "references of a megabyte": _FROM + b"References: " + b"<a@b> " * 170_000 + b"\r\n\r\ntak",
    "references just within the limit": _FROM + b"References: " + b"<a@b> " * 10_600 + b"\r\n\r\ntak",
    "a subject of 55,000 words": _FROM + b"Subject: " + b"=?utf-8?q?a?= " * 55_000 + b"\r\n\r\ntak",
    "a subject just within the limit": _FROM + b"Subject: " + b"=?utf-8?q?a?= " * 4_500 + b"\r\n\r\ntak",
    "1,000 nested parts": _FROM
    + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(1000)),
    "1,000 nested mails": _FROM + b"Content-Type: message/rfc822\r\n\r\n" * 1000 + b"tak",
    "100,000 nested elements": _HTML + b"<div>" * 100_000 + b"tak" + b"</div>" * 80_000,
    "a million opened tags": _HTML + b"<" * 999_000,
    "elements that end nothing": _HTML + b"</p>" * 249_000,
    "attributes without end": _HTML + b"<a " + b"b='" * 300_000,
    "a heading of a quote without end": _TEXT + b"W dniu " * 140_000,
    "100,000 headings of quotes": _TEXT + b"W dniu 1.1.2026 o 10:15, PUP pisze:\r\n" * 25_000,
    "quotes in quotes": _TEXT + b">" * 900_000 + b" tak",
    "a name of a file of 60,000 words": _FROM
    + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Disposition: attachment; filename="
    + b"=?utf-8?q?a?= " * 60_000
    + b"\r\n\r\nx\r\n--b--\r\n",
    "a name of a file in 5,000 pieces": _FROM
    + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Disposition: attachment"
    + b"".join(b";\r\n filename*%d*=utf-8''%%C4" % n for n in range(5000))
    + b"\r\n\r\nx\r\n--b--\r\n",
    "25 MB of base64": _FROM
    + b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + b"JVBERi0x" * 3_200_000,
}


@pytest.mark.parametrize(
    "bomb",
    [
        pytest.param(
            raw,
            id=name,
            marks=pytest.mark.more(
                "up to ten seconds each",
                "tests/database/messaging/test_matters.py::test_a_bomb_stops_no_reader",
            ),
        )
        for name, raw in BOMBS.items()
    ],
)
async def test_a_mail_made_to_stop_a_reader_is_read_or_put_aside_in_its_time(bomb: bytes) -> None:
    await read_apart(letter("przed bombą"))  # the reader is there
    begun = SystemClock().monotonic()
    try:
        read = await read_apart(bomb)
    except Unreadable as refused:
        assert refused.why in ("headers", "nested", "slow", "died", "RecursionError")
    else:
        assert len(read.text) <= 200_000
    assert SystemClock().monotonic() - begun < READ_TIME + 5
    assert (await read_apart(letter("po bombie"))).text.strip() == "po bombie"
