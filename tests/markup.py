"""Reads a page into its elements, so that tests can ask what a reader meets instead of comparing text."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "img", "hr"}


@dataclass
class Element:
    """An element with its attributes and all the text inside it."""

    tag: str
    attributes: dict[str, str]
    parents: tuple["Element", ...] = ()
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split())

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    def inside(self, css_class: str) -> bool:
        return any(css_class in parent.classes for parent in self.parents)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(self.open))
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        closed = self.open.pop()
        if closed.tag != tag:
            raise ValueError(f"<{closed.tag}> was closed by </{tag}>")

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.pieces.append(data)


def elements(page: str) -> list[Element]:
    """Every element of the page in order; raises ValueError when one is not closed where it should be."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    if reader.open:
        raise ValueError(f"<{reader.open[-1].tag}> is never closed")
    return reader.elements


def with_class(page: str, css_class: str) -> list[Element]:
    """The elements of that class."""
    return [element for element in elements(page) if css_class in element.classes]
