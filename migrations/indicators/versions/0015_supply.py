"""Figures that were late: the day by which one was due was over, and it had not come. Told once, never unsaid."""

from migrations import area_policy, run, without

revision = "indicators_0015"
down_revision = "indicators_0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table."""
    run(
        """
create table late_figure (
  area text not null,
  measure text not null,
  starts_on date not null,
  ends_on date not null,
  period text not null,
  due_on date not null,
  reckoning text not null,
  policy_version text not null,
  owed_by text[] not null,
  latest_period text not null,
  told_at timestamptz not null,
  version int not null,
  primary key (area, measure, starts_on, ends_on)
);
"""
        + area_policy("late_figure")
        + without("update, delete, truncate", "late_figure")
    )


def downgrade() -> None:
    """Take it down."""
    run("drop table late_figure")
