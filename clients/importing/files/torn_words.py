"""Finds words that were torn by a space before a Polish letter ("Łom ża", "Wi śniewski") and joins them. Pure.

It happens where text was taken out of printed pages: the letter came from another font. A space is left out only
where no right name has one: in names of people and towns before a small Polish letter, which begins no word of a
name; in other texts only before ą, ę, ń, which begin no word of the language.
"""

import re

_SMALL = "ąćęłńóśźż"
_NEVER_FIRST = "ąęńĄĘŃ"
_LETTER = r"[^\W\d_]"
# "Ŝ" is ż of the font that tears words as well (`mojibake`): between words it is a small letter.
_BEFORE_SMALL = re.compile(rf"(?<={_LETTER}) +(?=[{_SMALL}])")
_BEFORE_FONT_LETTER = re.compile(rf"(?<={_LETTER}) +(?=Ŝ[a-z{_SMALL}])")
_LONE_SMALL = re.compile(rf"(?<={_LETTER}) +([{_SMALL}Ŝ]) +(?=[a-z])")
_LONE_CAPITAL = re.compile(rf"(?<!{_LETTER})([ĄĆĘŁŃÓŚŹŻ]) +(?=[a-z{_SMALL}])")
_BEFORE_NEVER_FIRST = re.compile(rf"(?<={_LETTER}) +(?=[{_NEVER_FIRST}])")

_MAY_BE_TORN = re.compile(rf" [{_SMALL}ĄĘŃŜ]|[ĄĆĘŁŃÓŚŹŻ] ")


def may_be_torn(text: str) -> bool:
    """Whether something may have to be joined. Quick; also for many texts together."""
    return _MAY_BE_TORN.search(text) is not None


def joined_name(text: str) -> str:
    """A name of a person or town without the spaces inside its words."""
    if " " not in text or text.isascii():
        return text
    text = _LONE_SMALL.sub(r"\1", text)
    text = _LONE_CAPITAL.sub(r"\1", text)
    text = _BEFORE_SMALL.sub("", text)
    if not text.replace("Ŝ", "").isupper():
        text = _BEFORE_FONT_LETTER.sub("", text)
    return _BEFORE_NEVER_FIRST.sub("", text)


def joined_text(text: str) -> str:
    """Any other text, such as a street, where words may begin with a small ś or ż."""
    if " " not in text or text.isascii():
        return text
    text = _BEFORE_FONT_LETTER.sub("", text) if not text.isupper() else text
    return _BEFORE_NEVER_FIRST.sub("", text)
