"""The letter by which somebody who signed a petition takes it up. Pure."""

from datetime import date

from services.escalation.domain.person.mail import Words
from shared.working_days import in_words


def take_up(*, title: str, reference: str, address: str, last_on: date) -> Words:
    """The letter to one who signed. `address` is the link's; opening it changes nothing."""
    text = f"""You signed the petition

    {title}
    ({reference})

Whoever started it has left it. Somebody asked, with your address, to take it up. If it was you, open this page and
press the button on it. From then on letters about the petition come to you, and you say what its case should hear:

    {address}

The link works until {in_words(last_on)}, unless somebody else is first. If it was not you, do nothing: your signature
counts as before. Your name and address are never published. Folkmoot
"""
    return Words(subject=f"Take up the petition: {title}", text=text)
