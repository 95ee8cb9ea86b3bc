"""What callers hear: the texts by id, in every language that they exist in. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TypeVar

import msgspec

from core.errors import S724Error
from ivr.speech.rendering import DEFAULT, LANGUAGES
from ivr.speech.texts import PlaceholderMissing, faults, filled, placeholders, used
from ivr.speech.values import Value

__all__ = ["PlaceholderMissing", "Prompt", "PromptLibrary", "PromptUnknown", "PromptsRefused", "TextMissing"]

T = TypeVar("T")

PROMPTS_PL = Path(str(resources.files("ivr") / "data" / "prompts_pl.json"))


class PromptUnknown(S724Error):
    """No prompt has this id: the scenario and the texts do not belong together."""

    code = "prompt_unknown"


class TextMissing(S724Error):
    """The prompt has no text in that language."""

    code = "text_missing"


class PromptsRefused(S724Error):
    """The file of texts cannot be used: unreadable, a double id, a text that may not stand as it is."""

    code = "prompts_refused"


class Prompt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One announcement. `text` is the Polish one, `others` are by language.

    `placeholders` gives an example of each value that whoever plays the announcement passes to it.
    """

    id: str
    purpose: str
    text: str
    placeholders: dict[str, Value] = {}
    others: dict[str, str] = {}

    def text_in(self, language: str) -> str | None:
        """None if there is no text in that language."""
        return self.text if language == DEFAULT else self.others.get(language)

    @property
    def languages(self) -> list[str]:
        return [DEFAULT, *self.others]

    def names(self, language: str = DEFAULT) -> set[str]:
        """The placeholders that the text in that language really holds, with their cases."""
        return placeholders(self.text_in(language) or "")

    def uses(self, language: str = DEFAULT) -> set[str]:
        """The values that the text in that language names, in whatever case."""
        return used(self.text_in(language) or "", self.placeholders)

    def faults(self) -> list[str]:
        """What is wrong with the texts, in Polish; none when they may be used."""
        found = []
        for language in self.languages:
            if language not in LANGUAGES:
                found.append(f"Nieznany język „{language}”.")
                continue
            found += faults(self.text_in(language) or "", self.placeholders, language)
        return found


class PromptLibrary:
    """The texts by id."""

    def __init__(self, prompts: Iterable[Prompt]) -> None:
        """Raises PromptsRefused for a double id, and for texts that may not stand as they are."""
        ordered = tuple(prompts)
        problems = [f"powtórzony identyfikator {id}" for id, n in Counter(p.id for p in ordered).items() if n > 1]
        problems += [f"{prompt.id}: {fault}" for prompt in ordered for fault in prompt.faults()]
        if problems:
            raise PromptsRefused(f"Zbiór komunikatów zawiera błędy: {'; '.join(problems)}")
        self._prompts = {prompt.id: prompt for prompt in ordered}

    @classmethod
    def load(cls, path: Path = PROMPTS_PL) -> "PromptLibrary":
        """From a JSON file, with the texts of other languages from those beside it (`prompts_en.json`).

        Raises PromptsRefused, also when a file cannot be read.
        """
        return cls(_read(path))

    @classmethod
    @cache
    def defaults(cls) -> "PromptLibrary":
        """The texts that an installation begins with. Made once: to look through them takes some 40 ms."""
        return cls(_defaults())

    def __contains__(self, prompt_id: object) -> bool:
        return prompt_id in self._prompts

    def __iter__(self) -> Iterator[Prompt]:
        return iter(self._prompts.values())

    def __len__(self) -> int:
        return len(self._prompts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PromptLibrary) and self._prompts == other._prompts

    __hash__ = None  # type: ignore[assignment]

    def ids(self, language: str = DEFAULT) -> frozenset[str]:
        """The prompts that have a text in that language."""
        return frozenset(id for id, prompt in self._prompts.items() if prompt.text_in(language) is not None)

    def prompt(self, prompt_id: str) -> Prompt:
        """Raises PromptUnknown."""
        try:
            return self._prompts[prompt_id]
        except KeyError:
            raise PromptUnknown(f"Nie ma komunikatu „{prompt_id}”.") from None

    def text(self, prompt_id: str, /, *, language: str = DEFAULT, **values: Value) -> str:
        """The words, with `values` in the places named in braces; a value that the text does not use is ignored.

        Raises PromptUnknown, TextMissing, PlaceholderMissing for the first place without a value, CaseMissing,
        ValueOutOfRange.
        """
        template = self.prompt(prompt_id).text_in(language)
        if template is None:
            raise TextMissing(
                f"Komunikat {prompt_id} nie ma tekstu w języku: {LANGUAGES.get(language, language)}."
            )
        return filled(prompt_id, template, values, language)

    def example(self, prompt_id: str, language: str = DEFAULT) -> str:
        """The words with the examples of the placeholders."""
        return self.text(prompt_id, language=language, **self.prompt(prompt_id).placeholders)

    def fixed_texts(self, language: str = DEFAULT) -> list[str]:
        """The texts that are always the same, in one language: what to render ahead."""
        texts = [prompt.text_in(language) for prompt in self if not prompt.names(language)]
        return [text for text in texts if text is not None]

    def keeping(self, before: "PromptLibrary", prompt_ids: Collection[str]) -> "PromptLibrary":
        """This library, but with those prompts as they were `before`, as far as they were there."""
        kept = PromptLibrary(())
        kept._prompts = self._prompts | {id: before._prompts[id] for id in prompt_ids if id in before._prompts}
        return kept


def _read(path: Path) -> list[Prompt]:
    prompts = _decoded(path, list[Prompt])
    for language in LANGUAGES:
        beside = path.with_name(f"prompts_{language}.json")
        if language == DEFAULT or path.stem != f"prompts_{DEFAULT}" or not beside.exists():
            continue
        texts = _decoded(beside, dict[str, str])
        if unknown := texts.keys() - {prompt.id for prompt in prompts}:
            raise PromptsRefused(f"{beside}: nieznane komunikaty {', '.join(sorted(unknown))}")
        prompts = [_with_text(prompt, language, texts) for prompt in prompts]
    return prompts


def _with_text(prompt: Prompt, language: str, texts: Mapping[str, str]) -> Prompt:
    if prompt.id not in texts:
        return prompt
    return msgspec.structs.replace(prompt, others={**prompt.others, language: texts[prompt.id]})


def _decoded(path: Path, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError) as error:
        raise PromptsRefused(f"Nie można odczytać komunikatów z pliku {path}: {error}") from error


@cache
def _defaults() -> tuple[Prompt, ...]:
    return tuple(_read(PROMPTS_PL))
