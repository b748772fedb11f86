"""What somebody, or the clock, may ask of a negotiation."""

from dataclasses import dataclass, field
from datetime import date

from services.publication.domain.agreement.approval import Approve
from services.publication.domain.agreement.change import Revise
from services.publication.domain.entry.entry import Came, Said
from services.publication.domain.entry.reply import PutReply
from shared.events.publication import AgreementOpened


@dataclass(frozen=True, slots=True)
class OpenAgreement:
    """A negotiation begins. Its profile may be named without its number: the area's release is meant then."""

    opened: AgreementOpened


@dataclass(frozen=True, slots=True)
class OpenRound:
    """A round of it begins: with its own title, or with that of the round of this name in a pattern of the profile."""

    round: str
    title: str | None
    opened_on: date | None
    style: str | None = None
    came: Came | None = None


@dataclass(frozen=True, slots=True)
class PublishEntries:
    """What was said goes on the record: all of it, or none. `author` is the body that enters it, by its name;
    `received_on` the day it was handed in, where it waited for a second person; `secret` is that of which the salts of
    its words are made, where the record committed to it before.
    """

    entries: tuple[Said, ...]
    author: str | None = None
    received_on: date | None = None
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class TellOverdue:
    """The day by which an entry was to be answered is over."""

    entry: int


Command = OpenAgreement | OpenRound | PublishEntries | TellOverdue | Approve | Revise | PutReply
