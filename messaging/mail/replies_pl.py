"""What is new in an answer, without what it quotes. Pure.

The quoted rest is kept, and folded on the page: who writes between the lines loses nothing.
"""

import re
from functools import cache
from typing import Any, Final

_WROTE: Final = (
    r"^(?:[> ]*)(?!(?:[> ]*)(?:(?:W dniu|Dnia|Wiadomość)\s+.*(?:\b(?:W dniu|Dnia)\s)))"
    r"((?:(?:W dniu|Dnia) .{4,200}?(?:napisał(?:\(a\)|a)?|pisze):?|(?:pon|wt|śr|czw|pt|sob|niedz|ndz)\.,? "
    r"\d{1,2} \w{3,12} \d{4}.{0,200}?napisał(?:\(a\)|a)?:|Wiadomość napisana przez .{3,200}?:))[ \t]*$"
)
"""Beginnings of quotes as Polish programs write them; the library's own knows three of nine."""

_MOST: Final = 50_000
_ORIGINAL = re.compile(
    r"^[> ]*-{2,}\s*(Wiadomość oryginalna|Oryginalna wiadomość|Original Message|Treść przekazanej wiadomości)"
    r"\s*-{2,}.*$|^Wiadomość napisana przez .{3,300}:\s*$",
    re.IGNORECASE | re.MULTILINE,
)


@cache
def _parser() -> Any:
    from mailparser_reply import EmailReplyParser, constants

    constants.MAIL_LANGUAGES["pl"]["wrote_header"] = _WROTE
    return EmailReplyParser(languages=["pl", "en", "de"])


def reply_in(text: str) -> str:
    """The whole text where nothing is quoted, where nothing else would be left, or where it is very long."""
    if len(text) > _MOST:
        return text
    begin = _ORIGINAL.search(text)
    head = text if begin is None else text[: begin.start()]
    found = _parser().parse_reply(head)
    return (found or "").strip() or text.strip()
