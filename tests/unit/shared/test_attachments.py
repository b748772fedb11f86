"""What a file is taken for, what of it is kept, and what is not taken: by its bytes alone."""

import io
import zipfile

import pikepdf
import pytest
from openpyxl import Workbook
from PIL import Image

from shared.files import attachments
from shared.files.attachments import examine
from shared.files.filetypes import LARGEST, Type
from shared.problems import Malformed

MAKER = "Jane Doe"
ODS_TABLE = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="A"><table:table-row><table:table-cell office:value-type="string"><text:p>x</text:p>'
    "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
)


def picture(form: str, size: tuple[int, int] = (40, 20), **more: object) -> bytes:
    """A picture, red at its left, that says where and by whom it was taken, and that it lies on its side."""
    drawn = Image.new("RGB", size, "white")
    drawn.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x0112], exif[0x013B], exif[0x010F] = 6, MAKER, "Cameramaker"
    exif.get_ifd(0x8825)[2] = (53.0, 25.0, 0.0)
    written = io.BytesIO()
    drawn.save(written, form, exif=exif.tobytes(), **more)
    return written.getvalue()


def document(script: bool = False, password: str = "", carried: bytes = b"", nested: bool = False) -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    made.docinfo["/Author"] = MAKER
    with made.open_metadata() as told:
        told["dc:creator"] = [MAKER]
    if script:
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS="app.alert(1)")
    if nested:
        action = pikepdf.Dictionary(Next=pikepdf.Array([pikepdf.Dictionary(S=pikepdf.Name("/Launch"))]))
        made.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(A=action)])
    if carried:
        made.attachments["x.exe"] = carried
    written = io.BytesIO()
    made.save(written, encryption=pikepdf.Encryption(owner=password, user=password) if password else False)
    return written.getvalue()


def pdf_with(thing: pikepdf.Object, at: str = "/OpenAction") -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    made.Root[at] = thing
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def nested_deeply() -> pikepdf.Dictionary:
    action = pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS="app.alert(1)")
    for _ in range(45):
        action = pikepdf.Dictionary(S=pikepdf.Name("/GoTo"), Next=action)
    return action


def damaged(content: bytes, method: int) -> bytes:
    """A packed file whose first part says that it is packed so, and is not."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as sound, zipfile.ZipFile(written, "w", method) as made:
        for part in sorted(sound.namelist(), reverse=True):  # that of the author, which is never read, not first
            made.writestr(part, sound.read(part) * 9)
    found = bytearray(written.getvalue())
    at = 30 + int.from_bytes(found[26:28], "little") + int.from_bytes(found[28:30], "little")
    packed_into = int.from_bytes(found[18:22], "little")
    found[at + 10 : at + packed_into] = b"\xff" * (packed_into - 10)
    return bytes(found)


def workbook(extra: dict[str, bytes] | None = None) -> bytes:
    book = Workbook()
    book.properties.creator = MAKER
    assert book.active is not None
    book.active["A1"] = "seen"
    written = io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written, "a") as packed:
        for name, content in (extra or {}).items():
            packed.writestr(name, content)
    return written.getvalue()


def packed(**parts: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return written.getvalue()


def sheet_of_writer() -> bytes:
    manifest = (
        b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        b'<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    about = f"<x>{MAKER}</x>".encode()
    return packed(
        mimetype=attachments.ODS, content_dot_xml=ODS_TABLE.encode(), meta_dot_xml=about,
        **{"META-INF__manifest_dot_xml": manifest},
    )  # fmt: skip


def everything(content: bytes) -> bytes:
    """The bytes, and those of the parts of a packed file."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return b"".join(file.read(name) for name in file.namelist())


@pytest.mark.parametrize(
    ("sent", "type_"),
    [
        (picture("JPEG", comment=MAKER.encode()), Type.JPEG),
        (picture("PNG"), Type.PNG),
        (document(), Type.PDF),
        (workbook(), Type.XLSX),
        (sheet_of_writer(), Type.ODS),
        (b"round,missed\nA,3\nB,4\n", Type.CSV),
        (b'\xef\xbb\xbf"round, day",missed\nA,3\n', Type.CSV),
        (b"The bins stood full, for weeks.\nNobody came.\n", Type.TEXT),
        ("Größe: 3 m²".encode(), Type.TEXT),
    ],
    ids=lambda it: it.name if isinstance(it, Type) else "",
)
def test_a_file_is_known_by_its_bytes_and_who_made_it_is_left_out(sent: bytes, type_: Type) -> None:
    kept = examine(sent)
    assert kept.type is type_
    assert MAKER.encode() not in everything(kept.content)
    assert examine(kept.content).type is type_


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_of_a_picture_only_what_is_seen_is_kept_upright(form: str) -> None:
    kept = examine(picture(form)).content
    for told in (MAKER.encode(), b"Cameramaker", b"Exif", b"eXIf"):
        assert told not in kept
    with Image.open(io.BytesIO(kept)) as seen:
        assert (len(seen.getexif()), seen.size) == (0, (20, 40))  # it lay on its side
        top, foot = seen.convert("RGB").getpixel((10, 2)), seen.convert("RGB").getpixel((10, 37))
    assert isinstance(top, tuple)
    assert isinstance(foot, tuple)
    assert top[1] < 40
    assert foot[1] > 200


