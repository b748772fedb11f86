"""Small spreadsheets for tests, written part by part, so that each can hold the one trap that a test is about."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from xml.sax.saxutils import escape

Cell = str | int | float | None

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMES = "urn:oasis:names:tc:opendocument:xmlns"
NOTHING: Mapping[str, str] = MappingProxyType({})
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


@dataclass(frozen=True)
class Sheet:
    """One sheet: its lines, and further XML before and behind them. `raw` cells stand in place of those by address."""

    lines: Sequence[Sequence[Cell]]
    before: str = ""
    behind: str = ""
    raw: Mapping[str, str] = field(default_factory=dict)
    state: str = "visible"


def xlsx(*sheets: Sheet) -> bytes:
    """An Excel workbook."""
    names = "".join(
        f'<sheet name="S{n}" sheetId="{n}" state="{sheet.state}" r:id="rId{n}"/>' for n, sheet in enumerate(sheets, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    styles = "".join(f'<xf numFmtId="{number}"/>' for number in (0, 14))
    types = "".join(f'<Override PartName="/xl/{name}.xml" ContentType="a/{name}"/>' for name in ("workbook", "styles"))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{types}</Types>',
        "_rels/.rels": _relations(f'<Relationship Id="r" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            relations + f'<Relationship Id="rS" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><cellXfs count="2">{styles}</cellXfs></styleSheet>',
    }
    parts |= {f"xl/worksheets/sheet{n}.xml": _sheet(sheet) for n, sheet in enumerate(sheets, 1)}
    return packed(parts)


def ods(lines: Sequence[Sequence[Cell]], attributes: str = "", by_cell: Mapping[str, str] = NOTHING) -> bytes:
    """An OpenDocument spreadsheet of one sheet; `attributes` go on every cell, those `by_cell` in place of its own."""
    rows = "".join(
        f"<table:table-row>{''.join(_ods_cell(cell, at, n, attributes, by_cell) for n, cell in enumerate(line))}"
        "</table:table-row>"
        for at, line in enumerate(lines, 1)
    )
    spaces = " ".join(f'xmlns:{short}="{_NAMES}:{short}:1.0"' for short in ("office", "table", "text"))
    content = (
        f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="S">{rows}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = f'<manifest:manifest xmlns:manifest="{_NAMES}:manifest:1.0"/>'
    return packed({"mimetype": ODS, "META-INF/manifest.xml": manifest, "content.xml": content})


def packed(parts: Mapping[str, str]) -> bytes:
    """The parts in one zip file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def _relations(inner: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def _sheet(sheet: Sheet) -> str:
    rows = "".join(
        f'<row r="{at}">{"".join(_cell(cell, f"{chr(64 + n)}{at}", sheet.raw) for n, cell in enumerate(line, 1))}</row>'
        for at, line in enumerate(sheet.lines, 1)
    )
    return f'<worksheet xmlns="{_MAIN}">{sheet.before}<sheetData>{rows}</sheetData>{sheet.behind}</worksheet>'


def _cell(cell: Cell, address: str, raw: Mapping[str, str]) -> str:
    if address in raw:
        return raw[address]
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f'<c r="{address}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    return f'<c r="{address}"><v>{cell}</v></c>'


def _ods_cell(cell: Cell, at: int, column: int, attributes: str, by_cell: Mapping[str, str]) -> str:
    if cell is None:
        return "<table:table-cell/>"
    number = f'office:value-type="float" office:value="{cell}"'
    kind = 'office:value-type="string"' if isinstance(cell, str) else number
    own = by_cell.get(f"{chr(65 + column)}{at}", f"{attributes} {kind}")
    return f"<table:table-cell {own}><text:p>{escape(str(cell))}</text:p></table:table-cell>"
