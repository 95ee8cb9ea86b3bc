"""Forty Polish mails as people's programs write them, each with what is to be read of it. All made up."""

import base64
import quopri
from dataclasses import dataclass

ANNA = "anna.nowak@example.pl"
_FROM = "From: Anna Nowak <anna.nowak@example.pl>"
_PANGRAM = "Zażółć gęślą jaźń, proszę o staż."


@dataclass(frozen=True, slots=True)
class Case:
    """`reply`: what is new in it. `files`: names and kinds."""

    name: str
    raw: bytes
    reply: str
    subject: str = "Staż"
    sender: str = ANNA
    is_automatic: bool = False
    files: tuple[tuple[str, str], ...] = ()
    faults: tuple[str, ...] = ()


def _mail(*heads: str, body: bytes | str, subject: str = "=?utf-8?q?Sta=C5=BC?=", sender: str = _FROM) -> bytes:
    content = body if isinstance(body, bytes) else body.encode()
    return "\r\n".join([sender, f"Subject: {subject}", *heads, "", ""]).encode("latin-1") + content


def _text(charset: str, body: bytes, *heads: str) -> bytes:
    return _mail(f"Content-Type: text/plain; charset={charset}", *heads, body=body)


def _utf8(body: str, *heads: str, **more: str) -> bytes:
    return _mail("Content-Type: text/plain; charset=utf-8", *heads, body=body, **more)


def _quoted(heading: str) -> bytes:
    return _utf8(f"Tak, przyjdę.\r\n\r\n{heading}\r\n\r\n> Czy przyjdzie Pani?\r\n> Urząd\r\n")


def _parts(*parts: str, kind: str = "mixed") -> bytes:
    body = "".join(f"--b\r\n{part}\r\n" for part in parts) + "--b--\r\n"
    return _mail(f'Content-Type: multipart/{kind}; boundary="b"', "MIME-Version: 1.0", body=body)


def _file(name: str, content: bytes, kind: str = "application/octet-stream") -> str:
    return (
        f'Content-Type: {kind}\r\nContent-Disposition: attachment; filename="{name}"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{base64.b64encode(content).decode()}"
    )


_PLAIN = "Content-Type: text/plain; charset=utf-8\r\n\r\nW załączniku."
_YES = "Tak, przyjdę."
_BASE64 = "Content-Transfer-Encoding: base64"
_QUOTED = "Content-Transfer-Encoding: quoted-printable"

CHARSETS = [
    Case("utf-8", _text("utf-8", _PANGRAM.encode()), _PANGRAM),
    Case("iso-8859-2", _text("iso-8859-2", _PANGRAM.encode("iso-8859-2")), _PANGRAM),
    Case("windows-1250", _text("windows-1250", _PANGRAM.encode("cp1250")), _PANGRAM),
    Case("windows-1250 said to be iso-8859-2", _text("iso-8859-2", _PANGRAM.encode("cp1250")), _PANGRAM),
    Case("windows-1250 and nothing said", _mail(body=_PANGRAM.encode("cp1250")), _PANGRAM),
    Case("iso-8859-2 and nothing said", _mail(body=_PANGRAM.encode("iso-8859-2")), _PANGRAM),
    Case("utf-8 and nothing said", _mail(body=_PANGRAM), _PANGRAM),
    Case("utf-8 said to be ascii", _text("us-ascii", _PANGRAM.encode()), _PANGRAM),
    Case("a charset that nobody has", _text("x-mazovia", _PANGRAM.encode()), _PANGRAM),
    Case("utf-16", _text("utf-16", base64.b64encode(_PANGRAM.encode("utf-16")), _BASE64), _PANGRAM),
    Case(
        "quoted-printable",
        _text("iso-8859-2", quopri.encodestring(_PANGRAM.encode("iso-8859-2")), _QUOTED),
        _PANGRAM,
    ),
    Case("base64", _text("windows-1250", base64.encodebytes(_PANGRAM.encode("cp1250")), _BASE64), _PANGRAM),
    Case(
        "utf-7 is not read as such: nobody writes it but who hides something",
        _text("utf-7", b"+ADw-script+AD4- tak"),
        "+ADw-script+AD4- tak",
    ),
]

SUBJECTS = [
    Case(
        "a letter divided between two words of the subject",
        _utf8(_YES, subject="=?utf-8?q?Za=C5?= =?utf-8?q?=BC=C3=B3=C5=82=C4=87?="),
        _YES,
        subject="Zażółć",
    ),
    Case(
        "a subject in iso-8859-2",
        _utf8(_YES, subject="=?iso-8859-2?q?Sta=BF_dla_c=F3rki?="),
        _YES,
        "Staż dla córki",
    ),
    Case("a subject in base64", _utf8(_YES, subject="=?windows-1250?b?UHJvnGJh?="), _YES, "Prośba"),
    Case(
        "a subject that would be a header",
        _utf8(_YES, subject="=?utf-8?q?Sta=C5=BC=0D=0ABcc:_x@y.pl?="),
        _YES,
        "Staż Bcc: x@y.pl",
    ),
    Case("no subject", f"{_FROM}\r\n\r\n{_YES}".encode(), _YES, ""),
    Case(
        "a name in quotes with a comma",
        _utf8(_YES, sender='From: "Nowak, Anna =?utf-8?q?=C5=BBak?=" <anna.nowak@example.pl>'),
        _YES,
    ),
    Case(
        "a sender without a domain",
        _utf8(_YES, sender="From: anna"),
        _YES,
        sender="",
        is_automatic=True,
        faults=("no_sender",),
    ),
    Case(
        "two senders",
        _utf8(_YES, "From: prezes@example.pl"),
        _YES,
        faults=("headers_twice",),
    ),
]

