"""What of a page's SIP reaches Asterisk. Messages are made by hand: a telephone would not make most of them."""

import re
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.sip.filter import Filter, Passed, Rules, ToAsterisk, ToPage
from api.sip.message import Message, NotSip

ANNA, JAN = "web-k20060-1", "web-k20060-2"
SECRET = "made-up"
CONTACT = "<sip:q7@x1.invalid;transport=ws>"
CALLER = "600100200"


def filter_of(endpoint: str = ANNA, **rules: Any) -> Filter:
    return Filter(Rules(endpoint, SECRET, **rules), lambda method, uri: f"proof of {method} {uri}")


def request(
    method: str = "REGISTER",
    uri: str = "sip:centre",
    *,
    sender: str = f"<sip:{ANNA}@centre>;tag=own",
    to: str = f"<sip:{ANNA}@centre>",
    contact: str = CONTACT,
    call: str = "c1",
    more: str = "",
    body: str = "",
) -> str:
    kind = "Content-Type: application/sdp\r\n" if body and "Content-Type" not in more else ""
    return (
        f"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/WS x1.invalid;branch=z9hG4bK1\r\nMax-Forwards: 69\r\n"
        f"From: {sender}\r\nTo: {to}\r\nCall-ID: {call}\r\nCSeq: 7 {method}\r\n"
        + (f"Contact: {contact}\r\n" if contact else "")
        + f"{more}{kind}Content-Length: {len(body)}\r\n\r\n{body}"
    )


def incoming(method: str = "INVITE", *, call: str = "c9", branch: str = "z9hG4bKast", sequence: int = 3) -> str:
    """A request of Asterisk's."""
    return (
        f"{method} sip:q7@127.0.0.1:5000;transport=ws SIP/2.0\r\n"
        f"Via: SIP/2.0/WS 127.0.0.1:7288;rport;branch={branch};alias\r\n"
        f'From: "Jan \\"Ż\\" <x>" <sip:{CALLER}@127.0.0.1>;tag=ast\r\nTo: <sip:q7@127.0.0.1;transport=ws>\r\n'
        f"Contact: <sip:asterisk@127.0.0.1:7288;transport=ws>\r\nCall-ID: {call}\r\nCSeq: {sequence} {method}\r\n"
        "Content-Length: 0\r\n\r\n"
    )


def answer(to: str, status: str = "200 OK", *, contact: str = CONTACT, more: str = "") -> str:
    """Of the page, to a request that it was given."""
    asked = Message.read(to)
    return (
        f"SIP/2.0 {status}\r\nVia: {asked.get('via')}\r\nFrom: {asked.get('from')}\r\n"
        f"To: {asked.get('to')};tag=page\r\nCall-ID: {asked.get('call-id')}\r\nCSeq: {asked.sequence}\r\n"
        f"Contact: {contact}\r\n{more}Content-Length: 0\r\n\r\n"
    )


def given_call(page: Filter, call: str = "c9") -> str:
    """Asterisk calls; the address at which it wants to be met."""
    passed = page.from_asterisk(incoming(call=call))
    assert isinstance(passed, ToPage)
    return Message.read(passed.text).get("contact").strip("<>")


def in_call(method: str, target: str, *, call: str = "c9", **changed: str) -> str:
    said = {"sender": "<sip:q7@127.0.0.1>;tag=page", "to": f"<sip:{CALLER}@127.0.0.1>;tag=ast", **changed}
    return request(method, target, call=call, **said)


def through(passed: Passed) -> Message:
    assert isinstance(passed, ToAsterisk), passed
    return Message.read(passed.text)


def is_refused(passed: Passed) -> bool:
    return isinstance(passed, ToPage) and passed.text.startswith("SIP/2.0 403 ")


def test_the_own_registration_passes_with_a_proof() -> None:
    message = through(filter_of().from_page(request(more="Expires: 300\r\n")))
    assert message.get("authorization") == "proof of REGISTER sip:centre"
    assert message.get("contact") == CONTACT
    assert message.get("expires") == "300"
    assert through(filter_of().from_page(request(contact="*", more="Expires: 0\r\n")))


