"""What holds for every table beside its own areas: whoever is behind a session is held to what they hold.

A service's way to its rows says on whose behalf it goes (`shared.database`). Then, whatever areas a unit of work says
that it is for, it writes no row of an area that they do not hold, reads none of another area that is nobody's to read,
and sees no other body's own rows. A session on nobody's behalf, as of a worker, is held to nothing here.

Every `migrate` sees to this, as it does to rights, so that no revision can forget it for a new table.
"""

from sqlalchemy import Connection, text

_BEHALF = "coalesce(nullif(current_setting('app.{name}', true), ''), '*')"
_AREAS = _BEHALF.format(name="held")
_BODY = _BEHALF.format(name="body")
HELD = f"{_AREAS} = '*' or area = any (string_to_array({_AREAS}, ','))"

# Beside whole private schemas: what of an area is not for everybody. All other rows of areas are public.
NOT_PUBLIC = {
    "indicators": ("held_figure",),
    "escalation": ("petition_draft", "petition_caseload"),
    "publication": ("submission", "contact", "withheld_word"),
}

# Rows that are a body's own, in whatever area: by the column that names the body, or by the row that they belong to.
# Every figure that is public points to its batch, so that batches are read by everybody, and written by their body.
OF_A_BODY = {
    "indicators": {
        **dict.fromkeys(("batch", "held_batch"), f"{_BODY} in ('*', partner)"),
        **dict.fromkeys(("mapping", "pull", "report"), f"{_BODY} in ('*', body)"),
        **dict.fromkeys(
            ("batch_confirmation", "batch_judgement", "batch_mapping", "batch_source"),
            f"{_BODY} = '*' or exists (select from batch b where b.number = batch and {_BODY} = b.partner)",
        ),
        "held_move": f"{_BODY} = '*' or exists (select from held_batch h where h.id = batch and {_BODY} = h.partner)",
    }
}
READ_BY_ITS_BODY = {"mapping", "pull", "report"}
_TABLES = """
select n.nspname || '.' || c.relname as name, n.nspname as schema, c.relname as table
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where cast(n.nspname as text) = any (:schemas) and c.relkind in ('r', 'p') and not c.relispartition
  and exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'own_areas')
  and not exists (select from pg_policy p where p.polrelid = c.oid and starts_with(cast(p.polname as text), 'held_'))
order by 1
"""
# What waits to be applied is of the area that its event names.
WAITING = f"{_AREAS} = '*' or envelope ->> 'area' = any (string_to_array({_AREAS}, ','))"
_BARE = """
select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = :service and cast(c.relname as text) = any (:names) and not c.relrowsecurity
"""


def hold(connection: Connection, service: str) -> None:
    """Give the tables of the service, and its ledger, the policies that they do not have yet."""
    own, statements = OF_A_BODY.get(service, {}), [f"set local search_path = {service}"]
    for row in connection.execute(text(_TABLES), {"schemas": [service, f"{service}_private"]}):
        is_private = row.schema != service or row.table in NOT_PUBLIC.get(service, ())
        statements += _held_whole(row.name) if is_private else _held_for_writing(row.name)
    for name in connection.execute(text(_BARE), {"service": service, "names": ["ledger", "waiting", *own]}).scalars():
        statements += _shut(name, own.get(name, "true")) + (_only_insert(name) if name == "ledger" else [])
        if name == "waiting":
            statements.append(f"create policy held_areas on {name} as restrictive using ({WAITING})")
    for statement in statements:
        connection.exec_driver_sql(statement)


def _shut(table: str, test: str) -> list[str]:
    read = [] if table in READ_BY_ITS_BODY else [f"create policy of_all on {table} for select using (true)"]
    return [
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f"create policy of_whom on {table} using ({test}) with check ({test})",
        *read,
    ]


def _held_whole(table: str) -> list[str]:
    return [f"create policy held_areas on {table} as restrictive using ({HELD}) with check ({HELD})"]


def _only_insert(table: str) -> list[str]:
    return [f"create policy held_insert on {table} as restrictive for insert with check ({HELD})"]


def _held_for_writing(table: str) -> list[str]:
    return [
        *_only_insert(table),
        f"create policy held_update on {table} as restrictive for update using ({HELD}) with check ({HELD})",
        f"create policy held_delete on {table} as restrictive for delete using ({HELD})",
    ]
