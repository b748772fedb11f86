"""The forms of the register ask what machines send: codes of measures are typed in one line."""

from services.publication.schemas.register.register import RegisterIn
from services.publication.schemas.register.statement import STATED


def test_the_codes_of_a_boards_measures_are_typed_with_commas_or_spaces_between_them() -> None:
    board = {"partnership": "lsp", "board": "homes", "name": "Homes", "theme": "Homes", "basis": "Minute 4"}
    sent = STATED["boards"].shape.model_validate(
        {**board, "since_on": "2026-03-01", "measures": ["NI155, NI156  NI158"]}
    )
    assert sent.model_dump()["measures"] == ("NI155", "NI156", "NI158")


def test_every_kind_that_is_stated_by_a_form_is_one_that_machines_send() -> None:
    assert STATED.keys() <= RegisterIn.model_fields.keys()
    for kind, stated in STATED.items():
        machine = RegisterIn.model_fields[kind].annotation.__args__[0]  # type: ignore[union-attr]  # tuple[X, ...]
        assert stated.shape.model_fields.keys() == machine.model_fields.keys()