@pytest.mark.parametrize(
    "changed",
    [
        {"sender": f"<sip:{JAN}@centre>;tag=own"},
        {"to": f"<sip:{JAN}@centre>"},
        {"to": "<sip:web%2Dk20060-2@centre>"},
        {"sender": "<sip:k20060-1@centre>;tag=own"},
        {"uri": f"sip:{JAN}@centre"},
        {"contact": "<sip:q7@192.0.2.9:5060>"},
        {"contact": f"{CONTACT}, <sip:q8@x1.invalid;transport=ws>"},
        {"contact": "<sip:q7@x1.invalid@192.0.2.9>"},
        {"contact": "*"},
        {"more": "Refer-To: <sip:1@x>\r\n"},
        {"more": "r: <sip:1@x>\r\n"},
        {"more": "Replaces: x;to-tag=1;from-tag=2\r\n"},
        {"body": "v=0\r\n"},
    ],
)
def test_another_registration_is_refused(changed: dict[str, str]) -> None:
    assert is_refused(filter_of().from_page(request(**changed)))


@pytest.mark.parametrize("method", ["REFER", "SUBSCRIBE", "MESSAGE", "PUBLISH", "OPTIONS", "NOTIFY", "XYZ"])
def test_what_belongs_to_no_call_is_refused(method: str) -> None:
    page = filter_of()
    assert is_refused(page.from_page(request(method, f"sip:{ANNA}@centre")))
    assert is_refused(page.from_page(in_call(method, given_call(page))))


def test_what_identifies_somebody_is_taken_away() -> None:
    forged = (
        'Authorization: Digest username="web-k20060-2"\r\nP-Asserted-Identity: <sip:1@x>\r\n'
        "P-Preferred-Identity: <sip:1@x>\r\nRemote-Party-ID: <sip:1@x>\r\nDiversion: <sip:1@x>\r\n"
        "Route: <sip:10.0.0.1;lr>\r\nRecord-Route: <sip:x;lr>\r\nHistory-Info: <sip:1@x>\r\n"
        "Path: <sip:x>\r\nPrivacy: id\r\nIdentity: x\r\ny: x\r\nX-S724-Anything: 1\r\nProxy-Authorization: x\r\n"
    )
    echo = request("INVITE", "sip:echo@centre", to="<sip:echo@centre>", more=forged, body="v=0\r\n")
    message = through(filter_of().from_page(echo))
    assert {name for name, _ in message.headers} == {
        *("via", "max-forwards", "from", "to", "call-id", "cseq", "contact", "content-type", "content-length"),
        "authorization",
    }
    assert message.get("authorization") == "proof of INVITE sip:echo@centre"


def test_a_page_may_dial_the_echo_and_give_it_up() -> None:
    page = filter_of()
    echo = {"uri": "sip:echo@centre", "to": "<sip:echo@centre>"}
    assert through(page.from_page(request("INVITE", **echo, body="v=0\r\n")))
    assert through(page.from_page(request("CANCEL", **echo)))
    echo["to"] += ";tag=ast"
    assert through(page.from_page(request("ACK", **echo)))
    for method in ("INVITE", "BYE", "INFO", "UPDATE"):
        assert is_refused(page.from_page(request(method, **echo)))


@pytest.mark.parametrize("number", ["9510", "600100200", "*60", "k20060-1", JAN, "ECHO", "echo%00", "echo;x", ""])
def test_a_page_may_dial_nothing_else(number: str) -> None:
    try:
        passed = filter_of().from_page(request("INVITE", f"sip:{number}@centre", to=f"<sip:{number}@centre>"))
    except NotSip:
        return
    assert is_refused(passed)


def test_a_call_from_asterisk_is_answered_changed_and_ended() -> None:
    page = filter_of()
    target = given_call(page)
    assert re.fullmatch(r"sip:asterisk@127\.0\.0\.1:7288;transport=ws;s724=[0-9a-f]{32}", target)
    assert through(page.from_page(answer(incoming(), "180 Ringing")))
    assert through(page.from_page(answer(incoming())))
    for method in ("ACK", "INVITE", "UPDATE", "BYE", "PRACK"):
        message = through(page.from_page(in_call(method, target)))
        assert message.uri == "sip:asterisk@127.0.0.1:7288;transport=ws", "Asterisk has not seen the mark before"
    digits = in_call("INFO", target, more="Content-Type: application/dtmf-relay\r\n", body="Signal=5\r\n")
    assert through(page.from_page(digits)).body == "Signal=5\r\n"
    assert is_refused(page.from_page(in_call("INFO", target, more="Content-Type: text/plain\r\n", body="x")))


