import base64

import pytest

from market.offers.official.envelope import AnswerUnreadable, Status, question, read_answer


def an_answer(status: str, content: str = "") -> bytes:
    return (
        '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><odpowiedz>'
        f"<Status>{status}</Status><NazwaPliku>a.zip</NazwaPliku><Zawartosc>{content}</Zawartosc>"
        "</odpowiedz></S:Body></S:Envelope>"
    ).encode()


def test_a_name_of_a_partner_stays_a_text() -> None:
    assert "<Partner>a &amp; &lt;b&gt;</Partner>" in question("a & <b>").decode()


def test_a_language_that_the_service_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="de: the service has"):
        question("a", "de")


def test_a_package_is_unpacked_from_the_answer() -> None:
    found = read_answer(an_answer("Poprawny", base64.encodebytes(b"PK" * 100).decode()))
    assert (found.status, found.name, found.package) == (Status.FINE, "a.zip", b"PK" * 100)


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.FINE])
def test_every_status_of_the_manual_is_known(status: Status) -> None:
    assert read_answer(an_answer(status)).status is status


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<html>",
        an_answer("Inny"),
        an_answer("Poprawny"),
        an_answer("Poprawny", "!!"),
        b'<!DOCTYPE a [<!ENTITY b "c">]>' + an_answer("Poprawny", "UEs="),
        an_answer("Poprawny", "UEs=")[:-30],
    ],
)
def test_what_is_no_answer_of_the_service_is_refused(raw: bytes) -> None:
    with pytest.raises(AnswerUnreadable):
        read_answer(raw)
