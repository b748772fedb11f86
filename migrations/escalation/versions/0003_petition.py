"""Petitions, drafts of them, and in a schema of its own what signatories tell, under a key of each person's own."""

from migrations import area_policy, run

revision = "escalation_0003"
down_revision = "escalation_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the tables."""
    run(
        """
create table petition_number (
  area text not null,
  year int not null,
  last int not null,
  primary key (area, year)
);
create table petition (
  reference text primary key,
  area text not null,
  standing text not null,
  measure text not null,
  title text not null,
  text text not null,
  signatures int not null default 0 check (signatures >= 0),
  last_signed_on date,
  opened_on date not null,
  closes_on date not null,
  version int not null,
  facts jsonb not null
);
create table petition_draft (
  reference text primary key,
  area text not null,
  measure text not null,
  title text not null,
  text text not null
);
create index petition_by_day on petition (opened_on desc, reference desc);

create schema escalation_private;
grant usage on schema escalation_private to folkmoot_escalation;
create table escalation_private.signature (
  signature uuid primary key,
  area text not null,
  petition text not null,
  address bytea not null,
  person_key bytea,
  name bytea,
  email bytea,
  telephone bytea,
  postcode bytea,
  relation text check (relation in ('live', 'work', 'study')),
  known_as bytea,
  ward text,
  came_by text not null default 'web' check (came_by in ('web', 'paper', 'telephone', 'desk')),
  is_organiser boolean not null,
  token_sha256 bytea not null unique,
  letters int not null default 1 check (letters > 0),
  code_tries int not null default 0,
  code_until timestamptz,
  expires_at timestamptz not null,
  confirmed_at timestamptz,
  held_for text,
  struck_by uuid,
  released_by uuid,
  released_from text,
  is_beside boolean not null default false,
  counts boolean not null generated always as
    (confirmed_at is not null and held_for is null and struck_by is null and not is_beside) stored,
  unique (petition, address)
);
create index signature_counted on escalation_private.signature (petition, confirmed_at) where counts;
create table escalation_private.letter (
  on_day date not null,
  address bytea not null,
  letters int not null check (letters > 0),
  primary key (on_day, address)
);
grant select, insert, update, delete on escalation_private.signature, escalation_private.letter to folkmoot_escalation;
"""
        + area_policy("petition_number")
        + area_policy("petition")
        + area_policy("petition_draft")
        + area_policy("escalation_private.signature")
        + "revoke delete on petition, petition_number from folkmoot_escalation;"
    )


def downgrade() -> None:
    """Take them down."""
    run(
        "drop table escalation_private.letter, escalation_private.signature; drop schema escalation_private;"
        "drop table petition_draft, petition, petition_number;"
    )
