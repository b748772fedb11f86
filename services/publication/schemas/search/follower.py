"""Somebody follows the record by mail: what is sent to ask for it, and the one answer to everybody."""

from typing import Annotated

from pydantic import AfterValidator, Field

from services.publication.domain.search.follower import Topic, topic_of
from shared import shapes
from shared.post.mailboxes import NotAnAddress, plain_email
from shared.problems import Fault, Malformed
from shared.shapes import Line, Strict

# The same answer whoever asks and however often: nobody learns from it who follows what.
ASKED = "Look into your mail: letters come when you have used the link in it."


def _address(text: str) -> str:
    try:
        return plain_email(text)
    except NotAnAddress:
        raise shapes.refuse("not-an-address", "Write an e-mail address, like name@example.org.") from None


Email = Annotated[Line, AfterValidator(_address)]
Named = Annotated[Line, Field(max_length=200)] | None


class FollowerIn(Strict):
    """An address to which news is to go, and of what: an agreement; a measure of an area; an area; or a search."""

    email: Email
    agreement: Named = None
    area: Named = None
    measure: Named = None
    words: Named = None
    kind: Named = None
    party: Named = None
    status: Named = None

    def topic(self) -> Topic:
        """What is followed. Raises Malformed where nothing is named."""
        return require_topic(self.model_dump(exclude={"email"}, exclude_none=True))


class FollowForm(Strict):
    """The button behind the link of the letter."""

    token: Annotated[Line, Field(max_length=100)]


def require_topic(asked: dict[str, str]) -> Topic:
    """What is followed by what was asked. Raises Malformed where nothing is named that can be followed."""
    topic = topic_of(asked)
    if topic is None:
        message = "Name an agreement, an area, a measure and its area, or what to search for."
        raise Malformed("Nothing to follow is named.", errors=[Fault("nothing-named", message, "")])
    return topic
