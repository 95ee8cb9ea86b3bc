"""What a client card says of a person."""

from clients.persons.card import ContactData, FoundClient


def test_a_gmina_is_named_beside_its_code_and_one_elsewhere_is_not() -> None:
    found = {
        "id": "client-anna",
        "office": "20060",
        "first_name": "Anna",
        "last_name": "Nowak",
        "birth_date": None,
    }
    told = [
        FoundClient.model_validate({**found, "gmina": code}).model_dump()["gmina_name"]
        for code in ("2006011", "1465011", None)
    ]
    assert told == ["Kolno", None, None]


def test_the_description_says_that_the_name_is_always_there() -> None:
    schema = ContactData.model_json_schema(mode="serialization")
    assert {"gmina", "gmina_name"} <= set(schema["required"])
