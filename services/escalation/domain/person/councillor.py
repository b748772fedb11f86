"""Councillors' posts: the ward of each, who holds it on a day, and how they stand behind a case together. Pure.

A post is of the register; nobody's name or address is known here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shared.events.escalation import TriggerRecord

REGISTER = "the register of councillors"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A councillor's post, the council that it sits on, and its ward by code and name."""

    area: str
    councillor: str
    name: str
    council: str
    ward: str
    ward_name: str
    since_on: date
    until_on: date | None = None

    def is_held(self, on: date) -> bool:
        """Whether somebody holds it on that day."""
        return self.since_on <= on and (self.until_on is None or on <= self.until_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Whether letters go to a post, and whether somebody comes in for it. `version` counts its events here."""

    has_address: bool = False
    has_account: bool = False
    version: int = 0


def ward_called(said: str, wards: Mapping[str, str]) -> str:
    """The code of the ward that somebody names by its code or its name; empty where there is none such."""
    wanted = said.strip().casefold()
    return next((code for code, name in wards.items() if wanted in (code.casefold(), name.casefold())), "")


def together(posts: Sequence[Post]) -> str:
    """How those who hold the posts of one ward are called together."""
    return f"the councillor{'' if len(posts) == 1 else 's'} for {posts[0].ward_name}"


def records(posts: Sequence[Post], on: date) -> tuple[TriggerRecord, ...]:
    """That they stand behind a case from that day: a record for each council that they sit on."""
    name = together(posts)
    return tuple(
        TriggerRecord(body=council, name=name, party=name, decided_on=on, reference=REGISTER)
        for council in _councils(posts)
    )


def _councils(posts: Iterable[Post]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.council for one in posts))
