"""At which moments a file was played, from what Asterisk was told and what it tells; moments in seconds."""

import pytest

from ari_app.telephony.played_files import BEGINNING, ENDING, PlayedFiles


@pytest.fixture
def files() -> PlayedFiles:
    return PlayedFiles()


def test_file_is_played_from_shortly_after_it_was_told_until_its_end(files: PlayedFiles) -> None:
    assert not files.is_played(10.0)
    files.begins("W01", 10.0)
    assert [files.is_played(at) for at in (10.0, 10.0 + BEGINNING, 90.0)] == [False, True, True]
    files.is_over("W01", 12.0)
    assert not files.is_played(12.1)
    assert files.ended_at == 12.0


def test_file_told_in_time_follows_without_a_moment_between(files: PlayedFiles) -> None:
    files.begins("A01", 10.0)
    files.begins("quiet", 10.001)
    files.is_stopped("A01", 11.0)
    assert files.is_played(11.5)
    files.is_over("A01", 11.02)
    assert files.is_played(11.021)


def test_file_told_just_before_the_end_of_another_follows_at_once(files: PlayedFiles) -> None:
    files.begins("W01", 10.0)
    files.begins("quiet", 11.0)
    files.is_stopped("W01", 11.0)
    assert files.is_any_to_come
    files.is_over("W01", 11.002)
    assert files.is_played(11.002)
    files.is_stopped("quiet", 12.0)
    assert not files.is_any_to_come


def test_file_told_after_the_end_of_another_leaves_a_gap(files: PlayedFiles) -> None:
    files.begins("W01", 10.0)
    files.is_stopped("W01", 11.0)
    files.begins("quiet", 11.3)  # the machine stood still
    assert files.is_played(11.3)
    files.is_over("W01", 11.02)
    assert [files.is_played(at) for at in (11.1, 11.3, 11.3 + BEGINNING)] == [False, False, True]


def test_stopped_file_ends_soon_though_asterisk_tells_nothing_of_it(files: PlayedFiles) -> None:
    files.begins("quiet", 10.0)
    files.is_stopped("quiet", 11.0)
    assert [files.is_played(at) for at in (11.0, 11.0 + ENDING + 0.001)] == [True, False]


def test_file_stopped_before_its_turn_is_not_played(files: PlayedFiles) -> None:
    files.begins("A01", 10.0)
    files.begins("quiet", 10.001)
    files.is_stopped("A01", 11.0)
    files.is_stopped("quiet", 11.001)
    files.is_over("A01", 11.01)
    assert not files.is_played(11.02)
    files.is_over("quiet", 11.015)  # or it was, for a moment
    assert (files.ended_at, files.is_played(11.02)) == (11.015, False)


def test_file_whose_end_was_not_told_ended_before_the_next_one(files: PlayedFiles) -> None:
    for file in ("A01", "A02", "A03"):
        files.begins(file, 10.0)
    files.is_over("A02", 12.0)
    assert files.is_played(12.1)
    files.is_over("A03", 13.0)
    assert not files.is_played(13.1)


def test_refused_file_was_never_played(files: PlayedFiles) -> None:
    files.begins("A01", 10.0)
    files.is_over("A01", None)
    assert (files.is_played(10.5), files.ended_at) == (False, 0.0)


def test_name_that_comes_again_is_another_file(files: PlayedFiles) -> None:
    files.begins("play-0", 10.0)
    files.is_stopped("play-0", 10.5)
    files.begins("play-0", 20.0)
    assert files.is_played(21.0)