def test_a_call_goes_on_by_another_connection_of_the_same_telephone_only() -> None:
    target = given_call(filter_of())
    assert through(filter_of().from_page(in_call("INVITE", target)))
    assert is_refused(filter_of(JAN).from_page(in_call("BYE", target)))


@pytest.mark.parametrize(
    "changed",
    [
        {"call": "c8"},
        {"sender": f"<sip:{JAN}@127.0.0.1>;tag=page"},
        {"to": f"<sip:{CALLER}@127.0.0.1>;tag=other"},
        {"to": "<sip:600100201@127.0.0.1>;tag=ast"},
        {"to": f"<sip:{CALLER}@127.0.0.1>"},
    ],
)
def test_a_mark_is_good_for_its_call_and_for_who_is_in_it(changed: dict[str, str]) -> None:
    page = filter_of()
    assert is_refused(page.from_page(in_call("BYE", given_call(page), **changed)))


def test_without_a_mark_nothing_is_of_a_call() -> None:
    page = filter_of()
    target = given_call(page)
    for wrong in (target.partition(";s724")[0], target[:-1] + ("0" if target[-1] != "0" else "1")):
        assert is_refused(page.from_page(in_call("BYE", wrong)))
        assert page.from_page(in_call("ACK", wrong)) is None, "an ACK is never answered"


def test_only_what_asterisk_has_asked_is_answered_and_once() -> None:
    page = filter_of()
    asked = incoming("OPTIONS")
    assert page.from_page(answer(asked)) is None
    page.from_asterisk(asked)
    assert page.from_page(answer(incoming("OPTIONS", sequence=4))) is None
    forged = answer(asked, more="P-Asserted-Identity: <sip:1@x>\r\n")
    assert not through(page.from_page(forged)).get("p-asserted-identity")
    assert page.from_page(answer(asked)) is None


def test_requests_that_are_never_answered_do_not_fill_the_memory() -> None:
    page = filter_of()
    for n in range(1000):
        page.from_asterisk(incoming("OPTIONS", branch=f"z9hG4bK{n}"))
    assert page.from_page(answer(incoming("OPTIONS", branch="z9hG4bK0"))) is None
    assert through(page.from_page(answer(incoming("OPTIONS", branch="z9hG4bK999"))))


def test_the_length_is_that_of_the_body_so_that_nothing_is_read_behind_it() -> None:
    behind = f"REGISTER sip:centre SIP/2.0\r\nFrom: <sip:{JAN}@centre>\r\n\r\n"
    echo = request("INVITE", "sip:echo@centre", to="<sip:echo@centre>", body="v=0\r\n" + behind)
    short = echo.replace(f"Content-Length: {len(behind) + 5}", "Content-Length: 5")
    passed = filter_of().from_page(short)
    assert isinstance(passed, ToAsterisk)
    assert f"Content-Length: {len(behind) + 5}\r\n" in passed.text


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "GET / HTTP/1.1\r\n\r\n",
        request().replace("Max-Forwards", "From: <sip:web-k20060-2@centre>;tag=2\r\nMax-Forwards"),
        request().replace("Max-Forwards", "f: <sip:web-k20060-2@centre>;tag=2\r\nMax-Forwards"),
        request().replace("Max-Forwards", "m: <sip:a@b.invalid>\r\nMax-Forwards"),
        request().replace("Max-Forwards: 69", "Max-Forwards: 69\nFrom: <sip:web-k20060-2@centre>"),
        request().replace("Max-Forwards: 69", "Max-Forwards: 69\rFrom: <sip:web-k20060-2@centre>"),
        request().replace("Max-Forwards: 69", "Max-Forwards: 69\r\n From: <sip:web-k20060-2@centre>"),
        request().replace("Max-Forwards: 69", "Max-Forwards: 69\x00"),
        request().replace("7 REGISTER", "7 INVITE"),
        request().replace("SIP/2.0\r\nVia", "SIP/2.0 \r\nVia", 1),
        request(sender=f"<sip:{ANNA}@centre>;tag=1;tag=2"),
        request(sender=f"<sip:{ANNA}@centre>;tag=1, <sip:{JAN}@centre>"),
        request(sender=f"sip:{ANNA}@centre;tag=1"),
        request(sender=f'"x" <sip:{JAN}@centre> <sip:{ANNA}@centre>;tag=1'),
        request(sender=f"<sip:{ANNA}:secret@centre>;tag=1"),
        request().replace("x1.invalid;branch", "x1.invalid;branch=1, SIP/2.0/WS y;branch", 1),
    ],
)
def test_what_could_be_read_in_two_ways_is_not_read(wrong: str) -> None:
    with pytest.raises(NotSip):
        filter_of().from_page(wrong)


