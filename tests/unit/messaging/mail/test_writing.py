"""Bytes of a mail of ours: headers that stay what they are, however long, and nothing smuggled in."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

from hypothesis import given
from hypothesis import strategies as st

from messaging.mail.writing import Letter, bytes_of, reply_subject

LETTER = Letter(
    sender="kolno@pup.example",
    sender_name="Powiatowy Urząd Pracy w Kolnie",
    to="anna@example.pl",
    subject="Re: Zażółć gęślą jaźń [KOL/2026/000001]",
    text="Dzień dobry,\n\ntak.",
    mail_id="s724.019ab3c4d5e0000-4f2a91c3d0.0123456789ab@pup.example",
    at=datetime(2026, 12, 1, 9, tzinfo=UTC),
    reply_to="kolno+s.019ab3c4d5e0000-4f2a91c3d0.0123456789ab@pup.example",
)


def test_the_same_letter_is_the_same_bytes() -> None:
    assert bytes_of(LETTER) == bytes_of(replace(LETTER))


def test_long_chains_stay_identifiers() -> None:
    chain = tuple(f"{'a' * 70}.{number}@example.pl" for number in range(15))
    raw = bytes_of(replace(LETTER, answers=chain[-1], references=chain))
    head = raw.partition(b"\r\n\r\n")[0]
    assert b"=?" not in b"".join(line for line in head.split(b"\r\n") if b"@example.pl>" in line)
    read = message_from_bytes(raw, policy=policy.compat32)
    assert [one.strip("<>") for one in str(read["references"]).split()] == list(chain)
    assert max(map(len, raw.split(b"\r\n"))) < 998


def test_what_is_read_is_what_was_written() -> None:
    read = message_from_bytes(bytes_of(LETTER), policy=policy.default)
    assert read["subject"] == LETTER.subject
    assert read["from"].addresses[0].display_name == LETTER.sender_name
    assert read["date"].datetime == LETTER.at
    plain, html = read.get_body(("plain",)), read.get_body(("html",))
    assert plain is not None and html is not None
    assert plain.get_content().replace("\r\n", "\n").strip() == LETTER.text
    assert "<p>Dzień dobry,</p>" in html.get_content()
    assert "auto-submitted" not in read


def test_what_goes_by_itself_says_so() -> None:
    read = message_from_bytes(bytes_of(replace(LETTER, is_automatic=True)))
    assert read["auto-submitted"] == "auto-replied"


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_subject_and_no_text_makes_a_header(subject: str, text: str) -> None:
    plain = subject.encode("utf-8", "replace").decode()
    raw = bytes_of(
        replace(LETTER, subject=plain + "\r\nBcc: x@y.pl", text=text.encode("utf-8", "replace").decode())
    )
    assert "bcc" not in message_from_bytes(raw)


def test_the_number_stands_in_the_subject_once() -> None:
    assert reply_subject("Staż", "KOL/2026/000001") == "Re: Staż [KOL/2026/000001]"
    assert reply_subject("Re: Staż [KOL/2026/000001]", "KOL/2026/000001") == "Re: Staż [KOL/2026/000001]"
