"""The names by which the dialplan and our processes know each other. Pure."""

APP = "s724"
"""The application of ARI that every call is handed to."""

FALLBACK = "emergency"
"""The context of the fallback path. It keeps the name of before: Asterisk hangs up a call whose context is gone
when the dialplan is read anew, as it is during an update."""

SERVE = "emergency"
"""What the dialplan asks of the FastAGI server there. During an update one of both is older than the other."""

BROWSERS = "browsers"
"""The context of what a consultant's browser may dial."""

WAS = "S724_WAS"
"""The variable of a caller whom the watchdog takes away from the application: what is known of the call
(`agi_scripts.fallback.known_call`)."""

THERE = "S724_THERE"
"""The global variable that is "1" while the watchdog sees the application serve callers."""

BEAT = "S724_BEAT"
"""The global variable that the application counts up each second in each of several Asterisks while it serves
callers there: what the watchdog of that Asterisk looks at."""

DOOR = "S724_DOOR"
"""The global variable that holds which share of new calls is refused, in percent (`ari_app.overload.intake`)."""

DOOR_UNTIL = "S724_DOOR_UNTIL"
"""And the one that says until when that holds, in seconds since 1970."""

ENDED_FAMILY = "s724-ended"
"""Where Asterisk itself keeps the ends of calls that nobody else was there to write down."""
