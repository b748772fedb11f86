"""Starting and supporting a petition by telephone, as it is sent: a number in place of an address."""

from services.escalation.schemas.signature.signature import Token
from services.escalation.schemas.signature.telephone import CodeIn, TelephoneIn

STARTED = (
    "A text message with a code is on its way. When you have typed the code, the petition is checked, and then public."
)


class StartByTelephoneForm(TelephoneIn):
    """Somebody without e-mail starts what was written under the link `draft`."""

    draft: Token


class SupportByTelephoneForm(TelephoneIn):
    """Somebody without e-mail supports a petition that is not public yet, by the link that its organiser shares."""

    token: Token


class CodeForm(CodeIn):
    """A code as a page sends it. `draft`: the link under which the petition was written that the code starts."""

    draft: Token | None = None
