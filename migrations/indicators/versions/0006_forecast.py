"""Forecasts and how each came true, where a series begins anew, what figures rest on: rows that are only added."""

from migrations import area_policy, run, without

revision = "indicators_0006"
down_revision = "indicators_0005"
branch_labels = None
depends_on = None

TABLES = ("forecast", "forecast_outcome", "baseline", "sample")


def upgrade() -> None:
    """Build the tables."""
    run(
        """
create table forecast (
  area text not null,
  measure text not null,
  starts_on date not null,
  ends_on date not null,
  period text not null,
  value numeric not null,
  lower numeric not null,
  upper numeric not null,
  partner text not null,
  lodged_at timestamptz not null,
  version int not null,
  primary key (area, measure, version),
  check (lower <= value and value <= upper)
);
create table forecast_outcome (
  area text not null,
  measure text not null,
  period text not null,
  forecast numeric not null,
  lower numeric not null,
  upper numeric not null,
  actual numeric not null,
  error numeric not null,
  partner text not null,
  lodged int not null,
  rule text not null,
  is_missed boolean not null,
  told_at timestamptz not null,
  version int not null,
  primary key (area, measure, version)
);
create table baseline (
  area text not null,
  measure text not null,
  period text not null,
  cause text not null check (cause in ('process_changed', 'definition_changed')),
  reason text not null,
  decided_by text not null,
  body text,
  decided_at timestamptz not null,
  version int not null,
  primary key (area, measure, version),
  unique (area, measure, period)
);
create table sample (
  area text not null,
  measure text not null,
  period text not null,
  basis text not null,
  counted int,
  "of" int,
  per int,
  lower numeric,
  upper numeric,
  partner text not null,
  stated_at timestamptz not null,
  version int not null,
  primary key (area, measure, version),
  check (case basis
    when 'share' then counted between 0 and "of" and "of" > 0 and num_nulls(per, lower, upper) = 3
    when 'events' then counted >= 0 and "of" > 0 and per > 0 and num_nulls(lower, upper) = 2
    when 'given' then lower <= upper and num_nulls(counted, "of", per) = 3
    else false end)
);
"""
        + "".join(area_policy(table) for table in TABLES)
        + without("update, delete, truncate", *TABLES)
    )


def downgrade() -> None:
    """Take them down."""
    run(f"drop table {', '.join(TABLES)}")
