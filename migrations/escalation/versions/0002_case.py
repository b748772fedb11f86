"""Cases on the ladder with what waits beside them, formal complaints, replies to draft findings; copies of others."""

from migrations import area_policy, register, register_down, run

revision = "escalation_0002"
down_revision = "escalation_0001"
branch_labels = None
depends_on = None

TABLES = ("judgement", "ladder_case", "complaint", "reply", "proposal")


def upgrade() -> None:
    """Build the tables."""
    run(
        register(1)
        + """
create table judgement (
  area text not null,
  measure text not null,
  period text not null,
  value numeric,
  target numeric,
  verdict text not null,
  verdict_before text not null,
  parts int not null default 0,
  parts_met int not null default 0,
  received_at timestamptz not null,
  primary key (area, measure)
);
create table ladder_case (
  reference text primary key,
  area text not null,
  state text not null,
  measure text not null,
  title text not null,
  subject text not null,
  inspectorate text not null,
  due_on date,
  opened_on date not null,
  closed_on date,
  version int not null,
  facts jsonb not null
);
create index ladder_case_open on ladder_case (coalesce(due_on, 'infinity'), reference) where closed_on is null;
create index ladder_case_by_measure on ladder_case (area, measure);
create table complaint (
  reference text not null references ladder_case,
  area text not null,
  organisation text not null,
  body text not null,
  grounds text not null,
  authorised_by text not null,
  lodged_at timestamptz not null,
  withdrawn_at timestamptz
);
create unique index complaint_once on complaint (reference, organisation) where withdrawn_at is null;
create table reply (
  reference text not null references ladder_case,
  area text not null,
  body text not null,
  words text not null,
  filed_at timestamptz not null,
  primary key (reference, filed_at)
);
create table proposal (
  reference text primary key references ladder_case,
  area text not null,
  command text not null,
  said jsonb not null,
  actor text not null,
  body text,
  roles text[] not null,
  proposed_at timestamptz not null
);
"""
        + "".join(area_policy(table) for table in TABLES)
        + "revoke update, delete on complaint, reply from folkmoot_escalation;"
        + "grant update (withdrawn_at) on complaint to folkmoot_escalation;"
        + "revoke delete on ladder_case from folkmoot_escalation;"
    )


def downgrade() -> None:
    """Take them down."""
    run("drop table proposal, reply, complaint, ladder_case, judgement;" + register_down(1))
