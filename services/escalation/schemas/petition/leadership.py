"""Leaving a petition and taking it up, as the forms send it."""

from pydantic import model_validator

from services.escalation.schemas.signature.signature import Email, Token
from shared.shapes import Strict, Yes, refuse

# The same answer whoever asks and however often: nobody learns from it whether an address has signed.
ASKED = "If this address has signed the petition, a letter is on its way to it. Open its link and press the button."


class LeaveForm(Strict):
    """The organiser leaves the petition, and says that this is meant."""

    token: Token
    sure: Yes

    @model_validator(mode="after")
    def _is_meant(self) -> "LeaveForm":
        if not self.sure:
            raise refuse("not-sure", "Say that you mean it.")
        return self


class AskForm(Strict):
    """The address with which somebody signed."""

    email: Email


class TakeUpForm(Strict):
    """The button behind the link of the letter."""

    token: Token
