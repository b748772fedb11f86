"""The two running places that browser tests look at, as the fixtures hand them out."""

import json
import re
from dataclasses import dataclass

READY = re.compile(r"^\{.*\}$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Site:
    """The served demonstration: its address, the reference of the petition and case that it drove, and the password of
    the post that checks petitions.
    """

    address: str
    reference: str
    password: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the small place is served; the case and the question that wait there, with a file that nobody saw yet; the
    petition about a ward, with sheets to compare; the one that waits to be checked, with a picture, and its organiser's
    token; the one password of all accounts, and that of the councillor; the port at which days are waited for.
    """

    address: str
    reference: str
    question: str
    about_ward: str
    unchecked: str
    token: str
    password: str
    councillor: str
    clock: int


def read(printed: str) -> Desk:
    """What the small place printed, as it is meant."""
    return Desk(**json.loads(printed))
