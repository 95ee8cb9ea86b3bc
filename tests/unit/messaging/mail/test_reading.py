"""Mail as anybody may have made it: what is read of it, and that nothing stops the reader."""

import pickle
from base64 import b64encode
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.mail.automatic import is_automatic
from messaging.mail.bounces import Bounce
from messaging.mail.html_text import text_of_html
from messaging.mail.reading import (
    MOST_HEADERS,
    OF_UNKNOWN_KIND,
    Unreadable,
    bare_subject,
    decoded,
    kind_of,
    read_mail,
)
from messaging.mail.replies_pl import reply_in

LETTER = "Zażółć gęślą jaźń"


def mail(*heads: str, body: bytes = b"tak\r\n") -> bytes:
    return "\r\n".join(["From: anna@example.pl", *heads]).encode() + b"\r\n\r\n" + body


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        *(("utf-8", "utf-8"), ("iso-8859-2", "iso-8859-2"), ("windows-1250", "cp1250"), ("cp-none", "utf-8")),
        *(("iso-8859-2", "cp1250"), ("us-ascii", "utf-8"), ("", "cp1250"), ("x-unknown", "iso-8859-2")),
    ],
)
def test_polish_letters_are_read_whatever_the_mail_calls_them(charset: str, encoding: str) -> None:
    kind = f"Content-Type: text/plain; charset={charset}" if charset else "Content-Type: text/plain"
    assert read_mail(mail(kind, body=LETTER.encode(encoding))).text == LETTER


def test_a_letter_that_lies_in_two_encoded_words_is_one_letter() -> None:
    read = read_mail(mail("Subject: =?utf-8?q?Ko=C5?= =?utf-8?q?=82o?="))
    assert read.subject == "Koło"


def test_a_subject_makes_no_header_of_its_own() -> None:
    hidden = b64encode(b"Pytanie\r\nBcc: wszyscy@example.pl").decode()
    assert read_mail(mail(f"Subject: =?utf-8?b?{hidden}?=")).subject == "Pytanie Bcc: wszyscy@example.pl"


@pytest.mark.parametrize(
    ("head", "sender"),
    [
        ("From: =?utf-8?q?Anna_Ko=C5=82o?= <anna@example.pl>", "anna@example.pl"),
        ("From: anna@example.pl <anna@example.pl>", "anna@example.pl"),
        ("From: Nowak, Anna <anna@example.pl>", "anna@example.pl"),
        ("From: anna", ""),
        ("From: <anna@example.pl>, <jan@example.pl>", "anna@example.pl"),
        ("From: anna@example.pl\r\nFrom: jan@example.pl", "anna@example.pl"),
        ('From: "a\\"b" <x@y>', ""),
        ("Subject: nic", ""),
    ],
)
def test_who_wrote_it_is_an_address_or_nobody(head: str, sender: str) -> None:
    read = read_mail(f"{head}\r\n\r\ntak".encode())
    assert read.sender == sender
    assert ("no_sender" in read.faults) == (sender == "")
    assert ("headers_twice" in read.faults) == (head.count("From:") == 2)


def test_references_are_read_without_blanks_and_of_other_programs() -> None:
    read = read_mail(mail("References: <a@b><c@d>\r\n <e@f>", "In-Reply-To: (x) <e@f>", "Message-ID: <g@h>"))
    assert (read.references, read.mail_id) == (("e@f", "a@b", "c@d"), "g@h")


