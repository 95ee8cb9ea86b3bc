"""The first step of every call from outside: what came in with it is filtered. Pure.

A caller, or whoever says to be one, chooses every character of the numbers and names in an INVITE, line breaks,
brackets and quotes too. AGI sends them as lines, and an expression of the dialplan reads them as a part of itself.
"""

_DIALLED = "${FILTER(0-9,${REPLACE(EXTEN,:)})}"
"""The digits of the dialled number. Its colons go first: after a bracket one would begin a place to cut at, as in
`${FILTER(0-9,95):1}`."""

_DIGITS = "${FILTER(0-9+,${CALLERID(num)})}"

_NUMBER = (
    "${IF($["
    '"${CALLERID(num-pres):0:7}" = "allowed"'
    # Without P-Asserted-Identity Asterisk itself does not look at this header.
    ' & "x${TOLOWER(${FILTER(A-Za-z,${PJSIP_HEADER(read,Privacy)})})}x" =~ "^x(none)?x$"'
    # Nothing was filtered out: the number is no longer than what is left of it.
    f" & ${{ISNULL(${{CALLERID(num):${{LEN({_DIGITS})}}:1}})}}"
    f' & "{_DIGITS}" =~ "^[+]?[0-9]+$"'
    f"]?{_DIGITS})}}"
)
"""The caller's number if it is one, and if the caller shows it; else nothing.

The expression sees only what was filtered. What was not reaches one function, one character of it: too short to be
anything but itself.
"""

FILTER_ARRIVAL = (
    f"MSet(CALLERID(dnid)={_DIALLED},CALLERID(num)={_NUMBER},CALLERID(name)=,CALLERID(ani)=,CALLERID(rdnis)=,"
    "CALLERID(pres)=allowed)"
)
"""Afterwards the caller's number and the dialled one are digits or empty, and everything else of them is empty. A
withheld number is gone, so nothing has to be withheld any more: the name that consultants see is ours.

It takes a tenth of a millisecond.
"""
