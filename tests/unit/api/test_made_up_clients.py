"""The made-up clients of a demonstration and of a measurement."""

from api.made_up.made_up_clients import demonstration_clients


def test_no_two_of_thousands_have_the_same_card() -> None:
    clients = demonstration_clients("x" * 40, per_office=1000)
    assert len({client.card_number for client in clients}) == len(clients) == 14_000


def test_a_client_keeps_the_card_however_many_others_there_are() -> None:
    few, many = demonstration_clients("x" * 40), demonstration_clients("x" * 40, per_office=50)
    assert {client.card_number for client in few} <= {client.card_number for client in many}
