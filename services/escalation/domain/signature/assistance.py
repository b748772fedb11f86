"""Signing at a desk, for people without e-mail: what they say, and the number and PIN that they take home. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from services.escalation.domain.signature.signature import Relation

DESK = "desk"
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read as another
PIN = 6
TAKING = ("case_worker", "intake_clerk")  # the roles of whoever works at a desk
_READ_AS = str.maketrans("OIL", "011")


class Standing(StrEnum):
    """What became of a signature that was given at a desk, for whoever has its number and PIN."""

    COUNTS = "counts"
    HELD = "held"
    STRUCK_OUT = "struck_out"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What a person says who signs without e-mail. It is sealed before it is kept."""

    name: str
    postcode: str
    relation: Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class Stub:
    """What a person takes home: a number of eight letters and digits, and a PIN of six digits."""

    number: str
    pin: str


def stub_of(digest: bytes) -> Stub:
    """The number and PIN that a digest of 32 bytes gives."""
    number = "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:8])
    pin = f"{int.from_bytes(digest[8:16]) % 10**PIN:0{PIN}}"
    return Stub(number=f"{number[:4]} {number[4:]}", pin=pin)


def as_typed(number: str, pin: str) -> Stub:
    """The stub that somebody copied from paper, however they wrote it."""
    letters = "".join(one for one in number.upper() if one.isalnum()).translate(_READ_AS)
    return Stub(number=f"{letters[:4]} {letters[4:]}", pin="".join(pin.split()))
