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
    """Where the small place is served, the case and the question that wait there, the one password of all accounts."""

    address: str
    reference: str
    question: str
    password: str


def read(printed: str) -> Desk:
    """What the small place printed, as it is meant."""
    return Desk(**json.loads(printed))
