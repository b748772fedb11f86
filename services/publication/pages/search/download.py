"""The whole record as files: what each holds, how large it is, by which checksum one knows that it arrived whole."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.search.download import TABLES, File, Form
from services.publication.handlers.search import download
from services.publication.schemas.search.download import HERE, address_of
from shared.web.callers import EVERYBODY, database_of
from shared.web.components import Link
from shared.web.etag import with_etag
from shared.web.pages import render
from shared.web.requests import now
from shared.web.tables import Column, Row, Table
from shared.web.wording import number
from shared.working_days import london_day

FORMS = {Form.JSON_LINES: "JSON Lines", Form.CSV: "CSV"}

router = APIRouter(prefix="/record", include_in_schema=False, dependencies=EVERYBODY)


@router.get("/downloads")
async def show_downloads(request: Request) -> Response:
    """Every file of the record."""
    files = await download.files(database_of(request), london_day(now(request)))
    titles = {table.name: table.title for table in TABLES}
    columns = (
        *(Column("What it holds"), Column("File"), Column("Rows", is_number=True)),
        *(Column("Bytes", is_number=True), Column("SHA-256")),
    )
    rows = [_row(titles[one.name], one) for one in files]
    return with_etag(
        request,
        render(
            request,
            "downloads.html",
            crumbs=(Link("Your place", "/"), "Downloads"),
            table=Table("Files of the whole record", columns, rows, stacks=True),
            made_on=max((one.made_on for one in files), default=None),
            dataset=f"{HERE}/dataset.jsonld",
            package=f"{HERE}/datapackage.json",
        ),
    )


def _row(title: str, file: File) -> Row:
    name = f"{file.name}, {FORMS[file.form]}"
    return Row((title, Link(name, address_of(file)), number(file.rows), number(file.size), file.sha256))
