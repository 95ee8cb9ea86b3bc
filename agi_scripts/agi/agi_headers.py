"""The headers with which Asterisk begins a request over AGI, and nothing else. Pure.

Some of them quote what a caller has sent. The dialplan filters that before; here is the second line of defence: a
request that Asterisk would not make is refused as a whole, so that a line that somebody slipped in orders nothing.
The stand-alone script reads them, too, and starts once for each call: nothing is imported here.
"""

from collections.abc import Iterable

_ALWAYS = frozenset(
    f"agi_{name}"
    for name in (
        *("request", "channel", "language", "type", "uniqueid", "version"),
        *("callerid", "calleridname", "callingpres", "callingani2", "callington", "callingtns", "dnid", "rdnis"),
        *("context", "extension", "priority", "enhanced", "accountcode", "threadid"),
    )
)
_FAST_AGI = frozenset({"agi_network", "agi_network_script"})
_ARGUMENT = "agi_arg_"

LONGEST_LINE = 1024  # characters; Asterisk's longest has about a hundred
MOST_ARGUMENTS = 64


class HeadersRefused(ValueError):
    """Asterisk does not begin a request in this way. The text names the kind of fault, and quotes nothing."""


def read_headers(lines: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """The headers by name, and the arguments that the dialplan gave; `lines` end before the empty one.

    Raises HeadersRefused for a line that is no header, an unknown, repeated or missing header, arguments that are
    not counted from 1 on, control characters, and too much of anything.
    """
    headers: dict[str, str] = {}
    arguments: list[str] = []
    for line in lines:
        name, separator, value = line.partition(": ")
        if not separator:
            raise HeadersRefused("a line is no header")
        if len(line) > LONGEST_LINE:
            raise HeadersRefused("a header is too long")
        if any(sign < " " or "\x7f" <= sign < "\xa0" for sign in value):
            raise HeadersRefused("a header holds a control character")
        if name.startswith(_ARGUMENT):
            if name != f"{_ARGUMENT}{len(arguments) + 1}" or len(arguments) == MOST_ARGUMENTS:
                raise HeadersRefused("the arguments are not in order")
            arguments.append(value)
        elif name not in _ALWAYS | _FAST_AGI:
            raise HeadersRefused("a header is unknown")
        elif name in headers:
            raise HeadersRefused("a header is repeated")
        else:
            headers[name] = value
    if not headers.keys() >= _ALWAYS:
        raise HeadersRefused("a header is missing")
    return headers, arguments
