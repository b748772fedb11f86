"""Letters that are printed at a desk for people without e-mail, as plain text. Pure; nothing of them is kept."""

from datetime import date

from services.escalation.domain.person.mail import Words
from services.escalation.domain.signature.assistance import Stub
from shared.working_days import in_words

_COUNTS = (
    "You need do nothing more: your signature counts, once. Very many signatures from one desk in a day are looked at "
    "first."
)
_SUPPORTS = (
    "You need do nothing more. It is not public yet: others must support it as well, and it is checked. Your signature "
    "counts, once, from the day on which everybody can sign it."
)
_CHECKED = "It is not public yet: it is checked first."
_SPONSORED = "It is not public yet: {sponsors} other people must support it first. Then it is checked."


def signed_at_desk(*, title: str, reference: str, page: str, stub: Stub, is_public: bool = True) -> Words:
    """The letter that is printed for somebody who signed at a desk, or who supports there what is not public yet.

    `page` is where number and PIN are looked up.
    """
    counts = _COUNTS if is_public else _SUPPORTS
    text = f"""You signed the petition

{title}
({reference})

{counts}

Your number: {stub.number}
Your PIN: {stub.pin}

With both you can see whether your signature counts and where the petition stands. Open this page, or ask at any \
library or contact centre of the council:

{page}

Keep this letter to yourself: whoever has it can see that you signed. Your name and address are never published.
"""
    return Words(subject="Thank you for signing", text=text)


def started_at_desk(
    *, title: str, reference: str, page: str, stub: Stub, due_on: date | None, sponsors: int = 0
) -> Words:
    """The letter for somebody who started a petition at a desk. By `due_on` somebody has to do the next step: so many
    `sponsors` support it, where any must, or it is checked.
    """
    first = _SPONSORED.format(sponsors=sponsors) if sponsors else _CHECKED
    look = f"Look there after {in_words(due_on)}, or ask" if due_on else "Look there now and then, or ask"
    text = f"""You started the petition

{title}
({reference})

{first} Nobody can write to you about it, since you gave no e-mail. {look} at any \
library or contact centre of the council.

Your number: {stub.number}
Your PIN: {stub.pin}

With both you see how it stands. You can ask others to support it while it needs them, mend it if it comes back to \
you, ask for a review if it is refused, or take it back. \
Some of this has a last day. Open this page, or let somebody at a desk open it with you:

{page}

Keep this letter to yourself: whoever has it can act as you. Your name and address are never published.
"""
    return Words(subject="You started a petition", text=text)
