"""What pydantic found wrong, in Polish: for people who edit scenarios and read no English. Pure."""

from pydantic import ValidationError

_SENTENCES = {
    "missing": "brakuje tej wartości",
    "extra_forbidden": "nieznane pole",
    "model_type": "tu musi stać zbiór pól",
    "model_attributes_type": "tu musi stać zbiór pól",
    "dict_type": "tu musi stać zbiór pól",
    "list_type": "tu musi stać lista",
    "string_type": "tu musi stać tekst",
    "string_unicode": "tekst zawiera znaki, których nie można odczytać",
    "string_too_short": "tekst jest za krótki (najmniej znaków: {min_length})",
    "string_too_long": "tekst jest za długi (najwięcej znaków: {max_length})",
    "string_pattern_mismatch": "tekst nie pasuje do wzoru „{pattern}”",
    "too_short": "za mało pozycji (najmniej: {min_length})",
    "too_long": "za dużo pozycji (najwięcej: {max_length})",
    "int_type": "tu musi stać liczba całkowita",
    "int_parsing": "tu musi stać liczba całkowita",
    "int_parsing_size": "liczba jest za duża",
    "int_from_float": "tu musi stać liczba całkowita",
    "float_type": "tu musi stać liczba",
    "float_parsing": "tu musi stać liczba",
    "finite_number": "tu musi stać liczba",
    "bool_type": "tu musi stać „tak” albo „nie”",
    "bool_parsing": "tu musi stać „tak” albo „nie”",
    "greater_than_equal": "wartość jest za mała (najmniej: {ge})",
    "less_than_equal": "wartość jest za duża (najwięcej: {le})",
    "value_error": "{error}",  # our own validators speak Polish
}
_OTHERWISE = "nieprawidłowa wartość"


def error_sentences(error: ValidationError) -> list[tuple[tuple[int | str, ...], str]]:
    """Where each fault is, and what it is: a clause without a full stop. Never quotes the faulty value."""
    return [
        (fault["loc"], _SENTENCES.get(fault["type"], _OTHERWISE).format(**fault.get("ctx", {})))
        for fault in error.errors(include_url=False, include_input=False)
    ]
