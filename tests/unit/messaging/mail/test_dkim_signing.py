"""Our mail is signed: whoever asks DNS sees that it is ours and whole, and that it is not when it is changed."""

import re
from dataclasses import replace

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from messaging.mail.dkim_signing import DkimKey, new_key, record_of, zone_line
from messaging.mail.writing import Letter, bytes_of
from tests.unit.messaging.mail.test_writing import LETTER

PRIVATE = new_key()
KEY = DkimKey("s724", PRIVATE)


def is_ours(content: bytes) -> bool:
    def txt(name: bytes, timeout: int = 5) -> bytes:
        assert name == b"s724._domainkey.pup.example."
        return record_of(PRIVATE).encode()

    return bool(dkim.verify(content, dnsfunc=txt))


@pytest.mark.parametrize(
    "letter",
    [
        LETTER,
        replace(LETTER, sender_name="Urząd, który ma bardzo długą nazwę " * 3, is_automatic=True),
        replace(LETTER, references=tuple(f"{'a' * 60}.{n}@x.pl" for n in range(9)), answers="b@x.pl"),
    ],
    ids=["answer", "automatic", "long"],
)
def test_who_asks_dns_sees_that_it_is_ours(letter: Letter) -> None:
    signed = KEY.signed(bytes_of(letter))
    assert is_ours(signed)
    assert not is_ours(signed.replace(b"tak.", b"nie.", 1)), "another text"
    assert not is_ours(signed.replace(b"\r\nTo: ", b"\r\nReply-To: x@y.pl\r\nTo: ", 1)), "another header"
    assert not is_ours(signed.replace(b"\r\nTo: ", b"\r\nList-Unsubscribe: <x>\r\nTo: ", 1)), "a header more"


def test_the_record_is_one_that_a_zone_file_takes() -> None:
    line = zone_line("s724", "pup.example", PRIVATE)
    assert line.startswith('s724._domainkey.pup.example. IN TXT ( "v=DKIM1; k=rsa; p=')
    parts = re.findall(r'"([^"]*)"', line)
    assert max(map(len, parts)) <= 255
    assert "".join(parts) == record_of(PRIVATE)


def test_the_key_is_not_told_and_a_weak_one_is_refused() -> None:
    assert "PRIVATE" not in repr(KEY)
    weak = rsa.generate_private_key(65537, 1024).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    for wrong in (weak, b"nothing"):
        with pytest.raises(ValueError, match=r"DKIM|PEM|deserialize"):
            DkimKey("s724", wrong)
