"""Challenges of one partner by another, with their replies."""

from migrations import area_policy, run

revision = "indicators_0007"
down_revision = "indicators_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table."""
    run(
        """
create table challenge (
  id uuid primary key,
  area text not null,
  measure text not null,
  challenger text not null,
  challenger_name text not null,
  body text not null,
  body_name text not null,
  asked_as text not null,
  basis text not null,
  register_version int not null,
  words text not null,
  questions text not null,
  made_on date not null,
  due_on date not null,
  reckoning text not null,
  policy_version text not null,
  reply text not null,
  answers jsonb not null,
  answered_at timestamptz,
  unanswered_at timestamptz,
  version int not null,
  check (body <> challenger)
);
create unique index challenge_standing on challenge (area, measure, challenger)
  where answered_at is null and unanswered_at is null;
create index challenge_by_measure on challenge (area, measure, id);
"""
        + area_policy("challenge")
    )


def downgrade() -> None:
    """Take it down."""
    run("drop table challenge")
