"""Texts in files that a spreadsheet opens. Pure."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def is_computed(text: str) -> bool:
    """Would a spreadsheet compute it? Blanks before the sign do not hinder every one of them."""
    return text.lstrip(" ").startswith(_FORMULA)


def without_formula(text: str) -> str:
    """What a spreadsheet would compute is made a text by an apostrophe."""
    return f"'{text}" if is_computed(text) else text
