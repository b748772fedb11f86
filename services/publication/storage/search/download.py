"""The rows that go into files of the whole record, each table as of one moment; and the files as they were made."""

import csv
import hashlib
import io
import json
from datetime import date
from decimal import Decimal

from services.publication.domain.search.download import File, Form, Table
from shared.database import Session, raw
from shared.formats.cells import safe_cell

_LOCK = 5_400_913  # one at a time makes the files
_LISTED = "array_to_string({}, '; ') as {}"
# Where a table's rows come from; its columns are those that the domain names.
_SOURCES = {
    "areas": "area",
    "bodies": "partner",
    "measures": "measure",
    "leads": "lead",
    "delivered": "deliverable",
    "agreements": "agreement",
    "targets": (
        "(select distinct on (t.area, t.measure, t.period, t.agreement) t.* from target t where not exists "
        "(select from target_removed r where (r.area, r.measure, r.period, r.agreement) "
        "= (t.area, t.measure, t.period, t.agreement) and r.version > t.version) "
        "order by t.area, t.measure, t.period, t.agreement, t.version desc) public"
    ),
    "entries": (
        "(select e.*, w.ground as withheld_ground, w.summary as withheld_summary, w.until as withheld_until "
        "from entry e left join lateral (select * from (select * from withholding w "
        "where (w.agreement, w.entry) = (e.agreement, e.number) order by turn desc limit 1) turn where is_withheld) w "
        "on true join findable f on f.kind = 'entry' and f.area = e.area "
        "and f.code = e.agreement || '/' || e.number where f.gone_at is null) public"
    ),
    "replies": (
        "(select r.*, d.cleared, d.received_at, d.because from reply r left join deed d on d.agreement = r.agreement "
        "and d.what = 'reply' and d.\"of\" = r.number join findable f on f.kind = 'reply' and f.area = r.area "
        "and f.code = r.agreement || '/' || r.number join findable e on e.kind = 'entry' and e.area = r.area "
        "and e.code = r.agreement || '/' || r.entry where f.gone_at is null and e.gone_at is null) public"
    ),
    "cases": "timeline",
}
_LISTS = {"leads": ("contributors",), "delivered": ("delivered_by",), "agreements": ("parties",)}


async def files(session: Session) -> list[File]:
    """The files as they were made last, by name and form."""
    rows = await (await raw(session)).fetch(
        "select name, form, made_on, rows, octet_length(content) as size, sha256 from download order by name, form desc"
    )
    return [File(**{**row, "form": Form(row["form"])}) for row in rows]


async def content(session: Session, name: str, form: Form) -> tuple[File, bytes] | None:
    """A file with its bytes; None when there is none of this name."""
    row = await (await raw(session)).fetchrow(
        "select name, form, made_on, rows, octet_length(content) as size, sha256, content from download "
        "where name = $1 and form = $2",
        name,
        form.value,
    )
    if row is None:
        return None
    told = {column: value for column, value in row.items() if column != "content"}
    return File(**{**told, "form": Form(row["form"])}), row["content"]


async def are_current(session: Session, day: date) -> bool:
    """Whether there are files of that day, in which nothing stands that the record no longer holds."""
    row = await (await raw(session)).fetchrow(
        "select min(made_on) as made_on, exists (select from findable f where f.gone_at is not null "
        "and f.told_in >= (select min(as_of) from download)) as holds_what_is_gone from download"
    )
    return row is not None and row["made_on"] is not None and row["made_on"] >= day and not row["holds_what_is_gone"]


async def begin(session: Session) -> str:
    """Wait for whoever else makes the files, and allow the time that whole tables take; as of when they are made."""
    connection = await raw(session)
    await connection.execute("set local statement_timeout = '120s'")
    await connection.execute("select pg_advisory_xact_lock($1)", _LOCK)
    as_of: str = await connection.fetchval("select pg_snapshot_xmin(pg_current_snapshot())::text")
    return as_of


async def forget(session: Session) -> None:
    """Let the files go: whoever comes next has them made."""
    await (await raw(session)).execute("delete from download")


async def make(session: Session, table: Table, day: date, as_of: str) -> None:
    """Write a table in each form, as its rows stand now."""
    connection = await raw(session)
    lines, sheet, rows = bytearray(), io.StringIO(), 0
    writer = csv.writer(sheet)
    writer.writerow(column.name for column in table.columns)
    async for row in connection.cursor(_query(table), prefetch=1000):
        rows += 1
        told = {name: _plain(value) for name, value in row.items()}
        lines += json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        writer.writerow(_cell(value) for value in told.values())
    for form, body in ((Form.JSON_LINES, bytes(lines)), (Form.CSV, sheet.getvalue().encode())):
        await connection.execute(
            "insert into download (name, form, made_on, rows, content, sha256, as_of) "
            "values ($1, $2, $3, $4, $5, $6, $7::text::xid8) on conflict (name, form) do update "
            "set made_on = $3, rows = $4, content = $5, sha256 = $6, as_of = excluded.as_of",
            table.name,
            form.value,
            day,
            rows,
            body,
            hashlib.sha256(body).hexdigest(),
            as_of,
        )


def _query(table: Table) -> str:
    lists = _LISTS.get(table.name, ())
    columns = [_LISTED.format(one.name, one.name) if one.name in lists else one.name for one in table.columns]
    return f"select {', '.join(columns)} from {_SOURCES[table.name]} order by {', '.join(table.key)}"  # noqa: S608 fixed names


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def _cell(value: object) -> str:
    return "" if value is None else safe_cell(value) if isinstance(value, str) else str(value)
