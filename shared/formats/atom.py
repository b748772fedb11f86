"""Atom feeds (RFC 4287): ids that never change, times that only move when something was added. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.etree import ElementTree as ET

NAMESPACE = "http://www.w3.org/2005/Atom"
NOTHING_YET = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a feed; `id` is the same for ever, `href` the page that it leads to."""

    id: UUID
    title: str
    updated: datetime
    href: str
    author: str
    summary: str


def feed(title: str, here: str, page: str, items: Iterable[Item], address: str) -> bytes:
    """A feed at the path `here` about the page `page`, its entries in the order in which they are given."""
    base = address.rstrip("/")
    listed = list(items)
    root = ET.Element("feed", xmlns=NAMESPACE)
    _add(root, "id", uuid5(NAMESPACE_URL, f"{base}{here}").urn)
    _add(root, "title", title)
    _add(root, "updated", _moment(max((item.updated for item in listed), default=NOTHING_YET)))
    _add(_add(root, "author"), "name", "Folkmoot")
    _add(root, "link", rel="self", type="application/atom+xml", href=f"{base}{here}")
    _add(root, "link", rel="alternate", type="text/html", href=f"{base}{page}")
    for item in listed:
        entry = _add(root, "entry")
        _add(entry, "id", item.id.urn)
        _add(entry, "title", item.title)
        _add(entry, "updated", _moment(item.updated))
        _add(_add(entry, "author"), "name", item.author)
        _add(entry, "link", rel="alternate", type="text/html", href=f"{base}{item.href}")
        _add(entry, "summary", item.summary)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + bytes(ET.tostring(root, encoding="utf-8"))


def _add(parent: ET.Element, name: str, content: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, name, attributes)
    element.text = content
    return element


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
