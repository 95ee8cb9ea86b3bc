"""What is sealed is opened by its own key, in its own place, and by nothing else."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.facts.events import KINDS, PERSONAL_FIELDS
from core.keys.personal_keys import (
    KeySafe,
    KnownKeys,
    PersonalKey,
    SealBroken,
    empty_values,
    new_fact_key,
    new_key,
    open_fields,
    personal_fields,
    seal_fields,
    subject_of,
    without_sealed,
)

KEY = new_key()
fields = st.sampled_from(sorted(PERSONAL_FIELDS))
values = st.text(min_size=1) | st.dictionaries(st.text(), st.text(), min_size=1)
facts = st.dictionaries(fields | st.sampled_from(["node", "office", "ticks"]), values, min_size=1)


def sealed(data: dict[str, Any], key: bytes = KEY, fact: str = "event-1") -> dict[str, Any]:
    copy = dict(data)
    seal_fields(copy, personal_fields(copy), key, fact)
    return copy


@given(facts)
def test_what_is_sealed_comes_back_as_it_was(data: dict[str, Any]) -> None:
    closed = msgspec.json.decode(msgspec.json.encode(sealed(data)))
    assert open_fields(closed, KEY, "event-1") == data
    assert closed.keys() == data.keys()


@given(facts)
def test_only_what_is_about_a_person_is_sealed_and_nothing_of_it_shows(data: dict[str, Any]) -> None:
    closed = sealed(data)
    for name, value in data.items():
        if name in PERSONAL_FIELDS:
            assert closed[name].keys() == {"sealed"}
            assert closed[name] != sealed(data)[name]  # the same value never looks the same
        else:
            assert closed[name] == value


@given(fields, values, st.binary(min_size=32, max_size=32))
def test_another_key_opens_nothing(name: str, value: Any, other: bytes) -> None:
    with pytest.raises(SealBroken):
        open_fields(sealed({name: value}), other, "event-1")


@given(fields, fields, values, st.text())
def test_a_value_is_bound_to_its_fact_and_field(name: str, other: str, value: Any, fact: str) -> None:
    closed = sealed({name: value})
    if fact != "event-1":
        with pytest.raises(SealBroken):
            open_fields(closed, KEY, fact)
    if other != name:
        with pytest.raises(SealBroken):
            open_fields({other: closed[name]}, KEY, "event-1")


@given(fields, values, st.integers(min_value=0), st.characters(min_codepoint=33, max_codepoint=126))
def test_a_changed_value_is_noticed(name: str, value: Any, place: int, sign: str) -> None:
    text = sealed({name: value})[name]["sealed"]
    place %= len(text.rstrip("="))
    changed = text[:place] + sign + text[place + 1 :]
    if changed == text:
        return
    try:
        opened = open_fields({name: {"sealed": changed}}, KEY, "event-1")
    except SealBroken:
        return
    assert opened == {name: value}  # signs that base64 ignores, bits that it does not use


@given(st.binary(min_size=32, max_size=32), st.text(), st.text())
def test_a_box_is_opened_by_its_installation_for_its_subject(key: bytes, subject: str, other: str) -> None:
    safe = KeySafe(new_fact_key())
    box = safe.wrap(key, subject)
    assert safe.unwrap(box, subject) == key
    with pytest.raises(SealBroken):
        KeySafe(new_fact_key()).unwrap(box, subject)
    if other != subject:
        with pytest.raises(SealBroken):
            safe.unwrap(box, other)
    for damaged in (b"", box[:20], bytes([box[0] ^ 1]) + box[1:]):
        with pytest.raises(SealBroken):
            safe.unwrap(damaged, subject)


@pytest.mark.parametrize("wrong", ["", "short", "ą" * 43, "a" * 44])
def test_what_is_no_key_of_an_installation_is_refused_without_being_quoted(wrong: str) -> None:
    with pytest.raises(ValueError, match="missing or damaged") as refusal:
        KeySafe(wrong)
    assert not wrong or wrong not in str(refusal.value)


@pytest.mark.parametrize("kind", [kind for kind in sorted(KINDS) if empty_values(kind)])
def test_a_fact_without_its_key_is_still_a_fact(kind: str) -> None:
    closed = {name: {"sealed": "AAAA"} for name in empty_values(kind)}
    emptied = without_sealed(closed, kind)
    assert emptied == empty_values(kind)
    for field in msgspec.structs.fields(KINDS[kind]):
        if field.name in emptied:
            assert msgspec.convert(emptied[field.name], field.type) == emptied[field.name]
            assert not emptied[field.name]


def test_what_is_empty_is_not_sealed() -> None:
    assert personal_fields({"caller_number": "", "client_id": None, "sms_values": {}, "node": "x"}) == []


def test_a_fact_of_a_kind_that_is_no_more_reads_as_empty() -> None:
    assert without_sealed({"client_id": {"sealed": "AAAA"}, "node": "x"}, "Gone") == {"client_id": "", "node": "x"}


def test_the_key_is_the_calls_else_the_clients_else_the_facts_own() -> None:
    assert subject_of("event-1", "call-1", "client-anna") == "call:call-1"
    assert subject_of("event-1", None, "client-anna") == "client:client-anna"
    assert subject_of("event-1", None, None) == subject_of("event-1", None, "") == "fact:event-1"


def test_no_key_is_ever_printed() -> None:
    text = new_fact_key()
    assert str(KEY) not in repr(PersonalKey(1, KEY)) and text not in repr(KeySafe(text))


def test_keys_in_memory_count_when_their_transaction_stands_and_are_few() -> None:
    known = KnownKeys(most=2)
    known.new["call:1"] = PersonalKey(1, KEY)
    known.take_back()
    assert known.get("call:1") is None
    for number in (1, 2, 3):
        known.new[f"call:{number}"] = PersonalKey(number, KEY)
    known.keep()
    assert (known.get("call:1"), len(known)) == (None, 2)
    known.drop("call:2")
    known.drop("call:2")
    assert len(known) == 1 and known.get("call:3") == PersonalKey(3, KEY)
