"""A person whom a body invites, and the letter that lets them in. Pure: nothing is sent from here."""

from dataclasses import dataclass
from datetime import date, timedelta

LONGEST = timedelta(days=183)  # then somebody says again that this person still acts for the body


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Who is to act for the body, in which areas (none named: all of the inviter's), until and with which day."""

    email: str
    full_name: str
    areas: tuple[str, ...]
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A letter's subject and text."""

    subject: str
    text: str


def last_day(today: date) -> date:
    """The latest day on which an invitation made today may end."""
    return today + LONGEST


def letter(*, name: str, body: str, address: str) -> Words:
    """The letter with a link to come in by; opening the link changes nothing."""
    text = f"""{name},

somebody asked for a link to come in as a guest of {body}, with this e-mail address.

If it was you, open this page and press the button on it:

    {address}

The link works once, for a quarter of an hour. If it was not you, do nothing: without the button nobody comes in.

Folkmoot
"""
    return Words(subject="Your link to come in", text=text)