QUOTES = [
    Case("Thunderbird", _quoted("W dniu 12.11.2026 o 10:15, PUP w Kolnie pisze:"), _YES),
    Case("Gmail", _quoted("czw., 12 lis 2026 o 10:15 PUP w Kolnie <kolno@pup.example> napisał(a):"), _YES),
    Case("wp.pl", _quoted("Dnia 12 listopada 2026 10:15 PUP w Kolnie <kolno@pup.example> napisał(a):"), _YES),
    Case("o2.pl", _quoted("W dniu 2026-11-12 10:15:00 użytkownik PUP <kolno@pup.example> napisał:"), _YES),
    Case(
        "Apple",
        _quoted("Wiadomość napisana przez PUP <kolno@pup.example> w dniu 12.11.2026, o godz. 10:15:"),
        _YES,
    ),
    Case("Outlook", _quoted("-----Wiadomość oryginalna-----\r\nOd: PUP w Kolnie\r\nTemat: Staż"), _YES),
    Case("older Outlook", _quoted("-----Oryginalna wiadomość-----"), _YES),
    Case(
        "answers between the lines, of which nothing is lost",
        _utf8("> Czy przyjdzie Pani?\r\nTak.\r\n> O której?\r\nO 9.\r\n"),
        "> Czy przyjdzie Pani?\nTak.\n> O której?\nO 9.",
    ),
    Case(
        "a forwarded one",
        _utf8("Proszę zobaczyć.\r\n\r\n---------- Treść przekazanej wiadomości ----------\r\nOd: ktoś\r\n"),
        "Proszę zobaczyć.",
    ),
    Case("nothing but a quote", _utf8("> Czy przyjdzie Pani?\r\n"), "> Czy przyjdzie Pani?"),
    Case(
        "a signature",
        _utf8("Dzień dobry.\r\n\r\n-- \r\nAnna Nowak\r\ntel. 600 100 200\r\n"),
        "Dzień dobry.\n\n--\nAnna Nowak\ntel. 600 100 200",
    ),
]

AUTOMATIC = [
    Case(
        "away",
        _utf8("Jestem na urlopie.", "Auto-Submitted: auto-replied"),
        "Jestem na urlopie.",
        is_automatic=True,
    ),
    Case("a list", _utf8("Nowości", "List-Id: <nowosci.example.pl>"), "Nowości", is_automatic=True),
    Case(
        "a receipt of Outlook",
        _utf8("Przeczytano", "X-Auto-Response-Suppress: All"),
        "Przeczytano",
        is_automatic=True,
    ),
]

FILES = [
    Case(
        "a PDF",
        _parts(_PLAIN, _file("cv.pdf", b"%PDF-1.7 x")),
        "W załączniku.",
        files=(("cv.pdf", "application/pdf"),),
    ),
    Case(
        "a PDF with Polish letters in its name",
        _parts(_PLAIN, _file("=?utf-8?q?Za=C5=9Bwiadczenie=2Epdf?=", b"%PDF-1.7")),
        "W załączniku.",
        files=(("Zaświadczenie.pdf", "application/pdf"),),
    ),
    Case(
        "a PDF with Polish letters in its name, by RFC 2231",
        _parts(
            _PLAIN,
            "Content-Type: application/pdf\r\nContent-Disposition: attachment;\r\n"
            " filename*0*=utf-8''Za%C5%9Bwiad;\r\n filename*1*=czenie%20o%20sta%C5%BCu.pdf\r\n\r\n%PDF-1.7",
        ),
        "W załączniku.",
        files=(("Zaświadczenie o stażu.pdf", "application/pdf"),),
    ),
    Case(
        "winmail.dat",
        _parts(_PLAIN, _file("winmail.dat", b"\x78\x9f\x3e\x22\x01\x00", "application/ms-tnef")),
        "W załączniku.",
        files=(("winmail.dat", "application/octet-stream"),),
    ),
    Case(
        "no text at all",
        _mail(
            "MIME-Version: 1.0",
            "Content-Type: image/jpeg; name=skan.jpg",
            _BASE64,
            body=base64.b64encode(b"\xff\xd8\xff\xe0"),
        ),
        "",
        files=(("skan.jpg", "image/jpeg"),),
    ),
    Case(
        "HTML alone",
        _mail(
            "Content-Type: text/html; charset=iso-8859-2",
            body="<p>Proszę o staż</p><script>x()</script>".encode("iso-8859-2"),
        ),
        "Proszę o staż",
    ),
    Case(
        "text and HTML of the same",
        _parts(
            "Content-Type: text/plain; charset=utf-8\r\n\r\nProszę o staż",
            "Content-Type: text/html; charset=utf-8\r\n\r\n<p>Inaczej</p>",
            kind="alternative",
        ),
        "Proszę o staż",
    ),
]

MAILS = [*CHARSETS, *SUBJECTS, *QUOTES, *AUTOMATIC, *FILES]
