"""The file of a conversation, and that Asterisk's end of writing is noticed."""

import stat
import wave
from pathlib import Path

import pytest

from recordings.vault import talk_file
from recordings.vault.talk_file import StillWritten

SECOND = b"\x01\x00\x02\x00" * 8000  # the caller's samples are 1, the consultant's 2


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "open").mkdir()
    return tmp_path / "2026/11/24/rec-1.wav", tmp_path / "open/rec-1.raw"


def append(link: Path, sound: bytes) -> None:
    with link.open("ab") as writer:
        writer.write(sound)


def test_a_file_gets_its_length_when_nobody_writes_any_more(places: tuple[Path, Path]) -> None:
    file, link = places
    talk_file.begin(file, link)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with link.open("ab") as asterisk:
        asterisk.write(SECOND * 2)
        with pytest.raises(StillWritten):
            talk_file.end(file, link)
        assert link.is_symlink()
    assert talk_file.end(file, link) == 2.0
    assert not link.is_symlink()
    with wave.open(str(file)) as found:
        assert (found.getnchannels(), found.getframerate(), found.getnframes()) == (2, 8000, 16000)
        assert found.readframes(16000) == SECOND * 2


def test_a_file_is_ended_once_and_told_its_length_again(places: tuple[Path, Path]) -> None:
    file, link = places
    talk_file.begin(file, link)
    append(link, SECOND)
    assert talk_file.end(file, link) == talk_file.end(file, link) == 1.0


def test_a_file_whose_end_nobody_saw_can_be_played(places: tuple[Path, Path]) -> None:
    import soundfile

    file, link = places
    talk_file.begin(file, link)
    append(link, SECOND)
    samples, rate = soundfile.read(file, dtype="int16")
    assert (samples.shape, rate) == ((8000, 2), 8000)


def test_a_file_that_is_there_already_is_never_written_over(places: tuple[Path, Path]) -> None:
    file, link = places
    talk_file.begin(file, link)
    append(link, SECOND)
    with pytest.raises(FileExistsError):
        talk_file.begin(file, link)
    assert talk_file.end(file, link) == 1.0


def test_a_file_that_cannot_be_linked_to_is_not_left(places: tuple[Path, Path]) -> None:
    file, link = places
    link.symlink_to("/somewhere")
    with pytest.raises(FileExistsError):
        talk_file.begin(file, link)
    assert not file.exists()


@pytest.mark.parametrize("content", [b"", b"RIFF", b"x" * 100])
def test_something_else_is_no_recording(places: tuple[Path, Path], content: bytes) -> None:
    file, link = places
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    with pytest.raises(OSError, match="no recording"):
        talk_file.end(file, link)


def test_a_discarded_file_leaves_nothing(places: tuple[Path, Path]) -> None:
    file, link = places
    talk_file.begin(file, link)
    talk_file.discard(file, link)
    talk_file.discard(file, link)
    assert not file.exists() and not link.is_symlink()
