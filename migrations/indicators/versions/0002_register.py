"""The copy of the register that this service judges by, the targets in force, and the cases about a measure."""

from migrations import area_policy, register, register_down, run

revision = "indicators_0002"
down_revision = "indicators_0001"
branch_labels = None
depends_on = None

TABLES = ("target", "measure_case")


def upgrade() -> None:
    """Build the copy."""
    run(
        register(1)
        + """
create table target (
  area text not null,
  measure text not null,
  starts_on date not null,
  ends_on date not null,
  period text not null,
  value numeric not null,
  tolerance numeric not null,
  agreement text not null,
  designated boolean not null,
  illustrative boolean not null,
  stretch numeric,
  minimum numeric,
  path text not null default 'points',
  baseline numeric,
  baseline_period text,
  set_at timestamptz not null,
  primary key (area, measure, starts_on, period)
);
create table measure_case (
  area text not null,
  reference text not null,
  measure text not null,
  title text not null,
  state text not null,
  subject text,
  asked_by date,
  due_on date,
  silence text,
  answers_owed_under text,
  opened_at timestamptz not null,
  changed_at timestamptz not null,
  version int not null,
  primary key (area, reference)
);
create index measure_case_by_measure on measure_case (area, measure, opened_at);
"""
        + "".join(area_policy(table) for table in TABLES)
    )


def downgrade() -> None:
    """Take it down."""
    run(f"drop table {', '.join(TABLES)};" + register_down(1))
