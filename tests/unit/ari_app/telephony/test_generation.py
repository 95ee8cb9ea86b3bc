"""Processes that follow each other have different numbers."""

from pathlib import Path

from ari_app.telephony.generation import GENERATIONS, next_generation


def test_processes_that_follow_each_other_have_different_numbers(tmp_path: Path) -> None:
    file = tmp_path / "run" / "generation"
    numbers = [next_generation(file) for _ in range(2 * GENERATIONS)]
    assert numbers == [*range(GENERATIONS), *range(GENERATIONS)]


def test_a_file_that_cannot_be_read_or_written_stops_nobody(tmp_path: Path) -> None:
    file = tmp_path / "generation"
    file.write_text("what?")
    assert next_generation(file) == 0
    (tmp_path / "nowhere").write_text("a file, not a folder")
    assert next_generation(tmp_path / "nowhere" / "generation") == 0
