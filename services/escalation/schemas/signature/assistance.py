"""Signatures at a desk as they are sent, and the stub as JSON."""

from typing import Annotated, Any

from pydantic import Field

from services.escalation.domain.signature.assistance import Person, Stub, as_typed
from services.escalation.domain.signature.signature import Relation
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
    return {
        "petition": reference,
        "number": stub.number,
        "pin": stub.pin,
        "links": {"petition": f"/escalation/v1/petitions/{reference}", "look": f"/petitions/{reference}/number"},
    }
