"""Who follows the record by mail: sealed rows in a schema of their own, a key for each, deleted when they stop."""

from migrations import area_policy, run

revision = "publication_0026"
down_revision = "publication_0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the schema and its two tables."""
    run(
        """
create schema publication_private;
grant usage on schema publication_private to folkmoot_publication;
create table publication_private.follower (
  follower uuid primary key,
  area text not null,
  kind text not null check (kind in ('agreement', 'area', 'measure', 'search')),
  code text not null,
  address bytea not null unique,
  person_key bytea not null,
  email bytea not null,
  token_sha256 bytea not null unique,
  letters int not null default 1,
  expires_at timestamptz not null,
  confirmed_at timestamptz,
  looked_on date,
  epoch int not null default 0,
  told_in bigint not null default 0
);
create index follower_to_look_at on publication_private.follower (looked_on, follower) where confirmed_at is not null;
create index follower_to_forget on publication_private.follower (expires_at) where confirmed_at is null;
create table publication_private.letter (
  on_day date not null,
  address bytea not null,
  letters int not null,
  primary key (on_day, address)
);
grant select, insert, update, delete on publication_private.follower, publication_private.letter
to folkmoot_publication;
"""
        + area_policy("publication_private.follower")
    )


def downgrade() -> None:
    """Take them down."""
    run("drop table publication_private.follower, publication_private.letter; drop schema publication_private;")
