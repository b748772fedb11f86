"""By which calendar the clocks of an area's cases were counted last: what a change of it is told against."""

from migrations import area_policy, run

revision = "escalation_0006"
down_revision = "escalation_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table."""
    run(
        """
create table counted_by (
  area text primary key,
  closed date[] not null,
  elections jsonb not null,
  fingerprint text not null,
  counted_at timestamptz not null
);
"""
        + area_policy("counted_by")
    )


def downgrade() -> None:
    """Take it down."""
    run("drop table counted_by;")
