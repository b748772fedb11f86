"""The desk with many cases: who works on which, who stands in for whom, notes that are never public, and kept lists.

What a case's silence is, and the day that is asked for, become columns of their own: thousands can be put in order.
"""

from migrations import area_policy, run

revision = "escalation_0026"
down_revision = "escalation_0025"
branch_labels = None
depends_on = None

TABLES = ("assignment", "case_note", "cover")


def upgrade() -> None:
    """Build the tables. Of a case and a body one row of `assignment` is current; the others tell how it came there."""
    run(
        """
alter table ladder_case add column silence text generated always as (facts ->> 'silence') stored;
alter table ladder_case add column asked_by text generated always as (facts ->> 'asked_by') stored;
create table escalation_private.assignment (
  reference text not null,
  body text not null,
  number int not null,
  area text not null,
  account text,
  assigned_by text not null,
  assigned_at timestamptz not null,
  note text not null default '',
  is_current boolean not null default true,
  primary key (reference, body, number)
);
create unique index assignment_current on escalation_private.assignment (reference, body) where is_current;
create index assignment_by_account on escalation_private.assignment (account) where is_current and account is not null;
create table escalation_private.case_note (
  reference text not null,
  body text not null,
  number int not null,
  area text not null,
  written_by text not null,
  written_at timestamptz not null,
  note text not null,
  primary key (reference, body, number)
);
create table escalation_private.cover (
  body text not null,
  number int not null,
  area text not null,
  account text not null,
  stands_in text not null,
  from_on date not null,
  until_on date not null,
  assigned_by text not null,
  ended_on date,
  primary key (body, number, area)
);
create index cover_by_stand_in on escalation_private.cover (stands_in, until_on) where ended_on is null;
create table escalation_private.kept_list (
  account text not null,
  name text not null,
  query text not null,
  primary key (account, name)
);
grant select, insert, update on escalation_private.assignment, escalation_private.cover to folkmoot_escalation;
grant select, insert on escalation_private.case_note to folkmoot_escalation;
grant select, insert, update, delete on escalation_private.kept_list to folkmoot_escalation;
"""
        + "".join(area_policy(f"escalation_private.{table}") for table in TABLES)
    )


def downgrade() -> None:
    """Take them down."""
    run(
        "".join(f"drop table escalation_private.{table};" for table in (*TABLES, "kept_list"))
        + "alter table ladder_case drop column silence, drop column asked_by;"
    )
