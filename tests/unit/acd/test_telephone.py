"""The SIP account of a consultant's telephone."""

import hashlib

import pytest

from acd.telephone import Telephone, check_sip_user, new_sip_password, sip_digest
from core.errors import SettingsRefused


def test_the_digest_is_that_of_rfc_2617() -> None:
    assert sip_digest("k20060-1", "a-secret") == hashlib.md5(b"k20060-1:s724:a-secret").hexdigest()


def test_a_password_is_hard_to_try_and_never_the_same() -> None:
    passwords = {new_sip_password() for _ in range(100)}
    assert len(passwords) == 100
    assert {len(password) for password in passwords} == {24}


@pytest.mark.parametrize("name", ["k20060-1", "k1", "Anna.Nowak_2", "a" * 40])
def test_what_can_be_the_user_of_a_telephone_is_taken(name: str) -> None:
    check_sip_user(name)


@pytest.mark.parametrize("name", ["", "a b", "a]\n[b", "ż", "a;b", "-a", "a" * 41, "../a", "k1\n"])
def test_what_cannot_be_the_user_of_a_telephone_is_refused(name: str) -> None:
    with pytest.raises(SettingsRefused, match="nie może być nazwą telefonu"):
        check_sip_user(name)


@pytest.mark.parametrize("name", ["operator", "operator-out", "Operator", "consultant", "anonymous", "udp"])
def test_a_name_that_asterisks_configuration_uses_is_refused(name: str) -> None:
    with pytest.raises(SettingsRefused, match="w centrali zajęta"):
        check_sip_user(name)


def test_a_telephone_does_not_show_its_digest_by_accident() -> None:
    assert "feed" not in repr(Telephone("k1", "A", "feed" * 8))