def test_a_caller_of_a_demonstration_dials_its_numbers_under_a_made_up_one_and_does_not_register() -> None:
    page = filter_of("demo-caller", numbers=frozenset(("9510",)), may_register=False, asserted="500000123")
    own = {"sender": "<sip:demo-caller@centre>;tag=own"}
    call = request("INVITE", "sip:9510@centre", to="<sip:9510@centre>", **own, body="v=0\r\n")
    message = through(
        page.from_page(call.replace("Max-Forwards", "P-Asserted-Identity: <sip:1@x>\r\nMax-Forwards"))
    )
    assert message.get("p-asserted-identity") == "<sip:500000123@demonstration.invalid>"
    assert is_refused(page.from_page(request("INVITE", "sip:echo@centre", to="<sip:echo@centre>", **own)))
    assert is_refused(page.from_page(request(to="<sip:demo-caller@centre>", **own)))


NAMES = st.sampled_from(
    [ANNA, JAN, "k20060-1", "k20060-2", "operator", "demo-caller", "echo", "9510", CALLER, "q7", ""]
)
PIECES = st.sampled_from(
    [
        *("\r\n", "\n", "\r", "\r\n ", " ", "\t", ";", ",", "<", ">", '"', ":", "%", "@", "\x00", "\x0b", "ż"),
        *("From: ", "f: ", "t :", "To:", "sip:", f"<sip:{JAN}@x>", JAN, ";tag=ast", ";s724=", "0" * 32, "%2D"),
        *("Authorization: x\r\n", "P-Asserted-Identity: <sip:1@x>\r\n", "Content-Length: 0\r\n\r\n", "SIP/2.0"),
        *("REGISTER", "INVITE", "REFER", f"REGISTER sip:centre SIP/2.0\r\nFrom: <sip:{JAN}@x>;tag=1\r\n\r\n"),
    ]
)
METHODS = ("REGISTER", "INVITE", "ACK", "BYE", "CANCEL", "UPDATE", "INFO", "REFER", "MESSAGE", "OPTIONS")


@st.composite
def messages(draw: st.DrawFn) -> str:
    """Of all kinds, some nearly right, with pieces put in anywhere."""
    target = draw(
        st.sampled_from(["sip:centre", "sip:echo@centre", f"sip:{JAN}@centre", "sip:9510@centre", "marked"])
    )
    call = draw(st.sampled_from(["c1", "c9"]))
    if target == "marked":
        target = given_call(filter_of(), call)
    text = request(
        draw(st.sampled_from(METHODS)),
        target,
        sender=f"<sip:{draw(NAMES)}@127.0.0.1>;tag={draw(st.sampled_from(['page', 'own']))}",
        to=f"<sip:{draw(NAMES)}@127.0.0.1>{draw(st.sampled_from(['', ';tag=ast']))}",
        contact=draw(st.sampled_from([CONTACT, "", "*", "<sip:q7@10.0.0.1:5060>"])),
        call=call,
        more=draw(st.sampled_from(["", "Expires: 0\r\n", "Authorization: x\r\n", "Diversion: <sip:1@x>\r\n"])),
        body=draw(st.sampled_from(["", "v=0\r\n"])),
    )
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + draw(PIECES) + text[place:]
    return text


