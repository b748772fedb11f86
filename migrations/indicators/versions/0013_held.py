"""Batches that wait: for the instant that their body named, for a second of its people, or for both.

Nothing of them stands in the tables of figures before they are released; then their rows are stored like any others'.
What was posted stays here word for word. A batch may serve several areas, so it has no area of its own; it is shown to
its body only.
"""

from migrations import area_policy, run, without

revision = "indicators_0013"
down_revision = "indicators_0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the tables."""
    run(
        """
create table held_batch (
  id uuid primary key,
  partner text not null,
  areas text[] not null,
  rows int not null,
  refused int not null,
  new int not null,
  same int not null,
  revised int not null,
  withdrawn int not null,
  without_reason int not null,
  change_reason text,
  sha256 text not null,
  figures_sha256 text not null,
  mapped jsonb,
  fetched_from text,
  sender text not null,
  is_for_clearance boolean not null,
  received_at timestamptz not null,
  announced_at timestamptz,
  publish_at timestamptz,
  cleared_at timestamptz,
  cleared_by text,
  returned_at timestamptz,
  returned_by text,
  reason text,
  released_at timestamptz,
  refused_at timestamptz,
  measures text[] not null default '{}',
  faults jsonb not null default '[]',
  total_faults int not null default 0,
  version int not null,
  recorded_at timestamptz not null default clock_timestamp(),
  check (is_for_clearance or publish_at is not null),
  check (num_nonnulls(returned_at, released_at, refused_at) <= 1)
);
create index held_batch_of_partner on held_batch (partner, id);
create index held_batch_released on held_batch (released_at, id) where released_at is not null;
create table held_move (
  batch uuid not null references held_batch,
  version int not null,
  moved_at timestamptz not null,
  before timestamptz not null,
  after timestamptz not null,
  primary key (batch, version)
);
create table held_figure (
  batch uuid not null references held_batch,
  row int not null,
  sent_row int not null,
  area text not null,
  place text not null,
  measure text not null,
  text text not null,
  time int not null,
  value text,
  missing text,
  suppressed text,
  status text,
  audit text,
  reason text,
  action text,
  primary key (batch, row, area)
);
create index held_figure_of_measure on held_figure (area, measure);
"""
        + area_policy("held_figure")
        + without("delete, truncate", "held_batch")
        + without("update, delete, truncate", "held_move", "held_figure")
    )


def downgrade() -> None:
    """Take them down."""
    run("drop table held_figure, held_move, held_batch")
