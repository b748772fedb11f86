"""Batches, their figures with every revision, and the judgement of each measure.

Figures are partitioned by the first day of their period. They are reached through the parent alone, where the area
policy holds: the service has no right on a partition. A batch may serve several areas, so it has no area of its own; it
is shown to the body that sent it and to nobody else.
"""

from migrations import area_policy, run

revision = "indicators_0003"
down_revision = "indicators_0002"
branch_labels = None
depends_on = None

PARTITIONS = {
    "observation_before_2010": "for values from (minvalue) to ('2010-01-01')",
    "observation_2010s": "for values from ('2010-01-01') to ('2020-01-01')",
    "observation_2020s": "for values from ('2020-01-01') to ('2030-01-01')",
    "observation_later": "default",
}
_WITHOUT = """
do $$ begin
  execute format('revoke {rights} on {table} from %I', 'folkmoot_' || current_schema());
end $$;
"""


def upgrade() -> None:
    """Build the tables."""
    run(
        """
create table batch (
  id uuid primary key,
  partner text not null,
  areas text[] not null,
  rows int not null,
  new int not null,
  same int not null,
  revised int not null,
  reference int not null,
  sha256 text not null,
  figures_sha256 text not null,
  judgements jsonb not null,
  received_at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp()
);
create table observation (
  area text not null,
  measure text not null,
  place text not null,
  starts_on date not null,
  ends_on date not null,
  period text not null,
  revision int not null check (revision > 0),
  value numeric,
  missing text,
  status text check (status in ('provisional', 'final', 'revised')),
  batch uuid not null,
  row int not null,
  received_at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (area, measure, place, starts_on, period, revision),
  check ((value is null) <> (missing is null))
) partition by range (starts_on);
create index observation_by_batch on observation using brin (batch);
create table judgement (
  area text not null,
  measure text not null,
  version int not null default 0,
  verdict text not null default 'not_judged',
  polarity text not null default 'context',
  period text,
  value numeric,
  target numeric,
  tolerance numeric not null default 0,
  rule text not null default '',
  received_at timestamptz,
  batch uuid,
  primary key (area, measure)
);
"""
        + "".join(f"create table {name} partition of observation {values};" for name, values in PARTITIONS.items())
        + "".join(area_policy(table) for table in ("observation", "judgement", *PARTITIONS))
        + _WITHOUT.format(rights="update, delete, truncate", table="batch, observation")
        + _WITHOUT.format(rights="all", table=", ".join(PARTITIONS))
    )


def downgrade() -> None:
    """Take them down."""
    run("drop table judgement, observation, batch")
