"""The letters that people get, as plain text. Pure: what stands in them is handed in; nothing is sent from here."""

from dataclasses import dataclass

from services.escalation.domain.signature import DAYS_TO_CONFIRM


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A letter's subject and text."""

    subject: str
    text: str


def confirmation(*, title: str, reference: str, address: str, is_organiser: bool) -> Words:
    """The letter that asks somebody to confirm a signature. `address` is the link's; opening it changes nothing."""
    began = "started the petition" if is_organiser else "signed the petition"
    text = f"""Somebody gave this e-mail address and {began}

    {title}
    ({reference})

If it was you, open this page and press the button on it. Your signature counts from then on:

    {address}

The link works for {DAYS_TO_CONFIRM} days. If it was not you, do nothing: without the button nothing is counted, and
what was written down is deleted when signing ends.

Your name and address are never published. Folkmoot
"""
    return Words(subject=f"Confirm your signature: {title}", text=text)
