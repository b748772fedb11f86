"""Petitions as Atom feeds: the newest ones, and the story of one, each of its events an entry."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from services.escalation.domain.ladder.story import Listed
from services.escalation.domain.petition.listing import Publicity
from shared.formats.atom import NOTHING_YET, Item, feed

STANDS = {
    Publicity.OPEN: "It can be signed.",
    Publicity.CLOSED: "Signing is over.",
    Publicity.REJECTED: "It was refused.",
}


def petitions_feed(listed: Iterable[Listed], address: str) -> bytes:
    """The newest petitions. An entry's time is that of the last thing that happened to its petition."""
    items = (
        Item(
            id=uuid5(NAMESPACE_URL, f"/petitions/{one.reference}"),
            title=one.title,
            updated=one.moments.last_at or NOTHING_YET,
            href=f"/petitions/{one.reference}",
            author=one.area_name,
            summary=f"{STANDS[one.publicity]} Signatures: {one.signatures:,}.",
        )
        for one in listed
    )
    return feed("Petitions", "/petitions.atom", "/petitions", items, address)


def story_feed(
    title: str, reference: str, author: str, told: Sequence[tuple[UUID, datetime, str]], address: str
) -> bytes:
    """What happened to a petition, the latest first: of each event its id, when it was, and its sentence."""
    page = f"/petitions/{reference}"
    items = (
        Item(id=event, title=said, updated=moment, href=page, author=author, summary=said)
        for event, moment, said in told
    )
    return feed(title, f"{page}.atom", page, items, address)
