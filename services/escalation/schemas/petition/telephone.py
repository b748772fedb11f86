"""Starting and supporting a petition by telephone, as it is sent: a number in place of an address."""

from typing import Any

from services.escalation.schemas.petition.petition import Wish
from services.escalation.schemas.signature.signature import Token
from services.escalation.schemas.signature.telephone import CodeIn, TelephoneIn, asked_document
from shared.shapes import Slug

STARTED = (
    "A text message with a code is on its way. When you have typed the code, the petition is checked, and then public."
)


class StartByTelephoneForm(TelephoneIn):
    """Somebody without e-mail starts what was written under the link `draft`. `once` makes a button that is pressed
    twice one petition.
    """

    draft: Token
    once: Slug | None = None


class SupportByTelephoneForm(TelephoneIn):
    """Somebody without e-mail supports a petition that is not public yet, by the link that its organiser shares."""

    token: Token


class CodeForm(CodeIn):
    """A code as a page sends it. `draft`: the link under which the petition was written that the code starts;
    `sponsor`: that by which somebody supports it. Another code is asked for behind either.
    """

    draft: Token | None = None
    sponsor: Token | None = None


class DialledIn(Wish):
    """A petition as a machine sends it for somebody without e-mail, who proves their number by a code."""

    organiser: TelephoneIn


class SupportIn(TelephoneIn):
    """The same of somebody who supports it: by the link's `token`, which the key of a desk needs not."""

    token: Token | None = None


def dialled_document(reference: str, request: str) -> dict[str, Any]:
    """What whoever starts a petition by telephone is told: its reference, and the name of the code's request."""
    code = f"/escalation/v1/petitions/{reference}/signatures/telephone/code"
    return {"petition": reference, **asked_document(request, STARTED), "links": {"code": code}}
