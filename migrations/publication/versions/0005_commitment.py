"""The sealed store's hash of each day, and what was opened of it, as escalation told them. Projections only."""

from migrations import area_policy, run

revision = "publication_0005"
down_revision = "publication_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the tables. A day's hash belongs to no area."""
    run(
        """
create table commitment (
  day date primary key,
  leaf text not null,
  told_at timestamptz not null
);
create table opened_matter (
  matter uuid primary key,
  area text not null,
  reference text not null,
  opened_at timestamptz not null,
  entries jsonb not null
);
create index opened_matter_by_time on opened_matter (opened_at, matter);
"""
        + area_policy("opened_matter")
    )


def downgrade() -> None:
    """Take them down."""
    run("drop table opened_matter, commitment;")
