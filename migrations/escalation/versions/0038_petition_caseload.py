"""What somebody decided about several petitions at once, until it takes effect or is taken back, and what came then."""

from migrations import area_policy, run

revision = "escalation_0038"
down_revision = "escalation_0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table, one row for each petition of each time; `number` is the time's."""
    run(
        """
create sequence petition_caseload_number;
create table petition_caseload (
  number int not null,
  petition text not null,
  area text not null,
  version int not null,
  deed text not null,
  said jsonb not null,
  actor text not null,
  body text,
  roles text[] not null,
  decided_at timestamptz not null,
  due_at timestamptz not null,
  done_at timestamptz,
  taken_back_at timestamptz,
  taken_back_by text,
  passed_over text not null default '',
  ended_at timestamptz generated always as (coalesce(done_at, taken_back_at)) stored,
  primary key (number, petition)
);
create unique index petition_caseload_waits on petition_caseload (petition) where ended_at is null;
create index petition_caseload_of_area on petition_caseload (area, number desc);
grant usage on sequence petition_caseload_number to folkmoot_escalation;
"""
        + area_policy("petition_caseload")
    )


def downgrade() -> None:
    """Take it down."""
    run("drop table petition_caseload; drop sequence petition_caseload_number;")
