"""Keys of recordings, wrapped by the installation's: another one opens nothing, and says why."""

import pytest

from recordings.vault.faults import KeyMissing, ObjectChanged, WrongKey
from recordings.vault.keys import (
    InstallationKeys,
    key_id,
    new_installation_key,
    new_key,
    opened_waveform,
    sealed_waveform,
)


def test_a_wrapped_key_opens_with_the_key_that_wrapped_it() -> None:
    keys, key = InstallationKeys(new_installation_key()), new_key()
    installation_key, wrapped = keys.wrap("rec-1", key)
    assert keys.unwrap("rec-1", installation_key, wrapped) == key
    assert key not in wrapped


def test_an_older_key_opens_what_it_wrapped_while_a_rotation_goes_on() -> None:
    old, new, key = new_installation_key(), new_installation_key(), new_key()
    installation_key, wrapped = InstallationKeys(old).wrap("rec-1", key)
    both = InstallationKeys(new, [old])
    assert both.unwrap("rec-1", installation_key, wrapped) == key
    assert both.wrap("rec-1", key)[0] == both.current_id == key_id(new)


def test_the_key_of_another_installation_opens_nothing_and_says_which_one_is_wanted() -> None:
    mine, other = new_installation_key(), new_installation_key()
    installation_key, wrapped = InstallationKeys(mine).wrap("rec-1", new_key())
    with pytest.raises(WrongKey) as told:
        InstallationKeys(other).unwrap("rec-1", installation_key, wrapped)
    assert key_id(mine) in told.value.message_pl and key_id(other) in told.value.message_pl
    assert told.value.message_pl.startswith("Klucz nagrań tej instalacji nie otwiera tego nagrania")


def test_without_a_key_nothing_is_wrapped_or_opened() -> None:
    installation_key, wrapped = InstallationKeys(new_installation_key()).wrap("rec-1", new_key())
    none = InstallationKeys("")
    with pytest.raises(KeyMissing):
        none.wrap("rec-1", new_key())
    with pytest.raises(KeyMissing, match="nie ma klucza nagrań"):
        none.unwrap("rec-1", installation_key, wrapped)


def test_a_wrapped_key_belongs_to_its_recording_and_may_not_be_changed() -> None:
    keys = InstallationKeys(new_installation_key())
    installation_key, wrapped = keys.wrap("rec-1", new_key())
    with pytest.raises(WrongKey):
        keys.unwrap("rec-2", installation_key, wrapped)
    for place in range(len(wrapped)):
        changed = bytearray(wrapped)
        changed[place] ^= 1
        with pytest.raises(WrongKey):
            keys.unwrap("rec-1", installation_key, bytes(changed))
    with pytest.raises(WrongKey):
        keys.unwrap("rec-1", installation_key, wrapped[:10])


@pytest.mark.parametrize("text", ["short", "ł" * 44, "AAAA"])
def test_a_damaged_installation_key_is_noticed(text: str) -> None:
    with pytest.raises(ValueError, match="damaged"):
        InstallationKeys(text)


def test_keys_are_never_shown() -> None:
    key = new_installation_key()
    assert key not in repr(InstallationKeys(key)) and key_id(key) in repr(InstallationKeys(key))


def test_a_waveform_goes_with_the_key() -> None:
    key = new_key()
    box = sealed_waveform(key, b"\x00\x7f\xff")
    assert opened_waveform(key, box) == b"\x00\x7f\xff"
    with pytest.raises(ObjectChanged):
        opened_waveform(new_key(), box)
