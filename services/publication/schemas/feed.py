"""Atom feeds (RFC 4287): ids that never change, times that only move when something was added."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.etree import ElementTree as ET

from services.publication.domain.agreement import Agreement
from services.publication.domain.entry import Entry
from services.publication.domain.register import Register
from services.publication.domain.timeline import Standing, Told
from services.publication.domain.wording import sentence

NAMESPACE = "http://www.w3.org/2005/Atom"
LATEST = 100
NOTHING_YET = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a feed; `id` is the same for ever."""

    id: UUID
    title: str
    updated: datetime
    href: str
    author: str
    summary: str


def agreement_feed(agreement: Agreement, entries: Sequence[Entry], address: str) -> bytes:
    """The last hundred entries of a negotiation, newest first."""
    name = agreement.opened.agreement
    page = f"/agreements/{name}"
    latest = sorted(entries, key=lambda entry: entry.number, reverse=True)[:LATEST]
    items = (_entry_item(entry, page) for entry in latest)
    return _feed(agreement.opened.title, f"/feeds{page}", page, items, address)


def cases_feed(steps: Iterable[tuple[Standing, Told, Register]], address: str) -> bytes:
    """The last steps of petitions and cases, newest first."""
    items = (_step_item(*step) for step in steps)
    return _feed("Petitions and cases on the record", "/feeds/cases", "/record", items, address)


def _entry_item(entry: Entry, page: str) -> Item:
    said = entry.said
    status = said.status.replace("_", " ") if said.status else said.kind.value
    summary = " ".join(part for part in (said.reason, f"Source: {said.source}.") if part)
    return Item(
        id=uuid5(NAMESPACE_URL, f"{page}/entries/{entry.number}"),
        title=f"{f'{said.item_code}: ' if said.item_code else ''}{said.item_title} ({status})",
        updated=entry.recorded_at,
        href=f"{page}#{said.anchor}",
        author=said.party_name,
        summary=summary,
    )


def _step_item(standing: Standing, told: Told, register: Register) -> Item:
    words = sentence(told, standing, register, told.on)
    return Item(
        id=told.event_id,
        title=f"{standing.reference}: {standing.title or 'a case'}",
        updated=told.occurred_at,
        href=f"/record/{standing.reference}",
        author=register.about.name if register.about else standing.area,
        summary=words,
    )


def _feed(title: str, here: str, page: str, items: Iterable[Item], address: str) -> bytes:
    base = address.rstrip("/")
    listed = list(items)
    feed = ET.Element("feed", xmlns=NAMESPACE)
    _add(feed, "id", uuid5(NAMESPACE_URL, f"{base}{here}").urn)
    _add(feed, "title", title)
    _add(feed, "updated", _moment(max((item.updated for item in listed), default=NOTHING_YET)))
    _add(_add(feed, "author"), "name", "Folkmoot")
    _add(feed, "link", rel="self", type="application/atom+xml", href=f"{base}{here}")
    _add(feed, "link", rel="alternate", type="text/html", href=f"{base}{page}")
    for item in listed:
        entry = _add(feed, "entry")
        _add(entry, "id", item.id.urn)
        _add(entry, "title", item.title)
        _add(entry, "updated", _moment(item.updated))
        _add(_add(entry, "author"), "name", item.author)
        _add(entry, "link", rel="alternate", type="text/html", href=f"{base}{item.href}")
        _add(entry, "summary", item.summary)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + bytes(ET.tostring(feed, encoding="utf-8"))


def _add(parent: ET.Element, name: str, content: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, name, attributes)
    element.text = content
    return element


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
