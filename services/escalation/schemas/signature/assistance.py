"""Signatures at a desk as they are sent, and the stub as JSON."""

from typing import Annotated, Any

from pydantic import Field

from services.escalation.domain.person.mail import Words
from services.escalation.domain.signature.assistance import Person, Stub, as_typed
from services.escalation.domain.signature.signature import Relation
from services.escalation.schemas.petition.petition import Wish
from services.escalation.schemas.signature.signature import Name, Postcode, Token
from shared.shapes import Line, Slug, Strict


class AssistedIn(Strict):
    """Somebody without e-mail signs at a desk: name, postcode, and what ties them to the area."""

    name: Name
    postcode: Postcode
    relation: Relation

    def person(self) -> Person:
        """The person as the domain knows them."""
        return Person(name=self.name, postcode=self.postcode, relation=self.relation)


class AssistedForm(AssistedIn):
    """The same from a page. `once` makes a button that is pressed twice one deed."""

    once: Slug


class StartedIn(Wish):
    """Somebody without e-mail starts a petition at a desk, as a machine sends it."""

    organiser: AssistedIn


class StartedForm(AssistedForm):
    """Somebody without e-mail starts, at a desk, what was written under the link `draft`."""

    draft: Token


class StubForm(Strict):
    """The number and the PIN that somebody took home."""

    number: Annotated[Line, Field(max_length=20)]
    pin: Annotated[Line, Field(max_length=20)]

    def stub(self) -> Stub:
        """The stub as it was printed."""
        return as_typed(self.number, self.pin)


def stub_document(reference: str, stub: Stub) -> dict[str, Any]:
    """What a desk is answered: the number and PIN to hand over, and where they are looked up."""
    slip = slip_document(reference, stub)
    return {
        "petition": reference,
        **slip,
        "links": {"petition": f"/escalation/v1/petitions/{reference}"} | slip["links"],
    }


def slip_document(reference: str, stub: Stub) -> dict[str, Any]:
    """A number and PIN, and where they are looked up."""
    return {"number": stub.number, "pin": stub.pin, "links": {"look": f"/petitions/{reference}/number"}}


def started_document(reference: str, stub: Stub, letter: Words) -> dict[str, Any]:
    """What a desk is answered that started a petition: number, PIN, and the letter to print around them."""
    return {
        "petition": reference,
        **slip_document(reference, stub),
        "letter": {"subject": letter.subject, "text": letter.text},
    }
