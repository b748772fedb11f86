"""Signing by telephone as it is sent: a number in place of an address, and the code that proves it."""

import json
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from services.escalation.domain.signature.assistance import Stub
from services.escalation.domain.signature.signature import Relation, Signer
from services.escalation.domain.signature.telephone import CODE, REQUEST, SIGNS, NotANumber, as_digits, canonical_number
from services.escalation.schemas.signature.assistance import slip_document
from services.escalation.schemas.signature.signature import Name, Postcode
from shared.idempotency import Answer
from shared.problems import NotFound
from shared.shapes import Line, Strict, refuse

# The same answer whoever signs and however often: nobody learns from it whether a number has signed.
SENT = "A text message with a code is on its way. Your signature counts when you have typed the code."
NO_SUCH_CODE = (
    "Look whether you copied it rightly. A code works with its own message only, and not for long. "
    "You may ask for another."
)


class CodeNotLive(NotFound):
    """No message of this request had this code, or it has been tried too often, or its time is over."""

    slug, title = "code-not-live", "This code is not the one of that message"


def _number(text: str) -> str:
    try:
        return canonical_number(text)
    except NotANumber:
        raise refuse("not-a-number", "Write a telephone number, like 07700 900123.") from None


def _code(text: str) -> str:
    digits = as_digits(text)
    if len(digits) != CODE:
        raise refuse("not-a-code", f"The code has {CODE} digits.")
    return digits


Telephone = Annotated[Line, Field(max_length=40), AfterValidator(_number)]


def _request(text: str) -> str:
    name = text.strip().lower()
    if len(name) != REQUEST or set(name) - set(SIGNS):
        raise refuse("not-a-request", f"The address in the message ends in {REQUEST} letters and figures: write those.")
    return name


Request = Annotated[Line, Field(max_length=20), AfterValidator(_request)]
Code = Annotated[Line, Field(max_length=20), AfterValidator(_code)]


class TelephoneIn(Strict):
    """Somebody without e-mail signs: name, number for the one message, postcode, and what ties them to the area."""

    name: Name
    telephone: Telephone
    postcode: Postcode
    relation: Relation

    def signer(self) -> Signer:
        """The person as the domain knows them."""
        return Signer(
            name=self.name, email="", telephone=self.telephone, postcode=self.postcode, relation=self.relation
        )


class CodeIn(Strict):
    """The name of the request, which its answer and the message tell, and the code that came in the message."""

    request: Request
    code: Code


def asked_document(request: str, message: str = SENT) -> dict[str, Any]:
    """What whoever asked for a code is told: what to do, and the name of the request."""
    return {"message": message, "request": request}


def kept_name(request: str, petition: str = "") -> Answer:
    """What is kept of an answer to whoever asked for a code, so that the same may be asked again."""
    return Answer.of(202, {"request": request, "petition": petition})


def name_in(answer: Answer, part: str = "request") -> str:
    """The name of the request, or of the petition, in what was kept."""
    return str(json.loads(answer.body)[part])


def confirmed_document(reference: str, signatures: int, *, is_waiting: bool, stub: Stub | None) -> dict[str, Any]:
    """What whoever typed a code is told. `is_public`: everybody may sign the petition. Whoever started it is told the
    number and the PIN that lead to their own page.
    """
    told: dict[str, Any] = {"petition": reference, "signatures": signatures, "is_public": not is_waiting}
    return told | (slip_document(reference, stub) if stub else {})
