"""People's requests about what is held of them; what was erased, by ids; and who read anything of people."""

from migrations import area_policy, run

revision = "escalation_0017"
down_revision = "escalation_0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the tables. What a person says when asking is sealed apart, and goes when it is answered."""
    run(
        """
create table data_request (
  request text primary key,
  area text not null,
  due_on date not null,
  is_open boolean not null,
  version int not null,
  facts jsonb not null
);
create index data_request_open on data_request (due_on, request) where is_open;
create table erasure (
  signature uuid primary key,
  area text not null,
  erased_on date not null
);
create table escalation_private.data_request (
  request uuid primary key,
  area text not null,
  wants text not null check (wants in ('access', 'erasure')),
  person_key bytea,
  email bytea,
  telephone bytea,
  code_tries int not null default 0,
  code_until timestamptz,
  token_sha256 bytea not null unique,
  asked_on date not null,
  expires_at timestamptz not null,
  written_by text,
  signatures uuid[] not null default '{}'
);
create index data_request_to_forget on escalation_private.data_request (expires_at);
create table escalation_private.reading (
  reading uuid primary key,
  area text not null,
  request uuid not null,
  holder text not null,
  purpose text not null,
  people int not null,
  read_at timestamptz not null
);
create index reading_of_holder on escalation_private.reading (holder, read_at);
create index signature_unconfirmed on escalation_private.signature (expires_at) where confirmed_at is null;
grant select, insert, update, delete on escalation_private.data_request to folkmoot_escalation;
grant select, insert on escalation_private.reading to folkmoot_escalation;
"""
        + area_policy("data_request")
        + area_policy("erasure")
        + area_policy("escalation_private.data_request")
        + area_policy("escalation_private.reading")
        + "revoke delete on data_request from folkmoot_escalation;"
        + "revoke update, delete on erasure from folkmoot_escalation;"
    )


def downgrade() -> None:
    """Take them down."""
    run(
        "drop index escalation_private.signature_unconfirmed;"
        "drop table escalation_private.reading, escalation_private.data_request, erasure, data_request;"
    )
