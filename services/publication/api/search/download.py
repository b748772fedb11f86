"""The machines' door to the whole record as files, with their checksums and what their columns hold."""

import base64

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.search.download import TABLES, Form
from services.publication.handlers.search import download
from services.publication.schemas.register.link import encode
from services.publication.schemas.search.download import csvw, dataset, media_of, package
from shared.problems import NotFound
from shared.web.callers import EVERYBODY, database_of
from shared.web.etag import with_etag
from shared.web.requests import now
from shared.working_days import london_day

router = APIRouter(prefix="/publication/v1/downloads", tags=["downloads"], dependencies=EVERYBODY)


@router.get("/datapackage.json")
async def show_package(request: Request) -> Response:
    """The data package (Frictionless): every file of the record, made today, with its SHA-256 and its columns."""
    files = await download.files(database_of(request), london_day(now(request)))
    return with_etag(request, Response(encode(package(files)), media_type="application/json"))


@router.get("/dataset.jsonld")
async def show_dataset(request: Request) -> Response:
    """The same as a data set of schema.org."""
    files = await download.files(database_of(request), london_day(now(request)))
    body = encode(dataset(files, request.app.state.settings.public_address))
    return with_etag(request, Response(body, media_type="application/ld+json"))


@router.get("/{name}.csv-metadata.json")
async def show_columns(request: Request, name: str) -> Response:
    """What the columns of a table's CSV hold (CSVW)."""
    table = next((one for one in TABLES if one.name == name), None)
    if table is None:
        raise NotFound("The record has no table of this name.")
    return with_etag(request, Response(encode(csvw(table)), media_type="application/csvm+json"))


@router.get("/{name}.jsonl")
async def get_lines(request: Request, name: str) -> Response:
    """A whole table, a JSON object for each row."""
    return await _file(request, name, Form.JSON_LINES)


@router.get("/{name}.csv")
async def get_sheet(request: Request, name: str) -> Response:
    """A whole table as CSV; texts that a spreadsheet would run as formulas begin with an apostrophe."""
    return await _file(request, name, Form.CSV)


async def _file(request: Request, name: str, form: Form) -> Response:
    file, body = await download.content(database_of(request), name, form, london_day(now(request)))
    headers = {
        "Content-Disposition": f'attachment; filename="{file.name}.{form}"',
        "Repr-Digest": f"sha-256=:{_base64(file.sha256)}:",
        "Link": f'</publication/v1/downloads/{file.name}.csv-metadata.json>; rel="describedby"',
    }
    return with_etag(request, Response(body, headers=headers, media_type=f"{media_of(form)}; charset=utf-8"))


def _base64(hexadecimal: str) -> str:
    return base64.b64encode(bytes.fromhex(hexadecimal)).decode()
