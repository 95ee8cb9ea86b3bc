"""How long announcements take."""

from ivr.prompts.prompt_library import PromptLibrary
from ivr.prompts.sound_times import CHARACTERS_A_SECOND, NoSounds, spoken_times


class _OneSound:
    def time_of(self, prompt: str, text: str, language: str = "pl") -> float | None:
        return 3.26 if (prompt, language) == ("W01", "pl") else None


def test_of_every_announcement_in_each_of_its_languages() -> None:
    library = PromptLibrary.defaults()
    times = {(each.prompt, each.language): each for each in spoken_times(library, _OneSound())}
    assert times.keys() == {(prompt.id, language) for prompt in library for language in prompt.languages}
    assert (times["W01", "pl"].seconds, times["W01", "pl"].is_measured) == (3.3, True)
    english = library.example("W01", "en")
    assert times["W01", "en"].seconds == round(len(english) / CHARACTERS_A_SECOND["en"], 1)
    assert not any(each.is_measured for each in spoken_times(library, NoSounds()))
