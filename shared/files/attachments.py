"""Files that people send: what each is, found by its bytes, and what is kept of it. It trusts no name and no header.

A file is one of the types here only when a library can open it as such, whole. What a picture tells besides what is
seen (place, time, device, who took it) goes with the old bytes: the picture is drawn and written anew. Who made a PDF
or a spreadsheet is taken out of it; one that could do something by itself is refused.
"""

import csv
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pikepdf
from PIL import Image, ImageOps, UnidentifiedImageError
from python_calamine import CalamineError, CalamineWorkbook

from shared.files.filetypes import ANYTHING, TAKEN, Bounds, Type
from shared.problems import Fault, Malformed

MOST_PIXELS = 50_000_000
MOST_OBJECTS = 200_000
MOST_PARTS, MOST_UNPACKED = 5_000, 200_000_000
DEEPEST = 40
QUALITY = 88

TOO_MANY_PIXELS = f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels. Send a smaller one."
TOO_LARGE_ANEW = "Without what the camera wrote into it, the file still has more than {} MB. Send a smaller one."
OF_A_TELEPHONE = "This is a picture or film as some telephones keep it (HEIC). Save it as JPEG, and send that."

BOM = b"\xef\xbb\xbf"
JPEG, PNG, PDF, ZIP = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-", b"PK\x03\x04"
HEIC = b"ftyp"  # after the four bytes that tell how long it is
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
# How a text begins that other programs run or draw.
NO_TEXT = ("<!doctype", "<html", "<?xml", "<svg", "<script", "gif8", "%!ps", "{\\rtf", "#!")
# What a PDF acts by, carries files in or reaches out with: keys of its dictionaries, and the names of their kinds.
ACTIVE = (
    *("/JS", "/JavaScript", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/EF", "/FileAttachment", "/RichMedia"),
    *("/XFA", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Movie", "/Sound", "/Trans", "/AA"),
)
TELLING = ("/Metadata", "/PieceInfo")
# Parts of a packed spreadsheet that run, reach out or carry another file; and those that only tell who made it.
RUNNING = (
    *("vbaproject", "activex", "embeddings/", "externallinks/", "macrosheets/", "basic/", "scripts/", "object "),
    *("connections.xml", "querytables/", "customdata/", "webextensions/"),
)
# Pictures in a spreadsheet keep what a camera wrote into them; formulas of these names ask other machines.
PICTURES = ("xl/media/", "pictures/", "media/", "thumbnails/")
REACHING = (b"WEBSERVICE(", b"RTD(", b"IMPORTDATA(", b"IMPORTXML(")
ABOUT: dict[str, bytes] = {
    "docprops/core.xml": b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    b'core-properties"/>',
    "docprops/app.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"/>',
    "docprops/custom.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'custom-properties"/>',
    "meta.xml": b'<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    b'office:version="1.2"/>',
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as it is kept: its type, and its bytes without what need not be told."""

    type: Type
    content: bytes


class _NotThis(Exception):
    """The bytes cannot be opened as what they begin like; the text may be shown."""


def examine(content: bytes, bounds: Bounds = ANYTHING) -> Attachment:
    """What the file is and what is kept of it, within the bounds. Takes seconds for the largest: call it in a thread.

    Raises Malformed naming the field `/file`: empty, too large, of no type that is taken, damaged, able to run.
    """
    if not content:
        raise _refused("empty-file", "The file is empty.")
    if len(content) > bounds.largest:
        most = bounds.largest // 1_000_000
        raise _refused("file-too-large", f"The file is too large: it has more than {most} MB. Send a smaller one.")
    try:
        kind, kept = _opened(content, bounds)
    except _NotThis as damaged:
        raise _refused("file-not-taken", str(damaged)) from None
    if kind not in bounds.types:
        raise _refused("file-not-taken", f"This type of file is not taken here. Send {bounds.words}.")
    if len(kept) > bounds.largest:
        raise _refused("file-too-large", TOO_LARGE_ANEW.format(bounds.largest // 1_000_000))
    return Attachment(kind, kept)


def _refused(code: str, words: str) -> Malformed:
    return Malformed("This file cannot be taken.", errors=[Fault(code, words, "/file")])


def _opened(content: bytes, bounds: Bounds) -> tuple[Type, bytes]:
    readers: dict[bytes, Callable[[bytes], tuple[Type, bytes]]] = {
        JPEG: partial(_jpeg, longest=bounds.longest_side),
        PNG: partial(_png, longest=bounds.longest_side),
        PDF: _pdf,
        ZIP: _spreadsheet,
    }
    for begins, reader in readers.items():
        if content.startswith(begins):
            return reader(content)
    if content[4:8] == HEIC:
        raise _NotThis(f"{OF_A_TELEPHONE} Send {bounds.words}.")
    if not bounds.types & {Type.CSV, Type.TEXT}:
        raise _NotThis(f"This type of file is not taken here. Send {bounds.words}.")
    return _text(content)


def _jpeg(content: bytes, longest: int | None) -> tuple[Type, bytes]:
    return Type.JPEG, _drawn_anew(content, "JPEG", longest, quality=QUALITY)


def _png(content: bytes, longest: int | None) -> tuple[Type, bytes]:
    return Type.PNG, _drawn_anew(content, "PNG", longest, optimize=False)


def _drawn_anew(content: bytes, form: str, longest: int | None, **how: int) -> bytes:
    """The picture as it is seen, upright, and nothing else: only the pixels go over to the new file, drawn smaller
    where its longer side has more of them than that.
    """
    try:
        with Image.open(io.BytesIO(content), formats=[form]) as found:
            if found.width * found.height > MOST_PIXELS:
                raise _NotThis(TOO_MANY_PIXELS)
            upright = ImageOps.exif_transpose(found)
            seen = upright.convert(_mode(upright, form))
            if longest is not None:
                seen.thumbnail((longest, longest))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _NotThis(TOO_MANY_PIXELS) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error):
        raise _NotThis("The picture cannot be opened: it is damaged. Save it once more, or take it again.") from None
    bare = Image.frombytes(seen.mode, seen.size, seen.tobytes())
    written = io.BytesIO()
    bare.save(written, form, **how)
    return written.getvalue()


def _mode(picture: Image.Image, form: str) -> str:
    if picture.mode == "L":
        return "L"
    return "RGBA" if form == "PNG" and picture.has_transparency_data else "RGB"


def _pdf(content: bytes) -> tuple[Type, bytes]:
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            if document.is_encrypted:
                raise _NotThis("The PDF is locked. Save it without a password.")
            if len(document.objects) > MOST_OBJECTS:
                raise _NotThis("The PDF is too large to be looked through.")
            _quieten(document)
            written = io.BytesIO()
            document.save(written, deterministic_id=True)
    except pikepdf.PasswordError:
        raise _NotThis("The PDF is locked. Save it without a password.") from None
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError):
        raise _NotThis("The PDF is damaged: it cannot be opened.") from None
    return Type.PDF, written.getvalue()


def _quieten(document: pikepdf.Pdf) -> None:
    """Take out who made it; refuse one that could do something, or that carries another file."""
    for one in (*document.objects, document.trailer):
        for part in _parts(one, 0):
            kinds = [part.get(key) for key in ("/S", "/Type", "/Subtype")]
            if any(name in part for name in ACTIVE) or any(kind in ACTIVE for kind in kinds):
                raise _NotThis("The PDF holds a script, a form that sends, or another file. Print it to a plain PDF.")
            for name in TELLING:
                if name in part:
                    del part[name]
    if "/Info" in document.trailer:
        del document.trailer["/Info"]


def _parts(one: object, depth: int) -> Iterator[pikepdf.Object]:
    """Every dictionary that lies in an object itself; what it refers to is an object of its own."""
    if depth > DEEPEST:
        raise _NotThis("The PDF is nested too deeply to be looked through. Print it to a plain PDF.")
    if not isinstance(one, pikepdf.Object):
        return
    if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        yield one
        inner = [value for _, value in one.items()]
    elif isinstance(one, pikepdf.Array):
        inner = list(one)
    else:
        return
    for value in inner:
        if not getattr(value, "is_indirect", False):  # numbers and the like come as Python's own
            yield from _parts(value, depth + 1)


def _spreadsheet(content: bytes) -> tuple[Type, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            kind = _kind(packed)
            kept = _packed_anew(packed)
        CalamineWorkbook.from_filelike(io.BytesIO(kept)).close()
    except (
        zipfile.BadZipFile,
        CalamineError,
        EOFError,
        OSError,
        RuntimeError,
        NotImplementedError,
        ValueError,
        KeyError,
        struct.error,
        zlib.error,
        lzma.LZMAError,
    ):
        raise _NotThis("The file is damaged, locked, or no spreadsheet: it cannot be opened.") from None
    return kind, kept


def _kind(packed: zipfile.ZipFile) -> Type:
    parts = packed.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _NotThis("Unpacked, the file is too large.")
    names = {part.filename.lower() for part in parts}
    if any(runs in name for name in names for runs in RUNNING):
        raise _NotThis("The spreadsheet holds macros, another file, or links to others. Save it without them.")
    if any(name.startswith(PICTURES) and not name.endswith("/") for name in names):
        raise _NotThis("The spreadsheet holds pictures. Send them as files of their own, and the sheet without them.")
    if "mimetype" in names and packed.read("mimetype").strip() == ODS:
        return Type.ODS
    if "xl/workbook.xml" in names:
        return Type.XLSX
    raise _NotThis(f"A packed file is not taken unless it is a spreadsheet. Send {TAKEN}.")


def _packed_anew(packed: zipfile.ZipFile) -> bytes:
    """The same parts under the same names; those that only tell who made it say nothing, and no part has a date."""
    written = io.BytesIO()
    unpacked = 0
    with zipfile.ZipFile(written, "w") as anew:
        for part in packed.infolist():
            held = ABOUT.get(part.filename.lower()) or packed.read(part)
            if any(reaches in held.upper() for reaches in REACHING):
                raise _NotThis("A formula of the spreadsheet asks other machines. Save the sheet as values.")
            unpacked += len(held)
            if unpacked > MOST_UNPACKED:
                raise _NotThis("Unpacked, the file is too large.")
            bare = zipfile.ZipInfo(part.filename)
            bare.compress_type = part.compress_type
            anew.writestr(bare, held)
    return written.getvalue()


def _text(content: bytes) -> tuple[Type, bytes]:
    """Text in UTF-8 with nothing in it that is no text: a table where every line has as many columns."""
    try:
        words = content.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError:
        raise _NotThis(f"This type of file is not taken. Send {TAKEN}; save a text as UTF-8.") from None
    if any((ord(sign) < 32 and sign not in "\t\r\n\f") or ord(sign) == 127 for sign in words):
        raise _NotThis(f"This type of file is not taken. Send {TAKEN}.")
    if words.lstrip().lower().startswith(NO_TEXT):
        raise _NotThis(f"A web page, a script or a file of another program is not taken. Send {TAKEN}.")
    return (Type.CSV if _is_table(words) else Type.TEXT), content


def _is_table(words: str) -> bool:
    try:
        widths = {len(row) for row in csv.reader(io.StringIO(words), strict=True) if row}
    except csv.Error:
        return False
    return len(widths) == 1 and widths.pop() > 1 and words.strip().count("\n") > 0
