"""What the other services told: the steps of every timeline, where each stands, the latest judgement of each measure.

Projections only: `folkmoot rebuild` empties them and has every event told again.
"""

from migrations import area_policy, run

revision = "publication_0004"
down_revision = "publication_0003"
branch_labels = None
depends_on = None

TABLES = ("step", "timeline", "judgement")


def upgrade() -> None:
    """Build the timelines."""
    run("""
        create table step (
          stream text not null,
          version int not null,
          reference text not null,
          area text not null,
          event_id uuid not null,
          type text not null,
          occurred_at timestamptz not null,
          content jsonb not null,
          primary key (stream, version)
        );
        create index step_by_reference on step (reference, occurred_at, stream, version);
        create index step_by_type on step (area, type, occurred_at);
        create index step_by_time on step (occurred_at desc, stream desc, version desc);
        create table timeline (
          reference text primary key,
          area text not null,
          petition_version int not null default 0,
          case_version int not null default 0,
          title text,
          measure text,
          threshold int,
          closes_on date,
          signatures int,
          counted_on date,
          petition_ended text,
          policy_version text,
          trigger text,
          lead text,
          lead_name text,
          answers_owed_under text,
          state text,
          silence text,
          asked_by date,
          due_on date,
          reckoning text,
          late_since date,
          ended text not null default '',
          opened_at timestamptz,
          moved_at timestamptz not null
        );
        create index timeline_by_area on timeline (area, moved_at desc, reference);
        create index timeline_by_time on timeline (moved_at desc, reference);
        create table judgement (
          area text not null,
          measure text not null,
          version int not null,
          period text not null,
          value numeric,
          target numeric,
          verdict text not null,
          before text not null,
          rule text not null,
          judged_at timestamptz not null,
          primary key (area, measure)
        );
    """)
    run("".join(area_policy(table) for table in TABLES))


def downgrade() -> None:
    """Take the timelines down."""
    run("drop table judgement, timeline, step;")
