"""Where an announcement is heard, so that somebody finds it without knowing its id. Pure."""

from typing import Literal, TypeAlias

from ivr.prompts.prompt_library import PromptLibrary

Use: TypeAlias = Literal[
    "greeting",
    "recording",
    "identity",
    "office",
    "menu",
    "information",
    "queue",
    "closed",
    "self_service",
    "survey",
    "voice_message",
    "goodbye",
    "trouble",
    "consultant",
    "own",
]

_BY_LETTER: dict[str, Use] = {
    "W": "greeting",
    "N": "recording",
    "A": "identity",
    "K": "identity",
    "C": "office",
    "M": "menu",
    "I": "information",
    "B": "information",
    "Q": "queue",
    "H": "closed",
    "D": "self_service",
    "O": "self_service",
    "Z": "self_service",
    "S": "survey",
    "V": "voice_message",
    "G": "goodbye",
    "E": "trouble",
    "T": "consultant",
    "F": "consultant",
}
_OTHERS: dict[str, Use] = {
    **dict.fromkeys(("H03", "H04", "H07"), "trouble"),
    **dict.fromkeys(("H13", "H14", "H15", "E02", "E04", "E11", "E12"), "queue"),
}


def use_of(prompt_id: str) -> Use:
    """Of the shipped ones their ids tell; `own`: an office made it, and its scenarios say where it is heard."""
    if prompt_id not in PromptLibrary.defaults():
        return "own"
    return _OTHERS.get(prompt_id) or _BY_LETTER[prompt_id[0]]
