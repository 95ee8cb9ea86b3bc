"""The music of the queue is on the disk as the program makes it now."""

from pathlib import Path

import pytest

from ops.install import music


def test_music_is_made_once_and_anew_when_the_program_makes_it_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = music.write(tmp_path)
    made, loud = file.stat().st_mtime_ns, file.read_bytes()
    assert music.write(tmp_path).stat().st_mtime_ns == made
    (tmp_path / ".made-by").write_text("an earlier program")
    monkeypatch.setattr(music, "_LOUDEST", 0.1)
    assert music.write(tmp_path).read_bytes() != loud
