"""Batches, their figures with every revision, and the judgement of each measure.

Figures are partitioned by the year in which their period ends and are written by COPY, which PostgreSQL refuses where a
policy holds. So the service may only add to a partition, which has no policy, and only read through the parent, where
the area policy holds. What it adds carries the number of a series, and a series of another area can neither be seen nor
made. A batch may serve several areas, so it has no area of its own; it is shown to the body that sent it only.
"""

from datetime import date

from migrations import area_policy, run, without

revision = "indicators_0003"
down_revision = "indicators_0002"
branch_labels = None
depends_on = None

FIRST_YEAR, LAST_YEAR = 2000, 2040


def _year(year: int) -> int:
    """The place in time before every period that ends in this year: days since 1900, then 14 bits for the length."""
    return (date(year, 1, 1) - date(1900, 1, 1)).days << 14


_BOUNDS = {
    "figure_earlier": f"for values from (minvalue) to ({_year(FIRST_YEAR)})",
    **{
        f"figure_{year}": f"for values from ({_year(year)}) to ({_year(year + 1)})"
        for year in range(FIRST_YEAR, LAST_YEAR + 1)
    },
    # No default partition, or PostgreSQL would not know that one partition's periods come after another's: whoever asks
    # for the latest figure would have to look into all of them.
    "figure_later": f"for values from ({_year(LAST_YEAR + 1)}) to (maxvalue)",
}


def upgrade() -> None:
    """Build the tables."""
    run(
        """
create sequence batch_number as int;
create table batch (
  id uuid primary key,
  number int not null unique,
  partner text not null,
  sender text not null,
  areas text[] not null,
  rows int not null,
  new int not null,
  same int not null,
  revised int not null,
  withdrawn int not null,
  without_reason int not null,
  refused int not null,
  reference int not null,
  sha256 text not null,
  figures_sha256 text not null,
  received_at timestamptz not null,
  published_at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp()
);
create table batch_judgement (
  batch int primary key,
  judgements jsonb not null
);
create index batch_of_partner on batch (partner, id);
create table series (
  id int generated always as identity primary key,
  area text not null,
  measure text not null,
  place text not null,
  unique (area, measure, place)
);
create table period (
  id int primary key,
  text text not null unique,
  starts_on date not null,
  ends_on date not null
);
create table figure (
  series int not null,
  period int not null,
  revision int not null check (revision > 0),
  batch int not null,
  row int not null,
  status "char" not null default '-' check (status in ('-', 'p', 'f', 'r')),
  audit "char" not null default '-' check (audit in ('-', 'n', 'i', 'e')),
  area text not null,
  value numeric,
  missing text,
  suppressed text,
  reason text,
  primary key (series, period, revision),
  check (num_nonnulls(value, missing, suppressed) <= 1)
) partition by range (period);
create index figure_of_batch on figure using brin (batch);
create index figure_without_reason on figure (area, batch) where revision > 1 and reason is null;
create view observation with (security_invoker = true) as
select f.area, s.measure, s.place, p.starts_on, p.ends_on, p.text as period, f.series, f.period as at, f.revision,
       f.value,
       case when f.value is null then
         coalesce(f.missing, case when f.suppressed is null then 'withdrawn' else 'suppressed' end
                             || coalesce(': ' || f.reason, '')) end as missing,
       f.suppressed, f.reason, num_nonnulls(f.value, f.missing, f.suppressed) = 0 as is_withdrawn,
       case f.status when 'p' then 'provisional' when 'f' then 'final' when 'r' then 'revised' end as status,
       case f.audit when 'n' then 'none' when 'i' then 'internal' when 'e' then 'external' end as audit,
       b.id as batch, f.batch as batch_number, f.row, b.received_at, b.published_at,
       b.recorded_at
from figure f
join series s on s.id = f.series
join period p on p.id = f.period
join batch b on b.number = f.batch;
create table judgement (
  area text not null,
  measure text not null,
  version int not null default 0,
  figures_version int not null default 0,
  verdict text not null default 'not_judged',
  polarity text not null default 'context',
  period text,
  value numeric,
  target numeric,
  tolerance numeric not null default 0,
  rule text not null default '',
  received_at timestamptz,
  batch uuid,
  parts jsonb not null default '[]',
  primary key (area, measure)
);
"""
        + "".join(f"create table {name} partition of figure {values};" for name, values in _BOUNDS.items())
        + "".join(area_policy(table) for table in ("figure", "series", "judgement"))
        + without("update, delete, truncate", "batch", "batch_judgement", "series", "period")
        + without("insert, update, delete, truncate", "figure")
        + without("select, update, delete, truncate", *_BOUNDS)
    )


def downgrade() -> None:
    """Take them down."""
    run(
        "drop view observation; drop table judgement, figure, period, series, batch_judgement, batch cascade; "
        "drop sequence batch_number"
    )
