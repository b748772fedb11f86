"""Agreements: rounds, entries that nobody can change, approvals and the targets they set."""

from migrations import area_policy, run

revision = "publication_0003"
down_revision = "publication_0002"
branch_labels = None
depends_on = None

TABLES = ("agreement", "round", "entry", "target_series", "target")


def upgrade() -> None:
    """Build agreements."""
    run("""
        create table agreement (
          agreement text primary key,
          area text not null references area,
          version int not null,
          title text not null,
          period text not null,
          profile text not null,
          parties text[] not null,
          opened_at timestamptz not null,
          approved_on text,
          approved_by text,
          targets int,
          changed_at timestamptz not null
        );
        create index agreement_by_area on agreement (area, agreement);
        create table round (
          agreement text not null references agreement,
          round text not null,
          area text not null,
          position int not null,
          title text not null,
          opened_on date,
          primary key (agreement, round),
          unique (agreement, position)
        );
        create table entry (
          agreement text not null,
          number int not null check (number > 0),
          area text not null,
          round text not null,
          party text not null,
          party_name text not null,
          kind text not null,
          item_code text,
          item_title text not null,
          status text,
          reason text,
          said_on text,
          baseline_value numeric,
          baseline_period text,
          target_value numeric,
          target_period text,
          unit text,
          lead_partner text,
          national_issue boolean not null,
          source text not null,
          supersedes int,
          came text not null,
          entered_by text not null,
          recorded_at timestamptz not null,
          primary key (agreement, number),
          unique (agreement, supersedes),
          check (supersedes < number),
          foreign key (agreement, round) references round,
          foreign key (agreement, supersedes) references entry
        );
        create table target_series (
          area text not null,
          measure text not null,
          version int not null,
          primary key (area, measure),
          foreign key (area, measure) references measure
        );
        create table target (
          area text not null,
          measure text not null,
          period text not null,
          agreement text not null references agreement,
          value numeric not null,
          tolerance numeric not null,
          designated boolean not null,
          illustrative boolean not null,
          stretch numeric,
          minimum numeric,
          path text not null check (path in ('points', 'linear', 'stepped')),
          baseline numeric,
          baseline_period text,
          set_at timestamptz not null,
          primary key (area, measure, period, agreement),
          check ((baseline is null) = (baseline_period is null)),
          foreign key (area, measure) references target_series
        );
    """)
    run("".join(area_policy(table) for table in TABLES))
    run("".join(f"revoke delete, truncate on {table} from folkmoot_publication;" for table in TABLES))
    run("revoke update on entry, round, target from folkmoot_publication;")


def downgrade() -> None:
    """Take agreements down."""
    run("drop table target, target_series, entry, round, agreement;")
