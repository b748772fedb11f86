"""A person whom a body invites, and the letter that lets them in. Pure: nothing is sent from here."""

from dataclasses import dataclass
from datetime import date

from shared.policy import Policy
from shared.working_days import Calendar, in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Who is to act for the body, in which areas (none named: all of the inviter's), until and with which day; with
    which roles, where an administrator says it.
    """

    email: str
    full_name: str
    areas: tuple[str, ...]
    ends_on: date
    roles: tuple[str, ...] = ("partner",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The last day that an invitation of today may have, and the day by which somebody confirms the guest."""

    longest_on: date
    confirm_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A letter's subject and text."""

    subject: str
    text: str


def days(policy: Policy, calendar: Calendar, today: date) -> Days:
    """The days of an invitation, or a confirmation, of today."""
    return Days(
        longest_on=policy.guest.longest.reckon(today, calendar).due_on,
        confirm_by=policy.guest.confirm.reckon(today, calendar).due_on,
    )


def welcome(*, name: str, body: str, address: str, ends_on: date) -> Words:
    """The letter that tells somebody they are invited, and where they ask for a link when they want to come in."""
    text = f"""{name},

{body} has invited you to act for it here, until {in_words(ends_on)}.

You need no password. When you want to come in, open this page and give this e-mail address:

    {address}

We then send you a link. If you know nothing of it, do nothing, or ask {body}.

Folkmoot
"""
    return Words(subject=f"You are invited to act for {body}", text=text)


def asleep(*, name: str, body: str, sleeps_on: date) -> Words:
    """The letter to somebody who asks for a link and sleeps: why, since when, and who wakes them."""
    text = f"""{name},

somebody asked for a link to come in as a guest of {body}, with this e-mail address.

Your account sleeps since {in_words(sleeps_on)}: nobody at {body} has said in time that you still act for it. Ask the
administrator of {body} to say so. It takes one press, and you can come in again at once.

Folkmoot
"""
    return Words(subject="Your account sleeps", text=text)


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
