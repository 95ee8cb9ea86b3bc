"""A reason is words that somebody can read later."""

import pytest
from pydantic import BaseModel, ValidationError

from api.routes.agents.listening_in_schemas import ListenIn
from api.routes.clients.clients_schemas import LookIn
from api.routes.clients.contacts_schemas import CorrectionIn
from api.routes.knowledge.articles_schemas import ArticleReasonIn
from api.routes.recordings.recordings_schemas import ReasonIn
from api.routes.requests.requests_schemas import LegalHoldIn, ReadmissionIn, StepIn
from api.routes.scenarios.scenarios_schemas import Reasoned
from core.reasons import optional_reason, written_reason

NO_WORDS = [".....", "\u200b" * 5, "12345", "aaaaa", "a b c d", "\u00ad.\u2060-?", "a\u200bb\u200bc\u200bd"]


@pytest.mark.parametrize("text", NO_WORDS)
def test_what_has_no_words_is_no_reason(text: str) -> None:
    with pytest.raises(ValueError, match="prosimy podać powód słowami"):
        written_reason(text)


def test_signs_that_nobody_sees_are_taken_away() -> None:
    assert written_reason("\u200b Pytanie\u202e klienta\x7f \ufeff") == "Pytanie klienta"
    assert written_reason("Pierwszy\nDrugi") == "Pierwszy\nDrugi"


def test_where_nothing_need_be_written_dots_are_no_reason_either() -> None:
    assert optional_reason("  ") == ""
    with pytest.raises(ValueError, match="powód"):
        optional_reason("...")


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (LookIn, {}),
        (ArticleReasonIn, {}),
        (ListenIn, {}),
        (ReasonIn, {}),
        (Reasoned, {}),
        (CorrectionIn, {"field": "first_name", "new_value": "Anna"}),
        (LegalHoldIn, {"client_id": "c", "basis": "art. 17 RODO"}),
        (ReadmissionIn, {"office": "20060", "ext_id": "1"}),
    ],
)
@pytest.mark.parametrize("text", NO_WORDS)
def test_every_field_of_a_reason_asks_for_words(
    model: type[BaseModel], values: dict[str, object], text: str
) -> None:
    model.model_validate({**values, "reason": "Pytanie klienta w okienku"})
    with pytest.raises(ValidationError) as refused:
        model.model_validate({**values, "reason": text})
    assert {error["loc"] for error in refused.value.errors()} == {("reason",)}


def test_the_note_of_a_step_asks_for_words() -> None:
    with pytest.raises(ValidationError):
        StepIn.model_validate({"action": "refuse", "note": "....."})
