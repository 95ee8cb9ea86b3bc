import socket
from pathlib import Path

import pytest

from core.settings import Settings
from ops import ports
from ops.console import Failed


def settings(**changed: object) -> Settings:
    sip, http, ari, agi = ports.free(4)
    values = {"sip_port": sip, "http_port": http, "ari_port": ari, "agi_port": agi, **changed}
    return Settings.model_validate(values)


def test_free_ports_pass() -> None:
    ports.check(settings())


@pytest.mark.parametrize(
    ("field", "kind", "protocol"),
    [
        ("sip_port", socket.SOCK_DGRAM, "UDP"),
        ("sip_port", socket.SOCK_STREAM, "TCP"),
        ("http_port", socket.SOCK_STREAM, "TCP"),
        ("ari_port", socket.SOCK_STREAM, "TCP"),
        ("agi_port", socket.SOCK_STREAM, "TCP"),
    ],
)
def test_a_taken_port_is_named_with_its_variable(field: str, kind: socket.SocketKind, protocol: str) -> None:
    with socket.socket(socket.AF_INET, kind) as other:
        other.bind(("127.0.0.1", 0))
        if kind == socket.SOCK_STREAM:
            other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(Failed) as failure:
            ports.check(settings(**{field: taken}))
    assert f"port {taken} ({protocol}" in failure.value.text
    assert f"S724_{field.upper()}" in failure.value.text
    assert "\n" not in failure.value.text


def test_one_port_for_two_purposes_is_refused() -> None:
    (port,) = ports.free(1)
    with pytest.raises(Failed, match="S724_HTTP_PORT and S724_ARI_PORT are both"):
        ports.check(settings(http_port=port, ari_port=port))


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(Failed, match="S724_BIND"):
        ports.check(settings(bind="192.0.2.1"))


def test_free_ports_are_none_that_a_socket_without_a_wish_is_given() -> None:
    found = ports.free(20)
    assert len(set(found)) == 20
    low, high = map(int, Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split())
    assert not [number for number in found if low <= number <= high]
