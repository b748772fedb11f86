"""Petitions that somebody looks for: the questions above the list, and what was found. The same as machines ask for."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from services.escalation.domain.ladder.story import Listed
from services.escalation.domain.petition.listing import Publicity, Search, Wanted
from shared.web.chips import Chip, Status
from shared.web.components import Empty, Link
from shared.web.forms import Field, FieldKind, Option
from shared.working_days import in_words

NOT_FOUND = Empty("No petition is like that", "Look for fewer words, or in every place.", Link("All", "/petitions"))
STATES = {
    Wanted.ALL: "All",
    Wanted.OPEN: "Open for signing",
    Wanted.CLOSED: "Closed for signing",
    Wanted.REJECTED: "Refused",
    Wanted.WITH_RESPONSE: "Answered",
    Wanted.DEBATED: "Debated",
}
CHIPS = {
    Publicity.OPEN: Chip(Status.WAITING, "Open for signing"),
    Publicity.CLOSED: Chip(Status.DONE, "Closed for signing"),
    Publicity.REJECTED: Chip(Status.NOT_MET, "Refused"),
}


def questions(asked: Search, places: Mapping[str, str]) -> list[Field]:
    """What one looks for: words, a place where there are several, and where a petition stands."""
    fields = [Field(name="q", label="Words in the petition", value=asked.words)]
    if len(places) > 1:
        options = [Option("", "Every place"), *(Option(code, name) for code, name in places.items())]
        fields.append(Field(name="area", label="Place", kind=FieldKind.SELECT, options=options, value=asked.area))
    options = [Option(one.value, words) for one, words in STATES.items()]
    return [
        *fields,
        Field(name="state", label="Where it stands", kind=FieldKind.SELECT, options=options, value=asked.wanted.value),
    ]


def onward(asked: Search, page: int) -> Link:
    """The next page of what was found."""
    said = {"q": asked.words, "area": asked.area, "state": asked.wanted.value, "page": page + 1}
    return Link("Earlier petitions", f"/petitions?{urlencode({name: one for name, one in said.items() if one})}")


def rows(found: Sequence[Listed]) -> list[dict[str, object]]:
    """The petitions as the list draws them."""
    return [
        {
            "link": Link(one.title, f"/petitions/{one.reference}"),
            "chip": CHIPS[one.publicity],
            "signatures": one.signatures,
            "threshold": one.petition.threshold if one.petition else 0,
            "place": one.area_name,
            "until": f"open until {in_words(one.petition.closes_on)}"
            if one.petition and one.publicity is Publicity.OPEN
            else "closed for signing"
            if one.petition
            else "refused before anybody could sign it",
        }
        for one in found
    ]
