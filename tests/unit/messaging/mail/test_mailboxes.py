"""The file of mailboxes, and for whom a mail in one is."""

import pytest

from messaging.mail.mailboxes import ImapAccount, accounts_of, has_sender_in, recipient_in

KOLNO = "kolno@pup.example"
OURS = frozenset({KOLNO})
GOOD = f'[[mailbox]]\naddress = "{KOLNO}"\nhost = "imap.example"\npassword_file = "/etc/x"\n'


def test_a_mailbox_is_read_by_its_password_or_a_token_with_tls() -> None:
    assert accounts_of(GOOD, OURS) == [ImapAccount(KOLNO, "imap.example", 993, KOLNO, "/etc/x")]
    [by_token] = accounts_of(GOOD.replace("password_file", "token_file") + 'move_to = "Gotowe"\n', OURS)
    assert (by_token.is_token, by_token.move_to, by_token.needs_tls) == (True, "Gotowe", True)
    assert "/etc/x" not in repr(by_token)
    assert accounts_of("", OURS) == []


@pytest.mark.parametrize(
    "wrong",
    [
        GOOD.replace("password_file", "passwort"),
        GOOD + 'token_file = "/etc/y"\n',
        GOOD.replace(KOLNO, "inny@pup.example"),
        GOOD.replace('host = "imap.example"\n', ""),
        GOOD + GOOD,
        "[[mailbox",
    ],
)
def test_what_is_wrong_in_the_file_is_told(wrong: str) -> None:
    with pytest.raises(ValueError):
        accounts_of(wrong, OURS)


@pytest.mark.parametrize(
    ("heads", "recipient"),
    [
        ("To: Anna <anna@example.pl>", KOLNO),
        (f"To: {KOLNO}", KOLNO),
        ("Delivered-To: kolno+s.1-2.3@pup.example\r\nTo: x@y.pl", "kolno+s.1-2.3@pup.example"),
        ("To: PUP\r\n <Kolno+z.1-2.3@PUP.example>", "Kolno+z.1-2.3@PUP.example"),
        ("Subject: kolno+s.1-2.3@pup.example", KOLNO),
        ("To: x@y.pl\r\n\r\nTo: kolno+s.1-2.3@pup.example", KOLNO),
    ],
)
def test_for_whom_it_is_stands_in_its_headers(heads: str, recipient: str) -> None:
    assert recipient_in(f"{heads}\r\n\r\ntak".encode(), KOLNO) == recipient


def test_a_report_of_a_server_has_no_sender() -> None:
    assert not has_sender_in(b"Return-Path: <>\r\n\r\n")
    assert has_sender_in(b"Return-Path: <a@b.pl>\r\n\r\n")
    assert has_sender_in(b"To: a@b.pl\r\n\r\n")
