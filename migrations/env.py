"""Alembic's one environment: runs a schema's revisions as the owner, on the connection it is given."""

from alembic import context
from sqlalchemy import text

connection = context.config.attributes["connection"]
schema = context.config.attributes["schema"]

connection.execute(text("set role folkmoot_owner"))
connection.execute(text(f"set search_path to {schema}"))
connection.execute(text("set lock_timeout to '10s'"))
context.configure(
    connection=connection,
    version_table="alembic_version",
    version_table_schema=schema,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
