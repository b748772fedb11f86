"""Requests for explanations with their answers, and early warnings."""

from migrations import area_policy, run

revision = "indicators_0004"
down_revision = "indicators_0003"
branch_labels = None
depends_on = None

TABLES = ("explanation", "warning")


def upgrade() -> None:
    """Build the tables."""
    run(
        """
create table explanation (
  id uuid primary key,
  area text not null,
  measure text not null,
  period text not null,
  value numeric not null,
  target numeric not null,
  body text not null,
  body_name text not null,
  asked_as text not null,
  basis text not null,
  register_version int not null,
  questions text not null,
  asked_on date not null,
  due_on date not null,
  reckoning text not null,
  policy_version text not null,
  answers jsonb not null,
  given_at timestamptz,
  missing_at timestamptz,
  withdrawn_at timestamptz,
  version int not null,
  check (given_at is null or withdrawn_at is null),
  check (missing_at is null or withdrawn_at is null)
);
create unique index explanation_open on explanation (area, measure)
  where given_at is null and missing_at is null and withdrawn_at is null;
create index explanation_by_measure on explanation (area, measure, id);
create index explanation_by_body on explanation (body, id);
create table warning (
  area text not null,
  measure text not null,
  cause text not null,
  period text not null,
  body text not null,
  body_name text not null,
  asked_as text not null,
  working text not null,
  rule text not null,
  policy_version text not null,
  raised_at timestamptz not null,
  lifted_at timestamptz,
  version int not null,
  primary key (area, measure, cause)
);
"""
        + "".join(area_policy(table) for table in TABLES)
    )


def downgrade() -> None:
    """Take them down."""
    run(f"drop table {', '.join(TABLES)}")
