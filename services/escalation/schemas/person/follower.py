"""Somebody follows a petition by mail: what is sent to ask for it, and the one answer to everybody."""

from services.escalation.schemas.signature.signature import Email, Token
from shared.shapes import Strict

# The same answer whoever asks and however often: nobody learns from it who follows what.
ASKED = "Look into your mail: news comes when you have used the link in it."


class FollowerIn(Strict):
    """An address to which news of a petition is to go."""

    email: Email


class FollowForm(Strict):
    """The button behind the link of the letter."""

    token: Token
