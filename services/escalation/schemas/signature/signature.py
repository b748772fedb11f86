"""Signatures as they are sent to this service, and what whoever signs is told. Nothing of a signatory is shown."""

from typing import Annotated

from pydantic import AfterValidator, Field

from services.escalation.domain.signature import name
from services.escalation.domain.signature.signature import Relation, Signer
from services.escalation.domain.signature.ward import is_whole
from shared.post.mailboxes import NotAnAddress, plain_email
from shared.shapes import Line, Strict, Whole, at_most, refuse

LONGEST_POSTCODE = 10
# The same answer whoever signs and however often: nobody learns from it whether an address has signed.
SIGNED = "Look into your mail: your signature counts when you have used the link in it."


def _address(text: str) -> str:
    try:
        return plain_email(text)
    except NotAnAddress:
        raise refuse("not-an-address", "Write an e-mail address, like name@example.org.") from None


def _name(text: str) -> str:
    if (fault := name.fault_of(text)) is not None:
        raise refuse(fault.value, name.SENTENCES[fault])
    return text


def _postcode(text: str) -> str:
    if len(text) > LONGEST_POSTCODE or not is_whole(text) or not text.replace(" ", "").isalnum():
        raise refuse("not-a-postcode", "Write the whole postcode, both halves of it, like M32 0TH.")
    return text


Name = Annotated[Line, at_most(120), AfterValidator(_name)]
Email = Annotated[Line, AfterValidator(_address)]
Postcode = Annotated[Line, AfterValidator(_postcode)]
Token = Annotated[Line, Field(max_length=100)]


class SignatureIn(Strict):
    """A person signs: name, address for the one letter, postcode, and what ties them to the area."""

    name: Name
    email: Email
    postcode: Postcode
    relation: Relation

    def signer(self) -> Signer:
        """The person as the domain knows them."""
        return Signer(name=self.name, email=self.email, postcode=self.postcode, relation=self.relation)


class ConfirmForm(Strict):
    """The button behind the link of a letter. `letter`: the one whose words the page showed, by its number."""

    token: Token
    letter: Whole | None = None
