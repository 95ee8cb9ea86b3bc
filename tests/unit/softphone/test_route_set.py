"""How a telephone's requests travel when proxies have asked to stay on the way (RFC 3261, 12.1)."""

from softphone.route_set import RouteSet, address_of, recorded_in
from softphone.sip import SipMessage

_FIRST, _SECOND = "<sip:10.0.0.1;lr;ftag=a,b>", "<sip:10.0.0.2:5080;lr>"


def _message(start: str, *recorded: str) -> SipMessage:
    headers = [("Via", "SIP/2.0/UDP 10.0.0.9"), *(("Record-Route", value) for value in recorded)]
    return SipMessage(start, [*headers, ("Contact", "<sip:far@10.0.0.3:5062>")])


def test_who_is_called_goes_back_by_the_nearest_first() -> None:
    routes = RouteSet.of_call_to_us(_message("INVITE sip:me@x SIP/2.0", f"{_FIRST}, {_SECOND}"))
    assert routes.routes == routes.recorded == (_FIRST, _SECOND)
    assert routes.next_hop == ("10.0.0.1", 5060)


def test_who_calls_goes_by_the_last_first_and_says_nothing_back() -> None:
    routes = RouteSet.of_our_call(_message("SIP/2.0 200 OK", _FIRST, _SECOND))
    assert (routes.routes, routes.recorded) == ((_SECOND, _FIRST), ())
    assert routes.next_hop == ("10.0.0.2", 5080)


def test_a_request_goes_to_the_far_ends_own_address_below_its_vias() -> None:
    bye = SipMessage(
        "BYE sip:cable@127.0.0.1 SIP/2.0", [("Via", "SIP/2.0/UDP 10.0.0.9"), ("To", "<sip:x@y>;tag=1")]
    )
    RouteSet.of_our_call(_message("SIP/2.0 200 OK", _FIRST, _SECOND)).put_on(bye)
    assert bye.start == "BYE sip:far@10.0.0.3:5062 SIP/2.0"
    assert [name for name, _ in bye.headers] == ["Via", "Route", "Route", "To"]
    assert list(bye.all("route")) == [_SECOND, _FIRST]


def test_without_a_proxy_there_is_no_route() -> None:
    routes = RouteSet.of_our_call(_message("SIP/2.0 200 OK"))
    assert routes.next_hop is None
    assert recorded_in(_message("SIP/2.0 200 OK")) == ()


def test_an_address_is_that_of_the_host_not_of_the_user() -> None:
    assert address_of("<sip:7@10.0.0.1:5070;lr>") == ("10.0.0.1", 5070)
    assert address_of("nonsense") is None
