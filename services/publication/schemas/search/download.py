"""What goes with the files of the whole record: a data package, the columns of each table (CSVW), and schema.org."""

from collections.abc import Iterable, Sequence

from services.publication.domain.search.download import TABLES, Column, File, Form, Table

LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
HERE = "/publication/v1/downloads"
_MEDIA = {Form.JSON_LINES: "application/jsonl", Form.CSV: "text/csv"}
_FIELDS = {"decimal": "number"}  # what a data package calls a type of CSVW
_BY_NAME = {table.name: table for table in TABLES}


def media_of(form: Form) -> str:
    """The media type of a form."""
    return _MEDIA[form]


def address_of(file: File) -> str:
    """Where a file lies."""
    return f"{HERE}/{file.name}.{file.form}"


def package(files: Sequence[File]) -> dict[str, object]:
    """The data package: every file with its size, checksum, and what its columns hold."""
    return {
        "profile": "tabular-data-package",
        "name": "folkmoot-record",
        "title": "The public record of Folkmoot",
        "created": max((file.made_on for file in files), default=None),
        "licenses": [{"name": "OGL-UK-3.0", "path": LICENCE, "title": "Open Government Licence v3.0"}],
        "resources": [_resource(file) for file in files],
    }


def csvw(table: Table) -> dict[str, object]:
    """The columns of a table's CSV, as CSV on the Web tells them."""
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "url": f"{table.name}.csv",
        "dc:title": table.title,
        "dc:license": {"@id": LICENCE},
        "tableSchema": {
            "columns": [
                {"name": one.name, "titles": one.name, "datatype": one.datatype, "dc:description": one.title}
                for one in table.columns
            ],
            "primaryKey": list(table.key),
        },
    }


def dataset(files: Sequence[File], address: str) -> dict[str, object]:
    """The record as a data set of schema.org, for search engines."""
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": "The public record of Folkmoot",
        "description": "Who promised what in public services, who answers for it, what was negotiated and raised.",
        "license": LICENCE,
        "isAccessibleForFree": True,
        "dateModified": max((file.made_on for file in files), default=None),
        "distribution": [
            {
                "@type": "DataDownload",
                "name": _BY_NAME[file.name].title,
                "encodingFormat": media_of(file.form),
                "contentSize": str(file.size),
                "sha256": file.sha256,
                "contentUrl": f"{address.rstrip('/')}{address_of(file)}",
            }
            for file in files
        ],
    }


def _resource(file: File) -> dict[str, object]:
    table = _BY_NAME[file.name]
    return {
        "name": f"{file.name}-{file.form}",
        "title": table.title,
        "path": f"{file.name}.{file.form}",
        "format": file.form.value,
        "mediatype": media_of(file.form),
        "encoding": "utf-8",
        "rows": file.rows,
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
        "schema": {"fields": list(_fields(table.columns)), "primaryKey": list(table.key)},
    }


def _fields(columns: Iterable[Column]) -> Iterable[dict[str, str]]:
    for one in columns:
        yield {"name": one.name, "type": _FIELDS.get(one.datatype, one.datatype), "description": one.title}
