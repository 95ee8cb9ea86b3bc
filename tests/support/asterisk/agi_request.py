"""A request over FastAGI as Asterisk 22 begins it."""

HEADERS = {
    "agi_request": "agi://127.0.0.1:7245/",
    "agi_channel": "PJSIP/operator-00000001",
    "agi_language": "pl",
    "agi_type": "PJSIP",
    "agi_uniqueid": "s724-1795561430.17",
    "agi_version": "22.10.1",
    "agi_callerid": "600100200",
    "agi_calleridname": "unknown",
    "agi_callingpres": "0",
    "agi_callingani2": "0",
    "agi_callington": "0",
    "agi_callingtns": "0",
    "agi_dnid": "9510",
    "agi_rdnis": "unknown",
    "agi_context": "emergency",
    "agi_extension": "9510",
    "agi_priority": "8",
    "agi_enhanced": "0.0",
    "agi_accountcode": "",
    "agi_threadid": "139842290775744",
}
"""In Asterisk's order, without those of the network."""


def header_lines(path: str, *arguments: str, **changed: str) -> list[str]:
    """The lines before the empty one. `changed`: headers without `agi_`."""
    first = {"agi_network": "yes", "agi_network_script": path}
    own = HEADERS | {"agi_request": HEADERS["agi_request"] + path}
    own |= {f"agi_{name}": value for name, value in changed.items()}
    last = {f"agi_arg_{number}": value for number, value in enumerate(arguments, 1)}
    return [f"{name}: {value}" for name, value in (first | own | last).items()]


def request_of(path: str, *arguments: str, **changed: str) -> bytes:
    """The whole of it, as bytes on the wire."""
    return "\n".join([*header_lines(path, *arguments, **changed), "", ""]).encode()
