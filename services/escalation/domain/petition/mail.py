"""The letters that people get, as plain text. Pure: what stands in them is handed in; nothing is sent from here."""

from dataclasses import dataclass
from datetime import date

from shared.working_days import in_words

_SIGNER = (
    "signed the petition",
    "Your signature counts from then on:",
    "without the button nothing is counted, and\nwhat was written down is deleted when signing ends.",
)
_ORGANISER = (
    "started the petition",
    "The petition is public from then on, and your signature is its first:",
    "without the button nobody\nfinds the petition, and after that day it is deleted with all that was written down.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A letter's subject and text."""

    subject: str
    text: str


def confirmation(*, title: str, reference: str, address: str, last_on: date, is_organiser: bool) -> Words:
    """The letter that asks somebody to confirm a signature. `address` is the link's; opening it changes nothing."""
    began, then, otherwise = _ORGANISER if is_organiser else _SIGNER
    text = f"""Somebody gave this e-mail address and {began}

    {title}
    ({reference})

If it was you, open this page and press the button on it. {then}

    {address}

The link works until {in_words(last_on)}. If it was not you, do nothing: {otherwise}

Your name and address are never published. Folkmoot
"""
    return Words(subject=f"Confirm your {'petition' if is_organiser else 'signature'}: {title}", text=text)


def step(*, title: str, reference: str, said: str, page: str, ask: str, ask_by: date | None) -> Words:
    """The letter to whoever started a petition about what it is owed. `ask`: the link to ask for it, if any."""
    asking = ""
    if ask and ask_by:
        asking = f"""
To ask for it, open this page and press the button on it:

    {ask}

The button works until {in_words(ask_by)}. If nobody asks, it is not held.
"""
    text = f"""You started the petition

    {title}
    ({reference})

{said}
{asking}
Everything that the petition is owed, and by when:

    {page}

Folkmoot
"""
    return Words(subject=f"News of your petition: {title}", text=text)
