"""When committees meet, as their clerks keep it; matters for their work programmes, and what became of them.

Every row is a note that stays: what was entered is called off by a later note, and the latest one holds.
"""

from migrations import area_policy, run, without

revision = "escalation_0013"
down_revision = "escalation_0012"
branch_labels = None
depends_on = None

TABLES = ("meeting", "calendar_event", "recess", "programme_decision")


def upgrade() -> None:
    """Build the tables."""
    run(
        """
create table meeting (
  note bigint generated always as identity primary key,
  area text not null,
  committee text not null,
  meets_on date not null,
  is_held boolean not null,
  reasons text not null,
  entered_by text not null,
  entered_at timestamptz not null
);
create index meeting_day on meeting (area, committee, meets_on, note desc);
create table calendar_event (
  note bigint generated always as identity primary key,
  area text not null,
  committee text not null,
  uid text not null,
  sequence integer not null,
  meets_on date not null,
  is_held boolean not null
);
create index calendar_event_read on calendar_event (area, committee, uid, note desc);
create table recess (
  note bigint generated always as identity primary key,
  area text not null,
  committee text not null,
  first_on date not null,
  last_on date not null check (last_on >= first_on),
  is_held boolean not null,
  reasons text not null,
  entered_by text not null,
  entered_at timestamptz not null
);
create index recess_day on recess (area, committee, first_on, note desc);
create table programme_decision (
  note bigint generated always as identity primary key,
  area text not null,
  matter text not null,
  committee text not null,
  source text not null,
  title text not null,
  working text not null,
  decision text not null check (decision in ('taken', 'declined', 'ended')),
  reasons text not null,
  met_on date not null,
  reference text not null,
  entered_by text not null,
  entered_at timestamptz not null
);
create index programme_matter on programme_decision (area, matter, note desc);
create table challenge (
  challenge text primary key,
  area text not null,
  measure text not null,
  challenger text not null,
  body text not null,
  unanswered_on date,
  answered_on date
);
create index challenge_unanswered on challenge (area) where unanswered_on is not null;
"""
        + "".join(area_policy(table) for table in (*TABLES, "challenge"))
        + without("update, delete", *TABLES)
    )


def downgrade() -> None:
    """Take them down."""
    run("drop table challenge, programme_decision, recess, calendar_event, meeting;")
