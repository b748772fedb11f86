"""What people of the desk wish by mail of what they are told there, and the letters about it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.escalation.domain.desk.notification import Kind, Wish
from services.escalation.domain.person.mail import Words
from shared.working_days import in_words

Wishes = Mapping[Kind, Wish]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """What an account wishes for a body. `email` is empty where no address was given, or where it is not opened."""

    preference: UUID
    account: str
    body: str
    wishes: Wishes
    email: str = ""
    is_confirmed: bool = False
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that is told: in which place, the title of what it is about, the sentence, where it stands."""

    place: str
    title: str
    said: str
    address: str


def confirmation(*, address: str, last_on: date) -> Words:
    """The letter that asks whether an address is its owner's. Opening its link changes nothing."""
    text = f"""Somebody who works with Folkmoot gave this e-mail address for news of their desk.

If it was you, open this page and press the button on it. Mail comes from then on:

    {address}

The link works until {in_words(last_on)}. If it was not you, do nothing: without the button nothing is
sent here, and the address is deleted. Folkmoot
"""
    return Words(subject="Confirm your address for news of your desk", text=text)


def _of_place(place: str, lines: Sequence[Line]) -> str:
    """What is told of one place, under its name where there are several."""
    own = "\n".join(f"  - {one.said}\n    {one.title}\n    {one.address}\n" for one in lines if one.place == place)
    return own if all(one.place == place for one in lines) else f"{place}\n\n{own}"


def mail(*, lines: Sequence[Line], page: str, stop: str) -> Words:
    """What somebody is told: one thing, or all that came together, of each place under its name."""
    first = lines[0]
    subject = f"{first.said.rstrip('.')}: {first.title}" if len(lines) == 1 else f"{len(lines)} things on your desk"
    told = "\n".join(_of_place(place, lines) for place in dict.fromkeys(one.place for one in lines))
    text = f"""You were told of this on your desk:

{told}
All of it stands here, where you choose what comes by mail, and when:

    {page}

No more of these letters, in one step:

    {stop}

Folkmoot
"""
    return Words(subject=subject, text=text)
