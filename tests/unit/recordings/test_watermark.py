"""Tags of who took a recording: they are in the file, and the sound is the same."""

import io

import numpy as np
import pytest
import soundfile

from recordings.vault.watermark import NotFlac, bytes_of_metadata, marked, tags_of

TAGS = {"COMMENT": "Pobrała: Żaneta. Powód: skarga", "DOWNLOADED_BY": "kierownik-20060"}


def flac(comment: str | None = None) -> bytes:
    sound = (np.random.default_rng(1).normal(size=(8000, 2)) * 3000).astype(np.int16)
    file = io.BytesIO()
    with soundfile.SoundFile(file, "w", 8000, 2, format="FLAC") as opened:
        if comment is not None:
            opened.comment = comment
        opened.write(sound)
    return file.getvalue()


@pytest.mark.parametrize("comment", [None, "wcześniejszy"])
def test_the_tags_are_read_back_and_the_sound_is_the_same(comment: str | None) -> None:
    before = flac(comment)
    found = marked(before[:20_000], TAGS)
    after = found.head + before[found.replaces :]
    with soundfile.SoundFile(io.BytesIO(after)) as opened:
        assert opened.comment == TAGS["COMMENT"]
        assert np.array_equal(opened.read(dtype="int16"), soundfile.read(io.BytesIO(before), dtype="int16")[0])
    assert tags_of(after) == TAGS


def test_the_metadata_is_not_known_before_it_was_read() -> None:
    whole = flac("x" * 500)
    size = bytes_of_metadata(whole)
    assert size is not None
    assert bytes_of_metadata(whole[:6]) is None
    with pytest.raises(NotFlac):
        marked(whole[: size - 1], TAGS)


@pytest.mark.parametrize("content", [b"RIFF....WAVE", b"OggS", b"fLa"])
def test_what_is_no_flac_is_not_marked(content: bytes) -> None:
    with pytest.raises(NotFlac):
        marked(content, TAGS)