def test_files_have_a_name_without_a_way_and_a_kind_by_their_bytes() -> None:
    message = EmailMessage()
    message["From"] = "anna@example.pl"
    message.set_content("w załączniku")
    message.add_attachment(b"%PDF-1.7", maintype="image", subtype="png", filename="../../etc/passwd")
    message.add_attachment(b"<html><script>", maintype="text", subtype="plain", filename="a.txt")
    read = read_mail(message.as_bytes())
    assert [(file.name, file.kind) for file in read.files] == [
        ("passwd", "application/pdf"),
        ("a.txt", OF_UNKNOWN_KIND),
    ]
    assert read.text.strip() == "w załączniku"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        *((b"\xff\xd8\xff\xe0", "image/jpeg"), (b"RIFF0000WEBPVP8 ", "image/webp"), (b"tak", "text/plain")),
        *((b" <svg onload=x>", OF_UNKNOWN_KIND), (b"a\0b", OF_UNKNOWN_KIND), (b"PK\x03\x04", "application/zip")),
    ],
)
def test_the_kind_of_a_file_is_what_it_begins_with(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind


def test_of_html_alone_the_text_is_read_and_nothing_that_runs() -> None:
    html = b"<head><title>x</title></head><p>Dzie&#324; dobry</p><script>alert(1)</script><ul><li>a<li>b</ul>"
    read = read_mail(mail("Content-Type: text/html; charset=utf-8", body=html))
    assert read.text == "Dzień dobry\n\n- a\n- b"


@pytest.mark.parametrize(
    "wrote",
    [
        "W dniu 12.11.2026 o 10:15, PUP w Kolnie pisze:",
        "W dniu czw., 12 lis 2026 o 10:15 PUP w Kolnie <kolno@pup.example> napisał(a):",
        "Dnia 3 grudnia 2026 12:00 Jan Nowak <jan@example.pl> napisał(a):",
        "pt., 27 lis 2026 o 10:15 PUP w Kolnie <kolno@pup.example> napisał(a):",
        "Wiadomość napisana przez PUP w Kolnie <kolno@pup.example> w dniu 12.11.2026:",
        "----- Wiadomość oryginalna -----",
        "-----Original Message-----",
        "On Thu, Nov 12, 2026 at 10:15 AM PUP <kolno@pup.example> wrote:",
        "Am 12.11.2026 um 10:15 schrieb PUP <kolno@pup.example>:",
    ],
)
def test_what_is_new_stands_before_the_quote(wrote: str) -> None:
    assert reply_in(f"Tak, przyjdę.\n\n{wrote}\n\n> Czy przyjdzie Pani?\n") == "Tak, przyjdę."


def test_nothing_is_lost_of_who_quotes_nothing_or_everything() -> None:
    assert reply_in("Dzień dobry,\n\nczy jest staż?") == "Dzień dobry,\n\nczy jest staż?"
    assert reply_in("> Czy przyjdzie Pani?\n") == "> Czy przyjdzie Pani?"


@pytest.mark.parametrize(
    ("subject", "bare"),
    [("Re: Odp: PD: Staż", "staż"), ("RE[2]: x", "x"), ("Fwd:a", "a"), ("Rejestracja", "rejestracja")],
)
def test_subjects_are_compared_without_marks_of_answers(subject: str, bare: str) -> None:
    assert bare_subject(subject) == bare


@pytest.mark.parametrize(
    ("heads", "sender", "expected"),
    [
        ({}, "anna@example.pl", False),
        ({"auto-submitted": "no"}, "anna@example.pl", False),
        ({"auto-submitted": "Auto-Replied; x=y"}, "anna@example.pl", True),
        ({"precedence": "Bulk"}, "anna@example.pl", True),
        ({"list-id": "<a.b>"}, "anna@example.pl", True),
        ({"x-auto-response-suppress": "All"}, "anna@example.pl", True),
        ({}, "MAILER-DAEMON@example.pl", True),
        ({}, "no-reply+1@example.pl", True),
        ({}, "nowak@example.pl", False),
        ({}, "", True),
    ],
)
def test_what_no_person_has_written_is_known(heads: dict[str, str], sender: str, expected: bool) -> None:
    assert is_automatic(heads, sender) is expected


def report(action: str, status: str, diagnostic: str = "") -> bytes:
    return (
        "From: Mailer-Daemon <mailer-daemon@mx.example>\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nnie\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; mx\r\n\r\nAction: {action}\r\nFinal-Recipient: rfc822; a@b.pl\r\n"
        f"Status: {status}\r\n"
        f"Diagnostic-Code: smtp; {diagnostic}\r\n\r\n--b--\r\n"
    ).encode()


@pytest.mark.parametrize(
    ("raw", "bounce"),
    [
        (report("failed", "5.1.1"), Bounce(True, "5.1.1")),
        (report("failed", "5.0.0", "550 5.1.1 nobody"), Bounce(True, "5.1.1")),
        (report("failed", "5.0.0", "552 5.2.2 full"), Bounce(False, "5.2.2")),
        (report("failed", "4.4.1"), Bounce(False, "4.4.1")),
        (report("delayed", "4.4.1"), None),
        (mail("Subject: tak"), None),
    ],
)
def test_reports_say_whether_it_ever_will_arrive(raw: bytes, bounce: Bounce | None) -> None:
    assert read_mail(raw).bounce == bounce


@pytest.mark.parametrize(
    "raw",
    [
        mail("X-A: " + "a" * MOST_HEADERS),
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(1500)),
    ],
    ids=["headers", "nested"],
)
def test_what_is_too_much_is_not_read(raw: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        read_mail(raw)
    assert pickle.loads(pickle.dumps(refused.value)).why == refused.value.why  # it comes out of a worker


HEADS = st.sampled_from(
    [
        *("From", "To", "Subject", "Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Date"),
        *("Message-ID", "Auto-Submitted", "References", "MIME-Version", "In-Reply-To"),
    ]
)
STRANGE = (
    *(b"multipart/mixed; boundary=b", b"text/html; charset=utf-7", b"message/rfc822", b"base64", b"x-uuencode"),
    *(b"text/plain; charset*=utf-8''%ff", b"multipart/report", b"message/delivery-status"),
    *(b'a; filename="=?x?q?=ff?="', b"=?utf-8?b?/w=?=", b"=?unicode_escape?q?=5Cud800?="),
    b"text/plain; charset=punycode",
)
VALUES = st.one_of(st.binary(max_size=60), st.sampled_from(STRANGE))
LINES = st.one_of(st.binary(max_size=80), st.just(b"--b"))


@given(st.lists(st.tuples(HEADS, VALUES), max_size=8), st.lists(LINES, max_size=8))
def test_whatever_comes_is_read_or_refused(heads: list[tuple[str, bytes]], body: list[bytes]) -> None:
    raw = b"".join(name.encode() + b": " + value + b"\r\n" for name, value in heads) + b"\r\n" + b"\r\n".join(body)
    try:
        read = read_mail(raw)
    except Unreadable:
        return
    said = [read.subject, read.sender_name, read.text, read.reply, *(file.name for file in read.files)]
    for text in said:
        assert "\0" not in text
        text.encode()  # half a letter stops no database
    assert "\n" not in read.subject + read.sender_name + read.sender
    assert all("/" not in file.name and file.name not in ("", ".", "..") for file in read.files)


@given(st.text(max_size=200))
def test_a_reply_is_a_part_of_the_text(text: str) -> None:
    assert reply_in(text) in text.strip() or reply_in(text).split() == text.split()[: len(reply_in(text).split())]


@given(st.text(alphabet="<>/abp &;#\"'=", max_size=200))
def test_any_html_has_some_text(html: str) -> None:
    assert isinstance(text_of_html(html), str)


@given(st.binary(max_size=100), st.sampled_from([None, "utf-8", "iso-8859-2", "utf-16", "nic", "hex", "idna"]))
def test_bytes_always_become_text(content: bytes, charset: str | None) -> None:
    assert isinstance(decoded(content, charset), str)