@given(messages())
@example(request("INVITE", "sip:echo@centre", to="<sip:echo@centre>"))
def test_nothing_that_names_another_telephone_ever_gets_through(text: str) -> None:
    """What gets through is read as generously as Asterisk reads: any line break ends a line, short names count."""
    page = filter_of()
    try:
        passed = page.from_page(text)
    except NotSip:
        return
    if not isinstance(passed, ToAsterisk):
        return
    head, _, body = passed.text.partition("\r\n\r\n")
    lines = re.split(r"[\r\n]+", head)
    headers = [(line.partition(":")[0].strip().lower(), line.partition(":")[2].strip()) for line in lines[1:]]
    names = [name for name, _ in headers]
    found = dict(headers)
    assert all(names.count(name) == 1 for name in ("from", "to", "call-id", "cseq", "content-length"))
    assert not {"f", "t", "i", "m", "v", "l", "r", "route", "diversion", "replaces", "refer-to"} & set(names)
    assert int(found["content-length"]) == len(body.encode())
    if "contact" in found:
        assert found["contact"] == "*" or ".invalid" in found["contact"].partition(">")[0]
    method = lines[0].partition(" ")[0]
    in_a_call = "tag=ast" in found["to"] and "echo" not in lines[0]
    sender = re.search(r"sips?:([^@>]*)@", found["from"])
    assert sender is not None
    # In a call the page is who it was when Asterisk called it.
    assert sender[1] == ("q7" if in_a_call else ANNA)
    assert method in (("ACK", "BYE", "CANCEL", "INVITE", "UPDATE", "INFO") if in_a_call else METHODS[:5])
    if method == "REGISTER":
        assert f"sip:{ANNA}@" in found["to"]
    if not in_a_call and method != "REGISTER":
        assert lines[0].split(" ")[1].startswith("sip:echo@")
    if "authorization" in found:
        assert found["authorization"].startswith("proof of ")


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    with suppress(NotSip):
        assert filter_of().from_page(text) is None


EDGE = "127.0.2.11"
BY_EDGE = (
    "Via: SIP/2.0/WS 127.0.2.11:7247;branch=z9hG4bKedge\r\n"
    "Via: SIP/2.0/UDP 127.0.1.11:5060;rport;branch=z9hG4bKast\r\n"
)
ROUTES = (f"<sip:{EDGE}:7247;transport=ws;r2=on;lr;ftag=ast>", f"<sip:{EDGE};r2=on;lr;ftag=ast>")


def by_edge(method: str, *, more: str = "") -> str:
    own = "Via: SIP/2.0/WS 127.0.0.1:7288;rport;branch=z9hG4bKast;alias\r\n"
    return incoming(method).replace(own, BY_EDGE + more)


@pytest.mark.parametrize("method", ["OPTIONS", "INVITE"])
def test_a_page_answers_an_edge_by_the_way_on_which_it_was_asked(method: str) -> None:
    page = filter_of(edges=frozenset((EDGE,)))
    recorded = "".join(f"Record-Route: {route}\r\n" for route in ROUTES) if method == "INVITE" else ""
    passed = page.from_asterisk(by_edge(method, more=recorded))
    assert isinstance(passed, ToPage)
    asked = Message.read(passed.text)
    assert "z9hG4bKedge" in asked.get("via")
    said = page.from_page(answer(passed.text, more="Record-Route: <sip:192.0.2.9;lr>\r\n"))
    assert isinstance(said, ToAsterisk)
    told = Message.read(said.text, by_edge=True)
    assert [f"Via: {via}\r\n" for via in told.all_of("via")] == re.findall(r"Via: .*?\r\n", BY_EDGE)
    assert told.all_of("record-route") == (list(ROUTES) if recorded else [])


@pytest.mark.parametrize(
    ("route", "passes"),
    [
        (ROUTES[0], True),
        (", ".join(ROUTES), True),
        ("<sip:192.0.2.9;lr>", False),
        (f"{ROUTES[0]}, <sip:192.0.2.9;lr>", False),
        (f"<sip:x@{EDGE};lr>", False),
        (f"<sip:{EDGE};lr?Replaces=x>", False),
    ],
)
def test_what_a_page_sends_within_a_call_is_routed_by_our_edges_alone(route: str, passes: bool) -> None:
    page = filter_of(edges=frozenset((EDGE,)))
    passed = page.from_page(in_call("BYE", given_call(page), more=f"Route: {route}\r\n"))
    if passes:
        assert through(passed).get("route") == route
    else:
        assert is_refused(passed)


def test_a_page_itself_comes_by_nobody() -> None:
    page = filter_of(edges=frozenset((EDGE,)))
    with pytest.raises(NotSip):
        page.from_page(
            request().replace("Max-Forwards", "Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK2\r\nMax-Forwards")
        )