def test_of_a_pdf_no_maker_is_left_and_its_pages_are() -> None:
    with pikepdf.open(io.BytesIO(examine(document()).content)) as kept:
        assert len(kept.pages) == 1
        assert "/Metadata" not in kept.Root
        assert "/Info" not in kept.trailer or not dict(kept.docinfo)


REFUSED = {
    "empty": (b"", "empty"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "web page"),
    "html": (b"  <!DOCTYPE html><p>", "web page"),
    "program": (b"MZ\x90\x00\x03" + bytes(60), "not taken"),
    "gif": (b"GIF89a<script>alert(1)</script>", "a picture (JPEG or PNG)"),
    "jpeg that is none": (b"\xff\xd8\xff\xe0<html><script>alert(1)</script>", "damaged"),
    "cut png": (picture("PNG", (400, 400))[:150], "damaged"),
    "pdf with a script": (document(script=True), "script"),
    "pdf with a deed deep down": (document(nested=True), "script"),
    "pdf with a file": (document(carried=b"MZ"), "another file"),
    "pdf whose script lies too deep": (pdf_with(nested_deeply()), "too deeply"),
    "pdf that fetches": (
        pdf_with(pikepdf.Dictionary(S=pikepdf.Name("/ImportData"), F="http://evil.example")),
        "script",
    ),
    "pdf that leads to another machine": (pdf_with(pikepdf.Dictionary(S=pikepdf.Name("/GoToR"), F="x")), "script"),
    "pdf with a file by a note": (
        pdf_with(pikepdf.Dictionary(Subtype=pikepdf.Name("/FileAttachment")), "/Note"),
        "another file",
    ),
    "spreadsheet that asks the web": (workbook({"xl/connections.xml": b"<connections/>"}), "links to others"),
    "spreadsheet with a formula that asks": (
        workbook({"xl/worksheets/sheet9.xml": b"<f>_xlfn.WEBSERVICE(A1)</f>"}),
        "asks other machines",
    ),
    "spreadsheet with a photograph": (workbook({"xl/media/image1.jpeg": picture("JPEG")}), "holds pictures"),
    "spreadsheet that is packed wrongly": (damaged(workbook(), zipfile.ZIP_DEFLATED), "damaged"),
    "spreadsheet that is packed wrongly by another way": (damaged(workbook(), zipfile.ZIP_LZMA), "damaged"),
    "locked pdf": (document(password="secret"), "locked"),
    "pdf that is none": (b"%PDF-1.7 hello", "damaged"),
    "macros": (workbook({"xl/vbaProject.bin": b"x"}), "macros"),
    "another file inside": (workbook({"xl/embeddings/oleObject1.bin": b"x"}), "macros"),
    "zip": (packed(a=b"x"), "not taken unless it is a spreadsheet"),
    "zip that is none": (b"PK\x03\x04rest", "damaged"),
    "bomb": (packed(xl__workbook_dot_xml=b"x", big=bytes(1)), "damaged"),
    "latin": ("Größe".encode("latin-1"), "UTF-8"),
}


@pytest.mark.parametrize(("sent", "why"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_taken_is_refused_with_why_at_its_field(sent: bytes, why: str) -> None:
    with pytest.raises(Malformed) as refused:
        examine(sent)
    (fault,) = refused.value.errors
    assert fault.pointer == "/file"
    assert why.lower() in fault.message.lower()


def test_what_would_fill_the_memory_is_refused_before_it_does() -> None:
    large, wide = io.BytesIO(), io.BytesIO()
    Image.new("1", (8_000, 7_000)).save(wide, "PNG")
    with zipfile.ZipFile(large, "w", zipfile.ZIP_DEFLATED) as made, made.open("xl/workbook.xml", "w") as part:
        for _ in range(21):
            part.write(bytes(10_000_000))
    for sent, why in ((bytes(LARGEST + 1), "25 MB"), (wide, "50 million"), (large, "too large")):
        with pytest.raises(Malformed) as refused:
            examine(sent if isinstance(sent, bytes) else sent.getvalue())
        assert why in refused.value.errors[0].message
