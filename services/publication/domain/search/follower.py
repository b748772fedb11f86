"""Following the record by mail: what one may follow, and the letters about it. Pure; no address is known here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

from services.publication.domain.search.search import Kind, Wanted
from shared.working_days import in_words

# Of the record, not of a place: it may be followed across places, so no area's policy tells these.
CONFIRM_WITHIN = timedelta(days=7)
LETTERS_EACH = 5  # letters that ask to confirm one thing: enough for some that were lost
LETTERS_A_DAY = 10  # to one address about everything: nobody is flooded in another's name
SENT_FROM = time(6)  # in London: what a day brought is read in the morning after it
LINES = 40  # things told in one letter
DOTLESS = ("gmail.com googlemail.com",)  # providers for which a.nn and ann are one mailbox

# What a thing is called before who did what; of what was said or replied its title tells.
CALLED = {Kind.AGREEMENT: "The agreement", Kind.CASE: "Petition or case", Kind.DELIVERABLE: "Something to see or use"}
_NARROWING = ("words", "area", "kind", "party", "status")


class TopicKind(StrEnum):
    """What kind of thing is followed."""

    AGREEMENT = "agreement"
    AREA = "area"
    MEASURE = "measure"
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Topic:
    """What somebody follows. `code` is the agreement's or measure's; of a search what it asks for."""

    kind: TopicKind
    area: str
    code: str

    @property
    def query(self) -> str:
        """What names it in an address."""
        match self.kind:
            case TopicKind.AGREEMENT:
                return urlencode({"agreement": self.code})
            case TopicKind.AREA:
                return urlencode({"area": self.area})
            case TopicKind.MEASURE:
                return urlencode({"area": self.area, "measure": self.code})
            case TopicKind.SEARCH:
                return self.code

    @property
    def page(self) -> str:
        """The page on which it is read."""
        match self.kind:
            case TopicKind.AGREEMENT:
                return f"/agreements/{self.code}"
            case TopicKind.AREA:
                return f"/who/{self.area}"
            case TopicKind.MEASURE:
                return f"/who/{self.area}/{self.code}"
            case TopicKind.SEARCH:
                return f"/record/search?{self.code}"

    @property
    def wanted(self) -> Wanted:
        """What a search asks for."""
        asked = dict(parse_qsl(self.code)) if self.kind is TopicKind.SEARCH else {}
        kind = asked.get("kind", "")
        return Wanted(
            words=asked.get("words", ""),
            area=asked.get("area", ""),
            kinds=(Kind(kind),) if kind in set(Kind) else (),
            party=asked.get("party", ""),
            status=asked.get("status", ""),
        )


def topic_of(asked: Mapping[str, str]) -> Topic | None:
    """What is followed by what an address names: an agreement, a measure of an area, a search, an area; else None.

    A search for nothing but a place is that place.
    """
    told = {name: " ".join(asked.get(name, "").split()) for name in (*_NARROWING, "agreement", "measure")}
    if told["agreement"]:
        return Topic(TopicKind.AGREEMENT, "", told["agreement"])
    if told["measure"] and told["area"]:
        return Topic(TopicKind.MEASURE, told["area"], told["measure"])
    narrowed = {name: told[name] for name in _NARROWING if told[name]}
    if narrowed.keys() - {"area"}:
        return Topic(TopicKind.SEARCH, told["area"], urlencode(narrowed))
    return Topic(TopicKind.AREA, told["area"], "") if told["area"] else None


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """A thing that came onto the record or changed there: its title, what it says of itself, where it is read."""

    title: str
    said: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A letter's subject and text."""

    subject: str
    text: str


def confirmation(*, title: str, address: str, last_on: date) -> Words:
    """The letter that asks whether somebody wants letters. `address` is the link's; opening it changes nothing."""
    text = f"""Somebody gave this e-mail address and asked for a letter when something new is on the public record about

    {title}

If it was you, open this page and press the button on it:

    {address}

The link works until {in_words(last_on)}. If it was not you, do nothing: without the button no letter comes, and the
address is deleted after that day. Folkmoot
"""
    return Words(subject=f"Do you want letters about: {title}", text=text)


def news(*, title: str, new: Sequence[New], more: int, page: str, stop: str) -> Words:
    """The letter about what is new. `more` things are new besides those told; opening `stop` changes nothing."""
    told = "\n\n".join(f"  - {one.title}\n    {one.said}\n    {one.address}" for one in new)
    rest = f"\n\nAnd {more} more: they are on the page." if more else ""
    text = f"""New on the public record about

    {title}

{told}{rest}

All of it:

    {page}

You get at most one such letter a day. To get no more, open this page and press
the button. Your address is deleted then:

    {stop}

Folkmoot
"""
    return Words(subject=f"New on the record: {title}", text=text)
