"""Of which types files are taken, what people call them, and what one door takes of them. It opens nothing."""

from dataclasses import dataclass
from enum import StrEnum

LARGEST = 25_000_000  # bytes of a file, as sent and as kept


class Type(StrEnum):
    """What a file may be. None of these does anything by itself in a browser."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"
    CSV = "text/csv"
    TEXT = "text/plain"

    @property
    def ending(self) -> str:
        """How the name of such a file ends."""
        return _ENDINGS[self]

    @property
    def words(self) -> str:
        """What people call it."""
        return _WORDS[self]

    @property
    def is_picture(self) -> bool:
        """Whether it is seen and not read."""
        return self in (Type.JPEG, Type.PNG)


_ENDINGS = {
    Type.JPEG: "jpg",
    Type.PNG: "png",
    Type.PDF: "pdf",
    Type.XLSX: "xlsx",
    Type.ODS: "ods",
    Type.CSV: "csv",
    Type.TEXT: "txt",
}
_WORDS = {
    Type.JPEG: "a picture (JPEG)",
    Type.PNG: "a picture (PNG)",
    Type.PDF: "a PDF document",
    Type.XLSX: "a spreadsheet (XLSX)",
    Type.ODS: "a spreadsheet (ODS)",
    Type.CSV: "a table (CSV)",
    Type.TEXT: "a plain text",
}
TAKEN = "a picture (JPEG or PNG), a PDF, a spreadsheet (XLSX or ODS), a CSV table or a plain text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one door takes: which types, in words too; how many bytes; how many points the longer side of a picture
    keeps, where it keeps not all.
    """

    types: frozenset[Type] = frozenset(Type)
    words: str = TAKEN
    largest: int = LARGEST
    longest_side: int | None = None


ANYTHING = Bounds()
PICTURES_ONLY = Bounds(
    types=frozenset({Type.JPEG, Type.PNG}), words="a picture (JPEG or PNG)", largest=10_000_000, longest_side=1_600
)
SCANS = Bounds(
    types=frozenset({Type.JPEG, Type.PNG, Type.PDF}),
    words="a picture (JPEG or PNG) or a PDF",
    largest=10_000_000,
    longest_side=2_400,
)
