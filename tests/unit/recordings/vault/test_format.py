"""The sealed file: any change of it is noticed, and any range of it reads as the clear bytes do."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recordings.vault.faults import ObjectChanged
from recordings.vault.format import (
    CHUNK,
    HEADER_SIZE,
    TAG,
    Chunks,
    Header,
    new_header,
    opened_span,
    read_header,
    sealed_parts,
    span_of,
)

KEY = bytes(range(32))
ID = "rec-1"


def pieces(clear: bytes, size: int) -> list[bytes]:
    return [clear[at : at + size] for at in range(0, len(clear), size)]


def sealed(clear: bytes, chunk_size: int = 16, recording_id: str = ID, key: bytes = KEY) -> bytes:
    header = new_header(len(clear), chunk_size)
    return b"".join(sealed_parts(key, recording_id, header, pieces(clear, chunk_size)))


def opened(content: bytes, recording_id: str = ID, key: bytes = KEY) -> bytes:
    """As the reader opens a whole file, size included."""
    header = read_header(content)
    if header.size != len(content):
        raise ObjectChanged
    chunks, step = Chunks(key, recording_id, header), header.chunk_size + TAG
    starts = range(HEADER_SIZE, len(content), step)
    return b"".join(chunks.open(number, content[at : at + step]) for number, at in enumerate(starts))


@given(st.binary(max_size=100), st.integers(1, 40))
def test_what_is_sealed_opens_as_it_was(clear: bytes, chunk_size: int) -> None:
    content = sealed(clear, chunk_size)
    assert opened(content) == clear
    assert read_header(content).size == len(content)


@given(st.binary(min_size=1, max_size=100), st.integers(1, 40), st.data())
def test_a_range_reads_as_the_clear_bytes_do(clear: bytes, chunk_size: int, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(clear) - 1))
    end = data.draw(st.integers(start + 1, len(clear)))
    content = sealed(clear, chunk_size)
    header = read_header(content)
    span = span_of(header, start, end)
    part = content[span.start : span.end]
    assert opened_span(Chunks(KEY, ID, header), header, span, part, end - start) == clear[start:end]
    assert len(part) <= (end - start + 2 * chunk_size) * (1 + TAG), "only the chunks that it needs"


@given(st.binary(max_size=60), st.data(), st.integers(1, 255))
@settings(max_examples=300)
def test_any_changed_byte_is_refused(clear: bytes, data: st.DataObject, change: int) -> None:
    content = bytearray(sealed(clear))
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= change
    with pytest.raises(ObjectChanged):
        opened(bytes(content))


@given(st.binary(min_size=1, max_size=80), st.data())
def test_a_file_that_is_cut_or_longer_is_refused(clear: bytes, data: st.DataObject) -> None:
    content = sealed(clear)
    cut = data.draw(st.integers(0, len(content) - 1))
    for changed in (content[:cut], content + data.draw(st.binary(min_size=1))):
        with pytest.raises(ObjectChanged):
            opened(changed)


@given(st.integers(2, 6), st.data())
def test_a_chunk_that_is_moved_left_out_or_put_twice_is_refused(count: int, data: st.DataObject) -> None:
    content = sealed(bytes(range(16 * count)), 16)
    head, chunks = content[:HEADER_SIZE], pieces(content[HEADER_SIZE:], 16 + TAG)
    orders = st.lists(st.integers(0, count - 1), max_size=count + 1)
    order = data.draw(orders.filter(lambda one: one != list(range(count))))
    with pytest.raises(ObjectChanged):
        opened(head + b"".join(chunks[number] for number in order))


def test_a_file_cannot_be_cut_after_a_chunk_by_a_header_that_says_so() -> None:
    content = sealed(bytes(48), 16)
    shorter = Header(32, read_header(content).salt, 16)
    with pytest.raises(ObjectChanged):
        opened(shorter.encoded() + content[HEADER_SIZE : HEADER_SIZE + 2 * (16 + TAG)])


def test_a_chunk_of_another_file_of_the_same_key_is_refused() -> None:
    one, other = sealed(bytes(48), 16), sealed(bytes(48), 16)
    assert one != other, "each sealing has a salt of its own, so no nonce serves twice"
    with pytest.raises(ObjectChanged):
        opened(one[:HEADER_SIZE] + other[HEADER_SIZE:])


def test_the_file_of_another_recording_is_refused() -> None:
    with pytest.raises(ObjectChanged):
        opened(sealed(b"sound"), recording_id="rec-2")


def test_another_key_opens_nothing() -> None:
    with pytest.raises(ObjectChanged):
        opened(sealed(b"sound"), key=bytes(32))


@pytest.mark.parametrize("content", [b"", b"S724REC", b"RIFF" + bytes(60), bytes(HEADER_SIZE)])
def test_what_has_no_header_of_ours_is_refused(content: bytes) -> None:
    with pytest.raises(ObjectChanged):
        read_header(content)


@pytest.mark.parametrize("clear", [[b"x" * 15, b"x"], [b"x" * 16, b"x" * 16], [b"x" * 16]])
def test_pieces_that_are_no_chunks_are_not_sealed(clear: list[bytes]) -> None:
    with pytest.raises(ValueError, match="as long as"):
        list(sealed_parts(KEY, ID, Header(20, bytes(16), 16), clear))


def test_nothing_of_the_clear_bytes_stands_in_the_sealed_file() -> None:
    clear = bytes(range(256)) * 1024
    content = sealed(clear, CHUNK)
    assert len(content) == HEADER_SIZE + len(clear) + 4 * TAG
    assert not any(clear[at : at + 8] in content for at in range(0, 256, 8))
