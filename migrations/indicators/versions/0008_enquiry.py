"""Enquiries: figures that somebody asked a partner for, or was spared asking for."""

from migrations import area_policy, run

revision = "indicators_0008"
down_revision = "indicators_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table."""
    run(
        """
create table enquiry (
  id uuid primary key,
  area text not null,
  measure text not null,
  period text not null,
  body text not null,
  body_name text not null,
  asked_by text not null,
  purpose text not null,
  asked_on date not null,
  is_spared boolean not null,
  due_on date,
  reckoning text not null,
  policy_version text not null,
  overdue_at timestamptz,
  version int not null,
  check (is_spared = (due_on is null))
);
create index enquiry_by_measure on enquiry (area, measure, period);
"""
        + area_policy("enquiry")
    )


def downgrade() -> None:
    """Take it down."""
    run("drop table enquiry")
